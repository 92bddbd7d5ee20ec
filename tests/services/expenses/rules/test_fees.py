"""The fee of every nature and exam (domain.md §3.2 to §3.5, product.md §7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.candidates import Candidates
from services.expenses.rules.copies import Copies
from services.expenses.rules.fees import InputKind, fee, has_entry, input_kind, quantity_kind
from services.expenses.rules.half_days import HalfDays
from services.expenses.rules.hours import Duration
from services.expenses.rules.providers import Provider
from tests.services.expenses.rules.examples import half_days, reasons

JUNE = date(2026, 6, 15)

COPY = Copies(1)
HOUR = Duration(60)


@pytest.mark.parametrize(
    ("entry", "facts", "cents"),
    [
        (Copies(42), {"exam": "BGT", "nature": "COPIES"}, 210_00),
        (Copies(100), {"exam": "DNB", "nature": "COPIES"}, 75_00),
        (Candidates(12), {"exam": "BGT", "nature": "ORAL", "paper_duration": 20}, 38_40),
        (half_days("15/06 8:00-11:30"), {"exam": "BGT", "nature": "EPS_PONCTUELLE"}, 25_20),
        (Candidates(1), {"exam": "BGT", "nature": "VAE", "coefficient": Decimal(2)}, 19_20),
        (Copies(41), {"exam": "DNB", "nature": "COPIES", "paper": "SCI"}, 15_38),
    ],
)
def test_the_worked_cases_of_the_reference(rates, entry, facts, cents):
    """domain.md §3.4, line by line (S-FEE-1 to S-FEE-3)."""
    assert fee(entry, first_day=JUNE, rates=rates, **facts).cents == cents


@pytest.mark.parametrize(
    ("exam", "copy_cents", "hour_cents", "is_to_confirm"),
    [
        ("DNB", 75, 4_11, False),
        ("CFG", 75, 4_11, False),
        ("CAP", 75, 4_11, False),
        ("BEP", 75, 4_11, False),
        ("CS3", 75, 4_11, True),
        ("CS4", 1_10, 5_49, True),
        ("BT", 1_73, 9_60, False),
        ("BP", 1_73, 9_60, True),
        ("BMA", 1_73, 9_60, True),
        ("BGT", 5_00, 9_60, False),
        ("BCP", 5_00, 9_60, False),
        ("EA", 5_00, 9_60, False),
        ("DCL", 2_47, 13_72, True),
        ("BTS", 2_47, 13_72, True),
        ("DCG", 2_47, 13_72, True),
        ("DSCG", 2_47, 13_72, True),
        ("AGREG", 6_00, 45_00, False),
        ("CAPES", 5_00, 30_00, False),
        ("CRPE", 5_00, 30_00, False),
        ("CAT_A", 5_00, 30_00, False),
        ("CAT_B", 3_00, 17_00, False),
        ("CAT_C", 2_00, 10_00, False),
        ("RSC", 2_00, 10_00, False),
    ],
)
def test_each_exam_has_its_rate_by_copy_and_by_hour(rates, exam, copy_cents, hour_cents, is_to_confirm):
    """S-FEE-1, domain.md §3.3: the copy; the hour of a candidate, of a half-day, and of what a gestionnaire enters."""
    facts: dict[str, Any] = {"exam": exam, "first_day": JUNE, "rates": rates}
    copy = fee(COPY, nature="COPIES", **facts)
    hours = [
        fee(Candidates(1), nature="ORAL", paper_duration=60, **facts),
        fee(half_days("15/06 8:00-9:00"), nature="PRATIQUE", **facts),
        fee(HOUR, nature="TRAVAUX_ADMINISTRATIFS", **facts),
    ]
    assert copy.cents == copy_cents
    assert [hour.cents for hour in hours] == [hour_cents] * 3
    assert {amount.is_to_confirm for amount in (copy, *hours)} == {is_to_confirm}


@pytest.mark.parametrize(
    ("nature", "entry", "cents"),
    [
        ("COPIES", Copies(4), 20_00),
        ("LECTURE_DOSSIER", Copies(4), 20_00),
        ("ECRIT_CC", Copies(4), 20_00),
        ("ORAL", Candidates(4), 12_80),
        ("VAE", Candidates(4), 38_40),
        ("PRATIQUE", half_days("15/06 8:00-12:00"), 38_40),
        ("SPORT", half_days("15/06 8:00-12:00"), 38_40),
        ("EPS_PONCTUELLE", half_days("15/06 8:00-12:00"), 28_80),
        ("ORAL_CC", half_days("15/06 8:00-12:00"), 38_40),
        ("ENTRETIEN_RSC", Duration(240), 38_40),
        ("LECTURE_MEMOIRE", Duration(240), 38_40),
        ("AIDE_DEROULEMENT", Duration(240), 38_40),
        ("ORAL_EC", Duration(240), 38_40),
    ],
)
def test_each_nature_is_paid_by_its_own_quantity(rates, nature, entry, cents):
    """S-FEE-1 to S-FEE-7, in the baccalauréat."""
    amount = fee(entry, exam="BGT", nature=nature, paper_duration=20, first_day=JUNE, rates=rates)
    assert amount.cents == cents
    assert all(step.label and step.source for step in amount.steps)


@pytest.mark.parametrize(
    ("exam", "nature", "day", "is_to_confirm"),
    [
        ("BGT", "ECRIT_CC", date(2021, 8, 31), True),
        ("BGT", "ECRIT_CC", date(2021, 9, 1), True),
        ("BGT", "ORAL_CC", date(2021, 8, 31), True),
        ("BGT", "ORAL_CC", date(2021, 9, 1), True),
        ("BGT", "COPIES", date(2021, 9, 1), False),
        ("BGT", "ORAL", date(2021, 9, 1), False),
    ],
)
def test_the_rate_of_a_nature_wins_over_that_of_its_exam(rates, exam, nature, day, is_to_confirm):
    """domain.md §3.3, last line."""
    entries = {"ORAL_CC": HalfDays(()), "ORAL": Candidates(1)}
    entry = entries.get(nature, COPY)
    if nature == "ORAL_CC":
        entry = half_days(f"{day:%d/%m/%Y} 8:00-9:00")
    amount = fee(entry, exam=exam, nature=nature, paper_duration=60, first_day=day, rates=rates)
    assert amount.cents == (5_00 if entry == COPY else 9_60)
    assert amount.is_to_confirm is is_to_confirm


@pytest.mark.parametrize(
    ("exam", "nature", "entry", "paid"),
    [
        ("BCP", "ECRIT_CC", COPY, (5_00, True)),
        ("CAP", "ECRIT_CC", COPY, (75, True)),
        ("BP", "ECRIT_CC", COPY, (1_73, True)),
        ("CAP", "ECRIT_CC", HOUR, (4_11, True)),
        ("CAP", "ORAL_CC", half_days("15/06 8:00-9:00"), (4_11, True)),
        ("BCP", "ORAL_CC", HOUR, (9_60, True)),
        # The rows of its own say by themselves that they are a placeholder.
        ("BGT", "ECRIT_CC", COPY, (5_00, False)),
        ("BGT", "ORAL_CC", HOUR, (9_60, False)),
    ],
)
def test_the_rate_of_an_exam_stands_in_for_that_of_the_controle_continu(rates, exam, nature, entry, paid):
    """domain.md §3.3, last line: computed, but to confirm, however sure the exam's own rate is."""
    (step,) = fee(entry, exam=exam, nature=nature, first_day=JUNE, rates=rates).steps
    is_for_want = step.source.endswith("\u202f; taux de l’examen, faute d’un taux du contrôle continu")
    assert (step.amount_cents, is_for_want) == paid
    assert step.is_to_confirm


