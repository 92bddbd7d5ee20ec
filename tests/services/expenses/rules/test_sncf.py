"""The public-transport basis: fares of the railway by band of distance (domain.md §2.4; R11, R15, R22)."""

from datetime import date
from decimal import Decimal

import pytest

from services.expenses import errors
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import KilometrePolicy
from tests.services.expenses.rules.examples import ARRAS, DOUAI, ONE_DAY, situation, trip

BASIS = {"policy": KilometrePolicy.SNCF_2ND}

# One way, series of 1 July 2011 and the later one: every band at both its edges, and 0,1 km beyond the upper one.
FARES = [
    # km, 2011, later
    ("0.1", 80, 80),
    ("1", 90, 1_00),
    ("16", 3_50, 3_90),
    # 16,1 km is beyond the first band: 0,2243 + 16,1 × 0,1940 = 3,3477.
    ("16.1", 3_40, 3_80),
    ("17", 3_60, 4_00),
    ("32", 6_50, 7_20),
    ("32.1", 6_50, 7_20),
    ("33", 6_60, 7_40),
    ("64", 11_10, 12_30),
    ("64.1", 11_20, 12_50),
    ("65", 11_30, 12_60),
    ("100", 16_00, 17_80),
    ("109", 17_20, 19_20),
    ("109.1", 17_60, 19_70),
    ("110", 17_70, 19_80),
    ("149", 22_70, 25_40),
    ("149.1", 23_20, 25_90),
    ("150", 23_30, 26_00),
    ("199", 28_60, 31_90),
    ("199.1", 28_60, 31_90),
    ("200", 28_70, 32_00),
    ("300", 39_50, 44_10),
    ("300.1", 40_00, 44_60),
    ("301", 40_10, 44_70),
    ("499", 58_40, 65_10),
    ("499.1", 57_70, 64_50),
    ("500", 57_80, 64_50),
    ("799", 82_50, 92_10),
    ("799.1", 82_90, 92_60),
    ("800", 83_00, 92_60),
    # The last band is open.
    ("999", 96_40, 107_70),
    ("20000", 1_380_90, 1_542_20),
]


