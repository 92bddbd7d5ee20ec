"""The amounts of domain.md §2.5 and §3.4 all the way through the service."""

from datetime import date, datetime, timedelta

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from tests.services.expenses.conftest import (
    DOUAI,
    FEE,
    LENS,
    TRAVEL,
    Examiner,
    Expenses,
    day,
    entry,
    town,
    trip,
    wall,
)

NEXT, THIRD = (date(2026, 6, 11) + timedelta(days=days) for days in (1, 2))

COPIES = [
    # exam, copies, cents
    ("BGT", 42, 21_000),
    ("BCP", 1, 500),
    ("DNB", 100, 7_500),
    ("CAP", 7, 525),
    ("BGT", 1_000, 500_000),
]


@pytest.mark.parametrize(("exam", "copies", "cents"), COPIES)
def test_copies_are_paid_by_exam(expenses: Expenses, exam: str, copies: int, cents: int) -> None:
    """S-FEE-1."""
    examiner = expenses.claim(exam=(exam, exam), opens_travel=False)
    claim = examiner.save(entry(copies), FEE)
    assert (claim.fee.amount_cents, sum(step.amount_cents for step in claim.fee_calculation.steps)) == (cents, cents)


def test_a_reading_of_files_is_paid_like_copies(expenses: Expenses) -> None:
    examiner = expenses.claim(nature="LECTURE_DOSSIER", label="Lecture de dossiers")
    claim = examiner.save(entry(12), FEE)
    assert claim.fee.amount_cents == 6_000
    assert claim.fee_calculation.steps[0].unit == "dossiers"


STAYS = [
    # changes of the trip, meals, nights, cents of meals and nights
    ({"departure_time": wall("07:30"), "return_time": wall("19:00")}, 1, 0, 2_000),
    ({"departure_time": wall("07:30"), "return_time": wall("19:00"), "half_meal_count": 1}, 1, 0, 1_000),
    ({"departure_time": wall("11:01"), "return_time": wall("19:00")}, 0, 0, 0),
    (
        {"departure_time": wall("17:30"), "return_date": day(THIRD), "return_time": wall("14:00"), "night_count": 2},
        4,
        2,
        8_000 + 2 * 12_000,
    ),
    ({"departure_time": wall("17:30"), "return_date": day(THIRD), "return_time": wall("13:59")}, 3, 2, 6_000),
    (
        {"departure_time": wall("07:30"), "return_date": day(THIRD), "return_time": wall("19:00"), "one_way_count": 6},
        3,
        0,
        6_000,
    ),
    (
        {"departure_time": wall("17:30"), "return_date": day(NEXT), "return_time": wall("08:00"), "night_count": 1,
         "night_town": town(LENS)},
        1,
        1,
        2_000 + 9_000,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "meals", "nights", "cents"), STAYS)
def test_meals_and_nights_follow_the_presence(
    expenses: Expenses, changes: dict[str, object], meals: int, nights: int, cents: int
) -> None:
    """S-TRV-5."""
    start = datetime(2026, 6, 11, 8, 0)  # noqa: DTZ001
    examiner = expenses.claim(start=start, end=start + timedelta(days=2, hours=8))
    claim = examiner.save(entry(None, trip(**changes)), TRAVEL)
    told = claim.travel_calculation
    assert (told.owed_meal_count, told.owed_night_count) == (meals, nights)
    assert len(told.entitlements) == meals + nights
    stays = [step.amount_cents for step in told.steps if step.unit != "km"]
    assert sum(stays) == cents


CARS = [
    # kilometres already validated in the year, hectometres one way, power, cents
    (0, 600, 5, 3_840),
    (1_950, 600, 5, 4_400),
    (9_980, 200, 7, 1_620),
    (0, 1_250, 8, 11_250),
]


