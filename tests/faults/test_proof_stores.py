"""A store that is down, full, slow, cut or gives back something else: a sentence, the claim unharmed, nothing kept."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import pytest

from kit.identifiers import new_id
from services.documents.errors import DocumentDamaged, StoreUnavailable
from tests.conftest import eventually
from tests.faults.proofs import FOLDER, NAME, Claim, Deposit, World
from tests.faults.store_proxy import Fault, cut, down, full, giving, lying, slow
from tests.gateway.browser import Browser
from tests.gateway.journeys import enter_fee, validate
from tests.services.documents.deposits import a_pdf

pytestmark = pytest.mark.needs_minio

SIZE = 1_000_000
# Whoever waits longer than an upload or a document on paper may take is told so without the store.
DEADLINE_SECONDS = 20

_names = count(1)


def a_deposit(claim: Claim) -> Deposit:
    return Deposit(claim, a_pdf(SIZE), name=f"piece-{next(_names)}.pdf")


def kept(claim: Claim) -> str:
    """The document that a deposit made, once gateway, expenses and documents have found each other."""
    deposit = a_deposit(claim)
    eventually(lambda: "PROOF_DEPOSITED" in deposit.send().keys, 30)
    statement = "SELECT id::text FROM documents WHERE set_key = %s AND file_name = %s"
    (document_id,) = claim.deployment.rows("documents", statement, claim.id, deposit.name)
    return document_id


def program(browser: Browser, method: str, address: str, **given: object) -> httpx.Response:
    """The API, as a program calls it that has the session of a browser."""
    headers = {"x-form-token": browser.token(), "idempotency-key": new_id()}
    return browser.client.request(method, f"/api/v1/claims/{address}", headers=headers, **given)  # type: ignore[arg-type]


def deposited_by_program(claim: Claim) -> httpx.Response:
    files = {"file": (NAME, a_pdf(SIZE), "application/pdf")}
    return program(claim.browser, "POST", f"{claim.id}/proofs", data={"folder": FOLDER}, files=files)


@pytest.mark.parametrize(
    "fault", [down, full, slow, cut, lying(ETag="")], ids=["down", "full", "slow", "cut", "says nothing"]
)
def test_a_deposit_into_a_store_that_fails_is_a_sentence_and_costs_the_claim_nothing(
    world: World, fault: Fault
) -> None:
    """F18, S-DOC-6. By page and by program; meanwhile the claim is entered, read and validated."""
    claim, other = (Claim.of(world.deployment, world.deployment.visitor) for _ in range(2))
    claim.wait_for_proofs()
    with world.store.failing(fault), ThreadPoolExecutor(2) as people:
        began = time.monotonic()
        on_page, by_program = people.submit(a_deposit(claim).send), people.submit(deposited_by_program, claim)
        assert enter_fee(claim.page(), copies="12").keys == ["CLAIM_RECORDED"]
        assert "2026-SIEC-" in validate(other.page()).content
        page, answer = on_page.result(), by_program.result()
        assert time.monotonic() - began < DEADLINE_SECONDS
    assert (page.status, page.keys) == (503, [StoreUnavailable.reason])
    assert page.errors == {f"{FOLDER}.file": StoreUnavailable.message.replace("\u00a0", " ")}
    assert (answer.status_code, answer.json()["reason"]) == (503, StoreUnavailable.reason)
    assert answer.json()["detail"] == StoreUnavailable.message
    world.check_no_trace(claim)
    document_id = kept(claim)
    assert claim.read(document_id)
    assert "2026-SIEC-" in validate(claim.page()).content


def test_what_a_store_says_of_what_it_kept_is_not_believed(world: World) -> None:
    """Only what comes back counts, and is checked: an ETag means something else on each store."""
    claim = Claim.of(world.deployment, world.deployment.visitor)
    with world.store.failing(lying(ETag='"d41d8cd98f00b204e9800998ecf8427e"')):
        document_id = kept(claim)
    assert claim.read(document_id).startswith(b"%PDF-")


def _another(world: World, claim: Claim) -> Fault:
    """The object of another document of the same claim, whole."""
    others = {object_key for _, object_key in claim.documents()}
    kept(claim)
    ((object_key),) = {key for _, key in claim.documents()} - others
    content = b"".join(world.store.store.get(object_key))
    return giving(lambda _: content)


def _altered(world: World, claim: Claim) -> Fault:
    return giving(lambda content: content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])


def _shorter(world: World, claim: Claim) -> Fault:
    return giving(lambda content: content[: len(content) // 2])


def _same(fault: Fault) -> Callable[[World, Claim], Fault]:
    return lambda *_: fault


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (_another, DocumentDamaged),
        (_altered, DocumentDamaged),
        (_shorter, DocumentDamaged),
        (_same(cut), StoreUnavailable),
        (_same(down), StoreUnavailable),
        (_same(slow), StoreUnavailable),
    ],
    ids=["another object", "altered", "shorter", "cut", "down", "slow"],
)
def test_what_a_store_gives_back_wrong_is_a_sentence_and_never_shown(
    world: World, make: Callable[[World, Claim], Fault], refusal: type
) -> None:
    """F18. Not one byte of it reaches anybody, and the log says so without a word of it."""
    claim = Claim.of(world.deployment, world.deployment.visitor)
    document_id = kept(claim)
    fault = make(world, claim)
    written = world.deployment.log.stat().st_size
    with world.store.failing(fault), ThreadPoolExecutor(2) as people:
        began = time.monotonic()
        address = f"{claim.id}/proofs/{document_id}"
        by_program = people.submit(program, claim.browser, "GET", address)
        page = claim.page(f"pieces/{document_id}/fichier")
        answer = by_program.result()
        assert time.monotonic() - began < DEADLINE_SECONDS
    assert page.path == f"{claim.base}/pieces"
    assert page.keys == [refusal.reason]
    assert (answer.json()["reason"], answer.json()["detail"]) == (refusal.reason, refusal.message)
    log = world.deployment.log.read_bytes()[written:].decode()
    said = "is damaged" if refusal is DocumentDamaged else "the store does not do what it is asked"
    assert log.count(said) == 2, log
    assert "piece-" not in log
    assert claim.read(document_id).startswith(b"%PDF-")
