"""What an academy loads: rates, distances, adjacent communes, its choices, its rules of proofs (feeds.md §6, §9)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from kit import tables
from services.expenses.models import Adjacency, Distance, Rate
from services.missions.models import Commune
from tests.conftest import Started
from tests.feeding import demo, load, load_one
from tests.services.expenses.conftest import Expenses

KNOWN = ("75056", "69123", "13055", "94003", "59350")


@pytest.fixture
def started(expenses: Expenses) -> Started:
    """Expenses without rates, beside missions with a few communes."""
    missions = expenses.services.started["missions"]
    with missions.database.transaction() as session:
        known = set(session.scalars(sa.select(Commune.code)))
        for code in set(KNOWN) - known:
            session.add(
                Commune(
                    code=code, name=code, postcodes=[], department=code[:2], population=1, parent_code=None,
                    valid_from=date(2026, 1, 1), search_name=code,
                )
            )  # fmt: skip
    with expenses.started.database.transaction() as session:
        for table in ("rates", "distances", "adjacent", "parameters", "proof_rules", "kit.loaded_feeds"):
            session.execute(sa.text(f"TRUNCATE {table}"))
    return expenses.started


def every(started: Started, query: sa.Select[Any]) -> Sequence[Any]:
    with started.database.read() as session:
        return session.scalars(query).all()


def rate(valid_from: str, valid_to: str | None = None, **values: Any) -> dict[str, Any]:
    return {
        "kind": "MEAL", "key": "METROPOLE", "value": 2000, "unit": "CENT_PER_MEAL", "valid_from": valid_from,
        "valid_to": valid_to, "source": "Arrêté", "to_confirm": False, **values,
    }  # fmt: skip


def test_the_rates_of_the_demonstration_are_loaded_once(started: Started) -> None:
    assert load_one(started, "rates.jsonl", demo("rates")).counts == (200, 0, 0, 0)
    assert load_one(started, "rates.jsonl", demo("rates")).counts == (0, 200, 0, 0)
    assert len(every(started, sa.select(Rate))) == 200


def test_a_rate_is_read_as_it_is_written(started: Started) -> None:
    """Never as a binary float (feeds.md §9)."""
    head = b"kind;key;value;unit;valid_from;valid_to;source;to_confirm\n"
    row = b"SNCF_KM;0-16;17.420001;CENT_PER_KM;2011-07-01;;x;true\n"
    assert load_one(started, "rates.csv", head + row).accepted == 1
    [kept] = every(started, sa.select(Rate))
    assert (kept.value, kept.valid_to, kept.is_to_confirm) == (Decimal("17.420001"), None, True)


def test_a_rate_is_closed_and_the_next_one_opens_in_one_file(started: Started) -> None:
    load_one(started, "rates.jsonl", [rate("2020-01-01")])
    rows = [rate("2023-09-22", value=2100), rate("2020-01-01", "2023-09-21")]
    assert load_one(started, "rates.jsonl", rows).counts == (2, 0, 0, 0)
    with started.database.read() as session:
        query = sa.select(tables.audit).where(tables.audit.c.aggregate == "rate").order_by(tables.audit.c.id)
        audited = session.execute(query).all()
    changed = [row.difference for row in audited if row.change == "changed"]
    assert changed[-1] == {"valid_to": {"from": None, "to": "2023-09-21"}}


def test_two_rates_never_hold_on_one_day(started: Started) -> None:
    load_one(started, "rates.jsonl", [rate("2020-01-01")])
    rows = [
        rate("2021-01-01"),
        rate("2019-01-01", "2020-01-01"),
        rate("2019-01-01", "2019-12-31", key="DOM"),
        rate("2019-06-01", "2019-06-30", key="DOM"),
        rate("2020-01-01"),
        rate("2018-12-31", "2018-01-01"),
    ]
    result = load_one(started, "rates.jsonl", rows)
    assert {line.line: (line.field, line.code) for line in result.lines} == {
        1: ("valid_from", "RATE_OVERLAPS"),
        2: ("valid_from", "RATE_OVERLAPS"),
        4: ("valid_from", "RATE_OVERLAPS"),
        6: ("valid_to", "PERIOD_ENDS_BEFORE_START"),
    }
    assert result.counts == (1, 1, 4, 0)
    assert "celui du 01/01/2020." in next(line.message for line in result.lines if line.line == 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"value": -1}, "OUT_OF_BOUNDS"),
        ({"value": 0.1234567}, "TOO_MANY_DECIMALS"),
        ({"value": "20"}, "NOT_DECIMAL"),
        ({"value": 1e300}, "OUT_OF_BOUNDS"),
        ({"kind": ""}, "EMPTY"),
        ({"to_confirm": 0}, "NOT_FLAG"),
    ],
)
def test_a_wrong_rate_is_refused(started: Started, values: dict[str, Any], code: str) -> None:
    assert [line[2] for line in load_one(started, "rates.jsonl", [rate("2020-01-01", **values)]).said] == [code]


CONFIRMED = rate("2026-01-01", "2026-12-31")
# The business day of these tests is 15 June 2026.
REWRITTEN: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (CONFIRMED, {"value": 2100}, "value"),
    (CONFIRMED, {"unit": "CENT_PER_NIGHT"}, "unit"),
    (CONFIRMED, {"source": "Autre arrêté"}, "source"),
    (CONFIRMED, {"value": 2100, "to_confirm": True}, "value"),
    (rate("2026-06-15"), {"value": 2100}, "value"),
    (rate("2020-01-01", "2020-12-31"), {"value": 2100}, "value"),
    # Its end may be set, put off, or taken away.
    (CONFIRMED, {"valid_to": "2026-06-30"}, ""),
    (CONFIRMED, {"valid_to": None}, ""),
    (CONFIRMED, {}, ""),
    # What is not confirmed, or not in force yet, has paid nobody.
    (rate("2026-01-01", to_confirm=True), {"to_confirm": False}, ""),
    (rate("2026-01-01", to_confirm=True), {"to_confirm": False, "value": 2100, "source": "Arrêté paru"}, ""),
    (rate("2026-06-16"), {"value": 2100}, ""),
]


@pytest.mark.parametrize(("before", "change", "refused"), REWRITTEN)
def test_a_confirmed_rate_that_is_in_force_is_not_rewritten(
    started: Started, before: dict[str, Any], change: dict[str, Any], refused: str
) -> None:
    """Amounts are explained by it: it ends, and another begins."""
    load_one(started, "rates.jsonl", [before])
    result = load_one(started, "rates.jsonl", [before | change])
    assert result.said == ([(1, refused, "RATE_PAST")] if refused else [])
    [kept] = every(started, sa.select(Rate))
    assert kept.value == (before if refused else before | change)["value"]
    if refused:
        assert f"depuis le {kept.valid_from:%d/%m/%Y}" in result.lines[0].message


# --- What the academy chooses ------------------------------------------------------------------------------------


def choice(name: str, *values: str, since: str = "2026-01-01") -> dict[str, Any]:
    return {"name": name, "values": list(values), "valid_from": since}


def test_the_choices_of_the_demonstration_are_loaded_once(started: Started) -> None:
    assert load_one(started, "parameters.jsonl", demo("parameters")).counts == (5, 0, 0, 0)
    assert load_one(started, "parameters.jsonl", demo("parameters")).counts == (0, 5, 0, 0)


def test_a_choice_is_known_at_once_and_holds_from_its_day_on(expenses: Expenses, started: Started) -> None:
    """G-11: whatever a process keeps in memory."""
    examiner = expenses.claim()
    assert examiner.claim.closing_date.month == 8
    rows = [
        choice("CLOSING_DATE", "07-15"),
        choice("MODES", "CAR"),
        choice("MODES", "CAR", "TAXI", since="2026-06-12"),
        choice("PROOFS_ADDRESS", "Bureau B", "59000 Lille", since="2026-06-16"),
        choice("HALF_DAY_SPLIT", "12:30"),
    ]
    assert load_one(started, "parameters.jsonl", rows).counts == (5, 0, 0, 0)
    claim = examiner.read()
    assert (claim.closing_date.month, claim.closing_date.day) == (7, 15)
    # The mission began on 11 June.
    assert [mode.mode for mode in claim.modes] == [pb.MODE_CAR]
    assert claim.half_day_split_time.minutes == 30
    assert claim.proofs_address_lines[0] == "Bureau des frais"
    expenses.clock.set(datetime(2026, 6, 16, 10, 0, tzinfo=UTC))
    assert list(examiner.read().proofs_address_lines) == ["Bureau B", "59000 Lille"]
    rows[0]["values"] = ["12-31"]
    assert load_one(started, "parameters.jsonl", rows).counts == (1, 4, 0, 0)
    assert examiner.read().closing_date.month == 12
    with started.database.read() as session:
        query = sa.select(tables.audit).where(tables.audit.c.aggregate == "parameter").order_by(tables.audit.c.id)
        last = session.execute(query).all()[-1]
    assert (last.aggregate_id, last.difference) == ("CLOSING_DATE", {"values": {"from": ["07-15"], "to": ["12-31"]}})


def test_a_wrong_choice_is_refused(started: Started) -> None:
    rows = [
        choice("CLOSING_DAY", "08-31"),
        choice("CLOSING_DATE", "31/08"),
        choice("MODES", "CAR", "ROCKET"),
        choice("KILOMETRE_POLICY"),
        choice("HALF_DAY_SPLIT", "13:00", since="hier"),
    ]
    result = load_one(started, "parameters.jsonl", rows)
    assert sorted(result.said) == [
        (1, "name", "PARAMETER_UNKNOWN"),
        (2, "values", "PARAMETER_INVALID"),
        (3, "values", "PARAMETER_INVALID"),
        (4, "values", "ITEM_COUNT"),
        (5, "valid_from", "NOT_DATE"),
    ]
    csv = b"name;values;valid_from\nMODES;CAR|TRAIN;2026-01-01\n"
    assert load_one(started, "parameters.csv", csv).accepted == 1


# --- Proofs ------------------------------------------------------------------------------------------------------


def rule(condition: str = "NIGHTS", since: str = "2026-01-01", **values: Any) -> dict[str, Any]:
    return {
        "condition": condition, "part": "TRAVEL", "label": "Facture d’hôtel", "reason": "Nuitées déclarées.",
        "valid_from": since, "valid_to": None, **values,
    }  # fmt: skip


def test_the_rules_of_the_academy_replace_those_that_come_with_the_service(
    expenses: Expenses, started: Started
) -> None:
    """S-DOC-1: data of the academy, with dates."""
    examiner = expenses.claim(has_active_payroll_file=False, has_insee_number=False)
    assert len(examiner.claim.required_proofs) == 2
    iban = {"part": "FEE", "label": "IBAN", "reason": "Votre dossier n’est pas actif."}
    rows = [rule(), rule("PAYROLL_FILE_INACTIVE", **iban), rule("INSEE_NUMBER_MISSING", "2026-06-12", label="Carte")]
    assert load_one(started, "proof_rules.jsonl", rows).counts == (3, 0, 0, 0)
    assert load_one(started, "proof_rules.jsonl", rows).counts == (0, 3, 0, 0)
    assert [(one.label, one.reason) for one in examiner.read().required_proofs] == [("IBAN", iban["reason"])]
    # No more for missions that begin after the rule ended, and not for those before it began.
    load_one(started, "proof_rules.jsonl", [rule("PAYROLL_FILE_INACTIVE", **iban, valid_to="2026-06-10")])
    assert len(examiner.read().required_proofs) == 0


def test_a_wrong_rule_of_proofs_is_refused(started: Started) -> None:
    rows = [
        rule("FULL_MOON"),
        rule(part="BOTH", label="A"),
        rule(valid_to="2025-12-31", label="B"),
        rule(reason="", label="C"),
        rule(),
        rule(since="2026-03-01"),
        rule(since="2025-01-01", valid_to="2025-12-31"),
    ]
    result = load_one(started, "proof_rules.jsonl", rows)
    assert sorted(result.said) == [
        (1, "condition", "PROOF_RULE_INVALID"),
        (2, "part", "PROOF_RULE_INVALID"),
        (3, "valid_to", "PERIOD_ENDS_BEFORE_START"),
        (4, "reason", "EMPTY"),
        (6, "valid_from", "PROOF_RULE_OVERLAPS"),
    ]


# --- Communes ----------------------------------------------------------------------------------------------------


def test_districts_count_as_their_commune(started: Started) -> None:
    """R19: arrondissements of Paris, Lyon and Marseille."""
    rows = b"from;to;km\n75101;69381;460.5\n75056;69123;460.5\n75112;69389;461\n75056;75120;1\n94003;75056;12\n"
    result = load_one(started, "distances.csv", rows)
    assert result.said == [
        (3, "from", "KEY_REPEATED"),
        (4, "from", "KEY_CONFLICT"),
        (5, "to", "SAME_COMMUNE"),
    ]
    kept = {(each.from_code, each.to_code): each.hectometres for each in every(started, sa.select(Distance))}
    assert kept == {("75056", "69123"): 4605, ("94003", "75056"): 120}


def test_a_distance_is_bounded_and_between_known_communes(started: Started) -> None:
    rows = [
        {"from": "75056", "to": "69123", "km": 20_000},
        {"from": "75056", "to": "13055", "km": 20_000.1},
        {"from": "94003", "to": "13055", "km": 1.25},
        {"from": "99109", "to": "00000", "km": 1},
        {"from": "75056", "to": "94003", "km": True},
    ]
    result = load_one(started, "distances.jsonl", rows)
    assert sorted(result.said) == [
        (2, "km", "OUT_OF_BOUNDS"),
        (3, "km", "TOO_MANY_DECIMALS"),
        (4, "from", "COMMUNE_UNKNOWN"),
        (4, "to", "COMMUNE_UNKNOWN"),
        (5, "km", "NOT_DECIMAL"),
    ]
    assert result.counts == (1, 0, 4, 0)


def test_adjacency_goes_one_way_and_comes_once(started: Started) -> None:
    rows = [
        {"centre_commune": "75056", "commune": "94003"},
        {"centre_commune": "75112", "commune": "94003"},
        {"centre_commune": "94003", "commune": "75056"},
        {"centre_commune": "59350", "commune": "59350"},
    ]
    files = {"adjacent.jsonl": rows}
    assert load(started, files)["adjacent.jsonl"].counts == (2, 0, 1, 1)
    assert load(started, files)["adjacent.jsonl"].counts == (0, 2, 1, 1)
    assert {(each.centre_code, each.residence_code) for each in every(started, sa.select(Adjacency))} == {
        ("75056", "94003"),
        ("94003", "75056"),
    }
