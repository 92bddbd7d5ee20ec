"""What holds of every fee, whatever its quantity (Hypothesis)."""

from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from services.expenses.rules.candidates import Candidates
from services.expenses.rules.copies import Copies
from services.expenses.rules.fees import FeeInput, items
from services.expenses.rules.groups import Member, group_fee
from services.expenses.rules.half_days import HalfDay, HalfDays
from services.expenses.rules.hours import Duration
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, half_up
from services.expenses.rules.work import Work

FIRST, LAST = date(2026, 6, 15), date(2026, 6, 19)

# The table of rates never changes, so one for all examples is right.
rules = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

exams = st.sampled_from(["DNB", "CAP", "CS4", "BGT", "DCL", "AGREG"])


@st.composite
def mornings_and_afternoons(draw: st.DrawFn) -> HalfDays:
    """At most one half-day before 13:00 and one after, each of five hours at most, on each day."""
    found = []
    for place in draw(st.sets(st.integers(0, 9))):
        day, opens = FIRST + timedelta(days=place // 2), 8 * 60 if place % 2 == 0 else 13 * 60
        start = opens + draw(st.integers(0, 299))
        end = draw(st.integers(start + 1, opens + 300))
        found.append(HalfDay(day, time(*divmod(start, 60)), time(*divmod(end, 60))))
    return HalfDays(draw(st.permutations(found)))


@st.composite
def missions(draw: st.DrawFn) -> tuple[Work, FeeInput]:
    """A mission with a quantity that nothing refuses."""
    nature, quantities = draw(
        st.sampled_from(
            [
                ("COPIES", st.integers(0, 1_000).map(Copies)),
                ("LECTURE_DOSSIER", st.integers(0, 1_000).map(Copies)),
                ("ORAL", st.integers(0, 300).map(Candidates)),
                ("VAE", st.integers(0, 300).map(Candidates)),
                ("PRATIQUE", mornings_and_afternoons()),
                ("EPS_PONCTUELLE", mornings_and_afternoons()),
                ("LECTURE_MEMOIRE", st.integers(0, 3_000).map(Duration)),
                ("TRAVAUX_ADMINISTRATIFS", st.integers(0, 3_000).map(Duration)),
            ]
        )
    )
    work = Work(
        exam=draw(exams),
        nature=nature,
        first_day=FIRST,
        last_day=LAST,
        paper=draw(st.sampled_from(["", "SCI", "EPS"])),
        paper_duration=draw(st.integers(1, 60)),
        is_optional=draw(st.booleans()),
    )
    return work, draw(quantities)


def amount_of(work: Work, entry: FeeInput, rates: Rates) -> Amount:
    return group_fee([Member(work, entry)], rates)


def exact(work: Work, entry: FeeInput, rates: Rates) -> Fraction:
    """The amount before any rounding."""
    return sum((item.exact_cents for item in items(entry, work, rates)), Fraction(0))


@rules
@given(missions())
def test_the_steps_add_up_to_the_exact_amount_rounded_half_up(rates, mission):
    work, entry = mission
    amount = amount_of(work, entry, rates)
    assert amount.cents == sum(step.amount_cents for step in amount.steps) == half_up(exact(work, entry, rates))
    assert all(step.amount_cents >= 0 for step in amount.steps)


@rules
@given(missions())
def test_a_step_tells_exactly_what_it_pays(rates, mission):
    """Quantity × rate, sixty minutes to the hour when the unit says so, is the amount that is rounded."""
    work, entry = mission
    told = Fraction(0)
    for step in amount_of(work, entry, rates).steps:
        told += Fraction(step.quantity) * Fraction(step.rate_cents) / (60 if step.unit.endswith("60") else 1)
    assert told == exact(work, entry, rates)


@pytest.mark.parametrize(
    ("nature", "entry"),
    [
        ("COPIES", Copies(0)),
        ("ORAL", Candidates(0)),
        ("VAE", Candidates(0)),
        ("PRATIQUE", HalfDays(())),
        ("LECTURE_MEMOIRE", Duration(0)),
    ],
)
def test_no_money_comes_from_nothing(rates, nature, entry):
    """domain.md §3.5: 0,00 € with a warning."""
    amount = amount_of(Work("BGT", nature, FIRST, LAST, paper_duration=20), entry, rates)
    assert amount.cents == 0
    assert [warning.reason for warning in amount.warnings] == ["QUANTITY_NONE"]


@rules
@given(missions(), st.integers(1, 50))
def test_more_never_pays_less(rates, mission, more):
    work, entry = mission
    match entry:
        case Copies(count):
            assume(count + more <= 1_000)
            larger = Copies(count + more)
        case Candidates(count):
            assume(count + more <= 300)
            larger = Candidates(count + more)
        case Duration(minutes):
            assume(minutes + more <= 3_000)
            larger = Duration(minutes + more)
        case HalfDays(half_days):
            assume(half_days)
            larger, entry = entry, HalfDays(half_days[1:])
    assert amount_of(work, larger, rates).cents >= amount_of(work, entry, rates).cents


@rules
@given(mornings_and_afternoons(), exams, st.randoms(use_true_random=False))
def test_the_order_of_half_days_does_not_matter(rates, entry, exam, chance):
    mixed = list(entry.half_days)
    chance.shuffle(mixed)
    work = Work(exam, "PRATIQUE", FIRST, LAST)
    one, other = amount_of(work, entry, rates), amount_of(work, HalfDays(mixed), rates)
    assert (one.cents, one.steps) == (other.cents, other.steps)


@rules
@given(mornings_and_afternoons(), exams, st.data())
def test_splitting_a_half_day_in_two_pays_the_same(rates, entry, exam, data):
    long = [half_day for half_day in entry.half_days if half_day.minutes > 1]
    assume(long)
    whole = data.draw(st.sampled_from(long))
    start = whole.start_time.hour * 60 + whole.start_time.minute
    cut = time(*divmod(start + data.draw(st.integers(1, whole.minutes - 1)), 60))
    others = [half_day for half_day in entry.half_days if half_day is not whole]
    split = HalfDays([*others, replace(whole, end_time=cut), replace(whole, start_time=cut)])
    work = Work(exam, "EPS_PONCTUELLE", FIRST, LAST)
    assert amount_of(work, split, rates).cents == amount_of(work, entry, rates).cents


@rules
@given(st.lists(missions(), min_size=1, max_size=5))
def test_a_group_pays_exactly_the_rounded_sum_of_its_missions(rates, found):
    """And so never more than half a cent by mission away from what each alone would pay."""
    group = [Member(replace(work, number=f"SI{place}"), entry) for place, (work, entry) in enumerate(found)]
    amount = group_fee(group, rates)
    assert amount.cents == half_up(sum((exact(work, entry, rates) for work, entry in found), Fraction(0)))
    alone = sum(amount_of(work, entry, rates).cents for work, entry in found)
    assert abs(amount.cents - alone) <= len(found) / 2
    assert amount.cents == sum(step.amount_cents for step in amount.steps)
