"""A form as it is shown: what was typed, as it was typed, and the sentence of each refused field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

FIELD_PREFIX: Final = "champ-"


@dataclass(frozen=True, slots=True)
class Form:
    """Values and errors by name of field; the names are those of the proto fields (`trips[0].kilometres`)."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] | None = None
    """What is to be looked at again, refreshed while one types; None in a form that says nothing meanwhile."""

    def value(self, name: str) -> str:
        """What the field shows."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Sentence under the field, empty when it is right."""
        return self.errors.get(name, "")

    def refused(self, errors: Mapping[str, str]) -> "Form":
        """The same form with the sentences of a refusal."""
        return replace(self, errors=errors)

    def remarked(self, remarks: Mapping[str, str]) -> "Form":
        """The same form with what is to be looked at again; a field that is refused has its sentence already."""
        return replace(self, remarks={name: text for name, text in remarks.items() if name not in self.errors})


def field_id(name: str) -> str:
    """Anchor of a field: `champ-trips-0-kilometres`; a name that came from a browser cannot break out of it."""
    return FIELD_PREFIX + re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice, its words and, when it helps, a hint."""

    value: str
    label: str
    hint: str = ""


def choices(labels: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices from values and words."""
    pairs = labels.items() if isinstance(labels, Mapping) else labels
    return tuple(Choice(value, label) for value, label in pairs)
