"""Every way auth says no: a stable reason and one French sentence that says what to do."""

import grpc

from kit.errors import Refusal, Violation

# --- Logging in ----------------------------------------------------------------------------------------------------


class LoginRefused(Refusal):
    """One refusal for an unknown identifier and a wrong password: it tells nothing (security.md A10)."""

    reason = "LOGIN_REFUSED"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = (
        "L’identifiant ou le mot de passe ne convient pas. Vérifiez votre saisie\u202f; à la première connexion, "
        "recopiez le mot de passe temporaire imprimé sur votre convocation."
    )


class TooManyTries(Refusal):
    reason = "TOO_MANY_TRIES"
    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    message = (
        "Trop d’essais se sont suivis. Patientez {wait}, puis réessayez, "
        "ou utilisez «\u00a0Mot de passe oublié\u202f?\u00a0»."
    )


# --- Sessions ------------------------------------------------------------------------------------------------------


class SessionIdle(Refusal):
    reason = "SESSION_IDLE"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = "Votre session a pris fin après {minutes} minutes sans activité. Reconnectez-vous pour continuer."


class SessionTooLong(Refusal):
    reason = "SESSION_TOO_LONG"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = "Votre session a pris fin\u00a0: elle durait depuis {hours} heures. Reconnectez-vous pour continuer."


class SessionCrowdedOut(Refusal):
    reason = "SESSION_CROWDED_OUT"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = (
        "Votre session a pris fin parce que vous vous êtes connecté(e) en plus de {most} endroits. "
        "Reconnectez-vous pour continuer ici."
    )


class SessionPasswordChanged(Refusal):
    reason = "SESSION_PASSWORD_CHANGED"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = (
        "Votre session a pris fin parce que le mot de passe a été changé. Reconnectez-vous avec le nouveau\u202f; "
        "si ce n’est pas vous qui l’avez changé, prévenez votre gestionnaire."
    )


class SessionPasswordReset(Refusal):
    reason = "SESSION_PASSWORD_RESET"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = (
        "Votre session a pris fin parce que le mot de passe a été réinitialisé. Reconnectez-vous avec le nouveau"
        "\u202f; si vous ne l’avez pas demandé, prévenez votre gestionnaire."
    )


# --- Passwords -----------------------------------------------------------------------------------------------------

CURRENT_PASSWORD_WRONG = Violation("CURRENT_PASSWORD_WRONG", "Ce n’est pas votre mot de passe actuel.")
PASSWORD_TOO_SHORT = Violation(
    "PASSWORD_TOO_SHORT",
    "Le mot de passe est trop court\u00a0: il lui faut au moins {least} caractères. "
    "Une phrase de quelques mots convient très bien.",
)
PASSWORD_TOO_LONG = Violation("PASSWORD_TOO_LONG", "Le mot de passe dépasse {most} caractères.")
PASSWORD_COMMON = Violation(
    "PASSWORD_COMMON",
    "Ce mot de passe n’est fait que de mots, de suites ou de répétitions que tout le monde essaie. "
    "Ajoutez-y des mots à vous.",
)
PASSWORD_ABOUT_OWNER = Violation(
    "PASSWORD_ABOUT_OWNER",
    "Ce mot de passe n’est fait que de votre nom, de votre identifiant ou de votre adresse. Ajoutez-y d’autres mots.",
)
PASSWORD_UNCHANGED = Violation(
    "PASSWORD_UNCHANGED", "Le nouveau mot de passe est le même que l’ancien\u00a0: choisissez-en un autre."
)


class ResetLinkDead(Refusal):
    reason = "RESET_LINK_DEAD"
    message = (
        "Ce lien n’est plus valable\u00a0: il a déjà servi, ou son délai de {minutes} minutes est passé. "
        "Demandez-en un nouveau avec «\u00a0Mot de passe oublié\u202f?\u00a0»."
    )


# --- E-mail --------------------------------------------------------------------------------------------------------

EMAIL_INVALID = Violation(
    "EMAIL_INVALID",
    "Cette adresse mél n’est pas valable. Elle s’écrit comme «\u00a0prenom.nom@messagerie.example\u00a0».",
)


class ConfirmationLinkDead(Refusal):
    reason = "CONFIRMATION_LINK_DEAD"
    message = (
        "Ce lien n’est plus valable\u00a0: il a déjà servi, son délai de {hours} heures est passé, "
        "ou une autre adresse a été donnée depuis. Connectez-vous pour donner de nouveau votre adresse mél."
    )


class TooManyEmails(Refusal):
    reason = "TOO_MANY_EMAILS"
    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    message = "Plusieurs messages viennent déjà de partir. Consultez la boîte de réception, puis réessayez dans {wait}."


# --- Accounts of others --------------------------------------------------------------------------------------------


class OwnAccount(Refusal):
    reason = "OWN_ACCOUNT"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Cette action ne se fait pas sur son propre compte. Demandez à un autre gestionnaire de s’en charger."


class RightsAboveYours(Refusal):
    reason = "RIGHTS_ABOVE_YOURS"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = "Cette personne a elle-même des droits de gestion. Demandez à un administrateur de s’en charger."


# --- The vault -----------------------------------------------------------------------------------------------------

PURPOSE_LENGTH = Violation(
    "PURPOSE_LENGTH", "Indiquez pourquoi vous consultez ces informations, en {least} à {most} caractères."
)


class SecretDamaged(Refusal):
    """A sealed value was altered in the database, or its key is gone: nothing of it is shown."""

    reason = "SECRET_DAMAGED"
    code = grpc.StatusCode.DATA_LOSS
    message = (
        "Une information de cette personne n’est plus lisible\u00a0: elle a été modifiée, ou sa clé manque. "
        "Signalez-le à l’assistance."
    )


# --- Asked by other services ---------------------------------------------------------------------------------------

TOO_MANY_PEOPLE = Violation("TOO_MANY_PEOPLE", "Demandez au plus {most} personnes à la fois.")
TEMPLATE_UNKNOWN = Violation("TEMPLATE_UNKNOWN", "Aucun message ne porte ce nom.")
PARAMETERS_WRONG = Violation("PARAMETERS_WRONG", "Ce message attend les valeurs suivantes\u00a0: {names}.")


# --- Feeds ---------------------------------------------------------------------------------------------------------

NATIONAL_ID_TAKEN = Violation("NATIONAL_ID_TAKEN", "Ce numéro national est celui d’un autre identifiant.")
BORN_IN_FUTURE = Violation("BORN_IN_FUTURE", "La date de naissance n’est pas encore passée.")
COUNTRY_FORM = Violation("COUNTRY_FORM", "La valeur n’est pas un code de pays de deux lettres.")
COMMUNE_OF_ANOTHER_COUNTRY = Violation(
    "COMMUNE_OF_ANOTHER_COUNTRY",
    "Le code de la commune et le pays ne vont pas ensemble\u00a0: 99xxx à l’étranger, un code INSEE en France.",
)
POSTCODE_FORM = Violation("POSTCODE_FORM", "Le code postal n’est pas fait de cinq chiffres.")
INSEE_NUMBER_WRONG = Violation("INSEE_NUMBER_WRONG", "La forme ou la clé du numéro INSEE est fausse.")
IBAN_WRONG = Violation("IBAN_WRONG", "La forme ou la clé de l’IBAN est fausse.")
BIC_WRONG = Violation("BIC_WRONG", "La valeur n’est pas un BIC.")
