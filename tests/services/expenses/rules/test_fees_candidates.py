"""The fee of candidates: orals by their time, files of a VAE (S-FEE-2)."""

from datetime import date
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.candidates import Candidates
from services.expenses.rules.fees import fee
from services.expenses.rules.rates import Rate, Rates
from tests.services.expenses.rules.examples import reasons

JUNE = date(2026, 6, 15)
SINCE = date(2012, 5, 3)


def rate(kind: str, key: str, value: str, *, is_to_confirm: bool = False) -> Rate:
    return Rate(kind, key, Decimal(value), "", SINCE, None, f"Texte {kind} {key}", is_to_confirm)


# The academy's own coefficients, and a paper that two examiners share.
TABLE = Rates(
    [
        rate("HOUR", "BTS", "1000"),
        rate("HOUR", "CAP", "411"),
        rate("HOUR_SHARE", "ORAL_FACULTATIF", "75"),
        rate("HOUR_SHARE", "EPS_PONCTUELLE", "75"),
        rate("PAPER_SHARE", "CAP:DUO", "50", is_to_confirm=True),
        rate("VAE_COEFFICIENT", "MIN", "0.5"),
        rate("VAE_COEFFICIENT", "MAX", "3"),
        rate("VAE_COEFFICIENT", "DEFAULT", "1", is_to_confirm=True),
        rate("VAE_COEFFICIENT", "BTS", "1.5"),
    ]
)


@pytest.mark.parametrize(
    ("count", "minutes", "exam", "cents"),
    [
        (12, 20, "BGT", 38_40),
        (1, 20, "BGT", 3_20),
        (13, 20, "BGT", 41_60),
        (1, 10, "CAP", 69),  # 0,685 €
        (2, 10, "CAP", 1_37),
        (3, 10, "CAP", 2_06),  # 2,055 €
        (1, 1, "DCL", 23),  # 0,22866… €
        (7, 13, "DCL", 20_81),  # 91 minutes: 20,80866… €
        (60, 20, "EA", 192_00),
        (0, 20, "BGT", 0),
    ],
)
def test_candidates_pay_their_time_rounded_once(rates, count, minutes, exam, cents):
    """S-FEE-2, domain.md §3.4: only the time with candidates counts."""
    amount = fee(Candidates(count), exam=exam, nature="ORAL", paper_duration=minutes, first_day=JUNE, rates=rates)
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents


@pytest.mark.parametrize(
    ("count", "minutes", "label", "told"),
    [
        (12, 20, "12 candidats × 20 minutes = 4 heures", "4 heures"),
        (13, 20, "13 candidats × 20 minutes = 4 heures 20 minutes", "260 minutes ÷ 60"),
        (1, 90, "1 candidat × 1 heure 30 minutes = 1 heure 30 minutes", "1.5 heure"),
        (3, 15, "3 candidats × 15 minutes = 45 minutes", "0.75 heure"),
        (1, 1, "1 candidat × 1 minute = 1 minute", "1 minute ÷ 60"),
        (0, 20, "0 candidat × 20 minutes = 0 minute", "0 heure"),
    ],
)
def test_a_step_shows_the_chain_from_candidates_to_hours(rates, count, minutes, label, told):
    """P-CLM-21: hours when a decimal says them exactly, else minutes."""
    (step,) = fee(
        Candidates(count), exam="BGT", nature="ORAL", paper_duration=minutes, first_day=JUNE, rates=rates
    ).steps
    assert step.label.replace("\u00a0", " ") == f"Interrogation orale : {label}"
    assert f"{step.quantity.normalize():f} {step.unit}".replace("\u00a0", " ") == told
    assert step.rate_cents == 960


@pytest.mark.parametrize(
    ("facts", "cents", "told"),
    [
        ({}, 4_11, ""),
        ({"is_optional": True}, 3_08, ", 75 % du taux horaire (épreuve facultative)"),
        ({"paper": "EPS"}, 3_08, ", 75 % du taux horaire (EPS ponctuelle)"),
        ({"paper": "EPS-F"}, 3_08, ", 75 % du taux horaire (EPS ponctuelle)"),
        ({"paper": "EPS-F", "is_optional": True}, 3_08, ", 75 % du taux horaire (EPS ponctuelle)"),
        ({"paper": "EPPCS"}, 4_11, ""),
        ({"paper": "DUO"}, 2_06, ", part de 50 %"),
        (
            {"paper": "DUO", "is_optional": True},
            1_54,
            ", 75 % du taux horaire (épreuve facultative), part de 50 %",
        ),
    ],
)
def test_the_paper_says_which_part_of_the_rate_is_paid(facts, cents, told):
    """domain.md §3.2, §3.5: 75 % once, whichever reason; a quote-part belongs to an exam and a paper."""
    amount = fee(Candidates(3), exam="CAP", nature="ORAL", paper_duration=20, first_day=JUNE, rates=TABLE, **facts)
    (step,) = amount.steps
    assert amount.cents == cents
    assert step.label.replace("\u00a0", " ").endswith(f"= 1 heure{told}")
    assert amount.is_to_confirm is ("DUO" in facts.get("paper", ""))
    assert step.source.count("Texte") == 1 + told.count(",")