@pytest.mark.parametrize(("before", "hectometres", "power", "cents"), CARS)
def test_kilometres_are_paid_by_power_and_by_what_the_year_holds_already(
    expenses: Expenses, before: int, hectometres: int, power: int, cents: int
) -> None:
    """S-TRV-5, R24: what was validated on another claim of the same civil year counts first."""
    examiner = expenses.claim(commune=DOUAI)
    early = {"departure_time": wall("07:00"), "return_time": wall("10:00"), "arrival_town": town(DOUAI)}
    if before:
        other = expenses.claim(person_id=examiner.person_id, start=datetime(2026, 6, 1, 8, 0))  # noqa: DTZ001
        first = trip(
            departure_date=day(date(2026, 6, 1)), return_date=day(date(2026, 6, 1)), distance_hectometres=before * 5
        )
        other.save(entry(1, first))
        claim = examiner.save(entry(None, trip(**early, distance_hectometres=hectometres, power_cv=power)), TRAVEL)
        assert claim.travel.amount_cents != cents or power == 8
        other.validate()
    claim = examiner.save(entry(None, trip(**early, distance_hectometres=hectometres, power_cv=power)), TRAVEL)
    assert claim.travel.amount_cents == cents


def test_kilometres_of_an_unvalidated_or_cancelled_claim_do_not_count(expenses: Expenses) -> None:
    examiner = expenses.claim(commune=DOUAI)
    other = expenses.claim(person_id=examiner.person_id, start=datetime(2026, 6, 1, 8, 0))  # noqa: DTZ001
    june = day(date(2026, 6, 1))
    other.save(entry(1, trip(departure_date=june, return_date=june, distance_hectometres=19_000)))
    early = trip(departure_time=wall("07:00"), return_time=wall("10:00"), arrival_town=town(DOUAI))
    other.validate()
    assert examiner.save(entry(None, early), TRAVEL).travel.amount_cents == 4_800
    other.unvalidate()
    assert examiner.read().travel.amount_cents == 3_840
    other.validate()
    change = {"request_id": early.id, "id": other.claim.id, "version": other.claim.version}
    expenses.desk_of().CancelClaim(pb.CancelClaimRequest(**change, reason="Doublon de mission"))
    assert examiner.read().travel.amount_cents == 3_840


def test_the_kilometres_of_the_year_are_frozen_at_the_validation(expenses: Expenses) -> None:
    first, second = expenses.claim(commune=DOUAI), None
    early = {"departure_time": wall("07:00"), "return_time": wall("10:00"), "arrival_town": town(DOUAI)}
    first.save(entry(1, trip(**early, distance_hectometres=10_000)))
    first.validate()
    june = day(date(2026, 6, 1))
    start = datetime(2026, 6, 1, 8, 0)  # noqa: DTZ001
    second = expenses.claim(person_id=first.person_id, commune=DOUAI, start=start)
    second.save(entry(1, trip(**early, departure_date=june, return_date=june, distance_hectometres=10_000)))
    # 2 000 km at 32 cents, then 2 000 km at 40 cents.
    assert (first.read().travel.amount_cents, second.validate().travel.amount_cents) == (64_000, 80_000)
    first.unvalidate()
    assert second.read().travel.amount_cents == 80_000


@pytest.fixture
def long_ways(expenses: Expenses) -> tuple[Examiner, Examiner]:
    """Two claims of one person, of 2 000 km each: one after the other they are worth 640 and 800 €."""
    early = {"departure_time": wall("07:00"), "return_time": wall("10:00"), "arrival_town": town(DOUAI)}
    june = day(date(2026, 6, 1))
    first = expenses.claim(commune=DOUAI)
    second = expenses.claim(person_id=first.person_id, commune=DOUAI, start=datetime(2026, 6, 1, 8, 0))  # noqa: DTZ001
    first.save(entry(1, trip(**early, distance_hectometres=10_000)))
    second.save(entry(1, trip(**early, departure_date=june, return_date=june, distance_hectometres=10_000)))
    return first, second


def accepted(expenses: Expenses, examiner: Examiner) -> int:
    request = pb.AcceptClaimRequest(**examiner.change, parts=[pb.PART_KIND_TRAVEL])
    examiner.claim = expenses.desk_of().AcceptClaim(request)
    return examiner.claim.travel.amount_cents


@pytest.mark.parametrize("is_first_first", [True, False])
def test_whoever_validates_again_takes_the_kilometres_that_are_free(
    expenses: Expenses, long_ways: tuple[Examiner, Examiner], is_first_first: bool
) -> None:
    """R24: no kilometre of the year is paid twice, whatever the order of validations and acceptances."""
    first, second = long_ways
    for move in (first.validate, second.validate, first.unvalidate, first.validate):
        move()
    assert (first.read().travel.amount_cents, second.read().travel.amount_cents) == (64_000, 80_000)
    order = (first, second) if is_first_first else (second, first)
    assert {accepted(expenses, examiner) for examiner in order} == {64_000, 80_000}
    assert (first.read().travel.amount_cents, second.read().travel.amount_cents) == (64_000, 80_000)


