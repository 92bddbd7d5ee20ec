"""House rules that a reader of the tree may rely on. Each says why it stands."""

import ast
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_parts import BUDGETS

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ("auth", "documents", "expenses", "missions", "portal", "survey")

ALWAYS = {"__init__", "__main__", "migrations", "models", "servicer", "settings", "wire"}
WHEN_NEEDED = {"errors", "feeds", "queries", "rules", "tasks", "templates"}

# Around 400 lines a file is cut by noun; generated code, contracts, locks and data are not read from top to bottom.
LONGEST_FILE = 450
MEASURED = (".html", ".js", ".py", ".sh")

# Where packages come from is the business of each machine, and a path of one machine is wrong on the next.
FOREIGN = re.compile(
    r"pypi\.(org|python)|pythonhosted|registry\.npm|proxy\.golang|(deb|security)\.debian\.org|crates\.io"
    r"|(docker|ghcr|quay|gcr)\.io|repo1?\.maven|(?<![\w.])/(root|work|home/\w+)/"
)


@functools.cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository, as paths from its root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())


@functools.cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def python_files(*folders: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in folders]


def is_written_by_hand(path: Path) -> bool:
    return path.parts[0] not in {"gen", "demo"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_file_names(service: str) -> None:
    """Whoever knows one service finds the way in the others."""
    entries = {path.parts[2].partition(".")[0] for path in tracked() if path.parts[:2] == ("services", service)}
    assert ALWAYS - entries == set(), "missing"
    assert entries - ALWAYS - WHEN_NEEDED == set(), "names that no service has"


def test_there_are_six_services() -> None:
    folders = {path.parts[1] for path in tracked() if path.parts[0] == "services" and len(path.parts) > 2}
    assert folders == set(SERVICES)


def test_no_file_is_empty() -> None:
    """An empty file pleases a rule and tells a reader nothing; a package without words needs none."""
    empty = [path for path in tracked() if path.name != "__init__.py" and not text(path).strip()]
    assert empty == []


def test_migrations_are_named_by_their_date() -> None:
    """They are read, and applied, in order."""
    name = re.compile(r"20\d{6}_[a-z0-9_]+\.py|env\.py|__init__\.py|script\.py\.mako")
    wrong = [path for path in tracked() if "migrations" in path.parts and not name.fullmatch(path.name)]
    assert wrong == []


def test_files_stay_short_enough_to_be_read_whole() -> None:
    long = {
        str(path): lines
        for path in tracked()
        if path.suffix in MEASURED and is_written_by_hand(path) and (lines := text(path).count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_the_environment_is_read_in_settings_only() -> None:
    """One place per process tells everything that can be set."""
    readers = [
        path
        for path in python_files("kit", "services", "gateway")
        if path.stem != "settings" and re.search(r"\bos\.(environ|getenv)\b", text(path))
    ]
    assert readers == []


def test_who_imports_whom_is_as_agreed() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_refusal_is_used() -> None:
    """A sentence that nothing says any more is a rule that nobody keeps."""
    code = {path: text(path) for path in python_files("kit", "services", "gateway")}
    unused = []
    for path in code:
        if not _says_no(path) or path.parts[0] == "gateway":
            continue
        owner = "" if path.parts[0] == "kit" else f"{'/'.join(path.parts[:2])}/"
        for name in _refusals(path):
            uses = sum(
                len(re.findall(rf"\b{name}\b", content))
                for other, content in code.items()
                if f"{other}".startswith(owner)
            )
            if uses < 2:
                unused.append(f"{path}: {name}")
    assert unused == []


def test_every_refusal_speaks_french_with_its_typography() -> None:
    """The console shows these sentences as they are."""
    ill_set = re.compile(r"(?<![\u00a0\u202f])[;?»]|(?<![\u00a0\u202f\d]):|['!]|« ")
    wrong = [
        f"{path}: {sentence}"
        for path in python_files("kit", "services")
        if _says_no(path)
        for sentence in _sentences(path)
        if ill_set.search(sentence) or not sentence.endswith((".", "\u202f?", "}"))
    ]
    assert wrong == []


def test_every_template_is_used() -> None:
    templates = [
        path for path in tracked() if "templates" in path.parts and path.suffix in {".html", ".txt", ".typ", ".xml"}
    ]
    sources = {path: text(path) for path in [*templates, *python_files("gateway", "kit", "services")]}
    unused = []
    for template in templates:
        inside = "/".join(template.parts[template.parts.index("templates") + 1 :])
        # `"help/" ~ topic ~ ".html"` uses every template of a folder.
        names = (inside, f'"{inside.rpartition("/")[0]}/" ~')
        if not any(name in content for path, content in sources.items() if path != template for name in names):
            unused.append(str(template))
    assert unused == []


@pytest.mark.parametrize("name", ["development", "gateway", "service"])
def test_locks_pin_every_package_by_its_hashes_and_name_no_place(name: str) -> None:
    lock = text(Path(f"requirements/{name}.txt"))
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert packages
    assert [
        package.splitlines()[0] for package in packages if "==" not in package or "--hash=sha256:" not in package
    ] == []
    assert (
        re.findall(r"^(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host).*", lock, re.MULTILINE) == []
    )
    assert "://" not in lock


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path == Path("tests/test_repository.py"):
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{path}:{number}: {line.strip()[:120]}")
    assert found == []


def test_nothing_is_left_for_later() -> None:
    """What is here is finished; what is not is an issue."""
    marks = re.compile(r"\b(TODO|FIXME|HACK)\b")
    found = [
        str(path)
        for path in tracked()
        if is_written_by_hand(path)
        and path.suffix in MEASURED
        and path.name != "test_repository.py"
        and marks.search(text(path))
    ]
    assert found == []


def test_every_suite_has_a_budget() -> None:
    """A suite that nobody times grows until nobody runs it."""
    suites = set()
    for path in tracked():
        if path.parts[0] == "tests" and path.name.startswith("test_") and path.suffix == ".py":
            depth = 3 if path.parts[1] == "services" else 2
            suites.add("/".join(path.parts[:depth]))
    assert suites - set(BUDGETS) == set()


def test_every_target_of_the_makefile_explains_itself() -> None:
    """`make` alone prints them."""
    makefile = text(Path("Makefile"))
    targets = re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)
    assert targets
    assert [target for target in targets if not re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE)] == []


def _says_no(path: Path) -> bool:
    return path.name == "errors.py" or path.parent.name == "errors"


def _refusals(path: Path) -> list[str]:
    """Names of the refusals and violations that a file of errors defines."""
    names = []
    for node in ast.parse(text(path)).body:
        if isinstance(node, ast.ClassDef) and any(isinstance(item, ast.Assign | ast.AnnAssign) for item in node.body):
            assigned = {ast.unparse(item).partition(" ")[0].partition(":")[0] for item in node.body}
            if "reason" in assigned:
                names.append(node.name)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Violation("):
            names.extend(ast.unparse(target) for target in node.targets)
    return names


def _sentences(path: Path) -> list[str]:
    """The French sentences of a file of errors."""
    values: list[ast.expr] = []
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.ClassDef):
            assignments = [item for item in node.body if isinstance(item, ast.Assign)]
            values.extend(item.value for item in assignments if ast.unparse(item.targets[0]) == "message")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Violation":
            values.extend(node.args[1:2])
            values.extend(word.value for word in node.keywords if word.arg == "message")
    return [ast.literal_eval(value) for value in values]
