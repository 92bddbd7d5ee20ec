"""INSEE numbers and bank accounts: their form, their key, and what staff see of them."""

import re
from typing import Final

from kit.check_digits import has_right_key_97_10, key_97
from kit.french import NBSP

# Sex or kind of registration, year, month (20 and more when it is unknown), département, commune and order, key.
_INSEE_NUMBER: Final = re.compile(r"[123478]\d\d(0[1-9]|1[0-2]|[2-9]\d)(\d\d|2[AB])\d{6}(\d\d)", re.ASCII)
_IBAN: Final = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", re.ASCII)
_LENGTH_OF_FRENCH_IBAN: Final = 27

# What the key of a Corsican number is computed with.
_CORSICA: Final = {"2A": "19", "2B": "18"}


def insee_number(text: str) -> str | None:
    """The number as it is kept, or None when its form or its key is wrong."""
    number = text.upper()
    found = _INSEE_NUMBER.fullmatch(number)
    if found is None:
        return None
    department = found[2]
    digits = number[:5] + _CORSICA.get(department, department) + number[7:13]
    return number if key_97(int(digits)) == int(found[3]) else None


def iban(text: str) -> str | None:
    """The account as it is kept, without spaces and in capitals, or None when its form or its key is wrong."""
    number = "".join(text.split()).upper()
    if not _IBAN.fullmatch(number) or (number.startswith("FR") and len(number) != _LENGTH_OF_FRENCH_IBAN):
        return None
    return number if has_right_key_97_10(number[4:] + number[:4]) else None


def masked_insee_number(number: str) -> str:
    """`2 85 •• •• ••• ••• 42`: what the register shows anyhow, and the key, by which one recognises the right card."""
    return NBSP.join((number[:1], number[1:3], "••", "••", "•••", "•••", number[-2:]))


def masked_iban(number: str) -> str:
    """`FR76 •••• •••• 1234`: where the account is kept, and its last four signs."""
    return NBSP.join((number[:4], "••••", "••••", number[-4:]))
