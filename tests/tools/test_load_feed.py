"""The loader: folders to their owners, what it prints, how it ends (G-7, issue 3 « Feeds in »)."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
import sqlalchemy as sa

from imagin.feeds.v1 import feeds_pb2_grpc
from kit.feeds import Record
from kit.identifiers import new_id
from services.auth.feeds import PERSON
from services.missions.feeds import FILES
from services.missions.models import Commune, Convocation, Mission
from tests.conftest import Databases, Services, Started
from tests.feeding import DEMO, ROOT, demo, jsonl, load_communes, pieces
from tests.starting import shared_services, start_auth, start_missions
from tools import load_feed

NOW = datetime(2026, 6, 25, 6, tzinfo=UTC)
COUNTS = {
    "people.jsonl": 400,
    "academies.jsonl": 36,
    "missions.jsonl": 886,
    "convocations.jsonl": 1_633,
    "santorin.jsonl": 900,
    "rates.jsonl": 200,
    "distances.jsonl": 1_166,
    "adjacent.jsonl": 66,
    "parameters.jsonl": 5,
    "questionnaires.jsonl": 1,
    "questionnaire_steps.jsonl": 6,
}


@pytest.fixture(scope="module")
def owners(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The services that own files, with a few communes in them; deliveries stay where they are."""
    folder = tmp_path_factory.mktemp("owners")
    with shared_services(databases) as services:
        start_auth(services, folder)
        start_missions(services, folder)
        services.start("expenses", threads=8)
        for name in ("portal", "survey"):
            services.start(name)
        for started in services.started.values():
            started.process.clock.set(NOW)
            started.process.relay.stop()
        load_communes(services.started["missions"])
        _empty(services.started["missions"])
        yield services


@dataclass
class Loaded:
    """How a run of the loader ended."""

    status: int
    out: str
    error: str

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """What it said of each file, when it was asked for JSON."""
        feeds = json.loads(self.out)["feeds"]
        return {file["file"]: file for feed in feeds for file in feed["files"]}


Load = Callable[..., Loaded]


@pytest.fixture
def load(owners: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Load]:
    """Runs the loader; the next test finds the tables empty again, but for the communes."""
    monkeypatch.setenv("IMAGIN_ADDRESSES", ",".join(f"{name}={address}" for name, address in owners.addresses.items()))

    def run(*arguments: str | Path) -> Loaded:
        status = load_feed.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Loaded(status, captured.out, captured.err)

    yield run
    for started in owners.started.values():
        _empty(started)


def _empty(started: Started) -> None:
    with started.database.transaction() as session:
        kept = {"communes", "alembic_version", "parameters", "conditions", "reference_revisions"}
        names = session.scalars(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        tables = [f'"{name}"' for name in names if name not in kept] + ["kit.loaded_feeds", "kit.outbox"]
        session.execute(sa.text(f"TRUNCATE {', '.join(tables)}"))


def folder_of(path: Path, **files: bytes) -> Path:
    """A folder with the manifest of the demonstration and some files, `missions_jsonl=…`."""
    path.mkdir()
    shutil.copy(DEMO / "feed.json", path)
    for name, content in files.items():
        (path / name.replace("_", ".")).write_bytes(content)
    return path


def as_csv(rows: list[dict[str, Any]], shape: Record) -> bytes:
    """Records in the CSV form of feeds.md §9, without the columns that may be absent."""
    columns = [name for name, _ in shape.columns() if name not in {"paper.is_optional", "vae_coefficient"}]
    lines = [columns]
    for row in rows:
        cells = []
        for column in columns:
            value: Any = row
            for name in column.split("."):
                value = None if value is None else value[name]
            match value:
                case None:
                    cells.append("")
                case bool():
                    cells.append(str(value).lower())
                case list():
                    cells.append("|".join(value))
                case _:
                    cells.append(str(value))
        lines.append(cells)
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows(lines)
    return target.getvalue().encode()


def test_the_demonstration_is_loaded_whole_and_again_without_effect(load: Load) -> None:
    first = load(DEMO, "--as", "json")
    assert first.status == 0
    assert {name: file["accepted"] + file["unchanged"] for name, file in first.files.items()} == COUNTS
    assert {file["refused"] + file["notices"] for file in first.files.values()} == {0}
    again = load(DEMO, "--as", "json")
    assert {name: file["unchanged"] for name, file in again.files.items()} == COUNTS


def test_the_list_of_communes_is_loaded_whole(load: Load, owners: Services) -> None:
    told = load(ROOT / "reference", "--as", "json")
    assert (told.status, told.files["communes.csv"]["refused"]) == (0, 0)
    with owners.started["missions"].database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Commune)) == 34_969 + 45


def test_a_dry_run_says_the_same_and_keeps_nothing(load: Load, owners: Services) -> None:
    """Also across services: convocations name people whom auth has not kept."""
    tried = load(DEMO, "--dry-run", "--as", "json")
    assert tried.status == 0
    with owners.started["missions"].database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Mission)) == 0
    counts = ("accepted", "unchanged", "refused", "notices")
    really = load(DEMO, "--as", "json")
    assert {name: [file[each] for each in counts] for name, file in tried.files.items()} == {
        name: [file[each] for each in counts] for name, file in really.files.items()
    }


