"""Modes of travel: their flags, and to whom each is offered (S-TRV-2, R26, domain.md §5.2)."""

import pytest

from services.expenses.rules.modes import MODES, OPEN_BY_DEFAULT, offered_modes
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import ONE_DAY, situation, trip

# code, label, asks for, is paid
FLAGS = [
    ("CAR", "AUTOMOBILE", {"distance", "power", "sundry"}, True),
    ("TRAIN", "TRAIN 2EME CLASSE", {"amount", "ticket"}, True),
    ("PUBLIC_TRANSPORT", "TRANSPORT EN COMMUN", {"amount", "ticket"}, True),
    ("PREPAID", "BON DE TRANSPORT TRAIN, AVION, BATEAU", {"ticket", "sundry"}, False),
    ("MOTORCYCLE", "MOTOCYCLETTE", {"distance"}, True),
    ("MOPED", "VELOMOTEUR", {"distance"}, True),
    ("PASSENGER", "PASSAGER", set(), False),
    ("TAXI", "TAXI", {"amount", "ticket"}, True),
    ("OFFICIAL_CAR", "VEHICULE ADMINISTRATIF", set(), False),
    ("PLANE", "AVION", {"amount", "ticket"}, True),
    ("BOAT", "BATEAU", {"amount", "ticket"}, True),
    ("FREE", "GRATUIT", set(), False),
]


def test_there_are_twelve_modes():
    assert list(MODES) == [code for code, *_ in FLAGS]


@pytest.mark.parametrize(("code", "label", "asked", "is_paid"), FLAGS)
def test_a_mode_asks_for_what_it_needs(code, label, asked, is_paid):
    """S-TRV-2."""
    mode = MODES[code]
    flags = {
        "distance": mode.needs_distance,
        "power": mode.needs_power,
        "amount": mode.needs_amount,
        "ticket": mode.needs_ticket,
        "sundry": mode.allows_sundry,
    }
    assert mode.label == label
    assert {name for name, is_set in flags.items() if is_set} == asked
    assert mode.is_paid is is_paid


@pytest.mark.parametrize("code", [code for code, *_, is_paid in FLAGS if not is_paid])
def test_a_mode_that_is_not_paid_gives_nothing_whatever_is_typed(rates, code):
    """Domain.md §5.2: a passenger pays nothing, a ticket of the administration is paid already."""
    line = trip(*ONE_DAY, mode=code, transport_cents=99_00)
    assert travel([line], situation(), rates).cents == 0


@pytest.mark.parametrize("code", [code for code, *_, is_paid in FLAGS if is_paid])
def test_a_mode_that_is_paid_gives_something(rates, code):
    line = trip(*ONE_DAY, mode=code, transport_cents=99_00)
    assert travel([line], situation(), rates).cents > 0


@pytest.mark.parametrize(
    ("opened", "vehicle", "offered"),
    [
        # The four of the guide by default.
        (OPEN_BY_DEFAULT, "", ["CAR", "TRAIN", "PUBLIC_TRANSPORT", "PREPAID"]),
        (OPEN_BY_DEFAULT, "MOTOCYCLETTE", ["CAR", "TRAIN", "PUBLIC_TRANSPORT", "PREPAID"]),
        # A two-wheeler needs both the academy and the vehicle.
        (("CAR", "MOTORCYCLE", "MOPED"), "", ["CAR"]),
        (("CAR", "MOTORCYCLE", "MOPED"), "AUTOMOBILE", ["CAR"]),
        (("CAR", "MOTORCYCLE", "MOPED"), "MOTOCYCLETTE", ["CAR", "MOTORCYCLE"]),
        (("CAR", "MOTORCYCLE", "MOPED"), "VELOMOTEUR", ["CAR", "MOPED"]),
        (("CAR",), "VELOMOTEUR", ["CAR"]),
        # In the order of the academy, each once, whatever it knows.
        (("TAXI", "CAR", "TAXI", "ROCKET"), "", ["TAXI", "CAR"]),
        ((), "AUTOMOBILE", []),
    ],
)
def test_modes_are_offered_by_the_academy_and_two_wheelers_to_whoever_has_one(opened, vehicle, offered):
    """R26."""
    assert [mode.code for mode in offered_modes(opened, vehicle)] == offered
