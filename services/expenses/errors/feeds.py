"""What is wrong with a line of a feed."""

from kit.errors import Violation

SAME_COMMUNE = Violation("SAME_COMMUNE", "Les deux communes sont la même.")
PERIOD_ENDS_BEFORE_START = Violation("PERIOD_ENDS_BEFORE_START", "La fin de validité précède son début.")
RATE_OVERLAPS = Violation(
    "RATE_OVERLAPS",
    "Un autre taux du même type et de la même clé est en vigueur en même temps\u00a0: celui du {since}.",
)
RATE_PAST = Violation(
    "RATE_PAST",
    "Ce taux est confirmé et en vigueur depuis le {since}\u00a0: il ne se réécrit plus. "
    "Fixez sa fin, et donnez l’autre taux à partir du lendemain.",
)
PARAMETER_UNKNOWN = Violation("PARAMETER_UNKNOWN", "Ce paramètre n’existe pas. Vérifiez son nom.")
PARAMETER_INVALID = Violation("PARAMETER_INVALID", "Indiquez {expected}.")
PROOF_RULE_INVALID = Violation("PROOF_RULE_INVALID", "Indiquez {expected}.")
PROOF_RULE_OVERLAPS = Violation(
    "PROOF_RULE_OVERLAPS", "Une autre règle demande déjà cette pièce en même temps\u00a0: celle du {since}."
)
