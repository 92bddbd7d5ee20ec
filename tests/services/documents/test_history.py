"""What happened to the documents of a set, as a view on the audit (P-CLM-23)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from imagin.documents.v1 import documents_pb2 as pb
from kit.call import Call
from kit.identity import Caller
from kit.work import unit_of_work
from services.documents.models import Document, ScanState
from tests.conftest import NOON, Services
from tests.services.documents.deposits import OWNER, STAFF, Deposits
from tests.starting import start_documents

Event = pb.DocumentEvent


def events(deposits: Deposits) -> list[pb.DocumentEvent]:
    request = pb.ListFolderHistoryRequest(set_key=deposits.set_key)
    return list(deposits.folders.ListFolderHistory(request).events)


def infect(deposits: Deposits, document: pb.Document) -> None:
    """What the antivirus does."""
    process = deposits.started.process
    with unit_of_work(process.database, process.clock, Call("ScanDocument", Caller(service="documents"))) as work:
        found = work.session.get_one(Document, document.id)
        found.scan_state, found.object_key = ScanState.INFECTED, None


def test_each_event_says_what_when_where_and_who(deposits: Deposits) -> None:
    """Newest first; of what is gone the name and the proof are still known."""
    removed = deposits.upload(proof="Relevé d’identité bancaire")
    kept = deposits.upload(folder="travel", person=STAFF, file_name="billet.pdf")
    deposits.started.process.clock.advance(timedelta(hours=1))
    deposits.delete(removed)
    deposits.downloaded(kept, STAFF)
    found = events(deposits)
    told = [(each.kind, each.file_name, each.folder, each.actor_person_id, each.proof) for each in found]
    assert told == [
        (Event.KIND_READ, "billet.pdf", "travel", STAFF, ""),
        (Event.KIND_DELETED, "releve.pdf", "payroll", OWNER, "Relevé d’identité bancaire"),
        (Event.KIND_DEPOSITED, "billet.pdf", "travel", STAFF, ""),
        (Event.KIND_DEPOSITED, "releve.pdf", "payroll", OWNER, "Relevé d’identité bancaire"),
    ]
    times = [each.event_time.ToDatetime(NOON.tzinfo) for each in found]
    assert times == [NOON + timedelta(hours=1)] * 2 + [NOON] * 2


def test_an_infected_document_is_told_also_once_its_owner_has_removed_it(deposits: Deposits) -> None:
    document = deposits.upload()
    infect(deposits, document)
    kinds = [Event.KIND_INFECTED, Event.KIND_DEPOSITED]
    assert [(each.kind, each.actor_person_id) for each in events(deposits)] == list(
        zip(kinds, ["", OWNER], strict=True)
    )
    deposits.delete(document)
    assert [each.kind for each in events(deposits)] == [Event.KIND_DELETED, *kinds]
    assert {each.file_name for each in events(deposits)} == {"releve.pdf"}


def test_folders_and_verdicts_that_change_nothing_are_no_event(deposits: Deposits) -> None:
    document = deposits.upload()
    deposits.seal()
    with deposits.started.database.transaction() as session:
        session.execute(sa.update(Document).filter_by(id=document.id).values(scan_state=ScanState.CLEAN))
    assert [each.kind for each in events(deposits)] == [Event.KIND_DEPOSITED]


def test_another_set_has_its_own_history(deposits: Deposits) -> None:
    deposits.open(deposits.other_key)
    deposits.upload(set_key=deposits.other_key)
    assert events(deposits) == []


def test_listing_and_history_cost_few_statements(services: Services, tmp_path: Path) -> None:
    """However many documents there are."""
    deposits = Deposits.of(start_documents(services, tmp_path))

    def cost(ask: Callable[[], object]) -> int:
        services.counter.reset()
        ask()
        return len(services.counter.statements)

    for _ in range(2):
        deposits.upload()
        deposits.upload(folder="travel", person=STAFF)
        costs = [cost(lambda asker=asker: deposits.listed(asker=asker)) for asker in (OWNER, STAFF)]
        assert [*costs, cost(lambda: events(deposits))] == [1, 1, 2]
