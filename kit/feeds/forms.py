"""Fields that many files have: communes, establishments, postal codes, ways to reach somebody."""

from collections.abc import Callable

from kit.check_digits import letter_23
from kit.errors import Violation
from kit.feeds.fields import Text, WrongValue

COMMUNE_FORM = Violation(
    "COMMUNE_FORM", "La valeur n’est pas un code INSEE de commune (cinq caractères, 99xxx à l’étranger)."
)
COMMUNE_UNKNOWN = Violation("COMMUNE_UNKNOWN", "Ce code INSEE n’est celui d’aucune commune de la liste officielle.")
ESTABLISHMENT_FORM = Violation("ESTABLISHMENT_FORM", "La valeur n’est pas un numéro UAI (sept chiffres et une lettre).")
ESTABLISHMENT_LETTER = Violation("ESTABLISHMENT_LETTER", "La lettre du numéro UAI est fausse.")
EMAIL_FORM = Violation("EMAIL_FORM", "La valeur n’est pas une adresse mél.")
PHONE_FORM = Violation("PHONE_FORM", "La valeur n’est pas un numéro de téléphone.")


def _check_letter(number: str) -> str:
    number = number.upper()
    if letter_23(int(number[:7])) != number[7]:
        raise WrongValue(ESTABLISHMENT_LETTER)
    return number


def identifier(*, longest: int = 40) -> Text:
    """A code that people read and type: visible ASCII, whose case does not count."""
    return Text(longest=longest, pattern=r"[!-~]+", rule=str.upper)


def commune(*, rule: Callable[[str], str] | None = None) -> Text:
    """The INSEE code of a commune, or 99xxx abroad."""
    return Text(longest=5, pattern=r"(\d\d|2[AB])\d{3}", violation=COMMUNE_FORM, rule=rule)


def establishment() -> Text:
    """The number of an establishment (UAI), whose letter is checked."""
    return Text(longest=8, pattern=r"\d{7}[A-Za-z]", violation=ESTABLISHMENT_FORM, rule=_check_letter)


def phone(*, nullable: bool = False) -> Text:
    """A phone number as people write it."""
    return Text(longest=20, pattern=r"\+?\d[\d .]{5,18}", violation=PHONE_FORM, nullable=nullable)


def email() -> Text:
    """An address that mail may be sent to; whoever sends mail may ask for more."""
    return Text(longest=254, pattern=r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", violation=EMAIL_FORM)
