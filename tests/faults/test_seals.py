"""Expenses and documents killed around a validation: a claim is validated exactly if its folders are sealed (A12)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from kit.errors import Refused, Unavailable, from_rpc_error
from services.expenses.errors import ProofsUnavailable
from services.expenses.servicer.folders import Folders
from services.expenses.servicer.sealing import Sweeper
from tests.conftest import eventually
from tests.faults.claims import Insistence
from tests.faults.deployment import Deployment
from tests.faults.proofs import Claim, World, proxied, server_of
from tests.faults.proxies import CommitProxy
from tests.gateway.journeys import LIST, enter_fee, validate

pytestmark = pytest.mark.needs_minio

CLAIM = "UPDATE claims SET"
FOLDERS = "UPDATE folders SET"


@pytest.fixture(scope="module")
def _expenses(_deployment: Deployment) -> Iterator[CommitProxy]:
    url = _deployment.database_url("expenses")
    with (
        CommitProxy(server_of(url)).running() as commits,
        _deployment.changed("expenses", database_url=proxied(url, commits.address)),
    ):
        yield commits


@pytest.fixture
def commits(_expenses: CommitProxy, world: World) -> Iterator[CommitProxy]:
    """The proxy before the database of expenses."""
    yield _expenses
    _expenses.let_pass()


@pytest.fixture
def claim(world: World) -> Claim:
    """A claim whose folders are open."""
    made = Claim.of(world.deployment, world.deployment.visitor)
    made.open()
    return made


def refusal(claim: Claim) -> Refused:
    with pytest.raises(grpc.RpcError) as raised:
        claim.validation.send()
    return from_rpc_error(raised.value)


def seals(claim: Claim) -> set[tuple[str | None, bool]]:
    """Seal of each folder, and whether it is confirmed."""
    statement = "SELECT seal_id::text, is_seal_confirmed FROM folders WHERE set_key = %s"
    return set(claim.deployment.rows("documents", statement, claim.id))


def own_seal(claim: Claim) -> tuple[str | None, bool]:
    """The seal that the claim keeps, and whether it is validated."""
    statement = "SELECT seal_id::text, coalesce(order_number, '') <> '' FROM claims WHERE id = %s"
    (found,) = claim.deployment.rows("expenses", statement, claim.id)
    return found


def sweep(claim: Claim) -> None:
    """What expenses does every half minute, as if the minute after which a seal is doubtful were over."""
    with claim.deployment.connection("documents") as connection:
        connection.execute("UPDATE folders SET seal_time = seal_time - interval '2 minutes' WHERE seal_id IS NOT NULL")
    process = claim.deployment.remote("expenses").process
    Sweeper(process, Folders(process)).sweep()


def check_open(claim: Claim) -> None:
    eventually(lambda: sweep(claim) or seals(claim) == {(None, False)}, 30)
    assert own_seal(claim) == (None, False)


def check_validated(claim: Claim) -> None:
    """The same request has the effect that it was sent for, once."""
    assert Insistence()(claim.validation.send).order_number
    seal_id, is_validated = own_seal(claim)
    assert is_validated
    eventually(lambda: seals(claim) == {(seal_id, True)}, 30)
    sweep(claim)
    assert seals(claim) == {(seal_id, True)}


def test_expenses_is_killed_between_the_seal_and_its_commit(world: World, commits: CommitProxy, claim: Claim) -> None:
    def kill() -> None:
        ((seal_id, is_confirmed),) = seals(claim)
        assert seal_id
        assert not is_confirmed
        world.kill("expenses")

    commits.before(CLAIM, kill)
    assert refusal(claim).message == Unavailable.message
    assert world.was_killed
    assert own_seal(claim) == (None, False)
    world.deployment.start("expenses")
    check_open(claim)
    check_validated(claim)


@pytest.mark.parametrize("is_told", [True, False], ids=["by its outbox", "by the sweeper"])
def test_expenses_is_killed_between_its_commit_and_the_confirmation(
    world: World, commits: CommitProxy, claim: Claim, is_told: bool
) -> None:
    """What it had to tell is delivered by the next process, or found by the sweeper if that comes first."""
    commits.after(CLAIM, lambda: world.kill("expenses"))
    assert refusal(claim).message == Unavailable.message
    assert world.was_killed
    seal_id, is_validated = own_seal(claim)
    assert is_validated
    assert seals(claim) == {(seal_id, False)}
    if not is_told:
        sweep(claim)
        assert seals(claim) == {(seal_id, True)}
    world.deployment.start("expenses")
    check_validated(claim)


@pytest.mark.parametrize("is_sealed", [False, True], ids=["before its commit", "after its commit"])
def test_documents_is_killed_while_it_seals(world: World, claim: Claim, is_sealed: bool) -> None:
    hold = world.commits.after if is_sealed else world.commits.before
    hold(FOLDERS, world.kill)
    refused = refusal(claim)
    assert world.was_killed
    assert (refused.reason, refused.message) == (
        ProofsUnavailable.reason,
        ProofsUnavailable.message.format(done="validé"),
    )
    assert own_seal(claim) == (None, False)
    ((seal_id, _),) = seals(claim)
    assert (seal_id is not None) == is_sealed
    world.deployment.start("documents")
    check_open(claim)
    check_validated(claim)


def test_without_documents_everything_but_proofs_goes_on(world: World, claim: Claim) -> None:
    """Pages of the claim say what they cannot show, its validation why not now; nothing else notices."""
    visitor = world.deployment.visitor
    world.kill()
    for name in ("pieces", "recapitulatif", "validation"):
        assert "ne peuvent pas être lues pour le moment" in claim.page(name).content, name
    assert enter_fee(claim.page(), copies="9").keys == ["CLAIM_RECORDED"]
    page = validate(claim.page())
    assert page.keys == [ProofsUnavailable.reason], page.console
    assert own_seal(claim) == (None, False)
    with ThreadPoolExecutor(4) as people:
        others = [
            "/",
            "/missions",
            LIST,
            f"{LIST}/conditions",
            f"{claim.base}/remuneration",
            f"{claim.base}/deplacement",
        ]
        assert {one.status for one in people.map(visitor.get, others)} == {200}
    world.deployment.start("documents")
    eventually(lambda: "2026-SIEC-" in validate(claim.page()).content, 30)
    assert own_seal(claim)[1]