@pytest.mark.parametrize(
    ("exam", "speciality", "cents", "is_to_confirm"),
    [
        ("ITRF", "Ingénieur de recherche", (6_00, 45_00), False),
        ("ITRF", "Ingénieur d’études", (5_00, 30_00), False),
        ("ITRF", "INGENIEUR D'ETUDES, BAP A", (5_00, 30_00), False),
        ("ITRF", "Assistant ingénieur", (5_00, 30_00), False),
        ("ITRF", "Assistante-ingénieure, Assistant-ingénieur", (5_00, 30_00), False),
        ("ITRF", "Technicien de laboratoire", (3_00, 17_00), False),
        ("ITRF", "Concours interne, techniciens", (3_00, 17_00), False),
        ("ITRF", "Adjoint technique de laboratoire", (2_00, 10_00), False),
        ("ITRF", "Adjoints techniques", (2_00, 10_00), False),
        ("ITRF", "Techniques du vivant", (2_00, 10_00), True),
        ("ITRF", "", (2_00, 10_00), True),
        ("RSC", "Technicien", (2_00, 10_00), False),
    ],
)
def test_a_contest_of_several_corps_is_paid_by_that_of_its_speciality(rates, exam, speciality, cents, is_to_confirm):
    """domain.md §3.3: ITRF by corps, the copy and the hour; a corps that nobody recognises waits for a confirmation."""
    facts: dict[str, Any] = {"exam": exam, "speciality": speciality, "first_day": JUNE, "rates": rates}
    copy = fee(COPY, nature="LECTURE_DOSSIER", **facts)
    hour = fee(half_days("15/06 8:00-9:00"), nature="PRATIQUE", **facts)
    assert (copy.cents, hour.cents) == cents
    assert (copy.is_to_confirm, hour.is_to_confirm) == (is_to_confirm, is_to_confirm)