def exact(a: str, b: str, kilometres: str) -> int:
    """A fare as domain.md §2.4 writes it: in euros, cut to the cent, then up to ten cents."""
    cents = int((Decimal(a) + Decimal(b) * Decimal(kilometres)) * 100)
    return -(-cents // 10) * 10


@pytest.mark.parametrize(("kilometres", "first", "later"), FARES)
def test_a_fare_by_band_of_distance(rates, kilometres, first, later):
    """S-TRV-6, domain.md §2.4: a + b × d, cut to the cent, then rounded up to ten cents."""
    for day, cents in (("30/06/2012", first), ("01/07/2012", later)):
        line = trip(f"{day} 07:30", f"{day} 10:00", one_way_count=1, kilometres=Decimal(kilometres))
        assert travel([line], situation(**BASIS), rates).cents == cents, day


COEFFICIENTS = [
    # first and last km, a and b of 2011, a and b later
    ("0.1", "16", "0.6971", "0.1742", "0.7781", "0.1944"),
    ("16.1", "32", "0.2243", "0.1940", "0.2503", "0.2165"),
    ("32.1", "64", "1.8551", "0.1432", "2.0706", "0.1597"),
    ("64.1", "109", "2.5883", "0.1333", "2.8891", "0.1489"),
    ("109.1", "149", "3.6609", "0.1277", "4.0864", "0.1425"),
    ("149.1", "199", "7.2445", "0.1069", "8.0871", "0.1193"),
    ("199.1", "300", "6.9501", "0.1083", "7.7577", "0.1209"),
    ("300.1", "499", "12.2328", "0.0924", "13.6514", "0.1030"),
    ("499.1", "799", "16.5280", "0.0825", "18.4449", "0.0921"),
    ("799.1", "999", "28.8546", "0.0676", "32.2041", "0.0755"),
]


@pytest.mark.parametrize(("least", "most", "a", "b", "later_a", "later_b"), COEFFICIENTS)
def test_each_band_has_the_coefficients_of_its_series(rates, least, most, a, b, later_a, later_b):  # noqa: PLR0917
    for day, coefficients in (("01/07/2011", (a, b)), ("24/06/2025", (later_a, later_b))):
        for kilometres in (least, most):
            line = trip(f"{day} 07:30", f"{day} 10:00", one_way_count=1, kilometres=Decimal(kilometres))
            assert travel([line], situation(**BASIS), rates).cents == exact(*coefficients, kilometres)


def test_100_kilometres_of_the_series_of_2011(rates):
    """Domain.md §2.5: 15,9183 gives 15,91, then 16,00."""
    line = trip("24/06/2012 07:30", "24/06/2012 10:00", one_way_count=1, kilometres=Decimal(100))
    amount = travel([line], situation(**BASIS), rates)
    assert (amount.cents, amount.is_to_confirm) == (16_00, False)


@pytest.mark.parametrize("one_ways", [1, 2, 4])
def test_the_fare_is_that_of_one_way_times_the_one_ways(rates, one_ways):
    """R22: each way is rounded, not their sum."""
    line = trip(*ONE_DAY, one_way_count=one_ways)
    amount = travel([line], situation(**BASIS), rates)
    (step,) = amount.steps
    assert (amount.cents, step.quantity, step.rate_cents) == (11_70 * one_ways, one_ways, 11_70)
    assert step.unit == ("trajet" if one_ways == 1 else "trajets")


@pytest.mark.parametrize("mode", ["CAR", "MOTORCYCLE", "MOPED"])
def test_every_mode_paid_by_distance_takes_the_fare(rates, mode):
    """R11, R22: no yearly bracket, no floor."""
    facts = situation(**BASIS, year_kilometres={2025: Decimal(50_000)})
    amount = travel([trip(*ONE_DAY, mode=mode)], facts, rates)
    assert amount.cents == 23_40
    assert (amount.year_kilometres, amount.month_allowances) == ({}, {})


def test_other_modes_are_paid_as_ever(rates):
    train = trip(*ONE_DAY, mode="TRAIN", transport_cents=42_10, is_public_transport_basis=True)
    prepaid = trip(
        "25/06 07:30",
        "25/06 10:00",
        mode="PREPAID",
        sundry_cents=7_20,
        comment="Parking",
        is_public_transport_basis=True,
    )
    amount = travel([train, prepaid], situation(**BASIS), rates)
    assert (amount.cents, amount.warnings) == (42_10 + 7_20, ())


def test_the_step_tells_the_tariff_and_its_doubt(rates):
    """P-CLM-21: the later series is not confirmed."""
    (step,) = travel([trip(*ONE_DAY)], situation(**BASIS), rates).steps
    assert step.label == (
        "Base du tarif SNCF de 2e\u00a0classe, 60\u00a0km par trajet\u00a0: 2,0706\u00a0€ + 60 × 0,1597\u00a0€, "
        "arrondi aux dix centimes supérieurs"
    )
    assert "article 10" in step.source
    assert "série ultérieure" in step.source
    assert step.rate_valid_from == date(2012, 7, 1)
    assert step.is_to_confirm


@pytest.mark.parametrize(("sundry", "reasons"), [(0, []), (5_00, ["SUNDRY_UNPAID"])])
@pytest.mark.parametrize("comment", ["", "Péage"])
def test_tolls_and_parking_are_nothing_on_the_basis(rates, sundry, reasons, comment):
    """R22: said with the reason, and refused nothing."""
    line = trip(*ONE_DAY, sundry_cents=sundry, comment=comment)
    amount = travel([line], situation(**BASIS), rates)
    assert amount.cents == 23_40
    assert [remark.reason for remark in amount.warnings] == reasons
    assert [remark.field for remark in amount.warnings] == ["travel.trips[0].sundry_cents"] * len(reasons)
    assert [one.is_public_transport_basis for one in amount.lines] == [True]


def test_a_gestionnaire_decides_of_one_line(rates):
    """R22: the other keeps its kilometres and its toll."""
    lines = [
        trip("24/06 07:30", "24/06 10:00", sundry_cents=5_00, comment="Péage", is_public_transport_basis=True),
        trip("25/06 07:30", "25/06 10:00", sundry_cents=5_00, comment="Péage"),
    ]
    amount = travel(lines, situation(), rates)
    assert [one.amount_cents for one in amount.lines] == [23_40, 38_40 + 5_00]
    assert [one.is_public_transport_basis for one in amount.lines] == [True, False]
    assert amount.year_kilometres == {2025: 120}


def test_a_line_takes_the_policy_of_its_day_of_departure(rates):
    """R15, R20."""
    lines = [trip("30/06 07:30", "30/06 10:00"), trip("01/07 07:30", "01/07 10:00")]
    starts = date(2025, 7, 1)

    def policy(day: date) -> KilometrePolicy:
        return KilometrePolicy.SNCF_2ND if day >= starts else KilometrePolicy.CUMUL_IMAGIN

    amount = travel(lines, situation(policy=policy), rates)
    assert [one.amount_cents for one in amount.lines] == [38_40, 23_40]
    assert amount.year_kilometres == {2025: 120}


def test_nothing_is_paid_inside_a_residence_on_the_basis_either(rates):
    facts = situation(**BASIS, residences=(ARRAS.code, DOUAI.code))
    assert travel([trip(*ONE_DAY)], facts, rates).cents == 0


def test_a_missing_tariff_is_named(rates):
    line = trip("30/06/2011 07:30", "30/06/2011 10:00")
    with pytest.raises(errors.RateMissing, match="SNCF_BASE 60"):
        travel([line], situation(**BASIS), rates)


def test_a_series_without_an_open_band_pays_nothing_beyond():
    rows = [
        Rate(kind, key, Decimal(10), "CENT", date(2012, 7, 1), None, "Tarif", False)
        for kind in ("SNCF_BASE", "SNCF_KM")
        for key in ("17-32", "0-16")
    ]
    for kilometres, cents in (("16", 1_70), ("32", 3_30)):
        line = trip(*ONE_DAY, one_way_count=1, kilometres=Decimal(kilometres))
        assert travel([line], situation(**BASIS), Rates(rows)).cents == cents
    with pytest.raises(errors.RateMissing, match="SNCF_BASE 32,1"):
        travel([trip(*ONE_DAY, kilometres=Decimal("32.1"))], situation(**BASIS), Rates(rows))
