"""Letters in bulk: asked for, edited as a job, downloaded by who asked for them, and forgotten after a day."""

import grpc
import pytest
import sqlalchemy as sa

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.storage import open_storage
from kit.tables import jobs as jobs_table
from services.missions import errors, tasks
from tests import pdf_reading
from tests.refusals import refused
from tests.services.missions.conftest import ANAIS, DESK, PAUL, Academy, finish
from tests.services.missions.examples import ACADEMY, a_convocation, a_mission, a_person

DONE, FAILED, QUEUED = jobs_pb2.Job.STATE_DONE, jobs_pb2.Job.STATE_FAILED, jobs_pb2.Job.STATE_QUEUED
MINISTRY = "MINISTERE DE L'EDUCATION NATIONALE"


@pytest.fixture
def convened(academy: Academy) -> Academy:
    """Anaïs has two missions under the academy and one under the ministry; Paul one, and one that is not official."""
    academy.convene(
        [
            a_mission("SI1"),
            a_mission("SI2", exam={"code": "BTS", "label": "BREVET DE TECHNICIEN SUPERIEUR"}),
            a_mission("SI3", header=MINISTRY),
            a_mission("SI4"),
        ],
        [
            a_convocation("SI1", ANAIS),
            a_convocation("SI2", ANAIS),
            a_convocation("SI3", ANAIS, capacity="Présidente"),
            a_convocation("SI1", PAUL, capacity="Correcteur"),
            a_convocation("SI4", PAUL, official=False),
            a_convocation("SI4", ANAIS, cancelled=True),
        ],
    )
    return academy


def letters_request(**changes: object) -> pb.StartLettersRequest:
    return pb.StartLettersRequest(**{"request_id": new_id(), "session": "2026", **changes})


def ask(academy: Academy, **changes: object) -> jobs_pb2.Job:
    return academy.desk().StartLetters(letters_request(**changes))


def download(academy: Academy, job: jobs_pb2.Job) -> bytes:
    pieces = list(academy.desk().DownloadLetters(pb.DownloadLettersRequest(job_id=job.id)))
    assert all(len(piece.bytes) <= 256 * 1024 for piece in pieces)
    return b"".join(piece.bytes for piece in pieces)


def edit(academy: Academy, **changes: object) -> bytes:
    """The letters of a group."""
    job = finish(academy, ask(academy, **changes))
    assert job.state == DONE, job.error_message
    return download(academy, job)


def printed_passwords(academy: Academy) -> dict[str, str]:
    """The temporary passwords that auth prints now, by identifier."""
    ids = {academy.id_of(identifier): identifier for identifier in (ANAIS, PAUL)}
    people = academy.auth.stub(auth_pb2_grpc.PeopleServiceStub, service="missions")
    asked = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=list(ids))
    passwords = people.BatchPrintTemporaryPasswords(asked).temporary_passwords
    return {ids[person_id]: password for person_id, password in passwords.items()}


def age(academy: Academy, interval: str) -> None:
    """Make every job older than it is."""
    with academy.missions.database.transaction() as session:
        older = sa.text(f"end_time - interval '{interval}'")
        session.execute(sa.update(jobs_table).values(end_time=older))


def stored(academy: Academy) -> list[str]:
    return list(open_storage(tasks.settings_of(academy.missions.process).storage_url).keys())


def test_letters_are_a_job_that_says_how_far_it_is_and_ends_in_one_pdf(convened: Academy) -> None:
    """G-8, S-AUTH-2: one letter per person and authority, each with the password of its person."""
    asked = ask(convened)
    assert (asked.state, asked.kind, asked.title) == (
        QUEUED,
        "letters",
        "Convocations, session 2026, tous les examens",
    )
    job = finish(convened, asked)
    assert (job.state, job.done_count, job.total_count) == (DONE, 3, 3)
    document = download(convened, job)
    assert len(document) == job.result_size
    pdf_reading.assert_accessible(document, titles=3)
    fronts = [page for page in pdf_reading.pages(document) if "page 1 sur" in page]
    assert [ANAIS in front for front in fronts] == [True, True, False]
    assert PAUL in fronts[2]
    assert ["MINISTERE" in front for front in fronts] == [True, False, False]
    passwords = printed_passwords(convened)
    assert [[password in front for front in fronts] for password in (passwords[ANAIS], passwords[PAUL])] == [
        [True, True, False],
        [False, False, True],
    ]
    said = pdf_reading.words(document)
    assert all(number in said for number in ("SI1", "SI2", "SI3"))
    assert "SI4" not in said, "neither what is cancelled nor what is not official"
    for expected in ("https://imagin.example", "lundi 31\u00a0août 2026", "Valable jusqu’au", "M. Paul N’Diaye"):
        assert expected in said


