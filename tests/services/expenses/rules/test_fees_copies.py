"""The fee of copies and files (S-FEE-1, S-FEE-5)."""

from datetime import date
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses.rules.copies import Copies
from services.expenses.rules.fees import fee
from tests.services.expenses.rules.examples import reasons

JUNE = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("count", "codes", "cents"),
    [
        (1, ("BGT", None, "COPIES"), 5_00),
        (1_000, ("BGT", None, "COPIES"), 5_000_00),
        (10, ("CAP", "EG1", "COPIES"), 7_50),
        (10, ("AGREG", "EE-DIS", "COPIES"), 60_00),
        (3, ("CAPES", "RAEP", "LECTURE_DOSSIER"), 15_00),
        (17, ("BGT", "CC-HG", "ECRIT_CC"), 85_00),
        (0, ("BGT", None, "COPIES"), 0),
        # Half of each copy, rounded on the whole: 0,375 € then 0,75 €.
        (1, ("DNB", "SCI", "COPIES"), 38),
        (2, ("DNB", "SCI", "COPIES"), 75),
        (3, ("DNB", "SCI", "COPIES"), 1_13),
        (41, ("DNB", "FRA", "COPIES"), 30_75),
    ],
)
def test_copies_pay_their_rate_rounded_once(rates, count, codes, cents):
    """S-FEE-1."""
    exam, paper, nature = codes
    amount = fee(Copies(count), exam=exam, nature=nature, paper=paper, first_day=JUNE, rates=rates)
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents


def test_a_step_says_what_is_paid_since_when_and_by_which_text(rates):
    """P-CLM-21: each euro explains itself."""
    (step,) = fee(Copies(42), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates).steps
    assert (step.label, step.quantity, step.unit) == ("Correction de copies", Decimal(42), "copies")
    assert (step.rate_cents, step.rate_valid_from) == (Decimal(500), date(2012, 5, 3))
    assert step.source == "Arrêté du 13 avril 2012, article 2"
    assert step.line is None


@pytest.mark.parametrize("is_returned", [False, True])
def test_a_shared_copy_shows_its_part_and_both_sources(rates, is_returned):
    """domain.md §3.5: a quote-part also applies to what SANTORIN counted."""
    entry = Copies(41, is_returned=is_returned)
    (step,) = fee(entry, exam="DNB", nature="COPIES", paper="SCI", first_day=JUNE, rates=rates).steps
    assert step.label == "Correction de copies, part de 50\u00a0%"
    assert step.rate_cents == Decimal("37.5")
    assert step.source == (
        "Arrêté du 13 avril 2012, article 2\u202f; Pratique du SIEC pour les copies partagées entre deux correcteurs"
    )
    assert step.is_to_confirm


@pytest.mark.parametrize(
    ("count", "reason"),
    [(-1, "COUNT_INVALID"), (1_001, "COPIES_TOO_MANY"), (1.5, "COUNT_INVALID"), (True, "COUNT_INVALID")],
)
def test_a_quantity_out_of_bounds_is_refused_on_its_field(rates, count, reason):
    with pytest.raises(InvalidFields) as refused:
        fee(Copies(count), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates)
    assert reasons(refused.value.violations) == [("fee.copies", reason)]


def test_what_santorin_counted_is_not_bounded(rates):
    """S-FEE-5."""
    amount = fee(Copies(1_001, is_returned=True), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates)
    assert amount.cents == 5_005_00


@pytest.mark.parametrize(
    ("count", "expected", "found"),
    [
        (0, None, ["QUANTITY_NONE"]),
        (0, 30, ["QUANTITY_NONE"]),
        (30, 30, []),
        (31, 30, ["COPIES_ABOVE_EXPECTED"]),
        (31, None, []),
    ],
)
def test_an_odd_quantity_is_only_a_warning(rates, count, expected, found):
    amount = fee(Copies(count), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates, expected=expected)
    assert [warning.reason for warning in amount.warnings] == found