@pytest.mark.parametrize(
    ("entry", "facts", "missing"),
    [
        (COPY, {"exam": "XYZ", "nature": "COPIES"}, "COPY XYZ"),
        (HOUR, {"exam": "ETG", "nature": "COMPO"}, "HOUR ETG"),
        (COPY, {"exam": "BGT", "nature": "COPIES", "first_day": date(2012, 5, 2)}, "COPY BGT"),
        (COPY, {"exam": "AGREG", "nature": "COPIES", "first_day": date(2012, 5, 10)}, "COPY AGREG"),
        (COPY, {"exam": "BTS", "nature": "COPIES", "first_day": date(2012, 9, 9)}, "COPY BTS"),
        (HOUR, {"exam": "BGT", "nature": "LECTURE_MEMOIRE", "first_day": date(2012, 5, 2)}, "HOUR BGT"),
        (Candidates(1), {"exam": "XYZ", "nature": "ORAL", "paper_duration": 20}, "HOUR XYZ"),
        (Candidates(0), {"exam": "XYZ", "nature": "VAE"}, "HOUR XYZ"),
    ],
)
def test_a_missing_rate_is_a_refusal_that_names_it_and_never_zero(rates, entry, facts, missing):
    """domain.md §3.5."""
    with pytest.raises(errors.RateMissing, match=missing):
        fee(entry, **{"first_day": JUNE, "rates": rates, **facts})


@pytest.mark.parametrize(
    ("exam", "day"), [("BGT", date(2012, 5, 3)), ("AGREG", date(2012, 5, 11)), ("BTS", date(2012, 9, 10))]
)
def test_a_rate_holds_from_its_first_day(rates, exam, day):
    assert fee(COPY, exam=exam, nature="COPIES", first_day=day, rates=rates).cents > 0


@pytest.mark.parametrize("nature", ["ORAL_EC", "SURVEILLANCE", "TRAVAUX_ADMINISTRATIFS", "CCONF", "AIDE_DEROULEMENT"])
@pytest.mark.parametrize("entry", [COPY, Candidates(1), half_days("15/06 8:00-9:00")])
def test_a_nature_without_entry_is_computed_from_hours_only(rates, nature, entry):
    """S-FEE-7."""
    with pytest.raises(errors.FeeWithoutEntry):
        fee(entry, exam="BGT", nature=nature, first_day=JUNE, rates=rates)


@pytest.mark.parametrize(
    ("nature", "entry", "field"),
    [
        ("ORAL", COPY, "fee.copies"),
        ("PRATIQUE", Candidates(1), "fee.candidates"),
        ("COPIES", half_days("15/06 8:00-9:00"), "fee.half_days"),
    ],
)
def test_a_quantity_of_another_kind_is_refused_on_its_field(rates, nature, entry, field):
    with pytest.raises(InvalidFields) as refused:
        fee(entry, exam="BGT", nature=nature, first_day=JUNE, rates=rates)
    assert reasons(refused.value.violations) == [(field, "FEE_INPUT_UNEXPECTED")]


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
def test_the_form_follows_the_nature_when_the_examiner_or_the_president_provides(nature, kind):
    """S-CLM-9, S-CLM-10."""
    assert input_kind(nature, Provider.EXAMINER) == input_kind(nature, Provider.PRESIDENT) == kind


@pytest.mark.parametrize("nature", ["TRAVAUX_ADMINISTRATIFS", "ORAL_EC", "ORAL", "COPIES"])
def test_the_gestionnaire_computes_from_hours_whatever_the_nature(nature):
    assert input_kind(nature, Provider.MANAGER) == quantity_kind(nature, Provider.MANAGER) == InputKind.DURATION


@pytest.mark.parametrize("provider", [Provider.SANTORIN, Provider.HANDLED, Provider.NONE])
def test_the_form_asks_nothing_when_nobody_types(provider):
    assert input_kind("COPIES", provider) == InputKind.NONE


@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        (Provider.SANTORIN, InputKind.COPIES),
        (Provider.HANDLED, InputKind.NONE),
        (Provider.NONE, InputKind.NONE),
    ],
)
def test_what_santorin_counts_is_paid_although_nobody_types_it(provider, kind):
    """S-FEE-5, S-CLM-17."""
    assert quantity_kind("COPIES", provider) == kind


@pytest.mark.parametrize(
    ("nature", "paper_duration", "expected"),
    [
        ("ORAL", 20, True),
        ("ORAL", 1, True),
        ("ORAL", 0, False),
        ("VAE", 0, True),
        ("PRATIQUE", 0, True),
        ("COPIES", 0, True),
        ("ORAL_EC", 20, False),
        ("SURVEILLANCE", 0, False),
    ],
)
def test_an_oral_that_nobody_timed_is_not_for_the_examiner(nature, paper_duration, expected):
    assert has_entry(nature, paper_duration) is expected


def test_each_kind_names_its_field():
    assert [kind.field for kind in InputKind] == ["none", "copies", "candidates", "half_days", "duration_minutes"]
