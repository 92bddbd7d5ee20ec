"""What holds of every travel, whatever its lines (Hypothesis)."""

import random
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.expenses.rules.modes import MODES
from services.expenses.rules.presence import WindowKind
from services.expenses.rules.takings import Takings
from services.expenses.rules.travel import TravelAmount, travel
from services.expenses.rules.trips import KilometrePolicy, MonthPaid, Situation, Trip
from tests.services.expenses.rules.examples import ARRAS, DOUAI, LILLE, ONE_DAY, PARIS, RENNES, situation, trip

ORIGIN = datetime(2025, 6, 1)  # noqa: DTZ001

# The table of rates never changes, so one for all examples is right.
rules = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

minutes = st.integers(0, 10 * 24 * 60)
distances = st.integers(1, 4_000).map(lambda tenths: Decimal(tenths) / 10)
situations = st.builds(
    Situation,
    place=st.sampled_from([DOUAI, PARIS]),
    residences=st.sampled_from([(ARRAS.code,), (ARRAS.code, LILLE.code), ()]),
    policy=st.sampled_from(KilometrePolicy),
    year_kilometres=st.sampled_from([0, 1_900, 9_900]).map(lambda distance: {2025: Decimal(distance)}),
    month_allowances=st.sampled_from([{}, {(2025, 6): MonthPaid(4_00, 6_00)}, {(2025, 6): MonthPaid(5_00, -5_00)}]),
    has_disability_rate=st.booleans(),
)


@st.composite
def trips(draw: st.DrawFn) -> Trip:
    """A line that nothing refuses by itself."""
    starts = ORIGIN + timedelta(minutes=draw(minutes))
    leaves, reaches = draw(st.permutations([ARRAS, DOUAI, LILLE, PARIS, RENNES]))[:2]
    return Trip(
        departure_town=leaves,
        arrival_town=reaches,
        departure_time=starts,
        return_time=starts + timedelta(minutes=draw(st.integers(1, 4 * 24 * 60))),
        kilometres=draw(distances),
        power_cv=draw(st.integers(1, 12)),
        one_way_count=draw(st.sampled_from([1, 2])),
        mode=(mode := draw(st.sampled_from(list(MODES.values())))).code,
        transport_cents=draw(st.integers(1, 5_000_00)),
        sundry_cents=draw(st.sampled_from([0, 0, 7_20])) if mode.allows_sundry else 0,
        comment="Péage",
        is_public_transport_basis=draw(st.booleans()),
    )


lines_of_a_claim = st.lists(trips(), max_size=5, unique_by=lambda line: line.departure_time)


def owed(amount: TravelAmount) -> set[tuple[WindowKind, date]]:
    return {(window.kind, window.day) for window in amount.entitlements}


def stay_cents(amount: TravelAmount) -> int:
    """Meals and nights only."""
    return sum(step.amount_cents for step in amount.steps if step.unit in {"repas", "nuit", "nuits"})


@rules
@given(lines_of_a_claim, situations)
def test_steps_add_up_and_the_whole_is_never_negative(rates, lines, facts):
    """Only the floor of mopeds takes back, and never more than the allowances of its month."""
    amount = travel(lines, facts, rates)
    assert sum(step.amount_cents for step in amount.steps) == amount.cents
    assert sum(one.amount_cents for one in amount.lines) == amount.cents
    assert all(step.amount_cents >= 0 or step.label.startswith("Reprise") for step in amount.steps)
    assert all(paid.allowance_cents + paid.top_up_cents >= 0 for paid in amount.month_allowances.values())
    assert amount.cents >= 0


@rules
@given(situations)
def test_nothing_comes_from_nothing(rates, facts):
    assert travel([], facts, rates) == TravelAmount(0)


@rules
@given(lines_of_a_claim, situations)
def test_what_is_owed_line_by_line_is_what_is_owed(rates, lines, facts):
    amount = travel(lines, facts, rates)
    assert [one.line for one in amount.lines] == list(range(len(lines)))
    assert sum(one.owed_meal_count for one in amount.lines) == amount.owed_meal_count
    assert sum(one.owed_night_count for one in amount.lines) == amount.owed_night_count


