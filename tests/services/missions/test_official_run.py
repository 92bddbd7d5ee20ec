"""The official run: missions become visible, and expenses learns of each convocation once."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2
from imagin.feeds.v1 import feeds_pb2, feeds_pb2_grpc
from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.tables import outbox
from services.missions import errors, tasks
from services.missions.models import Convocation
from tests.conftest import Services, Started, eventually
from tests.feeding import load_one, pieces
from tests.refusals import refused
from tests.services.missions.conftest import ANAIS, DESK, PAUL, Academy, finish
from tests.services.missions.examples import a_convocation, a_mission

DONE, FAILED = jobs_pb2.Job.STATE_DONE, jobs_pb2.Job.STATE_FAILED


@pytest.fixture
def drafts(academy: Academy) -> Academy:
    """Three convocations that are not official yet, one of them of another exam; one official, two cancelled."""
    draft(academy)
    return academy


def draft(academy: Academy) -> None:
    bts = {"code": "BTS", "label": "BREVET DE TECHNICIEN SUPERIEUR"}
    academy.convene(
        [a_mission("SI1"), a_mission("SI2"), a_mission("SI3", exam=bts), a_mission("SI4", session="2025")],
        [
            a_convocation("SI1", ANAIS, official=False),
            a_convocation("SI1", PAUL, official=False),
            a_convocation("SI3", ANAIS, official=False),
            a_convocation("SI2", ANAIS),
            a_convocation("SI2", PAUL, official=False, cancelled=True),
            a_convocation("SI3", PAUL, cancelled=True),
            a_convocation("SI4", PAUL, official=False, issued="2026-05-01"),
        ],
    )


Sort = pb.ListConvocationGroupsRequest


def run_request(**changes: object) -> pb.StartOfficialRunRequest:
    return pb.StartOfficialRunRequest(**{"request_id": new_id(), "session": "2026", **changes})


def ask(academy: Academy, **changes: object) -> jobs_pb2.Job:
    return academy.desk().StartOfficialRun(run_request(**changes))


def groups(academy: Academy) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """Official, draft and cancelled convocations of each group, and the people of the official ones."""
    reply = academy.desk().ListConvocationGroups(pb.ListConvocationGroupsRequest())
    return {
        (group.session, group.exam.code): (
            group.official_count,
            group.draft_count,
            group.cancelled_count,
            group.person_count,
        )
        for group in reply.groups
    }


def numbers(academy: Academy, identifier: str) -> list[str]:
    reply = academy.missions_of(identifier).ListMissions(pb.ListMissionsRequest())
    return [shown.mission.number for shown in reply.missions]


def told(missions: Started) -> list[expenses_pb2.ConvocationRecord]:
    """What waits to be told to expenses, in its order."""
    query = sa.select(outbox.c.request).where(outbox.c.method.like("%/RecordConvocations")).order_by(outbox.c.position)
    with missions.database.read() as session:
        waiting = [expenses_pb2.RecordConvocationsRequest.FromString(row) for row in session.scalars(query)]
    return [record for request in waiting for record in request.convocations]


def test_groups_count_what_is_official_what_is_not_and_what_is_cancelled(drafts: Academy) -> None:
    """G-8: by session, newest first, then exam."""
    assert list(groups(drafts).items()) == [
        (("2026", "BGT"), (1, 2, 1, 1)),
        (("2026", "BTS"), (0, 1, 1, 0)),
        (("2025", "BGT"), (0, 1, 0, 0)),
    ]
    stub, counter = drafts.desk(), drafts.services.counter
    counter.reset()
    stub.ListConvocationGroups(pb.ListConvocationGroupsRequest())
    assert len(counter.statements) == 1


def test_groups_are_searched_by_all_that_the_list_shows(drafts: Academy) -> None:
    """S-SHELL-7: exam, session and counts; case and accents do not count, and the total says how many there are."""
    for search, expected in (
        ("", ["2026 BGT", "2026 BTS", "2025 BGT"]),
        ("Général", ["2026 BGT", "2025 BGT"]),
        ("technicien 2026", ["2026 BTS"]),
        ("2025", ["2025 BGT"]),
        ("baccalaureat 2", ["2026 BGT", "2025 BGT"]),
        ("zzz", []),
    ):
        assert listed(drafts, search=search) == (expected, 3), search


def test_groups_are_sorted_by_each_column_both_ways(drafts: Academy) -> None:
    """S-SHELL-8: numbers by value, words in French order; equal ones by session, newest first, then exam."""
    for sort, ascending, descending in (
        (Sort.SORT_EXAM, ["2026 BGT", "2025 BGT", "2026 BTS"], ["2026 BTS", "2026 BGT", "2025 BGT"]),
        (Sort.SORT_SESSION, ["2025 BGT", "2026 BGT", "2026 BTS"], ["2026 BGT", "2026 BTS", "2025 BGT"]),
        (Sort.SORT_UNSPECIFIED, ["2026 BGT", "2026 BTS", "2025 BGT"], ["2025 BGT", "2026 BGT", "2026 BTS"]),
        (Sort.SORT_OFFICIAL, ["2026 BTS", "2025 BGT", "2026 BGT"], ["2026 BGT", "2026 BTS", "2025 BGT"]),
        (Sort.SORT_DRAFT, ["2026 BTS", "2025 BGT", "2026 BGT"], ["2026 BGT", "2026 BTS", "2025 BGT"]),
        (Sort.SORT_CANCELLED, ["2025 BGT", "2026 BGT", "2026 BTS"], ["2026 BGT", "2026 BTS", "2025 BGT"]),
        (Sort.SORT_PEOPLE, ["2026 BTS", "2025 BGT", "2026 BGT"], ["2026 BGT", "2026 BTS", "2025 BGT"]),
        (99, ["2026 BGT", "2026 BTS", "2025 BGT"], ["2025 BGT", "2026 BGT", "2026 BTS"]),
    ):
        assert listed(drafts, sort=sort) == (ascending, 3), sort
        assert listed(drafts, sort=sort, is_descending=True) == (descending, 3), sort


def listed(academy: Academy, **asked: object) -> tuple[list[str], int]:
    """The groups found, in their order, and how many there are."""
    reply = academy.desk().ListConvocationGroups(Sort(**asked))
    return [f"{group.session} {group.exam.code}" for group in reply.groups], reply.total_count


def test_the_official_run_makes_missions_visible_and_leaves_the_cancelled_ones(drafts: Academy) -> None:
    """S-MIS-1, G-8."""
    assert (numbers(drafts, ANAIS), numbers(drafts, PAUL)) == (["SI2"], ["SI3"])
    asked = ask(drafts)
    assert asked.title == "Traitement officiel, session 2026, tous les examens"
    job = finish(drafts, asked)
    assert (job.state, job.done_count, job.total_count, job.error_message) == (DONE, 3, 3, "")
    assert (numbers(drafts, ANAIS), numbers(drafts, PAUL)) == (["SI1", "SI2", "SI3"], ["SI1", "SI3"])
    assert groups(drafts) == {
        ("2026", "BGT"): (3, 0, 1, 2),
        ("2026", "BTS"): (1, 0, 1, 1),
        ("2025", "BGT"): (0, 1, 0, 0),
    }


def test_what_santorin_said_before_the_run_is_told_after_the_convocation(drafts: Academy) -> None:
    """S-CLM-17: a dematerialised claim is fed by the returns, whenever they came."""
    with drafts.missions.database.transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO returns SELECT id, 'SERVICE_FAIT', 12, 0, true, now() FROM convocations"
                " WHERE NOT is_official AND NOT is_cancelled"
            )
        )
    finish(drafts, ask(drafts, exam_code="BTS"))
    with drafts.missions.database.read() as session:
        rows = session.execute(sa.select(outbox.c.method, outbox.c.request).order_by(outbox.c.position)).all()
    last, answer = rows[-2:]
    convocations = expenses_pb2.RecordConvocationsRequest.FromString(last.request).convocations
    returns = expenses_pb2.RecordReturnsRequest.FromString(answer.request).returns
    assert [each.convocation_id for each in returns] == [each.convocation_id for each in convocations]
    assert returns[0].copies == 12


def test_an_exam_alone_may_become_official(drafts: Academy) -> None:
    assert finish(drafts, ask(drafts, exam_code="BTS")).done_count == 1
    assert groups(drafts)["2026", "BGT"] == (1, 2, 1, 1)


def test_nothing_left_to_make_official_is_said_and_no_session_is_a_wrong_field(drafts: Academy) -> None:
    finish(drafts, ask(drafts))
    for request in (run_request(), run_request(exam_code="XYZ"), run_request(session="1999")):
        assert refused(drafts.desk().StartOfficialRun, request).reason == "NOTHING_TO_MAKE_OFFICIAL"
    answer = refused(drafts.desk().StartOfficialRun, run_request(session=""))
    assert [(each.field, each.reason) for each in answer.violations] == [("session", "SESSION_MISSING")]


def test_expenses_is_told_of_each_convocation_with_the_facts_that_its_claim_keeps(drafts: Academy) -> None:
    before = len(told(drafts.missions))
    finish(drafts, ask(drafts))
    records = told(drafts.missions)[before:]
    assert sorted((record.mission.number, record.examiner.identifier) for record in records) == [
        ("SI1", ANAIS),
        ("SI1", PAUL),
        ("SI3", ANAIS),
    ]
    record = next(record for record in records if record.examiner.identifier == PAUL)
    assert (record.examiner.person_id, record.examiner.last_name) == (drafts.id_of(PAUL), "N’Diaye")
    assert (record.facts.home.name, record.facts.establishment.name) == ("Créteil", "Arcueil")
    assert (record.mission.centre.commune.code, record.mission.fee_source) == ("94028", pb.FEE_SOURCE_EXAMINER)
    assert (record.revision, record.is_cancelled, record.opens_travel) == (2, False, False)


def test_the_audit_names_who_made_a_convocation_official(drafts: Academy) -> None:
    finish(drafts, ask(drafts, exam_code="BTS"))
    with drafts.missions.database.read() as session:
        row = session.execute(sa.text("SELECT * FROM kit.audit WHERE action = 'official_run'")).one()
    assert (row.aggregate, row.actor_id, row.difference) == (
        "convocation",
        drafts.id_of(DESK),
        {"is_official": {"from": False, "to": True}},
    )


def test_a_later_feed_does_not_take_back_what_the_academy_made_official(drafts: Academy) -> None:
    finish(drafts, ask(drafts))
    drafts.convene([], [a_convocation("SI1", ANAIS, official=False, capacity="Présidente")])
    assert numbers(drafts, ANAIS) == ["SI1", "SI2", "SI3"]


def test_runs_side_by_side_share_the_work_and_double_nothing(academy: Academy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CONVOCATIONS_PER_BATCH", 3)
    missions = [a_mission(f"SI{number}") for number in range(100, 120)]
    academy.convene(
        missions,
        [a_convocation(each["number"], who, official=False) for each in missions for who in (ANAIS, PAUL)],
    )
    asked = [ask(academy) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda job: finish(academy, job), asked))
    assert {job.state for job in ended} == {DONE}
    assert {(job.done_count, job.total_count) for job in ended} == {(40, 40)}
    records = Counter(record.convocation_id for record in told(academy.missions))
    assert (len(records), set(records.values())) == (40, {1})
    with academy.missions.database.read() as session:
        rows = session.execute(sa.select(Convocation.is_official, Convocation.revision).distinct()).all()
    assert [tuple(row) for row in rows] == [(True, 2)]


def test_a_run_waits_for_an_import_and_leaves_nothing_that_it_held(drafts: Academy) -> None:
    """G-8: a dry run holds the rows that it tries; what the run passed over would never become official."""
    asked = ask(drafts)
    changed = [a_convocation("SI1", who, official=False, capacity="Président") for who in (ANAIS, PAUL)]
    goes_on = threading.Event()

    def slowly() -> Iterator[feeds_pb2.ImportFilesRequest]:
        yield from pieces({"convocations.jsonl": changed}, dry_run=True)
        # The next file makes the service store the lines that it has.
        yield feeds_pb2.ImportFilesRequest(file=feeds_pb2.ImportFile(name="santorin.jsonl"))
        goes_on.wait(60)

    stub = drafts.missions.stub(feeds_pb2_grpc.FeedsServiceStub, service="loader")
    answers = stub.ImportFiles(slowly(), timeout=60)
    assert next(answers).accepted_count == 2
    job = finish(drafts, asked)
    assert (job.state, groups(drafts)["2026", "BGT"][1]) == (jobs_pb2.Job.STATE_QUEUED, 2)
    goes_on.set()
    list(answers)
    job = finish(drafts, asked)
    assert (job.state, job.done_count, groups(drafts)["2026", "BGT"][:2]) == (DONE, 3, (3, 0))


def test_a_return_that_comes_during_the_run_reaches_expenses(drafts: Academy) -> None:
    """S-CLM-17: the import would take the convocation for a draft, and the run would not see the return yet."""
    asked = ask(drafts, exam_code="BTS")
    returned = {"mission": "SI3", "identifier": ANAIS, "state": "SERVICE_FAIT", "copies": 12, "candidates": 0}
    line = {**returned, "done": True, "at": "2026-06-14T08:00:00Z"}
    with ThreadPoolExecutor(2) as pool, drafts.missions.database.transaction() as blocking:
        # The import has read the convocation, and cannot write the return before this transaction ends.
        blocking.execute(sa.text("LOCK TABLE returns IN SHARE MODE"))
        loading = pool.submit(load_one, drafts.missions, "santorin.jsonl", [line])
        time.sleep(0.5)
        running = pool.submit(finish, drafts, asked)
        time.sleep(0.5)
        blocking.rollback()
        assert loading.result(timeout=20).accepted == 1
        assert running.result(timeout=20).state == DONE
    query = sa.select(outbox.c.request).where(outbox.c.method.like("%/RecordReturns"))
    with drafts.missions.database.read() as session:
        (told_later,) = map(expenses_pb2.RecordReturnsRequest.FromString, session.scalars(query))
    assert [each.copies for each in told_later.returns] == [12]


def test_somebody_whom_auth_does_not_know_stops_the_run_before_anything_is_half_done(drafts: Academy) -> None:
    asked = ask(drafts)
    with drafts.missions.database.transaction() as session:
        session.execute(sa.text("UPDATE convocations SET person_id = gen_random_uuid() WHERE identifier = 'ESI000002'"))
    job = finish(drafts, asked)
    assert (job.state, job.error_message) == (FAILED, errors.PeopleMissing(count=1).sentence)
    assert groups(drafts)["2026", "BGT"][:2] == (1, 2)


def test_every_claim_is_generated_once(services: Services, tmp_path: Path) -> None:
    """From the run to expenses, through the outbox: what was loaded as official before, and what the run adds."""
    academy, expenses = Academy.start(services, tmp_path), services.start("expenses")
    draft(academy)
    finish(academy, ask(academy))
    eventually(lambda: told(academy.missions) == [], seconds=20)
    with expenses.database.read() as session:
        claims = session.execute(sa.text("SELECT mission_number, identifier FROM claims")).all()
    assert sorted(tuple(row) for row in claims) == [("SI1", ANAIS), ("SI1", PAUL), ("SI2", ANAIS), ("SI3", ANAIS)]


def test_a_run_needs_a_gestionnaire_or_the_loader(drafts: Academy) -> None:
    for service in ("gateway", "expenses", "portal"):
        stub = drafts.missions.stub(pb_grpc.ConvocationsServiceStub, service=service)
        assert refused(stub.StartOfficialRun, run_request()).code in {
            grpc.StatusCode.PERMISSION_DENIED,
            grpc.StatusCode.UNAUTHENTICATED,
        }
    loader = drafts.missions.stub(pb_grpc.ConvocationsServiceStub, service="loader")
    assert finish(drafts, loader.StartOfficialRun(run_request())).state == DONE
