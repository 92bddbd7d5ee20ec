"""What is wrong with a line of a feed."""

from kit.errors import Violation

SAME_COMMUNE = Violation("SAME_COMMUNE", "Les deux communes sont la même.")
RATE_ENDS_BEFORE_START = Violation("RATE_ENDS_BEFORE_START", "La fin de validité précède son début.")
RATE_OVERLAPS = Violation(
    "RATE_OVERLAPS",
    "Un autre taux du même type et de la même clé est en vigueur en même temps\u00a0: celui du {since}.",
)
PARAMETER_UNKNOWN = Violation("PARAMETER_UNKNOWN", "Ce paramètre n’existe pas. Vérifiez son nom.")
PARAMETER_INVALID = Violation("PARAMETER_INVALID", "Indiquez {expected}.")
PROOF_RULE_INVALID = Violation("PROOF_RULE_INVALID", "Indiquez {expected}.")
