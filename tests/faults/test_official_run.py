"""`kill -9` of missions in the middle of the official run, then restart: everything is official, every claim once."""

from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import eventually
from tests.faults.claims import examiners
from tests.faults.deployment import Deployment
from tests.feeding import load
from tests.services.missions.examples import a_convocation, a_mission

NUMBERS = [f"SI{number}" for number in range(10_000, 10_030)]
PEOPLE = 20
EVERYTHING = PEOPLE * len(NUMBERS)
CONVOCATIONS = "FROM convocations JOIN missions ON missions.id = mission_id WHERE number = ANY(%s)"


def test_every_claim_is_generated_once_whoever_is_killed(deployment: Deployment) -> None:
    people = examiners(deployment, PEOPLE)
    missions = deployment.remote("missions")
    drafts = [a_convocation(number, person, official=False) for number in NUMBERS for person in people]
    loaded = load(missions, {"missions.jsonl": [a_mission(each) for each in NUMBERS], "convocations.jsonl": drafts})
    assert loaded["convocations.jsonl"].accepted == EVERYTHING
    convocations = missions.stub(pb_grpc.ConvocationsServiceStub, service="loader")
    job = convocations.StartOfficialRun(pb.StartOfficialRunRequest(request_id=new_id(), session="2026"))

    def official_count() -> int:
        return len(deployment.rows("missions", f"SELECT {CONVOCATIONS} AND is_official", NUMBERS))

    eventually(official_count, 60)
    deployment.kill("worker", "missions")
    assert 0 < official_count() < EVERYTHING, "it was killed in the middle"

    deployment.start("worker")
    deployment.sweep_jobs()
    deployment.start("missions")
    eventually(lambda: official_count() > EVERYTHING // 2, 60)
    # Deliveries to expenses leave the server; what it had not confirmed goes out again.
    deployment.kill("missions")
    deployment.start("missions")
    eventually(lambda: official_count() == EVERYTHING, 60)
    eventually(lambda: not deployment.rows("missions", "SELECT FROM kit.outbox LIMIT 1"), 60)

    assert set(deployment.rows("missions", f"SELECT convocations.revision {CONVOCATIONS}", NUMBERS)) == {2}
    official = deployment.rows("missions", f"SELECT convocations.id::text {CONVOCATIONS} ORDER BY 1", NUMBERS)
    generated = "SELECT convocation_id::text FROM claims WHERE mission_number = ANY(%s) ORDER BY 1"
    assert deployment.rows("expenses", generated, NUMBERS) == official
    shown = convocations.GetJob(pb.GetJobRequest(id=job.id))
    assert (shown.state, shown.done_count, shown.total_count) == (jobs_pb2.Job.STATE_DONE, EVERYTHING, EVERYTHING)
