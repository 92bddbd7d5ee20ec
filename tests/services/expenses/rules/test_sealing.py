"""When the proofs of a claim may not change any more, and which of those required are given (S-DOC-1, S-DOC-5)."""

from datetime import UTC, datetime

import pytest

from services.expenses.models import Claim, Part
from services.expenses.rules.proofs import Deposit, Deposits, Elsewhere, Proof
from services.expenses.rules.providers import Provider
from services.expenses.rules.sealing import is_evidence
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
OPEN, VALIDATED, ACCEPTED = State
EXAMINER, SANTORIN, MANAGER, NONE = Provider.EXAMINER, Provider.SANTORIN, Provider.MANAGER, Provider.NONE
FEE, TRAVEL = PartKind


def a_claim(
    fee: tuple[Provider, State],
    travel: tuple[Provider, State] = (NONE, OPEN),
    carrier: str | None = None,
    **facts: object,
) -> Claim:
    parts = [
        Part(kind=FEE, provider=fee[0], state=fee[1]),
        Part(kind=TRAVEL, provider=travel[0], state=travel[1], carrier_claim_id=carrier),
    ]
    return Claim(parts={part.kind: part for part in parts}, **facts)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (a_claim((EXAMINER, OPEN)), False),
        (a_claim((EXAMINER, VALIDATED)), True),
        (a_claim((EXAMINER, ACCEPTED)), True),
        (a_claim((SANTORIN, OPEN)), False),
        # Counted, not accepted yet: whoever is paid for it may still give a bank account.
        (a_claim((SANTORIN, VALIDATED)), False),
        (a_claim((MANAGER, VALIDATED)), False),
        (a_claim((SANTORIN, ACCEPTED)), True),
        # The examiner has something left to validate, with its proofs.
        (a_claim((SANTORIN, ACCEPTED), (EXAMINER, OPEN)), False),
        (a_claim((SANTORIN, ACCEPTED), (EXAMINER, VALIDATED)), True),
        (a_claim((SANTORIN, OPEN), (EXAMINER, VALIDATED)), True),
        (a_claim((SANTORIN, ACCEPTED), (EXAMINER, OPEN), carrier="of the same day"), True),
        (a_claim((EXAMINER, OPEN), cancel_time=NOW), True),
        (a_claim((EXAMINER, OPEN), convocation_cancel_time=NOW), True),
    ],
)
def test_proofs_are_evidence_once_something_was_decided_on_them(claim: Claim, expected: bool) -> None:
    assert is_evidence(claim) is expected


RIB = Proof(FEE, "Relevé d’identité bancaire", "Votre dossier financier n’est pas actif.", is_personal=True)
INVOICE = Proof(TRAVEL, "Factures d’hébergement", "Vous déclarez des nuitées, remboursées sur facture.")


def deposit(part: PartKind, proof: str) -> Deposit:
    return Deposit("claim", part, "piece.pdf", proof, NOW, is_by_staff=False)


def test_a_document_gives_the_proof_that_it_says_in_the_folder_of_its_part() -> None:
    deposits = Deposits([deposit(FEE, ""), deposit(FEE, INVOICE.label), deposit(TRAVEL, RIB.label)])
    assert not deposits.gives(RIB)
    assert not deposits.gives(INVOICE)
    assert Deposits([deposit(FEE, RIB.label)]).gives(RIB)
    assert Deposits([deposit(TRAVEL, INVOICE.label)]).gives(INVOICE)


def test_only_a_personal_proof_counts_from_another_claim() -> None:
    other = Elsewhere("other", "LI1", "2026-SIEC-000001", NOW)
    elsewhere = Deposits(elsewhere={RIB.label: other, INVOICE.label: other})
    assert elsewhere.given_elsewhere(RIB) == other
    assert (elsewhere.gives(RIB), elsewhere.gives(INVOICE)) == (True, False)
    both = Deposits([deposit(FEE, RIB.label)], {RIB.label: other})
    assert both.gives(RIB)
    assert both.given_elsewhere(RIB) is None
