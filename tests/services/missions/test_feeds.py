"""Files of missions: reference data, missions, convocations, returns of SANTORIN (feeds.md, G-7)."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2
from imagin.missions.v1 import missions_pb2
from kit import tables
from kit.clock import Clock
from services.missions.models import Academy, Commune, Convocation, Mission, Return
from tests.conftest import Services, Started
from tests.feeding import demo, load, load_communes, load_one
from tests.starting import start_auth, start_missions

NOW = datetime(2026, 6, 25, 6, tzinfo=UTC)


@pytest.fixture
def missions(services: Services, clock: Clock, tmp_path: Path) -> Started:
    """Missions with the communes of the demonstration."""
    clock.set(NOW)
    started = start_missions(services, tmp_path)
    # Deliveries stay where a test can read them.
    started.process.relay.stop()
    load_communes(started)
    return started


@pytest.fixture
def staffed(services: Services, missions: Started, tmp_path: Path) -> Started:
    """Missions beside auth, which knows the person of the first convocation of the demonstration."""
    auth = start_auth(services, tmp_path)
    who = demo("convocations")[0]["identifier"]
    some = [person for person in demo("people") if person["identifier"] == who]
    assert load_one(auth, "people.jsonl", some).accepted == 1
    return missions


@pytest.fixture
def crowded(services: Services, staffed: Started) -> Started:
    """Auth knows everybody."""
    assert load_one(services.started["auth"], "people.jsonl", demo("people")).refused == 0
    return staffed


def change(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A record with another value under a dotted name."""
    changed = deepcopy(record)
    *parents, last = path.split(".")
    place = changed
    for parent in parents:
        place = place[parent]
    place[last] = value
    return changed


def told(started: Started) -> list[Any]:
    """The requests that wait for expenses, in order."""
    kinds = {
        "RecordConvocations": expenses_pb2.RecordConvocationsRequest,
        "RecordReturns": expenses_pb2.RecordReturnsRequest,
    }
    with started.database.read() as session:
        rows = session.execute(sa.select(tables.outbox).order_by(tables.outbox.c.position)).all()
    assert {row.key for row in rows} <= {"convocations"}
    return [kinds[row.method.rpartition("/")[2]].FromString(row.request) for row in rows]


def forget_told(started: Started) -> None:
    with started.database.transaction() as session:
        session.execute(sa.delete(tables.outbox))


def one(started: Started, query: sa.Select[Any]) -> Any:
    with started.database.read() as session:
        return session.scalars(query).one()


# --- Reference data ---


def test_academies_and_communes_are_loaded_and_dated(missions: Started) -> None:
    assert load_one(missions, "academies.jsonl", demo("academies")).counts == (36, 0, 0, 0)
    assert one(missions, sa.select(Academy).where(Academy.code == "DGRH")).time_zone == "Europe/Paris"
    paris = one(missions, sa.select(Commune).where(Commune.code == "75056"))
    assert (paris.name, paris.department, paris.parent_code) == ("Paris", "75", None)
    assert paris.valid_from.isoformat() == "2026-06-01"


def test_a_commune_keeps_its_day_until_something_of_it_changes(missions: Started) -> None:
    head = b"code;name;postcodes;department;population;parent\n"
    rows = [b"59350;Lille;59000|59160|59260|59777|59800;59;238246;\n", b"69123;Lyon;69001;69;1;\n"]
    with missions.database.read() as session:
        lille = session.get_one(Commune, "59350")
        rows[0] = f"59350;Lille;{'|'.join(lille.postcodes)};59;{lille.population};\n".encode()
    later = {"academy": "*", "produced": datetime(2027, 1, 1, tzinfo=UTC)}
    assert load_one(missions, "communes.csv", head + b"".join(rows), **later).counts == (1, 1, 0, 0)
    assert one(missions, sa.select(Commune).where(Commune.code == "59350")).valid_from.year == 2026
    lyon = one(missions, sa.select(Commune).where(Commune.code == "69123"))
    assert (lyon.valid_from.year, lyon.postcodes, lyon.population) == (2027, ["69001"], 1)


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("communes.csv", b"code;name;postcodes;department;population;parent\n75101;Paris 1er;75001;75;1;75999\n",
         [(2, "parent", "REFERENCE_UNKNOWN")]),
        ("academies.jsonl", [{"code": "X", "name": "x", "header": "x", "timezone": "Europe/Atlantis",
                              "contact": {"name": "x", "email": "x", "phone": "01 99 00 00 00"}}],
         [(1, "timezone", "TIME_ZONE_UNKNOWN"), (1, "contact.email", "EMAIL_FORM")]),
    ],
)  # fmt: skip
def test_wrong_reference_data_are_refused(missions: Started, name: str, row: Any, said: list[Any]) -> None:
    assert load_one(missions, name, row).said == said


