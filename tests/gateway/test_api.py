"""The JSON API: the same activities as the screens, from the same calls and with the same rights (G-15)."""

import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.api.operations import OPERATIONS, Operation
from kit.identifiers import new_id
from tests.gateway.crowd import CANCELLED, MARKING
from tests.gateway.world import PASSPHRASE, Site

API = "/api/v1"
STAFF = {"desk", "letters", "people"}
PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}


class Client:
    """A program that has logged in."""

    def __init__(self, site: Site, identifier: str, password: str) -> None:
        self.http = site.client(base_url=site.address + API)
        login = self.http.post("/session", json={"identifier": identifier, "password": password})
        assert login.status_code == 200, login.text
        self.login = login.json()
        self.session = self.http.get("/session").json()
        self.http.headers["x-form-token"] = self.session["form_token"]

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(path, params=query)

    def do(self, method: str, path: str, **body: Any) -> httpx.Response:
        return self.http.request(method, path, json=body)


@pytest.fixture(scope="module")
def manager(site: Site) -> Client:
    account = site.world.account("gestionnaire", "traite")
    return Client(site, account.identifier, account.password)


@pytest.fixture(scope="module")
def reader(site: Site) -> Client:
    """An examiner whom these tests change nothing for."""
    return Client(site, site.examiner().identifier, PASSPHRASE)


@pytest.fixture
def examiner(site: Site) -> Client:
    browser = site.examiner()
    client = Client(site, browser.identifier, PASSPHRASE)
    version = client.get("/conditions").json()["version"]
    assert client.do("POST", "/conditions/accept", version=version).json()["is_accepted"]
    return client


def claim_of(examiner: Client, number: str = MARKING) -> dict[str, Any]:
    (row,) = examiner.get("/claims", search=number).json()["claims"]
    return examiner.get(f"/claims/{row['id']}").json()


def trip(claim: dict[str, Any]) -> dict[str, Any]:
    """There and back, as the mission says."""
    mission = claim["mission"]
    commune = mission["centre"]["commune"]
    return {
        "id": new_id(),
        "departure_town": claim["departure_towns"][0],
        "arrival_town": {name: commune[name] for name in ("code", "name", "department")},
        "departure_date": mission["start_date"],
        "departure_time": mission["start_time"],
        "return_date": mission["end_date"],
        "return_time": mission["end_time"],
        "mode": "MODE_CAR",
        "power_cv": 5,
        "one_way_count": 2,
        "distance_hectometres": claim["known_distances"][0]["distance_hectometres"],
    }


