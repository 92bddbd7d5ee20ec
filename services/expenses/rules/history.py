"""What happened to a claim, as both sides read it: sentences made of its audit (P-CLM-23).

Nothing is kept for it: the rows of the audit say who changed which columns, from what to what. Every audited column of
a claim and its parts stands in one of the tables below, told or deliberately silent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, Protocol

from kit.audit import CREATED
from kit.french import duration, money, number, short_date, short_hour
from services.expenses.rules.quantities import Difference, differences
from services.expenses.rules.recording import MISSION, PERSON
from services.expenses.rules.status import LABELS, State, Status
from services.expenses.rules.workflow import PartKind

Columns = Mapping[str, Mapping[str, Any]]
Tell = Callable[[Any], str]

CLAIMS, PARTS = "claims", "claim_parts"


class Row(Protocol):
    """A row of the audit."""

    entity: str
    entity_id: str
    change: str
    difference: dict[str, dict[str, Any]]
    action: str
    actor_id: str
    request_id: str
    business_time: datetime


@dataclass(slots=True)
class Step:
    """All that one request changed of a claim."""

    action: str
    actor_id: str
    at: datetime
    is_created: bool = False
    claim: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[PartKind, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def begins(self, name: str) -> bool:
        """Whether a column of the claim has a value from then on."""
        return name in self.claim and self.claim[name]["to"] is not None

    def ends(self, name: str) -> bool:
        """Whether it has none any more."""
        return name in self.claim and self.claim[name]["to"] is None

    def changes(self, names: Iterable[str]) -> bool:
        """Whether one of these columns of the claim is another one."""
        return not self.claim.keys().isdisjoint(names)

    def kinds(self, name: str) -> list[PartKind]:
        """The parts of which a column is another one."""
        return [kind for kind in PartKind if name in self.parts.get(kind, {})]

    def reaching(self, state: State) -> list[PartKind]:
        """The parts that are in a state from then on."""
        return [kind for kind in self.kinds("state") if self.parts[kind]["state"]["to"] == state]


def steps(rows: Iterable[Row]) -> Iterator[Step]:
    """The rows of the audit, those of one request together."""
    by_request = groupby(rows, key=lambda row: (row.request_id, row.action, row.actor_id, row.business_time))
    for (_, action, actor_id, at), found in by_request:
        step = Step(action, actor_id, at)
        for row in found:
            if row.entity == PARTS:
                step.parts[PartKind(row.entity_id.rpartition(",")[2])] = row.difference
            else:
                step.claim |= row.difference
                step.is_created = step.is_created or row.change == CREATED
        yield step


# --- Sentences -------------------------------------------------------------------------------------------------------

_NAMES: Final = {PartKind.FEE: "La rémunération", PartKind.TRAVEL: "Le déplacement"}
_OF: Final = {PartKind.FEE: "de la rémunération", PartKind.TRAVEL: "du déplacement"}


def _done(kinds: Sequence[PartKind], participle: str) -> str:
    """« La rémunération a été validée », « La rémunération et le déplacement ont été validés »."""
    if len(kinds) > 1:
        return f"La rémunération et le déplacement ont été {participle}s"
    ending = "e" if kinds[0] == PartKind.FEE else ""
    return f"{_NAMES[kinds[0]]} a été {participle}{ending}"


def _accepted(step: Step) -> str:
    accepted, others = step.reaching(State.ACCEPTED), step.kinds("claimed")
    which = f" {_lower(others[0])}" if 0 < len(others) < len(accepted) else ""
    other = f",{which} avec une autre quantité que celle demandée" if others else ""
    return f"{_done(accepted, 'validé')} par le gestionnaire{other}."


def _lower(kind: PartKind) -> str:
    return _NAMES[kind][0].lower() + _NAMES[kind][1:]


def _carried(step: Step) -> str:
    if step.parts[PartKind.FEE]["carrier_claim_id"]["to"]:
        return "La rémunération a été regroupée sur une autre mission."
    return "La rémunération n’est plus regroupée sur une autre mission."


def _removes_entry(step: Step) -> bool:
    return any(step.parts[kind]["input"]["to"] is None for kind in step.kinds("input"))


# The first line that holds tells a step; one that none tells changed nothing that people read.
_SENTENCES: Final[tuple[tuple[Callable[[Step], Any], str | Callable[[Step], str]], ...]] = (
    (lambda step: step.is_created, "L’état de frais a été créé à partir de la convocation."),
    (
        lambda step: step.begins("convocation_cancel_time"),
        "La convocation a été annulée\u00a0: l’état de frais est annulé avec elle.",
    ),
    (
        lambda step: step.ends("convocation_cancel_time"),
        "La convocation a été rétablie\u00a0: l’état de frais redevient ce qu’il était.",
    ),
    (lambda step: step.begins("cancel_time"), "L’état de frais a été annulé."),
    (
        lambda step: step.ends("cancel_time"),
        "L’annulation a été levée\u00a0: l’état de frais redevient ce qu’il était.",
    ),
    (lambda step: step.begins("not_done_time"), "La mission a été déclarée non effectuée."),
    (lambda step: step.ends("not_done_time"), "La déclaration de mission non effectuée a été retirée."),
    (lambda step: step.begins("post_received_date"), "La réception des pièces par courrier a été notée."),
    (lambda step: step.ends("post_received_date"), "La réception des pièces par courrier n’est plus notée."),
    (lambda step: step.reaching(State.ACCEPTED), _accepted),
    (
        lambda step: step.action == "ComputePart" and step.reaching(State.VALIDATED),
        lambda step: f"{_done(step.reaching(State.VALIDATED), 'calculé')}.",
    ),
    (
        lambda step: step.action == "ComputePart" and step.kinds("input"),
        lambda step: f"Le calcul {_OF[step.kinds('input')[0]]} a été corrigé.",
    ),
    (
        lambda step: step.action == "RecordJury" and step.reaching(State.VALIDATED),
        "La rémunération a été saisie et validée.",
    ),
    (
        lambda step: step.action == "RecordJury" and step.reaching(State.OPEN),
        "La rémunération a été corrigée\u00a0: elle est à valider de nouveau.",
    ),
    (lambda step: step.action == "RecordJury" and _removes_entry(step), "La saisie de la rémunération a été retirée."),
    (lambda step: step.action == "RecordJury", "La rémunération a été saisie."),
    (
        lambda step: step.action == "RecordReturns" and step.reaching(State.VALIDATED),
        "Le service fait a été transmis\u00a0: la rémunération est validée.",
    ),
    (lambda step: step.action == "RecordReturns", "Un décompte a été transmis."),
    (lambda step: step.action == "ValidateClaim", "L’état de frais a été validé."),
    (lambda step: step.action == "UnvalidateClaim", "L’état de frais a été dévalidé."),
    (lambda step: step.action == "UpdateClaim", "La saisie a été enregistrée."),
    (lambda step: step.kinds("decisions"), "Une décision a été prise sur le calcul du déplacement."),
    (lambda step: "carrier_claim_id" in step.parts.get(PartKind.FEE, {}), _carried),
    (lambda step: step.action == "GroupFees", "Des rémunérations ont été regroupées sur cet état de frais."),
    (
        lambda step: step.action == "UngroupFees",
        "Les rémunérations regroupées ici sont revenues chacune sur son état de frais.",
    ),
    # What follows comes with something that was done to another claim, or to the person or the mission.
    (lambda step: step.kinds("state"), "La validation de la rémunération suit celle des missions regroupées."),
    (
        lambda step: step.changes(MISSION) and step.changes(PERSON),
        "La mission et les informations de l’intervenant ont été mises à jour.",
    ),
    (lambda step: step.changes(MISSION), "La mission a été mise à jour."),
    (lambda step: step.changes(PERSON), "Les informations de l’intervenant ont été mises à jour."),
    (
        lambda step: step.begins("mission_change_time"),
        "La mission a changé\u00a0: ce qui est validé garde les éléments d’alors.",
    ),
    (
        lambda step: step.begins("person_change_time"),
        "Les informations de l’intervenant ont changé\u00a0: ce qui est validé garde celles d’alors.",
    ),
    (lambda step: step.kinds("amount_cents"), "Le montant a été calculé de nouveau."),
)


def sentence(step: Step) -> str:
    """What was done, whoever did it; empty when nothing of it is told."""
    found = next((told for holds, told in _SENTENCES if holds(step)), "")
    return found if isinstance(found, str) else found(step)


# --- From what to what -----------------------------------------------------------------------------------------------


def _text(value: str | None) -> str:
    return value or ""


def _is(value: bool | None) -> str:
    return "" if value is None else "oui" if value else "non"


def _count(value: int | None) -> str:
    return "" if value is None else number(value)


def _minutes(value: int | None) -> str:
    return duration(value) if value else ""


def _cents(value: int | None) -> str:
    return "" if value is None else money(value)


def _day(value: str | None) -> str:
    return short_date(date.fromisoformat(value)) if value else ""


def _moment(value: str | None) -> str:
    if not value:
        return ""
    moment = datetime.fromisoformat(value)
    return f"{short_date(moment)} à {short_hour(moment)}"


def _commune(value: Mapping[str, Any] | None) -> str:
    return f"{value['name'] or value['code']} ({value['department']})" if value else ""


def _lines(value: Sequence[str] | None) -> str:
    return ", ".join(value or ())


def _among(words: Mapping[str, str]) -> Tell:
    return lambda value: words.get(value or "", "")


_STATES: Final = {
    State.OPEN: LABELS[Status.TO_VALIDATE],
    State.VALIDATED: LABELS[Status.VALIDATED],
    State.ACCEPTED: LABELS[Status.ACCEPTED],
}
_PROVIDERS: Final = {
    "EXAMINER": "l’intervenant", "SANTORIN": "SANTORIN", "PRESIDENT": "le président du jury",
    "MANAGER": "le gestionnaire", "HANDLED": "le gestionnaire", "NONE": "personne",
}  # fmt: skip

# Columns of a claim that are told, most important first.
TOLD_CLAIM: Final[Mapping[str, tuple[str, Tell]]] = {
    "cancel_reason": ("Motif", _text),
    "order_number": ("Numéro d’ordre", _text),
    "sends_by_post": ("Envoi des pièces par courrier", _is),
    "post_received_date": ("Pièces reçues le", _day),
    "return_copies": ("Copies comptées par SANTORIN", _count),
    "return_candidates": ("Candidats comptés par SANTORIN", _count),
    "is_return_done": ("Service fait", _is),
    "mission_number": ("Numéro de la mission", _text),
    "label": ("Type de mission", _text),
    "exam_label": ("Examen", _text),
    "session": ("Session", _text),
    "speciality": ("Spécialité", _text),
    "paper_label": ("Épreuve", _text),
    "paper_option": ("Option", _text),
    "paper_duration": ("Durée de l’épreuve", _minutes),
    "is_paper_optional": ("Épreuve facultative", _is),
    "evaluation": ("Évaluation", _among({"PONCTUEL": "ponctuelle", "ECA": "en cours d’année"})),
    "wave": ("Vague", _text),
    "vae_coefficient": ("Coefficient de la VAE", lambda value: _text(value).replace(".", ",")),
    "present_candidates": ("Candidats présents", _count),
    "copies_expected": ("Copies prévues", _count),
    "start_wall_time": ("Début de la mission", _moment),
    "end_wall_time": ("Fin de la mission", _moment),
    "centre_name": ("Centre", _text),
    "centre_lines": ("Adresse du centre", _lines),
    "centre_commune": ("Commune du centre", _commune),
    "opens_travel": ("Déplacement ouvert", _is),
    "is_departure_fixed": ("Ville de départ fixée", _is),
    "jury": ("Jury", _text),
    "header": ("Autorité", _text),
    "capacity": ("Qualité", _text),
    "jury_capacity": ("Qualité dans le jury", _text),
    "identifier": ("Identifiant", _text),
    "civility": ("Civilité", _text),
    "last_name": ("Nom", _text),
    "first_name": ("Prénom", _text),
    "home": ("Commune du domicile", _commune),
    "establishment": ("Commune de l’établissement", _commune),
    "has_active_payroll_file": ("Dossier financier actif", _is),
    "has_insee_number": ("Numéro INSEE connu", _is),
    "vehicle_power_cv": ("Puissance fiscale", lambda value: f"{value}\u00a0CV" if value else ""),
    "vehicle_kind": ("Véhicule", lambda value: _text(value).lower()),
}

# Columns of a claim that say nothing to people, or that a sentence or another column tells.
SILENT_CLAIM: Final = frozenset(
    {
        "id", "convocation_id", "person_id", "mission_id", "create_time",
        # Sentences.
        "not_done_time", "cancel_time", "convocation_cancel_time", "person_change_time", "mission_change_time",
        # Who acts stands beside the sentence.
        "cancelled_by_id", "cancelled_by_name", "post_received_by_id", "post_received_by_name",
        # Codes whose label is told, and what follows from hours that are.
        "exam_code", "paper_code", "nature", "fee_source", "centre_uai", "centre_postcode",
        "time_zone", "start_time", "end_time",
        # The time of an event that has its own.
        "validate_time", "return_time", "recap_time", "recap_digest",
    }
)  # fmt: skip

# Columns of a part that are told, most important first; `{of}` names the part.
TOLD_PART: Final[Mapping[str, tuple[str, Tell]]] = {
    "amount_cents": ("Montant {of}", _cents),
    "is_to_confirm": ("Montant {of} à confirmer", _is),
    "state": ("Statut {of}", _among(_STATES)),
    "provider": ("Saisie {of} par", _among(_PROVIDERS)),
}

# Columns of a part that are told in more than one line.
ENTRIES: Final = ("input", "claimed", "decisions")

SILENT_PART: Final = frozenset(
    {
        "claim_id", "kind",
        # The amount tells it; its steps are on the page of the claim.
        "calculation",
        # A sentence, and the comment of the group.
        "carrier_claim_id",
        "validate_time", "validated_by_id", "accept_time", "accepted_by_id", "accepted_by_name",
    }
)  # fmt: skip


def changes(step: Step, nature: str) -> list[Difference]:
    """From what to what, most important first. What is made does not come from anything."""
    found = [one for kind, columns in sorted(step.parts.items()) for one in _of_part(kind, columns, nature)]
    return found if step.is_created else [*found, *_told(TOLD_CLAIM, step.claim)]


def _of_part(kind: PartKind, columns: Columns, nature: str) -> Iterator[Difference]:
    if entered := columns.get("input"):
        yield from differences(entered["from"], entered["to"], nature)
    yield from _told(TOLD_PART, columns, of=_OF[kind])
    if (claimed := columns.get("claimed")) and claimed["to"]:
        yield Difference("Motif", "", claimed["to"]["reason"])
    if decided := columns.get("decisions"):
        lines = [len((decided[side] or {}).get("public_transport_trip_ids", ())) for side in ("from", "to")]
        # What is known of somebody's disability is nobody else's business (R26).
        if lines[0] != lines[1]:
            yield Difference("Lignes payées au tarif SNCF 2e\u00a0classe", *map(number, lines))


def _told(table: Mapping[str, tuple[str, Tell]], columns: Columns, of: str = "") -> Iterator[Difference]:
    for name, (label, tell) in table.items():
        if change := columns.get(name):
            before, after = tell(change["from"]), tell(change["to"])
            if before != after:
                yield Difference(label.format(of=of), before, after)
