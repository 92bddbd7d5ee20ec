"""Lines of travel as their pages show them, for the tests of templates."""

from typing import Any

from gateway.forms import Choice, Form
from gateway.pages.claims import towns, trip_fields, trip_page, trip_worth
from gateway.pages.claims.travel import Begun, Line, entered
from imagin.expenses.v1 import expenses_pb2
from tests.gateway.samples import BASE, TRAVEL, TRIP, claim, claim_page, day, hour, shell

TOWNS = [Choice("77288", "Melun (77)"), Choice("45201", "Meung-sur-Loire (45)")]
DEPARTURES = [
    trip_page.Option("94052", "Nogent-sur-Marne (94)"),
    trip_page.Option("75056", "Paris (75)"),
    trip_page.Option(towns.OTHER, "Autre commune", ["is_other"]),
]
ABROAD = expenses_pb2.Town(code="99123", name="Gand (Belgique)")
# Every flag of a mode, and none.
MODES = [
    trip_page.Option("MODE_CAR", "AUTOMOBILE", ["needs_distance", "needs_power", "allows_sundry"]),
    trip_page.Option("MODE_TRAIN", "TRAIN 2EME CLASSE", ["needs_amount", "needs_ticket"]),
    trip_page.Option("MODE_PASSENGER", "PASSAGER", ["is_unpaid"]),
]
SINGLE_WAY = expenses_pb2.Trip(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0102", departure_town=TRIP.arrival_town, arrival_town=ABROAD,
    departure_date=day("2026-06-19"), departure_time=hour(19), return_date=day("2026-06-19"), return_time=hour(22),
    mode=expenses_pb2.MODE_TRAIN, one_way_count=1, transport_cents=4_250, night_count=1, full_meal_count=1,
    free_meal_count=1,
)  # fmt: skip
WORTH = expenses_pb2.TravelCalculation()
WORTH.CopyFrom(TRAVEL)
WORTH.trips.add(trip_id=TRIP.id, amount_cents=22_770, owed_meal_count=5, is_public_transport_basis=False)
WORTH.trip_remarks.add(trip_id=TRIP.id, field="return_date", message="Faites plutôt deux lignes.")
WORTH.year_distances.add(year=2026, earlier_hectometres=19_500, hectometres=4_850)
WORTH.entitlements.add(
    kind=expenses_pb2.Entitlement.KIND_NIGHT, date=day("2026-06-16"), trip_id=TRIP.id, explanation="Toute la nuit."
)
RAILWAY_FARE = expenses_pb2.TravelCalculation()
RAILWAY_FARE.CopyFrom(WORTH)
RAILWAY_FARE.trips[0].is_public_transport_basis = True

FORM = Form(trip_fields.values(TRIP, [TRIP.departure_town]))
WRONG = Form({**FORM.values, "return_date": "12/06/2026"}, {
    "return_date": "Le retour précède le départ. Saisissez une date de retour à partir du 15/06/2026.",
    "comment": "Précisez la nature des frais divers, par exemple un péage.",
    "mode": "Ce mode de transport n’est pas proposé par votre académie.",
    "departure_town": "Choisissez d’où vous êtes parti(e).",
})  # fmt: skip
SEVERAL = Form(FORM.values, {"night_choice": towns.SEVERAL, "arrival_choice": towns.SEVERAL})
ELSEWHERE = Form({**FORM.values, **towns.departure_values(ABROAD, [])})


def page(form: Form, travel: expenses_pb2.TravelCalculation = WORTH, **changes: Any) -> dict[str, Any]:
    """What the page of a line is given."""
    worth = trip_worth.worth(travel, TRIP.id, form)
    return {
        "shell": shell("claims"), "claim": claim(), "kept": None, "base": BASE, "trip_id": TRIP.id, "number": 1,
        "form": form.remarked(worth.remarks), "modes": MODES, "departures": DEPARTURES,
        "choices": dict.fromkeys(towns.ENDS, ()), "worth": worth,
        "known_distance": "Nogent-sur-Marne à Melun\u00a0: 45\u00a0km",
        "daily_return": "pour un aller-retour chaque jour du 15/06/2026 au 19/06/2026\u00a0: 10 trajets", **changes,
    }  # fmt: skip


def tab(*lines: Line, **changes: Any) -> dict[str, Any]:
    """What the tab of travel is given."""
    given = {"lines": lines, "begun": [], "may_add": True, "entered": entered([line.trip for line in lines])}
    return claim_page(2, **{**given, **changes})


LINES = (Line(1, TRIP, WORTH.trips[0], []), Line(2, SINGLE_WAY, None, ["Faites plutôt deux lignes."]))
BEGUN = [Begun(TRIP.id, 1, "Melun (77)", "15/06/2026"), Begun(SINGLE_WAY.id, 0, "", "")]