@rules
@given(lines_of_a_claim, situations, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_change_the_amount(rates, lines, facts, chance):
    mixed = list(lines)
    chance.shuffle(mixed)
    one, other = travel(lines, facts, rates), travel(mixed, facts, rates)
    assert (one.cents, owed(one), one.year_intervals) == (other.cents, owed(other), other.year_intervals)
    assert one.month_allowances == other.month_allowances


@rules
@given(lines_of_a_claim, situations)
def test_no_window_is_owed_or_paid_twice(rates, lines, facts):
    amount = travel(lines, facts, rates)
    assert len(owed(amount)) == len(amount.entitlements)
    meals = sum(step.quantity for step in amount.steps if step.unit == "repas")
    nights = sum(step.quantity for step in amount.steps if step.unit in {"nuit", "nuits"})
    assert (meals, nights) == (amount.owed_meal_count, amount.owed_night_count)


@rules
@given(lines_of_a_claim, situations)
def test_one_line_less_never_gives_a_new_right(rates, lines, facts):
    """There-and-back lines only: a line may show that the single way before it did not last."""
    lines = [replace(line, one_way_count=2) for line in lines]
    whole = owed(travel(lines, facts, rates))
    for at in range(len(lines)):
        assert owed(travel(lines[:at] + lines[at + 1 :], facts, rates)) <= whole


@rules
@given(st.integers(0, 3 * 24 * 60), st.integers(2, 6 * 24 * 60), st.data())
def test_splitting_a_stay_never_pays_more(rates, start, length, data):
    starts = ORIGIN + timedelta(minutes=start)
    ends = starts + timedelta(minutes=length)
    cut = starts + timedelta(minutes=data.draw(st.integers(1, length - 1)))
    gap = timedelta(minutes=data.draw(st.sampled_from([0, 1, 60])))
    whole = replace(trip("24/06 07:30", "24/06 19:00"), departure_time=starts, return_time=ends)
    parts = [replace(whole, return_time=cut)]
    if cut + gap < ends:
        parts.append(replace(whole, departure_time=cut + gap))
    one, two = travel([whole], situation(), rates), travel(parts, situation(), rates)
    assert stay_cents(two) <= stay_cents(one)
    if gap == timedelta(0):
        assert stay_cents(two) == stay_cents(one)


@rules
@given(st.integers(0, 3 * 24 * 60), st.integers(120, 6 * 24 * 60))
def test_two_single_ways_pay_the_stay_of_one_there_and_back(rates, start, length):
    starts = ORIGIN + timedelta(minutes=start)
    ends = starts + timedelta(minutes=length)
    whole = replace(trip("24/06 07:30", "24/06 19:00"), departure_time=starts, return_time=ends)
    out = replace(whole, one_way_count=1, return_time=starts + timedelta(minutes=50))
    back = replace(
        whole,
        one_way_count=1,
        departure_time=ends - timedelta(minutes=50),
        departure_town=DOUAI,
        arrival_town=ARRAS,
    )
    one, two = travel([whole], situation(), rates), travel([out, back], situation(), rates)
    assert (one.cents, owed(one)) == (two.cents, owed(two))


@rules
@given(st.sets(st.integers(0, 10 * 24), min_size=2, max_size=5), st.data())
def test_single_ways_in_a_chain_pay_the_stay_of_one_there_and_back(rates, hours, data):
    """Wherever each leaves from and leads to, as long as it is away: one was so from the first to the last."""
    starts = [ORIGIN + timedelta(hours=hour) for hour in sorted(hours)]
    away = st.permutations([DOUAI, LILLE, PARIS, RENNES])
    lines = [
        replace(
            trip(*ONE_DAY, one_way_count=1),
            departure_town=ARRAS if start == starts[0] else leaves,
            arrival_town=ARRAS if start == starts[-1] else reaches,
            departure_time=start,
            return_time=start + timedelta(minutes=50),
        )
        for start, (leaves, reaches, *_) in zip(starts, [data.draw(away) for _ in starts], strict=True)
    ]
    whole = replace(trip(*ONE_DAY), departure_time=starts[0], return_time=lines[-1].return_time)
    one, two = travel([whole], situation(), rates), travel(lines, situation(), rates)
    assert (owed(two), two.warnings) == (owed(one), ())


@rules
@given(lines_of_a_claim.filter(bool), situations, st.integers(1, 500))
def test_more_kilometres_never_pay_less(rates, lines, facts, tenths):
    """On the last line: an earlier one also pushes those after it into a cheaper bracket.

    On the basis of the railway the tariff itself goes down by some cents from the end of a band to the next.
    """
    facts = replace(facts, policy=KilometrePolicy.CUMUL_IMAGIN)
    lines = [replace(line, is_public_transport_basis=False) for line in lines]
    last = max(lines, key=lambda line: line.departure_time)
    further = replace(last, kilometres=last.kilometres + Decimal(tenths) / 10)
    others = [line for line in lines if line is not last]
    assert travel([*others, further], facts, rates).cents >= travel([*others, last], facts, rates).cents


@rules
@given(lines_of_a_claim.filter(bool), situations, st.data())
def test_dearer_tickets_never_pay_less(rates, lines, facts, data):
    at = data.draw(st.integers(0, len(lines) - 1))
    dearer = replace(lines[at], transport_cents=min(lines[at].transport_cents + 1_00, 5_000_00))
    one = travel([*lines[:at], dearer, *lines[at + 1 :]], facts, rates)
    assert one.cents >= travel(lines, facts, rates).cents


@rules
@given(lines_of_a_claim.filter(bool), situations)
def test_more_nights_never_pay_less(rates, lines, facts):
    """From none declared on any line, one by one, to all that is owed."""
    whole = travel(lines, facts, rates)
    told = [replace(line, night_count=0) for line in lines]
    before = travel(told, facts, rates).cents
    for at, one in enumerate(whole.lines):
        for count in range(1, one.owed_night_count + 1):
            told[at] = replace(told[at], night_count=count)
            paid = travel(told, facts, rates).cents
            assert paid > before
            before = paid
    assert before == whole.cents


@rules
@given(lines_of_a_claim, situations)
def test_an_hour_more_of_presence_never_pays_less(rates, lines, facts):
    """The last return, an hour later."""
    lines = [replace(line, one_way_count=2) for line in lines]
    later = [replace(line, return_time=line.return_time + timedelta(hours=1)) for line in lines]
    assert owed(travel(lines, facts, rates)) <= owed(travel(later, facts, rates))


# --- Several claims of one person (R24) ------------------------------------------------------------------------------

ways = st.integers(1, 1_500).map(lambda kilometres: replace(trip(*ONE_DAY), kilometres=Decimal(kilometres)))
moped_ways = st.integers(1, 600).map(
    lambda tenths: replace(trip(*ONE_DAY, mode="MOPED"), kilometres=Decimal(tenths) / 10)
)
moves = st.lists(st.integers(0, 3), min_size=4, max_size=30)


def distinct(lines: list[Trip]) -> list[Trip]:
    """A minute apart, for nobody leaves twice at the same time."""
    return [
        replace(line, departure_time=line.departure_time + timedelta(minutes=minute))
        for minute, line in enumerate(lines)
    ]


def validated(rates, claims: list[Trip], order: list[int]) -> int:
    """What claims of one line are paid in all when they are validated, and taken back, in some order.

    A number validates its claim, or takes its validation back; the others are validated at the end.
    """
    paid: dict[int, TravelAmount] = {}

    def validate(at: int) -> None:
        others = [Takings(one.year_intervals, one.month_allowances).stored for one in paid.values()]
        taken = Takings.read(pair for stored in others for pair in stored.items())
        facts = situation(year_kilometres=taken.years, month_allowances=taken.months)
        paid[at] = travel([claims[at]], facts, rates)

    for at in order:
        if at not in paid and at < len(claims):
            validate(at)
        elif at in paid:
            del paid[at]
    for at in range(len(claims)):
        if at not in paid:
            validate(at)
    # At the acceptance, what others left meanwhile is taken.
    for at, amount in list(paid.items()):
        own = Takings(amount.year_intervals, amount.month_allowances)
        rest = [Takings(one.year_intervals, one.month_allowances).stored for place, one in paid.items() if place != at]
        if own.are_moved_by(Takings.read(pair for stored in rest for pair in stored.items())):
            del paid[at]
            validate(at)
    assert all(amount.cents >= 0 for amount in paid.values())
    return sum(amount.cents for amount in paid.values())


@rules
@given(st.lists(ways, min_size=2, max_size=4).map(distinct), moves)
def test_claims_of_a_year_are_paid_what_one_would_be(rates, claims, order):
    """S-TRV-6, R24: whatever the order of validations and of those taken back. Whole kilometres are whole cents."""
    assert validated(rates, claims, order) == travel(claims, situation(), rates).cents


@rules
@given(st.lists(moped_ways, min_size=2, max_size=4).map(distinct), moves)
def test_mopeds_of_a_month_are_paid_what_one_claim_would_be(rates, claims, order):
    """Domain.md §2.1: the floor is topped up once over all claims."""
    assert validated(rates, claims, order) == travel(claims, situation(), rates).cents


@rules
@given(lines_of_a_claim, situations)
def test_more_meals_in_restaurants_or_free_never_pay_more(rates, lines, facts):
    full = travel(lines, facts, rates)
    for meal in full.entitlements:
        if meal.kind is WindowKind.NIGHT:
            continue
        for changes in ({"half_meal_count": 1}, {"free_meal_count": 1}, {"full_meal_count": 0}):
            other = list(lines)
            other[meal.line] = replace(lines[meal.line], **changes)
            assert travel(other, facts, rates).cents < full.cents


@pytest.mark.parametrize("policy", KilometrePolicy)
def test_a_calculation_takes_two_milliseconds_at_most(rates, policy):
    """Five lines over thirty days; the best of many, for the machine may be busy with something else."""
    chance = random.Random(7)
    lines = [
        replace(
            trip("01/06 07:30", "06/06 19:00"),
            departure_time=ORIGIN + timedelta(days=6 * at, minutes=chance.randrange(600)),
            return_time=ORIGIN + timedelta(days=6 * at + 5, hours=19),
        )
        for at in range(5)
    ]
    facts = situation(policy=policy, start_date=date(2025, 6, 1), end_date=date(2025, 6, 30))
    spent = []
    for _ in range(30):
        began = time.perf_counter()
        travel(lines, facts, rates)
        spent.append(time.perf_counter() - began)
    assert min(spent) <= 0.002
