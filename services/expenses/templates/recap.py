"""The « récapitulatif de l’état de frais » on paper: what it says, and its PDF.

Plain values, so that the calculation, the contract and the paper may each change without the others: French labels,
days and hours of the place, amounts in cents, rates as decimals of a cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kit import french, pdf

TEMPLATE: Final = Path(__file__).with_name("recap.typ")


@dataclass(frozen=True, slots=True)
class Contact:
    """The gestionnaire to write to; an unknown e-mail or phone is empty."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Mission:
    """The mission of the claim. `centre_lines` end with the postal code and the commune; `paper` names its option."""

    number: str
    label: str
    exam: str
    session: str
    start_date: date
    start_time: time
    end_date: date
    end_time: time
    centre_name: str
    centre_lines: Sequence[str] = ()
    speciality: str | None = None
    paper: str | None = None
    capacity: str | None = None
    jury: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; the amounts of the steps of a part add up to its amount.

    `quantity` × `rate_cents` gives `amount_cents`; an amount without rate (a ticket, a toll) has neither, nor a date.
    """

    label: str
    amount_cents: int
    quantity: Decimal | None = None
    unit: str = ""
    rate_cents: Decimal | None = None
    valid_from: date | None = None
    source: str = ""
    is_to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """A part that a gestionnaire accepted with another quantity: what was claimed and what is kept, why, in detail."""

    sides: str
    reason: str
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee part. `entered` says what was entered, in French (« 42 copies »); no amount: it cannot be said yet."""

    status: str
    entered: str
    steps: Sequence[Step]
    amount_cents: int | None
    is_to_confirm: bool = False
    remarks: Sequence[str] = ()
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """A line of travel. `vehicle` is for example « 6 CV »; `distance` in kilometres, one way."""

    departure_town: str
    arrival_town: str
    departure_date: date
    departure_time: time
    return_date: date
    return_time: time
    mode: str
    one_way_count: int
    distance: Decimal | None = None
    vehicle: str = ""
    transport_cents: int = 0
    sundry_cents: int = 0
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Meals or nights of the whole claim: how many are owed by presence, and how many were entered."""

    label: str
    owed: int
    entered: str
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Travel:
    """The travel part."""

    status: str
    trips: Sequence[Trip]
    stays: Sequence[Stay]
    steps: Sequence[Step]
    amount_cents: int | None
    is_to_confirm: bool = False
    remarks: Sequence[str] = ()
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof to give, why, and what is known of it (« à fournir », « déjà fourni le 12/06/2026 »…)."""

    label: str
    reason: str
    state: str = "à fournir"
    is_missing: bool = True


@dataclass(frozen=True, slots=True)
class Deposit:
    """A document that was deposited, the proof that it is (empty: another document) and the day."""

    file_name: str
    proof: str
    day: str
    is_by_staff: bool = False


@dataclass(frozen=True, slots=True)
class ClaimRecap:
    """What a validated claim says, for the examiner to keep.

    `validated` is a wall time of the academy. `authority` is the header of the mission as printed, `service` the name
    of the academy. `sends_by_post` adds the slip to join to the proofs that are missing, which `post_lines` addresses.
    No bank details, no INSEE number: nothing here asks for them.
    """

    order_number: str
    authority: str
    identifier: str
    civility: str
    first_name: str
    last_name: str
    validated: datetime
    mission: Mission
    contact: Contact
    fee: Fee | None = None
    travel: Travel | None = None
    payroll_proofs: Sequence[Proof] = ()
    travel_proofs: Sequence[Proof] = ()
    payroll_deposits: Sequence[Deposit] = ()
    travel_deposits: Sequence[Deposit] = ()
    post_lines: Sequence[str] = ()
    sends_by_post: bool = False
    service: str = ""


def print_recap(data: Mapping[str, Any], validated: datetime) -> bytes:
    """A PDF/UA-1 of data that were kept, dated by the validation: the same data give the same bytes."""
    return pdf.render(TEMPLATE, data, created=validated)


