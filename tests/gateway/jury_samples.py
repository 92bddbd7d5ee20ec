"""The pages of a président de jury, with what each is given: a jury with members in every state."""

from typing import Any

from gateway.forms import Form
from gateway.listing import Listing
from gateway.pages.claims import fee_forms, juries, jury_forms, places
from imagin.expenses.v1 import expenses_pb2 as pb
from tests.gateway.samples import CLAIM_ID, FEE, claim, day, hour, shell

MISSION_ID = "0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0f00"
BASE = f"/etats-de-frais/jurys/{MISSION_ID}"
NAMES = (("Mme", "Aubry", "Claire"), ("M.", "Vidal", "Émile"), ("Mme", "Zola", "Inès"), ("M.", "Œuvrard", "Paul"))


TO_CONFIRM = pb.FeeCalculation(amount_cents=21000, is_to_confirm=True)


def _member(place: int, status: int, **changes: Any) -> pb.JuryMember:
    civility, last_name, first_name = NAMES[place]
    return pb.JuryMember(
        claim_id=f"{CLAIM_ID[:-1]}{place}",
        version=7,
        examiner=pb.ClaimExaminer(civility=civility, last_name=last_name, first_name=first_name),
        jury_capacity="Président" if place == 1 else "Membre",
        status=status,
        **{"is_editable": True, **changes},
    )


def jury(kind: int = pb.FEE_INPUT_KIND_COPIES, fee: pb.FeeInput | None = None, **changes: Any) -> pb.Jury:
    """One member is validated, one entered, one missing; the last did not do the mission."""
    entered = fee or pb.FeeInput(copies=42)
    mission = claim().mission
    mission.jury, mission.header = "JURY 46", "MINISTERE DE L'EDUCATION NATIONALE"
    values = {
        "mission_id": MISSION_ID,
        "mission": mission,
        "fee_input_kind": kind,
        "members": [
            _member(0, pb.STATUS_VALIDATED, fee=entered, calculation=FEE, is_validated=True),
            _member(1, pb.STATUS_HANDLED, fee=entered, calculation=TO_CONFIRM),
            _member(2, pb.STATUS_HANDLED),
            _member(3, pb.STATUS_HANDLED, is_editable=False, is_declared_not_done=True),
        ],
        "can_record": True,
        "can_validate": True,
        "closing_date": day("2026-08-31"),
        "version": 12,
    }
    return pb.Jury(**{**values, **changes})


def _page(shown: pb.Jury, **changes: Any) -> dict[str, Any]:
    values = {
        "shell": shell("claims"),
        "jury": shown,
        "names": [jury_forms.name_of(member) for member in shown.members],
        "form": jury_forms.form(shown),
        "base": BASE,
        "back": places.JURIES,
        "missing": "Il manque 1 saisie : Mme Inès Zola.",
        "is_on_behalf": False,
    }
    return {**values, **changes}


def _member_page(shown: pb.Jury, place: int, **changes: Any) -> dict[str, Any]:
    member = shown.members[place]
    form = Form(fee_forms.values(shown.fee_input_kind, member.fee, days=fee_forms.days_of(shown.mission)))
    values = {
        "shell": shell("claims"),
        "jury": shown,
        "member": member,
        "name": jury_forms.name_of(member),
        "form": form,
        "base": BASE,
        "is_changed": False,
        "is_on_behalf": False,
    }
    return {**values, **changes}


COPIES = jury()
CLOSED = jury(
    can_record=False,
    can_validate=False,
    notice="La mission n’a pas commencé\u00a0: l’état de frais s’ouvre avec elle.",
    members=[_member(0, pb.STATUS_ACCEPTED, fee=pb.FeeInput(copies=1), is_editable=False)],
)
TIMES = jury(pb.FEE_INPUT_KIND_DURATION, pb.FeeInput(duration_minutes=210))
MORNING = pb.HalfDay(date=day("2026-06-15"), start_time=hour(8), end_time=hour(12))
PRACTICAL = jury(pb.FEE_INPUT_KIND_HALF_DAYS, pb.FeeInput(half_days=pb.HalfDays(half_days=[MORNING])))
WRONG = jury_forms.form(COPIES)
WRONG = Form(
    {**WRONG.values, "members[2].copies": "-3"},
    {"members[2].copies": "Mme Inès Zola\u00a0: Indiquez un nombre entier, 0 ou plus."},
)
ROWS = [
    pb.JuryRow(
        mission_id=MISSION_ID,
        mission_number=number,
        jury="JURY 46",
        exam_label="CONCOURS DE RECRUTEMENT DE PROFESSEURS DES ECOLES",
        label="Correction de copies",
        start_date=day("2026-04-20"),
        end_date=day(end),
        member_count=4,
        missing_count=missing,
        validated_count=1,
    )
    for number, end, missing in (("SI10111", "2026-04-24", 2), ("SI10113", "2026-04-20", 0))
]
ROWS[1].mission_id = CLAIM_ID
LIST = {"shell": shell("claims"), "listing": Listing(places.JURIES, juries.COLUMNS, sort=""), "back": "/etats-de-frais"}

JURY_PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("juries", "claims/juries.html", {**LIST, "juries": ROWS}),
    ("juries-none", "claims/juries.html", {**LIST, "juries": []}),
    ("jury", "claims/jury.html", _page(COPIES)),
    ("jury-refused", "claims/jury.html", _page(COPIES, form=WRONG)),
    ("jury-closed", "claims/jury.html", _page(CLOSED, missing="")),
    ("jury-times", "claims/jury.html", _page(TIMES, is_on_behalf=True)),
    ("jury-half-days", "claims/jury.html", _page(PRACTICAL)),
    ("jury-member", "claims/jury_member.html", _member_page(PRACTICAL, 0)),
    ("jury-member-changed", "claims/jury_member.html", _member_page(COPIES, 1, is_changed=True,
     form=Form({"copies": "40"}, {"copies": "M. Émile Vidal\u00a0: Cette saisie a changé depuis son affichage."}))),
    ("jury-member-not-done", "claims/jury_member.html", _member_page(COPIES, 3)),
]  # fmt: skip
