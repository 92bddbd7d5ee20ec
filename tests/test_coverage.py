"""docs/coverage.md tells the truth: what is said to be done is held by a test that says so, and the README agrees."""

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

ID = r"[SGPNO]-(?:[A-Z]+-)?\d+"
# What the first version promises.
PROMISED = (
    "S-AUTH-1 to S-AUTH-5, S-MIS-1, S-MIS-2, S-MIS-4, S-CLM-1 to S-CLM-9, S-CLM-13, S-CLM-15, S-CLM-16, P-CLM-21, "
    "S-SHELL-1 to S-SHELL-11, P-SHELL-12, S-STA-1 to S-STA-10, S-FEE-1, S-TRV-1 to S-TRV-9, G-2, G-4, G-7, G-8, "
    "P-CLM-20"
)


@dataclass(frozen=True)
class Row:
    """A line of the tables."""

    chapter: str
    id: str
    where: str
    tests: tuple[str, ...]
    state: str


def ids(text: str) -> set[str]:
    """The ids that a text quotes, « S-CLM-4 to S-CLM-9 » and « S-TRV-1 to 9 » included."""
    found = set(re.findall(rf"\b{ID}\b", text))
    for family, first, last in re.findall(r"\b([SGPNO]-(?:[A-Z]+-)?)(\d+) to (?:[SGPNO]-(?:[A-Z]+-)?)?(\d+)", text):
        found |= {f"{family}{number}" for number in range(int(first), int(last) + 1)}
    return found


def rows() -> list[Row]:
    found = []
    chapter = ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            chapter = line.removeprefix("## ")
        elif re.match(rf"\| {ID} \|", line):
            identifier, _, where, tests, state = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(chapter, identifier, where, tuple(re.findall(r"`([^`]+)`", tests)), state))
    return found


ROWS = rows()


@functools.cache
def docstrings(path: str) -> dict[str, str]:
    """The tests of a file and what they say they hold."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {function.name: ast.get_docstring(function) or "" for function in functions}


def summary() -> str:
    """The table of the README."""
    lines = ["| | Done | In part |", "|---|---|---|"]
    for chapter in dict.fromkeys(row.chapter for row in ROWS):
        of_it = [row for row in ROWS if row.chapter == chapter]
        done = [row.id for row in of_it if row.state == "done"]
        part = [row.id for row in of_it if row.state != "done"]
        lines.append(f"| {chapter} | {_shortly(done)} | {_shortly(part)} |")
    return "\n".join(lines)


def _shortly(told: list[str]) -> str:
    """Neighbours as « S-CLM-3 to S-CLM-8 »."""
    runs: list[list[str]] = []
    for identifier in told:
        family, _, number = identifier.rpartition("-")
        if runs and runs[-1][-1] == f"{family}-{int(number) - 1}":
            runs[-1].append(identifier)
        else:
            runs.append([identifier])
    spans = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else run for run in runs]
    return ", ".join(one for span in spans for one in span) or "–"


def test_everything_that_was_promised_has_its_line() -> None:
    told = [row.id for row in ROWS]
    assert sorted({one for one in told if told.count(one) > 1}) == []
    assert ids(PROMISED) - set(told) == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_line_says_where_to_look_and_names_tests_that_hold_it(row: Row) -> None:
    assert row.where
    assert row.state == "done" or re.fullmatch(r"part: \S.+[^.]", row.state)
    assert row.tests
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in docstrings(path), test
        assert row.id in ids(docstrings(path)[name]), f"{test} does not quote {row.id}"


def test_the_summary_of_the_readme_is_made_from_the_page() -> None:
    between = README.partition("<!-- coverage -->")[2].partition("<!-- /coverage -->")[0]
    assert between.strip() == summary(), f"README.md should hold:\n{summary()}"
