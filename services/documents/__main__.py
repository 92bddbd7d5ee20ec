"""The commands of documents: `python -m services.documents serve|migrate`."""

from kit.command import Service, run
from kit.process import Process
from kit.servicer import Servicer
from services.documents.servicer.folders import FoldersServicer
from services.documents.settings import DocumentsSettings


def servicers(process: Process) -> list[Servicer]:
    return [FoldersServicer(process)]


SERVICE = Service("documents", DocumentsSettings, servicers)


if __name__ == "__main__":
    run(SERVICE)
