"""How missions says no."""

import grpc

from kit.errors import Refusal, Violation

SEARCH_TOO_SHORT = Violation("SEARCH_TOO_SHORT", "Saisissez au moins deux caractères du nom ou du code postal.")
TOO_MANY_CODES = Violation("TOO_MANY_CODES", "Demandez au plus {most} communes à la fois.")
SESSION_MISSING = Violation("SESSION_MISSING", "Indiquez la session, par exemple 2026.")


class AcademyUnknown(Refusal):
    reason = "ACADEMY_UNKNOWN"
    code = grpc.StatusCode.NOT_FOUND
    message = "Cette académie n’est pas connue. Choisissez-en une dans la liste."


class MissionNotFound(Refusal):
    """The same for a mission that does not exist, is not official yet, or is another person's."""

    reason = "MISSION_NOT_FOUND"
    code = grpc.StatusCode.NOT_FOUND
    message = "Cette mission n’existe pas ou ne vous est pas affectée. Revenez à la liste de vos missions."


class DuplicateWithdrawn(Refusal):
    reason = "DUPLICATE_WITHDRAWN"
    message = "Cette convocation est annulée\u00a0: son duplicata n’est plus délivré. Contactez votre gestionnaire."


class NothingToPrint(Refusal):
    reason = "NOTHING_TO_PRINT"
    message = "Aucune convocation ne correspond à ce choix. Choisissez une autre session ou un autre examen."


class NothingToMakeOfficial(Refusal):
    reason = "NOTHING_TO_MAKE_OFFICIAL"
    message = "Toutes les convocations de ce choix sont déjà officielles ou annulées\u00a0: il n’y a rien à faire."


class PeopleMissing(Refusal):
    reason = "PEOPLE_MISSING"
    message = (
        "Le registre ne connaît pas toutes les personnes convoquées (il en manque\u00a0: {count}). "
        "Rechargez le fichier des personnes, puis recommencez."
    )


class JobNotFound(Refusal):
    reason = "JOB_NOT_FOUND"
    code = grpc.StatusCode.NOT_FOUND
    message = "Ce traitement n’existe pas ou a été demandé par une autre personne. Revenez à la liste des traitements."


class LettersNotReady(Refusal):
    reason = "LETTERS_NOT_READY"
    message = (
        "Ces convocations ne sont pas prêtes. Attendez la fin du traitement, puis téléchargez-les\u202f; "
        "s’il a échoué, relancez leur édition."
    )


class LettersExpired(Refusal):
    reason = "LETTERS_EXPIRED"
    message = (
        "Ces convocations ne sont plus disponibles\u00a0: elles portent des mots de passe et sont effacées "
        "après un jour. Relancez leur édition."
    )


# --- Feeds ---------------------------------------------------------------------------------------------------------

TIME_ZONE_UNKNOWN = Violation("TIME_ZONE_UNKNOWN", "Ce fuseau horaire n’est pas connu.")
HOUR_SKIPPED = Violation("HOUR_SKIPPED", "Cette heure n’existe pas ce jour-là\u00a0: les horloges la sautent.")
ENDS_BEFORE_START = Violation("ENDS_BEFORE_START", "La fin de la mission n’est pas après son début.")
RETURN_IN_FUTURE = Violation("RETURN_IN_FUTURE", "Cet instant n’est pas encore passé.")
SANTORIN_WITHOUT_PORTAL = Violation(
    "SANTORIN_WITHOUT_PORTAL", "SANTORIN donne la quantité, mais la mission n’ouvre pas ce portail."
)
ECA_WITH_FEE = Violation(
    "ECA_WITH_FEE", "Une évaluation en cours d’année n’est pas rémunérée\u00a0: aucune saisie n’aura lieu."
)
ORAL_WITHOUT_PAPER = Violation("ORAL_WITHOUT_PAPER", "Cette interrogation orale ne dit pas de quelle épreuve.")
ISSUED_AFTER_MISSION = Violation("ISSUED_AFTER_MISSION", "La convocation est datée d’après la fin de la mission.")
