"""Edit the letters of convocation of a session in one PDF for print, as a gestionnaire does on « Convocations ».

    python -m tools.edit_letters --session 2026 --to convocations.pdf             # what `make letters` does
    python -m tools.edit_letters --session 2026 --exam BGT --proof --to epreuves.pdf

Asks missions for the job, follows it, and downloads its file, which carries temporary passwords: only the user who
typed the command may read it. Exit status 0: the file is there; 1: refused or failed, the reason is printed; 2: a
service did not answer. Ctrl-C stops the waiting, not the job.

It finds the service by `IMAGIN_ADDRESSES`, and its certificates like any process (see kit.settings).
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import grpc

from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit import french
from kit.channels import Channels
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from kit.settings import ProcessSettings

FOLLOW_SECONDS: Final = 0.5
DOWNLOAD_SECONDS: Final = 300.0
ENDED: Final = (jobs_pb2.Job.STATE_DONE, jobs_pb2.Job.STATE_FAILED)

REFUSED, UNANSWERED = 1, 2
_SILENT: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def edit(convocations: pb_grpc.ConvocationsServiceStub, request: pb.StartLettersRequest) -> Iterator[jobs_pb2.Job]:
    """Ask for the letters, and give the job each time it has gone on, until it has ended."""
    job = convocations.StartLetters(request)
    yield job
    while job.state not in ENDED:
        time.sleep(FOLLOW_SECONDS)
        before, job = job, convocations.GetJob(pb.GetJobRequest(id=job.id))
        if job != before:
            yield job


def download(convocations: pb_grpc.ConvocationsServiceStub, job: jobs_pb2.Job, to: Path) -> None:
    """Write the letters to a file that nobody else may read; a download that breaks off leaves none."""
    unfinished = to.with_name(f".{to.name}.{os.getpid()}")
    wanted = pb.DownloadLettersRequest(job_id=job.id)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in convocations.DownloadLetters(wanted, timeout=DOWNLOAD_SECONDS):
                file.write(piece.bytes)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _told(job: jobs_pb2.Job) -> str:
    if job.state == jobs_pb2.Job.STATE_QUEUED:
        return f"{job.title}\u00a0: en attente"
    done = french.count(job.done_count, "lettre composée", "lettres composées")
    return f"{job.title}\u00a0: {done} sur {french.number(job.total_count)}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.edit_letters", description=__doc__.splitlines()[0])
    parser.add_argument("--session", required=True, help="the session, for example 2026")
    parser.add_argument("--exam", default="", help="code of one exam; without it, all of them")
    parser.add_argument("--proof", action="store_true", help="what is not official yet, to be read again: no password")
    parser.add_argument("--to", type=Path, required=True, help="the PDF to write")
    chosen = parser.parse_args(arguments)
    if not chosen.to.parent.is_dir():
        parser.error(f"there is no folder {chosen.to.parent}")
    request = pb.StartLettersRequest(
        request_id=new_id(), session=chosen.session, exam_code=chosen.exam, is_proof=chosen.proof
    )
    channels = Channels("loader", ProcessSettings())
    try:
        convocations = channels.stub(pb_grpc.ConvocationsServiceStub)
        for job in edit(convocations, request):
            print(_told(job), flush=True)
        if job.state == jobs_pb2.Job.STATE_FAILED:
            print(job.error_message, file=sys.stderr)
            return REFUSED
        download(convocations, job, chosen.to)
    except grpc.RpcError as error:
        refused = from_rpc_error(error)
        print(refused.message, *(violation.message for violation in refused.violations), sep="\n", file=sys.stderr)
        return UNANSWERED if refused.code in _SILENT else REFUSED
    finally:
        channels.close()
    print(f"{chosen.to}\u00a0: {french.size(job.result_size)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
