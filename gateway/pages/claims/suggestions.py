"""What a new line of travel says before anybody types: where one is, where one goes, when (S-CLM-11, S-TRV-4)."""

from collections.abc import Iterable, Sequence

from gateway.pages.claims import steps
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.territory import commune_code


def lines(claim: pb.Claim) -> Sequence[pb.Trip]:
    """The lines of travel that the tab shows."""
    return steps.shown(claim).travel.trips


def ordered(trips: Iterable[pb.Trip]) -> list[pb.Trip]:
    """Lines in order of time; those that leave together stay as they are."""
    return sorted(trips, key=_start)


def departures(claim: pb.Claim, trip_id: str) -> list[pb.Town]:
    """The towns that a line may leave from, the likeliest first (R25).

    The first line leaves a residence; a later one also a town that another line reached, or the centre. Where the
    convocation fixes the town of departure, one leaves it, or a town that another line reached. The town that a line
    leaves from already is always among them.
    """
    others = ordered(line for line in lines(claim) if line.id != trip_id)
    own = [line.departure_town for line in lines(claim) if line.id == trip_id]
    residences = list(claim.departure_towns)
    reached = [line.arrival_town for line in reversed(others)]
    if claim.mission.is_departure_fixed:
        return _distinct([*residences[:1], *reached])
    if is_first(claim, trip_id):
        return _distinct([*residences, *own])
    return _distinct([*reached, *residences, centre(claim), *own])


def is_first(claim: pb.Claim, trip_id: str) -> bool:
    """No other line comes before it."""
    found = ordered(lines(claim))
    return not found or found[0].id == trip_id


def may_leave_elsewhere(claim: pb.Claim, trip_id: str) -> bool:
    """A line may leave from a town that nobody proposes, once another has led away, or when no residence is known."""
    if claim.mission.is_departure_fixed:
        return False
    return not is_first(claim, trip_id) or not departures(claim, trip_id)


def known_towns(claim: pb.Claim) -> dict[str, pb.Town]:
    """The towns that the claim itself names, by code."""
    ends = [town for line in lines(claim) for town in (line.departure_town, line.arrival_town, line.night_town)]
    return {town.code: town for town in (*claim.departure_towns, centre(claim), *ends) if town.code}


def distance(claim: pb.Claim, departure: pb.Town, arrival: pb.Town) -> int:
    """Tenths of a kilometre of the academy's table, 0 when it does not know these two towns."""
    table = {(each.from_code, each.to_code): each.distance_hectometres for each in claim.known_distances}
    return table.get((commune_code(departure.code), commune_code(arrival.code)), 0)


def centre(claim: pb.Claim) -> pb.Town:
    """The town of the mission."""
    commune = claim.mission.centre.commune
    return pb.Town(code=commune.code, name=commune.name, department=commune.department)


def new_line(claim: pb.Claim) -> pb.Trip:
    """The line that follows the last one; the first is that of the mission, there and back at its hours."""
    others = ordered(lines(claim))
    if others and others[-1].one_way_count % 2:
        return _next_leg(claim, others)
    mission = claim.mission
    return _filled(
        claim,
        departure_town=next(iter(claim.departure_towns), pb.Town()),
        arrival_town=centre(claim),
        departure_date=mission.start_date,
        departure_time=mission.start_time,
        return_date=mission.end_date,
        return_time=mission.end_time,
        mode=claim.modes[0].mode if claim.modes else 0,
        one_way_count=2,
        power_cv=claim.vehicle_power_cv,
    )


def way_back(claim: pb.Claim, line: pb.Trip) -> pb.Trip:
    """The same way in the other direction, once the mission is over."""
    mission = claim.mission
    return _filled(
        claim,
        departure_town=line.arrival_town,
        arrival_town=line.departure_town,
        departure_date=mission.end_date,
        departure_time=mission.end_time,
        return_date=mission.end_date,
        mode=line.mode,
        one_way_count=line.one_way_count,
        distance_hectometres=line.distance_hectometres,
        distance_reason=line.distance_reason,
        transport_cents=line.transport_cents,
        power_cv=line.power_cv,
    )


def _next_leg(claim: pb.Claim, others: Sequence[pb.Trip]) -> pb.Trip:
    """From where a single way arrived: on to the centre, or back from it to where the first line left."""
    last, place = others[-1], centre(claim)
    is_there = commune_code(last.arrival_town.code) == commune_code(place.code)
    return _filled(
        claim,
        departure_town=last.arrival_town,
        arrival_town=others[0].departure_town if is_there else place,
        departure_date=claim.mission.end_date if is_there else last.return_date,
        departure_time=claim.mission.end_time if is_there else last.return_time,
        return_date=claim.mission.end_date if is_there else last.return_date,
        mode=claim.modes[0].mode if claim.modes else 0,
        one_way_count=1,
        power_cv=claim.vehicle_power_cv,
    )


def _filled(claim: pb.Claim, **known: object) -> pb.Trip:
    """A line with the distance that the academy knows, unless it has one."""
    line = pb.Trip(**known)  # type: ignore[arg-type]
    line.distance_hectometres = line.distance_hectometres or distance(claim, line.departure_town, line.arrival_town)
    return line


def _distinct(towns: Iterable[pb.Town]) -> list[pb.Town]:
    found: dict[str, pb.Town] = {}
    for town in towns:
        if town.code:
            found.setdefault(town.code, town)
    return list(found.values())


def _start(line: pb.Trip) -> tuple[int, ...]:
    day, hour = line.departure_date, line.departure_time
    return day.year, day.month, day.day, hour.hours, hour.minutes
