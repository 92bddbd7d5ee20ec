"""docs/rules.md tells how to call the rules: what it shows is what they answer."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]


def test_the_examples_of_the_page_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs" / "rules.md"), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0
