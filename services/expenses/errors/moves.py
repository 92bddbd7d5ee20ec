"""A move that is not allowed, and why."""

import grpc

from kit.errors import InvalidFields, Refusal, Violation

# --- Moves -----------------------------------------------------------------------------------------------------------


class MoveOfExaminer(Refusal):
    reason = "MOVE_OF_EXAMINER"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Seul l’intervenant peut faire cette action sur son état de frais."


class MoveOfManager(Refusal):
    reason = "MOVE_OF_MANAGER"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Seul un gestionnaire peut faire cette action. Contactez votre gestionnaire si elle vous est nécessaire."


class MoveOfPresident(Refusal):
    reason = "MOVE_OF_PRESIDENT"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Seul le président du jury saisit la rémunération de ses membres."


class MoveOfService(Refusal):
    reason = "MOVE_OF_SERVICE"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Cette information vient de SANTORIN\u00a0: personne ne la saisit ici."


class OwnClaim(Refusal):
    reason = "OWN_CLAIM"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Nul ne traite son propre état de frais. Confiez celui-ci à un autre gestionnaire."


class ClaimsClosed(Refusal):
    reason = "CLAIMS_CLOSED"
    message = (
        "La date limite de saisie est passée\u00a0: seul votre gestionnaire peut encore saisir ou valider, "
        "en votre nom. Contactez-le."
    )


class ClaimsOpen(Refusal):
    reason = "CLAIMS_OPEN"
    message = (
        "L’intervenant, ou le président de son jury, saisit et valide lui-même jusqu’au {closing}\u00a0: "
        "vous ne pourrez le faire en son nom qu’après cette date."
    )


class ClaimCancelled(Refusal):
    reason = "CLAIM_CANCELLED"
    message = "Cet état de frais est annulé. L’onglet «\u00a0Suivi\u00a0» dit quand et pourquoi."


class ClaimNotCancelled(Refusal):
    reason = "CLAIM_NOT_CANCELLED"
    message = "Cet état de frais n’est pas annulé\u00a0: il n’y a rien à rétablir."


class PartWithoutCost(Refusal):
    reason = "PART_WITHOUT_COST"
    message = "Cette mission n’ouvre pas droit à ces frais\u00a0: il n’y a rien à saisir ni à valider."


class PartAccepted(Refusal):
    reason = "PART_ACCEPTED"
    message = (
        "Ces frais sont validés par le gestionnaire\u00a0: ils ne peuvent plus être modifiés. "
        "Une correction se demande au service de gestion."
    )


class PartValidated(Refusal):
    reason = "PART_VALIDATED"
    message = "Ces frais sont déjà validés. Dévalidez l’état de frais pour les modifier."


class PartNotValidated(Refusal):
    reason = "PART_NOT_VALIDATED"
    message = "Ces frais ne sont pas encore validés\u00a0: il faut d’abord que l’intervenant les valide."


class PartNotComputed(Refusal):
    reason = "PART_NOT_COMPUTED"
    message = "Ces frais ne sont pas encore calculés\u00a0: calculez-les d’abord, puis acceptez-les."


class PartToCorrect(Refusal):
    reason = "PART_TO_CORRECT"
    message = "Ces frais ont été calculés par un gestionnaire\u00a0: corrigez leur calcul, puis acceptez-les."


class PartHandled(Refusal):
    reason = "PART_HANDLED"
    message = "Vous n’avez rien à saisir\u00a0: ces frais ne dépendent pas de vous et suivent leur cours."


class PartToHandle(Refusal):
    reason = "PART_TO_HANDLE"
    message = "Vous n’avez rien à saisir\u00a0: votre gestionnaire calcule lui-même ces frais."


class MissionNotBegun(Refusal):
    reason = "MISSION_NOT_BEGUN"
    message = "La mission n’a pas commencé\u00a0: l’état de frais s’ouvre avec elle."


class MissionNotFinished(Refusal):
    reason = "MISSION_NOT_FINISHED"
    message = "La mission n’est pas terminée\u00a0: enregistrez votre saisie, et validez-la à la fin de la mission."