def filled(examiner: Client) -> dict[str, Any]:
    claim = claim_of(examiner)
    entry = {"fee": {"copies": 42}, "travel": {"trips": [trip(claim)]}}
    answer = examiner.do(
        "PATCH", f"/claims/{claim['id']}", version=claim["version"], input=entry, update_mask="fee,travel"
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def validated(examiner: Client) -> dict[str, Any]:
    claim = filled(examiner)
    return examiner.do("POST", f"/claims/{claim['id']}/validate", version=claim["version"], is_confirmed=True).json()


def problem(answer: httpx.Response, status: int, reason: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == PROBLEM
    content = answer.json()
    assert (answer.status_code, content["status"], content.get("reason")) == (status, status, reason), content
    assert content["title"]
    return content


# --- Happy paths ---------------------------------------------------------------------------------------------------


def test_a_program_reads_missions_and_their_documents(examiner: Client) -> None:
    listed = examiner.get("/missions", search=MARKING, sort="SORT_START", is_descending="true").json()
    (convened,) = listed["missions"]
    assert convened["mission"]["number"] == MARKING
    one = examiner.get(f"/missions/{convened['convocation_id']}").json()
    assert one == convened
    pdf = examiner.get(f"/missions/{convened['convocation_id']}/convocation.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-type"] == "application/pdf"
    assert examiner.get("/academy").json()["code"] == "SIEC"
    assert [town["code"] for town in examiner.get("/communes", search="Brunoy").json()["communes"]] == ["91114"]


def test_a_program_claims_from_the_draft_to_the_order_number(examiner: Client) -> None:
    claim = claim_of(examiner)
    assert claim["fee"]["status"] == "STATUS_TO_VALIDATE"
    path = f"/claims/{claim['id']}"
    draft = examiner.do(
        "PUT", f"{path}/draft", version=claim["version"], draft={"fee": {"copies": 7}}, update_mask="fee"
    ).json()
    assert draft["draft"]["fee"]["copies"] == 7
    claim = examiner.do("DELETE", f"{path}/draft", version=draft["version"]).json()
    assert "draft" not in claim
    not_done = examiner.do("POST", f"{path}/declare-not-done", version=claim["version"]).json()
    assert not_done["is_declared_not_done"]
    assert not examiner.do("POST", f"{path}/undo-not-done", version=not_done["version"]).json()["is_declared_not_done"]
    claim = filled(examiner)
    assert claim["fee_calculation"]["amount_cents"] == "10374"
    assert claim["travel_calculation"]["amount_cents"] == "7216"
    done = examiner.do("POST", f"{path}/validate", version=claim["version"], is_confirmed=True).json()
    assert re.fullmatch(r"2026-SIEC-\d{6}", done["order_number"])
    assert examiner.get(f"{path}/recap.pdf").content.startswith(b"%PDF-")
    undone = examiner.do("POST", f"{path}/unvalidate", version=done["version"]).json()
    assert undone["order_number"] == done["order_number"]


def test_a_program_of_a_gestionnaire_decides(examiner: Client, manager: Client) -> None:
    claim = validated(examiner)
    listed = manager.get("/desk/claims", search=f"{claim['examiner']['identifier']} {MARKING}").json()
    (row,) = listed["claims"]
    path = f"/desk/claims/{row['id']}"
    read = manager.get(path).json()
    cancelled = manager.do("POST", f"{path}/cancel", version=read["version"], reason="Mission saisie deux fois").json()
    assert cancelled["fee"]["status"] == "STATUS_CANCELLED"
    back = manager.do("POST", f"{path}/uncancel", version=cancelled["version"]).json()
    accepted = manager.do(
        "POST", f"{path}/accept", version=back["version"], parts=["PART_KIND_FEE", "PART_KIND_TRAVEL"]
    ).json()
    assert accepted["fee"]["status"] == accepted["travel"]["status"] == "STATUS_ACCEPTED"
    assert manager.get(f"{path}/recap.pdf").content.startswith(b"%PDF-")


def test_a_program_of_a_gestionnaire_has_letters_edited(manager: Client) -> None:
    groups = manager.get("/convocation-groups").json()["groups"]
    group = min(groups, key=lambda group: group["person_count"])
    job = manager.do("POST", "/letters", session="2026", exam_code=group["exam"]["code"]).json()
    assert job["state"] == "STATE_QUEUED"
    assert manager.get(f"/jobs/{job['id']}").json()["title"] == job["title"]
    assert job["id"] in {one["id"] for one in manager.get("/jobs").json()["jobs"]}
    drafts = next(group for group in groups if group.get("draft_count"))
    run = manager.do("POST", "/official-runs", session="2026", exam_code=drafts["exam"]["code"])
    assert run.status_code == 200


def test_a_program_of_a_gestionnaire_gives_somebody_a_way_in(manager: Client) -> None:
    (person,) = manager.get("/people", search="ESI919596").json()["people"]
    path = f"/people/{person['summary']['id']}"
    assert manager.get(path).json()["summary"]["identifier"] == "ESI919596"
    recorded = manager.do("POST", f"{path}/email", email="payet@messagerie.example").json()
    assert recorded["summary"]["identifier"] == "ESI919596"
    issued = manager.do("POST", f"{path}/temporary-password").json()
    assert len(issued["temporary_password"]) >= 12


def test_a_person_gives_an_address(examiner: Client) -> None:
    assert examiner.do("POST", "/account/email", email="essai@messagerie.example").json() == {}


# --- Session -------------------------------------------------------------------------------------------------------


def test_a_session_opens_tells_who_and_closes(site: Site) -> None:
    browser = site.examiner()
    client = Client(site, browser.identifier, PASSPHRASE)
    assert client.login == {"must_change_password": False, "should_give_email": False}
    assert client.session["person"]["identifier"] == browser.identifier
    assert [activity["key"] for activity in client.session["activities"]] == ["missions", "claims"]
    # What opens the services never leaves the gateway.
    assert "tokens" not in client.session
    assert client.http.delete("/session").json() == {}
    problem(client.get("/missions"), 401, "NOT_LOGGED_IN")


def test_a_wrong_password_is_refused_as_on_the_screen(site: Site) -> None:
    answer = httpx.post(site.address + API + "/session", json={"identifier": "ESI000000", "password": "x"})
    content = problem(answer, 401, "LOGIN_REFUSED")
    assert "L’identifiant ou le mot de passe ne convient pas" in content["detail"]
    assert "set-cookie" not in answer.headers


def test_without_a_session_nothing_is_served(site: Site) -> None:
    for operation in OPERATIONS:
        path = re.sub(r"\{\w+\}", new_id(), operation.path)
        answer = httpx.request(
            operation.method, site.address + API + path, json=None if operation.method == "GET" else {}
        )
        problem(answer, 401, "NOT_LOGGED_IN")


RESERVED = [operation for operation in OPERATIONS if operation.activity]


@pytest.mark.parametrize("operation", RESERVED, ids=lambda operation: f"{operation.method} {operation.path}")
def test_rights_are_those_of_the_screens(reader: Client, manager: Client, operation: Operation) -> None:
    """An activity that is not in the menu is not in the API either."""
    other = reader if operation.activity in STAFF else manager
    path = re.sub(r"\{\w+\}", new_id(), operation.path)
    body = None if operation.method == "GET" else {}
    problem(other.http.request(operation.method, path, json=body), 403, "ACTIVITY_CLOSED")


# --- Refusals ------------------------------------------------------------------------------------------------------


def test_a_change_needs_the_token_of_the_session(examiner: Client) -> None:
    claim = claim_of(examiner)
    token = examiner.http.headers.pop("x-form-token")
    for wrong in ({}, {"x-form-token": "x"}, {"x-form-token": "é"}):
        headers = {name: value.encode() for name, value in wrong.items()}
        answer = examiner.http.post(f"/claims/{claim['id']}/validate", json={"version": "1"}, headers=headers)
        problem(answer, 403, "FORM_STALE")
    examiner.http.headers["x-form-token"] = token


def test_a_stale_version_is_a_conflict(examiner: Client) -> None:
    claim = claim_of(examiner)
    answer = examiner.do("POST", f"/claims/{claim['id']}/declare-not-done", version="99")
    assert "Rechargez la page" in problem(answer, 409, "STALE_VERSION")["detail"]


def test_wrong_fields_are_named_with_their_sentences(examiner: Client) -> None:
    claim = claim_of(examiner)
    wrong = trip(claim) | {"one_way_count": 0, "power_cv": 99}
    entry = {"fee": {"copies": -1}, "travel": {"trips": [wrong]}}
    path = f"/claims/{claim['id']}"
    answer = examiner.do("PATCH", path, version=claim["version"], input=entry, update_mask="fee,travel")
    fields = {field["field"]: field for field in problem(answer, 422, "INVALID_FIELDS")["fields"]}
    assert set(fields) == {"fee.copies", "travel.trips[0].one_way_count", "travel.trips[0].power_cv"}
    assert fields["fee.copies"]["reason"] == "COUNT_INVALID"
    assert all(field["detail"] for field in fields.values())


def test_what_another_person_has_is_not_found(site: Site, examiner: Client) -> None:
    other = claim_of(examiner)
    stranger = Client(site, site.examiner().identifier, PASSPHRASE)
    stranger.do("POST", "/conditions/accept", version=1)
    problem(stranger.get(f"/claims/{other['id']}"), 404, "NOT_FOUND")
    problem(stranger.do("POST", f"/claims/{other['id']}/validate", version=other["version"]), 404, "NOT_FOUND")


def test_conditions_come_first(site: Site) -> None:
    client = Client(site, site.examiner().identifier, PASSPHRASE)
    problem(client.get("/claims"), 409, "CONDITIONS_NOT_ACCEPTED")
    problem(client.do("POST", "/conditions/accept", version=99), 409, "CONDITIONS_OUTDATED")


def test_a_cancelled_convocation_has_no_duplicate(examiner: Client) -> None:
    (convened,) = examiner.get("/missions", search=CANCELLED).json()["missions"]
    problem(examiner.get(f"/missions/{convened['convocation_id']}/convocation.pdf"), 409, "DUPLICATE_WITHDRAWN")


def test_nobody_decides_on_their_own_claim(site: Site) -> None:
    account = site.world.account("gestionnaire", "ses propres frais")
    own = Client(site, account.identifier, account.password)
    own.do("POST", "/conditions/accept", version=1)
    row = own.get("/claims").json()["claims"][0]
    claim = own.get(f"/desk/claims/{row['id']}").json()
    given = {"version": claim["version"], "parts": ["PART_KIND_FEE"], "reason": "Mission saisie deux fois"}
    for move in ("accept", "cancel", "uncancel"):
        body = {name: given[name] for name in given if name == "version" or (move, name) in WANTED}
        problem(own.do("POST", f"/desk/claims/{row['id']}/{move}", **body), 403, "OWN_CLAIM")


WANTED = {("accept", "parts"), ("cancel", "reason")}


def test_an_unknown_address_or_method_is_a_problem_too(examiner: Client) -> None:
    assert examiner.get("/inconnu").headers["content-type"] == PROBLEM
    answer = examiner.http.request("DELETE", "/missions")
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert "GET" in answer.headers["allow"]


# --- Once only -----------------------------------------------------------------------------------------------------


def test_a_repeated_key_has_one_effect_and_the_same_answer(examiner: Client) -> None:
    claim = filled(examiner)
    key = {"idempotency-key": new_id()}
    body = {"version": claim["version"], "is_confirmed": True}
    answers = [examiner.http.post(f"/claims/{claim['id']}/validate", json=body, headers=key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json() == answers[1].json() == answers[2].json()
    other = examiner.http.post(f"/claims/{claim['id']}/validate", json={"version": "1"}, headers=key)
    problem(other, 409, "REQUEST_REUSED")
    headers = {"idempotency-key": "again"}
    problem(examiner.http.post(f"/claims/{claim['id']}/validate", json=body, headers=headers), 422, "INVALID_REQUEST")
    in_body = examiner.do("POST", f"/claims/{claim['id']}/unvalidate", request_id=new_id(), version="99")
    problem(in_body, 409, "STALE_VERSION")


# --- What is no request of ours ------------------------------------------------------------------------------------

DEEP = 10_000


@pytest.mark.parametrize(
    "body",
    [
        b'{"version": 1, "version": 2}',
        b'{"input": {"fee": {"copies": 1, "copies": 2}}}',
        b'{"version": NaN}',
        b'{"version": Infinity}',
        b'{"version": ' + b"9" * 10_000 + b"}",
        b'{"version": 1e400}',
        b"[" * DEEP + b"]" * DEEP,
        b'{"input": ' * DEEP + b"1" + b"}" * DEEP,
        b"\xef\xbb\xbf{}",
        '{"version": 1}'.encode("utf-16"),
        b'{"version": "\xff"}',
        b'{"version": "\\ud800"}',
        b'{"unknown": 1}',
        b'{"version": true}',
        b'{"version": [1]}',
        b'{"version": "douze"}',
        b'{"is_confirmed": "yes"}',
        b'{"version": 1.5}',
        b'{"statut": "accepted", "montant": 1}',
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"\x00",
        b"<xml/>",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_no_request_is_refused_at_once(reader: Client, body: bytes) -> None:
    """security.md B8, B43, B91, H4."""
    path = f"/claims/{new_id()}/validate"
    content = problem(reader.http.post(path, content=body, headers=JSON), 422, "INVALID_REQUEST")
    assert content["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(reader: Client, kind: str) -> None:
    """B92, W3."""
    answer = reader.http.post("/account/email", content=b'{"email": "a@b.example"}', headers={"content-type": kind})
    problem(answer, 422, "INVALID_REQUEST")


def test_a_body_that_is_too_large_is_refused(reader: Client) -> None:
    answer = reader.http.post("/account/email", content=b"x" * 300_000, headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "query",
    ["search=a&search=b", "unknown=1", "sort=NOPE", "sort=99999999999", "is_descending=maybe", "request_id=x"],
)
def test_a_query_that_is_none_of_ours_is_refused(reader: Client, query: str) -> None:
    """B32, B33, H4."""
    problem(reader.http.get(f"/missions?{query}"), 422, "INVALID_REQUEST")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
CHANGES = [operation for operation in OPERATIONS if operation.method != "GET"]


def test_every_operation_stands_any_json(site: Site, manager: Client, examiner: Client) -> None:
    claim = claim_of(examiner)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(CHANGES), st.data())
    def stands(operation: Operation, data: st.DataObject) -> None:
        names = [field.name for field in operation.rpc.input_type.fields]
        body = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=4))
        client = manager if operation.activity in STAFF else examiner
        path = re.sub(r"\{\w+\}", claim["id"], operation.path)
        raw = json.dumps(body).encode("utf-8", "surrogatepass")
        answer = client.http.request(operation.method, path, content=raw, headers=JSON)
        assert answer.status_code < 500, (operation, body, answer.text)
        assert answer.json() is not None

    stands()
