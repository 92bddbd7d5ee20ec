"""The fee of hours: interviews, dissertations, and what a gestionnaire computes (S-FEE-4, S-FEE-7)."""

from datetime import date
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses.rules.fees import fee
from services.expenses.rules.hours import Duration
from tests.services.expenses.rules.examples import reasons

JUNE = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("minutes", "exam", "nature", "cents"),
    [
        (210, "RSC", "ENTRETIEN_RSC", 35_00),
        (60, "DSCG", "LECTURE_MEMOIRE", 13_72),
        (1, "DSCG", "LECTURE_MEMOIRE", 23),  # 0,22866… €
        (210, "BGT", "TRAVAUX_ADMINISTRATIFS", 33_60),
        (20, "CAP", "AIDE_DEROULEMENT", 1_37),
        (0, "RSC", "ENTRETIEN_RSC", 0),
    ],
)
def test_hours_pay_the_hourly_rate_of_the_exam(rates, minutes, exam, nature, cents):
    """S-FEE-4, S-FEE-7."""
    amount = fee(Duration(minutes), exam=exam, nature=nature, first_day=JUNE, rates=rates)
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents


@pytest.mark.parametrize(
    ("facts", "cents"),
    [
        ({}, 9_60),
        ({"is_optional": True}, 7_20),
        ({"paper": "EPS"}, 7_20),
        ({"paper": "EPS-F", "is_optional": True}, 7_20),
        ({"exam": "DNB", "paper": "SCI"}, 4_11),
    ],
)
def test_the_three_quarters_follow_the_paper(rates, facts, cents):
    """domain.md §3.2."""
    facts = {"exam": "BGT", "nature": "LECTURE_MEMOIRE", "first_day": JUNE, **facts}
    assert fee(Duration(60), rates=rates, **facts).cents == cents


@pytest.mark.parametrize(
    ("minutes", "nature", "label", "quantity"),
    [
        (210, "ENTRETIEN_RSC", "Entretiens de recrutement sans concours : 3 heures 30 minutes", "3.5"),
        (45, "LECTURE_MEMOIRE", "Lecture de mémoires : 45 minutes", "0.75"),
        (70, "SURVEILLANCE", "Heures effectuées : 1 heure 10 minutes", "70"),
    ],
)
def test_a_step_tells_hours_and_minutes(rates, minutes, nature, label, quantity):
    """P-CLM-21."""
    (step,) = fee(Duration(minutes), exam="BGT", nature=nature, first_day=JUNE, rates=rates).steps
    assert step.label.replace("\u00a0", " ") == label
    assert (step.quantity, step.rate_cents) == (Decimal(quantity), 960)


@pytest.mark.parametrize(
    ("minutes", "last_day", "reason"),
    [
        (600, JUNE, None),
        (601, JUNE, "DURATION_TOO_LONG"),
        (1_200, date(2026, 6, 16), None),
        (1_201, date(2026, 6, 16), "DURATION_TOO_LONG"),
        (601, None, "DURATION_TOO_LONG"),
        (-1, JUNE, "DURATION_INVALID"),
        (1.5, JUNE, "DURATION_INVALID"),
        (True, JUNE, "DURATION_INVALID"),
    ],
)
def test_hours_are_bounded_by_the_days_of_the_mission(rates, minutes, last_day, reason):
    """domain.md §3.5: 10 hours a day."""
    facts = {"exam": "RSC", "nature": "ENTRETIEN_RSC", "first_day": JUNE, "last_day": last_day}
    if reason is None:
        assert fee(Duration(minutes), rates=rates, **facts).cents == minutes // 60 * 10_00
        return
    with pytest.raises(InvalidFields) as refused:
        fee(Duration(minutes), rates=rates, **facts)
    assert reasons(refused.value.violations) == [("fee.duration_minutes", reason)]


@pytest.mark.parametrize(("minutes", "found"), [(0, ["QUANTITY_NONE"]), (1, [])])
def test_no_time_at_all_is_only_a_warning(rates, minutes, found):
    amount = fee(Duration(minutes), exam="RSC", nature="ENTRETIEN_RSC", first_day=JUNE, rates=rates)
    assert [warning.reason for warning in amount.warnings] == found
