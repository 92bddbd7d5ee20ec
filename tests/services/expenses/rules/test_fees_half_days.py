"""The fee of half-days: dates, hours, and the rate of each day (S-FEE-3, S-FEE-6)."""

from datetime import date, time
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.fees import fee
from services.expenses.rules.half_days import HalfDays
from services.expenses.rules.rates import Rate, Rates
from tests.services.expenses.rules.examples import half_day, half_days, reasons

FIRST, LAST = date(2026, 6, 15), date(2026, 6, 17)
MISSION = {"exam": "BGT", "nature": "PRATIQUE", "first_day": FIRST, "last_day": LAST}

# The rate and its share change in the middle of the mission.
CHANGING = Rates(
    [
        Rate("HOUR", "BGT", Decimal(960), "CENT_PER_HOUR", date(2012, 5, 3), date(2026, 6, 15), "Ancien", False),
        Rate("HOUR", "BGT", Decimal(1_000), "CENT_PER_HOUR", date(2026, 6, 16), date(2026, 6, 16), "Nouveau", True),
        Rate("HOUR_SHARE", "EPS_PONCTUELLE", Decimal(75), "PERCENT", date(2012, 5, 3), date(2026, 6, 15), "", False),
        Rate("HOUR_SHARE", "EPS_PONCTUELLE", Decimal(80), "PERCENT", date(2026, 6, 16), None, "", False),
    ]
)


@pytest.mark.parametrize(
    ("texts", "nature", "cents"),
    [
        (["15/06 8:00-12:00"], "PRATIQUE", 38_40),
        (["15/06 8:00-12:00", "15/06 14:00-18:00", "16/06 8:00-12:30"], "PRATIQUE", 120_00),
        (["15/06 8:00-11:30"], "EPS_PONCTUELLE", 25_20),
        (["15/06 8:00-8:01"], "PRATIQUE", 16),
        # 7,20 € an hour: 10 minutes are 1,20 €; 1 minute 0,12 €.
        (["15/06 8:00-8:10", "15/06 9:00-9:01"], "EPS_PONCTUELLE", 1_32),
        (["15/06 8:00-12:30"], "SPORT", 43_20),
        (["15/06 8:00-12:30"], "ORAL_CC", 43_20),
        ([], "PRATIQUE", 0),
    ],
)
def test_half_days_pay_their_real_hours(rates, texts, nature, cents):
    """S-FEE-3, domain.md §3.4."""
    amount = fee(half_days(*texts), rates=rates, **{**MISSION, "nature": nature})
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents
    assert len(amount.steps) == len(texts)


def test_the_whole_is_rounded_once(rates):
    """Three times 20 minutes at 4,11 €: 1,37 € each; three times 50 minutes of 3,0825 €: 7,70625 €, not 3 × 2,57 €."""
    texts = ["15/06 8:00-8:50", "15/06 9:00-9:50", "15/06 10:00-10:50"]
    amount = fee(half_days(*texts), rates=rates, **{**MISSION, "exam": "CAP", "nature": "EPS_PONCTUELLE"})
    assert amount.cents == 7_71
    assert [step.amount_cents for step in amount.steps] == [2_57, 2_57, 2_57]
    two = fee(half_days(*texts[:2]), rates=rates, **{**MISSION, "exam": "CAP", "nature": "EPS_PONCTUELLE"})
    assert two.cents == 5_14  # 5,1375 €


@pytest.mark.parametrize(
    ("text", "label", "told"),
    [
        ("15/06 8:00-12:30", "Demi-journée du 15/06/2026, matin, de 8 h à 12 h 30", "4.5 heures"),
        ("15/06 8:00-13:00", "Demi-journée du 15/06/2026, matin, de 8 h à 13 h", "5 heures"),
        ("16/06 13:00-14:20", "Demi-journée du 16/06/2026, après-midi, de 13 h à 14 h 20", "80 minutes ÷ 60"),
        ("17/06 12:59-13:01", "Demi-journée du 17/06/2026, de 12 h 59 à 13 h 01", "2 minutes ÷ 60"),
    ],
)
def test_each_half_day_is_a_step(rates, text, label, told):
    """P-CLM-21."""
    (step,) = fee(half_days(text), rates=rates, **MISSION).steps
    assert step.label.replace("\u00a0", " ") == label
    assert f"{step.quantity.normalize():f} {step.unit}".replace("\u00a0", " ") == told