def test_csv_says_what_json_lines_say(load: Load, tmp_path: Path) -> None:
    load(DEMO)
    shapes = {"people": PERSON} | {name: file.description for name, file in FILES.items() if name != "communes"}
    files = {f"{name}_csv": as_csv(demo(name), shape) for name, shape in shapes.items()}
    again = load(folder_of(tmp_path / "csv", **files), "--as", "json")
    assert again.status == 0
    assert {name: file["unchanged"] for name, file in again.files.items()} == {
        name.replace("jsonl", "csv"): count for name, count in COUNTS.items() if name.partition(".")[0] in shapes
    }


def test_good_lines_are_kept_and_the_others_named(load: Load, owners: Services, tmp_path: Path) -> None:
    """G-7."""
    people, missions, convocations = demo("people"), demo("missions"), demo("convocations")
    who = convocations[0]["identifier"]
    people = [person | {"civility": "Dr"} if person["identifier"] == who else person for person in people]
    missions[1]["centre"]["uai"] = "0000000X"
    feed = folder_of(
        tmp_path / "feed",
        people_jsonl=jsonl(people),
        missions_jsonl=b"\xef\xbb\xbf" + jsonl(missions).replace(b"\n", b"\r\n"),
        convocations_jsonl=jsonl(convocations),
    )
    bad_mission = missions[1]["number"]
    lost = [row for row in convocations if row["identifier"] == who or row["mission"] == bad_mission]
    told = load(feed)
    assert told.status == 1
    line = next(number for number, person in enumerate(people, 1) if person["identifier"] == who)
    assert f"people.jsonl, ligne {line}, civility\u00a0: refus\u00a0: La valeur n’est pas dans la liste" in told.out
    assert "missions.jsonl, ligne 2, centre.uai\u00a0: refus\u00a0: La lettre du numéro UAI est fausse." in told.out
    assert f"Première cause\u00a0: people.jsonl, ligne {line}, civility\u00a0: La valeur" in told.out
    with owners.started["missions"].database.read() as session:
        kept = session.scalar(sa.select(sa.func.count()).select_from(Convocation))
    assert kept == len(convocations) - len(lost)


def test_each_file_ends_with_its_counts_and_its_pace(load: Load, tmp_path: Path) -> None:
    told = load(folder_of(tmp_path / "feed", academies_jsonl=jsonl(demo("academies"))))
    head, line = told.out.splitlines()
    assert head.endswith("académie SIEC, session 2026, produit le 25/06/2026 à 06:00 UTC")
    assert line.split()[:9] == [
        "academies.jsonl",
        "36",
        "enregistrées",
        "0",
        "inchangées",
        "0",
        "refusées",
        "0",
        "avis",
    ]
    assert line.endswith("lignes/s")


def test_unknown_files_and_a_second_format_are_left_with_a_notice(load: Load, tmp_path: Path) -> None:
    rows = jsonl(demo("academies"))
    feed = folder_of(tmp_path / "feed", academies_jsonl=rows, academies_csv=b"code\nX\n", notes_txt=b"x")
    told = load(feed)
    assert told.status == 0
    assert told.out.count("Ce fichier n’est pas lu. [FILE_IGNORED]") == 2
    assert "36 enregistrées" in told.out


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (None, "MANIFEST_UNREADABLE"),
        (b"", "MANIFEST_UNREADABLE"),
        (b'{"format": "imagin-feed", "version": 9}', "VERSION_UNKNOWN"),
        (b'{"format": "autre"}', "FORMAT_UNKNOWN"),
    ],
)
def test_without_a_right_manifest_nothing_is_read(
    load: Load, tmp_path: Path, manifest: bytes | None, code: str
) -> None:
    feed = folder_of(tmp_path / "feed", academies_jsonl=jsonl(demo("academies")))
    (feed / "feed.json").unlink()
    if manifest is not None:
        (feed / "feed.json").write_bytes(manifest)
    told = load(feed)
    assert (told.status, f"[{code}]" in told.out, "enregistrées" in told.out) == (1, True, False)


def test_the_feed_of_another_academy_is_refused_whole(load: Load) -> None:
    told = load(ROOT / "demo" / "lille")
    assert told.status == 1
    assert told.error == "Ce flux est celui de l’académie «\u00a0LILLE\u00a0»\u00a0: il ne peut pas être chargé ici.\n"


def test_an_older_feed_is_refused_unless_forced(load: Load, tmp_path: Path) -> None:
    feed = folder_of(tmp_path / "feed", academies_jsonl=jsonl(demo("academies")))
    assert load(feed).status == 0
    older = json.loads((feed / "feed.json").read_text(encoding="utf-8")) | {"produced": "2026-06-24T06:00:00Z"}
    (feed / "feed.json").write_text(json.dumps(older), encoding="utf-8")
    told = load(feed)
    assert (told.status, "[OLDER_FEED]" in told.out) == (1, True)
    assert load(feed, "--force").status == 0


def test_a_service_that_does_not_answer_is_another_status(
    load: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    feed = folder_of(tmp_path / "feed", academies_jsonl=jsonl(demo("academies")))
    monkeypatch.setenv("IMAGIN_ADDRESSES", "missions=127.0.0.1:1")
    told = load(feed)
    assert told.status == 2
    assert told.error.startswith("Le service ne répond pas")


def test_a_person_without_rights_may_not_import(owners: Services) -> None:
    stub = owners.started["missions"].stub_for(feeds_pb2_grpc.FeedsServiceStub, new_id())
    with pytest.raises(grpc.RpcError) as found:
        list(stub.ImportFiles(pieces({"academies.jsonl": b""})))
    assert found.value.code() is grpc.StatusCode.PERMISSION_DENIED
