"""The commands of documents: `python -m services.documents serve|migrate|rotate-keys`."""

from kit.antivirus import open_antivirus
from kit.command import Service, run
from kit.memory import give_back_large_buffers
from kit.process import Process
from kit.servicer import Servicer
from services.documents.rules.confinement import confined
from services.documents.servicer.documents import DocumentsServicer, Helpers
from services.documents.servicer.folders import FoldersServicer
from services.documents.servicer.store import Store
from services.documents.settings import DocumentsSettings, settings_of
from services.documents.tasks.rotation import rotate_keys
from services.documents.tasks.scanning import Scanner
from services.documents.tasks.sweeping import Sweeper


def servicers(process: Process) -> list[Servicer]:
    give_back_large_buffers()
    store, children = Store(process), confined()
    sweeper = Sweeper(process.database, store.storage)
    process.background += [children, sweeper]
    antivirus = open_antivirus(settings_of(process).antivirus_url)
    scanner = Scanner(process, antivirus, store.read, sweeper.wake) if antivirus is not None else None
    if scanner is not None:
        process.background.append(scanner)
    helpers = Helpers(sweep=sweeper.wake, scan=scanner.wake if scanner is not None else None)
    return [FoldersServicer(process), DocumentsServicer(process, store, children, helpers)]


SERVICE = Service("documents", DocumentsSettings, servicers, commands={"rotate-keys": rotate_keys})


if __name__ == "__main__":
    run(SERVICE)