def test_a_half_day_of_eps_says_its_share_and_where_it_comes_from(rates):
    (step,) = fee(half_days("15/06 8:00-9:00"), rates=rates, **{**MISSION, "nature": "EPS_PONCTUELLE"}).steps
    assert step.label.endswith(", 75\u00a0% du taux horaire (EPS ponctuelle)")
    assert (step.rate_cents, step.source) == (Decimal(720), "Arrêté du 13 avril 2012, article 2")


@pytest.mark.parametrize(
    ("facts", "cents"),
    [
        ({"nature": "EPS_PONCTUELLE"}, 7_20),
        ({"nature": "EPS_PONCTUELLE", "is_optional": True}, 7_20),
        ({"nature": "ORAL_CC", "paper": "EPS"}, 7_20),
        ({"nature": "SPORT", "paper": "EPS-F"}, 7_20),
        ({"nature": "PRATIQUE", "is_optional": True}, 7_20),
        ({"nature": "SPORT", "paper": "EPPCS"}, 9_60),
        ({"nature": "SPORT", "paper": "EPSI"}, 9_60),
        # What is timed is not counted: a quote-part is of copies and candidates.
        ({"exam": "DNB", "nature": "PRATIQUE", "paper": "SCI"}, 4_11),
    ],
)
def test_the_three_quarters_follow_the_paper(rates, facts, cents):
    """domain.md §3.2: any ponctuelle in EPS, or any optional paper, never both."""
    assert fee(half_days("15/06 8:00-9:00"), rates=rates, **{**MISSION, **facts}).cents == cents


def test_half_days_take_the_rate_of_their_day():
    """domain.md §3.5; in order of date, whatever the order of entry."""
    entry = half_days("16/06 8:00-9:00", "15/06 8:00-9:00")
    amount = fee(entry, rates=CHANGING, **MISSION)
    assert amount.cents == 19_60
    told = [(step.amount_cents, step.source, step.is_to_confirm) for step in amount.steps]
    assert told == [(9_60, "Ancien", False), (10_00, "Nouveau", True)]
    shared = fee(entry, rates=CHANGING, **{**MISSION, "nature": "EPS_PONCTUELLE"})
    assert [step.amount_cents for step in shared.steps] == [7_20, 8_00]


