"""What surrounds the content of every page: authority, menu, display settings, console, session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from imagin.auth.v1 import auth_pb2

DISPLAY_COOKIE: Final = "imagin-affichage"
FRAME_COOKIE: Final = "imagin-zone"
ENLARGED: Final = "agrandie"
# A year: the settings are a convenience of the reader, without identity.
DISPLAY_COOKIE_SECONDS: Final = 365 * 24 * 3600

CONTRASTS: Final = {"standard": "Standard", "renforce": "Renforcé", "inverse": "Inversé"}
SIZES: Final = {"100": "100 %", "125": "125 %", "150": "150 %", "200": "200 %"}
SPACINGS: Final = {"normal": "Normal", "large": "Large", "double": "Double"}
JUSTIFICATIONS: Final = {"gauche": "À gauche", "justifie": "Justifié"}


@dataclass(frozen=True, slots=True)
class Display:
    """Settings of the reader, all from closed lists: a hostile cookie gives the defaults."""

    contrast: str = "standard"
    size: str = "100"
    spacing: str = "normal"
    justification: str = "gauche"
    is_enlarged: bool = False

    @classmethod
    def read(cls, cookies: Mapping[str, str]) -> "Display":
        """Settings in the cookies of a request; each part that is unknown takes its default."""
        parts = cookies.get(DISPLAY_COOKIE, "")[:64].split(".")
        contrast, size, spacing, justification, *_ = [*parts, "", "", "", ""]
        return cls.chosen(
            contrast=contrast,
            size=size,
            spacing=spacing,
            justification=justification,
            is_enlarged=cookies.get(FRAME_COOKIE) == ENLARGED,
        )

    @classmethod
    def chosen(
        cls, *, contrast: str, size: str, spacing: str, justification: str, is_enlarged: bool = False
    ) -> "Display":
        """Settings as a form sends them; what is unknown takes its default."""
        return cls(
            contrast=contrast if contrast in CONTRASTS else "standard",
            size=size if size in SIZES else "100",
            spacing=spacing if spacing in SPACINGS else "normal",
            justification=justification if justification in JUSTIFICATIONS else "gauche",
            is_enlarged=is_enlarged,
        )

    def cookie(self) -> str:
        """Value of the cookie that keeps the settings."""
        return f"{self.contrast}.{self.size}.{self.spacing}.{self.justification}"


LEVELS: Final = {"information": "Information", "success": "Succès", "warning": "Attention", "error": "Erreur"}


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the console: `HH:MM Niveau : fait. Suite à donner.`"""

    level: str
    text: str
    hour: str
    # Stable name of the message: tests and help find it whatever its words.
    key: str = ""

    @property
    def level_label(self) -> str:
        return LEVELS[self.level]


@dataclass(slots=True)
class Shell:
    """Everything `base.html` shows around the content. One is made per request."""

    # As this academy's convocations print it.
    authority: str = ""
    academy: str = ""
    time_zone: str = "Europe/Paris"
    person: auth_pb2.PersonSummary | None = None
    activities: Sequence[auth_pb2.Activity] = ()
    # Key of the activity in use, that of an entry of the menu; it also chooses the page of help.
    activity: str = ""
    # Value that every form carries.
    form_token: str = ""
    # Path and query of this page, to come back to it after a setting.
    address: str = "/"
    display: Display = field(default_factory=Display)
    # In whose name the person acts; said above the content, in dialogs too.
    on_behalf_of: str = ""
    # What happened just now, then everything said during this visit, newest first.
    messages: Sequence[Message] = ()
    history: Sequence[Message] = ()
    # Day of the business clock when it is not the real one.
    demo_date: date | None = None
    # Seconds before the session ends unless something is done; none when nobody is logged in.
    session_seconds: int | None = None
