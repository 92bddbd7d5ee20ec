"""Folders, for the services whose things have proofs."""

from collections.abc import Callable, Sequence
from functools import partial

from grpc import ServicerContext

from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.process import Process
from kit.servicer import Read, Servicer, still_awaited
from kit.work import Work
from services.documents import wire
from services.documents.models import Folder
from services.documents.queries import folders as queries
from services.documents.queries import history
from services.documents.rules import folders as rules
from services.documents.rules.access import Asker
from services.documents.rules.folders import Plan
from services.documents.settings import settings_of


class FoldersServicer(Servicer, pb_grpc.FoldersServiceServicer):
    """Folders made, sealed and opened as sets."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._settings = settings_of(process)

    def OpenFolders(self, request: pb.OpenFoldersRequest, context: ServicerContext) -> pb.FolderSet:
        plan = _plan(request.plan)
        with self.work(request, context) as work:
            folders = self._all(work, context, plan)
            rules.reopen(folders)
            # Before each deposit: nobody reads in the answer what lies there already.
            return work.reply(
                wire.folder_set, plan.set_key, queries.without_documents(folders), self._asker_of("", is_staff=False)
            )

    def SealFolders(self, request: pb.SealFoldersRequest, context: ServicerContext) -> pb.FolderSet:
        plan = _plan(request.plan)
        with self.work(request, context) as work:
            folders = self._all(work, context, plan)
            # Whoever came in while this waited for the lock has a later time, and was there all the same.
            rules.seal(folders, request.seal_id, max(work.now, queries.last_deposit(work.session, folders) or work.now))
            return work.reply(self._sealed, work, plan)

    def ConfirmSeal(self, request: pb.ConfirmSealRequest, context: ServicerContext) -> pb.ConfirmSealResponse:
        with self.work(request, context) as work:
            for folder in _under(queries.folders_for_update(work.session, request.set_key), request.seal_id):
                folder.is_seal_confirmed = True
            return work.reply(pb.ConfirmSealResponse())

    def BreakSeal(self, request: pb.BreakSealRequest, context: ServicerContext) -> pb.BreakSealResponse:
        with self.work(request, context) as work:
            sealed = _under(queries.folders_for_update(work.session, request.set_key), request.seal_id)
            rules.reopen(sealed)
            return work.reply(pb.BreakSealResponse(is_broken=bool(sealed)))

    def ListFolders(self, request: pb.ListFoldersRequest, context: ServicerContext) -> pb.FolderSet:
        with self.read(context) as read:
            return self._reply(
                read,
                request.set_key,
                request.owner_person_id,
                asker_id=request.asker_person_id,
                is_staff=request.is_asker_staff,
            )

    def ListDoubtfulSeals(
        self, request: pb.ListDoubtfulSealsRequest, context: ServicerContext
    ) -> pb.ListDoubtfulSealsResponse:
        with self.read(context) as read:
            return wire.doubtful_seals(queries.doubtful(read.session, read.now - rules.DOUBTFUL_AFTER))

    def ListFolderHistory(
        self, request: pb.ListFolderHistoryRequest, context: ServicerContext
    ) -> pb.ListFolderHistoryResponse:
        with self.read(context) as read:
            folders = queries.listing(read.session, request.set_key).folders
            documents = {one.id: one for folder in folders for one in folder.documents}
            return wire.history(history.of_documents(read.session, request.set_key), documents, folders)

    def _all(self, work: Work, context: ServicerContext, plan: Plan) -> Sequence[Folder]:
        """Every folder of the set, locked, those that were missing made.

        Whoever gave up while the lock was waited for may ask for something newer by now, which must not be undone.
        """
        known = queries.folders_for_update(work.session, plan.set_key)
        still_awaited(context)
        if missing := plan.missing(known):
            work.session.add_all(missing)
        return [*known, *missing]

    def _sealed(self, work: Work, plan: Plan) -> pb.FolderSet:
        """What was sealed, and what counts with it from other sets, which stays there as long as the seal."""
        found = queries.listing(work.session, plan.set_key, plan.owner_person_id, needs_twins=True)
        found = found._replace(personal=queries.held(work.session, found.personal))
        return wire.folder_set(plan.set_key, found, self._asker_of("", is_staff=False))

    def _reply(
        self, reading: Work | Read, set_key: str, owner_id: str, *, asker_id: str = "", is_staff: bool = False
    ) -> pb.FolderSet:
        needs_twins = is_staff or not asker_id
        found = queries.listing(reading.session, set_key, owner_id, needs_twins=needs_twins)
        asker_of = self._asker_of(asker_id, is_staff=is_staff)
        # Where else somebody gave the same is no business of theirs to see.
        if any(folder.owner_person_id == asker_id for folder in found.folders):
            found = found._replace(twins=frozenset())
        return wire.folder_set(set_key, found, asker_of)

    def _asker_of(self, person_id: str, *, is_staff: bool) -> Callable[[Folder], Asker]:
        """What somebody is to a folder."""
        return partial(Asker.of, person_id=person_id, is_staff=is_staff, opens_unscanned=self._settings.opens_unscanned)


def _plan(message: pb.FolderPlan) -> Plan:
    return Plan(
        message.set_key,
        message.owner_person_id,
        list(message.reader_person_ids),
        list(message.folder_names),
        message.capacity,
    )


def _under(folders: Sequence[Folder], seal_id: str) -> list[Folder]:
    """Those that this seal closes; an older seal closes nothing any more."""
    return [folder for folder in folders if folder.seal_id == seal_id]
