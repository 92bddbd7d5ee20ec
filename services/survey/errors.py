"""How survey says no."""

import grpc

from kit.errors import Refusal, Violation

CLOSES_BEFORE_OPENING = Violation("CLOSES_BEFORE_OPENING", "La fermeture de l’enquête n’est pas après son ouverture.")


class NoOpenQuestionnaire(Refusal):
    reason = "NO_OPEN_QUESTIONNAIRE"
    code = grpc.StatusCode.NOT_FOUND
    message = "Aucune enquête n’est ouverte en ce moment. Elle apparaîtra ici dès son ouverture."


class NotDcsTeacher(Refusal):
    reason = "NOT_DCS_TEACHER"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = (
        "Cette enquête s’adresse aux enseignants des diplômes comptables supérieurs. "
        "Si vous en faites partie, signalez-le à votre gestionnaire."
    )
