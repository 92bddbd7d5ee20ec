"""What an academy chooses, each choice from a day on, with what holds until it has chosen (G-11)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from kit.errors import Violation
from services.expenses import errors
from services.expenses.rules.modes import MODES, OPEN_BY_DEFAULT
from services.expenses.rules.trips import KilometrePolicy
from services.expenses.rules.workflow import closing_date

_MOST_ADDRESS_LINES: Final = 7
_LONGEST_ADDRESS_LINE: Final = 100


class ParameterName(StrEnum):
    """What may be chosen."""

    CLOSING_DATE = "CLOSING_DATE"
    """`08-31`: the last day of the year on which the examiner enters or validates."""
    KILOMETRE_POLICY = "KILOMETRE_POLICY"
    """How kilometres are paid (R15)."""
    MODES = "MODES"
    """Codes of the open modes of travel, in the order of the form."""
    PROOFS_ADDRESS = "PROOFS_ADDRESS"
    """Lines of the address where proofs are sent by post."""
    HALF_DAY_SPLIT = "HALF_DAY_SPLIT"
    """`13:00`: the hour that parts a day into halves."""
    DEMATERIALISED_PROOFS = "DEMATERIALISED_PROOFS"
    """`yes` when proofs may be deposited here, `no` when they go by post only."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A choice that holds from a day on, until the next one of the same name."""

    name: str
    valid_from: date
    values: tuple[str, ...]


_DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    ParameterName.CLOSING_DATE: ("08-31",),
    ParameterName.KILOMETRE_POLICY: (KilometrePolicy.CUMUL_IMAGIN,),
    ParameterName.MODES: OPEN_BY_DEFAULT,
    ParameterName.PROOFS_ADDRESS: (),
    ParameterName.HALF_DAY_SPLIT: ("13:00",),
    ParameterName.DEMATERIALISED_PROOFS: ("yes",),
}


class Parameters:
    """The choices of one academy, whose rows were checked by `wrong_parameter`."""

    def __init__(self, rows: Iterable[Parameter] = (), *, proofs_address_lines: Sequence[str] = ()) -> None:
        """`proofs_address_lines`: the address until one is chosen."""
        self._defaults = {**_DEFAULTS, ParameterName.PROOFS_ADDRESS: tuple(proofs_address_lines)}
        self._rows = sorted(rows, key=lambda row: row.valid_from, reverse=True)

    def closing_date(self, mission_end: date) -> date:
        """The last day on which the examiner enters or validates a mission that ends then."""
        (value,) = self._on(ParameterName.CLOSING_DATE, mission_end)
        month, day = map(int, value.split("-"))
        return closing_date(mission_end, month=month, day=day)

    def kilometre_policy(self, day: date) -> KilometrePolicy:
        """How the kilometres of a line that leaves that day are paid."""
        (value,) = self._on(ParameterName.KILOMETRE_POLICY, day)
        return KilometrePolicy(value)

    def open_modes(self, day: date) -> tuple[str, ...]:
        """Codes of the modes of travel of a mission that begins that day; see `modes.offered_modes`."""
        return self._on(ParameterName.MODES, day)

    def proofs_address_lines(self, day: date) -> tuple[str, ...]:
        """Where proofs are sent that day."""
        return self._on(ParameterName.PROOFS_ADDRESS, day)

    def half_day_split(self, day: date) -> time:
        """The hour that parts a day of a mission into halves."""
        (value,) = self._on(ParameterName.HALF_DAY_SPLIT, day)
        return time.fromisoformat(value)

    def takes_proofs(self, day: date) -> bool:
        """Whether the proofs of a mission that begins that day may be deposited here, not only sent by post."""
        (value,) = self._on(ParameterName.DEMATERIALISED_PROOFS, day)
        return value == "yes"

    def _on(self, name: ParameterName, day: date) -> tuple[str, ...]:
        chosen = (row.values for row in self._rows if row.name == name and row.valid_from <= day)
        return next(chosen, self._defaults[name])


def wrong_parameter(name: str, values: Sequence[str]) -> tuple[str, Violation, dict[str, str]] | None:
    """What is wrong with a row: its field, the violation and what fills its sentence; None when nothing is."""
    if name not in _CHECKS:
        return "name", errors.PARAMETER_UNKNOWN, {}
    is_right, expected = _CHECKS[ParameterName(name)]
    return None if is_right(values) else ("values", errors.PARAMETER_INVALID, {"expected": expected})


def _is_day(values: Sequence[str]) -> bool:
    """A day that every year has."""
    found = re.fullmatch(r"(\d\d)-(\d\d)", _only(values), re.ASCII)
    try:
        return found is not None and bool(date(2001, int(found[1]), int(found[2])))
    except ValueError:
        return False


def _is_hour(values: Sequence[str]) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", _only(values), re.ASCII) is not None


def _is_policy(values: Sequence[str]) -> bool:
    return _only(values) in set(KilometrePolicy)


def _are_modes(values: Sequence[str]) -> bool:
    return 0 < len(values) == len(set(values)) and MODES.keys() >= set(values)


def _is_address(values: Sequence[str]) -> bool:
    return 0 < len(values) <= _MOST_ADDRESS_LINES and all(0 < len(line) <= _LONGEST_ADDRESS_LINE for line in values)


def _is_yes_or_no(values: Sequence[str]) -> bool:
    return _only(values) in {"yes", "no"}


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


_CHECKS: Final[Mapping[str, tuple[Callable[[Sequence[str]], bool], str]]] = {
    ParameterName.CLOSING_DATE: (_is_day, "un seul jour, que toutes les années ont, par exemple 08-31"),
    ParameterName.KILOMETRE_POLICY: (_is_policy, "FIRST_BRACKET_ONLY, CUMUL_IMAGIN ou SNCF_2ND"),
    ParameterName.MODES: (_are_modes, "des modes de transport connus, chacun une seule fois"),
    ParameterName.PROOFS_ADDRESS: (_is_address, "une adresse d’une à sept lignes, de 100 caractères au plus"),
    ParameterName.HALF_DAY_SPLIT: (_is_hour, "une seule heure, par exemple 13:00"),
    ParameterName.DEMATERIALISED_PROOFS: (_is_yes_or_no, "yes ou no"),
}
