"""`missions`: what, where and when (feeds.md §3)."""

import decimal
import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from kit.feeds import Choice, Decimal, Flag, Integer, Items, Line, LocalTime, Nested, Record, Text, WholeDate, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.identifiers import new_id
from kit.territory import instant, time_zone
from services.missions import errors
from services.missions.feeds import claims
from services.missions.models import Commune, Convocation, Evaluation, FeeSource, Mission, Nature, PortalTarget

_ORALS: Final = {Nature.ORAL, Nature.ORAL_EC, Nature.ORAL_CC}
# How the feed says whether the mission may open travel.
_TRAVEL: Final = ("AUTO", "NONE")


def _values(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(kind)


MISSION: Final = Record(
    key=("number",),
    fields={
        "number": forms.identifier(),
        "exam": Nested(fields={"code": Text(longest=40), "label": Text()}),
        "session": Text(longest=4, pattern=r"[12]\d{3}"),
        "speciality": Text(longest=300, nullable=True),
        "paper": Nested(
            nullable=True,
            fields={
                "code": Text(longest=40),
                "label": Text(longest=300),
                "option": Text(longest=300, nullable=True),
                "duration_min": Integer(least=1, most=24 * 60),
                "is_optional": Flag(default=False),
            },
        ),
        "nature": Choice(among=_values(Nature)),
        "label": Text(),
        "evaluation": Choice(among=_values(Evaluation)),
        "wave": Text(longest=40, nullable=True),
        "centre": Nested(
            fields={
                "uai": forms.establishment(),
                "name": Text(),
                "lines": Items(item=Text(), most=4),
                "postcode": Text(longest=20),
                "commune": forms.commune(),
            }
        ),
        "start_date": WholeDate(),
        "start_time": LocalTime(),
        "end_date": WholeDate(),
        "end_time": LocalTime(),
        "jury": Text(nullable=True),
        "text": Text(longest=10_000, nullable=True, many_lines=True),
        "header": Text(),
        "fee": Choice(among=_values(FeeSource)),
        "travel": Choice(among=_TRAVEL),
        "departure_fixed": Flag(),
        "portal": Choice(among=_values(PortalTarget), nullable=True),
        "present_candidates": Integer(most=100_000, nullable=True),
        "copies_expected": Integer(most=1_000_000, nullable=True),
        # domain.md §3.2; absent in the feeds of those who set none.
        "vae_coefficient": Decimal(least=decimal.Decimal("0.5"), most=3, places=2, nullable=True, default=None),
    },
)


def _store(run: Import, lines: list[Line]) -> None:
    codes = {line.record["centre"]["commune"] for line in lines}
    communes = set(run.session.scalars(sa.select(Commune.code).where(Commune.code.in_(codes))))
    rows = []
    for line in lines:
        if line.record["centre"]["commune"] not in communes:
            run.refuse(line, "centre.commune", forms.COMMUNE_UNKNOWN)
        elif _has_right_times(run, line):
            _notice(run, line)
            rows.append(_row(line.record))
    merge = compare(run.session, Mission, rows, key=["number"], digest="content_hash")
    for row in merge.created:
        row["id"] = new_id()
    upsert(run.session, Mission, merge.written, key=["number"])
    run.audit(merge, Mission)
    if merge.changed:
        changed = [after["id"] for _, after in merge.changed]
        touched = sa.update(Convocation).where(Convocation.mission_id.in_(changed))
        ids = run.session.scalars(touched.values(revision=Convocation.revision + 1).returning(Convocation.id)).all()
        claims.tell(run, ids)
    run.count(merge)


def _has_right_times(run: Import, line: Line) -> bool:
    """Both ends exist on the clocks of the place, and in this order."""
    record = line.record
    zone = time_zone(record["centre"]["commune"])
    moments = {}
    for end in ("start", "end"):
        wall = datetime.combine(record[f"{end}_date"], record[f"{end}_time"])
        moments[end] = instant(wall, zone)
        if moments[end] is None:
            run.refuse(line, f"{end}_time", errors.HOUR_SKIPPED)
            return False
    if moments["end"] <= moments["start"]:
        run.refuse(line, "end_date", errors.ENDS_BEFORE_START)
        return False
    return True


def _notice(run: Import, line: Line) -> None:
    """Odd, but kept: the gestionnaire knows better."""
    record = line.record
    if record["fee"] == FeeSource.SANTORIN and record["portal"] is None:
        run.notice(line, "portal", errors.SANTORIN_WITHOUT_PORTAL)
    if record["evaluation"] == Evaluation.ECA and record["fee"] != FeeSource.NONE:
        run.notice(line, "fee", errors.ECA_WITH_FEE)
    if record["nature"] in _ORALS and record["paper"] is None:
        run.notice(line, "paper", errors.ORAL_WITHOUT_PAPER)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    exam, paper, centre = record["exam"], record["paper"] or {}, record["centre"]
    row = {
        "number": record["number"],
        "session": record["session"],
        "exam_code": exam["code"],
        "exam_label": exam["label"],
        "speciality": record["speciality"],
        "paper_code": paper.get("code"),
        "paper_label": paper.get("label"),
        "paper_option": paper.get("option"),
        "paper_duration": paper.get("duration_min"),
        "is_paper_optional": paper.get("is_optional", False),
        "nature": Nature(record["nature"]),
        "label": record["label"],
        "evaluation": Evaluation(record["evaluation"]),
        "wave": record["wave"],
        "centre_uai": centre["uai"],
        "centre_name": centre["name"],
        "centre_lines": centre["lines"],
        "centre_postcode": centre["postcode"],
        "centre_commune": centre["commune"],
        "start_date": record["start_date"],
        "start_time": record["start_time"],
        "end_date": record["end_date"],
        "end_time": record["end_time"],
        "time_zone": time_zone(centre["commune"]).key,
        "jury": record["jury"],
        "text": record["text"],
        "header": record["header"],
        "fee_source": FeeSource(record["fee"]),
        "opens_travel": record["travel"] == _TRAVEL[0],
        "is_departure_fixed": record["departure_fixed"],
        "portal_target": PortalTarget(record["portal"]) if record["portal"] else None,
        "present_candidates": record["present_candidates"],
        "expected_copies": record["copies_expected"],
        "vae_coefficient": record["vae_coefficient"],
    }
    row["content_hash"] = hashlib.sha256(repr(row).encode()).digest()
    return row


MISSIONS: Final = FeedFile(MISSION, _store)
