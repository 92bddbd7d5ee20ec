"""The RPCs of survey."""

from grpc import ServicerContext

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.survey.v1 import survey_pb2 as pb
from imagin.survey.v1 import survey_pb2_grpc as pb_grpc
from kit.process import Process
from kit.servicer import Servicer
from services.survey import errors, queries, wire


class SurveyServicer(Servicer, pb_grpc.SurveyServiceServicer):
    """The survey of teachers of the higher accounting diplomas."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._people = process.channels.stub(auth_pb2_grpc.PeopleServiceStub)

    def GetOpenQuestionnaire(
        self,
        request: pb.GetOpenQuestionnaireRequest,
        context: ServicerContext,
    ) -> pb.Questionnaire:
        with self.read(context) as read:
            wanted = auth_pb2.BatchGetPeopleRequest(ids=[read.caller.person_id])
            if not any(person.is_dcs_teacher for person in self._people.BatchGetPeople(wanted).people):
                raise errors.NotDcsTeacher
            questionnaire = queries.open_questionnaire(read.session, read.now)
            if questionnaire is None:
                raise errors.NoOpenQuestionnaire
            return wire.questionnaire(questionnaire)
