"""What happened to a claim, as both sides read it (P-CLM-23)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from services.expenses.models import Claim
from services.expenses.rules.doers import Doers
from services.expenses.wire import history as wire
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, LENS, Examiner, Expenses, day, entry, trip
from tests.services.expenses.grouping import at_desk, several
from tests.services.expenses.juries import convene
from tests.services.expenses.telling import moved, retold, returned, tell_people, tell_returns
from tests.services.expenses.test_acceptance import REASON, accept
from tests.services.expenses.test_costs import counted
from tests.services.expenses.test_waves import AT

Told = list[tuple[str, str]]
OTHERWISE = (
    "La rémunération et le déplacement ont été validés par le gestionnaire, "
    "la rémunération avec une autre quantité que celle demandée."
)


def history(stub: object, claim_id: str) -> pb.ListHistoryResponse:
    return stub.ListHistory(pb.ListHistoryRequest(id=claim_id))  # type: ignore[attr-defined, no-any-return]


def told(reply: pb.ListHistoryResponse) -> Told:
    """Who and what, oldest first, with plain spaces."""
    return [(one.actor, one.message.replace("\u00a0", " ")) for one in reversed(reply.entries)]


def said(entry_: pb.HistoryEntry) -> dict[str, tuple[str, str]]:
    return {one.label: (one.before.replace("\u00a0", " "), one.after.replace("\u00a0", " ")) for one in entry_.changes}


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    """A claim that its examiner entered, validated, took back and validated again."""
    made = expenses.claim()
    made.save(entry(119), FEE)
    made.save(entry(120, trip()))
    made.validate()
    made.unvalidate()
    made.validate()
    return made


def test_both_sides_read_who_did_what_and_from_what_to_what(expenses: Expenses, examiner: Examiner) -> None:
    """P-CLM-23: newest first, by their names as each knows them."""
    manager = expenses.person("ESI900041", first_name="Léa", last_name="Rey")
    desk = expenses.desk_of(manager)
    accept(desk, examiner.read(), entry(118), "fee")
    own, theirs = history(examiner.stub, examiner.claim.id), history(desk, examiner.claim.id)
    messages = [
        "L’état de frais a été créé à partir de la convocation.",
        "La saisie a été enregistrée.",
        "La saisie a été enregistrée.",
        "L’état de frais a été validé.",
        "L’état de frais a été dévalidé.",
        "L’état de frais a été validé.",
        OTHERWISE,
    ]
    assert [message for _, message in told(own)] == messages
    assert [message for _, message in told(theirs)] == messages
    assert [actor for actor, _ in told(own)] == [
        "Le service de convocation", *["Vous"] * 5, "Mme Léa Rey, gestionnaire",
    ]  # fmt: skip
    assert [actor for actor, _ in told(theirs)] == ["Le service de convocation", *["Mme Élise Delattre"] * 5, "Vous"]
    newest = said(own.entries[0])
    assert newest["Quantité"] == ("120 copies", "118 copies")
    assert newest["Montant de la rémunération"] == ("600,00 €", "590,00 €")
    assert newest["Statut du déplacement"] == ("Validé", "Validé par gestionnaire")
    assert newest["Motif"] == ("", REASON)
    assert said(own.entries[4])["Ligne 1"] == ("", "Arras – Lille, 11/06/2026, AUTOMOBILE")
    assert said(own.entries[3])["Numéro d’ordre"] == ("", examiner.claim.order_number)
    assert own.entries[0].event_time.ToDatetime(UTC) == expenses.clock.now()
    assert (own.mission_number, own.order_number) == (examiner.claim.mission.number, examiner.claim.order_number)
    assert own.examiner == examiner.claim.examiner


def test_everything_that_a_gestionnaire_does_is_told(expenses: Expenses, examiner: Examiner) -> None:
    desk, change = expenses.desk_of(), lambda: at_desk(expenses, examiner)

    def base() -> dict[str, object]:
        claim = change()
        return {"request_id": new_id(), "id": claim.id, "version": claim.version}

    trips = [one.id for one in change().recorded.travel.trips]
    desk.DecideTravel(
        pb.DecideTravelRequest(
            **base(), decisions=pb.TravelDecisions(public_transport_trip_ids=trips, has_disability_rate=True)
        )
    )
    desk.RecordPost(pb.RecordPostRequest(**base(), received_date=day(date(2026, 6, 14))))
    desk.RecordPost(pb.RecordPostRequest(**base()))
    desk.CancelClaim(pb.CancelClaimRequest(**base(), reason="Mission saisie deux fois"))
    desk.UncancelClaim(pb.UncancelClaimRequest(**base()))
    reply = history(examiner.stub, examiner.claim.id)
    assert told(reply)[-5:] == [
        ("Un gestionnaire", "Une décision a été prise sur le calcul du déplacement."),
        ("Un gestionnaire", "La réception des pièces par courrier a été notée."),
        ("Un gestionnaire", "La réception des pièces par courrier n’est plus notée."),
        ("Un gestionnaire", "L’état de frais a été annulé."),
        ("Un gestionnaire", "L’annulation a été levée : l’état de frais redevient ce qu’il était."),
    ]
    assert said(reply.entries[1])["Motif"] == ("", "Mission saisie deux fois")
    decided = str(reply.entries[4])
    assert "Lignes payées au tarif SNCF" in decided
    assert "andicap" not in decided


def test_what_other_services_tell_has_their_name(expenses: Expenses) -> None:
    """People who move, missions that change, counts of SANTORIN; a fact that waits says so."""
    examiner = expenses.claim(fee_source="SANTORIN")
    tell_people(expenses, moved(examiner, LENS.code))
    expenses.record(retold(examiner.record, 2, label="Correction de copies, suite", fee_source="SANTORIN"))
    tell_returns(expenses, returned(examiner.record, 42, AT))
    expenses.record(retold(examiner.record, 3, fee_source="SANTORIN", is_cancelled=True))
    reply = history(expenses.desk_of(), examiner.claim.id)
    assert told(reply)[1:] == [
        ("Le fichier des intervenants", "Les informations de l’intervenant ont été mises à jour."),
        ("Le service de convocation", "La mission et les informations de l’intervenant ont été mises à jour."),
        ("SANTORIN", "Le service fait a été transmis : la rémunération est validée."),
        ("Le service de convocation", "La convocation a été annulée : l’état de frais est annulé avec elle."),
    ]
    assert said(reply.entries[3])["Commune du domicile"] == ("Arras (62)", "Lens (62)")
    assert said(reply.entries[1])["Copies comptées par SANTORIN"] == ("", "42")


def test_a_fee_that_is_computed_grouped_or_entered_by_the_president_is_told(expenses: Expenses) -> None:
    desk, computed = expenses.desk_of(), expenses.claim(fee_source="MANAGER", opens_travel=False)
    claim = desk.ComputePart(pb.ComputePartRequest(**computed.change, fee_minutes=210))
    desk.ComputePart(pb.ComputePartRequest(request_id=new_id(), id=claim.id, version=claim.version, fee_minutes=240))
    assert [message for _, message in told(history(computed.stub, claim.id))[1:]] == [
        "La rémunération a été calculée.",
        "Le calcul de la rémunération a été corrigé.",
    ]
    one, other = several(expenses, 2, nature="ORAL_CC")
    for place, each in enumerate((one, other)):
        half_day = pb.HalfDay(date=day(date(2026, 6, 9 + place)))
        half_day.start_time.hours, half_day.end_time.hours = 8, 12
        each.save(pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day]))), FEE)
        each.validate()
    grouped = desk.GroupFees(pb.GroupFeesRequest(**one.change, member_claim_ids=[other.claim.id]))
    desk.UngroupFees(pb.UngroupFeesRequest(request_id=new_id(), id=grouped.id, version=grouped.version))
    assert [message for _, message in told(history(one.stub, one.claim.id))[-2:]] == [
        "Des rémunérations ont été regroupées sur cet état de frais.",
        "Les rémunérations regroupées ici sont revenues chacune sur son état de frais.",
    ]
    assert [message for _, message in told(history(other.stub, other.claim.id))[-2:]] == [
        "La rémunération a été regroupée sur une autre mission.",
        "La rémunération n’est plus regroupée sur une autre mission.",
    ]
    sitting = convene(expenses, "Zola")
    sitting.record(Zola=12)
    sitting.record(is_validated=True)
    assert told(history(desk, sitting.claims["Zola"]))[1:] == [
        ("Le président du jury", "La rémunération a été saisie."),
        ("Le président du jury", "La rémunération a été saisie et validée."),
    ]


def test_a_gestionnaire_who_acts_for_the_examiner_is_named(expenses: Expenses) -> None:
    examiner = expenses.claim(opens_travel=False)
    manager = expenses.person("ESI900042", civility="M.", first_name="Yves", last_name="Antoine")
    expenses.clock.set(datetime(2026, 9, 1, 12, 0, tzinfo=UTC))
    desk = expenses.desk_of(manager)
    claim = at_desk(expenses, examiner)
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    desk.UpdateClaim(pb.UpdateClaimRequest(**change, input=entry(12), update_mask=FEE))
    assert told(history(examiner.stub, claim.id))[-1] == (
        "M. Yves Antoine, gestionnaire",
        "La saisie a été enregistrée.",
    )


def test_a_history_is_of_those_who_may_see_the_claim(expenses: Expenses, examiner: Examiner) -> None:
    stranger = new_id()
    expenses.accept_conditions(stranger)
    with refused_for("NOT_FOUND"):
        history(expenses.claims_of(stranger), examiner.claim.id)
    with refused_for("CONDITIONS_NOT_ACCEPTED"):
        history(expenses.claims_of(new_id()), examiner.claim.id)
    for unknown in (new_id(), "rien"):
        with refused_for("NOT_FOUND"):
            history(expenses.desk_of(), unknown)


def test_a_history_costs_two_statements_and_asks_for_each_name_once(expenses: Expenses, examiner: Examiner) -> None:
    manager = expenses.person("ESI900043")
    accept(expenses.desk_of(manager), examiner.read(), entry(118), "fee")
    history(examiner.stub, examiner.claim.id)
    calls = expenses.services.counter.calls
    before = len(calls)
    with counted(expenses) as found:
        history(examiner.stub, examiner.claim.id)
    assert not [call for call in calls[before:] if call.endswith("/BatchGetPeople")]
    assert found["expenses"] == 1, "the audit is read besides, which this count leaves out"


def an_event(kind: int, **values: str) -> documents_pb2.DocumentEvent:
    told_of = {"file_name": "rib.pdf", "folder": "payroll", "actor_person_id": "staff", **values}
    event = documents_pb2.DocumentEvent(kind=kind, **told_of)
    event.event_time.FromDatetime(AT)
    return event


def test_what_happened_to_proofs_is_told_and_readings_to_staff_only() -> None:
    """S-DOC-5, G-12: who deposited, removed and opened what; nobody deposited what the antivirus removed."""
    kinds = documents_pb2.DocumentEvent
    events = [
        an_event(kinds.KIND_DEPOSITED, proof="Relevé d’identité bancaire", actor_person_id="examiner"),
        an_event(kinds.KIND_DELETED, folder="travel"),
        an_event(kinds.KIND_INFECTED, actor_person_id=""),
        an_event(kinds.KIND_READ),
        an_event(kinds.KIND_UNSPECIFIED),
    ]
    claim = Claim(person_id="examiner", civility="Mme", first_name="Élise", last_name="Delattre", mission_number="LI1")
    doers = Doers(claim, "examiner", date(2026, 8, 31), {"staff": "Mme Léa Rey"})

    def read(*, is_staff: bool) -> Told:
        found = wire.readable(events, is_staff=is_staff)
        reply = wire.history(claim, [], found, doers, ZoneInfo("Europe/Paris"))
        assert reply.has_proofs
        return told(reply)[::-1]

    seen = read(is_staff=True)
    assert seen == [
        ("Vous", "La pièce « rib.pdf » (Relevé d’identité bancaire) a été déposée dans le dossier paie."),
        ("Mme Léa Rey, gestionnaire", "La pièce « rib.pdf » a été supprimée des pièces du déplacement."),
        ("L’antivirus", "La pièce « rib.pdf » était infectée : elle a été supprimée du dossier paie."),
        ("Mme Léa Rey, gestionnaire", "La pièce « rib.pdf » a été consultée."),
    ]
    assert read(is_staff=False) == seen[:3]
    assert not wire.history(claim, [], None, doers, ZoneInfo("Europe/Paris")).has_proofs
