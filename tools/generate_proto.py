"""Regenerate gen/ from proto/: `make proto`. A test proves that gen/ is current."""

import shutil
import sys
from pathlib import Path

import google.rpc
import grpc_tools
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent


def generate(into: Path) -> None:
    """Write the Python modules, their type stubs and the gRPC stubs of every contract into a folder."""
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    google_types = Path(google.rpc.__path__[0]).parent.parent
    into.mkdir(parents=True, exist_ok=True)
    sources = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto").rglob("*.proto"))
    arguments = [
        "protoc",
        f"--proto_path={ROOT / 'proto'}",
        f"--proto_path={well_known}",
        f"--proto_path={google_types}",
        f"--python_out={into}",
        f"--pyi_out={into}",
        f"--grpc_python_out={into}",
        *sources,
    ]
    if protoc.main(arguments) != 0:
        raise SystemExit("The contracts do not compile.")
    # A contract without a service leaves an empty gRPC module behind: nobody imports it.
    for module in into.rglob("*_pb2_grpc.py"):
        if "class " not in module.read_text():
            module.unlink()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "gen"
    shutil.rmtree(target / "imagin", ignore_errors=True)
    generate(target)
