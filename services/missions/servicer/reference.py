"""Reference data that pages and other services need."""

from typing import Final

from grpc import ServicerContext

from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit import french
from kit.errors import Violations
from kit.servicer import Servicer
from services.missions import errors, queries
from services.missions.wire import missions as wire

SHORTEST_SEARCH: Final = 2
MOST_FOUND: Final = 20
MOST_CODES: Final = 100


class ReferenceServicer(Servicer, pb_grpc.ReferenceServiceServicer):
    """Academies and communes."""

    def GetAcademy(self, request: pb.GetAcademyRequest, context: ServicerContext) -> pb.Academy:
        with self.read(context) as read:
            academy = queries.academy(read.session, request.code or self.process.settings.academy)
            if academy is None:
                raise errors.AcademyUnknown
            return wire.academy(academy)

    def SearchCommunes(self, request: pb.SearchCommunesRequest, context: ServicerContext) -> pb.SearchCommunesResponse:
        folded = french.fold(request.search).strip()
        if len(folded) < SHORTEST_SEARCH:
            violations = Violations()
            violations.add("search", errors.SEARCH_TOO_SHORT)
            violations.refuse_if_any()
        with self.read(context) as read:
            found = queries.communes_beginning(read.session, folded, MOST_FOUND)
            return pb.SearchCommunesResponse(communes=map(wire.commune, found))

    def BatchGetCommunes(
        self, request: pb.BatchGetCommunesRequest, context: ServicerContext
    ) -> pb.BatchGetCommunesResponse:
        if len(request.codes) > MOST_CODES:
            violations = Violations()
            violations.add("codes", errors.TOO_MANY_CODES, most=MOST_CODES)
            violations.refuse_if_any()
        with self.read(context) as read:
            found = queries.communes(read.session, request.codes)
            return pb.BatchGetCommunesResponse(communes=map(wire.commune, found.values()))
