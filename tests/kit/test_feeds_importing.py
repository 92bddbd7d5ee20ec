"""The writing half of imports, on a file of the sample: names of things, unique, at most twelve letters."""

from collections.abc import Iterator
from datetime import timedelta

import grpc
import pytest
import sqlalchemy as sa

from imagin.feeds.v1 import feeds_pb2 as pb
from imagin.feeds.v1 import feeds_pb2_grpc as pb_grpc
from kit import tables
from kit.command import Service
from kit.database import Database
from kit.errors import Violation, from_rpc_error
from kit.feeds import Line, Record, Text
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.feeds.servicer import FeedsServicer
from kit.identifiers import new_id
from tests.conftest import Services, Started
from tests.feeding import PRODUCED, load, load_one, pieces
from tests.kit import sample as model

UGLY = Violation("UGLY", "Ce nom est laid.")


def store_things(run: Import, lines: list[Line]) -> None:
    rows = []
    for line in lines:
        if line.record["name"] == "ugly":
            run.refuse(line, "name", UGLY)
        else:
            rows.append({"id": line.record["key"], "name": line.record["name"], "secret": "s", "seen": 0, "version": 1})
    merge = compare(run.session, model.ThingRow, rows, key=["id"])
    upsert(run.session, model.ThingRow, merge.written, key=["id"])
    run.audit(merge, model.ThingRow)
    run.count(merge)


def store_owners(run: Import, lines: list[Line]) -> None:
    known = {str(each) for each in run.session.scalars(sa.select(model.ThingRow.id))}
    for line in lines:
        thing = line.record["thing"]
        if run.cause_of("things", thing) or (thing not in known and not run.was_accepted("things", thing)):
            run.refuse_reference(line, "thing", "things", thing)
        else:
            run.report.accept()


FILES = {
    "things": FeedFile(Record({"key": Text(), "name": Text()}, ("key",)), store_things, is_named_elsewhere=True),
    "owners": FeedFile(Record({"owner": Text(), "thing": Text()}, ("owner",)), store_owners),
    "lists": FeedFile(Record({"key": Text(), "name": Text()}, ("key",)), store_things, is_reference=True),
    "news": FeedFile(Record({"key": Text(), "name": Text()}), store_things, is_timeless=True),
}


def prepare(database: Database) -> None:
    model.prepare(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE things ADD CHECK (length(name) <= 12)"))


@pytest.fixture
def things(services: Services) -> Started:
    service = Service("imports", model.Settings, lambda process: [FeedsServicer(process, FILES)])
    return services.start_service(service, prepare=prepare)


def row(name: str, key: str = "") -> dict[str, str]:
    return {"key": key or new_id(), "name": name}


def names(started: Started) -> list[str]:
    with started.database.read() as session:
        return sorted(session.scalars(sa.select(model.ThingRow.name)))


def loaded(started: Started) -> dict[str, sa.Row]:
    with started.database.read() as session:
        return {each.file: each for each in session.execute(sa.select(tables.loaded_feeds))}


def test_loading_again_changes_nothing(things: Started) -> None:
    rows = [row("cup"), row("pen")]
    assert load_one(things, "things.jsonl", rows).counts == (2, 0, 0, 0)
    assert load_one(things, "things.jsonl", rows).counts == (0, 2, 0, 0)
    assert load_one(things, "things.jsonl", [rows[0], rows[1] | {"name": "pencil"}]).counts == (1, 1, 0, 0)
    assert names(things) == ["cup", "pencil"]


def test_a_dry_run_counts_everything_and_keeps_nothing(things: Started) -> None:
    rows = [row("cup"), row("ugly"), row("x" * 13)]
    result = load_one(things, "things.jsonl", rows, dry_run=True)
    assert result.counts == (1, 0, 2, 0)
    assert [(line, code) for line, _, code in result.said] == [(2, "UGLY"), (3, "NOT_STORED")]
    assert names(things) == []
    assert loaded(things) == {}
    with things.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(tables.audit)) == 0


def test_in_a_dry_run_a_file_finds_the_records_of_the_file_before_it(things: Started) -> None:
    cup = row("cup")
    files = {"things.jsonl": [cup], "owners.jsonl": [{"owner": "Anne", "thing": cup["key"]}]}
    assert load(things, files, dry_run=True)["owners.jsonl"].counts == (1, 0, 0, 0)
    assert names(things) == []