def test_no_rate_on_one_day_is_a_refusal_that_names_that_day():
    with pytest.raises(errors.RateMissing, match=r"HOUR BGT.*17/06/2026"):
        fee(half_days("15/06 8:00-9:00", "17/06 8:00-9:00"), rates=CHANGING, **MISSION)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["14/06 8:00-9:00"], [("[0].date", "HALF_DAY_OUTSIDE")]),
        (["15/06 8:00-9:00", "17/06 8:00-9:00"], []),
        (["18/06 8:00-9:00"], [("[0].date", "HALF_DAY_OUTSIDE")]),
        (["15/06/2025 8:00-9:00"], [("[0].date", "HALF_DAY_OUTSIDE")]),
        (["15/06 9:00-8:59"], [("[0].end_time", "HALF_DAY_END_NOT_AFTER")]),
        (["15/06 9:00-9:00"], [("[0].end_time", "HALF_DAY_END_NOT_AFTER")]),
        (["15/06 9:00-9:01"], []),
        (["18/06 9:00-8:00"], [("[0].date", "HALF_DAY_OUTSIDE"), ("[0].end_time", "HALF_DAY_END_NOT_AFTER")]),
        # Touching is no overlap.
        (["15/06 8:00-10:00", "15/06 10:00-12:00"], []),
        (["15/06 8:00-10:01", "15/06 10:00-12:00"], [("[1].start_time", "HALF_DAY_OVERLAPS")]),
        (["15/06 10:00-12:00", "15/06 8:00-10:01"], [("[0].start_time", "HALF_DAY_OVERLAPS")]),
        (["15/06 8:00-12:00", "15/06 9:00-10:00"], [("[1].start_time", "HALF_DAY_OVERLAPS")]),
        (["15/06 8:00-12:00", "16/06 9:00-10:00"], []),
        (["15/06 8:00-9:00", "15/06 8:00-9:00"], [("[1].start_time", "HALF_DAY_REPEATED")]),
        (["15/06 8:00-9:00", "16/06 8:00-9:00"], []),
        # A long one hides two that do not touch each other.
        (
            ["15/06 8:00-12:00", "15/06 8:30-9:00", "15/06 10:00-11:00"],
            [("[1].start_time", "HALF_DAY_OVERLAPS"), ("[2].start_time", "HALF_DAY_OVERLAPS")],
        ),
        # Ten hours a day.
        (["15/06 8:00-13:00", "15/06 14:00-19:00"], []),
        (["15/06 8:00-13:00", "15/06 14:00-19:01"], [("[1].end_time", "HALF_DAYS_TOO_LONG")]),
        (["15/06 14:00-19:01", "15/06 8:00-13:00"], [("[0].end_time", "HALF_DAYS_TOO_LONG")]),
        (["15/06 8:00-18:00", "16/06 8:00-18:00"], []),
        (["15/06 8:00-18:01"], [("[0].end_time", "HALF_DAYS_TOO_LONG")]),
    ],
)
def test_half_days_that_cannot_be_are_refused_on_their_field(rates, texts, found):
    """domain.md §3.4, §3.5: exact, and one minute or one day further."""
    if not found:
        assert fee(half_days(*texts), rates=rates, **MISSION).cents > 0
        return
    with pytest.raises(InvalidFields) as refused:
        fee(half_days(*texts), rates=rates, **MISSION)
    assert reasons(refused.value.violations) == [(f"fee.half_days{field}", reason) for field, reason in found]


def test_the_other_line_is_named_by_its_number(rates):
    with pytest.raises(InvalidFields) as refused:
        fee(half_days("15/06 10:00-12:00", "15/06 8:00-11:00"), rates=rates, **MISSION)
    assert "la ligne 2" in refused.value.violations[0].message


def test_two_hundred_half_days_are_enough(rates):
    facts = {**MISSION, "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    days = [date.fromordinal(facts["first_day"].toordinal() + place) for place in range(201)]
    entries = [half_day(f"{day:%d/%m/%Y} 8:00-9:00") for day in days]
    assert fee(HalfDays(entries[:200]), rates=rates, **facts).cents == 200 * 9_60
    with pytest.raises(InvalidFields) as refused:
        fee(HalfDays(entries), rates=rates, **facts)
    assert reasons(refused.value.violations) == [("fee.half_days", "HALF_DAYS_TOO_MANY")]


@pytest.mark.parametrize(
    ("texts", "split", "found"),
    [
        ([], time(13), [("fee.half_days", "QUANTITY_NONE")]),
        (["15/06 8:00-13:00"], time(13), []),
        (["15/06 8:00-13:01"], time(13), [("fee.half_days[0].start_time", "HALF_DAY_WITHOUT_BREAK")]),
        (["15/06 13:00-18:00"], time(13), []),
        (["15/06 12:59-18:00"], time(13), [("fee.half_days[0].start_time", "HALF_DAY_WITHOUT_BREAK")]),
        (["15/06 12:59-18:00"], time(12, 30), []),
        (
            ["16/06 8:00-9:00", "15/06 12:00-14:00"],
            time(13),
            [("fee.half_days[1].start_time", "HALF_DAY_WITHOUT_BREAK")],
        ),
    ],
)
def test_nothing_and_a_half_day_without_a_break_are_only_warnings(rates, texts, split, found):
    """No lunch is deducted; the split is a parameter."""
    amount = fee(half_days(*texts), rates=rates, split=split, **MISSION)
    assert reasons(amount.warnings) == found
