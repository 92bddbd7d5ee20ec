"""« Convocations »: letters in bulk and the official run, as jobs that are followed (G-8)."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from gateway import confirmation
from gateway.listing import Column, Listing
from gateway.visit import Visit, person
from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1.missions_pb2_grpc import ConvocationsServiceStub
from kit import french
from kit.errors import Refused

router = APIRouter(include_in_schema=False)

ADDRESS: Final = "/gestion/convocations"
JOB: Final = ADDRESS + "/travaux/{job_id}"
GROUP: Final = ADDRESS + "/{session}/{exam_code}"


COLUMNS: Final = (
    Column("Examen", "examen"),
    Column("Session", "session"),
    Column("Officielles", "officielles", "number"),
    Column("À officialiser", "projets", "number"),
    Column("Annulées", "annulees", "number"),
    Column("Intervenants", "intervenants", "number"),
    Column("Actions", kind="actions"),
)
SORTS: Final = {
    "examen": pb.ListConvocationGroupsRequest.SORT_EXAM,
    "session": pb.ListConvocationGroupsRequest.SORT_SESSION,
    "officielles": pb.ListConvocationGroupsRequest.SORT_OFFICIAL,
    "projets": pb.ListConvocationGroupsRequest.SORT_DRAFT,
    "annulees": pb.ListConvocationGroupsRequest.SORT_CANCELLED,
    "intervenants": pb.ListConvocationGroupsRequest.SORT_PEOPLE,
}


@router.get(ADDRESS)
async def list_groups(visit: Visit = person("letters")) -> Response:
    convocations = visit.calls(ConvocationsServiceStub)
    # The newest session first: it is the one at work.
    listing = Listing.read(ADDRESS, visit.request.query_params, COLUMNS, sort="session", is_descending=True)
    found = await convocations.ListConvocationGroups(
        pb.ListConvocationGroupsRequest(
            search=listing.search, sort=SORTS[listing.sort], is_descending=listing.is_descending
        )
    )
    jobs = await convocations.ListJobs(pb.ListJobsRequest())
    return await visit.page(
        "letters/index.html",
        listing=listing.holding(len(found.groups), found.total_count),
        groups=found.groups,
        jobs=jobs.jobs,
    )


@router.get(JOB)
async def show_job(job_id: str, visit: Visit = person("letters")) -> Response:
    job = await visit.calls(ConvocationsServiceStub).GetJob(pb.GetJobRequest(id=job_id))
    return await visit.page("letters/job.html", job=job, address=_job_address(job))


@router.get(JOB + "/fichier.pdf")
async def download_letters(job_id: str, visit: Visit = person("letters")) -> Response:
    pieces = visit.calls(ConvocationsServiceStub).DownloadLetters(pb.DownloadLettersRequest(job_id=job_id))
    try:
        # The first piece is waited for here: a refusal must become a sentence, not half a file.
        first = await anext(pieces)
    except Refused as refused:
        return await visit.refuse(refused, f"{ADDRESS}/travaux/{job_id}")

    async def content():  # noqa: ANN202 (an asynchronous generator of bytes)
        yield first.bytes
        async for piece in pieces:
            yield piece.bytes

    headers = {"content-disposition": 'attachment; filename="convocations.pdf"'}
    return StreamingResponse(content(), headers=headers, media_type="application/pdf")


@router.get(GROUP)
async def show_group(session: str, exam_code: str, visit: Visit = person("letters")) -> Response:
    group = await _group(visit, session, exam_code)
    return await visit.page("letters/group.html", group=group, base=_group_address(group))


@router.post(GROUP + "/courriers")
async def start_letters(session: str, exam_code: str, visit: Visit = person("letters")) -> Response:
    request = pb.StartLettersRequest(
        request_id=visit.request_id,
        session=session,
        exam_code=exam_code,
        is_proof=bool(visit.field("is_proof")),
    )
    try:
        job = await visit.calls(ConvocationsServiceStub).StartLetters(request)
    except Refused as refused:
        return await visit.refuse(refused, ADDRESS)
    return visit.redirect(_job_address(job))


@router.get(GROUP + "/officialisation")
async def ask_official_run(session: str, exam_code: str, visit: Visit = person("letters")) -> Response:
    group = await _group(visit, session, exam_code)
    return await confirmation.ask(
        visit,
        title="Rendre les convocations officielles",
        sentences=[
            f"{group.exam.label}, session {group.session} : {_waiting(group.draft_count)}.",
            "Les missions deviennent visibles des intervenants et leurs états de frais sont créés.",
        ],
        action=_group_address(group) + "/officialisation",
        label="Rendre officielles",
        back=_group_address(group),
    )


@router.post(GROUP + "/officialisation")
async def start_official_run(session: str, exam_code: str, visit: Visit = person("letters")) -> Response:
    request = pb.StartOfficialRunRequest(request_id=visit.request_id, session=session, exam_code=exam_code)
    try:
        job = await visit.calls(ConvocationsServiceStub).StartOfficialRun(request)
    except Refused as refused:
        return await visit.refuse(refused, ADDRESS)
    return visit.redirect(_job_address(job))


async def _group(visit: Visit, session: str, exam_code: str) -> pb.ConvocationGroup:
    reply = await visit.calls(ConvocationsServiceStub).ListConvocationGroups(pb.ListConvocationGroupsRequest())
    for group in reply.groups:
        if (group.session, group.exam.code) == (session, exam_code):
            return group
    raise HTTPException(404)


def _waiting(count: int) -> str:
    number = french.count(count, "convocation", "convocations")
    return f"{number} à rendre {french.agree(count, 'officielle', 'officielles')}"


def _group_address(group: pb.ConvocationGroup) -> str:
    return f"{ADDRESS}/{group.session}/{group.exam.code}"


def _job_address(job: jobs_pb2.Job) -> str:
    return f"{ADDRESS}/travaux/{job.id}"
