"""What the folders of a set may be, and what a seal does to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kit.errors import Violations
from kit.identifiers import is_id
from services.documents import errors
from services.documents.models import Folder

LONGEST_SET_KEY: Final = 100
LONGEST_NAME: Final = 50
MOST_FOLDERS: Final = 10
LARGEST_CAPACITY: Final = 100
# Longer than any change may take: a seal that nobody confirmed by then belongs to a process that died.
DOUBTFUL_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which folders a set has, checked when it is made; raises `InvalidFields` naming each wrong field."""

    set_key: str
    owner_person_id: str
    reader_person_ids: Sequence[str]
    folder_names: Sequence[str]
    capacity: int

    def __post_init__(self) -> None:
        violations = Violations()
        if not 1 <= len(self.set_key) <= LONGEST_SET_KEY:
            violations.add("plan.set_key", errors.KEY_LENGTH, most=LONGEST_SET_KEY)
        if not 1 <= len(set(self.folder_names)) <= MOST_FOLDERS:
            violations.add("plan.folder_names", errors.FOLDER_COUNT, most=MOST_FOLDERS)
        for place, name in enumerate(self.folder_names):
            if not 1 <= len(name) <= LONGEST_NAME:
                violations.add(f"plan.folder_names[{place}]", errors.KEY_LENGTH, most=LONGEST_NAME)
        if not 1 <= self.capacity <= LARGEST_CAPACITY:
            violations.add("plan.capacity", errors.CAPACITY, most=LARGEST_CAPACITY)
        if not is_id(self.owner_person_id):
            violations.add("plan.owner_person_id", errors.PERSON_UNKNOWN)
        for place, reader in enumerate(self.reader_person_ids):
            if not is_id(reader):
                violations.add(f"plan.reader_person_ids[{place}]", errors.PERSON_UNKNOWN)
        violations.refuse_if_any()

    def missing(self, known: Iterable[Folder]) -> list[Folder]:
        """New, open folders for the names that a set lacks; one that is there with another owner is refused."""
        names, readers = set(self.folder_names), sorted(set(self.reader_person_ids))
        for folder in known:
            mine = (folder.owner_person_id, folder.reader_person_ids, folder.capacity)
            if mine != (self.owner_person_id, readers, self.capacity):
                raise errors.FolderDiffers
            names.discard(folder.name)
        return [
            Folder(
                set_key=self.set_key,
                name=name,
                owner_person_id=self.owner_person_id,
                reader_person_ids=readers,
                capacity=self.capacity,
                document_count=0,
            )
            for name in sorted(names)
        ]


def seal(folders: Iterable[Folder], seal_id: str, at: datetime) -> None:
    """Seal folders; a newer seal takes the place of an older one, with its own time."""
    for folder in folders:
        if folder.seal_id != seal_id:
            folder.seal_id, folder.seal_time, folder.is_seal_confirmed = seal_id, at, False


def reopen(folders: Iterable[Folder]) -> None:
    """Open folders again, whatever seals them."""
    for folder in folders:
        folder.seal_id, folder.seal_time, folder.is_seal_confirmed = None, None, False
