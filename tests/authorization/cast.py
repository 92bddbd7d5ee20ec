"""Everybody who may stand before a door, the same for RPCs and for pages."""

from dataclasses import dataclass
from typing import Final

from imagin.access.v1 import access_pb2

PROCESSES: Final = ("auth", "missions", "expenses", "documents", "portal", "survey", "loader")
_MANAGER, _ADMINISTRATOR = access_pb2.ROLE_MANAGER, access_pb2.ROLE_ADMINISTRATOR
_EVERYTHING: Final = (access_pb2.ROLE_EXAMINER, _MANAGER, access_pb2.ROLE_JURY_PRESIDENT, access_pb2.ROLE_CENTRE_HEAD,
                      _ADMINISTRATOR)  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """One of them."""

    name: str
    person: str = ""
    """Part of the scene that they play: `owner`, `stranger`, …; nobody when it is empty."""
    roles: tuple[int, ...] = ()
    process: str = "gateway"
    """Through which they come; none at all when it is empty."""
    is_temporary: bool = False
    """They have not chosen a password yet."""
    is_misdirected: bool = False
    """Their token is for another service."""
    is_forger: bool = False
    """Their form comes from elsewhere: the session is right, its token is missing."""
    like: str = ""
    """A row that does not name them treats them so."""


PEOPLE: Final = (
    # With every right, and the owner: the temporary password alone is in the way.
    Caller("temporary", "owner", _EVERYTHING, is_temporary=True, like="owner"),
    # Logged in, but the conditions of use are not accepted.
    Caller("newcomer", "newcomer"),
    Caller("owner", "owner"),
    Caller("stranger", "stranger"),
    Caller("president", "president", (access_pb2.ROLE_JURY_PRESIDENT,)),
    Caller("other_president", "other_president", (access_pb2.ROLE_JURY_PRESIDENT,)),
    Caller("centre_head", "centre_head", (access_pb2.ROLE_CENTRE_HEAD,)),
    Caller("manager", "manager", (_MANAGER,)),
    # G-4: a gestionnaire before what is their own.
    Caller("manager_owner", "owner", (_MANAGER,), like="owner"),
    Caller("administrator", "administrator", (_ADMINISTRATOR,)),
)
CALLERS: Final = (
    Caller("nobody"),
    *PEOPLE,
    # Another academy, for somebody and for nobody.
    Caller("federation", "owner", process="federation", like="owner"),
    Caller("federation_alone", process="federation"),
    *(Caller(name, process=name, like="processes") for name in PROCESSES),
    # Who is in the network and nothing more.
    Caller("unnamed", process=""),
    Caller("outsider", process="outsider"),
    # A service that brings the identity of a person, and a person's identity for another service.
    Caller("impersonator", "owner", _EVERYTHING, process="missions"),
    Caller("misdirected", "owner", _EVERYTHING, is_misdirected=True),
)

# Those whose business may depend on the state of a thing; before one state, everybody is looked at.
IN_EVERY_STATE: Final = frozenset({"owner", "manager_owner", "stranger", "manager", "president"})
# Enough of those who pass a door that asks nothing of anybody.
ANYBODY: Final = frozenset({"nobody", "temporary", "owner", "manager", "forger", "federation", "outsider"})

# What a door of an RPC may name besides processes.
ROLE_OF: Final = {"people": access_pb2.ROLE_EXAMINER, "managers": _MANAGER, "administrators": _ADMINISTRATOR}
OPENINGS: Final = {*ROLE_OF, *PROCESSES, "gateway", "before login", "temporary password", "federation"}


def refusal_at(door: frozenset[str], caller: Caller) -> str:
    """Why a caller does not pass the door of an RPC, by the contract alone; nothing when they do."""
    roles = {ROLE_OF[name] for name in door & ROLE_OF.keys()}
    if caller.is_misdirected or not caller.process:
        return "NOT_LOGGED_IN"
    if caller.person and caller.process not in {"gateway", "federation"}:
        return "ACCESS_DENIED"
    if caller.process == "federation" and "federation" not in door:
        return "ACCESS_DENIED"
    if caller.process in door - {"federation"} or ("before login" in door and caller.process == "gateway"):
        return ""
    if not caller.person:
        return "NOT_LOGGED_IN" if roles and caller.process in {"gateway", "federation"} else "ACCESS_DENIED"
    if not ("people" in door or roles.intersection(caller.roles)):
        return "ACCESS_DENIED"
    if caller.is_temporary and "temporary password" not in door:
        return "PASSWORD_CHANGE_REQUIRED"
    return ""


# --- Pages -----------------------------------------------------------------------------------------------------------

VISITORS: Final = (
    Caller("nobody"),
    Caller("temporary", "temporary", is_temporary=True),
    *PEOPLE[1:],
    # A gestionnaire who is convened as well, and reads the pages of examiners.
    Caller("convened_manager", "convened_manager", like="manager"),
    Caller("forger", "owner", is_forger=True, like="owner"),
)
_OF_EXAMINERS, _OF_MANAGERS = frozenset({"missions", "claims"}), frozenset({"desk", "letters", "people"})
ACTIVITIES: Final = {
    "manager": _OF_MANAGERS,
    "administrator": frozenset({"people"}),
    "convened_manager": _OF_EXAMINERS | _OF_MANAGERS,
    "manager_owner": _OF_EXAMINERS | _OF_MANAGERS,
}


def refusal_on_the_doorstep(door: frozenset[str], caller: Caller, method: str) -> str:
    """Why a visitor does not get to a page, by the session and the menu alone; nothing when they do."""
    activities = door & (_OF_EXAMINERS | _OF_MANAGERS)
    is_closed = bool(activities - ACTIVITIES.get(caller.name, _OF_EXAMINERS))
    # The token of a form that brings a file is read with the form, once it is known who sends it.
    is_stale = caller.is_forger and method != "GET" and "no token" not in door
    if not caller.person:
        return "" if "anybody" in door else "NOT_LOGGED_IN"
    if is_stale and not (is_closed and "late token" in door):
        return "FORM_STALE"
    if caller.is_temporary and not door & {"anybody", "temporary password"}:
        return "PASSWORD_CHANGE_REQUIRED"
    return "ACTIVITY_CLOSED" if is_closed else ""
