"""Which addresses are accepted: those that no mail system reads in two ways."""

import re

from kit.errors import InvalidFields
from services.auth import errors

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

_LOCAL_PART = re.compile(r"[a-z0-9_+'&*/=^~-]+(\.[a-z0-9_+'&*/=^~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)


def normalised(address: str) -> str | None:
    """The address as it is kept: lower case, the domain in its ASCII form; None when it is not accepted."""
    local, separator, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    local = local.lower()
    found = f"{local}@{ascii_domain}"
    is_good = (
        separator
        and len(found) <= LONGEST_ADDRESS
        and len(local) <= LONGEST_LOCAL_PART
        and _LOCAL_PART.fullmatch(local)
        and _DOMAIN.fullmatch(ascii_domain)
    )
    return found if is_good else None


def checked(address: str) -> str:
    """The address as it is kept, or a refusal of the field `email`."""
    found = normalised(address)
    if found is None:
        raise InvalidFields([("email", errors.EMAIL_INVALID, {})])
    return found
