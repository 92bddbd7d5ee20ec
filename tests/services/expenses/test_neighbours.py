"""Another service is down: nothing typed is lost, and nothing waits for what it can do without."""

from pathlib import Path

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import Services
from tests.pdf_reading import words
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, LENS, TRAVEL, Expenses, entry, rates, town, trip
from tests.starting import start_documents


@pytest.fixture
def alone(services: Services, tmp_path: Path) -> Expenses:
    """Expenses of whose neighbours only documents answers: without it no proof would be sealed."""
    start_documents(services, tmp_path)
    started = services.start("expenses")
    with started.database.transaction() as session:
        session.add_all(rates())
    made = Expenses(services, started, started.process.clock)
    # The keys that identities are checked with were fetched while auth still answered.
    made.accept_conditions(new_id())
    # Port 1 is nobody's.
    services.addresses |= {"missions": "127.0.0.1:1", "auth": "127.0.0.1:1"}
    return made


def test_what_is_typed_is_kept_while_missions_does_not_answer(alone: Expenses) -> None:
    examiner = alone.claim()
    claim = examiner.draft(entry(120, trip(departure_town=town(LENS))))
    assert claim.draft.travel.trips[0].departure_town == pb.Town(code=LENS.code)
    with refused_for("UNAVAILABLE"):
        examiner.save(entry(120, trip(departure_town=town(LENS))))
    # Towns that the claim knows need nobody.
    assert examiner.save(entry(120, trip())).travel.amount_cents == 5_840


def test_a_claim_is_validated_and_printed_without_its_neighbours(alone: Expenses) -> None:
    """The mail leaves later; the contact of the academy is missing on the paper, not the paper."""
    examiner = alone.claim()
    examiner.save(entry(120, trip()))
    claim = examiner.validate()
    assert claim.order_number == "2026-SIEC-000001"
    assert "2026-SIEC-000001" in words(examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf)
    assert alone.scalar("SELECT count(*) FROM kit.outbox WHERE method LIKE '%Notify'") == 1


def test_a_decision_that_names_the_gestionnaire_waits_for_auth(alone: Expenses) -> None:
    """Who cancelled is told to the examiner: without the name, the decision is asked for again."""
    examiner = alone.claim()
    examiner.save(entry(120), FEE)
    claim = examiner.validate()
    desk = alone.started.stub_for(pb_grpc.DeskServiceStub, new_id(), access_pb2.ROLE_MANAGER)
    with refused_for("UNAVAILABLE"):
        desk.CancelClaim(
            pb.CancelClaimRequest(request_id=new_id(), id=claim.id, version=claim.version, reason="Doublon")
        )
    assert examiner.read().fee.status == pb.STATUS_VALIDATED
    assert not examiner.claim.recorded.travel.trips
    with refused_for("PART_VALIDATED"):
        examiner.save(entry(None, trip()), TRAVEL)
