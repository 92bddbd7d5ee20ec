"""Questionnaires to messages."""

from imagin.survey.v1 import survey_pb2
from services.survey.models import Questionnaire


def questionnaire(row: Questionnaire) -> survey_pb2.Questionnaire:
    message = survey_pb2.Questionnaire(
        id=row.id,
        title=row.title,
        steps=[survey_pb2.Step(key=step.key, title=step.title) for step in row.steps],
    )
    message.open_time.FromDatetime(row.open_time)
    message.close_time.FromDatetime(row.close_time)
    return message
