"""docs/feeds.md is what an academy writes its exports from: it names every file and every field that is read."""

import re

import pytest

from kit.feeds import Record
from services.auth.feeds import PERSON
from services.expenses.feeds import FILES as EXPENSES
from services.missions.feeds import FILES as MISSIONS
from services.portal.feeds import FILES as PORTAL
from services.survey.feeds import FILES as SURVEY
from tests.feeding import ROOT
from tools.load_feed import OWNERS

PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
RECORDS: dict[str, Record] = {"people": PERSON} | {
    name: file.description for files in (MISSIONS, EXPENSES, PORTAL, SURVEY) for name, file in files.items()
}


def test_the_loader_and_the_page_know_every_file() -> None:
    assert [name for names in OWNERS.values() for name in names if name not in RECORDS] == []
    owned = {name: owner for owner, names in OWNERS.items() for name in names}
    assert owned.keys() == RECORDS.keys()
    for name, owner in owned.items():
        assert re.search(rf"^\| `{name}` \|[^|]*\| {owner} \|", PAGE, re.MULTILINE), name


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_names_the_key_and_every_field_of_a_file(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \|([^|]*)\|", PAGE, re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == list(RECORDS[name].key)
    (fields,) = re.findall(rf"^- `{name}`: (.*?)(?=^- |\Z|^#)", PAGE, re.MULTILINE | re.DOTALL)
    named = {written.rstrip("?[]") for written in re.findall(r"`([^`]+)`", fields)}
    assert {column for column, _ in RECORDS[name].columns()} - named == set()