# --- Missions ---


def test_a_mission_is_kept_with_the_zone_of_its_place(missions: Started) -> None:
    record = demo("missions")[0]
    overseas = change(change(record, "centre.commune", "97105"), "number", "si10999")
    assert load_one(missions, "missions.jsonl", [record, overseas]).counts == (2, 0, 0, 0)
    kept = one(missions, sa.select(Mission).where(Mission.number == record["number"]))
    assert (kept.exam_code, kept.time_zone, kept.opens_travel) == ("BGT", "Europe/Paris", False)
    assert kept.paper_option == "Terminale"
    assert one(missions, sa.select(Mission).where(Mission.number == "SI10999")).time_zone == "America/Guadeloupe"


def test_the_whole_demonstration_is_loaded_and_loading_it_again_changes_nothing(crowded: Started) -> None:
    files = {f"{name}.jsonl": demo(name) for name in ("academies", "missions", "convocations", "santorin")}
    first = load(crowded, files)
    assert {name: result.refused for name, result in first.items()} == dict.fromkeys(files, 0)
    assert first["missions.jsonl"].counts[0] == 886
    assert first["convocations.jsonl"].counts[0] == 1_633
    # 65 lines are exact repeats, others are older than one that came before them.
    assert first["santorin.jsonl"].counts[:2] == (794, 106)
    forget_told(crowded)
    again = load(crowded, files)
    assert {result.counts[0] for result in again.values()} == {0}
    assert told(crowded) == []


WRONG = [
    ("centre.commune", "75999", "centre.commune", "COMMUNE_UNKNOWN"),
    ("centre.commune", "1234", "centre.commune", "COMMUNE_FORM"),
    ("centre.uai", "0949999A", "centre.uai", "ESTABLISHMENT_LETTER"),
    ("centre.uai", "949999A", "centre.uai", "ESTABLISHMENT_FORM"),
    ("centre.lines", ["1", "2", "3", "4", "5"], "centre.lines", "ITEM_COUNT"),
    ("centre.lines", ["a|b"], "centre.lines", "BAR_IN_ITEM"),
    ("nature", "AUTRE", "nature", "NOT_A_CHOICE"),
    ("fee", "", "fee", "NOT_A_CHOICE"),
    ("portal", "DELOS", "portal", "NOT_A_CHOICE"),
    ("travel", "MAYBE", "travel", "NOT_A_CHOICE"),
    ("paper.duration_min", 0, "paper.duration_min", "OUT_OF_BOUNDS"),
    ("paper.is_optional", None, "paper.is_optional", "NOT_NULLABLE"),
    ("exam", None, "exam", "NOT_NULLABLE"),
    ("copies_expected", 1_000_001, "copies_expected", "OUT_OF_BOUNDS"),
    ("copies_expected", 10.0, "copies_expected", "NOT_INTEGER"),
    ("present_candidates", 100_001, "present_candidates", "OUT_OF_BOUNDS"),
    ("vae_coefficient", 0.49, "vae_coefficient", "OUT_OF_BOUNDS"),
    ("vae_coefficient", 3.01, "vae_coefficient", "OUT_OF_BOUNDS"),
    ("vae_coefficient", 1.255, "vae_coefficient", "TOO_MANY_DECIMALS"),
    ("start_time", "24:00", "start_time", "NOT_TIME"),
    ("end_date", "2026-02-24", "end_date", "ENDS_BEFORE_START"),
    ("session", 2026, "session", "NOT_TEXT"),
    ("number", "SI 1", "number", "BAD_FORM"),
    ("text", "\u0007", "text", "BAD_CHARACTER"),
    ("text", "x" * 10_001, "text", "TEXT_TOO_LONG"),
]


