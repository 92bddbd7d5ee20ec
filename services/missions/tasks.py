"""Long jobs of missions: letters in bulk, and the official run. Both may run again after an interruption."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.expenses.v1 import expenses_pb2
from kit.feeds.importing import keep_apart
from kit.jobs import Run
from kit.process import Process
from kit.sealing import Keyring
from kit.storage import open_storage
from kit.tables import jobs
from kit.work import Work
from services.missions import errors, queries
from services.missions.models import Commune, Convocation
from services.missions.settings import MissionsSettings
from services.missions.templates.convocation import ConvocationLetter, Kind, write_letters
from services.missions.wire import claims, letters

LETTERS: Final = "letters"
OFFICIAL_RUN: Final = "official_run"

# One transaction, and one delivery to expenses.
CONVOCATIONS_PER_BATCH: Final = 200
# People and passwords fetched from auth at a time; it gives at most 1 000.
LETTERS_PER_BATCH: Final = 500
BATCH_SECONDS: Final = 20.0
# A first letter makes a password, and sealing it takes auth its time.
PASSWORDS_SECONDS: Final = 60.0
# Letters carry temporary passwords: they do not stay.
LETTERS_KEPT_FOR: Final = timedelta(days=1)
LETTERS_FOLDER: Final = "letters/"


def settings_of(process: Process) -> MissionsSettings:
    return cast("MissionsSettings", process.settings)


def letters_key(job_id: str) -> str:
    """Where the letters of a job are kept."""
    return f"{LETTERS_FOLDER}{job_id}"


def people_of(process: Process, ids: Collection[str]) -> dict[str, auth_pb2.Person]:
    """Convened people by id. Nobody is left out: a letter or a claim that is missing would be noticed by its owner."""
    stub = process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
    wanted = auth_pb2.BatchGetPeopleRequest(ids=sorted(ids))
    people = {person.summary.id: person for person in stub.BatchGetPeople(wanted, timeout=BATCH_SECONDS).people}
    if missing := ids - people.keys():
        raise errors.PeopleMissing(count=len(missing))
    return people


def communes_of(session: Session, people: Mapping[str, auth_pb2.Person]) -> dict[str, Commune]:
    """The communes in which these people live and work, by code."""
    return queries.communes(session, {code for person in people.values() for code in claims.commune_codes(person)})


def edit_letters(run: Run) -> None:
    """Letters of a group in one sealed PDF for print. Parameters: session, exam_code, is_proof."""
    settings, session_name, is_proof = settings_of(run.process), run.parameters["session"], run.parameters["is_proof"]
    file = io.BytesIO()
    with run.read() as session:
        rows = queries.printable(session, session_name, run.parameters["exam_code"], is_proof=is_proof)
        together = list(letters.by_letter(rows))
        run.progress(0, len(together))
        composed = _compose(run.process, session, Kind.PROOF if is_proof else Kind.ORIGINAL, together)
        created = run.process.clock.now()
        if not write_letters(composed, session=session_name, created=created, to=file, progress=run.progress):
            raise errors.NothingToPrint
    key = letters_key(run.id)
    sealed = Keyring.read(settings.keyring_file).seal(file.getvalue(), key)
    open_storage(settings.storage_url).put(key, io.BytesIO(sealed), len(sealed))
    run.result(key, file.tell())


def _compose(
    process: Process, session: Session, kind: Kind, together: Sequence[Sequence[Convocation]]
) -> Iterator[ConvocationLetter]:
    """The letters, with people and passwords fetched for a few hundred at a time."""
    settings = settings_of(process)
    academy = queries.academy(session, settings.academy)
    if academy is None:
        raise errors.AcademyUnknown
    for start in range(0, len(together), LETTERS_PER_BATCH):
        some = together[start : start + LETTERS_PER_BATCH]
        people = people_of(process, {rows[0].person_id for rows in some})
        passwords = _passwords(process, people) if kind is Kind.ORIGINAL else letters.NO_PASSWORDS
        communes = communes_of(session, people)
        for rows in some:
            yield letters.letter(
                kind,
                rows,
                people[rows[0].person_id],
                academy=academy,
                communes=communes,
                settings=settings,
                passwords=passwords,
            )


def _passwords(process: Process, person_ids: Collection[str]) -> letters.Passwords:
    """Temporary passwords of those who have not logged in yet; auth keeps them, missions never does."""
    stub = process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
    asked = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=person_ids)
    return letters.passwords(stub.BatchPrintTemporaryPasswords(asked, timeout=PASSWORDS_SECONDS))


def make_official(run: Run) -> None:
    """Make the convocations of a group official, batch by batch. Parameters: session, exam_code, count when asked.

    A batch and what expenses must know of it are one transaction: after a kill, what was made official has its
    delivery in the outbox, and the rest is found again as not official.
    """
    session_name, exam_code = run.parameters["session"], run.parameters["exam_code"]
    with run.read() as session:
        left = queries.count_of_group(session, session_name, exam_code, is_official=False)
    # What an interrupted attempt or another run has done meanwhile counts as done.
    done = max(0, run.parameters["count"] - left)
    total = done + left
    run.progress(done, total)
    while True:
        with run.work() as work:
            # Rows that an import holds would be passed over, and a return that it brings be told by neither.
            keep_apart(work.session)
            rows = queries.drafts_for_update(work.session, session_name, exam_code, CONVOCATIONS_PER_BATCH)
            if rows:
                _make_official(run.process, work, rows)
        if not rows:
            break
        done += len(rows)
        run.progress(done)
    run.progress(total)


def _make_official(process: Process, work: Work, rows: Sequence[Convocation]) -> None:
    people = people_of(process, {row.person_id for row in rows})
    communes = communes_of(work.session, people)
    for row in rows:
        row.is_official = True
        row.revision += 1
    records = [claims.record(row, people[row.person_id], communes) for row in rows]
    told = expenses_pb2.RecordConvocationsRequest(convocations=records)
    work.tell(claims.RECORD_CONVOCATIONS, told, key=claims.ORDER_KEY)
    # Marking may have begun before: the claims that are made now learn how far it is.
    if returns := queries.returns(work.session, [row.id for row in rows]):
        answers = expenses_pb2.RecordReturnsRequest(returns=map(claims.returned, returns))
        work.tell(claims.RECORD_RETURNS, answers, key=claims.ORDER_KEY)


def forget_old_letters(process: Process) -> None:
    """Delete the letters whose day is over, and those that a job left behind when it was given up."""
    storage = open_storage(settings_of(process).storage_url)
    # Listed first: the job of each of these is known by the time that the table is read.
    keys = list(storage.keys(LETTERS_FOLDER))
    is_over = jobs.c.end_time < sa.func.now() - LETTERS_KEPT_FOR
    with process.database.transaction() as session:
        fresh = sa.select(jobs.c.id).where(jobs.c.kind == LETTERS, sa.or_(jobs.c.end_time.is_(None), ~is_over))
        kept = {letters_key(job_id) for job_id in session.scalars(fresh)}
        forgotten = sa.update(jobs).where(jobs.c.kind == LETTERS, jobs.c.result != "", is_over)
        session.execute(forgotten.values(result="", result_size=0))
    for key in keys:
        if key not in kept:
            storage.delete(key)