@pytest.mark.parametrize(
    ("count", "exam", "coefficient", "cents", "told"),
    [
        (1, "BTS", None, 15_00, "coefficient 1,5 (fixé par l’académie pour cet examen)"),
        (1, "BTS", "2", 20_00, "coefficient 2 (fixé pour la mission)"),
        (4, "BTS", "2", 80_00, "coefficient 2 (fixé pour la mission)"),
        (1, "BTS", "0.5", 5_00, "coefficient 0,5 (fixé pour la mission)"),
        (1, "BTS", "3", 30_00, "coefficient 3 (fixé pour la mission)"),
        (3, "CAP", None, 12_33, "coefficient 1 (par défaut de l’académie)"),
        (3, "CAP", "1.25", 15_41, "coefficient 1,25 (fixé pour la mission)"),
        (0, "CAP", None, 0, "coefficient 1 (par défaut de l’académie)"),
    ],
)
def test_a_vae_pays_a_flat_amount_by_file(count, exam, coefficient, cents, told):
    """domain.md §3.2: hourly rate × coefficient, the mission's own, else the exam's, else the default."""
    chosen = None if coefficient is None else Decimal(coefficient)
    amount = fee(Candidates(count), exam=exam, nature="VAE", coefficient=chosen, first_day=JUNE, rates=TABLE)
    (step,) = amount.steps
    assert amount.cents == cents
    assert step.label.endswith(f"une heure × {told}")
    assert step.is_to_confirm is ("par défaut" in told)
    assert (step.quantity, step.unit) == (count, "dossiers" if count > 1 else "dossier")


def test_neither_the_paper_nor_another_examiner_takes_a_share_of_a_vae():
    """The flat amount is owed by file and by examiner."""
    facts = {"paper": "DUO", "is_optional": True}
    assert fee(Candidates(1), exam="CAP", nature="VAE", first_day=JUNE, rates=TABLE, **facts).cents == 4_11


@pytest.mark.parametrize(
    ("coefficient", "told"),
    [
        ("0.49", "0,49"),
        ("3.01", "3,01"),
        ("0", "0"),
        ("-1", "-1"),
        ("NaN", "NaN"),
        ("sNaN", "sNaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1E+999999", r"1E\+999999"),
        ("1E-999999", "1E-999999"),
    ],
)
def test_a_coefficient_outside_its_bounds_is_refused(coefficient, told):
    with pytest.raises(errors.CoefficientOutOfRange, match=rf"est de {told}, .* entre 0,5 et 3"):
        fee(
            Candidates(1),
            exam="BTS",
            nature="VAE",
            coefficient=Decimal(coefficient),
            first_day=JUNE,
            rates=TABLE,
        )


@pytest.mark.parametrize("minutes", [0, -1, -20])
def test_an_oral_that_nobody_timed_is_refused_with_its_own_words(rates, minutes):
    with pytest.raises(errors.PaperWithoutDuration, match="durée de l’épreuve"):
        fee(Candidates(1), exam="BGT", nature="ORAL", paper_duration=minutes, first_day=JUNE, rates=rates)


@pytest.mark.parametrize(
    ("count", "last_day", "reason"),
    [
        (60, JUNE, None),
        (61, JUNE, "CANDIDATES_TOO_MANY"),
        (120, date(2026, 6, 16), None),
        (121, date(2026, 6, 16), "CANDIDATES_TOO_MANY"),
        (61, None, "CANDIDATES_TOO_MANY"),
        (-1, JUNE, "COUNT_INVALID"),
        (1.5, JUNE, "COUNT_INVALID"),
        (True, JUNE, "COUNT_INVALID"),
    ],
)
@pytest.mark.parametrize("nature", ["ORAL", "VAE"])
def test_candidates_are_bounded_by_the_days_of_the_mission(rates, count, last_day, reason, nature):
    """domain.md §3.5: 60 candidates a day."""
    facts = {"exam": "BGT", "nature": nature, "paper_duration": 20, "first_day": JUNE, "last_day": last_day}
    if reason is None:
        assert fee(Candidates(count), rates=rates, **facts).cents > 0
        return
    with pytest.raises(InvalidFields) as refused:
        fee(Candidates(count), rates=rates, **facts)
    assert reasons(refused.value.violations) == [("fee.candidates", reason)]


def test_what_santorin_counted_is_not_bounded(rates):
    amount = fee(
        Candidates(61, is_returned=True), exam="BGT", nature="ORAL", paper_duration=60, first_day=JUNE, rates=rates
    )
    assert amount.cents == 61 * 9_60


@pytest.mark.parametrize(
    ("count", "present", "found"),
    [
        (0, None, ["QUANTITY_NONE"]),
        (0, 12, ["QUANTITY_NONE"]),
        (12, 12, []),
        (13, 12, ["CANDIDATES_ABOVE_PRESENT"]),
        (13, None, []),
    ],
)
def test_an_odd_quantity_is_only_a_warning(rates, count, present, found):
    amount = fee(
        Candidates(count),
        exam="BGT",
        nature="ORAL",
        paper_duration=20,
        first_day=JUNE,
        rates=rates,
        present=present,
    )
    assert [warning.reason for warning in amount.warnings] == found