def test_what_the_database_refuses_costs_its_own_line_only(things: Started) -> None:
    """Good lines are kept when others are refused (feeds.md), whatever refuses them."""
    rows = [row(f"thing {number}") for number in range(500)]
    for wrong in (0, 7, 250, 499):
        rows[wrong]["name"] = "a name that is too long"
    result = load_one(things, "things.jsonl", rows)
    assert result.counts == (496, 0, 4, 0)
    assert result.said == [(number, "", "NOT_STORED") for number in (1, 8, 251, 500)]
    assert len(names(things)) == 496


def test_a_reference_to_a_refused_record_names_the_first_cause(things: Started) -> None:
    ugly, empty = row("ugly"), row(" ")
    owners = [
        {"owner": "Anne", "thing": ugly["key"]},
        {"owner": "Bao", "thing": empty["key"]},
        {"owner": "Chloé", "thing": new_id()},
    ]
    result = load(things, {"things.jsonl": [ugly, empty], "owners.jsonl": owners})["owners.jsonl"]
    assert result.said == [
        (1, "thing", "REFERENCE_REFUSED"),
        (2, "thing", "REFERENCE_REFUSED"),
        (3, "thing", "REFERENCE_UNKNOWN"),
    ]
    assert result.lines[0].message.endswith("things.jsonl, ligne 1, name\u00a0: Ce nom est laid.")
    assert result.lines[1].message.endswith("things.jsonl, ligne 2, name\u00a0: Le texte est vide.")


def test_a_key_refused_first_and_right_later_may_be_named(things: Started) -> None:
    key = new_id()
    files = {"things.jsonl": [row(" ", key), row("cup", key)], "owners.jsonl": [{"owner": "Anne", "thing": key}]}
    assert load(things, files)["owners.jsonl"].counts == (1, 0, 0, 0)


def test_another_service_tells_what_became_of_its_records(things: Started) -> None:
    refused, accepted = new_id(), new_id()
    cause = pb.ImportLine(file="things.csv", line=9, field="name", message="Trop grand.", code="BIG")
    outcomes = [
        pb.ImportOutcome(file="things", key=refused, cause=cause),
        pb.ImportOutcome(file="things", key=accepted),
    ]
    owners = [{"owner": "Anne", "thing": refused}, {"owner": "Bao", "thing": accepted}]
    result = load(things, {"owners.jsonl": owners}, outcomes=outcomes, dry_run=True)["owners.jsonl"]
    assert result.counts == (1, 0, 1, 0)
    assert result.lines[0].message.endswith("things.csv, ligne 9, name\u00a0: Trop grand.")


def test_outcomes_say_what_was_refused_and_in_a_dry_run_what_was_accepted(things: Started) -> None:
    rows = [row("cup"), row("ugly"), *(row("") for _ in range(1_100))]
    for dry_run in (False, True):
        result = load_one(things, "things.jsonl", rows, dry_run=dry_run)
        refused = {outcome.key: outcome.cause for outcome in result.outcomes if outcome.HasField("cause")}
        accepted = {outcome.key for outcome in result.outcomes if not outcome.HasField("cause")}
        assert len(refused) == 1_101
        assert (refused[rows[1]["key"]].line, refused[rows[1]["key"]].code) == (2, "UGLY")
        assert accepted == ({rows[0]["key"]} if dry_run else set())


def test_a_feed_made_before_the_last_one_is_refused_unless_forced(things: Started) -> None:
    load_one(things, "things.jsonl", [row("cup")])
    older = PRODUCED - timedelta(seconds=1)
    late = load(things, {"things.jsonl": [row("pen")], "news.jsonl": [row("ink")]}, produced=older)
    assert late["things.jsonl"].counts == (0, 0, 1, 0)
    assert late["things.jsonl"].said == [(0, "", "OLDER_FEED")]
    assert "01/06/2026 à 06:00 UTC" in late["things.jsonl"].lines[0].message
    assert late["news.jsonl"].counts == (1, 0, 0, 0)
    assert load_one(things, "things.jsonl", [row("pen")], produced=older, force=True).counts == (1, 0, 0, 0)
    assert names(things) == ["cup", "ink", "pen"]


