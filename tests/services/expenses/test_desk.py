"""The other side of the desk: the list by pages, acceptance, cancellation."""

import mailbox
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, Examiner, Expenses, convocation, entry, trip

REASON = "Mission confiée à une autre personne."


@pytest.fixture
def validated(expenses: Expenses) -> Examiner:
    """A claim that waits for the desk."""
    examiner = expenses.claim(number="LI7")
    examiner.save(entry(120, trip()))
    examiner.validate()
    return examiner


def change(claim: pb.Claim) -> dict[str, object]:
    return {"request_id": new_id(), "id": claim.id, "version": claim.version}


def accept(desk: pb_grpc.DeskServiceStub, claim: pb.Claim, *parts: int) -> pb.Claim:
    kinds = parts or (pb.PART_KIND_FEE, pb.PART_KIND_TRAVEL)
    return desk.AcceptClaim(pb.AcceptClaimRequest(**change(claim), parts=kinds))


def cancel(desk: pb_grpc.DeskServiceStub, claim: pb.Claim, reason: str = REASON) -> pb.Claim:
    return desk.CancelClaim(pb.CancelClaimRequest(**change(claim), reason=reason))


def uncancel(desk: pb_grpc.DeskServiceStub, claim: pb.Claim) -> pb.Claim:
    return desk.UncancelClaim(pb.UncancelClaimRequest(**change(claim)))


def test_a_gestionnaire_accepts_each_part_on_its_own(expenses: Expenses, validated: Examiner) -> None:
    """S-CLM-16, G-2."""
    desk = expenses.desk_of()
    claim = accept(desk, desk.GetClaim(pb.GetDeskClaimRequest(id=validated.claim.id)), pb.PART_KIND_FEE)
    assert (claim.fee.status, claim.travel.status) == (pb.STATUS_ACCEPTED, pb.STATUS_VALIDATED)
    assert claim.fee.accept_time.ToDatetime(UTC) == expenses.clock.now()
    still = [pb.MOVE_DECIDE, pb.MOVE_ACCEPT, pb.MOVE_RECORD_POST, pb.MOVE_CANCEL, pb.MOVE_DEPOSIT]
    assert list(claim.allowed_moves) == still
    with refused_for("PART_ACCEPTED"):
        validated.read()
        validated.unvalidate()
    claim = accept(desk, claim, pb.PART_KIND_TRAVEL)
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_ACCEPTED}
    seen = validated.read()
    assert list(seen.allowed_moves) == []
    assert any("validés par le gestionnaire" in told.message for told in seen.follow_ups)


def test_a_cancelled_claim_says_who_when_and_why_and_comes_back_as_it_was(
    expenses: Expenses, validated: Examiner
) -> None:
    """S-CLM-8, S-STA-2."""
    manager = expenses.person("ESI900007", first_name="Léa", last_name="Rey")
    desk = expenses.desk_of(manager)
    before = desk.GetClaim(pb.GetDeskClaimRequest(id=validated.claim.id))
    claim = cancel(desk, before)
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_CANCELLED}
    assert list(claim.allowed_moves) == [pb.MOVE_UNCANCEL]
    seen = validated.read()
    assert list(seen.allowed_moves) == []
    assert not seen.fee.has_tab
    (told,) = seen.follow_ups
    for part in ("Mme Léa Rey, gestionnaire", "lundi 15\u00a0juin 2026 à 12\u00a0h", REASON):
        assert part in told.message
    back = uncancel(desk, claim)
    assert (back.fee, back.travel, back.order_number) == (before.fee, before.travel, before.order_number)
    assert list(back.allowed_moves) == list(before.allowed_moves)


@pytest.mark.parametrize("reason", ["", "non", "é" * 501, "   court   ", "rien\0du tout"])
def test_a_cancellation_needs_a_reason(expenses: Expenses, validated: Examiner, reason: str) -> None:
    desk = expenses.desk_of()
    with refused_for("INVALID_FIELDS") as found:
        cancel(desk, validated.claim, reason.strip() if "court" not in reason else "oui")
    assert found[0].violations[0].field == "reason"