def test_an_acceptance_takes_the_kilometres_that_another_claim_left(
    expenses: Expenses, long_ways: tuple[Examiner, Examiner]
) -> None:
    """R24: frozen at the acceptance; whoever validates afterwards takes what is left."""
    first, second = long_ways
    first.validate()
    assert second.validate().travel.amount_cents == 80_000
    first.unvalidate()
    assert accepted(expenses, second) == 64_000
    assert first.validate().travel.amount_cents == 80_000


def test_tickets_are_paid_as_entered(expenses: Expenses) -> None:
    """S-TRV-1, R21: the amount is that of the line, whatever the number of one-ways."""
    train = {"mode": pb.MODE_TRAIN, "transport_cents": 4_210, "distance_hectometres": 0, "power_cv": 0}
    claim = expenses.claim(commune=DOUAI).save(
        entry(None, trip(**train, arrival_town=town(DOUAI), return_time=wall("10:00"))), TRAVEL
    )
    (step,) = claim.travel_calculation.steps
    assert (step.label, step.amount_cents) == ("TRAIN 2EME CLASSE, billets", 4_210)
    assert claim.travel.amount_cents == 4_210
    assert [proof.label for proof in claim.required_proofs] == ["Titres de transport"]


def test_the_floor_of_mopeds_is_reached_once_over_the_claims_of_a_month(expenses: Expenses) -> None:
    """R26, domain.md §2.1: 3,60 € on each of two claims of June are paid 10 € in all."""
    expenses.execute("INSERT INTO parameters VALUES ('MODES', '2020-01-01', '{MOPED}')")
    june = day(date(2026, 6, 1))
    first = expenses.claim(commune=DOUAI, vehicle_kind="VELOMOTEUR")
    start = datetime(2026, 6, 1, 8, 0)  # noqa: DTZ001
    second = expenses.claim(commune=DOUAI, vehicle_kind="VELOMOTEUR", person_id=first.person_id, start=start)
    early = {"mode": pb.MODE_MOPED, "distance_hectometres": 150, "return_time": wall("10:00")}
    first.save(entry(1, trip(**early, arrival_town=town(DOUAI))))
    second.save(entry(1, trip(**early, arrival_town=town(DOUAI), departure_date=june, return_date=june)))
    assert first.validate().travel.amount_cents == 1_000
    # The top-up of the first is reduced by what the second is paid.
    assert second.validate().travel.amount_cents == 0
    first.unvalidate()
    assert accepted(expenses, second) == 1_000
    assert first.validate().travel.amount_cents == 0


def test_the_basis_of_the_railway_pays_so_many_fares(expenses: Expenses) -> None:
    """R22: 60 km are 2,0706 + 60 × 0,1597 = 11,65 €, rounded up to 11,70 €; no toll is added."""
    expenses.execute("INSERT INTO parameters VALUES ('KILOMETRE_POLICY', '2020-01-01', '{SNCF_2ND}')")
    line = trip(arrival_town=town(DOUAI), return_time=wall("10:00"), sundry_cents=500)
    claim = expenses.claim(commune=DOUAI).save(entry(None, line), TRAVEL)
    assert claim.travel.amount_cents == 2_340
    assert claim.travel.is_to_confirm
    assert any("tarif SNCF" in sentence for sentence in claim.travel_calculation.warnings)


def test_an_acceptance_changes_nothing_but_the_kilometres_of_the_year(expenses: Expenses) -> None:
    """S-CLM-16: what was validated keeps its explanation, whatever became of the rates."""
    examiner = expenses.claim()
    examiner.save(entry(1, trip()))
    before = examiner.validate().travel_calculation
    expenses.execute("UPDATE rates SET value = value * 2")
    request = pb.AcceptClaimRequest(**examiner.change, parts=[pb.PART_KIND_TRAVEL])
    assert expenses.desk_of().AcceptClaim(request).travel_calculation == before
