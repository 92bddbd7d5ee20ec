"""Reduce the official list of communes to `reference/communes.csv`.

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python -m tools.make_communes package --date 2026-01-01

`--date` is the day whose geography and populations the package holds; it becomes `produced` of `reference/feed.json`,
so that a later list replaces an earlier one and never the other way round. The same package gives the same bytes.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kit.feeds.manifest import FORMAT, VERSION

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("code", "name", "postcodes", "department", "population", "parent")

# Communes as they are today, and the arrondissements of Paris, Lyon and Marseille; delegated and associated communes
# are parts of a commune that no address or centre is given by.
KEPT = ("commune-actuelle", "arrondissement-municipal")


def rows(communes: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """One row a commune, in the order of the codes. Uninhabited lands have no population and no postal code."""
    for commune in sorted(communes, key=lambda each: each["code"]):
        if commune["type"] in KEPT:
            yield (
                commune["code"],
                commune["nom"],
                "|".join(commune.get("codesPostaux", ())),
                commune["departement"],
                str(commune.get("population", 0)),
                commune.get("commune", ""),
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="day whose geography the package holds")
    parser.add_argument("--out", type=Path, default=ROOT / "reference")
    arguments = parser.parse_args()

    communes = json.loads((arguments.package / "data" / "communes.json").read_text(encoding="utf-8"))
    with (arguments.out / "communes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(communes))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "academy": "*",
        "session": f"{arguments.date:%Y}",
        "produced": f"{arguments.date}T00:00:00Z",
    }
    (arguments.out / "feed.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
