"""The menu: which activities exist, whose they are, and whether they are open (product.md §2, S-SHELL-4)."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.auth.models import Role


@dataclass(frozen=True)
class Activity:
    """One entry of the menu."""

    key: str
    label: str
    path: str
    # For the home page (S-HOME-2).
    sentence: str
    # Any of these rights gives it.
    roles: frozenset[Role]
    is_open_by_default: bool = True


@dataclass(frozen=True)
class Decision:
    """What the academy decided about the opening of an activity."""

    activity_key: str
    is_open: bool
    start_time: datetime | None = None
    end_time: datetime | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Decision":
        """The decision in a row that the database wrote as JSON."""
        start, end = (row[name] and datetime.fromisoformat(row[name]) for name in ("start_time", "end_time"))
        return cls(row["activity_key"], row["is_open"], start, end)

    def is_in_force(self, now: datetime) -> bool:
        """Open, and inside its bounds: the first instant counts, the last does not."""
        begun = self.start_time is None or self.start_time <= now
        return self.is_open and begun and (self.end_time is None or now < self.end_time)


_EXAMINERS = frozenset({Role.EXAMINER})
_MANAGERS = frozenset({Role.MANAGER})
_STAFF = frozenset({Role.MANAGER, Role.ADMINISTRATOR})

# In the order of the menu.
ACTIVITIES = (
    Activity(
        "missions",
        "Consultation missions",
        "/missions",
        "Vos convocations\u00a0: dates, lieux, qualité, et un duplicata à télécharger.",
        _EXAMINERS,
    ),
    Activity(
        "claims",
        "Saisie/consultation états de frais",
        "/etats-de-frais",
        "Complétez, validez et suivez vos états de frais, mission par mission.",
        _EXAMINERS,
    ),
    Activity(
        "desk",
        "Traitement des états de frais",
        "/gestion/etats-de-frais",
        "Vérifiez et acceptez les états de frais que les intervenants ont validés.",
        _MANAGERS,
    ),
    Activity(
        "letters",
        "Convocations",
        "/gestion/convocations",
        "Éditez les convocations et rendez-les officielles.",
        _MANAGERS,
    ),
    Activity(
        "people",
        "Intervenants",
        "/gestion/intervenants",
        "Retrouvez une personne, enregistrez son adresse mél ou donnez-lui un mot de passe temporaire.",
        _STAFF,
    ),
)


def open_activities(roles: Set[Role], decisions: Iterable[Decision], now: datetime) -> Sequence[Activity]:
    """The activities that a person with these rights may open now, in the order of the menu."""
    decided = {decision.activity_key: decision for decision in decisions}
    return [activity for activity in ACTIVITIES if activity.roles & roles and _is_open(activity, decided, now)]


def _is_open(activity: Activity, decided: dict[str, Decision], now: datetime) -> bool:
    decision = decided.get(activity.key)
    return activity.is_open_by_default if decision is None else decision.is_in_force(now)
