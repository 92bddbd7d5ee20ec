"""What is wrong with a field of a fee, of a group or of another request, or deserves a second look."""

from kit.errors import Violation

# --- Fields of a request ---------------------------------------------------------------------------------------------

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
TYPED_TOO_MANY = Violation(
    "TYPED_TOO_MANY",
    "Un brouillon garde au plus {most} champs de saisie. Terminez ou abandonnez d’abord les lignes commencées.",
)
TYPED_KEY_INVALID = Violation(
    "TYPED_KEY_INVALID", "Ce champ de saisie n’est pas connu. Rechargez la page, puis recommencez."
)


# --- Fields of a group -----------------------------------------------------------------------------------------------

GROUP_MEMBERS = Violation("GROUP_MEMBERS", "Choisissez de 1 à {most} états de frais à regrouper sur celui-ci.")
GROUP_MEMBER_ELSEWHERE = Violation(
    "GROUP_MEMBER_ELSEWHERE",
    "Mission {number}\u00a0: elle n’est pas du même intervenant, de la même session ou du même examen.",
)
GROUP_MEMBER_REFUSED = Violation("GROUP_MEMBER_REFUSED", "Mission {number}\u00a0: {why}")


# --- Fields of the fee -----------------------------------------------------------------------------------------------

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