def test_what_carries_its_own_time_does_not_make_the_feed_newer(things: Started) -> None:
    load_one(things, "news.jsonl", [row("ink")], produced=PRODUCED + timedelta(days=9))
    assert load_one(things, "things.jsonl", [row("cup")]).counts == (1, 0, 0, 0)


def test_what_was_loaded_is_remembered_and_audited(things: Started) -> None:
    cup = row("cup")
    load_one(things, "things.csv", f"key;name\n{cup['key']};cup\n".encode())
    load_one(things, "things.jsonl", [cup | {"name": "mug"}, row("")], produced=PRODUCED + timedelta(days=1))
    last = loaded(things)["things"]
    assert (last.academy, last.produced_time) == ("SIEC", PRODUCED + timedelta(days=1))
    assert last.counts == {"accepted": 1, "unchanged": 0, "refused": 1, "notices": 0}
    with things.database.read() as session:
        rows = session.execute(sa.select(tables.audit).order_by(tables.audit.c.id)).all()
    assert [(each.aggregate, each.change, each.action, each.actor_service) for each in rows] == [
        ("feed", "loaded", "ImportFiles", "loader"),
        ("thing", "changed", "ImportFiles", "loader"),
        ("feed", "loaded", "ImportFiles", "loader"),
    ]
    assert rows[1].difference == {"name": {"from": "cup", "to": "mug"}}


def test_reference_data_come_from_a_feed_of_every_academy(things: Started) -> None:
    assert load_one(things, "lists.jsonl", [row("cup")], academy="*").counts == (1, 0, 0, 0)
    with pytest.raises(grpc.RpcError) as found:
        load_one(things, "things.jsonl", [row("cup")], academy="*")
    assert from_rpc_error(found.value).reason == "FEED_OF_ANOTHER_ACADEMY"


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        (lambda: pieces({"things.jsonl": b""}, academy="LILLE"), "FEED_OF_ANOTHER_ACADEMY"),
        (lambda: pieces({"people.jsonl": b""}), "FILE_NOT_OWNED"),
        (lambda: pieces({"things.xlsx": b""}), "FILE_NOT_OWNED"),
        (lambda: pieces({"../things.jsonl": b""}), "FILE_NOT_OWNED"),
        (lambda: iter([]), "IMPORT_OUT_OF_ORDER"),
        (lambda: iter([pb.ImportFilesRequest()]), "IMPORT_OUT_OF_ORDER"),
        (lambda: iter([pb.ImportFilesRequest(bytes=b"x")]), "IMPORT_OUT_OF_ORDER"),
        (lambda: [*pieces({}), pb.ImportFilesRequest(bytes=b"x")], "IMPORT_OUT_OF_ORDER"),
        (lambda: [*pieces({}), *pieces({})], "IMPORT_OUT_OF_ORDER"),
    ],
)
def test_what_is_no_feed_of_ours_is_refused_whole(things: Started, requests: object, reason: str) -> None:
    stub = things.stub(pb_grpc.FeedsServiceStub, service="loader")
    with pytest.raises(grpc.RpcError) as found:
        list(stub.ImportFiles(iter(requests())))
    assert from_rpc_error(found.value).reason == reason
    assert from_rpc_error(found.value).code is grpc.StatusCode.INVALID_ARGUMENT


def test_progress_is_reported_batch_after_batch(things: Started) -> None:
    stub = things.stub(pb_grpc.FeedsServiceStub, service="loader")
    rows = [row(f"thing {number}") for number in range(2_500)]
    answers = list(stub.ImportFiles(pieces({"things.jsonl": rows})))
    assert [answer.accepted_count for answer in answers] == [1_000, 2_000, 2_500, 2_500, 2_500]
    assert [answer.is_complete for answer in answers] == [False] * 4 + [True]


def test_an_import_cut_short_keeps_the_batches_that_were_stored(things: Started) -> None:
    rows = [row(f"thing {number}") for number in range(1_500)]

    def broken() -> Iterator[pb.ImportFilesRequest]:
        yield from pieces({"things.jsonl": rows})
        raise OSError

    stub = things.stub(pb_grpc.FeedsServiceStub, service="loader")
    with pytest.raises(grpc.RpcError):
        list(stub.ImportFiles(broken()))
    assert load_one(things, "things.jsonl", rows).accepted + len(names(things)) >= 1_500
    assert len(names(things)) == 1_500
