"""`questionnaires` and `questionnaire_steps`: the campaigns of a survey, and what each asks step by step."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from kit.feeds import Instant, Integer, Line, Record, Text
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.identifiers import new_id
from services.survey import errors
from services.survey.models import Questionnaire, Step

# A name for programs, in lower case: it ends up in addresses.
_KEY: Final = Text(longest=40, pattern=r"[a-z][a-z0-9-]*")


def _store_questionnaires(run: Import, lines: list[Line]) -> None:
    rows = []
    for line in lines:
        record = line.record
        if record["close"] <= record["open"]:
            run.refuse(line, "close", errors.CLOSES_BEFORE_OPENING)
            continue
        rows.append(
            {
                "key": record["key"],
                "title": record["title"],
                "open_time": record["open"],
                "close_time": record["close"],
            }
        )
    merge = compare(run.session, Questionnaire, rows, key=["key"])
    for row in merge.created:
        row["id"] = new_id()
    upsert(run.session, Questionnaire, merge.written, key=["key"])
    run.audit(merge, Questionnaire)
    run.count(merge)


def _store_steps(run: Import, lines: list[Line]) -> None:
    known = _questionnaires(run)
    rows = []
    for line in lines:
        record = line.record
        questionnaire = record["questionnaire"]
        if questionnaire not in known or run.cause_of("questionnaires", questionnaire):
            run.refuse_reference(line, "questionnaire", "questionnaires", questionnaire)
            continue
        rows.append(
            {
                "questionnaire_id": known[questionnaire],
                "key": record["key"],
                "position": record["position"],
                "title": record["title"],
            }
        )
    merge = compare(run.session, Step, rows, key=["questionnaire_id", "key"])
    upsert(run.session, Step, merge.written, key=["questionnaire_id", "key"])
    run.audit(merge, Step, named=lambda row: row["questionnaire_id"])
    run.count(merge)


def _questionnaires(run: Import) -> Mapping[str, str]:
    """Ids by key; there is one questionnaire a campaign."""
    return dict(run.session.execute(sa.select(Questionnaire.key, Questionnaire.id)).all())  # type: ignore[arg-type]


# In the order in which they name each other.
FILES: Final[dict[str, FeedFile]] = {
    "questionnaires": FeedFile(
        Record(key=("key",), fields={"key": _KEY, "title": Text(), "open": Instant(), "close": Instant()}),
        _store_questionnaires,
    ),
    "questionnaire_steps": FeedFile(
        Record(
            key=("questionnaire", "key"),
            fields={"questionnaire": _KEY, "key": _KEY, "position": Integer(least=1, most=100), "title": Text()},
        ),
        _store_steps,
    ),
}