def test_the_trips_of_one_day_are_accepted_once(expenses: Expenses) -> None:
    """R23: a cancelled mission that comes back carries the trips again, whatever was validated meanwhile."""
    person_id = new_id()
    hours = ("2026-06-11T08:00", "2026-06-11T14:00")
    first, second = (expenses.claim(person_id=person_id, start=datetime.fromisoformat(hour)) for hour in hours)
    desk = expenses.desk_of()
    first.save(entry(1, trip()))
    cancel(desk, first.validate())
    second.read()
    second.save(entry(1, trip()))
    second.validate()
    uncancel(desk, desk.GetClaim(pb.GetDeskClaimRequest(id=first.claim.id)))
    claim = second.read()
    assert claim.carrier_claim_id == first.claim.id
    assert any(told.claim_id == first.claim.id for told in claim.follow_ups)
    with refused_for("TRAVEL_DEFERRED"):
        accept(desk, claim)
    assert accept(desk, claim, pb.PART_KIND_FEE).fee.status == pb.STATUS_ACCEPTED
    assert accept(desk, first.read()).travel.status == pb.STATUS_ACCEPTED


def test_what_is_not_validated_is_not_accepted(expenses: Expenses) -> None:
    desk, examiner = expenses.desk_of(), expenses.claim()
    with refused_for("PART_NOT_VALIDATED"):
        accept(desk, examiner.claim)
    with refused_for("CLAIM_NOT_CANCELLED"):
        uncancel(desk, examiner.claim)
    with refused_for("INVALID_FIELDS"):
        desk.AcceptClaim(pb.AcceptClaimRequest(**change(examiner.claim), parts=[pb.PART_KIND_UNSPECIFIED, 9]))
    claim = cancel(desk, examiner.claim)
    for move in (accept, cancel):
        with refused_for("CLAIM_CANCELLED"):
            move(desk, claim)


def test_nobody_processes_their_own_claim(expenses: Expenses, validated: Examiner) -> None:
    """G-4."""
    desk = expenses.desk_of(validated.person_id)
    claim = desk.GetClaim(pb.GetDeskClaimRequest(id=validated.claim.id))
    assert claim.is_own
    assert list(claim.allowed_moves) == []
    for move in (accept, cancel, uncancel):
        with refused_for("OWN_CLAIM") as found:
            move(desk, claim)
        assert "autre gestionnaire" in found[0].message


RPCS: dict[str, Callable[[pb.Claim], object]] = {
    "ListClaims": lambda _: pb.ListDeskClaimsRequest(),
    "GetClaim": lambda claim: pb.GetDeskClaimRequest(id=claim.id),
    "GetRecap": lambda claim: pb.GetDeskRecapRequest(id=claim.id),
    "AcceptClaim": lambda claim: pb.AcceptClaimRequest(**change(claim), parts=[pb.PART_KIND_FEE]),
    "CancelClaim": lambda claim: pb.CancelClaimRequest(**change(claim), reason=REASON),
    "UncancelClaim": lambda claim: pb.UncancelClaimRequest(**change(claim)),
    "ComputePart": lambda claim: pb.ComputePartRequest(**change(claim), fee_minutes=60),
    "DecideTravel": lambda claim: pb.DecideTravelRequest(**change(claim)),
    "RecordPost": lambda claim: pb.RecordPostRequest(**change(claim)),
    "EstimateClaim": lambda claim: pb.EstimateClaimRequest(id=claim.id, input=entry(1), update_mask=FEE),
    "SaveDraft": lambda claim: pb.SaveDraftRequest(**change(claim), draft=entry(1), update_mask=FEE),
    "DiscardDraft": lambda claim: pb.DiscardDraftRequest(**change(claim)),
    "UpdateClaim": lambda claim: pb.UpdateClaimRequest(**change(claim), input=entry(1), update_mask=FEE),
    "ValidateClaim": lambda claim: pb.ValidateClaimRequest(**change(claim)),
    "UnvalidateClaim": lambda claim: pb.UnvalidateClaimRequest(**change(claim)),
}


@pytest.mark.parametrize("name", RPCS)
@pytest.mark.parametrize(
    "role", [access_pb2.ROLE_EXAMINER, access_pb2.ROLE_ADMINISTRATOR, access_pb2.ROLE_JURY_PRESIDENT]
)
def test_the_desk_is_for_gestionnaires(expenses: Expenses, name: str, role: int) -> None:
    stub = expenses.started.stub_for(pb_grpc.DeskServiceStub, new_id(), role)
    with refused_for("ACCESS_DENIED"):
        getattr(stub, name)(RPCS[name](pb.Claim(id=new_id())))


@pytest.mark.parametrize("name", [name for name in RPCS if name != "ListClaims"])
def test_an_unknown_claim_is_not_found_at_the_desk(expenses: Expenses, name: str) -> None:
    for claim_id in (new_id(), "quelque chose"):
        with refused_for("NOT_FOUND"):
            getattr(expenses.desk_of(), name)(RPCS[name](pb.Claim(id=claim_id)))


