"""Proofs of a claim: who adds them and when, which of those required are given, what the recap tells of them."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

import pytest
import sqlalchemy as sa

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from services.documents.models import Document, ScanState
from tests.conftest import eventually
from tests.pdf_reading import words
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, Examiner, Expenses, day, entry, trip, wall
from tests.services.expenses.proofs import CARD, INVOICE, RIB, Proofs, given, read
from tests.services.expenses.test_costs import EXPENSES, MISSIONS, counted


@pytest.fixture
def proofs(expenses: Expenses) -> Proofs:
    return Proofs.of(expenses)


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    """Somebody of whom nothing is known, who spent a night there."""
    return _newcomer(expenses)


def _newcomer(expenses: Expenses, on: date = DONE, **facts: object) -> Examiner:
    start = datetime.combine(on, clock_time(8))
    made = expenses.claim(has_active_payroll_file=False, has_insee_number=False, start=start, **facts)
    dates = {"departure_date": day(on), "return_date": day(on + timedelta(days=1)), "return_time": wall("10:00")}
    made.save(entry(120, trip(night_count=1, **dates)))
    return made


def opening(examiner: Examiner) -> pb.OpenProofsRequest:
    return pb.OpenProofsRequest(request_id=new_id(), id=examiner.claim.id)


# A mission of the same person on another day.
BEFORE = date(2026, 6, 4)

# --- Who, and when ---------------------------------------------------------------------------------------------------


def test_the_folders_are_made_ready_before_a_proof_is_added(proofs: Proofs, examiner: Examiner) -> None:
    """S-DOC-4, S-DOC-5."""
    assert pb.MOVE_PROVE in examiner.claim.allowed_moves
    opened = proofs.open(examiner)
    assert (opened.set_key, list(opened.folders)) == (examiner.claim.id, ["payroll", "travel"])
    assert proofs.seals(examiner.claim.id) == {"payroll": None, "travel": None}
    assert examiner.read().version == 2, "nothing of the claim changed"
    for folder in read(examiner).proofs.folders:
        assert (folder.capacity, folder.document_count, len(folder.documents)) == (20, 0, 0)


def test_a_gestionnaire_deposits_whatever_became_of_the_claim(proofs: Proofs, examiner: Examiner) -> None:
    """What came by post, also once the claim is validated."""
    desk = proofs.expenses.desk_of()
    assert pb.MOVE_DEPOSIT in desk.GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id)).allowed_moves
    proofs.give_by_staff(examiner, CARD)
    claim = examiner.validate(is_confirmed=True)
    late = proofs.give_by_staff(examiner, RIB)
    assert late.is_by_staff
    assert proofs.are_sealed_as_kept(claim.id)
    assert given(read(examiner)) == {RIB: True, CARD: True, INVOICE: False}
    (payroll, _) = examiner.claim.proofs.folders
    assert [one.can_delete for one in payroll.documents] == [False, False]


CASES: dict[str, tuple[str, Callable[[Expenses, Examiner], object]]] = {
    "it is validated": ("PROOFS_SEALED", lambda _, one: one.validate(is_confirmed=True)),
    "the mission was not done": ("DECLARED_NOT_DONE", lambda _, one: one.declare_not_done()),
    "the closing date is past": (
        "CLAIMS_CLOSED",
        lambda all_, _: all_.clock.set(datetime(2026, 9, 1, 10, 0, tzinfo=UTC)),
    ),
    "the mission has not begun": (
        "MISSION_NOT_BEGUN",
        lambda all_, _: all_.clock.set(datetime(2026, 6, 11, 5, 59, tzinfo=UTC)),
    ),
    "it is cancelled": (
        "CLAIM_CANCELLED",
        lambda all_, _: all_.execute("UPDATE claims SET cancel_time = now()"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_examiner_adds_nothing_once(proofs: Proofs, examiner: Examiner, case: str) -> None:
    """S-DOC-5."""
    reason, change = CASES[case]
    change(proofs.expenses, examiner)
    assert pb.MOVE_PROVE not in examiner.read().allowed_moves
    with refused_for(reason):
        proofs.open(examiner)


def test_nobody_deposits_as_staff_in_their_own_claim(expenses: Expenses, examiner: Examiner) -> None:
    """G-4."""
    with refused_for("OWN_CLAIM"):
        expenses.desk_of(examiner.person_id).OpenProofs(opening(examiner))


@pytest.mark.parametrize("facts", [{"fee_source": "SANTORIN"}, {"fee_source": "MANAGER"}, {"fee_source": "HANDLED"}])
def test_whoever_is_paid_without_entering_anything_gives_a_bank_account_too(
    expenses: Expenses, proofs: Proofs, facts: dict[str, str]
) -> None:
    one = expenses.claim(has_active_payroll_file=False, opens_travel=False, **facts)
    assert list(one.claim.allowed_moves) == [pb.MOVE_PROVE]
    proofs.give(one)
    assert given(read(one)) == {RIB: True}


# --- Given or missing ------------------------------------------------------------------------------------------------


def test_a_proof_is_given_by_a_document_that_says_so_in_its_own_folder(proofs: Proofs, examiner: Examiner) -> None:
    """S-DOC-1."""
    assert given(examiner.read()) == {RIB: False, CARD: False, INVOICE: False}
    assert [proof.is_personal for proof in examiner.claim.required_proofs] == [True, True, False]
    proofs.give(examiner, RIB)
    # An invoice in the wrong folder, and another document.
    proofs.upload(examiner, INVOICE)
    proofs.upload(examiner, "", folder="travel")
    assert given(read(examiner)) == {RIB: True, CARD: False, INVOICE: False}
    proofs.upload(examiner, INVOICE, folder="travel")
    assert given(read(examiner)) == {RIB: True, CARD: False, INVOICE: True}
    assert [len(folder.documents) for folder in examiner.claim.proofs.folders] == [2, 2]
    assert examiner.claim.proofs.folders[0].documents[0].can_delete
    assert not any(proof.HasField("elsewhere") for proof in examiner.claim.required_proofs)


def test_an_infected_document_gives_nothing(proofs: Proofs, examiner: Examiner) -> None:
    """P-DOC-8."""
    proofs.give(examiner, RIB)
    with proofs.started.database.transaction() as session:
        session.execute(sa.update(Document).values(scan_state=ScanState.INFECTED, object_key=None))
    assert given(read(examiner))[RIB] is False
    (document,) = examiner.claim.proofs.folders[0].documents
    assert document.state == documents_pb2.Document.STATE_INFECTED


def test_a_bank_account_given_once_counts_for_every_claim_of_the_person(
    expenses: Expenses, proofs: Proofs, examiner: Examiner
) -> None:
    """S-DOC-1: « déjà fourni le … sur l’état de frais … », and never for anybody else."""
    proofs.give(examiner, RIB)
    # Said to be personal, which no rule says of an invoice.
    proofs.upload(examiner, INVOICE, folder="travel")
    number = examiner.validate(is_confirmed=True).order_number
    other = _newcomer(expenses, BEFORE, person_id=examiner.person_id)
    claim = read(other)
    assert given(claim) == {RIB: True, CARD: False, INVOICE: False}
    elsewhere = claim.required_proofs[0].elsewhere
    assert (elsewhere.claim_id, elsewhere.order_number) == (examiner.claim.id, number)
    assert elsewhere.mission_number == examiner.claim.mission.number
    assert elsewhere.given_date == day(expenses.clock.now().date())
    assert given(read(_newcomer(expenses))) == {RIB: False, CARD: False, INVOICE: False}
    # Given here as well, nothing else is named.
    proofs.give(other, RIB)
    assert not read(other).required_proofs[0].HasField("elsewhere")


def test_staff_see_what_is_given_too(expenses: Expenses, proofs: Proofs, examiner: Examiner) -> None:
    proofs.give(examiner, RIB)
    request = pb.GetDeskClaimRequest(id=examiner.claim.id, needs_proofs=True)
    claim = expenses.desk_of().GetClaim(request)
    assert given(claim)[RIB] is True
    (document,) = claim.proofs.folders[0].documents
    assert document.can_read
    assert not document.can_delete
    # Whoever owns a folder is its owner, whatever rights they have besides: it is not theirs to change from the desk.
    own = expenses.desk_of(examiner.person_id).GetClaim(request)
    assert not own.proofs.folders[0].documents[0].can_delete
    assert read(examiner).proofs.folders[0].documents[0].can_delete


def test_a_page_with_proofs_costs_one_call_and_no_statement_more(
    expenses: Expenses, proofs: Proofs, examiner: Examiner
) -> None:
    proofs.give(examiner, RIB)
    other = _newcomer(expenses, BEFORE, person_id=examiner.person_id)
    for one, statements in ((examiner, 2), (other, 3)):
        read(one)
        expenses.services.counter.calls.clear()
        with counted(expenses) as found:
            read(one)
        assert found == {EXPENSES: statements, MISSIONS: 0}
        inner = [path for path in expenses.services.counter.calls if "documents" in path]
        assert inner == ["/imagin.documents.v1.FoldersService/ListFolders"]


# --- At the validation ------------------------------------------------------------------------------------------------


def test_only_missing_proofs_ask_for_a_second_confirmation(proofs: Proofs, examiner: Examiner) -> None:
    """S-CLM-15: each is named at its place among those that are required."""
    proofs.give(examiner, CARD)
    with refused_for("PROOFS_MISSING") as found:
        examiner.validate()
    assert [violation.field for violation in found[0].violations] == ["required_proofs[0]", "required_proofs[2]"]
    assert "page des pièces justificatives" in found[0].message
    assert proofs.seals(examiner.claim.id) == {"payroll": None, "travel": None}
    proofs.give(examiner, RIB)
    proofs.give(examiner, INVOICE, folder="travel")
    assert examiner.validate().order_number == "2026-SIEC-000001"


def test_whoever_has_given_everything_sends_nothing_by_post(proofs: Proofs, examiner: Examiner) -> None:
    for proof, folder in ((RIB, "payroll"), (CARD, "payroll"), (INVOICE, "travel")):
        proofs.give(examiner, proof, folder)
    request = pb.ValidateClaimRequest(**examiner.change, sends_by_post=True)
    assert not examiner.stub.ValidateClaim(request).sends_by_post


def test_the_recap_tells_what_was_there_and_what_is_still_to_send(
    expenses: Expenses, proofs: Proofs, examiner: Examiner
) -> None:
    """S-CLM-13, S-CLM-14: with names and dates; what comes later is not in it, even when it is printed again."""
    proofs.give(examiner, CARD, file_name="carte.png")
    other = _newcomer(expenses, BEFORE, person_id=examiner.person_id)
    proofs.give(other, INVOICE, folder="travel", file_name="hotel_lille.png")
    proofs.give(other, "", folder="travel", file_name="plan.png")
    claim = other.stub.ValidateClaim(pb.ValidateClaimRequest(**other.change, sends_by_post=True))
    proofs.give_by_staff(other, RIB)
    told = _recap(other)
    for expected in (
        "Relevé d’identité bancaire Votre dossier financier n’est pas actif. à fournir",
        f"déjà fourni le 15/06/2026 sur la mission {examiner.claim.mission.number}",
        "hotel_lille.png Factures d’hébergement 15/06/2026",
        "plan.png Autre document 15/06/2026",
        "fourni le 15/06/2026",
    ):
        assert expected in told, expected
    assert "releve.png" not in told
    slip = told.partition("Bordereau à joindre")[2]
    assert (RIB in slip, CARD in slip, INVOICE in slip) == (True, False, False)
    # A decision changes the amount: the recap is made again, and tells the same proofs.
    desk = expenses.desk_of(expenses.person("ESI900009"))
    decided = desk.DecideTravel(
        pb.DecideTravelRequest(
            request_id=new_id(),
            id=claim.id,
            version=claim.version,
            decisions=pb.TravelDecisions(has_disability_rate=True),
        )
    )
    accepting = {"request_id": new_id(), "id": claim.id, "version": decided.version}
    desk.AcceptClaim(pb.AcceptClaimRequest(**accepting, parts=[pb.PART_KIND_FEE, pb.PART_KIND_TRAVEL]))
    again = _recap(other)
    assert again != told
    assert "releve.png" not in again
    assert "hotel_lille.png Factures d’hébergement 15/06/2026" in again


def _recap(examiner: Examiner) -> str:
    pdf = examiner.stub.GetRecap(pb.GetRecapRequest(id=examiner.claim.id)).pdf
    # A word that is cut at the end of a line is one word.
    return " ".join(words(pdf).replace("\u00a0", " ").replace("\x02", "").split())


# --- By post only ----------------------------------------------------------------------------------------------------


@pytest.fixture
def by_post(expenses: Expenses) -> Expenses:
    """An academy that takes no proof here."""
    expenses.execute(
        "INSERT INTO parameters (name, valid_from, values) VALUES ('DEMATERIALISED_PROOFS', '2026-01-01', '{no}')"
    )
    return expenses


def test_where_proofs_go_by_post_nobody_deposits_and_documents_is_not_asked(by_post: Expenses, proofs: Proofs) -> None:
    """S-CLM-14: the sentence names the post and its address."""
    examiner = _newcomer(by_post)
    desk = by_post.desk_of()
    assert pb.MOVE_PROVE not in examiner.claim.allowed_moves
    by_post.services.counter.calls.clear()
    for stub in (examiner.stub, desk):
        with refused_for("PROOFS_BY_POST") as found:
            stub.OpenProofs(opening(examiner))
        assert "par voie postale, à l’adresse suivante" in found[0].message
        assert "Bureau des frais, 1 rue des Archives, 59000 Lille." in found[0].message
    claim = read(examiner)
    assert (claim.proofs.is_available, claim.proofs.is_dematerialised) == (True, False)
    assert [len(folder.documents) for folder in claim.proofs.folders] == [0, 0]
    with refused_for("PROOFS_MISSING") as found:
        examiner.validate()
    assert "page" not in found[0].message
    assert len(found[0].violations) == 3
    claim = examiner.stub.ValidateClaim(pb.ValidateClaimRequest(**examiner.change, sends_by_post=True))
    assert claim.sends_by_post
    examiner.read()
    examiner.unvalidate()
    assert not [path for path in by_post.services.counter.calls if "documents" in path]
    assert proofs.seals(claim.id) == {}


def test_a_choice_of_the_academy_concerns_missions_that_begin_from_then_on(by_post: Expenses, proofs: Proofs) -> None:
    by_post.execute("UPDATE parameters SET valid_from = '2026-06-12'")
    proofs.give(_newcomer(by_post))
    later = by_post.claim(start=datetime(2026, 6, 12, 8, 0), has_active_payroll_file=False)  # noqa: DTZ001
    with refused_for("PROOFS_BY_POST"):
        proofs.open(later)


# --- Documents is slow -----------------------------------------------------------------------------------------------


def test_a_page_does_not_wait_for_a_slow_documents(expenses: Expenses, proofs: Proofs, examiner: Examiner) -> None:
    proofs.give(examiner, RIB)
    with proofs.started.database.transaction() as session:
        session.execute(sa.text("LOCK TABLE folders"))
        began = time.monotonic()
        claim = read(examiner)
        assert time.monotonic() - began < 1.5
        assert not read(examiner).proofs.is_available
        began = time.monotonic()
        assert not read(examiner).proofs.is_available
        assert time.monotonic() - began < 0.5, "the next page does not wait in its turn"
    assert (claim.proofs.is_available, claim.proofs.is_dematerialised) == (False, True)
    assert [folder.folder for folder in claim.proofs.folders] == ["payroll", "travel"]
    assert given(claim)[RIB] is False
    eventually(lambda: read(examiner).proofs.is_available)


def test_two_tabs_open_the_folders_once(proofs: Proofs, examiner: Examiner) -> None:
    """A5."""
    request = opening(examiner)
    assert examiner.stub.OpenProofs(request) == examiner.stub.OpenProofs(request) == proofs.open(examiner)


@pytest.mark.parametrize("role", [access_pb2.ROLE_EXAMINER, access_pb2.ROLE_MANAGER])
def test_a_claim_that_never_was_has_no_proofs(expenses: Expenses, role: int) -> None:
    person_id = new_id()
    expenses.accept_conditions(person_id)
    stub = expenses.claims_of(person_id) if role == access_pb2.ROLE_EXAMINER else expenses.desk_of(person_id)
    with refused_for("NOT_FOUND"):
        stub.OpenProofs(pb.OpenProofsRequest(request_id=new_id(), id=new_id()))
