"""Every way this service says no, or asks to look again: a stable reason and one French sentence with what to do."""

import grpc

from kit.errors import InvalidFields, Refusal, Violation

# --- Conditions, lists, recap --------------------------------------------------------------------------------------


class ConditionsNotAccepted(Refusal):
    reason = "CONDITIONS_NOT_ACCEPTED"
    message = (
        "Lisez et acceptez d’abord les conditions d’utilisation du service\u00a0: "
        "les états de frais ne s’ouvrent qu’ensuite."
    )


class ConditionsOutdated(Refusal):
    reason = "CONDITIONS_OUTDATED"
    code = grpc.StatusCode.ABORTED
    message = "Les conditions d’utilisation ont changé pendant votre lecture. Relisez-les, puis acceptez-les."


class SortNotOffered(Refusal):
    reason = "SORT_NOT_OFFERED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Cette liste ne se trie pas par cette colonne. Choisissez-en une autre."


class RecapMissing(Refusal):
    reason = "RECAP_MISSING"
    message = "Le récapitulatif n’existe qu’une fois l’état de frais validé. Validez-le, puis recommencez."


# --- Proofs --------------------------------------------------------------------------------------------------------


class ProofsMissing(InvalidFields):
    reason = "PROOFS_MISSING"
    code = grpc.StatusCode.FAILED_PRECONDITION
    message = (
        "Des pièces justificatives sont attendues. Complétez-les, ou confirmez que vous les enverrez par voie postale."
    )


PROOF_EXPECTED = Violation("PROOF_EXPECTED", "{label}\u00a0: {why}")

# --- Rates ---------------------------------------------------------------------------------------------------------


class RateMissing(Refusal):
    reason = "RATE_MISSING"
    message = (
        "Aucun taux «\u00a0{kind} {key}\u00a0» n’est en vigueur le {day}\u00a0: le montant ne peut pas être calculé. "
        "Signalez-le à votre gestionnaire."
    )


class RatesOverlap(Refusal):
    reason = "RATES_OVERLAP"
    message = (
        "Deux taux «\u00a0{kind} {key}\u00a0» sont en vigueur le {day}. Corrigez leurs dates d’effet, puis recommencez."
    )


# --- Fees ----------------------------------------------------------------------------------------------------------


class FeeWithoutEntry(Refusal):
    reason = "FEE_WITHOUT_ENTRY"
    message = "Ce type de mission ne demande aucune saisie de rémunération\u00a0: votre gestionnaire s’en charge."


class PaperWithoutDuration(Refusal):
    reason = "PAPER_WITHOUT_DURATION"
    message = (
        "La durée de l’épreuve n’est pas connue\u00a0: le montant ne peut pas être calculé à partir des candidats. "
        "Signalez-le à votre gestionnaire."
    )


class CoefficientOutOfRange(Refusal):
    reason = "COEFFICIENT_OUT_OF_RANGE"
    message = (
        "Le coefficient de cette VAE est de {coefficient}, alors qu’il doit être compris entre {least} et {most}. "
        "Signalez-le à votre gestionnaire."
    )


# --- Calculations that this version does not make ------------------------------------------------------------------


class MissionAbroad(Refusal):
    reason = "MISSION_ABROAD"
    message = "Aucun taux n’existe pour l’étranger\u00a0: votre gestionnaire traite lui-même ce déplacement."


# --- Moves ---------------------------------------------------------------------------------------------------------


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


# --- Juries --------------------------------------------------------------------------------------------------------


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
MEMBER_REPEATED = Violation("MEMBER_REPEATED", "Ce membre figure deux fois\u00a0: gardez une seule saisie.")

# --- Fields of a request -------------------------------------------------------------------------------------------

