"""Nights: their zones, their rates, and what is declared (domain.md §2.2 and §2.5; R9, R19, R20, R26)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses.rules.places import Adjacency, Commune
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    ARRAS,
    BOULOGNE,
    DOUAI,
    FORT_DE_FRANCE,
    LILLE,
    LYON_3,
    NOUMEA,
    PARIS,
    PARIS_13,
    REIMS,
    RENNES,
    cents_of,
    situation,
    trip,
)


@pytest.mark.parametrize(
    ("town", "cents"),
    [
        (DOUAI, 180_00),
        (REIMS, 180_00),
        (RENNES, 240_00),
        (LYON_3, 240_00),
        (BOULOGNE, 240_00),
        (PARIS, 280_00),
        (PARIS_13, 280_00),
        (FORT_DE_FRANCE, 240_00),
        (NOUMEA, 240_00),
    ],
)
def test_a_night_takes_the_zone_of_its_town(rates, town, cents):
    amount = travel([trip("24/06 17:30", "26/06 14:00", night_town=town)], situation(), rates)
    assert cents_of(amount, "Nuitée") == cents


def test_disability_and_reduced_mobility_have_one_rate_everywhere(rates):
    """R26."""
    for town in (DOUAI, PARIS, FORT_DE_FRANCE):
        line = trip("24/06 17:30", "26/06 14:00", night_town=town)
        assert cents_of(travel([line], situation(has_disability_rate=True), rates), "Nuitée") == 300_00


def test_the_town_of_arrival_is_where_the_nights_were_unless_told(rates):
    amount = travel([trip("24/06 17:30", "26/06 14:00", arrival_town=PARIS)], situation(place=PARIS), rates)
    assert cents_of(amount, "Nuitée") == 280_00


@pytest.mark.parametrize(
    ("starts", "ends", "cents"),
    [
        # The night takes the rate of its morning (R20).
        ("20/09/2023 22:00", "21/09/2023 05:00", 110_00),
        ("21/09/2023 22:00", "22/09/2023 05:00", 140_00),
        ("20/09/2023 22:00", "22/09/2023 05:00", 110_00 + 140_00),
        # No zone before 1 March 2019.
        ("27/02/2019 22:00", "28/02/2019 05:00", 60_00),
        ("28/02/2019 22:00", "01/03/2019 05:00", 110_00),
    ],
)
def test_a_night_takes_the_rate_of_its_morning(rates, starts, ends, cents):
    line = trip(starts, ends, arrival_town=PARIS)
    assert cents_of(travel([line], situation(place=PARIS), rates), "Nuitée") == cents


@pytest.mark.parametrize(("declared", "cents"), [(None, 180_00), (0, 0), (1, 90_00), (2, 180_00)])
def test_fewer_nights_than_owed_are_accepted(rates, declared, cents):
    amount = travel([trip("24/06 17:30", "26/06 14:00", night_count=declared)], situation(), rates)
    assert cents_of(amount, "Nuitée") == cents
    assert amount.owed_night_count == 2


def test_nights_at_home_are_not_owed(rates):
    """R19: one went home for the night, or to a commune declared adjacent."""
    for town in (ARRAS, LILLE):
        line = trip("24/06 17:30", "26/06 14:00", night_town=town)
        amount = travel([line], situation(adjacency=Adjacency([(LILLE.code, ARRAS.code)])), rates)
        assert (amount.owed_night_count, cents_of(amount, "Nuitée")) == (0, 0)


# Every line of domain.md §2.2: first and last morning, cents of a night by zone; before March 2019 one rate everywhere.
GENERATIONS = [
    ("02/11/2006", "28/02/2019", {}, 60_00),
    ("01/03/2019", "31/12/2019", {"LARGE": 90_00, "PARIS": 110_00, "DOM_SPM": 70_00, "PACIFIC": 90_00}, 70_00),
    ("01/01/2020", "21/09/2023", {"LARGE": 90_00, "PARIS": 110_00, "DOM_SPM": 70_00, "PACIFIC": 90_00}, 70_00),
    ("22/09/2023", "24/06/2026", {"LARGE": 120_00, "PARIS": 140_00, "DOM_SPM": 120_00, "PACIFIC": 120_00}, 90_00),
]
DISABLED = {"01/03/2019": 120_00, "01/01/2020": 120_00, "22/09/2023": 150_00}

# A town at the edge of each zone.
ZONES = [
    ("BASE", Commune("59178", population=39_000)),
    ("BASE", Commune("51454", population=199_999)),
    ("LARGE", Commune("59350", population=200_000)),
    ("BASE", Commune("59350")),
    *(("LARGE", Commune(code)) for code in ("92012", "93066", "94028", "95018", "91027", "91326", "91432", "91479")),
    *(("LARGE", Commune(code)) for code in ("91589", "91687", "69123", "69381", "69389", "13055", "13201", "13216")),
    ("BASE", Commune("91228", population=50_000)),
    ("BASE", Commune("95127", population=70_000)),
    *(("PARIS", Commune(code)) for code in ("75056", "75101", "75120")),
    *(
        ("DOM_SPM", Commune(code, population=250_000))
        for code in ("97105", "97209", "97302", "97411", "97502", "97611")
    ),
    *(("DOM_SPM", Commune(code)) for code in ("97701", "97801")),
    *(("PACIFIC", Commune(code)) for code in ("98818", "98735", "98613")),
]


@pytest.mark.parametrize(("first", "last", "zones", "base"), GENERATIONS)
@pytest.mark.parametrize(("zone", "town"), ZONES)
def test_each_generation_pays_a_night_by_the_zone_of_its_town(rates, first, last, zones, base, zone, town):  # noqa: PLR0917
    """R20: the rate of the morning; R19: arrondissements count as their commune."""
    for morning in (first, last):
        assert night_cents(rates, town, morning) == zones.get(zone, base), (town, morning)
        if first in DISABLED:
            assert night_cents(rates, town, morning, has_disability_rate=True) == DISABLED[first]
        else:
            assert night_cents(rates, town, morning, has_disability_rate=True) == base


def night_cents(rates, town: Commune, morning: str, **facts: object) -> int:
    evening = (datetime.strptime(morning, "%d/%m/%Y") - timedelta(days=1)).strftime("%d/%m/%Y")  # noqa: DTZ007
    line = trip(f"{evening} 23:00", f"{morning} 05:00", mode="PREPAID", night_town=town)
    return travel([line], situation(**facts), rates).cents


@pytest.mark.parametrize(
    ("day", "threshold"), [("24/06/2025", 90_00), ("30/06/2025", 90_00), ("01/07/2025", 120_00), ("24/06/2026", 120_00)]
)
def test_the_threshold_of_large_towns_is_dated(rates, day, threshold):
    """A town of 180 000 becomes large the day the threshold goes down."""
    rows = [
        Rate("NIGHT", key, Decimal(value), "CENT", date(2019, 3, 1), None, "Arrêté", False)
        for key, value in (("BASE", 90_00), ("LARGE", 120_00))
    ]
    rows += [
        Rate("NIGHT_ZONE", "LARGE_POPULATION", Decimal(least), "INHABITANT", start, end, "Arrêté", False)
        for least, start, end in (
            (200_000, date(2019, 3, 1), date(2025, 6, 30)),
            (180_000, date(2025, 7, 1), None),
        )
    ]
    assert night_cents(Rates(rows), REIMS, day) == threshold


def test_a_night_without_an_invoice_is_computed(rates):
    """R9, R26: the proof is asked for at the validation; one lodged free declares none."""
    line = trip("24/06 17:30", "26/06 14:00")
    assert cents_of(travel([line], situation(), rates), "Nuitée") == 180_00
    assert cents_of(travel([replace(line, night_count=0)], situation(), rates), "Nuitée") == 0


@pytest.mark.parametrize(("count", "is_refused"), [(2, False), (3, True)])
def test_one_night_more_than_owed_is_refused_on_its_field(rates, count, is_refused):
    line = trip("24/06 17:30", "26/06 14:00", night_count=count)
    if not is_refused:
        travel([line], situation(), rates)
        return
    with pytest.raises(InvalidFields) as refused:
        travel([line], situation(), rates)
    assert [(one.field, one.reason) for one in refused.value.violations] == [
        ("travel.trips[0].night_count", "NIGHTS_ABOVE_OWED")
    ]


def test_nights_at_home_are_not_paid_whichever_line_declares_them(rates):
    """R19: the way back cannot declare nights that it says were spent in the residence."""
    out = trip("24/06 17:30", "24/06 18:30", one_way_count=1, night_count=0)
    back = trip("26/06 13:00", "26/06 14:00", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS, night_count=1)
    assert cents_of(travel([out, back], situation(), rates), "Nuitée") == 90_00
    with pytest.raises(InvalidFields, match="INVALID_FIELDS"):
        travel([out, replace(back, night_town=ARRAS)], situation(), rates)
    nowhere = replace(back, night_town=ARRAS, night_count=None)
    assert cents_of(travel([out, nowhere], situation(), rates), "Nuitée") == 0


def test_whoever_goes_home_meanwhile_is_not_on_mission_there(rates):
    """R8, R18: a there-and-back to the residence interrupts the stay in the town that it leaves."""
    out = trip("23/06 17:30", "23/06 18:30", one_way_count=1)
    home = trip("24/06 17:00", "25/06 09:00", departure_town=DOUAI, arrival_town=ARRAS)
    back = trip("26/06 15:00", "26/06 16:00", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS)
    for lines in ([out, home, back], [back, home, out]):
        amount = travel(lines, situation(), rates)
        # Evening of the 23rd, night and midday of the 24th; both meals of the 25th, night and midday of the 26th.
        assert (amount.owed_meal_count, amount.owed_night_count) == (5, 2)
        assert [owed.day.day for owed in amount.entitlements] == [23, 24, 24, 25, 25, 26, 26]
