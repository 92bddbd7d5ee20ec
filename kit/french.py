"""French as people read and type it: dates, hours, money, counts, spaces, search and sort.

Nothing here depends on the machine's locale: a server that lacks `fr_FR` must print the same bytes.
Every reader (`parse_…`) raises `ValueError`; the sentence shown to people belongs to whoever knows the field.
"""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

NBSP: Final = "\u00a0"
NARROW_NBSP: Final = "\u202f"

WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

# Minor units and sign of the currencies that a claim may carry; the franc CFP has no cents.
CURRENCIES: Final = {"EUR": (2, "€"), "XPF": (0, "F\u00a0CFP")}

# Longer input is never a date, an hour or an amount: the bound keeps hostile text away from the expressions below.
LONGEST_INPUT: Final = 40


# --- Writing -------------------------------------------------------------------------------------------------------


def short_date(value: date) -> str:
    """`12/06/2026`, for tables and fields."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def long_date(value: date) -> str:
    """`vendredi 12 juin 2026`, for sentences; the first of a month is `1er`."""
    day = "1er" if value.day == 1 else str(value.day)
    return f"{WEEKDAYS[value.weekday()]} {day}{NBSP}{MONTHS[value.month - 1]} {value.year}"


def short_hour(value: time | datetime) -> str:
    """`14:32`, for tables and fields."""
    return f"{value.hour:02d}:{value.minute:02d}"


def long_hour(value: time | datetime) -> str:
    """`14 h 32`, for sentences; `8 h` on the hour."""
    hours = f"{value.hour}{NBSP}h"
    return f"{hours}{NBSP}{value.minute:02d}" if value.minute else hours


def period(start_date: date, start_time: time, end_date: date, end_time: time) -> str:
    """`Le lundi 8 juin 2026, de 8 h à 12 h 30` or `Du lundi 8 juin 2026 à 8 h au mardi 9 juin 2026 à 18 h`."""
    if start_date == end_date:
        return f"Le {long_date(start_date)}, de {long_hour(start_time)} à {long_hour(end_time)}"
    return f"Du {long_date(start_date)} à {long_hour(start_time)} au {long_date(end_date)} à {long_hour(end_time)}"


def duration(minutes: int) -> str:
    """`3 heures 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(count(hours, "heure", "heures"))
    if rest or not hours:
        parts.append(count(rest, "minute", "minutes"))
    return " ".join(parts)


def number(value: int | Decimal) -> str:
    """`1 234,5`: narrow spaces by thousands, comma, the decimals that the value carries."""
    sign = "−" if value < 0 else ""
    whole, _, decimals = f"{abs(Decimal(value)):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NARROW_NBSP)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def money(minor_units: int, currency: str = "EUR") -> str:
    """`1 234,56 €` from 123456 cents: always the two decimals, a no-break space before the sign."""
    exponent, sign = CURRENCIES[currency]
    return f"{number(Decimal(minor_units).scaleb(-exponent))}{NBSP}{sign}"


def rate(minor_units: Decimal, currency: str = "EUR") -> str:
    """`0,32 €` from 32, `0,075 €` from 7.5: every decimal of the rate, and never fewer than an amount has."""
    exponent, sign = CURRENCIES[currency]
    value = minor_units.scaleb(-exponent).normalize()
    decimals = max(exponent, -int(value.as_tuple().exponent))
    return f"{number(value.quantize(Decimal(1).scaleb(-decimals)))}{NBSP}{sign}"


def size(octets: int) -> str:
    """`48 ko` or `1,5 Mo`, rounded up so that nobody is told less than what is downloaded."""
    if octets < 1024 * 1024:
        return f"{number(max(1, -(-octets // 1024)))}{NBSP}ko"
    tenths = -(-octets * 10 // (1024 * 1024))
    value = Decimal(tenths) / 10
    return f"{number(value.quantize(Decimal(1)) if tenths % 10 == 0 else value)}{NBSP}Mo"


def count(value: int, singular: str, plural: str) -> str:
    """`1 mission affichée`, `12 missions affichées`; in French zero is singular."""
    return f"{number(value)}{NBSP}{singular if abs(value) < 2 else plural}"


def agree(value: int, singular: str, plural: str) -> str:
    """The word alone, agreed with a number that is written elsewhere."""
    return singular if abs(value) < 2 else plural


# --- Typography ----------------------------------------------------------------------------------------------------

_SPACINGS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(rf"«[ {NBSP}{NARROW_NBSP}]*"), f"«{NBSP}"),
    (re.compile(rf"[ {NBSP}{NARROW_NBSP}]*»"), f"{NBSP}»"),
    (re.compile(r" :(?=\s|$|<)"), f"{NBSP}:"),
    (re.compile(r" (?=[;!?](?:\s|$|<|»|\)))"), NARROW_NBSP),
    (re.compile(r"(?<=\d) (?=(?:€|%|ko|Mo|km|h)\b|€|%)"), NBSP),
    (re.compile(r"\bn° "), f"n°{NBSP}"),
)


def typography(text: str) -> str:
    """Sets the spaces and apostrophes of French: before `: ; ! ?`, inside « », in `n° 12` and `5 Mo`."""
    for pattern, replacement in _SPACINGS:
        text = pattern.sub(replacement, text)
    return text


# --- Searching and sorting -----------------------------------------------------------------------------------------

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "\u2010": "-", "–": "-", "ı": "i"})


def fold(text: str) -> str:
    """Text as a search compares it: no case, no accents, no ligatures, one kind of space, apostrophe and hyphen."""
    # Compatibility forms first: a mathematical or full-width letter has a case only once it is a plain letter.
    lowered = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return " ".join(bare.translate(_LIGATURES).split())


def collation_key(text: str) -> tuple[str, str, str]:
    """Key of the French order: letters first (É with E), then accents, then case; punctuation counts last."""
    letters = re.sub(r"[^\w ]+", "", fold(text.replace("-", " ")))
    accents = unicodedata.normalize("NFD", text.casefold())
    return letters, accents, text.swapcase()


# --- Reading what people type --------------------------------------------------------------------------------------

_DATE: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
_COMPACT_DATE: Final = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_NAMED_DATE: Final = re.compile(r"(\d{1,2})(?:er)? ([a-z]{3,9}) (\d{4})", re.ASCII)
_HOUR: Final = re.compile(r"(\d{1,2})(?: ?[:h.] ?(\d{1,2})?)?(?: ?min)?", re.ASCII)
_COMPACT_HOUR: Final = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)
_NUMBER: Final = re.compile(r"[-−+]?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
_MONTH_NUMBERS: Final = {fold(name): number for number, name in enumerate(MONTHS, 1)}


def _tidy(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy or len(tidy) > LONGEST_INPUT:
        raise ValueError("empty or too long")
    return tidy


def parse_date(text: str) -> date:
    """Reads `12/06/2026`, also with `-`, `.` or spaces, `12/6/26`, `12062026` and `12 juin 2026`."""
    tidy = _tidy(text)
    if found := _DATE.fullmatch(tidy) or _COMPACT_DATE.fullmatch(tidy):
        day, month, year = (int(part) for part in found.groups())
        if len(found[3]) == 2:
            year += 2000
    elif found := _NAMED_DATE.fullmatch(fold(tidy)):
        if found[2] not in _MONTH_NUMBERS:
            raise ValueError("unknown month")
        day, month, year = int(found[1]), _MONTH_NUMBERS[found[2]], int(found[3])
    else:
        raise ValueError("not a French date")
    return date(year, month, day)


def parse_hour(text: str) -> time:
    """Reads `14:32`, `14h32`, `14 h 32`, `14 h`, `14` and `1432`."""
    tidy = _tidy(text).lower()
    found = _COMPACT_HOUR.fullmatch(tidy) if len(tidy) > 2 else None
    found = found or _HOUR.fullmatch(tidy)
    if not found:
        raise ValueError("not an hour")
    return time(int(found[1]), int(found[2] or 0))


def parse_number(text: str) -> Decimal:
    """Reads `1 234,5` or `1234.5`: comma or point, any space between thousands."""
    compact = "".join(_tidy(text).split())
    if not _NUMBER.fullmatch(compact):
        raise ValueError("not a number")
    return Decimal(compact.replace(",", ".").replace("−", "-"))


def parse_integer(text: str) -> int:
    """Reads a whole number; `12,0` is refused, for nobody types a count so."""
    value = parse_number(text)
    if value.as_tuple().exponent != 0:
        raise ValueError("not a whole number")
    return int(value)


def parse_money(text: str) -> int:
    """Reads `1 234,56 €` into cents; a third decimal is refused rather than rounded."""
    cents = parse_number(re.sub(r"\s*(?:€|euros?)\s*$", "", _tidy(text), flags=re.IGNORECASE)).scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError("more than two decimals")
    return int(cents)
