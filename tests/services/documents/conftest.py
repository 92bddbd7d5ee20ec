"""documents with a set of folders for each test, over a folder or a real S3 store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOON, Databases, Services, Started
from tests.services.documents.deposits import Deposits
from tests.starting import shared_services, start_documents


@pytest.fixture(scope="module")
def shared_documents(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """One service for the tests of a module: each has folders of its own."""
    with shared_services(databases) as services:
        yield start_documents(services, tmp_path_factory.mktemp("documents"))


@pytest.fixture
def deposits(shared_documents: Started) -> Deposits:
    """Folders that are open, in a service whose contents are files."""
    shared_documents.process.clock.set(NOON)
    return Deposits.of(shared_documents)


@pytest.fixture(params=["file", pytest.param("s3", marks=pytest.mark.needs_minio)])
def deposits_anywhere(request: pytest.FixtureRequest, services: Services, tmp_path: Path) -> Deposits:
    """Folders of a service of their own, over each kind of store."""
    url = {} if request.param == "file" else {"storage_url": request.getfixturevalue("s3_url")}
    return Deposits.of(start_documents(services, tmp_path, **url))
