"""What a folder may be."""

from datetime import datetime
from itertools import starmap

from kit.errors import Violations
from kit.identifiers import is_id
from services.documents import errors
from services.documents.models import Folder, FolderState

LONGEST_SET_KEY = 100
LONGEST_NAME = 50
LARGEST_CAPACITY = 100


def check(*, set_key: str, name: str, owner: str, readers: list[str], capacity: int) -> None:
    """Refuse a folder that cannot be, naming each wrong field."""
    violations = Violations()
    for field, value, most in (("set_key", set_key, LONGEST_SET_KEY), ("name", name, LONGEST_NAME)):
        if not 1 <= len(value) <= most:
            violations.add(field, errors.KEY_LENGTH, most=most)
    if not 1 <= capacity <= LARGEST_CAPACITY:
        violations.add("capacity", errors.CAPACITY, most=LARGEST_CAPACITY)
    people = [("owner_person_id", owner), *starmap(lambda i, r: (f"reader_person_ids[{i}]", r), enumerate(readers))]
    for field, person in people:
        if not is_id(person):
            violations.add(field, errors.PERSON_UNKNOWN)
    violations.refuse_if_any()


def move(folder: Folder, state: FolderState, at: datetime) -> None:
    """Seal or reopen a folder; one that is already so keeps the time at which it became so."""
    if folder.state is not state:
        folder.state = state
        folder.state_time = at
