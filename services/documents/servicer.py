"""The RPCs of documents."""

from grpc import ServicerContext

from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.servicer import Servicer
from services.documents import errors, queries, rules, wire
from services.documents.models import Folder, FolderState


class FoldersServicer(Servicer, pb_grpc.FoldersServiceServicer):
    """Folders, for the services whose things have proofs."""

    def CreateFolder(self, request: pb.CreateFolderRequest, context: ServicerContext) -> pb.Folder:
        wanted = {
            "owner_person_id": request.owner_person_id,
            "reader_person_ids": sorted(set(request.reader_person_ids)),
            "capacity": request.capacity,
        }
        rules.check(
            set_key=request.set_key,
            name=request.name,
            owner=request.owner_person_id,
            readers=list(request.reader_person_ids),
            capacity=request.capacity,
        )
        with self.work(request, context) as work:
            folder = queries.folder(work.session, request.set_key, request.name)
            if folder is None:
                folder = Folder(
                    set_key=request.set_key, name=request.name, state=FolderState.OPEN, state_time=work.now, **wanted
                )
                work.session.add(folder)
            elif any(getattr(folder, field) != value for field, value in wanted.items()):
                raise errors.FolderDiffers
            return work.reply(wire.folder, folder)

    def ListFolders(self, request: pb.ListFoldersRequest, context: ServicerContext) -> pb.ListFoldersResponse:
        with self.read(context) as read:
            return wire.folders(queries.folders(read.session, request.set_key))

    def SealFolders(self, request: pb.SealFoldersRequest, context: ServicerContext) -> pb.ListFoldersResponse:
        return self._move(request, context, FolderState.SEALED)

    def ReopenFolders(self, request: pb.ReopenFoldersRequest, context: ServicerContext) -> pb.ListFoldersResponse:
        return self._move(request, context, FolderState.OPEN)

    def _move(
        self, request: pb.SealFoldersRequest | pb.ReopenFoldersRequest, context: ServicerContext, state: FolderState
    ) -> pb.ListFoldersResponse:
        with self.work(request, context) as work:
            folders = queries.folders_for_update(work.session, request.set_key)
            for folder in folders:
                rules.move(folder, state, work.now)
            return work.reply(wire.folders, folders)
