"""SIGTERM under load, as every release does: calls under way end, and whoever calls meanwhile is asked to try again."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.documents.v1 import documents_pb2, documents_pb2_grpc
from imagin.expenses.v1 import expenses_pb2, expenses_pb2_grpc
from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from imagin.portal.v1 import portal_pb2, portal_pb2_grpc
from imagin.survey.v1 import survey_pb2, survey_pb2_grpc
from kit import transport
from kit.channels import Channels
from kit.errors import from_rpc_error
from kit.settings import ProcessSettings
from tests.conftest import eventually
from tests.faults.claims import AGAIN, examiners, is_unavailable, validations
from tests.faults.deployment import SERVICES, Deployment
from tests.gateway.browser import Browser
from tests.gateway.journeys import LIST, base_of
from tools.ports import free_port

# A read of each service.
READS = {
    "auth": (auth_pb2_grpc.KeysServiceStub, "ListPublicKeys", auth_pb2.ListPublicKeysRequest()),
    "missions": (missions_pb2_grpc.MissionsServiceStub, "ListMissions", missions_pb2.ListMissionsRequest()),
    "expenses": (expenses_pb2_grpc.ClaimsServiceStub, "GetConditions", expenses_pb2.GetConditionsRequest()),
    "documents": (documents_pb2_grpc.FoldersServiceStub, "ListFolders", documents_pb2.ListFoldersRequest(set_key="1")),
    "portal": (portal_pb2_grpc.PortalServiceStub, "ListPortalMissions", portal_pb2.ListPortalMissionsRequest()),
    "survey": (survey_pb2_grpc.SurveyServiceStub, "GetOpenQuestionnaire", survey_pb2.GetOpenQuestionnaireRequest()),
}
# Who may be asked by expenses alone, and not for a person.
FOR_EXPENSES = {"auth", "documents"}
PAGES = {"auth": "/", "missions": "/missions", "expenses": f"{LIST}/conditions"}


class Traffic:
    """Calls that never stop; each says whether it was answered, or asked to try again."""

    def __init__(self) -> None:
        self._answered: list[bool] = []
        self._running: list[Future[None]] = []
        self._is_over = threading.Event()

    @contextmanager
    def of(self, calls: list[Callable[[], bool]]) -> Iterator[None]:
        """Each call over and over, on a thread of its own, for the length of a `with` block."""
        with ThreadPoolExecutor(len(calls)) as threads:
            self._running = [threads.submit(self._repeat, call) for call in calls]
            try:
                yield
            finally:
                self._is_over.set()
        self._check()

    def wait_for(self, is_answered: bool) -> None:
        """Wait for an outcome of what is called from now on."""
        known = len(self._answered) + 10
        eventually(lambda: self._check() or is_answered in self._answered[known:], 30)

    def _check(self) -> None:
        """Fail when a call had an outcome that it may not have."""
        for one in self._running:
            if one.done():
                one.result()

    def _repeat(self, call: Callable[[], bool]) -> None:
        while not self._is_over.wait(0.02):
            self._answered.append(call())


def caller(deployment: Deployment, name: str) -> Callable[[], bool]:
    """Reads of a service with the deadlines and repetitions of production."""
    stub_class, method, request = READS[name]
    channels = Channels(
        "expenses" if name in FOR_EXPENSES else "gateway", ProcessSettings(addresses=deployment.addresses)
    )
    (person_id,) = deployment.people([deployment.visitor.identifier])

    def read() -> bool:
        metadata = [] if name in FOR_EXPENSES else deployment.identities.metadata(name, person_id)
        try:
            getattr(channels.stub(stub_class), method)(request, metadata=metadata)
        except grpc.RpcError as error:
            refused = from_rpc_error(error)
            assert refused.reason == "NO_OPEN_QUESTIONNAIRE" or AGAIN.get(refused.reason) == refused.message, refused
            return refused.reason not in AGAIN
        return True

    return read


def reader(browser: Browser, address: str) -> Callable[[], bool]:
    """Visits of a page."""

    def visit() -> bool:
        page = browser.get(address)
        if page.status == 200:
            assert page.path == address
            return True
        assert is_unavailable(page), page.content
        return False

    return visit


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_replaced_under_load(deployment: Deployment, name: str) -> None:
    traffic = Traffic()
    page = reader(deployment.visitor, PAGES.get(name, "/"))
    with traffic.of([*[caller(deployment, name)] * 4, *[page] * 2]):
        traffic.wait_for(is_answered=True)
        deployment.stop(name)
        traffic.wait_for(is_answered=False)
        deployment.start(name)
        traffic.wait_for(is_answered=True)
        eventually(page)


def test_of_two_processes_one_is_replaced_and_nobody_notices(deployment: Deployment) -> None:
    """What a process that stops refuses, the channel gives to the other one."""
    waiting = validations(deployment, examiners(deployment, 8), 160)
    addresses = [deployment.addresses["expenses"], f"127.0.0.1:{free_port()}"]
    options = transport.channel_options(["imagin.expenses.v1.ClaimsService"], "expenses", is_secure=False)
    other = deployment.replica("expenses", addresses[1])
    with grpc.insecure_channel(f"ipv4:{','.join(addresses)}", options) as channel, ThreadPoolExecutor(8) as clients:
        validate = expenses_pb2_grpc.ClaimsServiceStub(channel).ValidateClaim
        answers = [clients.submit(validate, one.request, 10, one.metadata) for one in waiting]
        _wait_for(answers, 30)
        deployment.stop("expenses")
        deployment.start("expenses")
        _wait_for(answers, 90)
        other.stop()
        assert len({answer.result().order_number for answer in answers}) == len(waiting)


def _wait_for(answers: list[Future[expenses_pb2.Claim]], wanted: int) -> None:
    """Wait until so many have come."""
    eventually(lambda: sum(answer.done() for answer in answers) >= wanted, 60)


def test_who_validates_while_everything_is_told_to_stop_is_answered(deployment: Deployment) -> None:
    """Gateway and expenses get SIGTERM while a validation waits for a lock: both wait for it."""
    browser = deployment.visitor
    (one,) = validations(deployment, [browser.identifier], 1)
    page = browser.get(f"{LIST}/{one.request.id}/validation")
    form = page.form(page.path)
    with ThreadPoolExecutor(1) as threads:
        with deployment.connection("expenses") as connection:
            connection.execute("SELECT FROM claims WHERE id = %s FOR UPDATE", [one.request.id])
            answer = threads.submit(browser.post, form.address, form.values)
            eventually(lambda: deployment.rows("expenses", "SELECT 1 FROM pg_locks WHERE NOT granted"))
            deployment.terminate("gateway", "expenses")
            # Nobody new comes in; what is under way goes on.
            eventually(lambda: not deployment.is_alive("gateway"))
        response = answer.result()
    assert (response.status_code, response.headers["location"]) == (303, base_of(page) + "/valide")
    deployment.stop("gateway", "expenses")
    assert deployment.rows("expenses", "SELECT order_number <> '' FROM claims WHERE id = %s", one.request.id) == [True]
    deployment.start("gateway", "expenses")
    assert "2026-SIEC-" in browser.get(response.headers["location"]).content
