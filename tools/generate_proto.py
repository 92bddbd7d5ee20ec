"""Regenerate gen/ from proto/: `make proto`. A test proves that gen/ is current.

`python -m tools.generate_proto --baseline` takes the present contracts as those that peers may still speak, which is
done when a version is released: from then on nothing of them may break.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import google.rpc
import grpc_tools
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "tests" / "contract" / "baseline.binpb"


def generate(into: Path) -> None:
    """Write the Python modules, their type stubs and the gRPC stubs of every contract into a folder."""
    into.mkdir(parents=True, exist_ok=True)
    _compile(f"--python_out={into}", f"--pyi_out={into}", f"--grpc_python_out={into}")
    # A contract without a service leaves an empty gRPC module behind: nobody imports it.
    for module in into.rglob("*_pb2_grpc.py"):
        if "class " not in module.read_text():
            module.unlink()


def describe(into: Path, *, with_comments: bool) -> None:
    """Write every contract, with what it imports, as one set of descriptors: what buf reads."""
    _compile("--include_imports", f"--descriptor_set_out={into}", *["--include_source_info"] * with_comments)


def _compile(*arguments: str) -> None:
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    google_types = Path(google.rpc.__path__[0]).parent.parent
    folders = [f"--proto_path={folder}" for folder in (ROOT / "proto", well_known, google_types)]
    sources = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto").rglob("*.proto"))
    if protoc.main(["protoc", *folders, *arguments, *sources]) != 0:
        raise SystemExit("The contracts do not compile.")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.generate_proto", description=__doc__.splitlines()[0])
    parser.add_argument("--baseline", action="store_true", help="take the present contracts as the baseline")
    if parser.parse_args(arguments).baseline:
        describe(BASELINE, with_comments=False)
        return
    shutil.rmtree(ROOT / "gen" / "imagin", ignore_errors=True)
    generate(ROOT / "gen")


if __name__ == "__main__":
    main()
