"""Values of enums that people see carry their French words: pages, PDFs, mails and CSV take them from there."""

import pytest
from google.protobuf.descriptor import EnumDescriptor

from tests.contract.contracts import ENUMS, label
from tests.contract.typography import faults

# Nobody reads these: they steer programs, and what people see is said in other words.
NEVER_SHOWN = {
    "imagin.access.v1.Role",
    "imagin.auth.v1.ListPeopleRequest.Sort",
    "imagin.expenses.v1.ClaimSort",
    "imagin.expenses.v1.FeeInputKind",
    "imagin.expenses.v1.Move",
    "imagin.missions.v1.Evaluation",
    "imagin.missions.v1.FeeSource",
    "imagin.missions.v1.ListConvocationGroupsRequest.Sort",
    "imagin.missions.v1.ListMissionsRequest.Sort",
}

SHOWN = [enum for enum in ENUMS if enum.full_name not in NEVER_SHOWN]

# The guide writes these three without an accent, and they are shown as it writes them (S-POR-1).
AS_THE_GUIDE_WRITES = {"A corriger dans SANTORIN", "A numériser dans SANTORIN", "A traiter par le gestionnaire"}


def test_what_is_never_shown_exists_and_has_no_words() -> None:
    hidden = [enum for enum in ENUMS if enum.full_name in NEVER_SHOWN]
    assert {enum.full_name for enum in hidden} == NEVER_SHOWN
    assert [value.name for enum in hidden for value in enum.values if label(value)] == []


@pytest.mark.parametrize("enum", SHOWN, ids=lambda enum: enum.full_name)
def test_every_value_that_people_see_has_its_words(enum: EnumDescriptor) -> None:
    for value in enum.values:
        assert bool(label(value)) == (value.number != 0), value.name


@pytest.mark.parametrize("enum", SHOWN, ids=lambda enum: enum.full_name)
def test_the_words_are_french_and_different(enum: EnumDescriptor) -> None:
    words = [label(value) for value in enum.values if value.number]
    assert len(set(words)) == len(words)
    for said in words:
        assert faults(said) == [], said
        assert said[0].isupper() or said[0] == "«", said
        assert said.startswith("À") or not said.startswith("A ") or said in AS_THE_GUIDE_WRITES, said