def test_the_store_never_sees_a_letter_in_clear(convened: Academy) -> None:
    job = finish(convened, ask(convened))
    (key,) = stored(convened)
    assert key == f"letters/{job.id}"
    sealed = (convened.folder / "files" / key).read_bytes()
    assert b"%PDF" not in sealed
    assert len(sealed) > job.result_size


def test_one_exam_gives_the_letters_of_that_exam(convened: Academy) -> None:
    said = pdf_reading.words(edit(convened, exam_code="BTS"))
    assert "SI2" in said
    assert "SI1" not in said
    assert PAUL not in said
    assert ask(convened, exam_code="BTS").title == "Convocations, session 2026, BTS"


def test_the_password_is_the_same_on_each_letter_until_the_first_login(convened: Academy) -> None:
    """S-AUTH-2."""
    password = printed_passwords(convened)[ANAIS]
    assert all(pdf_reading.words(edit(convened)).count(password) == 2 for _ in range(2))
    sessions = convened.auth.stub(auth_pb2_grpc.SessionsServiceStub)
    begun = sessions.Login(auth_pb2.LoginRequest(identifier=ANAIS, password=password, client_address="192.0.2.1"))
    accounts = convened.auth.stub_for(
        auth_pb2_grpc.AccountsServiceStub, convened.id_of(ANAIS), must_change_password=True
    )
    accounts.ChangePassword(
        auth_pb2.ChangePasswordRequest(
            session_secret=begun.session_secret, new_password="sept girafes bleues sous la pluie"
        )
    )
    said = pdf_reading.words(edit(convened, exam_code="BTS"))
    assert "temporaire" not in said
    assert ANAIS in said


def test_proofs_show_what_is_not_official_yet_and_make_no_password(convened: Academy) -> None:
    job = finish(convened, ask(convened, is_proof=True))
    assert job.title == "Projets de convocation, session 2026, tous les examens"
    said = pdf_reading.words(download(convened, job))
    assert "PROJET" in said
    assert "SI4" in said
    assert "SI1" not in said
    assert "temporaire" not in said
    with convened.auth.database.read() as session:
        printed = "SELECT count(*) FROM kit.audit WHERE action = 'BatchPrintTemporaryPasswords'"
        assert session.scalar(sa.text(printed)) == 0


def test_the_same_request_twice_asks_once(convened: Academy) -> None:
    request = letters_request()
    first, again = (convened.desk().StartLetters(request) for _ in range(2))
    assert first == again
    assert len(convened.desk().ListJobs(pb.ListJobsRequest()).jobs) == 1


def test_jobs_are_listed_newest_first_fifty_at_most(convened: Academy) -> None:
    asked = [ask(convened).id for _ in range(52)]
    shown = [job.id for job in convened.desk().ListJobs(pb.ListJobsRequest()).jobs]
    assert shown == asked[:1:-1]


def test_a_session_must_be_named(convened: Academy) -> None:
    answer = refused(convened.desk().StartLetters, letters_request(session=""))
    assert [(each.field, each.reason) for each in answer.violations] == [("session", "SESSION_MISSING")]


@pytest.mark.parametrize("changes", [{"session": "2025"}, {"exam_code": "CAP"}, {"is_proof": True, "exam_code": "BTS"}])
def test_without_a_convocation_nothing_is_asked_for(convened: Academy, changes: dict[str, object]) -> None:
    assert refused(convened.desk().StartLetters, letters_request(**changes)).reason == "NOTHING_TO_PRINT"
    assert not convened.desk().ListJobs(pb.ListJobsRequest()).jobs


def test_letters_that_went_between_request_and_edition_fail_with_the_same_sentence(convened: Academy) -> None:
    asked = ask(convened, exam_code="BTS")
    convened.convene([], [a_convocation("SI2", ANAIS, cancelled=True)])
    job = finish(convened, asked)
    assert (job.state, job.error_message) == (FAILED, errors.NothingToPrint().sentence)


def test_only_who_asked_downloads_and_only_once_they_are_ready(convened: Academy) -> None:
    other = "ESI900002"
    convened.register(a_person(other, roles=["manager"]))
    job = ask(convened)
    wanted = pb.DownloadLettersRequest(job_id=job.id)
    assert refused(convened.desk().DownloadLetters, wanted).reason == "LETTERS_NOT_READY"
    finish(convened, job)
    assert refused(convened.desk(other).DownloadLetters, wanted).reason == "JOB_NOT_FOUND"
    loader = convened.missions.stub(pb_grpc.ConvocationsServiceStub, service="loader")
    assert refused(loader.DownloadLetters, wanted).reason == "JOB_NOT_FOUND"
    assert convened.desk(other).GetJob(pb.GetJobRequest(id=job.id)).state == DONE
    assert download(convened, job).startswith(b"%PDF")


