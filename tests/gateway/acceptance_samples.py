"""What pages show of a part that was accepted with another quantity, and of the history of a claim."""

from typing import Any

from gateway.forms import Form
from gateway.pages.claims import fee_forms
from gateway.pages.desk.acceptance import FEE, TRAVEL, MoveForm
from imagin.expenses.v1 import expenses_pb2 as pb
from tests.gateway.samples import (
    BASE,
    CLAIM_ID,
    DESK,
    TRIP,
    claim,
    claim_page,
    desk_page,
    instant,
    shell,
)

WAITING = claim(pb.STATUS_VALIDATED, pb.STATUS_VALIDATED, ("ACCEPT", "CANCEL"), order_number="2026-SIEC-004512")
WAITING.modes.add(mode=TRIP.mode, needs_distance=True, allows_sundry=True, is_paid=True)
HALVES = claim(pb.STATUS_VALIDATED, pb.STATUS_NO_COST, ("ACCEPT",))
HALVES.recorded.fee.half_days.half_days.add()

_ASKED = pb.Trip()
_ASKED.CopyFrom(TRIP)
_ASKED.distance_hectometres += 100
_ASKED.full_meal_count = 4
OTHERWISE = claim(pb.STATUS_ACCEPTED, pb.STATUS_ACCEPTED, (), order_number="2026-SIEC-004512")
OTHERWISE.fee.claimed.CopyFrom(
    pb.ClaimedPart(
        input=pb.ClaimInput(fee=pb.FeeInput(copies=44)), amount_cents=22_000, reason="Deux copies étaient blanches."
    )
)
OTHERWISE.travel.claimed.CopyFrom(
    pb.ClaimedPart(
        input=pb.ClaimInput(travel=pb.TravelInput(trips=[_ASKED])), amount_cents=29_000, reason="Distance du barème."
    )
)
HISTORY = pb.ListHistoryResponse(
    mission_number="SI10436",
    order_number="2026-SIEC-004512",
    examiner=OTHERWISE.examiner,
    has_proofs=True,
    entries=[
        pb.HistoryEntry(
            event_time=instant("2026-06-26T08:00:00"),
            actor="Mme Claire Vidal, gestionnaire",
            message="La rémunération a été validée par le gestionnaire, avec une autre quantité que celle demandée.",
            changes=[
                pb.HistoryChange(label="Quantité", before="44 copies", after="42 copies"),
                pb.HistoryChange(label="Motif", after="Deux copies étaient blanches."),
                pb.HistoryChange(label="Ligne 2", before="Coubron – Le Havre, 24/06/2026, AUTOMOBILE"),
            ],
        ),
        pb.HistoryEntry(
            event_time=instant("2026-06-01T06:00:00"),
            actor="Le service de convocation",
            message="L’état de frais a été créé à partir de la convocation.",
        ),
    ],
)


def _asked(form: MoveForm, shown: pb.Claim, values: dict[str, str], errors: dict[str, str] | None = None) -> Any:
    return {**DESK, "claim": shown, **form.more(shown), "form": Form(values, errors or {})}


_HALVES = fee_forms.values(pb.FEE_INPUT_KIND_HALF_DAYS, pb.FeeInput())
_NUMBERS = {"trips[0].one_way_count": "2", "trips[0].distance_hectometres": "120"}
_WRONG = {"trips[0].one_way_count": "Indiquez un nombre de trajets de 1 à 60.", "reason": "Texte trop court."}

ACCEPTANCE_PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("desk-claim-waiting", "desk/claim.html", desk_page(WAITING, [("1", "Rémunération"), ("2", "Déplacement")])),
    ("desk-claim-otherwise", "desk/claim.html", desk_page(OTHERWISE)),
    ("desk-accept-fee", "desk/accept_fee.html", _asked(FEE, WAITING, {"copies": "42"})),
    (
        "desk-accept-fee-half-days",
        "desk/accept_fee.html",
        _asked(FEE, HALVES, _HALVES, {"reason": "Texte trop court."}),
    ),
    ("desk-accept-travel", "desk/accept_travel.html", _asked(TRAVEL, WAITING, _NUMBERS)),
    ("desk-accept-travel-refused", "desk/accept_travel.html", _asked(TRAVEL, WAITING, _NUMBERS, _WRONG)),
    ("claim-fee-otherwise", "claims/fee.html", claim_page(1, claim=OTHERWISE, form=Form())),
    (
        "claim-recap-otherwise",
        "claims/recap.html",
        claim_page(3, claim=OTHERWISE, trips=[TRIP], fee=OTHERWISE.recorded.fee),
    ),
    (
        "claim-history",
        "claims/history.html",
        {"shell": shell("claims"), "history": HISTORY, "back": BASE, "is_staff": False},
    ),
    (
        "desk-history-without-proofs",
        "claims/history.html",
        {
            "shell": shell("desk", is_staff=True),
            "history": pb.ListHistoryResponse(mission_number="SI10436", examiner=HISTORY.examiner),
            "back": f"/gestion/etats-de-frais/{CLAIM_ID}",
            "is_staff": True,
        },
    ),
]
