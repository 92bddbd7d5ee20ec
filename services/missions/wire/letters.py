"""Convocations and their people to letters on paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from imagin.auth.v1 import auth_pb2
from services.missions import rules
from services.missions.models import Academy, Commune, Convocation
from services.missions.models import Mission as MissionRow
from services.missions.settings import MissionsSettings
from services.missions.templates.convocation import Centre, Contact, ConvocationLetter, Fee, Kind, Mission, Paper


@dataclass(frozen=True)
class Passwords:
    """Temporary passwords by person, and until when they are good."""

    by_person: Mapping[str, str] = field(default_factory=dict, repr=False)
    until: datetime | None = None


NO_PASSWORDS: Final = Passwords()


def passwords(reply: auth_pb2.BatchPrintTemporaryPasswordsResponse) -> Passwords:
    """What auth gave to print."""
    return Passwords(reply.temporary_passwords, reply.expire_time.ToDatetime(tzinfo=UTC))


def by_letter(rows: Iterable[Convocation]) -> Iterator[list[Convocation]]:
    """One letter per person and authority: rows come sorted by identifier, then header."""
    for _, together in groupby(rows, key=lambda row: (row.identifier, row.mission.header)):
        yield list(together)


def letter(
    kind: Kind,
    rows: Sequence[Convocation],
    person: auth_pb2.Person,
    *,
    academy: Academy,
    communes: Mapping[str, Commune],
    settings: MissionsSettings,
    passwords: Passwords = NO_PASSWORDS,
) -> ConvocationLetter:
    """The letter of one person for missions of one session and authority."""
    first = rows[0].mission
    password = passwords.by_person.get(person.summary.id)
    until = passwords.until if password else None
    return ConvocationLetter(
        kind=kind,
        authority=first.header,
        identifier=person.summary.identifier,
        civility=person.summary.civility,
        first_name=person.summary.first_name,
        last_name=person.summary.last_name,
        address_lines=_address(person.address, communes),
        session=first.session,
        issued=max(row.issued_date for row in rows),
        contact=Contact(academy.contact_name, academy.contact_email, academy.contact_phone),
        missions=[_mission(row) for row in rows],
        service=academy.name,
        service_url=settings.public_url,
        workplace=_workplace(person.establishment, communes),
        deadline=settings.closing_date(first.session),
        password=password,
        password_until=until.astimezone(ZoneInfo(academy.time_zone)).date() if until else None,
    )


def _mission(row: Convocation) -> Mission:
    facts = row.mission
    return Mission(
        number=facts.number,
        label=facts.label,
        exam=facts.exam_label,
        start_date=facts.start_date,
        start_time=facts.start_time,
        end_date=facts.end_date,
        end_time=facts.end_time,
        centre=Centre(
            facts.centre_name, [*facts.centre_lines, f"{facts.centre_postcode} {facts.centre.name}"], facts.centre_uai
        ),
        fee=_fee(facts),
        opens_travel=facts.opens_travel,
        speciality=facts.speciality,
        paper=Paper(facts.paper_label, facts.paper_option, facts.paper_duration) if facts.paper_label else None,
        capacity=row.capacity,
        jury=facts.jury,
        jury_capacity=row.jury_capacity,
        text=facts.text,
    )


def _fee(facts: MissionRow) -> Fee:
    source = rules.paying_source(facts.fee_source, facts.evaluation)
    if source == Fee.EXAMINER and rules.is_headed_by_ministry(facts.header):
        return Fee.PRESIDENT
    return Fee(source)


def _address(address: auth_pb2.PostalAddress, communes: Mapping[str, Commune]) -> list[str]:
    known = communes.get(address.commune_code)
    town = f"{address.postcode} {known.name if known else ''}".strip()
    country = [] if address.country in {"", "FR"} else [address.country]
    return [*address.lines, *([town] if town else []), *country]


def _workplace(establishment: auth_pb2.Establishment, communes: Mapping[str, Commune]) -> str | None:
    if not establishment.name:
        return None
    known = communes.get(establishment.commune_code)
    return f"{establishment.name}, {known.name}" if known else establishment.name
