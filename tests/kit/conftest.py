"""A service of the tests of kit: one table, one contract compiled for the occasion."""

import sys
import tempfile
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).parents[2]


def _compile_contract() -> None:
    """Generate the modules of the contract and make them importable beside those of gen/."""
    folder = tempfile.mkdtemp(prefix="imagin-sample-")
    own = Path(__file__).parent / "proto"
    arguments = ["protoc", f"--proto_path={own}", f"--proto_path={ROOT / 'proto'}"]
    arguments += [f"--python_out={folder}", f"--grpc_python_out={folder}", "imagin/sample/v1/sample.proto"]
    well_known = Path(protoc.__file__).parent / "_proto"
    assert protoc.main([*arguments[:3], f"--proto_path={well_known}", *arguments[3:]]) == 0
    sys.path.append(folder)


_compile_contract()
