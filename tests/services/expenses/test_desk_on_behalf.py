"""A gestionnaire enters and validates in the name of the examiner, once the claim is closed (G-19)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import BOTH, FEE, LENS, TRAVEL, Examiner, Expenses, entry, town, trip

LAST_DAY = datetime(2026, 8, 31, 21, 59, tzinfo=UTC)
CLOSED = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


@pytest.fixture
def closed(expenses: Expenses) -> tuple[Examiner, Examiner]:
    """A claim with a record and a draft, after its closing date: the ways of its examiner, and of a gestionnaire."""
    examiner = expenses.claim()
    examiner.save(entry(10), FEE)
    examiner.draft(entry(12), FEE)
    expenses.clock.set(CLOSED)
    return examiner, in_the_name_of(expenses, examiner)


def in_the_name_of(expenses: Expenses, examiner: Examiner, manager: str = "") -> Examiner:
    """The same short ways, through the desk."""
    return Desk(examiner.person_id, examiner.record, expenses.desk_of(manager), pb.Claim.FromString(
        examiner.claim.SerializeToString()
    ))  # fmt: skip


class Desk(Examiner):
    """A gestionnaire instead of the examiner."""

    stub: pb_grpc.DeskServiceStub  # type: ignore[assignment]

    def read(self) -> pb.Claim:
        self.claim = self.stub.GetClaim(pb.GetDeskClaimRequest(id=self.claim.id))
        return self.claim


def test_a_gestionnaire_takes_over_what_was_typed_and_validates_it(closed: tuple[Examiner, Examiner]) -> None:
    """G-19."""
    examiner, desk = closed
    seen = desk.read()
    assert (seen.draft.fee.copies, seen.fee_calculation.amount_cents) == (12, 6_000)
    assert list(seen.allowed_moves)[:2] == [pb.MOVE_SAVE, pb.MOVE_VALIDATE]
    assert seen.fee.is_editable
    desk.save(entry(120, trip(departure_town=town(LENS))))
    claim = desk.validate()
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_VALIDATED}
    assert claim.order_number == "2026-SIEC-000001"
    seen = examiner.read()
    assert list(seen.allowed_moves) == []
    (told,) = [one.message for one in seen.follow_ups if "en votre nom" in one.message]
    assert told.startswith("L’état de frais a été saisi et validé par le gestionnaire en votre nom le mardi 1er")
    assert "au nom de l’intervenant" in " ".join(one.message for one in claim.follow_ups)
    recap = pb.GetRecapRequest(id=claim.id)
    assert examiner.stub.GetRecap(recap) == desk.stub.GetRecap(pb.GetDeskRecapRequest(id=claim.id))


def test_a_validation_in_the_name_of_the_examiner_is_taken_back_until_it_is_accepted(
    closed: tuple[Examiner, Examiner],
) -> None:
    _, desk = closed
    number = desk.validate().order_number
    claim = desk.unvalidate()
    assert (claim.fee.status, claim.order_number) == (pb.STATUS_TO_VALIDATE, number)
    claim = desk.validate()
    desk.claim = desk.stub.AcceptClaim(pb.AcceptClaimRequest(**desk.change, parts=[pb.PART_KIND_FEE]))
    with refused_for("PART_ACCEPTED"):
        desk.unvalidate()


def test_what_a_gestionnaire_types_is_kept_and_forgotten_like_any_draft(closed: tuple[Examiner, Examiner]) -> None:
    examiner, desk = closed
    given = entry(30, trip())
    given.typed["fee.copies"] = "30"
    claim = desk.draft(given)
    assert (claim.draft.fee.copies, dict(claim.draft.typed)) == (30, {"fee.copies": "30"})
    assert "tant que vous ne l’avez" in claim.follow_ups[0].message
    assert "tant que le gestionnaire ne l’a" in examiner.read().follow_ups[0].message
    claim = desk.stub.UpdateClaim(pb.UpdateClaimRequest(**desk.change, update_mask=FEE, is_from_draft=True))
    assert (claim.recorded.fee.copies, claim.draft.HasField("travel")) == (30, True)
    desk.claim = claim
    claim = desk.stub.DiscardDraft(pb.DiscardDraftRequest(**desk.change))
    assert not claim.HasField("draft")


def test_an_amount_is_estimated_at_the_desk_too(closed: tuple[Examiner, Examiner]) -> None:
    _, desk = closed
    before = desk.read()
    estimate = desk.estimate(entry(120, trip()))
    assert (estimate.fee_calculation.amount_cents, estimate.travel_calculation.amount_cents) == (60_000, 5_840)
    assert desk.read() == before


ENTRIES: dict[str, Callable[[Any], object]] = {
    "estimate": lambda one: one.estimate(entry(1)),
    "draft": lambda one: one.draft(entry(1)),
    "discard": lambda one: one.stub.DiscardDraft(pb.DiscardDraftRequest(**one.change)),
    "save": lambda one: one.save(entry(1)),
    "validate": lambda one: one.validate(),
    "unvalidate": lambda one: one.unvalidate(),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_until_the_closing_date_a_claim_is_its_examiner_s(expenses: Expenses, name: str) -> None:
    """G-19: the refusal says when that ends."""
    examiner = expenses.claim()
    examiner.draft(entry(12), FEE)
    expenses.clock.set(LAST_DAY)
    desk = in_the_name_of(expenses, examiner)
    assert not desk.read().HasField("draft")
    assert not {pb.MOVE_SAVE, pb.MOVE_VALIDATE, pb.MOVE_UNVALIDATE} & set(desk.claim.allowed_moves)
    with refused_for("CLAIMS_OPEN") as found:
        ENTRIES[name](desk)
    assert "31/08/2026" in found[0].message
    assert examiner.read().draft.fee.copies == 12


@pytest.mark.parametrize("name", ENTRIES)
def test_nobody_enters_their_own_claim_at_the_desk(expenses: Expenses, name: str) -> None:
    """G-4."""
    examiner = expenses.claim()
    expenses.clock.set(CLOSED)
    with refused_for("OWN_CLAIM"):
        ENTRIES[name](in_the_name_of(expenses, examiner, examiner.person_id))
    assert examiner.read().is_untouched


@pytest.mark.parametrize("name", ENTRIES)
def test_once_it_is_closed_the_examiner_enters_no_more(closed: tuple[Examiner, Examiner], name: str) -> None:
    examiner, _ = closed
    with refused_for("CLAIMS_CLOSED"):
        ENTRIES[name](examiner)
    assert examiner.read().draft.fee.copies == 12


def test_what_the_desk_enters_is_held_to_the_same_rules(closed: tuple[Examiner, Examiner], expenses: Expenses) -> None:
    _, desk = closed
    with refused_for("INVALID_FIELDS") as found:
        desk.save(entry(1_001, trip(one_way_count=0)), BOTH)
    assert {one.field for one in found[0].violations} == {"fee.copies", "travel.trips[0].one_way_count"}
    santorin = in_the_name_of(expenses, expenses.claim(fee_source="SANTORIN"))
    with refused_for("PART_HANDLED"):
        santorin.save(entry(1), FEE)


def test_missing_proofs_ask_the_gestionnaire_too(expenses: Expenses) -> None:
    examiner = expenses.claim(has_insee_number=False)
    examiner.save(entry(12), FEE)
    expenses.clock.set(CLOSED)
    desk = in_the_name_of(expenses, examiner)
    with refused_for("PROOFS_MISSING"):
        desk.validate()
    desk.claim = desk.stub.ValidateClaim(pb.ValidateClaimRequest(**desk.change, sends_by_post=True))
    assert desk.claim.sends_by_post


def test_conditions_that_the_examiner_never_read_do_not_stop_the_desk(expenses: Expenses) -> None:
    given = expenses.claim(opens_travel=False)
    expenses.execute("DELETE FROM acceptances")
    expenses.clock.set(CLOSED)
    desk = in_the_name_of(expenses, given)
    desk.save(entry(12), FEE)
    assert desk.validate().fee.status == pb.STATUS_VALIDATED


def test_the_audit_says_who_entered_and_the_examiner_gets_the_mail(expenses: Expenses) -> None:
    manager, owner = new_id(), expenses.person("ESI000078", email_pro="anna.lefort@ac-lille.example")
    examiner = expenses.claim(person_id=owner)
    expenses.clock.set(CLOSED)
    desk = in_the_name_of(expenses, examiner, manager)
    desk.save(entry(12, trip()))
    desk.validate()
    query = "SELECT string_agg(DISTINCT action, ' ') FROM kit.audit WHERE aggregate_id = :id AND actor_id = :actor"
    assert expenses.scalar(query, id=desk.claim.id, actor=manager) == "UpdateClaim ValidateClaim"
    validated_by = "SELECT DISTINCT validated_by_id::text FROM claim_parts WHERE claim_id = :id"
    assert expenses.scalar(validated_by, id=desk.claim.id) == manager
    mails = sa.text("SELECT count(*) FROM mails WHERE template = 'claim_validated' AND person_id = :id")
    limit, sent = time.monotonic() + 15, 0
    while not sent and time.monotonic() < limit:
        time.sleep(0.05)
        with expenses.services.started["auth"].database.read() as session:
            sent = session.scalar(mails, {"id": owner})
    assert sent == 1


def test_two_who_enter_at_the_desk_never_lose_what_the_other_typed(closed: tuple[Examiner, Examiner]) -> None:
    _, first = closed
    first.read()
    older = first.change
    first.draft(entry(40), FEE)
    with refused_for("STALE_VERSION"):
        first.stub.SaveDraft(pb.SaveDraftRequest(**older, draft=entry(3), update_mask=TRAVEL))
    assert first.read().draft.fee.copies == 40


def test_a_gestionnaire_takes_back_that_the_mission_was_not_done(expenses: Expenses) -> None:
    """S-CLM-5: past the closing date nobody else may, and the claim would be paid to nobody."""
    examiner = expenses.claim()
    claim = examiner.stub.DeclareNotDone(
        pb.DeclareNotDoneRequest(request_id=new_id(), id=examiner.claim.id, version=examiner.claim.version)
    )
    desk = expenses.desk_of()
    undo = pb.UndoNotDoneRequest(request_id=new_id(), id=claim.id, version=claim.version)
    with refused_for("CLAIMS_OPEN"):
        desk.UndoNotDone(undo)
    expenses.clock.set(CLOSED)
    told = [one.message for one in desk.GetClaim(pb.GetDeskClaimRequest(id=claim.id)).follow_ups]
    assert any("vous pouvez revenir sur cette déclaration" in message for message in told), told
    back = desk.UndoNotDone(undo)
    assert {back.fee.status, back.travel.status} == {pb.STATUS_TO_VALIDATE}
    assert pb.MOVE_SAVE in back.allowed_moves
