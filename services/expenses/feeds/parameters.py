"""`parameters`: what the academy chooses, each choice from a day on (G-11)."""

from typing import Final

from kit.feeds import Items, Line, Record, Text, WholeDate
from kit.feeds.importing import FeedFile, Import
from services.expenses.feeds.dated import keep
from services.expenses.models import Parameter
from services.expenses.rules.parameters import wrong_parameter

_KEY: Final = ("name", "valid_from")


def _store(run: Import, lines: list[Line]) -> None:
    rows = []
    for line in lines:
        if wrong := wrong_parameter(line.record["name"], line.record["values"]):
            name, violation, told = wrong
            run.refuse(line, name, violation, **told)
        else:
            rows.append(line.record)
    keep(run, Parameter, rows, key=_KEY, named=lambda row: row["name"])


PARAMETERS: Final = FeedFile(
    Record(
        key=_KEY,
        fields={
            "name": Text(longest=40),
            "values": Items(item=Text(longest=200), least=1),
            "valid_from": WholeDate(),
        },
    ),
    _store,
)
