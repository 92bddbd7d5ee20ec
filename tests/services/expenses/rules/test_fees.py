"""The fee of copies and files (domain.md §3, product.md §7; S-FEE-1, S-FEE-5)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.fees import Copies, InputKind, fee, input_kind
from services.expenses.rules.providers import Provider
from services.expenses.rules.rates import Rate, Rates

JUNE = date(2026, 6, 15)

TABLE = Rates(
    [
        Rate("COPY", "DNB", Decimal(75), "CENT_PER_COPY", date(2012, 5, 3), None, "Arrêté", False),
        Rate("PAPER_SHARE", "DNB:SCI", Decimal(50), "PERCENT", date(2012, 5, 3), None, "Pratique", True),
    ]
)


@pytest.mark.parametrize(
    ("count", "codes", "cents"),
    [
        (42, ("BGT", None, "COPIES"), 210_00),
        (100, ("DNB", "FRA", "COPIES"), 75_00),
        (41, ("DNB", "SCI", "COPIES"), 15_38),
        (1, ("DNB", "SCI", "COPIES"), 38),
        (2, ("DNB", "SCI", "COPIES"), 75),
        (1_000, ("BGT", None, "COPIES"), 5_000_00),
        (10, ("CAP", "EG1", "COPIES"), 7_50),
        (10, ("AGREG", "EE-DIS", "COPIES"), 60_00),
        (3, ("CAPES", "RAEP", "LECTURE_DOSSIER"), 15_00),
        (17, ("BGT", "CC-HG", "ECRIT_CC"), 85_00),
        (0, ("BGT", None, "COPIES"), 0),
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


def test_a_shared_copy_shows_its_part_and_both_sources(rates):
    (step,) = fee(Copies(41), exam="DNB", nature="COPIES", paper="SCI", first_day=JUNE, rates=rates).steps
    assert step.label == "Correction de copies, part de 50\u00a0%"
    assert step.rate_cents == Decimal("37.5")
    assert step.source == (
        "Arrêté du 13 avril 2012, article 2\u202f; Pratique du SIEC pour les copies partagées entre deux correcteurs"
    )
    assert step.is_to_confirm


@pytest.mark.parametrize(
    ("exam", "nature", "day", "is_to_confirm"),
    [
        ("BGT", "COPIES", JUNE, False),
        ("BTS", "COPIES", JUNE, True),
        ("DCG", "COPIES", JUNE, True),
        ("BGT", "ECRIT_CC", date(2021, 9, 1), True),
        ("BGT", "ECRIT_CC", date(2021, 8, 31), False),
    ],
)
def test_a_rate_to_confirm_marks_the_amount(rates, exam, nature, day, is_to_confirm):
    amount = fee(Copies(10), exam=exam, nature=nature, first_day=day, rates=rates)
    assert amount.is_to_confirm is is_to_confirm


@pytest.mark.parametrize(
    ("count", "reason"),
    [(-1, "COPIES_INVALID"), (1_001, "COPIES_TOO_MANY"), (1.5, "COPIES_INVALID"), (True, "COPIES_INVALID")],
)
def test_a_quantity_out_of_bounds_is_refused_on_its_field(rates, count, reason):
    with pytest.raises(InvalidFields) as refused:
        fee(Copies(count), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates)
    (violation,) = refused.value.violations
    assert (violation.field, violation.reason) == ("fee.copies", reason)


def test_what_santorin_counted_is_not_bounded(rates):
    """S-FEE-5."""
    amount = fee(Copies(1_001, is_returned=True), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates)
    assert amount.cents == 5_005_00


@pytest.mark.parametrize(
    ("count", "expected", "reasons"),
    [
        (0, None, ["COPIES_NONE"]),
        (0, 30, ["COPIES_NONE"]),
        (30, 30, []),
        (31, 30, ["COPIES_ABOVE_EXPECTED"]),
        (31, None, []),
    ],
)
def test_an_odd_quantity_is_only_a_warning(rates, count, expected, reasons):
    amount = fee(Copies(count), exam="BGT", nature="COPIES", first_day=JUNE, rates=rates, expected=expected)
    assert [warning.reason for warning in amount.warnings] == reasons


@pytest.mark.parametrize(("exam", "day"), [("XYZ", JUNE), ("BGT", date(2012, 5, 2)), ("BTS", date(2012, 9, 9))])
def test_no_rate_is_a_refusal_and_never_zero(rates, exam, day):
    with pytest.raises(errors.RateMissing, match=exam):
        fee(Copies(1), exam=exam, nature="COPIES", first_day=day, rates=rates)


@pytest.mark.parametrize(
    "nature",
    ["ORAL", "VAE", "PRATIQUE", "SPORT", "EPS_PONCTUELLE", "ORAL_CC", "ENTRETIEN_RSC", "LECTURE_MEMOIRE"],
)
def test_a_nature_not_yet_handled_says_so(rates, nature):
    with pytest.raises(errors.FeeNotHandled, match="Rien n’est perdu"):
        fee(Copies(1), exam="BGT", nature=nature, first_day=JUNE, rates=rates)


@pytest.mark.parametrize("nature", ["ORAL_EC", "SURVEILLANCE", "TRAVAUX_ADMINISTRATIFS", "CCONF"])
def test_a_nature_without_entry_has_nothing_to_compute(rates, nature):
    """S-FEE-7."""
    with pytest.raises(errors.FeeWithoutEntry):
        fee(Copies(1), exam="BGT", nature=nature, first_day=JUNE, rates=rates)


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("COPIES", InputKind.COPIES),
        ("LECTURE_DOSSIER", InputKind.COPIES),
        ("ECRIT_CC", InputKind.COPIES),
        ("ORAL", InputKind.CANDIDATES),
        ("VAE", InputKind.CANDIDATES),
        ("PRATIQUE", InputKind.HALF_DAYS),
        ("SPORT", InputKind.HALF_DAYS),
        ("EPS_PONCTUELLE", InputKind.HALF_DAYS),
        ("ORAL_CC", InputKind.HALF_DAYS),
        ("ENTRETIEN_RSC", InputKind.DURATION),
        ("LECTURE_MEMOIRE", InputKind.DURATION),
        ("ORAL_EC", InputKind.NONE),
        ("AIDE_DEROULEMENT", InputKind.NONE),
    ],
)
def test_the_form_follows_the_nature_when_the_examiner_provides(nature, kind):
    assert input_kind(nature, Provider.EXAMINER) == kind


@pytest.mark.parametrize("provider", [each for each in Provider if each != Provider.EXAMINER])
def test_the_form_asks_nothing_when_somebody_else_provides(provider):
    assert input_kind("COPIES", provider) == InputKind.NONE


@given(st.integers(0, 999), st.sampled_from([None, "SCI"]))
def test_one_copy_more_never_pays_less(count, paper):
    less, more = (
        fee(Copies(each), exam="DNB", nature="COPIES", paper=paper, first_day=JUNE, rates=TABLE).cents
        for each in (count, count + 1)
    )
    assert less <= more
