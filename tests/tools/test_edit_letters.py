"""The command that edits letters, with a real worker behind it."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import pdf_reading
from tests.conftest import Databases
from tests.feeding import load
from tests.programs import environment_of, running
from tests.services.missions.conftest import ANAIS, PAUL, Academy
from tests.services.missions.examples import ACADEMY, a_convocation, a_mission
from tests.starting import shared_services
from tools import edit_letters


@pytest.fixture(scope="module")
def academy(databases: Databases, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    """Two people with official convocations, one of them with another that is not, and a worker."""
    with shared_services(databases) as services:
        made = Academy.start(services, tmp_path_factory.mktemp("letters"), redis_url=redis_url, worker_processes=1)
        made.convene(
            [a_mission("SI1"), a_mission("SI2", exam={"code": "BTS", "label": "BREVET DE TECHNICIEN SUPERIEUR"})],
            [
                a_convocation("SI1", ANAIS),
                a_convocation("SI1", PAUL),
                a_convocation("SI2", PAUL, official=False),
            ],
        )
        environment = environment_of(made.missions.process.settings)
        with running("services.missions", "worker", environment=environment):
            yield made


@pytest.fixture(autouse=True)
def environment(academy: Academy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `var/environment` says after `make run`."""
    monkeypatch.setenv("IMAGIN_ADDRESSES", f"missions={academy.missions.address}")


def test_the_letters_of_a_session_end_in_a_file_that_nobody_else_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """S-AUTH-2, G-8: a gestionnaire's action and a command."""
    to = tmp_path / "convocations.pdf"
    assert edit_letters.main(["--session", "2026", "--to", str(to)]) == 0
    document = to.read_bytes()
    pdf_reading.assert_accessible(document, titles=2)
    said = pdf_reading.words(document)
    assert all(expected in said for expected in (ANAIS, PAUL, "Mot de passe temporaire"))
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [to]
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Convocations, session 2026, tous les examens\u00a0: en attente"
    assert printed[-2] == "Convocations, session 2026, tous les examens\u00a0: 2\u00a0lettres composées sur 2"
    assert printed[-1].startswith(f"{to}\u00a0: ")


def test_proofs_of_an_exam_carry_no_password(tmp_path: Path) -> None:
    to = tmp_path / "epreuves.pdf"
    assert edit_letters.main(["--session", "2026", "--exam", "BTS", "--proof", "--to", str(to)]) == 0
    said = pdf_reading.words(to.read_bytes())
    assert "PROJET" in said
    assert "temporaire" not in said


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        ("1999", "Aucune convocation ne correspond à ce choix. Choisissez une autre session ou un autre examen."),
        ("", "Indiquez la session, par exemple 2026."),
    ],
)
def test_a_refusal_is_said_and_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: str, sentence: str
) -> None:
    assert edit_letters.main(["--session", session, "--to", str(tmp_path / "x.pdf")]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == sentence
    assert not list(tmp_path.iterdir())


def test_a_job_that_fails_says_why(academy: Academy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with academy.missions.database.transaction() as session:
        session.execute(sa.text("DELETE FROM academies"))
    assert edit_letters.main(["--session", "2026", "--to", str(tmp_path / "x.pdf")]) == 1
    assert capsys.readouterr().err == "Cette académie n’est pas connue. Choisissez-en une dans la liste.\n"
    assert not list(tmp_path.iterdir())
    load(academy.missions, {"academies.jsonl": [ACADEMY]})


def test_a_service_that_does_not_answer_is_told_from_a_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGIN_ADDRESSES", "missions=127.0.0.1:1")
    assert edit_letters.main(["--session", "2026", "--to", str(tmp_path / "x.pdf")]) == 2
    assert "Le service ne répond pas" in capsys.readouterr().err


def test_a_folder_that_does_not_exist_is_noticed_before_anything_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        edit_letters.main(["--session", "2026", "--to", str(tmp_path / "nowhere" / "x.pdf")])