MASK_INVALID = Violation(
    "MASK_INVALID", "Précisez ce qui est à enregistrer\u00a0: la rémunération, le déplacement ou les deux."
)
PARTS_MISSING = Violation("PARTS_MISSING", "Choisissez au moins une partie à valider.")
REASON_LENGTH = Violation(
    "REASON_LENGTH", "Indiquez le motif, de {least} à {most} caractères\u00a0: l’intervenant le lira."
)
RECORDS_TOO_MANY = Violation("RECORDS_TOO_MANY", "Un envoi compte au plus {most} éléments.")
RECORD_INVALID = Violation("RECORD_INVALID", "Cette convocation ne permet pas d’établir un état de frais.")
TEXT_INVALID = Violation(
    "TEXT_INVALID", "Ce texte contient un caractère qui ne peut pas être enregistré. Ressaisissez-le."
)
ENTRY_TOO_LONG = Violation("ENTRY_TOO_LONG", "Ce texte est trop long\u00a0: {most} caractères au plus.")
COMPUTED_MISSING = Violation("COMPUTED_MISSING", "Indiquez ce qui est calculé\u00a0: une durée ou un montant.")
MANUAL_AMOUNT_INVALID = Violation("MANUAL_AMOUNT_INVALID", "Indiquez un montant de 0 à {most}.")
EXPLANATION_LENGTH = Violation(
    "EXPLANATION_LENGTH",
    "Expliquez comment ce montant est établi, de {least} à {most} caractères\u00a0: l’intervenant le lira.",
)
DECISION_TRIP_UNKNOWN = Violation(
    "DECISION_TRIP_UNKNOWN", "Cette ligne n’est pas dans le déplacement. Rechargez la page, puis recommencez."
)
POST_DATE_INVALID = Violation("POST_DATE_INVALID", "Indiquez une date de réception du {first} au {last}.")
TYPED_TOO_MANY = Violation("TYPED_TOO_MANY", "Un brouillon garde au plus {most} champs de saisie.")
TYPED_KEY_INVALID = Violation(
    "TYPED_KEY_INVALID", "Ce champ de saisie n’est pas connu. Rechargez la page, puis recommencez."
)

# --- Fields of a group ---------------------------------------------------------------------------------------------

GROUP_MEMBERS = Violation("GROUP_MEMBERS", "Choisissez de 1 à {most} états de frais à regrouper sur celui-ci.")
GROUP_MEMBER_ELSEWHERE = Violation(
    "GROUP_MEMBER_ELSEWHERE",
    "Mission {number}\u00a0: elle n’est pas du même intervenant, de la même session ou du même examen.",
)
GROUP_MEMBER_REFUSED = Violation("GROUP_MEMBER_REFUSED", "Mission {number}\u00a0: {why}")

# --- Fields of the fee ---------------------------------------------------------------------------------------------

FEE_INPUT_UNEXPECTED = Violation(
    "FEE_INPUT_UNEXPECTED", "Ce type de mission attend une autre saisie. Rechargez la page, puis recommencez."
)
FEE_MISSING = Violation("FEE_MISSING", "Saisissez d’abord la quantité\u00a0: la rémunération en dépend.")
QUANTITY_NONE = Violation("QUANTITY_NONE", "La quantité est 0\u00a0: le montant est de 0,00\u00a0€.")

COPIES_TOO_MANY = Violation("COPIES_TOO_MANY", "Ce nombre ne peut pas dépasser {most}.")
COPIES_ABOVE_EXPECTED = Violation(
    "COPIES_ABOVE_EXPECTED", "Ce nombre dépasse celui qui était prévu ({expected}). Vérifiez-le."
)

CANDIDATES_TOO_MANY = Violation(
    "CANDIDATES_TOO_MANY", "Ce nombre ne peut pas dépasser {most}, soit {daily} candidats par jour de mission."
)
CANDIDATES_ABOVE_PRESENT = Violation(
    "CANDIDATES_ABOVE_PRESENT", "Ce nombre dépasse celui des candidats présents ({present}). Vérifiez-le."
)

DURATION_INVALID = Violation("DURATION_INVALID", "Indiquez une durée en heures et minutes, 0 ou plus.")
DURATION_TOO_LONG = Violation(
    "DURATION_TOO_LONG", "Cette durée ne peut pas dépasser {most}, soit {daily} par jour de mission."
)

