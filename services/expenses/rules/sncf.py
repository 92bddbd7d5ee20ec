"""The public-transport basis: the fare of the railway in 2nd class for the same distance (domain.md §2.4, R11, R22)."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from kit.french import agree, number, rate
from services.expenses.rules.legs import Leg
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, Step, settle

_SOURCE: Final = "Décret n°\u00a02006-781 du 3 juillet 2006, article 10"
_TEN_CENTS: Final = Decimal(10)


def fares(legs: Iterable[Leg], rates: Rates) -> list[Step]:
    """The steps of lines that are paid as if one had taken the train: so many fares as one-ways."""
    steps = [step for leg in legs for step in settle([_item(leg, rates)], leg.line)]
    return [replace(step, source=f"{_SOURCE}\u202f; {step.source}") for step in steps]


def _item(leg: Leg, rates: Rates) -> Item:
    """One way is a + b × d by band of distance, cut to the cent, then rounded up to ten cents."""
    trip, day = leg.trip, leg.trip.departure_time.date()
    distance = Decimal(trip.kilometres or 0)
    base = rates.band("SNCF_BASE", distance, day)
    by_kilometre = rates.at("SNCF_KM", base.key, day)
    exact = base.value + by_kilometre.value * distance
    cut = exact.to_integral_value(ROUND_FLOOR)
    fare = (cut / _TEN_CENTS).to_integral_value(ROUND_CEILING) * _TEN_CENTS
    label = (
        f"Base du tarif SNCF de 2e\u00a0classe, {number(distance)}\u00a0km par trajet\u00a0: {rate(base.value)} + "
        f"{number(distance)} × {rate(by_kilometre.value)}, arrondi aux dix centimes supérieurs"
    )
    return Item(
        label=label,
        quantity=Decimal(trip.one_way_count),
        unit=agree(trip.one_way_count, "trajet", "trajets"),
        rate=base,
        rate_cents=fare,
        factors=(by_kilometre,),
    )