def recap_data(recap: ClaimRecap) -> dict[str, Any]:
    """What the template reads: every date, amount and number already in French."""
    amounts = [part.amount_cents for part in (recap.fee, recap.travel) if part]
    return {
        "title": f"Récapitulatif de l’état de frais {recap.order_number}",
        "order_number": recap.order_number,
        "authority": recap.authority,
        "service": recap.service,
        "identifier": recap.identifier,
        "person": f"{recap.civility} {recap.first_name} {recap.last_name}",
        "validated": f"{french.long_date(recap.validated)} à {french.long_hour(recap.validated)}",
        "validated_date": french.long_date(recap.validated),
        "mission": _mission(recap.mission),
        "contact": {"name": recap.contact.name, "email": recap.contact.email, "phone": recap.contact.phone},
        "fee": recap.fee and {**_part(recap.fee), "entered": recap.fee.entered},
        "travel": recap.travel
        and {
            **_part(recap.travel),
            "trips": [_trip(trip) for trip in recap.travel.trips],
            "stays": [
                {"label": stay.label, "owed": stay.owed, "entered": stay.entered, "reasons": stay.reasons}
                for stay in recap.travel.stays
            ],
        },
        "total": None if None in amounts else french.money(sum(amount for amount in amounts if amount is not None)),
        "is_to_confirm": any(part.is_to_confirm for part in (recap.fee, recap.travel) if part),
        "payroll_proofs": [_proof(proof) for proof in recap.payroll_proofs],
        "travel_proofs": [_proof(proof) for proof in recap.travel_proofs],
        "payroll_deposits": [_deposit(one) for one in recap.payroll_deposits],
        "travel_deposits": [_deposit(one) for one in recap.travel_deposits],
        "post_lines": recap.post_lines,
        "sends_by_post": recap.sends_by_post,
    }


def _mission(mission: Mission) -> dict[str, Any]:
    return {
        "number": mission.number,
        "label": mission.label,
        "exam": mission.exam,
        "session": mission.session,
        "speciality": mission.speciality,
        "paper": mission.paper,
        "capacity": mission.capacity,
        "jury": mission.jury,
        "period": french.period(mission.start_date, mission.start_time, mission.end_date, mission.end_time),
        "centre_name": mission.centre_name,
        "centre_lines": mission.centre_lines,
    }


def amount_told(cents: int | None) -> str | None:
    """The amount of a part as it is printed; None when it cannot be said."""
    return None if cents is None else french.money(cents)


def _part(part: Fee | Travel) -> dict[str, Any]:
    return {
        "status": part.status,
        "amount": amount_told(part.amount_cents),
        "is_to_confirm": part.is_to_confirm,
        "remarks": part.remarks,
        "steps": [_step(step) for step in part.steps],
        "other": part.other and {"sides": part.other.sides, "reason": part.other.reason, "details": part.other.details},
    }


def _step(step: Step) -> dict[str, Any]:
    calculation = None
    if step.quantity is not None:
        calculation = f"{french.number(step.quantity)}{french.NBSP}{step.unit}".rstrip()
        if step.rate_cents is not None:
            calculation += f" × {french.rate(step.rate_cents)}"
    return {
        "label": step.label,
        "calculation": calculation,
        "valid_from": french.short_date(step.valid_from) if step.valid_from else None,
        "source": step.source,
        "amount": french.money(step.amount_cents),
        "is_to_confirm": step.is_to_confirm,
    }


def _trip(trip: Trip) -> dict[str, Any]:
    return {
        "departure_town": trip.departure_town,
        "arrival_town": trip.arrival_town,
        "departure": f"{french.short_date(trip.departure_date)} {french.short_hour(trip.departure_time)}",
        "return": f"{french.short_date(trip.return_date)} {french.short_hour(trip.return_time)}",
        "mode": trip.mode,
        "vehicle": trip.vehicle,
        "distance": None if trip.distance is None else f"{french.number(trip.distance)}{french.NBSP}km",
        "one_ways": french.count(trip.one_way_count, "trajet", "trajets"),
        "transport": french.money(trip.transport_cents) if trip.transport_cents else None,
        "sundry": french.money(trip.sundry_cents) if trip.sundry_cents else None,
        "comment": trip.comment,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {"label": proof.label, "reason": proof.reason, "state": proof.state, "is_missing": proof.is_missing}


def _deposit(deposit: Deposit) -> dict[str, Any]:
    return {
        "file_name": deposit.file_name,
        "proof": deposit.proof or "Autre document",
        "day": deposit.day,
        "by": "par le gestionnaire" if deposit.is_by_staff else "",
    }