def test_a_stale_decision_is_refused(expenses: Expenses, validated: Examiner) -> None:
    desk = expenses.desk_of()
    seen = desk.GetClaim(pb.GetDeskClaimRequest(id=validated.claim.id))
    validated.unvalidate()
    for move in (accept, cancel):
        with refused_for("STALE_VERSION"):
            move(desk, seen)


def test_each_change_of_state_sends_its_mail(expenses: Expenses) -> None:
    """G-13: validated, taken back, accepted, cancelled, restored; never an amount."""
    owner = expenses.person("ESI000077", email_pro="anais.lefevre@ac-lille.example")
    auth = expenses.services.started["auth"]
    box = mailbox.Maildir(str(auth.process.settings.mail_url).removeprefix("maildir://"))
    already = set(box.keys())
    examiner, desk = expenses.claim(person_id=owner, number="LI77"), expenses.desk_of()
    examiner.save(entry(120))
    examiner.validate()
    examiner.unvalidate()
    examiner.validate()
    claim = accept(desk, examiner.claim)
    claim = uncancel(desk, cancel(desk, claim))
    limit = time.monotonic() + 15
    while len(set(box.keys()) - already) < 6 and time.monotonic() < limit:
        time.sleep(0.05)
    mails = [box[key].get_payload(decode=True).decode() for key in sorted(set(box.keys()) - already)]
    assert len(mails) == 6
    assert all("LI77" in mail and claim.id in mail for mail in mails)
    assert not any("600,00" in mail or REASON in mail for mail in mails)


# --- The list ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(expenses: Expenses) -> Expenses:
    """Twenty-three claims, of which twelve wait in the order of their validation."""
    owner = new_id()
    expenses.accept_conditions(owner)
    start = datetime(2026, 6, 1, 8, 0)  # noqa: DTZ001
    told = [
        convocation(
            person_id=owner if place % 2 else new_id(),
            number=f"LI{place:03}",
            centre=f"Lycée {'ÉEeèaA'[place % 6]}{place}",
            last_name="D’Arras" if place % 2 else "Étienne",
            start=start + timedelta(hours=place),
            end=start + timedelta(days=2),
            opens_travel=False,
            session="2026" if place < 20 else "2025",
        )
        for place in range(23)
    ]
    expenses.record(*told)
    stub = expenses.claims_of(owner)
    for place in range(1, 23, 2):
        examiner = Examiner(owner, told[place], stub, pb.Claim(id=expenses.claim_id(told[place]), version=1))
        examiner.save(entry(place), FEE)
        examiner.validate()
        expenses.clock.advance(timedelta(minutes=1))
    return expenses


def walk(expenses: Expenses, **asked: object) -> tuple[list[str], list[str]]:
    """The numbers of all pages, forwards and then backwards."""
    desk, token, forwards, pages = expenses.desk_of(), "", [], []
    while True:
        page = desk.ListClaims(pb.ListDeskClaimsRequest(**asked, page_token=token, page_size=5))
        pages.append(page)
        forwards += [row.mission_number for row in page.claims]
        if not page.next_page_token:
            break
        token = page.next_page_token
    assert pages[0].previous_page_token == ""
    backwards = [row.mission_number for row in page.claims]
    while page.previous_page_token:
        page = desk.ListClaims(pb.ListDeskClaimsRequest(**asked, page_token=page.previous_page_token, page_size=5))
        backwards = [row.mission_number for row in page.claims] + backwards
    return forwards, backwards


SORTS = [
    pb.CLAIM_SORT_UNSPECIFIED, pb.CLAIM_SORT_EXAM, pb.CLAIM_SORT_LABEL, pb.CLAIM_SORT_NUMBER, pb.CLAIM_SORT_START,
    pb.CLAIM_SORT_CENTRE, pb.CLAIM_SORT_EXAMINER, pb.CLAIM_SORT_ORDER_NUMBER,
]  # fmt: skip


def test_pages_follow_each_other_both_ways_and_lose_nothing(shelf: Expenses) -> None:
    for sort, is_descending in product(SORTS, (False, True)):
        forwards, backwards = walk(shelf, sort=sort, is_descending=is_descending)
        assert len(forwards) == len(set(forwards)) == 23
        assert backwards == forwards
        if sort == pb.CLAIM_SORT_CENTRE:
            # The letters count before the accents and the case.
            ends = ["LI010", "LI009"]
            assert [forwards[0], forwards[-1]] == (ends[::-1] if is_descending else ends)


