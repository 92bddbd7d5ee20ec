"""The towns of a line: typed by name or postal code from the official list, or by hand with a country (S-TRV-8)."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.forms import Choice
from gateway.pages.claims import fields
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from imagin.missions.v1.missions_pb2_grpc import ReferenceServiceStub
from kit import french

NONE: Final = (
    "Aucune commune ne porte ce nom ou ce code postal. "
    "Vérifiez l’orthographe\u202f; hors de France, indiquez aussi le pays."
)
SEVERAL: Final = "Plusieurs communes correspondent\u00a0: choisissez la vôtre dans la liste."
SHORTEST: Final = 2

# Departure that is none of those proposed: it is typed.
OTHER: Final = "other"
ENDS: Final = ("departure", "arrival", "night")
_PARTS: Final = ("code", "choice", "country")
# The text of the departure has a name of its own, for its choice is the town of the contract.
_TEXTS: Final[Mapping[str, str]] = {
    "departure": "departure_other",
    "arrival": "arrival_town",
    "night": "night_town",
}
NAMES: Final = (
    "departure_town",
    *_TEXTS.values(),
    *(f"{end}_{part}" for end in ENDS for part in _PARTS),
)

_ABROAD: Final = "99"
_ABROAD_NAME: Final = re.compile(r"(.+) \((.+)\)")
_FRANCE: Final = "france"


@dataclass(frozen=True, slots=True)
class Found:
    """The town, or why there is none and what may be chosen."""

    town: pb.Town | None = None
    sentence: str = ""
    choices: Sequence[Choice] = ()


def label(town: pb.Town) -> str:
    """`Créteil (94)`, `Gand (Belgique)`."""
    is_listed = town.name and town.department and not is_abroad(town)
    return f"{town.name} ({town.department})" if is_listed else town.name or town.code


def is_abroad(town: pb.Town) -> bool:
    """Typed by hand, outside France."""
    return town.code.startswith(_ABROAD)


def values(end: str, town: pb.Town) -> dict[str, str]:
    """A town as its fields show it."""
    text, country = label(town), ""
    if is_abroad(town) and (named := _ABROAD_NAME.fullmatch(town.name)):
        text, country = named[1], named[2]
    return {_TEXTS[end]: text, f"{end}_code": town.code, f"{end}_choice": "", f"{end}_country": country}


def departure_values(town: pb.Town, departures: Sequence[pb.Town]) -> dict[str, str]:
    """The town of departure: one of those proposed, or typed."""
    if town.code in {each.code for each in departures}:
        return {"departure_town": town.code, **values("departure", pb.Town())}
    return {"departure_town": OTHER, **values("departure", town)}


def settled(end: str, typed: Mapping[str, str], known: Mapping[str, pb.Town]) -> pb.Town | None:
    """The town of fields, when nobody need be asked: left as it stood, or abroad. Never a refusal."""
    text, code, country = _text(end, typed), typed.get(f"{end}_code", ""), _country(end, typed)
    if country:
        return _abroad(text, country) if len(text) >= SHORTEST else None
    is_left = code in known and not typed.get(f"{end}_choice") and text == label(known[code])
    return known[code] if is_left else None


async def find(visit: Visit, end: str, typed: Mapping[str, str], known: Mapping[str, pb.Town]) -> Found:
    """The town that was typed. A text left as it stood keeps its code; one chosen from a list comes as its code.

    `known`: towns by code that need not be asked for.

    A code is never read from the text itself: 13100 is the postal code of Aix-en-Provence and the code of another town.
    """
    text, code, chosen = (_text(end, typed), *(typed.get(f"{end}_{part}", "") for part in ("code", "choice")))
    if town := settled(end, typed, known):
        return Found(town)
    communes = visit.calls(ReferenceServiceStub)
    if text and (given := chosen or code):
        reply = await communes.BatchGetCommunes(missions_pb2.BatchGetCommunesRequest(codes=[given]))
        for commune in reply.communes:
            if chosen or text == label(_town(commune)):
                return Found(_town(commune))
    name = text.partition("(")[0].strip()
    if not text or len(french.fold(name)) < SHORTEST:
        return Found(sentence=NONE if text else fields.REQUIRED)
    reply = await communes.SearchCommunes(missions_pb2.SearchCommunesRequest(search=name))
    same = [commune for commune in reply.communes if french.fold(commune.name) == french.fold(name)]
    fitting = same or list(reply.communes)
    if len(fitting) == 1:
        return Found(_town(fitting[0]))
    if not fitting:
        return Found(sentence=NONE)
    choices = [Choice(commune.code, label(_town(commune))) for commune in fitting]
    return Found(sentence=SEVERAL, choices=choices)


def field_of(end: str, found: Found) -> str:
    """The field under which the sentence of a town that is none stands."""
    return f"{end}_choice" if found.choices else _TEXTS[end]


def is_typed(end: str, typed: Mapping[str, str]) -> bool:
    """Something is in the field."""
    return bool(_text(end, typed))


def _text(end: str, typed: Mapping[str, str]) -> str:
    return typed.get(_TEXTS[end], "").strip()


def _country(end: str, typed: Mapping[str, str]) -> str:
    country = typed.get(f"{end}_country", "").strip()
    return "" if french.fold(country) == _FRANCE else country


def _abroad(text: str, country: str) -> pb.Town:
    """A town that no list knows. Two of them differ by their codes, which the rules compare."""
    name = f"{text} ({country})"
    return pb.Town(code=f"{_ABROAD}{zlib.crc32(french.fold(name).encode()) % 1000:03d}", name=name)


def _town(commune: missions_pb2.Commune) -> pb.Town:
    return pb.Town(code=commune.code, name=commune.name, department=commune.department)