HALF_DAYS_TOO_MANY = Violation("HALF_DAYS_TOO_MANY", "Un état de frais compte au plus {most} demi-journées.")
HALF_DAY_OUTSIDE = Violation("HALF_DAY_OUTSIDE", "Indiquez une date de la mission, du {first} au {last}.")
HALF_DAY_END_NOT_AFTER = Violation("HALF_DAY_END_NOT_AFTER", "L’heure de fin doit être après l’heure de début.")
HALF_DAY_REPEATED = Violation(
    "HALF_DAY_REPEATED", "Cette demi-journée répète la ligne {other}\u00a0: supprimez l’une des deux, ou corrigez-la."
)
HALF_DAY_OVERLAPS = Violation(
    "HALF_DAY_OVERLAPS", "Cette demi-journée chevauche celle de la ligne {other}\u00a0: corrigez les heures."
)
HALF_DAYS_TOO_LONG = Violation(
    "HALF_DAYS_TOO_LONG", "Les demi-journées du {day} dépassent {most} en tout\u00a0: corrigez les heures."
)
HALF_DAY_WITHOUT_BREAK = Violation(
    "HALF_DAY_WITHOUT_BREAK",
    "La demi-journée du {day} se poursuit après {split} et aucune pause n’en est déduite. "
    "Si vous en avez fait une, saisissez deux demi-journées.",
)
GROUP_OVERLAPS = Violation(
    "GROUP_OVERLAPS", "Des demi-journées des missions {one} et {other} se chevauchent. Vérifiez-les."
)

# --- Fields of a trip ----------------------------------------------------------------------------------------------

TRIPS_TOO_MANY = Violation("TRIPS_TOO_MANY", "Un état de frais compte au plus {most} lignes de déplacement.")
TRIP_REPEATED = Violation(
    "TRIP_REPEATED", "Cette ligne répète la ligne {other}\u00a0: supprimez l’une des deux, ou corrigez-la."
)
MODE_MISSING = Violation("MODE_MISSING", "Choisissez un mode de transport.")
MODE_CLOSED = Violation("MODE_CLOSED", "Ce mode de transport ne vous est pas proposé. Choisissez-en un autre.")
TOWN_MISSING = Violation("TOWN_MISSING", "Choisissez une commune dans la liste.")
DATE_MISSING = Violation("DATE_MISSING", "Indiquez une date, par exemple 12/06/2026.")
TIME_MISSING = Violation("TIME_MISSING", "Indiquez une heure, par exemple 07:30.")
TOWNS_ALIKE = Violation("TOWNS_ALIKE", "La ville d’arrivée est aussi la ville de départ\u00a0: indiquez deux communes.")
DEPARTURE_FIXED = Violation(
    "DEPARTURE_FIXED", "La ville de départ de cette mission est fixée\u00a0: elle ne peut pas être modifiée."
)
TIME_SKIPPED = Violation(
    "TIME_SKIPPED",
    "Cette heure n’existe pas ce jour-là\u00a0: on est passé à l’heure d’été. Indiquez l’heure suivante.",
)
RETURN_NOT_AFTER = Violation("RETURN_NOT_AFTER", "Le retour doit être après le départ.")
DATES_UNEXPLAINED = Violation(
    "DATES_UNEXPLAINED",
    "Ce déplacement sort des dates de la mission, à plus d’un jour près\u00a0: expliquez pourquoi en commentaire.",
)
DATES_TOO_FAR = Violation(
    "DATES_TOO_FAR", "Ce déplacement est à plus de {most} jours des dates de la mission. Vérifiez les dates."
)
ONE_WAY_COUNT_INVALID = Violation("ONE_WAY_COUNT_INVALID", "Indiquez un nombre de trajets de 1 à {most}.")
ONE_WAY_COUNT_MIXED = Violation(
    "ONE_WAY_COUNT_MIXED",
    "Sur plusieurs jours, indiquez 1 ou 2 trajets si vous êtes resté(e) sur place, ou {daily} si vous êtes rentré(e) "
    "chaque jour. Sinon, faites une ligne par déplacement.",
)
DAILY_RETURN_HOURS = Violation(
    "DAILY_RETURN_HOURS",
    "Avec un aller et retour chaque jour, l’heure de retour doit être après l’heure de départ. "
    "Sinon, faites une ligne par déplacement.",
)
KILOMETRES_INVALID = Violation(
    "KILOMETRES_INVALID", "Indiquez la distance d’un trajet, de 0,1 à {most} km, avec une décimale au plus."
)
DISTANCE_UNEXPLAINED = Violation(
    "DISTANCE_UNEXPLAINED",
    "La distance connue entre ces deux villes est de {table} km\u00a0: expliquez pourquoi la vôtre est plus longue.",
)
POWER_INVALID = Violation("POWER_INVALID", "Indiquez la puissance fiscale de la voiture, de 1 à {most} CV.")
TRANSPORT_INVALID = Violation("TRANSPORT_INVALID", "Indiquez le montant total payé pour cette ligne, jusqu’à {most}.")
SUNDRY_NOT_ALLOWED = Violation("SUNDRY_NOT_ALLOWED", "Les frais divers ne se déclarent pas avec ce mode de transport.")
SUNDRY_INVALID = Violation("SUNDRY_INVALID", "Indiquez des frais divers de 0 à {most}.")
SUNDRY_UNEXPLAINED = Violation(
    "SUNDRY_UNEXPLAINED", "Indiquez en commentaire la nature des frais divers\u00a0: péage ou parking."
)
COUNT_INVALID = Violation("COUNT_INVALID", "Indiquez un nombre entier, 0 ou plus.")
MEALS_ABOVE_OWED = Violation(
    "MEALS_ABOVE_OWED",
    "Vos heures de présence ouvrent droit à {owed} repas en tout\u00a0: réduisez ce nombre ou corrigez vos horaires.",
)
NIGHTS_ABOVE_OWED = Violation(
    "NIGHTS_ABOVE_OWED",
    "Vos heures de présence ouvrent droit à {owed} en tout\u00a0: réduisez ce nombre ou corrigez vos horaires.",
)
NIGHT_ABROAD = Violation(
    "NIGHT_ABROAD", "Aucun taux n’existe pour une nuitée à l’étranger\u00a0: votre gestionnaire la traite lui-même."
)

