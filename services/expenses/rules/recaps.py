"""What the recap of a claim prints, as it is at the validation (S-CLM-13, S-CLM-16)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from kit.french import count, number, short_date
from services.expenses.models import Claim
from services.expenses.rules.entries import kept_entry
from services.expenses.rules.modes import MODES
from services.expenses.rules.proofs import Deposits, Proof
from services.expenses.rules.quantities import OtherQuantity
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import PartKind
from services.expenses.templates import recap

# What it says of proofs, which is what there was when they were sealed.
TOLD_OF_PROOFS: Final = ("payroll_proofs", "travel_proofs", "payroll_deposits", "travel_deposits")


def claim_recap(view: ClaimView, *, academy_name: str, contact: recap.Contact, deposits: Deposits) -> recap.ClaimRecap:
    """Everything the paper says of a claim that is validated and has its order number."""
    claim, zone = view.claim, view.regulation.zone
    return recap.ClaimRecap(
        order_number=claim.order_number or "",
        authority=claim.header,
        service=academy_name,
        identifier=claim.identifier,
        civility=claim.civility,
        first_name=claim.first_name,
        last_name=claim.last_name,
        validated=max(part.validate_time for part in claim.parts.values() if part.validate_time).astimezone(zone),
        mission=_mission(view),
        contact=contact,
        fee=_fee(view),
        travel=_travel(view),
        payroll_proofs=_proofs(view, deposits, PartKind.FEE),
        travel_proofs=_proofs(view, deposits, PartKind.TRAVEL),
        payroll_deposits=_deposits(view, deposits, PartKind.FEE),
        travel_deposits=_deposits(view, deposits, PartKind.TRAVEL),
        post_lines=view.proofs_address_lines,
        sends_by_post=claim.sends_by_post,
    )


def is_told(claim: Claim, kinds: Iterable[PartKind]) -> bool:
    """Whether the recap that is kept tells these parts at the amounts that are paid.

    Others than the examiner may have provided, grouped or decided them since it was made, or accepted another quantity,
    which may be worth the same.
    """
    if claim.recap_time is None or any(claim.parts[kind].claimed for kind in kinds):
        return False
    told = {kind: (claim.recap or {}).get(kind.lower()) or {} for kind in kinds}
    return all(told[kind].get("amount") == recap.amount_told(claim.parts[kind].amount_cents) for kind in kinds)


def _mission(view: ClaimView) -> recap.Mission:
    claim = view.claim
    paper = " – ".join(part for part in (claim.paper_label, claim.paper_option) if part)
    return recap.Mission(
        number=claim.mission_number,
        label=claim.label,
        exam=claim.exam_label,
        session=claim.session,
        start_date=claim.start_wall_time.date(),
        start_time=claim.start_wall_time.time(),
        end_date=claim.end_wall_time.date(),
        end_time=claim.end_wall_time.time(),
        centre_name=claim.centre_name,
        centre_lines=(*claim.centre_lines, f"{claim.centre_postcode} {claim.centre_commune['name']}"),
        speciality=claim.speciality or None,
        paper=paper or None,
        capacity=claim.capacity or None,
        jury=claim.jury or None,
    )


def _fee(view: ClaimView) -> recap.Fee | None:
    part = view.claim.fee
    if part.state == State.OPEN:
        return None
    explanation = view.explanation(PartKind.FEE)
    return recap.Fee(
        status=view.status(PartKind.FEE).label,
        entered=_entered(view),
        steps=_steps(explanation),
        # Paid with that of another claim, as the remark says: nothing is paid here.
        amount_cents=0 if part.carrier_claim_id else part.amount_cents,
        is_to_confirm=view.is_to_confirm(PartKind.FEE),
        remarks=[*explanation["warnings"], *filter(None, [view.group_comment])],
        other=_other(view, PartKind.FEE),
    )


def _other(view: ClaimView, kind: PartKind) -> recap.Other | None:
    """What was claimed, when a gestionnaire accepted another quantity."""
    other = OtherQuantity.of(view.claim.parts[kind], view.claim.nature)
    return other and recap.Other(other.sides, other.reason, other.details)


def _entered(view: ClaimView) -> str:
    """The quantity in French: « 42 copies »."""
    part, nature = view.claim.fee, view.claim.nature
    if part.input is None:
        return "aucune saisie"
    return kept_entry(part.input).told(nature)


def _travel(view: ClaimView) -> recap.Travel | None:
    part = view.claim.travel
    if part.state == State.OPEN:
        return None
    explanation, trips = view.explanation(PartKind.TRAVEL), (part.input or {}).get("trips", [])
    return recap.Travel(
        status=view.status(PartKind.TRAVEL).label,
        trips=[_trip(trip) for trip in trips],
        stays=_stays(explanation, trips),
        steps=_steps(explanation),
        amount_cents=part.amount_cents,
        is_to_confirm=part.is_to_confirm,
        remarks=explanation["warnings"],
        other=_other(view, PartKind.TRAVEL),
    )


def _trip(stored: Mapping[str, Any]) -> recap.Trip:
    mode = MODES[stored["mode"]]
    return recap.Trip(
        departure_town=stored["departure_town"]["name"],
        arrival_town=stored["arrival_town"]["name"],
        departure_date=date.fromisoformat(stored["departure_date"]),
        departure_time=time.fromisoformat(stored["departure_time"]),
        return_date=date.fromisoformat(stored["return_date"]),
        return_time=time.fromisoformat(stored["return_time"]),
        mode=mode.label,
        one_way_count=stored["one_way_count"],
        distance=_distance(stored["distance_hectometres"]) if mode.needs_distance else None,
        vehicle=f"{stored['power_cv']}\u00a0CV" if mode.needs_power and stored["power_cv"] else "",
        transport_cents=stored["transport_cents"] if mode.needs_amount else 0,
        sundry_cents=stored["sundry_cents"],
        comment=stored["comment"],
    )


def _distance(hectometres: int) -> Decimal:
    kilometres, tenths = divmod(hectometres, 10)
    return Decimal(kilometres) + Decimal(tenths) / 10 if tenths else Decimal(kilometres)


def _stays(explanation: Mapping[str, Any], trips: Sequence[Mapping[str, Any]]) -> list[recap.Stay]:
    """Meals and nights, owed by the presence of the whole claim and entered on its lines."""
    owed = explanation.get("entitlements", [])
    meals = [one["explanation"] for one in owed if one["kind"] != "NIGHT"]
    nights = [one["explanation"] for one in owed if one["kind"] == "NIGHT"]
    found: list[recap.Stay] = []
    if meals:
        entered = _meals(trips, explanation["steps"])
        found.append(recap.Stay("Repas", len(meals), entered, tuple(dict.fromkeys(meals))))
    if nights:
        entered = sum(trip["night_count"] for trip in trips)
        found.append(recap.Stay("Nuitées", len(nights), number(entered), tuple(dict.fromkeys(nights))))
    return found


def _meals(trips: Sequence[Mapping[str, Any]], steps: Iterable[Mapping[str, Any]]) -> str:
    half, free = (sum(trip[name] for trip in trips) for name in ("half_meal_count", "free_meal_count"))
    paid = sum(Decimal(step["quantity"]) for step in steps if step["unit"] == "repas")
    parts = [f"{number(paid - half)} à taux plein"]
    if half:
        parts.append(f"{number(half)} à demi-taux")
    if free:
        parts.append(count(free, "gratuit", "gratuits"))
    return ", ".join(parts)


def _steps(explanation: Mapping[str, Any]) -> list[recap.Step]:
    return [_step(step) for step in explanation["steps"]]


def _step(stored: Mapping[str, Any]) -> recap.Step:
    has_rate = bool(stored["rate_cents"])
    since = stored["rate_valid_from"]
    return recap.Step(
        label=stored["label"],
        amount_cents=stored["amount_cents"],
        quantity=Decimal(stored["quantity"]) if has_rate else None,
        unit=stored["unit"],
        rate_cents=Decimal(stored["rate_cents"]) if has_rate else None,
        valid_from=date.fromisoformat(since) if since else None,
        source=stored["source"],
        is_to_confirm=stored["is_to_confirm"],
    )


def _proofs(view: ClaimView, deposits: Deposits, part: PartKind) -> list[recap.Proof]:
    required = view.proofs_of(view.claim.travel.input)
    return [_proof(view, deposits, proof) for proof in required if proof.part == part]


def _proof(view: ClaimView, deposits: Deposits, proof: Proof) -> recap.Proof:
    """What is known of it: « fourni le 12/06/2026 »."""
    if here := deposits.given_here(proof):
        state = f"fourni le {_day(view, here.time)}"
    elif other := deposits.given_elsewhere(proof):
        named = f"l’état de frais {other.order_number}" if other.order_number else f"la mission {other.mission_number}"
        state = f"déjà fourni le {_day(view, other.time)} sur {named}"
    else:
        return recap.Proof(proof.label, proof.reason)
    return recap.Proof(proof.label, proof.reason, state, is_missing=False)


def _deposits(view: ClaimView, deposits: Deposits, part: PartKind) -> list[recap.Deposit]:
    return [
        recap.Deposit(one.file_name, one.proof, _day(view, one.time), is_by_staff=one.is_by_staff)
        for one in deposits.here
        if one.part == part
    ]


def _day(view: ClaimView, moment: datetime) -> str:
    return short_date(moment.astimezone(view.regulation.zone))
