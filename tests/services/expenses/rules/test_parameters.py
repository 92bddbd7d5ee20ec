"""What an academy chooses, from which day on, and what is wrong with a row (S-TRV-5, R15, R17)."""

from datetime import date, time

import pytest

from services.expenses.rules.parameters import Parameter, ParameterName, Parameters, wrong_parameter
from services.expenses.rules.trips import KilometrePolicy

TODAY = date(2026, 6, 15)


def test_what_holds_until_the_academy_has_chosen():
    parameters = Parameters()
    assert parameters.closing_date(TODAY) == date(2026, 8, 31)
    assert parameters.kilometre_policy(TODAY) == KilometrePolicy.CUMUL_IMAGIN
    assert parameters.open_modes(TODAY) == ("CAR", "TRAIN", "PUBLIC_TRANSPORT", "PREPAID")
    assert parameters.proofs_address_lines(TODAY) == ()
    assert parameters.half_day_split(TODAY) == time(13)
    assert parameters.takes_proofs(TODAY)
    assert Parameters(proofs_address_lines=["DEC 3", "59000 Lille"]).proofs_address_lines(TODAY) == (
        "DEC 3",
        "59000 Lille",
    )


ROWS = [
    Parameter("KILOMETRE_POLICY", date(2026, 1, 1), ("SNCF_2ND",)),
    Parameter("KILOMETRE_POLICY", date(2024, 9, 1), ("FIRST_BRACKET_ONLY",)),
    Parameter("MODES", date(2026, 1, 1), ("TRAIN", "MOPED")),
    Parameter("PROOFS_ADDRESS", date(2026, 1, 1), ("Bureau des frais", "75001 Paris")),
    Parameter("HALF_DAY_SPLIT", date(2026, 1, 1), ("12:30",)),
    Parameter("CLOSING_DATE", date(2026, 1, 1), ("09-30",)),
    Parameter("DEMATERIALISED_PROOFS", date(2026, 1, 1), ("no",)),
]


@pytest.mark.parametrize(
    ("day", "policy"),
    [
        ("2024-08-31", "CUMUL_IMAGIN"),
        ("2024-09-01", "FIRST_BRACKET_ONLY"),
        ("2025-12-31", "FIRST_BRACKET_ONLY"),
        ("2026-01-01", "SNCF_2ND"),
        ("2060-01-01", "SNCF_2ND"),
    ],
)
def test_a_choice_holds_from_its_day_to_the_next_one(day, policy):
    """In whatever order the rows come."""
    for rows in (ROWS, ROWS[::-1]):
        assert Parameters(rows).kilometre_policy(date.fromisoformat(day)) == policy


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_every_choice_is_dated(day):
    is_chosen, parameters = day.year == 2026, Parameters(ROWS)
    assert parameters.open_modes(day) == (("TRAIN", "MOPED") if is_chosen else Parameters().open_modes(day))
    assert parameters.takes_proofs(day) is not is_chosen
    assert parameters.half_day_split(day) == (time(12, 30) if is_chosen else time(13))
    assert parameters.proofs_address_lines(day) == (("Bureau des frais", "75001 Paris") if is_chosen else ())


@pytest.mark.parametrize(
    ("mission_end", "closing"),
    [
        ("2025-08-31", "2025-08-31"),
        ("2025-09-01", "2026-08-31"),
        # The academy chose 30 September from 2026 on.
        ("2026-01-01", "2026-09-30"),
        ("2026-09-30", "2026-09-30"),
        ("2026-10-01", "2027-09-30"),
    ],
)
def test_a_claim_closes_on_the_first_closing_day_on_or_after_the_end_of_its_mission(mission_end, closing):
    assert Parameters(ROWS).closing_date(date.fromisoformat(mission_end)) == date.fromisoformat(closing)


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("CLOSING_DATE", ["08-31"], None),
        ("CLOSING_DATE", ["12-31"], None),
        ("CLOSING_DATE", ["02-28"], None),
        # A day that every year has, written so.
        ("CLOSING_DATE", ["02-29"], "values"),
        ("CLOSING_DATE", ["06-31"], "values"),
        ("CLOSING_DATE", ["8-31"], "values"),
        ("CLOSING_DATE", ["31-08"], "values"),
        ("CLOSING_DATE", ["W35-1"], "values"),
        ("CLOSING_DATE", ["08-31", "09-30"], "values"),
        ("CLOSING_DATE", [], "values"),
        ("KILOMETRE_POLICY", ["SNCF_2ND"], None),
        ("KILOMETRE_POLICY", ["sncf_2nd"], "values"),
        ("KILOMETRE_POLICY", [], "values"),
        ("MODES", ["CAR"], None),
        ("MODES", ["CAR", "BOAT", "FREE"], None),
        ("MODES", [], "values"),
        ("MODES", ["CAR", "CAR"], "values"),
        ("MODES", ["ROCKET"], "values"),
        ("PROOFS_ADDRESS", ["DEC 3"], None),
        ("PROOFS_ADDRESS", ["x" * 100] * 7, None),
        ("PROOFS_ADDRESS", ["x"] * 8, "values"),
        ("PROOFS_ADDRESS", ["x" * 101], "values"),
        ("PROOFS_ADDRESS", [""], "values"),
        ("PROOFS_ADDRESS", [], "values"),
        ("HALF_DAY_SPLIT", ["13:00"], None),
        ("HALF_DAY_SPLIT", ["23:59"], None),
        ("HALF_DAY_SPLIT", ["24:00"], "values"),
        ("HALF_DAY_SPLIT", ["13h"], "values"),
        ("HALF_DAY_SPLIT", ["1:00"], "values"),
        ("DEMATERIALISED_PROOFS", ["yes"], None),
        ("DEMATERIALISED_PROOFS", ["no"], None),
        ("DEMATERIALISED_PROOFS", ["oui"], "values"),
        ("DEMATERIALISED_PROOFS", ["yes", "no"], "values"),
        ("COLOUR", ["bleu"], "name"),
        ("", [], "name"),
    ],
)
def test_a_wrong_row_names_its_field(name, values, field):
    found = wrong_parameter(name, values)
    assert (found and found[0]) == field
    if found:
        _, violation, words = found
        assert violation.message.format(**words).endswith(".")


def test_every_name_is_checked():
    for name in ParameterName:
        assert wrong_parameter(name, ["x" * 101]) is not None
