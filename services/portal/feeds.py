"""`applications`: the partner applications that missions open."""

from typing import Any, Final

import sqlalchemy as sa

from kit.feeds import Flag, Line, Record, Text, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.identifiers import new_id
from services.portal.models import Application


def _store(run: Import, lines: list[Line]) -> None:
    """A line that does not say whether the door is open leaves that to the academy; it is closed until then."""
    opened = dict(run.session.execute(sa.select(Application.code, Application.is_open)).all())
    rows: list[dict[str, Any]] = []
    for _, record in lines:
        is_open = opened.get(record["code"], False) if record["open"] is None else record["open"]
        rows.append({"code": record["code"], "name": record["name"], "is_open": is_open})
    merge = compare(run.session, Application, rows, key=["code"])
    for row in merge.created:
        row["id"] = new_id()
    upsert(run.session, Application, merge.written, key=["code"])
    run.audit(merge, Application)
    run.count(merge)


# The codes and names are the same for every academy; whether a door is open is decided by each.
FILES: Final[dict[str, FeedFile]] = {
    "applications": FeedFile(
        Record(
            key=("code",),
            fields={"code": forms.identifier(), "name": Text(), "open": Flag(nullable=True, default=None)},
        ),
        _store,
        is_reference=True,
    )
}