def test_wrong_missions_are_refused_each_for_its_reason_and_the_good_one_is_kept(missions: Started) -> None:
    record = demo("missions")[0]
    rows = [change(record | {"number": f"W{line}"}, path, value) for line, (path, value, *_) in enumerate(WRONG)]
    result = load_one(missions, "missions.jsonl", [*rows, record])
    assert result.said == [(line, field, code) for line, (_, _, field, code) in enumerate(WRONG, 1)]
    assert result.counts == (1, 0, len(WRONG), 0)
    assert all(line.message.endswith(".") for line in result.lines)


def test_an_hour_that_clocks_skip_is_refused_and_a_repeated_one_is_kept(missions: Started) -> None:
    record = demo("missions")[0] | {"start_date": "2026-03-29", "end_date": "2026-03-29", "end_time": "18:00"}
    skipped = record | {"start_time": "02:30"}
    elsewhere = change(record | {"start_time": "02:30", "number": "SI3"}, "centre.commune", "97105")
    repeated = record | {"start_date": "2026-10-25", "start_time": "02:30", "end_date": "2026-10-25", "number": "SI2"}
    result = load_one(missions, "missions.jsonl", [skipped, repeated, elsewhere])
    assert result.said == [(1, "start_time", "HOUR_SKIPPED")]
    assert result.accepted == 2


def test_odd_missions_are_kept_with_a_notice(missions: Started) -> None:
    record = demo("missions")[0] | {"portal": None, "fee": "NONE"}
    rows = [
        record | {"number": "A1", "fee": "SANTORIN"},
        record | {"number": "A2", "evaluation": "ECA", "fee": "EXAMINER"},
        record | {"number": "A3", "nature": "ORAL", "paper": None},
        record | {"number": "A4", "unheard": 1},
        record | {"number": "A4", "unheard": 1},
    ]
    result = load_one(missions, "missions.jsonl", rows)
    assert result.counts == (4, 0, 0, 5)
    assert result.said == [
        (1, "portal", "SANTORIN_WITHOUT_PORTAL"),
        (2, "fee", "ECA_WITH_FEE"),
        (3, "paper", "ORAL_WITHOUT_PAPER"),
        (4, "unheard", "UNKNOWN_FIELD"),
        (5, "number", "KEY_REPEATED"),
    ]


def test_hostile_text_is_kept_as_text(missions: Started) -> None:
    hostile = '\'); DROP TABLE missions; -- {{7*7}} <script>\u202e#image("/etc/passwd") =1+1 🧨'
    record = change(demo("missions")[0], "text", hostile)
    assert load_one(missions, "missions.jsonl", [record]).accepted == 1
    assert one(missions, sa.select(Mission.text)) == hostile.replace("\u202e", "")


# --- Convocations ---


def test_convocations_tell_expenses_what_is_official(crowded: Started) -> None:
    """architecture.md §3: missions tells expenses of official, changed and cancelled convocations."""
    load_one(crowded, "missions.jsonl", demo("missions"))
    rows = demo("convocations")
    assert load_one(crowded, "convocations.jsonl", rows).accepted == len(rows)
    records = [record for request in told(crowded) for record in request.convocations]
    official = [row for row in rows if row["official"]]
    assert len(records) == len(official) < len(rows)
    assert sum(record.is_cancelled for record in records) == sum(row["cancelled"] for row in official)
    assert all(len(request.convocations) <= 500 for request in told(crowded))
    found = next(record for record in records if record.mission.number == "SI10001")
    assert (found.examiner.identifier, found.revision) == ("ESI378486", 1)
    assert found.facts.home.name
    assert found.mission.centre.commune.code == "94003"