class MissionNotOver(Refusal):
    reason = "MISSION_NOT_OVER"
    message = "La mission n’est pas terminée\u00a0: ces frais se calculent une fois qu’elle l’est."


class AmountUnknown(Refusal):
    reason = "AMOUNT_UNKNOWN"
    message = (
        "Le montant de ces frais n’est pas connu\u00a0: un taux manque, ou leur calcul n’est pas encore ouvert ici. "
        "Rien n’est perdu\u00a0: ils restent à traiter, et se valideront dès que le montant sera calculé."
    )


class ProofsSealed(Refusal):
    reason = "PROOFS_SEALED"
    message = (
        "L’état de frais est validé\u00a0: ses pièces justificatives ne peuvent plus changer. "
        "Dévalidez-le d’abord si c’est encore possible, ou envoyez la pièce à votre gestionnaire."
    )


class ProofsByPost(Refusal):
    reason = "PROOFS_BY_POST"
    message = (
        "Les pièces justificatives de cet état de frais se donnent par voie postale, à l’adresse suivante\u00a0: "
        "{address}."
    )


class DeclaredNotDone(Refusal):
    reason = "DECLARED_NOT_DONE"
    message = (
        "La mission est déclarée non effectuée. "
        "Si c’est une erreur, revenez d’abord sur cette déclaration dans l’onglet «\u00a0Suivi\u00a0»."
    )


class NotDeclaredNotDone(Refusal):
    reason = "NOT_DECLARED_NOT_DONE"
    message = "La mission n’est pas déclarée non effectuée\u00a0: il n’y a rien à reprendre."


class TravelDeferred(Refusal):
    reason = "TRAVEL_DEFERRED"
    message = (
        "Tous les déplacements de la journée se saisissent sur la première mission du jour\u00a0: "
        "ouvrez l’état de frais de cette mission."
    )


class FeeGrouped(Refusal):
    reason = "FEE_GROUPED"
    message = (
        "La rémunération de cet état de frais est regroupée avec celle d’autres missions\u00a0: "
        "le gestionnaire doit d’abord les dégrouper."
    )


class FeeNotGroupable(Refusal):
    reason = "FEE_NOT_GROUPABLE"
    message = "Seules les épreuves ponctuelles du contrôle continu payées par demi-journées se regroupent ainsi."


class FeesNotGrouped(Refusal):
    reason = "FEES_NOT_GROUPED"
    message = "Cet état de frais ne porte la rémunération d’aucun autre\u00a0: il n’y a rien à dégrouper."


class ConvocationCancelled(Refusal):
    reason = "CONVOCATION_CANCELLED"
    message = (
        "La convocation de cette mission est annulée\u00a0: l’état de frais ne peut pas être rétabli sans elle. "
        "Rétablissez d’abord la convocation."
    )


# --- Juries ----------------------------------------------------------------------------------------------------------


class MemberNotDone(Refusal):
    reason = "MEMBER_NOT_DONE"
    message = (
        "Cette personne a déclaré ne pas avoir effectué la mission\u00a0: rien n’est à saisir pour elle, "
        "et elle seule peut revenir sur sa déclaration."
    )


class JuryChanged(InvalidFields):
    reason = "JURY_CHANGED"
    code = grpc.StatusCode.ABORTED
    message = (
        "La saisie de ce jury a changé depuis que vous l’avez affichée\u00a0: vérifiez-la, puis recommencez. "
        "Rien de votre demande n’est enregistré."
    )


class JuryWithoutEntry(Refusal):
    reason = "JURY_WITHOUT_ENTRY"
    message = "Aucune saisie n’est à valider\u00a0: indiquez d’abord la quantité d’au moins un membre."


ENTRY_CHANGED = Violation("ENTRY_CHANGED", "Cette saisie a changé depuis son affichage. Vérifiez-la, puis recommencez.")
MEMBER_GONE = Violation(
    "MEMBER_GONE",
    "Un membre pour qui vous avez saisi une quantité n’est plus dans ce jury. Vérifiez la saisie des autres membres, "
    "puis recommencez.",
)
MEMBER_REPEATED = Violation("MEMBER_REPEATED", "Ce membre figure deux fois\u00a0: gardez une seule saisie.")
