"""Mail that other services ask for."""

from grpc import ServicerContext

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.errors import NotFound, Violations
from kit.process import Process
from kit.servicer import Servicer
from services.auth import errors
from services.auth.queries import accounts, mails
from services.auth.rules import mails as rules
from services.auth.tasks import Postman
from services.auth.templates.mails import parameters


class NotificationsServicer(Servicer, pb_grpc.NotificationsServiceServicer):
    """Queues mails."""

    def __init__(self, process: Process, postman: Postman) -> None:
        super().__init__(process)
        self._postman = postman

    def Notify(self, request: pb.NotifyRequest, context: ServicerContext) -> pb.NotifyResponse:
        with self.work(request, context) as work:
            _check(request)
            person = accounts.person_with_account(work.session, request.person_id)
            if person is None:
                raise NotFound
            is_queued = mails.add(work.session, person, request.template, parameters=dict(request.parameters))
            work.after_commit(self._postman.wake)
            return work.reply(pb.NotifyResponse(is_queued=is_queued))


def _check(request: pb.NotifyRequest) -> None:
    """A mail is only ever sent whole: a name or a value that is missing is a defect of the caller."""
    violations = Violations()
    template = rules.NOTIFICATIONS.get(request.template)
    if template is None:
        violations.add("template", errors.TEMPLATE_UNKNOWN)
    else:
        expected = parameters(template.file) - rules.ADDED
        if not expected <= set(request.parameters):
            violations.add("parameters", errors.PARAMETERS_WRONG, names=", ".join(sorted(expected)))
    violations.refuse_if_any()