def test_a_changed_mission_is_told_again_for_its_official_convocations(staffed: Started) -> None:
    record = demo("missions")[0]
    rows = [row for row in demo("convocations") if row["mission"] == record["number"]]
    load(staffed, {"missions.jsonl": [record], "convocations.jsonl": rows})
    forget_told(staffed)
    assert load_one(staffed, "missions.jsonl", [record | {"jury": "Jury 7"}]).accepted == 1
    [request] = told(staffed)
    assert [(each.mission.jury, each.revision) for each in request.convocations] == [("Jury 7", 2)]
    with staffed.database.read() as session:
        audited = session.execute(sa.select(tables.audit).where(tables.audit.c.aggregate == "mission")).one()
    assert audited.difference == {"jury": {"from": None, "to": "Jury 7"}}


def test_what_a_fee_depends_on_is_told_with_the_convocation(staffed: Started) -> None:
    """S-FEE-2, S-FEE-5: wave, coefficient of a VAE, those present and copies announced; absent is said as nothing."""
    record, row = (
        demo("missions")[0] | {"wave": None, "present_candidates": None, "copies_expected": None},
        demo("convocations")[0],
    )
    load(staffed, {"missions.jsonl": [record], "convocations.jsonl": [row]})
    given = {"wave": "V1", "vae_coefficient": 2.50, "present_candidates": 12, "copies_expected": 40}
    assert load_one(staffed, "missions.jsonl", [record | given]).accepted == 1
    assert load_one(staffed, "missions.jsonl", [record | given]).accepted == 0
    facts = [
        (one.wave, one.vae_coefficient, one.present_candidates, one.copies_expected)
        for one in (each.mission for request in told(staffed) for each in request.convocations)
    ]
    assert facts == [("", "", 0, 0), ("V1", "2.5", 12, 40)]


def test_what_the_official_run_decided_survives_the_next_import(staffed: Started) -> None:
    record = demo("missions")[0]
    row = {"mission": record["number"], "identifier": "ESI378486", "capacity": "Correcteur", "jury_capacity": None,
           "issued": "2026-02-05", "official": False, "cancelled": False}  # fmt: skip
    load(staffed, {"missions.jsonl": [record], "convocations.jsonl": [row]})
    assert told(staffed) == []
    with staffed.database.transaction() as session:
        session.execute(sa.update(Convocation).values(is_official=True, revision=2))
    assert load_one(staffed, "convocations.jsonl", [row]).counts == (0, 1, 0, 0)
    assert load_one(staffed, "convocations.jsonl", [row | {"capacity": "Président"}]).accepted == 1
    kept = one(staffed, sa.select(Convocation))
    assert (kept.is_official, kept.capacity, kept.revision) == (True, "Président", 3)
    [request] = told(staffed)
    assert request.convocations[0].mission.capacity == "Président"


def test_a_cancelled_convocation_is_told_and_comes_back(staffed: Started) -> None:
    record, row = demo("missions")[0], demo("convocations")[0]
    load(staffed, {"missions.jsonl": [record], "convocations.jsonl": [row]})
    load_one(staffed, "convocations.jsonl", [row | {"cancelled": True}])
    load_one(staffed, "convocations.jsonl", [row])
    states = [each.is_cancelled for request in told(staffed) for each in request.convocations]
    assert states == [False, True, False]


def test_a_convocation_needs_a_mission_and_a_person(staffed: Started) -> None:
    record, row = demo("missions")[0], demo("convocations")[0]
    wrong = change(record, "centre.uai", "0949999A") | {"number": "SI7"}
    rows = [
        row | {"mission": "SI7"},
        row | {"mission": "SI8"},
        row | {"identifier": "NOBODY"},
        row | {"issued": "2026-03-07"},
    ]
    result = load(staffed, {"missions.jsonl": [record, wrong], "convocations.jsonl": rows})["convocations.jsonl"]
    assert result.said == [
        (1, "mission", "REFERENCE_REFUSED"),
        (2, "mission", "REFERENCE_UNKNOWN"),
        (3, "identifier", "REFERENCE_UNKNOWN"),
        (4, "issued", "ISSUED_AFTER_MISSION"),
    ]
    assert "missions.jsonl, ligne 2, centre.uai\u00a0: La lettre du numéro UAI est fausse." in result.lines[0].message
    assert result.counts == (1, 0, 3, 1)


