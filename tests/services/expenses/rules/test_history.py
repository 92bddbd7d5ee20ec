"""What the audit of a claim says in words (P-CLM-23)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from services.expenses.models import Claim, Part
from services.expenses.rules import history
from services.expenses.rules.doers import Doers
from services.expenses.rules.history import CLAIMS, PARTS, changes, sentence, steps

AT = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
ELSE = {"code": "59178", "name": "Douai", "department": "59", "population": None, "parent_code": ""}


@dataclass
class Row:
    """A row of the audit."""

    difference: dict[str, dict[str, Any]]
    action: str = "UpdateClaim"
    entity: str = CLAIMS
    entity_id: str = "1"
    change: str = "changed"
    actor_id: str = "person"
    request_id: str = "request"
    business_time: datetime = field(default=AT)


def to(value: Any, before: Any = None) -> dict[str, Any]:
    return {"from": before, "to": value}


def fee(action: str = "UpdateClaim", **difference: dict[str, Any]) -> Row:
    return Row(difference, action, PARTS, "1,FEE")


def travel(action: str = "UpdateClaim", **difference: dict[str, Any]) -> Row:
    return Row(difference, action, PARTS, "1,TRAVEL")


def claim(action: str = "UpdateClaim", **difference: dict[str, Any]) -> Row:
    return Row(difference, action)


def said(*rows: Row) -> tuple[str, list[tuple[str, str, str]]]:
    """The sentence of the one step that the rows make, and from what to what, with plain spaces."""
    (step,) = steps(rows)
    plain = [
        tuple(text.replace("\u00a0", " ").replace("\u202f", " ") for text in one) for one in changes(step, "COPIES")
    ]
    return sentence(step).replace("\u00a0", " "), cast("list[tuple[str, str, str]]", plain)


@pytest.mark.parametrize(
    ("model", "told", "silent"),
    [
        (Claim, [*history.TOLD_CLAIM], history.SILENT_CLAIM),
        (Part, [*history.TOLD_PART, *history.ENTRIES], history.SILENT_PART),
    ],
)
def test_every_audited_column_is_told_or_silent_on_purpose(
    model: type, told: list[str], silent: frozenset[str]
) -> None:
    """P-CLM-23: a new column is either in a history or kept out of it by somebody who thought of it."""
    mapper = sa.inspect(model)
    columns = {one.key: one.columns[0] for one in mapper.column_attrs}
    audited = {name for name, one in columns.items() if one.info.get("audit") != "none"}
    audited -= {mapper.version_id_col.key} if mapper.version_id_col is not None else set()
    assert set(told) | silent == audited
    assert not set(told) & silent


ENTRY = fee(input=to({"copies": 42}), amount_cents=to(21_000), is_to_confirm=to(False, False))
VALIDATED = fee("ValidateClaim", state=to("VALIDATED", "OPEN"), calculation=to({}), validate_time=to("2026"))
ACCEPTED = to("ACCEPTED", "VALIDATED")
OTHER = fee(
    "AcceptClaim",
    input=to({"copies": 40}, {"copies": 42}),
    claimed=to({"input": {"copies": 42}, "calculation": {}, "amount_cents": 21_000, "reason": "Deux copies blanches"}),
    amount_cents=to(20_000, 21_000),
    state=ACCEPTED,
)


@pytest.mark.parametrize(
    ("rows", "message", "differences"),
    [
        ([ENTRY], "La saisie a été enregistrée.", [
            ("Quantité", "", "42 copies"), ("Montant de la rémunération", "", "210,00 €")]),
        ([VALIDATED, claim("ValidateClaim", order_number=to("2026-SIEC-000001"), sends_by_post=to(True, False))],
         "L’état de frais a été validé.", [
             ("Statut de la rémunération", "Non validé", "Validé"),
             ("Numéro d’ordre", "", "2026-SIEC-000001"),
             ("Envoi des pièces par courrier", "non", "oui")]),
        ([fee("UnvalidateClaim", state=to("OPEN", "VALIDATED"))], "L’état de frais a été dévalidé.", [
            ("Statut de la rémunération", "Validé", "Non validé")]),
        ([OTHER], "La rémunération a été validée par le gestionnaire, avec une autre quantité que celle demandée.", [
            ("Quantité", "42 copies", "40 copies"),
            ("Montant de la rémunération", "210,00 €", "200,00 €"),
            ("Statut de la rémunération", "Validé", "Validé par gestionnaire"),
            ("Motif", "", "Deux copies blanches")]),
        ([fee("AcceptClaim", state=ACCEPTED), travel("AcceptClaim", state=ACCEPTED)],
         "La rémunération et le déplacement ont été validés par le gestionnaire.", [
             ("Statut de la rémunération", "Validé", "Validé par gestionnaire"),
             ("Statut du déplacement", "Validé", "Validé par gestionnaire")]),
        ([fee("ComputePart", input=to({"duration_minutes": 210}), state=to("VALIDATED", "OPEN"))],
         "La rémunération a été calculée.", [
             ("Quantité", "", "3 heures 30 minutes"), ("Statut de la rémunération", "Non validé", "Validé")]),
        ([travel("ComputePart", input=to({"manual": {"amount_cents": 40_000, "explanation": "Vol réduit"}},
                                         {"manual": {"amount_cents": 41_250, "explanation": "Vol"}}))],
         "Le calcul du déplacement a été corrigé.", [
             ("Saisie", "412,50 €", "400,00 €"), ("Explication", "Vol", "Vol réduit")]),
        ([travel("DecideTravel", decisions=to({"public_transport_trip_ids": ["1"], "has_disability_rate": True}, {}))],
         "Une décision a été prise sur le calcul du déplacement.", [
             ("Lignes payées au tarif SNCF 2e classe", "0", "1")]),
        ([fee("RecordJury", input=to({"copies": 12}), state=to("VALIDATED", "OPEN"))],
         "La rémunération a été saisie et validée.", [
             ("Quantité", "", "12 copies"), ("Statut de la rémunération", "Non validé", "Validé")]),
        ([fee("RecordJury", input=to(None, {"copies": 12}))], "La saisie de la rémunération a été retirée.", [
            ("Quantité", "12 copies", "")]),
        ([fee("RecordReturns", input=to({"copies": 12}), state=to("VALIDATED", "OPEN")),
          claim("RecordReturns", return_copies=to(12), is_return_done=to(True, False), return_time=to("2026"))],
         "Le service fait a été transmis : la rémunération est validée.", [
             ("Quantité", "", "12 copies"), ("Statut de la rémunération", "Non validé", "Validé"),
             ("Copies comptées par SANTORIN", "", "12"), ("Service fait", "non", "oui")]),
        ([fee("GroupFees", carrier_claim_id=to("other"))],
         "La rémunération a été regroupée sur une autre mission.", []),
        ([fee("GroupFees", amount_cents=to(30_000, 10_000))],
         "Des rémunérations ont été regroupées sur cet état de frais.", [
             ("Montant de la rémunération", "100,00 €", "300,00 €")]),
        ([fee("CancelClaim", carrier_claim_id=to(None, "other"))],
         "La rémunération n’est plus regroupée sur une autre mission.", []),
        ([claim("CancelClaim", cancel_time=to("2026"), cancel_reason=to("Doublon", ""), cancelled_by_name=to("X", ""))],
         "L’état de frais a été annulé.", [("Motif", "", "Doublon")]),
        ([claim("UncancelClaim", cancel_time=to(None, "2026"), cancel_reason=to("", "Doublon"))],
         "L’annulation a été levée : l’état de frais redevient ce qu’il était.", [("Motif", "Doublon", "")]),
        ([claim("DeclareNotDone", not_done_time=to("2026"))], "La mission a été déclarée non effectuée.", []),
        ([claim("UndoNotDone", not_done_time=to(None, "2026"))],
         "La déclaration de mission non effectuée a été retirée.", []),
        ([claim("RecordPost", post_received_date=to("2026-06-14"))],
         "La réception des pièces par courrier a été notée.", [("Pièces reçues le", "", "14/06/2026")]),
        ([claim("RecordPeople", home=to(ELSE, {**ELSE, "name": "Arras", "department": "62"}),
                has_insee_number=to(True, False))],
         "Les informations de l’intervenant ont été mises à jour.", [
             ("Commune du domicile", "Arras (62)", "Douai (59)"), ("Numéro INSEE connu", "non", "oui")]),
        ([claim("RecordPeople", person_change_time=to("2026"), later_facts=to({"home": ELSE}))],
         "Les informations de l’intervenant ont changé : ce qui est validé garde celles d’alors.", []),
        ([claim("RecordConvocations", start_wall_time=to("2026-06-12T08:00:00", "2026-06-11T08:00:00"),
                start_time=to("x", "y"), jury=to("Jury 2", ""))],
         "La mission a été mise à jour.", [
             ("Début de la mission", "11/06/2026 à 08:00", "12/06/2026 à 08:00"), ("Jury", "", "Jury 2")]),
        ([claim("RecordConvocations", convocation_cancel_time=to("2026"))],
         "La convocation a été annulée : l’état de frais est annulé avec elle.", []),
        ([claim("RecordPeople", version=to(3, 2))], "", []),
    ],
)  # fmt: skip
def test_a_change_is_a_sentence_and_from_what_to_what(
    rows: list[Row], message: str, differences: list[tuple[str, str, str]]
) -> None:
    """P-CLM-23."""
    assert said(*rows) == (message, differences)


def test_a_claim_that_is_made_comes_from_nothing() -> None:
    row = claim("RecordConvocations", mission_number=to("SI1"))
    row.change = "created"
    assert said(row) == ("L’état de frais a été créé à partir de la convocation.", [])


def line(**changed: Any) -> dict[str, Any]:
    towns = {"departure_town": {**ELSE, "name": "Arras"}, "arrival_town": ELSE, "night_town": None}
    numbers = dict.fromkeys(("power_cv", "transport_cents", "night_count", "half_meal_count", "free_meal_count",
                             "sundry_cents"), 0)  # fmt: skip
    dates = {
        "departure_date": "2026-06-11",
        "departure_time": "07:00",
        "return_date": "2026-06-11",
        "return_time": "19:00",
    }
    words = {"comment": "", "distance_reason": ""}
    usual = {"id": "1", "mode": "CAR", "distance_hectometres": 600, "one_way_count": 2, "full_meal_count": None}
    return {**towns, **numbers, **dates, **words, **usual, **changed}


def test_lines_are_told_one_by_one_as_people_read_them() -> None:
    before = [line(), line(id="2")]
    after = [line(distance_hectometres=555, sundry_cents=640, comment="Péage"), line(id="3", mode="TRAIN")]
    _, found = said(travel(input=to({"trips": after}, {"trips": before})))
    assert found == [
        ("Ligne 1, distance d’un trajet", "60 km", "55,5 km"),
        ("Ligne 1, frais divers", "0,00 €", "6,40 €"),
        ("Ligne 1, commentaire", "", "Péage"),
        ("Ligne 2", "", "Arras – Douai, 11/06/2026, TRAIN 2EME CLASSE"),
        ("Ligne 2", "Arras – Douai, 11/06/2026, AUTOMOBILE", ""),
    ]


def test_what_one_request_changed_is_one_step() -> None:
    rows = [VALIDATED, claim("ValidateClaim", order_number=to("1")), ENTRY]
    rows[2].request_id = "earlier"
    assert [step.action for step in steps(rows)] == ["ValidateClaim", "UpdateClaim"]


@pytest.mark.parametrize(
    ("person_id", "action", "on", "name"),
    [
        ("reader", "UpdateClaim", date(2026, 6, 1), "Vous"),
        ("examiner", "UpdateClaim", date(2026, 6, 1), "Mme Élise Delattre"),
        ("staff", "AcceptClaim", date(2026, 6, 1), "M. Yves Antoine, gestionnaire"),
        ("unknown", "AcceptClaim", date(2026, 6, 1), "Un gestionnaire"),
        ("other", "RecordJury", date(2026, 8, 31), "Le président du jury"),
        ("staff", "RecordJury", date(2026, 9, 1), "M. Yves Antoine, gestionnaire"),
        ("", "RecordReturns", date(2026, 6, 1), "SANTORIN"),
        ("", "RecordConvocations", date(2026, 6, 1), "Le service de convocation"),
        ("", "RecordPeople", date(2026, 6, 1), "Le fichier des intervenants"),
        ("", "Sweep", date(2026, 6, 1), "Le service"),
    ],
)
def test_who_did_it_is_named_as_the_reader_knows_them(person_id: str, action: str, on: date, name: str) -> None:
    examiner = SimpleNamespace(person_id="examiner", civility="Mme", first_name="Élise", last_name="Delattre")
    names = {"staff": "M. Yves Antoine"}
    doers = Doers(cast("Claim", examiner), "reader", date(2026, 8, 31), names)
    assert doers.name(person_id, action, on) == name
