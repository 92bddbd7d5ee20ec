"""A service of the tests of kit: one table, one contract compiled for the occasion."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from grpc_tools import protoc

from kit.identifiers import new_id
from tests.conftest import Services, Started

ROOT = Path(__file__).parents[2]


def _compile_contract() -> None:
    """Generate the modules of the contract and make them importable beside those of gen/."""
    folder = tempfile.mkdtemp(prefix="imagin-sample-")
    sources = (Path(__file__).parent / "proto", ROOT / "proto", Path(protoc.__file__).parent / "_proto")
    paths = [f"--proto_path={source}" for source in sources]
    outputs = [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    assert protoc.main(["protoc", *paths, *outputs, "imagin/sample/v1/sample.proto"]) == 0
    sys.path.append(folder)


_compile_contract()


@pytest.fixture
def sample(services: Services) -> Started:
    """The sample, started."""
    from tests.kit.sample import SAMPLE, prepare

    return services.start_service(SAMPLE, prepare=prepare, threads=8)


@pytest.fixture
def stub(sample: Started) -> Any:
    """The sample as somebody who is logged in calls it."""
    from imagin.sample.v1 import sample_pb2_grpc

    return sample.stub_for(sample_pb2_grpc.SampleServiceStub, new_id())
