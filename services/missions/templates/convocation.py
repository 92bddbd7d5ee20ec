"""Letters of convocation on paper: what a letter says, and its PDF.

Plain values, so that whoever has a convocation at hand fills them: wall times of the place, French labels, no key.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from kit import french, pdf

TEMPLATE: Final = Path(__file__).with_name("convocation.typ")


class Kind(StrEnum):
    """What the letter is for."""

    # Printed once by the academy, with the temporary password.
    ORIGINAL = "ORIGINAL"
    # Downloaded by the person; it never carries a password.
    DUPLICATE = "DUPLICATE"
    # Read again by the academy before the official run; it says that it is not official.
    PROOF = "PROOF"


class Fee(StrEnum):
    """Where the quantity of the fee comes from, hence what the letter says of the pay."""

    EXAMINER = "EXAMINER"
    SANTORIN = "SANTORIN"
    MANAGER = "MANAGER"
    HANDLED = "HANDLED"
    # The examiner enters nothing: the président of a jury of the ministry does.
    PRESIDENT = "PRESIDENT"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Contact:
    """The gestionnaire to write to; an unknown e-mail or phone is empty."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Centre:
    """Where: `lines` end with the postal code and the commune."""

    name: str
    lines: Sequence[str]
    uai: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is examined; `duration` in minutes."""

    label: str
    option: str | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission and how the person is convened to it. Days and hours are those of the place."""

    number: str
    label: str
    exam: str
    start_date: date
    start_time: time
    end_date: date
    end_time: time
    centre: Centre
    fee: Fee
    opens_travel: bool
    speciality: str | None = None
    paper: Paper | None = None
    capacity: str | None = None
    jury: str | None = None
    jury_capacity: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ConvocationLetter:
    """One letter: a person, one authority (`header` of the missions, as printed), one or several missions of a session.

    `civility` is « M. » or « Mme ». `address_lines` end with the postal code and the commune. `service` is the name of
    the academy under the authority. `workplace` is the establishment and its commune. `deadline` is the closing date
    for claims. `password` is for originals only, and only while the first login has not happened.
    """

    kind: Kind
    authority: str
    identifier: str
    civility: str
    first_name: str
    last_name: str
    address_lines: Sequence[str]
    session: str
    issued: date
    contact: Contact
    missions: Sequence[Mission]
    service: str = ""
    service_url: str = ""
    workplace: str | None = None
    deadline: date | None = None
    password: str | None = field(default=None, repr=False)
    password_until: date | None = None

    def __post_init__(self) -> None:
        if self.password is not None and self.kind is not Kind.ORIGINAL:
            raise ValueError("a temporary password is printed on an original only")
        if not self.missions:
            raise ValueError("a letter convenes to at least one mission")


def write_letter(letter: ConvocationLetter, *, created: datetime) -> bytes:
    """One letter as a PDF/UA-1, dated `created`."""
    title = f"Convocation de {_name(letter)}, session {letter.session}"
    if letter.kind is Kind.DUPLICATE:
        title += " (duplicata)"
    return pdf.render(TEMPLATE, {"title": title, "documents": [_data(letter)]}, created=created)


def write_letters(
    letters: Iterable[ConvocationLetter],
    *,
    session: str,
    created: datetime,
    to: IO[bytes],
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """The letters in one PDF/UA-1 for print, each on the front of a sheet, numbered from 1; returns how many there are.

    `progress` is told how many are laid out so far. Nothing is written when there is no letter.
    """
    return pdf.render_many(
        TEMPLATE,
        (_data(letter) for letter in letters),
        title=f"Convocations de la session {session}",
        created=created,
        to=to,
        progress=progress,
    )


def _name(letter: ConvocationLetter) -> str:
    return f"{letter.civility} {letter.first_name} {letter.last_name}"


def _data(letter: ConvocationLetter) -> dict[str, Any]:
    """What the template reads: every date already in French."""
    is_woman = letter.civility == "Mme"
    return {
        "kind": letter.kind,
        "authority": letter.authority,
        "service": letter.service,
        "service_url": letter.service_url,
        "identifier": letter.identifier,
        "password": letter.password,
        "password_until": french.long_date(letter.password_until) if letter.password_until else None,
        "addressee": _name(letter),
        "address_lines": letter.address_lines,
        "salutation": "Madame" if is_woman else "Monsieur",
        "convened": "convoquée" if is_woman else "convoqué",
        "workplace": letter.workplace,
        "session": letter.session,
        "issued": french.long_date(letter.issued),
        "deadline": french.long_date(letter.deadline) if letter.deadline else None,
        "contact": {"name": letter.contact.name, "email": letter.contact.email, "phone": letter.contact.phone},
        "missions": [_mission(mission) for mission in letter.missions],
    }


def _mission(mission: Mission) -> dict[str, Any]:
    paper = mission.paper
    return {
        "number": mission.number,
        "label": mission.label,
        "exam": mission.exam,
        "speciality": mission.speciality,
        "paper": paper
        and {
            "label": paper.label,
            "option": paper.option,
            "duration": french.duration(paper.duration) if paper.duration else None,
        },
        "capacity": mission.capacity,
        "jury": mission.jury,
        "jury_capacity": mission.jury_capacity,
        "period": french.period(mission.start_date, mission.start_time, mission.end_date, mission.end_time),
        "start": f"{french.short_date(mission.start_date)} {french.short_hour(mission.start_time)}",
        "end": f"{french.short_date(mission.end_date)} {french.short_hour(mission.end_time)}",
        "centre": {"name": mission.centre.name, "uai": mission.centre.uai, "lines": mission.centre.lines},
        "text": mission.text,
        "fee": mission.fee,
        "opens_travel": mission.opens_travel,
    }
