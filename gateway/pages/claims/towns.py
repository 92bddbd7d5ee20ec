"""Towns from the official list: typed by name or postal code, chosen when several fit."""

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

NONE: Final = "Aucune commune ne porte ce nom ou ce code postal. Vérifiez l’orthographe."
SEVERAL: Final = "Plusieurs communes correspondent : choisissez la vôtre dans la liste."
SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Found:
    """The town, or why there is none and what may be chosen."""

    town: pb.Town | None = None
    sentence: str = ""
    choices: Sequence[Choice] = ()


async def find(visit: Visit, text: str, code: str, chosen: str, known: Mapping[str, pb.Town]) -> Found:
    """The town that was typed. A text left as it stood keeps its code; one chosen from a list comes as its code.

    `known`: towns by code that need not be asked for.

    A code is never read from the text itself: 13100 is the postal code of Aix-en-Provence and the code of another town.
    """
    wanted = text.strip()
    if code in known and not chosen and wanted == fields.town_label(known[code]):
        return Found(known[code])
    communes = visit.calls(ReferenceServiceStub)
    if wanted and (given := chosen or code):
        reply = await communes.BatchGetCommunes(missions_pb2.BatchGetCommunesRequest(codes=[given]))
        for commune in reply.communes:
            if chosen or wanted == fields.town_label(_town(commune)):
                return Found(_town(commune))
    if len(wanted) < SHORTEST:
        return Found(sentence=NONE if wanted else fields.REQUIRED)
    name = wanted.partition("(")[0].strip()
    if len(french.fold(name)) < SHORTEST:
        return Found(sentence=NONE)
    reply = await communes.SearchCommunes(missions_pb2.SearchCommunesRequest(search=name))
    same = [commune for commune in reply.communes if french.fold(commune.name) == french.fold(name)]
    fitting = same or list(reply.communes)
    if len(fitting) == 1:
        return Found(_town(fitting[0]))
    if not fitting:
        return Found(sentence=NONE)
    choices = [Choice(commune.code, fields.town_label(_town(commune))) for commune in fitting]
    return Found(sentence=SEVERAL, choices=choices)


def _town(commune: missions_pb2.Commune) -> pb.Town:
    return pb.Town(code=commune.code, name=commune.name, department=commune.department)
