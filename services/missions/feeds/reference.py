"""`academies` and `communes`: the same for every academy."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from kit.feeds import Integer, Items, Line, Nested, Record, Text, WrongValue, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.french import fold
from services.missions import errors
from services.missions.models import Academy, Commune


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise WrongValue(errors.TIME_ZONE_UNKNOWN) from None
    return name


def _store_academies(run: Import, lines: list[Line]) -> None:
    rows = []
    for _, record in lines:
        contact = record["contact"]
        rows.append(
            {
                "code": record["code"],
                "name": record["name"],
                "header": record["header"],
                "time_zone": record["timezone"],
                "contact_name": contact["name"],
                "contact_email": contact["email"],
                "contact_phone": contact["phone"],
            }
        )
    merge = compare(run.session, Academy, rows, key=["code"])
    upsert(run.session, Academy, merge.written, key=["code"])
    run.count(merge)


def _store_communes(run: Import, lines: list[Line]) -> None:
    """A commune that says nothing new keeps the day from which it was known so."""
    here = {record["code"] for _, record in lines}
    parents = {record["parent"] for _, record in lines if record["parent"]} - here
    known = here | set(run.session.scalars(sa.select(Commune.code).where(Commune.code.in_(parents))))
    rows = []
    for line in lines:
        record = line.record
        if record["parent"] and record["parent"] not in known:
            run.refuse_reference(line, "parent", "communes", record["parent"])
            continue
        rows.append(
            {
                "code": record["code"],
                "name": record["name"],
                "postcodes": record["postcodes"],
                "department": record["department"],
                "population": record["population"],
                "parent_code": record["parent"],
                "search_name": fold(record["name"]),
            }
        )
    merge = compare(run.session, Commune, rows, key=["code"])
    written = [{**row, "valid_from": run.feed.produced.date()} for row in merge.written]
    upsert(run.session, Commune, written, key=["code"])
    run.count(merge)


ACADEMIES: Final = FeedFile(
    Record(
        key=("code",),
        fields={
            "code": forms.identifier(),
            "name": Text(),
            "header": Text(),
            "timezone": Text(longest=60, rule=_known_zone),
            "contact": Nested(fields={"name": Text(), "email": forms.email(), "phone": forms.phone()}),
        },
    ),
    _store_academies,
    is_reference=True,
)

COMMUNES: Final = FeedFile(
    Record(
        key=("code",),
        fields={
            "code": forms.commune(),
            "name": Text(),
            "postcodes": Items(item=Text(longest=5, pattern=r"\d{5}"), most=100),
            "department": Text(longest=3),
            "population": Integer(most=100_000_000),
            "parent": Text(longest=5, nullable=True),
        },
    ),
    _store_communes,
    is_reference=True,
)
