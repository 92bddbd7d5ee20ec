"""Convocations from the other side of the desk: letters and official runs."""

from collections.abc import Iterator

import sqlalchemy as sa
from grpc import ServicerContext

from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit import jobs
from kit.clock import real_now
from kit.errors import Violations
from kit.identity import Caller
from kit.process import Process
from kit.sealing import Keyring
from kit.servicer import Servicer
from kit.storage import CHUNK_BYTES, MissingObjectError, open_storage
from kit.work import Work
from services.missions import errors, queries, rules, tasks
from services.missions.settings import MissionsSettings
from services.missions.wire import missions as wire

NEWEST = 50


class ConvocationsServicer(Servicer, pb_grpc.ConvocationsServiceServicer):
    """What a gestionnaire does with convocations, always as a job."""

    def __init__(self, process: Process, settings: MissionsSettings) -> None:
        super().__init__(process)
        self._storage = open_storage(settings.storage_url)
        self._keyring = Keyring.read(settings.keyring_file)

    def ListConvocationGroups(
        self, request: pb.ListConvocationGroupsRequest, context: ServicerContext
    ) -> pb.ListConvocationGroupsResponse:
        with self.read(context) as read:
            groups = queries.groups(read.session)
        sort, is_descending = wire.group_sort(request)
        found = rules.groups_in_order(rules.groups_matching(groups, request.search), sort, is_descending=is_descending)
        return pb.ListConvocationGroupsResponse(groups=map(wire.group, found), total_count=len(groups))

    def StartLetters(self, request: pb.StartLettersRequest, context: ServicerContext) -> jobs_pb2.Job:
        with self.work(request, context) as work:
            _check_session(request.session)
            if not self._count(work, request, is_official=not request.is_proof):
                raise errors.NothingToPrint
            parameters = {"session": request.session, "exam_code": request.exam_code, "is_proof": request.is_proof}
            what = "Projets de convocation" if request.is_proof else "Convocations"
            return self._enqueue(work, tasks.LETTERS, parameters, what)

    def StartOfficialRun(self, request: pb.StartOfficialRunRequest, context: ServicerContext) -> jobs_pb2.Job:
        with self.work(request, context) as work:
            _check_session(request.session)
            count = self._count(work, request, is_official=False)
            if not count:
                raise errors.NothingToMakeOfficial
            parameters = {"session": request.session, "exam_code": request.exam_code, "count": count}
            return self._enqueue(work, tasks.OFFICIAL_RUN, parameters, "Traitement officiel")

    def ListJobs(self, request: pb.ListJobsRequest, context: ServicerContext) -> pb.ListJobsResponse:
        with self.read(context) as read:
            rows = jobs.newest(read.session, tasks.LETTERS, tasks.OFFICIAL_RUN, limit=NEWEST)
            return pb.ListJobsResponse(jobs=map(jobs.to_proto, rows))

    def GetJob(self, request: pb.GetJobRequest, context: ServicerContext) -> jobs_pb2.Job:
        with self.read(context) as read:
            row = jobs.find(read.session, request.id)
            if row is None:
                raise errors.JobNotFound
            return jobs.to_proto(row)

    def DownloadLetters(
        self, request: pb.DownloadLettersRequest, context: ServicerContext
    ) -> Iterator[pb.DownloadLettersResponse]:
        with self.read(context) as read:
            row = jobs.find(read.session, request.job_id)
            _check_download(row, read.caller)
        key = tasks.letters_key(request.job_id)
        try:
            sealed = b"".join(self._storage.get(key))
        except MissingObjectError as missing:
            raise errors.LettersExpired from missing
        pdf = self._keyring.open(sealed, key)
        for start in range(0, len(pdf), CHUNK_BYTES):
            yield pb.DownloadLettersResponse(bytes=pdf[start : start + CHUNK_BYTES])

    def _count(
        self, work: Work, request: pb.StartLettersRequest | pb.StartOfficialRunRequest, *, is_official: bool
    ) -> int:
        return queries.count_of_group(work.session, request.session, request.exam_code, is_official=is_official)

    def _enqueue(self, work: Work, kind: str, parameters: dict[str, object], what: str) -> jobs_pb2.Job:
        exam = parameters["exam_code"] or "tous les examens"
        title = f"{what}, session {parameters['session']}, {exam}"
        job_id = self.process.jobs.enqueue(work, kind, parameters, title=title)
        row = jobs.find(work.session, job_id)
        return work.reply(jobs.to_proto, row)


def _check_session(session: str) -> None:
    violations = Violations()
    if not session:
        violations.add("session", errors.SESSION_MISSING)
    violations.refuse_if_any()


def _check_download(row: sa.Row | None, caller: Caller) -> None:
    if row is None or row.kind != tasks.LETTERS or row.requested_by != (caller.person_id or caller.service):
        raise errors.JobNotFound
    if row.state != jobs.DONE:
        raise errors.LettersNotReady
    if not row.result or row.end_time < real_now() - tasks.LETTERS_KEPT_FOR:
        raise errors.LettersExpired
