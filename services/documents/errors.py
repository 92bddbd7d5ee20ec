"""Every way documents says no: a stable reason and one French sentence that says what to do."""

import grpc

from kit.errors import Refusal, Violation

KEY_LENGTH = Violation("KEY_LENGTH", "Indiquez un texte de 1 à {most} caractères.")
FOLDER_COUNT = Violation("FOLDER_COUNT", "Indiquez de 1 à {most} dossiers, chacun une fois.")
CAPACITY = Violation("CAPACITY", "Indiquez un nombre de documents compris entre 1 et {most}.")
PROOF_LENGTH = Violation("PROOF_LENGTH", "Indiquez de quelle pièce il s’agit en {most} caractères au plus.")
PERSON_UNKNOWN = Violation("PERSON_UNKNOWN", "Indiquez un identifiant de personne valable.")

# --- Folders -------------------------------------------------------------------------------------------------------


class FolderDiffers(Refusal):
    """The folder exists with another owner or capacity: creating it again must not change what it holds."""

    reason = "FOLDER_DIFFERS"
    code = grpc.StatusCode.ALREADY_EXISTS
    message = "Ce dossier existe déjà avec un autre propriétaire ou une autre capacité. Signalez-le à l’assistance."


class FolderFull(Refusal):
    reason = "FOLDER_FULL"
    message = (
        "Ce dossier contient déjà {capacity} pièces, le nombre permis. "
        "Supprimez-en une, ou réunissez plusieurs pages dans un seul fichier PDF."
    )


class FolderSealed(Refusal):
    """Whoever sealed it knows how its owner opens it again."""

    reason = "FOLDER_SEALED"
    message = (
        "Ce dossier est fermé\u00a0: vous ne pouvez plus y ajouter ni en supprimer de pièce. "
        "S’il y manque quelque chose, adressez-vous à votre gestionnaire."
    )


class AlreadyGiven(Refusal):
    reason = "ALREADY_GIVEN"
    code = grpc.StatusCode.ALREADY_EXISTS
    message = (
        "Ce fichier a déjà été déposé le {date} sous le nom «\u00a0{file_name}\u00a0»\u00a0: "
        "il est inutile de le déposer de nouveau."
    )


# --- Files that are not taken --------------------------------------------------------------------------------------


class FileEmpty(Refusal):
    reason = "FILE_EMPTY"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce fichier est vide. Choisissez-en un autre."


class FileTooLarge(Refusal):
    reason = "FILE_TOO_LARGE"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce fichier dépasse {most}\u00a0Mo. Réduisez-le ou partagez-le en plusieurs fichiers, puis recommencez."


class FileTypeUnknown(Refusal):
    reason = "FILE_TYPE_UNKNOWN"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce fichier n’est ni un PDF ni une image JPEG, PNG ou GIF. Enregistrez-le dans l’un de ces formats."


class FileDamaged(Refusal):
    reason = "FILE_DAMAGED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce fichier est abîmé ou incomplet. Vérifiez qu’il s’ouvre, enregistrez-le de nouveau, puis recommencez."


class FileEncrypted(Refusal):
    reason = "FILE_ENCRYPTED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Ce PDF demande un mot de passe pour s’ouvrir. Enregistrez-le sans mot de passe, puis recommencez."


class FileActive(Refusal):
    reason = "FILE_ACTIVE"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = (
        "Ce PDF contient un programme, un formulaire actif ou un fichier joint. "
        "Imprimez-le dans un nouveau fichier PDF, puis déposez ce dernier."
    )


class FileAnimated(Refusal):
    reason = "FILE_ANIMATED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Cette image est animée. Enregistrez-la comme une image fixe, puis recommencez."


class FileTooComplex(Refusal):
    reason = "FILE_TOO_COMPLEX"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = (
        "Ce fichier contient trop de pages ou une image trop grande. "
        "Partagez-le ou réduisez la taille de l’image, puis recommencez."
    )


class FileMixed(Refusal):
    reason = "FILE_MIXED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = (
        "Ce fichier contient autre chose que le document annoncé. "
        "Enregistrez-le de nouveau avec un autre logiciel, puis recommencez."
    )


class UploadBusy(Refusal):
    reason = "UPLOAD_BUSY"
    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    message = "Trop de fichiers arrivent en même temps. Patientez une minute, puis déposez de nouveau le vôtre."


# --- Documents that are there --------------------------------------------------------------------------------------


class DocumentOfStaff(Refusal):
    reason = "DOCUMENT_OF_STAFF"
    message = "Cette pièce a été déposée par un gestionnaire. Si elle est de trop, demandez-lui de la supprimer."


class DocumentOfOwner(Refusal):
    reason = "DOCUMENT_OF_OWNER"
    message = (
        "Cette pièce n’a pas été déposée par un gestionnaire\u00a0: seule la personne concernée peut la supprimer."
    )


class DocumentSealed(Refusal):
    reason = "DOCUMENT_SEALED"
    message = "Cette pièce était là quand le dossier a été fermé\u00a0: elle y reste tant qu’il n’est pas rouvert."


class DocumentCounted(Refusal):
    reason = "DOCUMENT_COUNTED"
    message = (
        "Cette pièce compte pour un autre dossier, déjà fermé\u00a0: elle reste. "
        "Déposez la nouvelle à côté\u00a0: la plus récente compte."
    )


class DocumentNotScanned(Refusal):
    reason = "DOCUMENT_NOT_SCANNED"
    message = "L’antivirus n’a pas encore analysé cette pièce. Réessayez dans quelques minutes."


class DocumentInfected(Refusal):
    reason = "DOCUMENT_INFECTED"
    message = (
        "L’antivirus a trouvé cette pièce infectée et l’a supprimée. Déposez-la de nouveau à partir d’un fichier sain."
    )


class DocumentDamaged(Refusal):
    """What the store gave back is not what was kept: nothing of it is shown."""

    reason = "DOCUMENT_DAMAGED"
    code = grpc.StatusCode.DATA_LOSS
    message = "Cette pièce n’est plus lisible\u00a0: son contenu a été perdu ou modifié. Signalez-le à l’assistance."


class PageUnknown(Refusal):
    reason = "PAGE_UNKNOWN"
    code = grpc.StatusCode.NOT_FOUND
    message = "Cette pièce n’a pas de page {page}. Revenez à la première."


class StoreUnavailable(Refusal):
    reason = "STORE_UNAVAILABLE"
    code = grpc.StatusCode.UNAVAILABLE
    message = (
        "Les pièces ne peuvent être ni enregistrées ni relues pour le moment. Réessayez dans quelques instants\u00a0: "
        "rien n’a été perdu de ce qui est déjà déposé."
    )
