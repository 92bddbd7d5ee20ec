"""Examiners for the tests, all alike: each test takes one of its own and leaves the others alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

SIZE: Final = 60
# Whose life and missions they have: what one of them is paid, the others are.
MODEL: Final = "ESI247448"
# A past marking of papers: fee and journey to enter, nothing entered yet.
MARKING: Final = "SI10040"
# A past interrogation.
ORAL: Final = "SI10046"
# A past marking in SANTORIN, returned.
SANTORIN: Final = "SI10034"
# A mission the day after, whose fee the gestionnaire computes.
HANDLED: Final = "SI10095"
# Missions that end before this day are past.
PAST: Final = "2026-06-24"
# A mission whose convocation was cancelled.
CANCELLED: Final = "SI10089"


def identifier(number: int, *, is_new: bool = False) -> str:
    """The identifier of a person of the crowd; the new ones have no payroll file yet, so proofs are asked of them."""
    return f"ESI{92 if is_new else 91}{number:04}"


def write(demo: Path, folder: Path) -> Path:
    """The feed of the crowd, made from that of the demonstration."""
    folder.mkdir()
    manifest = json.loads((demo / "feed.json").read_text(encoding="utf-8"))
    (folder / "feed.json").write_text(json.dumps(manifest), encoding="utf-8")
    crowd = [identifier(number, is_new=is_new) for is_new in (False, True) for number in range(SIZE)]
    (model,) = _records(demo / "people.jsonl")
    people = [
        {
            **model,
            "identifier": one,
            "national_id": f"NESSAI{one[3:]}",
            "last_name": "Essai",
            "email_pro": f"{one.lower()}@ac-versailles.example",
            "insee_number": None,
            "iban": None,
            "bic": None,
            "payroll_file": "ACTIVE" if one.startswith("ESI91") else "INACTIVE",
        }
        for one in crowd
    ]
    _write(folder / "people.jsonl", people)
    for name in ("convocations.jsonl", "santorin.jsonl"):
        _write(folder / name, [{**record, "identifier": one} for record in _records(demo / name) for one in crowd])
    return folder


def claimants(demo: Path, nature: str) -> list[tuple[str, str]]:
    """Identifier and mission of people of the demonstration who enter the fee of a past mission of that nature."""
    lines = (demo / "missions.jsonl").read_text(encoding="utf-8").splitlines()
    missions = {mission["number"]: mission for mission in map(json.loads, lines)}
    lines = (demo / "convocations.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (convocation["identifier"], mission["number"])
        for convocation in map(json.loads, lines)
        if (mission := missions[convocation["mission"]])["nature"] == nature
        and mission["fee"] == "EXAMINER"
        and mission["evaluation"] != "ECA"
        and mission["end_date"] < PAST
        and not mission["header"].startswith("MINISTERE")
        and convocation["official"]
        and not convocation["cancelled"]
    ]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of the model in a file of the demonstration."""
    records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return (record for record in records if record["identifier"] == MODEL)


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
