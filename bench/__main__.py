"""`python -m bench <name>`: run one benchmark."""

import importlib
import sys
from pathlib import Path

# What they share.
TOOLS = {"__init__", "__main__", "files", "measuring", "watching"}
NAMES = sorted({path.stem for path in Path(__file__).parent.glob("*.py")} - TOOLS)


def main() -> int:
    """Run the benchmark that is named."""
    if sys.argv[1:2] not in [[name] for name in NAMES]:
        print(f"Say which benchmark: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    status: int = importlib.import_module(f"bench.{sys.argv[1]}").run()
    return status


if __name__ == "__main__":
    sys.exit(main())
