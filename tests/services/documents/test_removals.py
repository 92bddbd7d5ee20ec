"""What may be removed, by whom and until when, and that nothing stays behind."""

from datetime import timedelta

import pytest

from imagin.documents.v1 import documents_pb2 as pb
from kit.identifiers import new_id
from tests.conftest import eventually
from tests.refusals import refused
from tests.services.documents.deposits import COLLEAGUE, OTHER, OWNER, READER, STAFF, Deposits, a_pdf

ALLOWED = ""
# Who asks, who deposited it, whether the folder was sealed after it, and what the answer is.
RULES = [
    (OWNER, OWNER, False, ALLOWED),
    (OWNER, OWNER, True, "FOLDER_SEALED"),
    (OWNER, STAFF, False, "DOCUMENT_OF_STAFF"),
    (OWNER, STAFF, True, "DOCUMENT_OF_STAFF"),
    (STAFF, OWNER, False, "DOCUMENT_OF_OWNER"),
    (STAFF, OWNER, True, "DOCUMENT_OF_OWNER"),
    (STAFF, STAFF, False, ALLOWED),
    (STAFF, STAFF, True, "DOCUMENT_SEALED"),
    (COLLEAGUE, STAFF, False, ALLOWED),
    (READER, OWNER, False, "ACCESS_DENIED"),
    (OTHER, OWNER, False, "NOT_FOUND"),
    (OTHER, STAFF, True, "NOT_FOUND"),
]


def asked(deposits: Deposits, document: pb.Document, person: str) -> str:
    request = pb.DeleteDocumentRequest(request_id=new_id(), id=document.id, set_key=document.set_key)
    return refused(deposits.people(person).DeleteDocument, request).reason


@pytest.mark.parametrize(("person", "depositor", "is_sealed", "reason"), RULES)
def test_who_may_remove_what(deposits: Deposits, person: str, depositor: str, is_sealed: bool, reason: str) -> None:
    """S-DOC-5, B78. The list says the same to whoever sees it."""
    document = deposits.upload(person=depositor)
    if is_sealed:
        deposits.started.process.clock.advance(timedelta(minutes=1))
        deposits.seal()
    if person != OTHER:
        (listed,) = deposits.folder(asker=person).documents
        assert listed.can_delete is (reason == ALLOWED)
    if reason == ALLOWED:
        assert deposits.delete(document, person).id == document.id
    else:
        assert asked(deposits, document, person) == reason
    left = 0 if reason == ALLOWED else 1
    assert deposits.counts()["payroll"] == (left, left)
    deposits.sweep()
    assert len(deposits.objects()) == left


def test_what_came_in_after_the_sealing_goes_again_by_the_hand_of_a_gestionnaire(deposits: Deposits) -> None:
    """What was there at the sealing stays: somebody has decided on it."""
    before = deposits.upload(person=STAFF)
    deposits.started.process.clock.advance(timedelta(minutes=1))
    deposits.seal()
    deposits.started.process.clock.advance(timedelta(minutes=1))
    after = deposits.upload(person=STAFF)
    assert asked(deposits, before, STAFF) == "DOCUMENT_SEALED"
    assert asked(deposits, after, OWNER) == "DOCUMENT_OF_STAFF"
    deposits.delete(after, COLLEAGUE)
    assert [document.id for document in deposits.folder().documents] == [before.id]


def test_a_removal_sent_twice_has_one_effect(deposits: Deposits) -> None:
    document = deposits.upload()
    request = pb.DeleteDocumentRequest(request_id=new_id(), id=document.id, set_key=deposits.set_key)
    stub = deposits.people(OWNER)
    assert stub.DeleteDocument(request) == stub.DeleteDocument(request)
    assert deposits.counts()["payroll"] == (0, 0)
    assert asked(deposits, document, OWNER) == "NOT_FOUND"


def test_what_was_removed_may_be_given_again(deposits: Deposits) -> None:
    content = a_pdf()
    deposits.delete(deposits.upload(content))
    assert deposits.upload(content).file_name == "releve.pdf"


def test_the_object_of_what_is_removed_goes_at_once(deposits: Deposits) -> None:
    """The process that removed it wakes its own sweeper."""
    document = deposits.upload()
    assert len(deposits.objects()) == 1
    deposits.delete(document)
    eventually(lambda: not deposits.objects() and not deposits.loose())


def test_what_counts_for_a_sealed_set_stays_in_the_set_where_it_was_given(deposits: Deposits) -> None:
    """S-DOC-1: given once, it counts everywhere; then nobody takes it away from what was decided with it."""
    # Later than whatever other tests have sealed for the same owner.
    deposits.started.process.clock.advance(timedelta(hours=1))
    rib = deposits.upload(proof="RIB", is_personal=True)
    other = new_id()
    (counted,) = deposits.seal(other).personal_documents
    assert counted.id == rib.id
    (listed,) = deposits.folder().documents
    assert not listed.can_delete
    assert asked(deposits, rib, OWNER) == "DOCUMENT_COUNTED"
    # What was given since does not count there; and nothing does any more once the other is open again.
    deposits.started.process.clock.advance(timedelta(minutes=1))
    newer = deposits.upload(proof="RIB", is_personal=True)
    assert deposits.delete(newer).id == newer.id
    deposits.open(other)
    assert deposits.delete(rib).id == rib.id


def test_a_second_sealing_keeps_what_came_in_between(deposits: Deposits) -> None:
    clock = deposits.started.process.clock
    deposits.seal()
    clock.advance(timedelta(minutes=1))
    between = deposits.upload(person=STAFF)
    clock.advance(timedelta(minutes=1))
    deposits.seal()
    assert asked(deposits, between, STAFF) == "DOCUMENT_SEALED"
