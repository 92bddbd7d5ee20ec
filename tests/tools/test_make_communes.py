"""The committed list of communes is whole and sane, and its tool reduces the official one."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kit.feeds import read_manifest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "reference"


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, str]]:
    with (REFERENCE / "communes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows)
    return by_code


def test_the_whole_country_is_there_and_the_file_is_small(communes: dict[str, dict[str, str]]) -> None:
    assert len(communes) == 34_969 + 45
    assert (REFERENCE / "communes.csv").stat().st_size < 1_500_000
    departments = {row["department"] for row in communes.values()}
    mainland = {f"{number:02d}" for number in range(1, 96)} - {"20"} | {"2A", "2B"}
    assert departments == mainland | {"971", "972", "973", "974", "975", "976", "977", "978"} | {
        "984", "986", "987", "988", "989",
    }  # fmt: skip


def test_arrondissements_name_their_commune_and_share_its_people(communes: dict[str, dict[str, str]]) -> None:
    for commune, first, last in (("75056", 75101, 75120), ("69123", 69381, 69389), ("13055", 13201, 13216)):
        parts = [communes[str(code)] for code in range(first, last + 1)]
        assert {part["parent"] for part in parts} == {commune}
        assert sum(int(part["population"]) for part in parts) == int(communes[commune]["population"])
    assert sum(bool(row["parent"]) for row in communes.values()) == 45


def test_large_towns_are_those_of_the_night_rates(communes: dict[str, dict[str, str]]) -> None:
    """domain.md §2.2: 200 000 inhabitants and more."""
    large = {row["name"] for row in communes.values() if int(row["population"]) >= 200_000 and not row["parent"]}
    assert large == {
        "Paris", "Marseille", "Lyon", "Toulouse", "Nice", "Nantes", "Montpellier", "Strasbourg", "Bordeaux", "Lille",
        "Rennes",
    }  # fmt: skip


def test_each_row_is_well_formed(communes: dict[str, dict[str, str]]) -> None:
    for code, row in communes.items():
        assert re.fullmatch(r"(\d\d|2[AB])\d{3}", code)
        assert code.startswith(row["department"])
        assert row["name"]
        assert row["postcodes"] or row["population"] == "0"
        assert all(re.fullmatch(r"\d{5}", postcode) for postcode in row["postcodes"].split("|") if postcode)
    inhabitants = sum(int(row["population"]) for row in communes.values() if not row["parent"])
    assert 68_000_000 < inhabitants < 70_000_000


def test_every_commune_of_the_demonstration_exists(communes: dict[str, dict[str, str]]) -> None:
    for academy in ("siec", "lille"):
        for line in (ROOT / "demo" / academy / "missions.jsonl").read_text(encoding="utf-8").splitlines():
            assert json.loads(line)["centre"]["commune"] in communes


def test_the_list_is_a_feed_of_every_academy() -> None:
    manifest = read_manifest((REFERENCE / "feed.json").read_bytes())
    assert (manifest.academy, manifest.produced.isoformat()) == ("*", "2026-01-01T00:00:00+00:00")


def test_the_tool_keeps_communes_and_arrondissements_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    official = [
        {"code": "75101", "nom": "Paris 1er", "type": "arrondissement-municipal", "departement": "75",
         "commune": "75056", "codesPostaux": ["75001"], "population": 15_114},
        {"code": "98901", "nom": "Île", "type": "commune-actuelle", "departement": "989"},
        {"code": "01015", "nom": "Arbignieu", "type": "commune-deleguee", "departement": "01", "chefLieu": "01015"},
        {"code": "49001", "nom": "Les; Deux", "type": "commune-actuelle", "departement": "49",
         "codesPostaux": ["49320", "49350"], "population": 12},
    ]  # fmt: skip
    (tmp_path / "data" / "communes.json").write_text(json.dumps(official), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tools.make_communes",
        str(tmp_path),
        "--date",
        "2027-01-01",
        "--out",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"})
    assert (tmp_path / "communes.csv").read_text(encoding="utf-8").splitlines() == [
        "code;name;postcodes;department;population;parent",
        '49001;"Les; Deux";49320|49350;49;12;',
        "75101;Paris 1er;75001;75;15114;75056",
        "98901;Île;;989;0;",
    ]
    assert read_manifest((tmp_path / "feed.json").read_bytes()).session == "2027"