def test_what_waits_longest_comes_first(shelf: Expenses) -> None:
    """G-1."""
    page = shelf.desk_of().ListClaims(pb.ListDeskClaimsRequest(statuses=[pb.STATUS_VALIDATED]))
    assert [row.mission_number for row in page.claims] == [f"LI{place:03}" for place in range(1, 23, 2)]
    first = page.claims[0]
    assert (first.examiner_name, first.examiner_identifier) == ("D’Arras Élise", "ELI00001")
    assert first.HasField("validate_time")
    assert (page.count, page.is_count_capped, page.next_page_token) == (11, False, "")


FOUND: list[tuple[dict[str, object], int]] = [
    ({}, 23),
    ({"search": "etienne"}, 12),
    ({"search": "d'arras elise"}, 11),
    ({"search": "siec-000003"}, 1),
    ({"search": "li02"}, 3),
    ({"search": "03/06/2026"}, 0),
    ({"search": "01/06/2026 bac"}, 16),
    ({"search": "validé"}, 23),
    ({"search": "non valide"}, 12),
    ({"search": "zzz"}, 0),
    # One or two letters begin a word.
    ({"search": "ly"}, 23),
    ({"search": "yc"}, 0),
    ({"statuses": [pb.STATUS_DEFERRED, pb.STATUS_HANDLED, pb.STATUS_TO_HANDLE]}, 0),
    ({"statuses": [pb.STATUS_UPCOMING, pb.STATUS_ONGOING]}, 0),
    ({"search": "100%"}, 0),
    ({"session": "2025"}, 3),
    ({"statuses": [pb.STATUS_TO_VALIDATE]}, 12),
    ({"statuses": [pb.STATUS_NO_COST]}, 23),
    ({"statuses": [pb.STATUS_VALIDATED, pb.STATUS_ACCEPTED, pb.STATUS_CANCELLED], "session": "2026"}, 10),
    ({"statuses": [pb.STATUS_CANCELLED]}, 0),
]


def test_the_list_is_searched_and_filtered(shelf: Expenses) -> None:
    desk = shelf.desk_of()
    for asked, count in FOUND:
        page = desk.ListClaims(pb.ListDeskClaimsRequest(**asked, page_size=100))
        assert (len(page.claims), page.count) == (count, count), asked


def test_the_count_stops_at_a_thousand(expenses: Expenses) -> None:
    for _ in range(3):
        expenses.record(*[convocation(opens_travel=False) for _ in range(350)])
    page = expenses.desk_of().ListClaims(pb.ListDeskClaimsRequest(search="bac"))
    assert (page.count, page.is_count_capped, len(page.claims)) == (1_000, True, 50)


@pytest.mark.parametrize("sort", [pb.CLAIM_SORT_FEE_STATUS, pb.CLAIM_SORT_TRAVEL_STATUS, 99])
def test_a_column_without_index_does_not_sort(expenses: Expenses, sort: int) -> None:
    with refused_for("SORT_NOT_OFFERED"):
        expenses.desk_of().ListClaims(pb.ListDeskClaimsRequest(sort=sort))


def test_a_token_serves_the_list_it_was_made_for(shelf: Expenses) -> None:
    desk = shelf.desk_of()
    token = desk.ListClaims(pb.ListDeskClaimsRequest(page_size=5)).next_page_token
    for asked in (
        {"page_token": token, "search": "bac"},
        {"page_token": token, "is_descending": True},
        {"page_token": token[:-3]},
        {"page_token": "é"},
        {"page_token": "W10"},
        {"page_token": "A" * 5_000},
        {"page_token": "bnVsbA"},
    ):
        with refused_for("PAGE_TOKEN_INVALID"):
            desk.ListClaims(pb.ListDeskClaimsRequest(**asked))


def test_a_hostile_search_is_only_a_search(expenses: Expenses) -> None:
    expenses.claim()
    desk = expenses.desk_of()
    for words in ("'; DROP TABLE claims; --", "\\", "%_%", "é" * 5_000, "\x1b[0m", "zq " * 500, "💥"):
        assert len(desk.ListClaims(pb.ListDeskClaimsRequest(search=words)).claims) == 0


def test_a_page_size_stays_reasonable(expenses: Expenses) -> None:
    expenses.record(*[convocation(opens_travel=False) for _ in range(120)])
    desk = expenses.desk_of()
    sizes = {
        asked: len(desk.ListClaims(pb.ListDeskClaimsRequest(page_size=asked)).claims) for asked in (-1, 0, 7, 2**31 - 1)
    }
    assert sizes == {-1: 50, 0: 50, 7: 7, 2**31 - 1: 100}
