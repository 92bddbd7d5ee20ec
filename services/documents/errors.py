"""How documents says no."""

import grpc

from kit.errors import Refusal, Violation

KEY_LENGTH = Violation("KEY_LENGTH", "Indiquez un texte de 1 à {most} caractères.")
FOLDER_COUNT = Violation("FOLDER_COUNT", "Indiquez de 1 à {most} dossiers, chacun une fois.")
CAPACITY = Violation("CAPACITY", "Indiquez un nombre de documents compris entre 1 et {most}.")
PERSON_UNKNOWN = Violation("PERSON_UNKNOWN", "Indiquez un identifiant de personne valable.")


class FolderDiffers(Refusal):
    """The folder exists with another owner or capacity: creating it again must not change what it holds."""

    reason = "FOLDER_DIFFERS"
    code = grpc.StatusCode.ALREADY_EXISTS
    message = "Ce dossier existe déjà avec un autre propriétaire ou une autre capacité. Signalez-le à l’assistance."
