"""Modes of travel as data: what each asks for, and what pays it (product.md §8, S-TRV-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of travelling."""

    code: str
    label: str
    needs_distance: bool = False
    needs_power: bool = False
    needs_amount: bool = False
    needs_ticket: bool = False
    allows_sundry: bool = False
    is_paid: bool = False
    """Its transport is refunded; a passenger, or whoever drives a car of the administration, pays nothing."""
    distance_kind: str = ""
    """Kind of the rates that pay its kilometres; empty when none does."""
    vehicle_kind: str = ""
    """Offered only to whoever has such a vehicle; empty when to everybody."""
    ticket_word: str = "billets"
    source: str = "Décret n°\u00a02006-781 du 3 juillet 2006, article 9"
    """Text by which its tickets are refunded."""


MODES: Final[dict[str, Mode]] = {
    mode.code: mode
    for mode in (
        Mode(
            "CAR",
            "AUTOMOBILE",
            needs_distance=True,
            needs_power=True,
            allows_sundry=True,
            is_paid=True,
            distance_kind="KM_CAR",
        ),
        Mode("TRAIN", "TRAIN 2EME CLASSE", needs_amount=True, needs_ticket=True, is_paid=True),
        Mode("PUBLIC_TRANSPORT", "TRANSPORT EN COMMUN", needs_amount=True, needs_ticket=True, is_paid=True),
        Mode("PREPAID", "BON DE TRANSPORT TRAIN, AVION, BATEAU", needs_ticket=True, allows_sundry=True),
        Mode(
            "MOTORCYCLE",
            "MOTOCYCLETTE",
            needs_distance=True,
            is_paid=True,
            distance_kind="KM_MOTORCYCLE",
            vehicle_kind="MOTOCYCLETTE",
        ),
        Mode(
            "MOPED",
            "VELOMOTEUR",
            needs_distance=True,
            is_paid=True,
            distance_kind="KM_OTHER",
            vehicle_kind="VELOMOTEUR",
        ),
        Mode("PASSENGER", "PASSAGER"),
        Mode(
            "TAXI",
            "TAXI",
            needs_amount=True,
            needs_ticket=True,
            is_paid=True,
            ticket_word="reçus",
            source="Décret n°\u00a02006-781 du 3 juillet 2006, article 11",
        ),
        Mode("OFFICIAL_CAR", "VEHICULE ADMINISTRATIF"),
        Mode("PLANE", "AVION", needs_amount=True, needs_ticket=True, is_paid=True),
        Mode("BOAT", "BATEAU", needs_amount=True, needs_ticket=True, is_paid=True),
        Mode("FREE", "GRATUIT"),
    )
}

# Those of the guide; the others wait for the academy to open them.
OPEN_BY_DEFAULT: Final = ("CAR", "TRAIN", "PUBLIC_TRANSPORT", "PREPAID")


def offered_modes(open_codes: Iterable[str], vehicle_kind: str = "") -> tuple[Mode, ...]:
    """The modes that the academy opened, in its order, without two-wheelers that the person does not have (R26).

    `vehicle_kind` as in feeds.md §2: `AUTOMOBILE`, `MOTOCYCLETTE`, `VELOMOTEUR`, or empty when nothing is known.
    """
    known = (MODES[code] for code in dict.fromkeys(open_codes) if code in MODES)
    return tuple(mode for mode in known if mode.vehicle_kind in {"", vehicle_kind})