TRIP_INSIDE_RESIDENCE = Violation(
    "TRIP_INSIDE_RESIDENCE",
    "Ce déplacement reste dans la commune de votre domicile ou de votre établissement, ou dans une commune limitrophe"
    "\u00a0: il n’ouvre droit ni au transport, ni aux repas, ni aux nuitées.",
)
SUNDRY_UNPAID = Violation(
    "SUNDRY_UNPAID",
    "Ce déplacement est remboursé sur la base du tarif SNCF de 2e\u00a0classe\u00a0: "
    "les frais divers, péage ou parking, ne s’y ajoutent pas.",
)
TRIPS_OVERLAP = Violation(
    "TRIPS_OVERLAP",
    "Ce déplacement commence pendant celui de la ligne {other}, sans partir de la ville où il mène\u00a0: "
    "vérifiez les dates et les heures.",
)
TRIP_CROSSES_YEAR = Violation(
    "TRIP_CROSSES_YEAR",
    "Ce déplacement passe d’une année à l’autre\u00a0: faites plutôt deux lignes. "
    "Les kilomètres comptent pour l’année du départ.",
)


# --- Feeds ---------------------------------------------------------------------------------------------------------

SAME_COMMUNE = Violation("SAME_COMMUNE", "Les deux communes sont la même.")
RATE_ENDS_BEFORE_START = Violation("RATE_ENDS_BEFORE_START", "La fin de validité précède son début.")
RATE_OVERLAPS = Violation(
    "RATE_OVERLAPS",
    "Un autre taux du même type et de la même clé est en vigueur en même temps\u00a0: celui du {since}.",
)
PARAMETER_UNKNOWN = Violation("PARAMETER_UNKNOWN", "Ce paramètre n’existe pas. Vérifiez son nom.")
PARAMETER_INVALID = Violation("PARAMETER_INVALID", "Indiquez {expected}.")
PROOF_RULE_INVALID = Violation("PROOF_RULE_INVALID", "Indiquez {expected}.")
