"""What every template needs to be shown once: real messages of the contracts, about nobody who exists."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from gateway.forms import Form, choices
from gateway.listing import Column, Listing
from gateway.pages.about import TOPICS
from gateway.pages.claims import moves, pieces
from gateway.pages.claims.viewer import Viewer
from gateway.pages.desk import acceptance
from gateway.pages.desk.lists import Around
from gateway.shell import CONTRASTS, JUSTIFICATIONS, SIZES, SPACINGS, Message, Shell
from imagin.auth.v1 import auth_pb2
from imagin.expenses.v1 import expenses_pb2
from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2
from kit import french

AUTHORITY = "SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS"
CLAIM_ID = "0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0001"
BASE = f"/etats-de-frais/{CLAIM_ID}"
KILOMETRES = "Arrêté du 3 juillet 2006 modifié par l’arrêté du 14 mars 2022 (indemnités kilométriques)"
MEALS = "Arrêté du 3 juillet 2006 modifié par l’arrêté du 20 septembre 2023 (taux des missions)"
COPIES = "Arrêté du 13 avril 2012, article 2, taux 5"


def day(text: str) -> Date:
    value = date.fromisoformat(text)
    return Date(year=value.year, month=value.month, day=value.day)


def hour(hours: int, minutes: int = 0) -> TimeOfDay:
    return TimeOfDay(hours=hours, minutes=minutes)


def instant(text: str) -> Timestamp:
    value = Timestamp()
    value.FromDatetime(datetime.fromisoformat(text).replace(tzinfo=UTC))
    return value


# --- Around the content --------------------------------------------------------------------------------------------

PERSON = auth_pb2.PersonSummary(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0000", identifier="ESI204117", civility="Mme", last_name="Lefèvre",
    first_name="Anaïs",
)  # fmt: skip

ACTIVITIES = [
    auth_pb2.Activity(
        key="missions", label="Consultation missions", path="/missions",
        sentence="Les missions auxquelles vous êtes convoqué(e) et leurs convocations.",
    ),
    auth_pb2.Activity(
        key="claims", label="Saisie/consultation états de frais", path="/etats-de-frais",
        sentence="Complétez, validez et suivez vos états de frais.",
    ),
    auth_pb2.Activity(
        key="personal", label="Informations personnelles", path="/informations-personnelles",
        sentence="Vérifiez votre adresse, vos moyens de contact et vos coordonnées bancaires.",
    ),
    auth_pb2.Activity(
        key="portal", label="Portail d’accès aux missions", path="/portail",
        sentence="Ouvrez SANTORIN ou CYCLADES pour chacune de vos missions.",
    ),
]  # fmt: skip

STAFF_ACTIVITIES = [
    auth_pb2.Activity(key="desk", label="Traitement des états de frais", path="/gestion/etats-de-frais"),
    auth_pb2.Activity(key="letters", label="Convocations", path="/gestion/convocations"),
    auth_pb2.Activity(key="people", label="Intervenants", path="/gestion/intervenants"),
]

MESSAGES = [
    Message("success", "L’état de frais de la mission SI10437 est enregistré.", "14:32", "claim_saved"),
    Message("warning", "Deux états de frais sont à valider avant le 31 août.", "14:32", "claims_to_validate"),
]
HISTORY = [
    *MESSAGES,
    Message("error", "L’application SANTORIN n’est pas disponible. Prenez contact avec votre gestionnaire.", "14:20"),
    Message("information", "Vous êtes connecté(e).", "14:18"),
]


def shell(activity: str = "", *, is_anonymous: bool = False, is_staff: bool = False, **changes: Any) -> Shell:
    """What surrounds a page of an activity."""
    values = {"authority": AUTHORITY, "form_token": "jeton", "demo_date": date(2026, 6, 25), "address": "/"}
    if not is_anonymous:
        values |= {
            "person": PERSON,
            "activities": STAFF_ACTIVITIES if is_staff else ACTIVITIES,
            "activity": activity,
            "messages": MESSAGES,
            "history": HISTORY,
            "session_seconds": 1800,
        }
    return Shell(**(values | changes))


SESSION = auth_pb2.Session(
    person=PERSON, activities=ACTIVITIES, previous_login_time=instant("2026-06-24T17:05:00"), should_give_email=True,
    welcome_message="**Session 2026.** Validez vos états de frais avant le 31 août.\n\n- Les copies dématérialisées "
    "remontent de SANTORIN.\n- Les trajets d’une journée se saisissent sur la première mission.",
)  # fmt: skip

CONTACT = missions_pb2.Contact(
    name="Accueil des intervenants", email="intervenants@siec.example", phone="01 99 00 00 00"
)

# --- Missions ------------------------------------------------------------------------------------------------------

MELUN = missions_pb2.Centre(
    uai="0779001A", name="Lycée Jacques-Amyot", lines=["6 bis rue Michelet"], postcode="77000",
    commune=missions_pb2.Commune(code="77288", name="Melun"),
)  # fmt: skip
ARCUEIL = missions_pb2.Centre(
    uai="0949000X", name="Maison des examens", lines=["7 rue Ernest-Renan"], postcode="94110",
    commune=missions_pb2.Commune(code="94003", name="Arcueil"),
)  # fmt: skip
GENERAL = missions_pb2.CodedLabel(code="BGT", label="BACCALAUREAT GENERAL ET TECHNOLOGIQUE")
TECHNICIAN = missions_pb2.CodedLabel(code="BTS", label="BREVET DE TECHNICIEN SUPERIEUR")


def convened(number: str, label: str, start: str, end: str, **changes: Any) -> missions_pb2.ConvenedMission:
    """A mission and the convocation to it; even numbers are at Melun."""
    exam, centre = (TECHNICIAN, ARCUEIL) if int(number[-1]) % 2 else (GENERAL, MELUN)
    mission = missions_pb2.Mission(
        id=f"0197a3c0-5b1e-7a44-9f0a-{number:>012}", number=number, exam=exam, session="2026", label=label,
        centre=centre, start_date=day(start), start_time=hour(8), end_date=day(end), end_time=hour(18),
        time_zone="Europe/Paris", paper=missions_pb2.Paper(label="Mathématiques", option="Spécialité"),
        jury="Jury 12", text="Présentez-vous à l’accueil avec votre convocation et une pièce d’identité.",
    )  # fmt: skip
    return missions_pb2.ConvenedMission(convocation_id=mission.id, mission=mission, **changes)


MISSIONS = [
    convened("SI10436", "Correction de copies", "2026-06-15", "2026-06-19", capacity="Correcteur"),
    convened("SI10511", "Délibération de jury", "2026-06-22", "2026-06-22", jury_capacity="Vice-président"),
    convened("SI10548", "Interrogation orale", "2026-06-24", "2026-06-26", capacity="Examinateur"),
    convened("SI10659", "Épreuve pratique", "2026-06-29", "2026-06-30", is_cancelled=True),
    convened("SI10734", "Surveillance", "2026-07-02", "2026-07-02"),
]


def tab(label: str, address: str, *, is_current: bool = False) -> dict[str, Any]:
    return {"label": label, "address": address, "is_current": is_current}


SESSIONS = [tab("Toutes", "/missions"), tab("2026", "/missions?session=2026", is_current=True), tab("2025", "#")]


def listing(address: str, columns: Iterable[tuple[str, str]], sort: str, shown: int, **changes: Any) -> Listing:
    made = tuple(Column(label, key) for label, key in columns)
    return Listing(address=address, columns=made, sort=sort, shown=shown, total=shown, **changes)


MISSION_COLUMNS = [
    ("Examen", "examen"), ("Type de mission", "type"), ("N° de mission", "numero"), ("Date de début", "debut"),
    ("Centre", "centre"), ("Qualité", "qualite"), ("Duplicata", ""),
]  # fmt: skip
CLAIM_COLUMNS = [
    ("Examen", "examen"), ("Type de mission", "type"), ("N° de mission", "numero"), ("Date de début", "debut"),
    ("Centre", "centre"), ("Rémunération", "remuneration"), ("Déplacement", "deplacement"),
]  # fmt: skip
DESK_COLUMNS = [
    ("Intervenant", "intervenant"), ("N° d’ordre", "ordre"), ("Examen", "examen"), ("Type de mission", "type"),
    ("N° de mission", "numero"), ("Date de début", "debut"), ("Rémunération", "remuneration"),
    ("Déplacement", "deplacement"),
]  # fmt: skip
PEOPLE_COLUMNS = [
    ("Nom", "nom"), ("Identifiant", "identifiant"), ("Origine", "origine"), ("Établissement", "etablissement"),
    ("Adresse mél", "mel"), ("Compte", "compte"),
]  # fmt: skip
GROUP_COLUMNS = [
    ("Examen", "examen"), ("Session", "session"), ("Officielles", "officielles"), ("À officialiser", "projets"),
    ("Annulées", "annulees"), ("Intervenants", "intervenants"), ("Actions", ""),
]  # fmt: skip

# --- Claims --------------------------------------------------------------------------------------------------------


def row(status: int) -> expenses_pb2.ClaimRow:
    """A claim whose fee has that status, and whose travel has the status as far from the end."""
    exam, centre = (TECHNICIAN, ARCUEIL) if status % 2 else (GENERAL, MELUN)
    return expenses_pb2.ClaimRow(
        id=f"0197a3c0-5b1e-7a44-9f0a-00000000{status:04d}", exam_label=exam.label, exam_code=exam.code,
        label="Correction de copies" if status % 3 else "Interrogation orale", mission_number=f"SI10{status:03d}",
        start_date=day(f"2026-06-{status + 9:02d}"), centre_name=centre.name, fee_status=status,
        travel_status=11 - status, order_number="2026-SIEC-004512" if status in {6, 7} else "",
        examiner_name="LEFÈVRE Anaïs" if status % 2 else "N’GUYEN Émile-Édouard", examiner_identifier="ESI204117",
    )  # fmt: skip


ROWS = [row(status) for status in range(1, 11)]

TRIP = expenses_pb2.Trip(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0101", departure_town=expenses_pb2.Town(code="94052", name="Nogent-sur-Marne"),
    arrival_town=expenses_pb2.Town(code="77288", name="Melun"), departure_date=day("2026-06-15"),
    departure_time=hour(7, 30), return_date=day("2026-06-19"), return_time=hour(19),
    mode=expenses_pb2.MODE_CAR, distance_hectometres=485, one_way_count=10, power_cv=5, half_meal_count=2,
    sundry_cents=1250, comment="Parking du centre.",
)  # fmt: skip

STEPS = expenses_pb2.CalculationStep
FEE = expenses_pb2.FeeCalculation(
    amount_cents=21000,
    steps=[STEPS(label="Correction de copies", quantity="42", unit="copies", rate_cents="500", amount_cents=21000,
                 rate_valid_from=day("2012-05-03"), source=COPIES)],
)  # fmt: skip
TRAVEL = expenses_pb2.TravelCalculation(
    amount_cents=25_970, is_to_confirm=True,
    steps=[
        STEPS(label="Kilomètres, ligne 1, véhicule de 5 CV", quantity="485.0", unit="km", rate_cents="32",
              amount_cents=15520, rate_valid_from=day("2022-01-01"), source=KILOMETRES),
        STEPS(label="Repas à taux plein", quantity="3", unit="repas", rate_cents="2000", amount_cents=6000,
              rate_valid_from=day("2023-09-22"), source=MEALS),
        STEPS(label="Repas en restaurant administratif", quantity="2", unit="repas", rate_cents="1000",
              amount_cents=2000, rate_valid_from=day("2023-09-22"), source=MEALS, is_to_confirm=True),
        STEPS(label="Frais divers, ligne 1", amount_cents=1250),
        STEPS(label="Arrondi de démonstration", quantity="1.50", unit="part", rate_cents="7.5", amount_cents=1200),
    ],
    warnings=[french.typography("La distance dépasse celle du barème de plus de 10 % : dites pourquoi.")],
    owed_meal_count=5, owed_night_count=0,
    entitlements=[expenses_pb2.Entitlement(kind=expenses_pb2.Entitlement.KIND_MIDDAY_MEAL, date=day("2026-06-15"),
                                           explanation="présence de 11 h à 14 h.")],
)  # fmt: skip


def claim(
    fee: int = expenses_pb2.STATUS_TO_VALIDATE,
    travel: int = expenses_pb2.STATUS_TO_VALIDATE,
    moves: tuple[str, ...] = ("SAVE", "VALIDATE", "DECLARE_NOT_DONE"),
    **changes: Any,
) -> expenses_pb2.Claim:
    """A claim of marking with one car trip."""
    mission = MISSIONS[0].mission
    is_editable = "SAVE" in moves
    made = expenses_pb2.Claim(
        id=CLAIM_ID, version=3,
        mission=expenses_pb2.ClaimMission(
            id=mission.id, number=mission.number, exam=mission.exam, session="2026", label=mission.label,
            paper=mission.paper, centre=mission.centre, start_date=mission.start_date, start_time=mission.start_time,
            end_date=mission.end_date, end_time=mission.end_time, time_zone="Europe/Paris", capacity="Correcteur",
        ),
        examiner=expenses_pb2.ClaimExaminer(identifier=PERSON.identifier, civility=PERSON.civility,
                                            last_name=PERSON.last_name, first_name=PERSON.first_name),
        fee=expenses_pb2.Part(kind=1, status=fee, amount_cents=21000, is_editable=is_editable, has_tab=True),
        travel=expenses_pb2.Part(kind=2, status=travel, amount_cents=25970, is_to_confirm=True,
                                 is_editable=is_editable, has_tab=True),
        recorded=expenses_pb2.ClaimInput(fee=expenses_pb2.FeeInput(copies=42),
                                         travel=expenses_pb2.TravelInput(trips=[TRIP])),
        fee_calculation=FEE, travel_calculation=TRAVEL, fee_input_kind=expenses_pb2.FEE_INPUT_KIND_COPIES,
        allowed_moves=[expenses_pb2.Move.Value(f"MOVE_{move}") for move in moves],
        follow_ups=[expenses_pb2.FollowUp(level=3, message="La mission est achevée, validez avant le 31 août."),
                    expenses_pb2.FollowUp(level=1, message="État de frais créé.",
                                          event_time=instant("2026-06-01T06:00:00"))],
        required_proofs=[
            expenses_pb2.RequiredProof(part=1, label="Relevé d’identité bancaire",
                                       reason="votre dossier financier n’est pas actif."),
            expenses_pb2.RequiredProof(part=2, label="Factures de nuitées", reason="des nuitées sont demandées."),
        ],
        proofs_address_lines=["Maison des examens", "Bureau des frais de mission", "7 rue Ernest-Renan",
                              "94110 Arcueil"],
    )  # fmt: skip
    made.MergeFrom(expenses_pb2.Claim(**changes))
    return made


def steps(current: int) -> list[dict[str, Any]]:
    names = [("Suivi", "suivi"), ("Rémunération", "remuneration"), ("Déplacement", "deplacement"),
             ("Récapitulatif", "recapitulatif")]  # fmt: skip
    return [
        {"label": label, "address": f"{BASE}/{key}", "is_current": place == current, "is_done": 0 < place < current}
        for place, (label, key) in enumerate(names)
    ]


def proofs_of(shown: expenses_pb2.Claim) -> dict[str, Any]:
    """What pages tell of the proofs of a claim."""
    address = f"{BASE}/pieces"
    return {
        "proofs_address": address, "list_address": "/etats-de-frais", "sections": pieces.sections(shown),
        "missing": pieces.missing(shown, address), "may_deposit": pieces.may_deposit(shown),
    }  # fmt: skip


def claim_page(current: int, **changes: Any) -> dict[str, Any]:
    """What the pages of one claim share."""
    addresses = ["", f"{BASE}/suivi", f"{BASE}/remuneration", f"{BASE}/deplacement", f"{BASE}/recapitulatif", ""]
    return {
        "shell": shell("claims"), "claim": claim(), "base": BASE, "back": "/etats-de-frais", "steps": steps(current),
        "previous": addresses[current], "next": addresses[current + 2], "kept": None, "is_changed": False,
        "unfinished": [], "history_address": f"{BASE}/historique",
        **proofs_of(changes.get("claim") or claim()), **changes,
    }  # fmt: skip


VALIDATED = claim(
    fee=expenses_pb2.STATUS_VALIDATED, travel=expenses_pb2.STATUS_ACCEPTED, moves=("UNVALIDATE",),
    order_number="2026-SIEC-004512",
)  # fmt: skip
DRAFT = claim(draft=expenses_pb2.ClaimInput(fee=expenses_pb2.FeeInput(copies=42)),
              draft_time=instant("2026-06-25T12:32:00"))  # fmt: skip
TO_HANDLE = claim(
    fee=expenses_pb2.STATUS_TO_HANDLE, travel=expenses_pb2.STATUS_TO_HANDLE, moves=("COMPUTE", "CANCEL"),
)  # fmt: skip
TO_HANDLE.fee.is_computable = TO_HANDLE.travel.is_computable = True
COMPUTED = claim(
    fee=expenses_pb2.STATUS_VALIDATED, travel=expenses_pb2.STATUS_VALIDATED, moves=("ACCEPT", "COMPUTE", "RECORD_POST"),
    order_number="2026-SIEC-004512", mission_change_time=instant("2026-06-24T08:00:00"), sends_by_post=True,
    manual_travel=expenses_pb2.ManualAmount(amount_cents=41_250, explanation="Vol aller et retour."),
    post_received_date=day("2026-06-25"),
)  # fmt: skip
for part in (COMPUTED.fee, COMPUTED.travel):
    part.is_computable = True
    part.validate_time.CopyFrom(instant("2026-06-24T09:00:00"))
HALF_DAYS = expenses_pb2.FeeInput(half_days=expenses_pb2.HalfDays(half_days=[
    expenses_pb2.HalfDay(date=day("2026-06-15"), start_time=hour(8), end_time=hour(12)),
    expenses_pb2.HalfDay(date=day("2026-06-15"), start_time=hour(14), end_time=hour(17, 30)),
]))  # fmt: skip
GROUPED = claim(
    fee=expenses_pb2.STATUS_VALIDATED, travel=expenses_pb2.STATUS_VALIDATED,
    moves=("ACCEPT", "GROUP", "UNGROUP", "DECIDE", "RECORD_POST"), order_number="2026-SIEC-004512",
    recorded=expenses_pb2.ClaimInput(fee=HALF_DAYS), group_comment="Regroupe 2 missions de la session 2026.",
    group_members=[expenses_pb2.GroupMember(claim_id=CLAIM_ID, mission_number="SI10511", label="Oral ponctuel",
                                            start_date=day("2026-06-17"), fee=HALF_DAYS, amount_cents=7_350)],
)  # fmt: skip
HALF_DAYS = claim(fee_input_kind=4)
HALF_DAYS.recorded.fee.half_days.half_days.extend(
    expenses_pb2.HalfDay(date=day(text), start_time=hour(8), end_time=hour(12, 30))
    for text in ("2026-06-15", "2026-06-16")
)
GROUP_COMMENT = "Deux missions de la session 2026 sont regroupées."
GROUPED = claim(
    fee=expenses_pb2.STATUS_VALIDATED, moves=("UNVALIDATE",), group_comment=GROUP_COMMENT, sends_by_post=True,
    post_received_date=day("2026-06-24"), group_members=[expenses_pb2.GroupMember(
        claim_id=TRIP.id, mission_number="SI10511", label="Oral", start_date=day("2026-06-22"), amount_cents=4200,
        fee=expenses_pb2.FeeInput(copies=12),
    )],
)  # fmt: skip
MEMBER = claim(
    fee=expenses_pb2.STATUS_CANCELLED, moves=(), group_comment=GROUP_COMMENT, fee_carrier_claim_id=TRIP.id,
    fee_carrier_mission_number="SI10511", sends_by_post=True,
)  # fmt: skip
UNFINISHED = [("Rémunération", f"{BASE}/remuneration")]
VALIDATION = {
    "shell": shell("claims"), "claim": claim(), "base": BASE, "choices": moves.PROOF_CHOICES, "unfinished": [],
    **proofs_of(claim()),
}  # fmt: skip
CONFIRMATION = {
    "title": "Dévalider l’état de frais", "action": f"{BASE}/devalidation", "label": "Dévalider", "version": 3,
    "back": BASE, "is_danger": False, "fields": [("etats", CLAIM_ID)],
    "sentences": ["Vous pourrez de nouveau le modifier ; il ne sera traité qu’une fois validé à nouveau.",
                  "Son numéro d’ordre 2026-SIEC-004512 est conservé."],
}  # fmt: skip
GROUP = missions_pb2.ConvocationGroup(session="2026", exam=GENERAL, official_count=1204, draft_count=38,
                                      cancelled_count=12, person_count=611)  # fmt: skip


def job(state: int, done: int = 420, **changes: Any) -> jobs_pb2.Job:
    return jobs_pb2.Job(id=CLAIM_ID, state=state, done_count=done, total_count=611, title="Originaux, session 2026",
                        create_time=instant("2026-06-25T08:00:00"), **changes)  # fmt: skip


FAILED = job(jobs_pb2.Job.STATE_FAILED, error_message="Le disque est plein. Prévenez l’exploitation.")
FINISHED = job(jobs_pb2.Job.STATE_DONE, 611, result_size=4_812_345)
EXAMINER = auth_pb2.Person(
    summary=PERSON, origin=auth_pb2.Person.ORIGIN_EXTERNE, corps="PROFESSEUR CERTIFIE", email_perso="",
    phone="01 99 00 41 22", account_state=auth_pb2.Person.ACCOUNT_STATE_TEMPORARY, has_active_payroll_file=True,
    establishment=auth_pb2.Establishment(uai="0779001A", name="Lycée Jacques-Amyot"),
    has_bank_details=True, masked_iban="FR76\u00a0••••\u00a0••••\u00a05024",
)  # fmt: skip
REVEALED = auth_pb2.RevealPersonResponse(
    insee_number="285059402812342", iban="FR7699999638247394827215024", bic="IMAGFRPPXXX", person=PERSON
)
OTHER_EXAMINER = auth_pb2.Person(
    summary=auth_pb2.PersonSummary(id=TRIP.id, identifier="ESI204118", last_name="Œuvrard")
)
WRONG_LOGIN = Form(
    {"identifier": "ESI204117"},
    {"identifier": "Cet identifiant et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis recommencez."},
)
QUEUES = [tab("À traiter", "/gestion/etats-de-frais", is_current=True), tab("Acceptés", "#"), tab("Tous", "#")]

ANONYMOUS = shell(is_anonymous=True)
DESK = {"shell": shell("desk", is_staff=True), "base": f"/gestion/etats-de-frais/{CLAIM_ID}", "kept": [],
        "from_list": "?liste=file%3Da-traiter", "back": "/gestion/etats-de-frais"}  # fmt: skip
LETTERS = {"shell": shell("letters", is_staff=True)}
PEOPLE = {"shell": shell("people", is_staff=True), "person": EXAMINER, "base": f"/gestion/intervenants/{PERSON.id}"}
ABOUT = {"shell": shell(), "contact": CONTACT}
DISPLAY_FORM = Form({"contrast": "standard", "size": "100", "spacing": "normal", "justification": "gauche"})
DISPLAY = {
    "contrasts": choices(CONTRASTS), "sizes": choices(SIZES), "spacings": choices(SPACINGS),
    "justifications": choices(JUSTIFICATIONS), "return_to": "/missions",
}  # fmt: skip
HELP_TOPICS = ["home", *(activity.key for activity in [*ACTIVITIES, *STAFF_ACTIVITIES] if activity.key in TOPICS)]


def desk_page(shown: expenses_pb2.Claim, parts: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """A claim on the desk; `parts` may be accepted."""
    return {
        **DESK, "claim": shown, "entry": shown.recorded, "parts": list(parts), "others": acceptance.offered(shown),
        **proofs_of(shown), "viewer": Viewer({}, None), "around": Around("/avant", "/apres"),
    }  # fmt: skip
