"""The deployment that these tests break; each finds it whole, and its books must balance afterwards."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kit.database import Database
from services.documents.tasks.sweeping import Sweeper
from tests.faults.claims import check_books, examiners, furnish
from tests.faults.deployment import Deployment, deployed
from tests.faults.proofs import Claim, World, proxied, server_of
from tests.faults.proxies import CommitProxy
from tests.faults.store_proxy import StoreProxy
from tests.stores import make_bucket


@pytest.fixture(scope="session")
def _deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployed(tmp_path_factory.mktemp("faults")) as running:
        furnish(running)
        running.visitor = running.browser(*examiners(running, 1))
        yield running


@pytest.fixture(scope="session")
def _claim(_deployment: Deployment) -> Claim:
    return Claim.of(_deployment, _deployment.visitor)


@pytest.fixture
def deployment(_deployment: Deployment, _claim: Claim) -> Iterator[Deployment]:
    """The whole product as processes. What a test has killed runs again for the next one."""
    # Gateway and expenses wait a moment before they connect again to what was gone.
    _claim.wait_for_proofs()
    yield _deployment
    _deployment.restore()
    _claim.wait_for_proofs()
    check_books(_deployment)
    # A fault of the world is a warning; a stack trace is a defect of ours.
    assert "Traceback" not in _deployment.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def _proxied(_deployment: Deployment, s3_url: str) -> Iterator[World]:
    bucket = s3_url.replace("/tests?", "/faults?")
    make_bucket(bucket)
    url = _deployment.database_url("documents")
    with StoreProxy(bucket).running() as store, CommitProxy(server_of(url)).running() as commits:
        database_url = proxied(url, commits.address)
        with _deployment.changed("documents", storage_url=store.url, database_url=database_url):
            database = Database(url)
            yield World(_deployment, store, commits, Sweeper(database, store.store))
            database.close()


@pytest.fixture
def world(_proxied: World, deployment: Deployment) -> Iterator[World]:
    """The deployment with proxies before the database and the store of documents."""
    yield replace(_proxied, deployment=deployment, known=_proxied.store.keys(), killed=threading.Event())
    _proxied.commits.let_pass()