def test_what_the_loader_asked_for_no_gestionnaire_downloads(convened: Academy) -> None:
    loader = convened.missions.stub(pb_grpc.ConvocationsServiceStub, service="loader")
    job = loader.StartLetters(letters_request())
    finish(convened, job)
    wanted = pb.DownloadLettersRequest(job_id=job.id)
    assert refused(convened.desk().DownloadLetters, wanted).reason == "JOB_NOT_FOUND"
    assert b"".join(piece.bytes for piece in loader.DownloadLetters(wanted)).startswith(b"%PDF")


@pytest.mark.parametrize("job_id", [new_id(), "nothing"])
def test_an_unknown_job_is_refused(convened: Academy, job_id: str) -> None:
    desk = convened.desk()
    for call, request in (
        (desk.GetJob, pb.GetJobRequest(id=job_id)),
        (desk.DownloadLetters, pb.DownloadLettersRequest(job_id=job_id)),
    ):
        assert refused(call, request).code is grpc.StatusCode.NOT_FOUND


def test_letters_are_forgotten_after_a_day(convened: Academy) -> None:
    """D21: they carry passwords."""
    job = finish(convened, ask(convened))
    wanted = pb.DownloadLettersRequest(job_id=job.id)
    age(convened, "23 hours 59 minutes")
    tasks.forget_old_letters(convened.missions.process)
    assert download(convened, job)
    age(convened, "2 minutes")
    answer = refused(convened.desk().DownloadLetters, wanted)
    assert answer.reason == "LETTERS_EXPIRED", "even before they are swept away"
    tasks.forget_old_letters(convened.missions.process)
    assert stored(convened) == []
    assert convened.desk().GetJob(pb.GetJobRequest(id=job.id)).result_size == 0
    assert refused(convened.desk().DownloadLetters, wanted).reason == "LETTERS_EXPIRED"


def test_letters_whose_job_was_given_up_do_not_stay_in_the_store(convened: Academy) -> None:
    job = finish(convened, ask(convened))
    with convened.missions.database.transaction() as session:
        session.execute(sa.update(jobs_table).values(state="failed", result="", result_size=0))
    age(convened, "25 hours")
    assert stored(convened) == [f"letters/{job.id}"]
    tasks.forget_old_letters(convened.missions.process)
    assert stored(convened) == []


def test_letters_that_the_store_lost_are_said_to_be_over(convened: Academy) -> None:
    job = finish(convened, ask(convened))
    open_storage(tasks.settings_of(convened.missions.process).storage_url).delete(f"letters/{job.id}")
    wanted = pb.DownloadLettersRequest(job_id=job.id)
    assert refused(convened.desk().DownloadLetters, wanted).reason == "LETTERS_EXPIRED"


def test_somebody_whom_auth_does_not_know_stops_the_letters_with_a_sentence(convened: Academy) -> None:
    """A letter left out in silence would be missed on the day of the mission only."""
    asked = ask(convened)
    with convened.missions.database.transaction() as session:
        session.execute(sa.text("UPDATE convocations SET person_id = gen_random_uuid() WHERE identifier = 'ESI000002'"))
    job = finish(convened, asked)
    assert (job.state, job.error_message) == (FAILED, errors.PeopleMissing(count=1).sentence)


def test_without_its_academy_a_letter_cannot_be_written(convened: Academy) -> None:
    with convened.missions.database.transaction() as session:
        session.execute(sa.text("DELETE FROM academies"))
    job = finish(convened, ask(convened))
    assert (job.state, job.error_message) == (FAILED, errors.AcademyUnknown().sentence)
    assert ACADEMY["code"] == convened.missions.process.settings.academy


def test_while_auth_does_not_answer_the_letters_wait(convened: Academy) -> None:
    asked = ask(convened)
    there = convened.services.addresses["auth"]
    convened.services.addresses["auth"] = "127.0.0.1:1"
    convened.missions.process.channels.close()
    job = finish(convened, asked)
    assert (job.state, job.error_message) == (QUEUED, "")
    convened.services.addresses["auth"] = there
    convened.missions.process.channels.close()
    assert finish(convened, asked).state == DONE


ROLES = {"examiner": access_pb2.ROLE_EXAMINER, "administrator": access_pb2.ROLE_ADMINISTRATOR}


@pytest.mark.parametrize("role", ROLES)
def test_only_a_gestionnaire_has_letters_edited(convened: Academy, role: str) -> None:
    stub = convened.missions.stub_for(pb_grpc.ConvocationsServiceStub, convened.id_of(DESK), ROLES[role])
    for call, request in (
        (stub.ListConvocationGroups, pb.ListConvocationGroupsRequest()),
        (stub.StartLetters, letters_request()),
        (stub.StartOfficialRun, pb.StartOfficialRunRequest(request_id=new_id(), session="2026")),
        (stub.ListJobs, pb.ListJobsRequest()),
        (stub.GetJob, pb.GetJobRequest(id=new_id())),
        (stub.DownloadLetters, pb.DownloadLettersRequest(job_id=new_id())),
    ):
        assert refused(call, request).reason == "ACCESS_DENIED"