# --- Returns ---


@pytest.fixture
def convened(staffed: Started) -> Started:
    """One official convocation, already told."""
    load(staffed, {"missions.jsonl": demo("missions")[:1], "convocations.jsonl": demo("convocations")[:1]})
    forget_told(staffed)
    return staffed


def answer(at: str, **values: Any) -> dict[str, Any]:
    return {
        "mission": "SI10001", "identifier": "ESI378486", "state": "A_CORRIGER", "copies": 0, "candidates": 0,
        "done": False, "at": at, **values,
    }  # fmt: skip


def test_the_newest_return_wins_whatever_the_order(convened: Started) -> None:
    """feeds.md §5 and §9: the newest `at` wins, at the same instant the later line."""
    rows = [
        answer("2026-03-01T08:00:00Z", copies=5),
        answer("2026-03-03T09:00:00+01:00", copies=9),
        answer("2026-03-02T08:00:00Z", copies=7),
        answer("2026-03-03T08:00:00Z", copies=8, state="SERVICE_FAIT", done=True),
        answer("2026-03-03T08:00:00Z", copies=8, state="SERVICE_FAIT", done=True),
    ]
    assert load_one(convened, "santorin.jsonl", rows).counts == (3, 2, 0, 0)
    kept = one(convened, sa.select(Return))
    assert (kept.copies, kept.is_done, kept.return_time) == (8, True, datetime(2026, 3, 3, 8, tzinfo=UTC))
    [request] = told(convened)
    [record] = request.returns
    assert (record.copies, record.marking_state) == (8, missions_pb2.MARKING_STATE_DONE)
    assert load_one(convened, "santorin.jsonl", rows).counts == (0, 5, 0, 0)
    assert len(told(convened)) == 1


def test_a_return_of_the_future_or_of_nobody_is_refused(convened: Started) -> None:
    rows = [
        answer("2026-06-25T06:00:01Z"),
        answer("2026-06-25T06:00:00Z"),
        answer("2026-03-01T08:00:60Z"),
        answer("2026-03-01T08:00:00Z", mission="SI9"),
        answer("2026-03-01T08:00:00Z", copies=1_000_001),
        answer("2026-03-01T08:00:00Z", candidates=-1),
    ]
    result = load_one(convened, "santorin.jsonl", rows)
    assert result.counts == (1, 0, 5, 0)
    assert {line.line: line.code for line in result.lines} == {
        1: "RETURN_IN_FUTURE",
        3: "NOT_INSTANT",
        4: "REFERENCE_UNKNOWN",
        5: "OUT_OF_BOUNDS",
        6: "OUT_OF_BOUNDS",
    }


def test_returns_may_come_with_an_older_feed(convened: Started) -> None:
    older = {"produced": datetime(2026, 5, 1, tzinfo=UTC)}
    assert load_one(convened, "santorin.jsonl", [answer("2026-03-01T08:00:00Z")], **older).accepted == 1


def test_a_return_before_the_official_run_is_told_with_the_convocation(staffed: Started) -> None:
    record, row = demo("missions")[0], demo("convocations")[0]
    draft = row | {"official": False}
    load(staffed, {"missions.jsonl": [record], "convocations.jsonl": [draft]})
    load_one(staffed, "santorin.jsonl", [answer("2026-03-01T08:00:00Z", copies=5)])
    assert told(staffed) == []
    load_one(staffed, "convocations.jsonl", [row])
    first, second = told(staffed)
    assert first.convocations[0].convocation_id == second.returns[0].convocation_id


# --- Speed ---


def test_a_thousand_missions_a_second(missions: Started) -> None:
    """G-7, issue 3: at least 1 000 missions a second on PostgreSQL, here on a machine that may be busy."""
    record = demo("missions")[0]
    rows = [record | {"number": f"SP{number:06}"} for number in range(6_000)]
    began = datetime.now(UTC)
    assert load_one(missions, "missions.jsonl", rows).accepted == len(rows)
    assert datetime.now(UTC) - began < timedelta(seconds=6)
