"""Long jobs of missions: letters in bulk, and the official run. Both may run again after an interruption."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.expenses.v1 import expenses_pb2
from kit.jobs import Run
from kit.process import Process
from kit.sealing import Keyring
from kit.storage import open_storage
from kit.tables import jobs
from services.missions import errors, queries
from services.missions.models import Commune, Convocation
from services.missions.settings import MissionsSettings
from services.missions.templates.convocation import ConvocationLetter, Kind, write_letters
from services.missions.wire import claims, letters

LETTERS: Final = "letters"
OFFICIAL_RUN: Final = "official_run"
RECORD_CONVOCATIONS: Final = "/imagin.expenses.v1.RecordsService/RecordConvocations"

# One transaction, and one delivery to expenses.
CONVOCATIONS_PER_BATCH: Final = 200
# People and passwords fetched from auth at a time.
LETTERS_PER_BATCH: Final = 500
# Letters carry temporary passwords: they do not stay.
LETTERS_KEPT_FOR: Final = timedelta(days=1)


def settings_of(process: Process) -> MissionsSettings:
    return cast("MissionsSettings", process.settings)


def letters_key(job_id: str) -> str:
    """Where the letters of a job are kept."""
    return f"letters/{job_id}"


def edit_letters(run: Run) -> None:
    """Letters of a group in one sealed PDF for print. Parameters: session, exam_code, is_proof."""
    settings, session_name = settings_of(run.process), run.parameters["session"]
    file = io.BytesIO()
    with run.read() as session:
        is_proof = run.parameters["is_proof"]
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
    people_service = process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
    for start in range(0, len(together), LETTERS_PER_BATCH):
        some = together[start : start + LETTERS_PER_BATCH]
        ids = sorted({rows[0].person_id for rows in some})
        wanted = auth_pb2.BatchGetPeopleRequest(ids=ids)
        people = {person.summary.id: person for person in people_service.BatchGetPeople(wanted, timeout=20).people}
        passwords: Mapping[str, str] = {}
        if kind is Kind.ORIGINAL:
            asked = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=ids)
            passwords = people_service.BatchPrintTemporaryPasswords(asked, timeout=60).temporary_passwords
        communes = known_communes(session, people.values())
        for rows in some:
            person = people.get(rows[0].person_id)
            if person is not None:
                yield letters.letter(
                    kind,
                    rows,
                    person,
                    academy=academy,
                    communes=communes,
                    settings=settings,
                    password=passwords.get(person.summary.id),
                )


def known_communes(session: Session, people: Iterable[auth_pb2.Person]) -> dict[str, Commune]:
    """The communes in which these people live and work, by code."""
    codes = {code for person in people for code in claims.commune_codes(person)}
    return {commune.code: commune for commune in queries.communes(session, codes)}


def make_official(run: Run) -> None:
    """Make the convocations of a group official, batch by batch. Parameters: session, exam_code.

    A batch and what expenses must know of it are one transaction: after a kill, what was made official has its
    delivery in the outbox, and the rest is found again as not official.
    """
    session_name, exam_code = run.parameters["session"], run.parameters["exam_code"]
    people_service = run.process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
    with run.read() as session:
        left = queries.count_of_group(session, session_name, exam_code, is_official=False)
    done = run.done_count
    total = done + left
    run.progress(done, total)
    while True:
        with run.work() as work:
            rows = queries.drafts_for_update(work.session, session_name, exam_code, CONVOCATIONS_PER_BATCH)
            if not rows:
                break
            wanted = auth_pb2.BatchGetPeopleRequest(ids=sorted({row.person_id for row in rows}))
            people = {person.summary.id: person for person in people_service.BatchGetPeople(wanted, timeout=20).people}
            communes = known_communes(work.session, people.values())
            for row in rows:
                row.is_official = True
                row.revision += 1
            records = [claims.record(row, people[row.person_id], communes) for row in rows if row.person_id in people]
            request = expenses_pb2.RecordConvocationsRequest(convocations=records)
            work.tell(RECORD_CONVOCATIONS, request, key="convocations")
        done += len(rows)
        run.progress(done)


def forget_old_letters(process: Process) -> None:
    """Delete the letters whose day is over."""
    storage = open_storage(settings_of(process).storage_url)
    is_over = sa.and_(jobs.c.kind == LETTERS, jobs.c.result != "", jobs.c.end_time < sa.func.now() - LETTERS_KEPT_FOR)
    with process.database.read() as session:
        results = session.execute(sa.select(jobs.c.id, jobs.c.result).where(is_over)).all()
    for job_id, key in results:
        storage.delete(key)
        with process.database.transaction() as session:
            session.execute(sa.update(jobs).where(jobs.c.id == job_id).values(result="", result_size=0))
