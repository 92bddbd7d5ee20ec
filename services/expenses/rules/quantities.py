"""What a part asks for, in words, and what differs between what was claimed, or recorded, and what counts now."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, NamedTuple, Self

from kit.french import long_hour, money, number, short_date
from services.expenses.models import Nature, Part
from services.expenses.rules.entries import kept_entry
from services.expenses.rules.modes import MODES
from services.expenses.rules.workflow import PartKind

Stored = Mapping[str, Any]


class Difference(NamedTuple):
    """A value that is another one now; empty where there is none."""

    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """« Ligne 1, distance d’un trajet : 50 km au lieu de 60 km »."""
        if not self.after:
            return f"{self.label}\u00a0: {self.before}, non retenu"
        instead = f" au lieu de {self.before}" if self.before else ""
        return f"{self.label}\u00a0: {self.after}{instead}"


@dataclass(frozen=True, slots=True)
class OtherQuantity:
    """What was claimed of a part, beside what a gestionnaire accepted instead, and why (G-2)."""

    asked: str
    kept: str
    """The quantities of a fee in words; empty for a travel, which its differences tell line by line."""
    asked_cents: int | None
    kept_cents: int | None
    details: Sequence[str]
    """What differs besides the quantities: numbers of lines, half-days."""
    reason: str

    @classmethod
    def of(cls, part: Part, nature: Nature) -> Self | None:
        """That of a part; None when it counts as it was claimed."""
        claimed = part.claimed
        if claimed is None:
            return None
        is_fee = part.kind == PartKind.FEE
        asked, kept = (told(entry, nature) if is_fee else "" for entry in (claimed["input"], part.input))
        found = differences(claimed["input"], part.input, nature)
        return cls(
            asked=asked,
            kept=kept,
            asked_cents=claimed["amount_cents"],
            kept_cents=part.amount_cents,
            details=[one.sentence for one in found if (one.before, one.after) != (asked, kept)],
            reason=claimed["reason"],
        )

    @property
    def sides(self) -> str:
        """« Demandé : 42 copies, 210,00 € · Retenu : 40 copies, 200,00 € »."""
        return f"{_side('Demandé', self.asked, self.asked_cents)} · {_side('Retenu', self.kept, self.kept_cents)}"


def _side(name: str, quantity: str, cents: int | None) -> str:
    amount = "montant inconnu" if cents is None else money(cents)
    return f"{name}\u00a0: {', '.join(filter(None, [quantity, amount]))}"


def told(stored: Stored | None, nature: str) -> str:
    """An entry in words: « 42 copies », « 2 lignes de déplacement »; empty when there is none."""
    if stored is None:
        return ""
    if "manual" in stored:
        return money(stored["manual"]["amount_cents"])
    if "trips" in stored:
        return _trips_told(stored["trips"])
    return kept_entry(stored).told(nature)


def differences(before: Stored | None, after: Stored | None, nature: str) -> list[Difference]:
    """What differs between two entries of one part, most important first."""
    if before == after:
        return []
    found: list[Difference] = []
    words = told(before, nature), told(after, nature)
    if words[0] != words[1]:
        found.append(Difference("Quantité" if not _is_travel(before, after) else "Saisie", *words))
    entries = before or {}, after or {}
    for known, tell in (("half_days", _half_days), ("trips", _trips)):
        if any(known in entry for entry in entries):
            found += tell(*(entry.get(known, ()) for entry in entries))
    if all("manual" in entry for entry in entries):
        found += _manual(*(entry["manual"] for entry in entries))
    return found


def _is_travel(*entries: Stored | None) -> bool:
    return any(entry and ("trips" in entry or "manual" in entry) for entry in entries)


def _trips_told(trips: Sequence[Stored]) -> str:
    return f"{number(len(trips))}\u00a0{'lignes' if len(trips) > 1 else 'ligne'} de déplacement"


def _manual(before: Stored, after: Stored) -> Iterator[Difference]:
    if before["explanation"] != after["explanation"]:
        yield Difference("Explication", before["explanation"], after["explanation"])


def _half_days(before: Sequence[Stored], after: Sequence[Stored]) -> Iterator[Difference]:
    """Those that went and those that came, in order of time."""
    gone, come = Counter(map(_half_day, before)), Counter(map(_half_day, after))
    left, new = list((gone - come).elements()), list((come - gone).elements())
    for place in range(max(len(left), len(new))):
        pair = [shown[place] if place < len(shown) else "" for shown in (left, new)]
        yield Difference("Demi-journée", *pair)


def _half_day(stored: Stored) -> str:
    starts, ends = (long_hour(time.fromisoformat(stored[name])) for name in ("start_time", "end_time"))
    return f"{_day(stored['date'])}, de {starts} à {ends}"


def _day(text: str | None) -> str:
    return short_date(date.fromisoformat(text)) if text else ""


def _town(stored: Stored | None) -> str:
    return stored["name"] or stored["code"] if stored else ""


def _distance(hectometres: int) -> str:
    kilometres = Decimal(hectometres) / 10
    return f"{number(kilometres if hectometres % 10 else int(kilometres))}\u00a0km"


def _full_meals(count: int | None) -> str:
    return "tous ceux qui sont dus" if count is None else number(count)


def _mode(code: str) -> str:
    return MODES[code].label if code in MODES else code


# The fields of a line that people read, in their order on the form.
_TRIP: Final[tuple[tuple[str, str, Callable[[Any], str]], ...]] = (
    ("departure_town", "ville de départ", _town),
    ("arrival_town", "ville d’arrivée", _town),
    ("departure_date", "date de départ", _day),
    ("departure_time", "heure de départ", lambda text: text or ""),
    ("return_date", "date de retour", _day),
    ("return_time", "heure de retour", lambda text: text or ""),
    ("mode", "mode", _mode),
    ("distance_hectometres", "distance d’un trajet", _distance),
    ("one_way_count", "nombre de trajets", number),
    ("power_cv", "puissance fiscale", lambda power: f"{power}\u00a0CV" if power else ""),
    ("transport_cents", "transport", money),
    ("full_meal_count", "repas à taux plein", _full_meals),
    ("half_meal_count", "repas en restaurant administratif", number),
    ("free_meal_count", "repas offerts", number),
    ("night_count", "nuitées", number),
    ("night_town", "ville des nuitées", _town),
    ("sundry_cents", "frais divers", money),
    ("comment", "commentaire", str),
    ("distance_reason", "motif de la distance", str),
)


def _trips(before: Sequence[Stored], after: Sequence[Stored]) -> Iterator[Difference]:
    """Lines that changed, came or went, each by its number."""
    known = {trip["id"]: trip for trip in before}
    for place, trip in enumerate(after, 1):
        if earlier := known.get(trip["id"]):
            yield from _trip(f"Ligne {place}", earlier, trip)
        else:
            yield Difference(f"Ligne {place}", "", _line(trip))
    kept = {trip["id"] for trip in after}
    yield from (Difference(f"Ligne {place}", _line(one), "") for place, one in _gone(before, kept))


def _gone(trips: Iterable[Stored], kept: set[str]) -> Iterator[tuple[int, Stored]]:
    return ((place, trip) for place, trip in enumerate(trips, 1) if trip["id"] not in kept)


def _trip(label: str, before: Stored, after: Stored) -> Iterator[Difference]:
    for name, words, tell in _TRIP:
        values = tell(before[name]), tell(after[name])
        if values[0] != values[1]:
            yield Difference(f"{label}, {words}", *values)


def _line(trip: Stored) -> str:
    towns = " – ".join(_town(trip[name]) for name in ("departure_town", "arrival_town"))
    return ", ".join(filter(None, [towns, _day(trip["departure_date"]), _mode(trip["mode"])]))
