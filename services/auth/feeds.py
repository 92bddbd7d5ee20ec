"""`people`: the register of the academy (feeds.md §2). What a person gave themselves is in other columns and stays."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from kit.audit import CREATED, DELETED, Entry
from kit.errors import Violation
from kit.feeds import Choice, Flag, Integer, Items, Line, Nested, Record, Text, WholeDate, WrongValue, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import Merge, Row, changes, compare, upsert
from kit.identifiers import new_id
from services.auth import errors, wire
from services.auth.models import Habilitation, Origin, Person, Role
from services.auth.rules import emails, identity, numbers
from services.auth.rules.vault import Vault

_ROLES: Final = tuple(role.value.lower() for role in Role)
_SEALED: Final = ("insee_number", "iban", "bic")
_INDEXED: Final = ("insee_number", "iban")
_SECRET_COLUMNS: Final = (*(f"{each}_sealed" for each in _SEALED), *(f"{each}_index" for each in _INDEXED))

# What expenses copies of a person, as columns: other changes do not concern claims.
_FACTS: Final = frozenset(
    {
        "civility", "last_name", "first_name", "address_commune_code", "establishment_commune_code",
        "has_active_payroll_file", "insee_number_sealed", "vehicle_power_cv", "vehicle_kind",
    }
)  # fmt: skip
_MOST_RECORDS: Final = 500


def _checked(check: Callable[[str], str | None], violation: Violation, longest: int) -> Text:
    """A text that a rule gives back in the form that is kept, or None when it is wrong."""

    def rule(text: str) -> str:
        kept = check(text)
        if kept is None:
            raise WrongValue(violation)
        return kept

    return Text(longest=longest, nullable=True, rule=rule)


_EMAIL: Final = _checked(emails.normalised, forms.EMAIL_FORM, emails.LONGEST_ADDRESS)
_CODES: Final = Items(item=Text(longest=40))

PERSON: Final = Record(
    key=("identifier",),
    fields={
        "identifier": forms.identifier(),
        "national_id": forms.identifier(),
        "civility": Choice(among=("M.", "Mme")),
        "last_name": Text(),
        "first_name": Text(),
        "birth_date": WholeDate(),
        "origin": Choice(among=tuple(Origin)),
        "corps": Text(can_be_empty=True),
        "discipline": Nested(nullable=True, fields={"code": Text(longest=40), "label": Text()}),
        "post_codes": _CODES,
        "teaches_levels": _CODES,
        "dcs_teacher": Flag(),
        "email_pro": _EMAIL,
        "email_perso": _EMAIL,
        "phone": forms.phone(nullable=True),
        "mobile": forms.phone(nullable=True),
        "address": Nested(
            fields={
                "lines": Items(item=Text(), least=1, most=4),
                "postcode": Text(longest=20),
                "commune": forms.commune(),
                "country": Text(longest=2, pattern="[A-Z]{2}", violation=errors.COUNTRY_FORM),
            }
        ),
        "establishment": Nested(
            nullable=True, fields={"uai": forms.establishment(), "name": Text(), "commune": forms.commune()}
        ),
        "payroll_file": Choice(among=("ACTIVE", "INACTIVE")),
        "insee_number": _checked(numbers.insee_number, errors.INSEE_NUMBER_WRONG, 15),
        "iban": _checked(numbers.iban, errors.IBAN_WRONG, 50),
        "bic": Text(
            longest=11, nullable=True, pattern=r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", violation=errors.BIC_WRONG
        ),
        "vehicle": Nested(nullable=True, fields={"power_cv": Integer(least=1, most=99), "kind": Text(longest=40)}),
        "roles": Items(item=Choice(among=_ROLES)),
    },
)


def files(vault: Vault) -> dict[str, FeedFile]:
    """The files that auth owns."""
    people = _People(vault)
    return {"people": FeedFile(PERSON, people.store, is_named_elsewhere=True)}


class _People:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def store(self, run: Import, lines: list[Line]) -> None:
        """A batch of people, with their rights; expenses is told of those whose facts changed."""
        owners = _owners(run, lines)
        rows, roles = [], {}
        for line in lines:
            if _is_right(run, line, owners):
                rows.append(self._row(line.record))
                roles[line.record["identifier"]] = identity.roles_of_feed(line.record["roles"])
        # What people gave themselves is in none of these columns.
        columns = ["id", "revision", *_SECRET_COLUMNS, *(rows[0] if rows else ())]
        secrets = {line.record["identifier"]: line.record for line in lines}
        merge = compare(run.session, Person, rows, key=["identifier"], digest="content_hash")
        for row in merge.created:
            row["id"], row["revision"] = new_id(), 1
            row.update(self._sealed(secrets[row["identifier"]], {}))
        for before, after in merge.changed:
            after["revision"] = before["revision"] + 1
            after.update(self._sealed(secrets[after["identifier"]], before))
        written = [{name: row[name] for name in columns} for row in merge.written]
        upsert(run.session, Person, written, key=["identifier"])
        run.audit(merge, Person)
        _give_roles(run, merge, roles)
        _tell(run, merge)
        run.count(merge)

    def _row(self, record: Mapping[str, Any]) -> Row:
        discipline = record["discipline"] or {}
        address, establishment = record["address"], record["establishment"] or {}
        vehicle = record["vehicle"] or {}
        return {
            "identifier": record["identifier"],
            "national_id": record["national_id"],
            "civility": record["civility"],
            "last_name": record["last_name"],
            "first_name": record["first_name"],
            "birth_date": record["birth_date"],
            "origin": Origin(record["origin"]),
            "corps": record["corps"],
            "discipline_code": discipline.get("code"),
            "discipline_label": discipline.get("label"),
            "post_codes": record["post_codes"],
            "teaches_levels": record["teaches_levels"],
            "is_dcs_teacher": record["dcs_teacher"],
            "email_pro": record["email_pro"],
            "email_perso": record["email_perso"],
            "phone": record["phone"],
            "mobile": record["mobile"],
            "address_lines": address["lines"],
            "address_postcode": address["postcode"],
            "address_commune_code": address["commune"],
            "address_country": address["country"],
            "establishment_uai": establishment.get("uai"),
            "establishment_name": establishment.get("name"),
            "establishment_commune_code": establishment.get("commune"),
            "has_active_payroll_file": record["payroll_file"] == "ACTIVE",
            "vehicle_power_cv": vehicle.get("power_cv", 0),
            "vehicle_kind": vehicle.get("kind", ""),
            "search_text": identity.search_text(
                last_name=record["last_name"],
                first_name=record["first_name"],
                identifier=record["identifier"],
                origin=Origin(record["origin"]),
                establishment=establishment.get("name"),
                emails=(record["email_pro"], record["email_perso"]),
            ),
            "sort_name": identity.sort_name(record["last_name"], record["first_name"]),
            "establishment_sort": identity.establishment_sort(establishment.get("name")),
            "content_hash": self._vault.content_hash(repr(record)),
        }

    def _sealed(self, record: Mapping[str, Any], before: Row) -> Row:
        """The secrets of a person. One that did not change keeps its seal, so that the audit does not speak of it.

        A seal by an older key is renewed in both rows: written back as it was read, it would undo a rotation.
        """
        identifier, row = record["identifier"], {}
        for column in _SEALED:
            name, value = f"{column}_sealed", record[column]
            known = before.get(name)
            if not self._vault.holds(column, identifier, known, value):
                known = self._vault.seal(column, identifier, value)
            elif known is not None:
                known = before[name] = self._vault.renewed(column, identifier, known)
            row[name] = known
        for column in _INDEXED:
            row[f"{column}_index"] = self._vault.index(column, record[column])
        return row


def _owners(run: Import, lines: list[Line]) -> dict[str, str]:
    """Who has the national ids of a batch already."""
    wanted = [line.record["national_id"] for line in lines]
    query = sa.select(Person.national_id, Person.identifier).where(Person.national_id.in_(wanted))
    return dict(run.session.execute(query).all())  # type: ignore[arg-type]


def _is_right(run: Import, line: Line, owners: dict[str, str]) -> bool:
    record, address = line.record, line.record["address"]
    wrong: list[tuple[str, Violation]] = []
    if owners.setdefault(record["national_id"], record["identifier"]) != record["identifier"]:
        wrong.append(("national_id", errors.NATIONAL_ID_TAKEN))
    if record["birth_date"] > run.now.date():
        wrong.append(("birth_date", errors.BORN_IN_FUTURE))
    if not _is_in_country(address["commune"], address["country"]):
        wrong.append(("address.commune", errors.COMMUNE_OF_ANOTHER_COUNTRY))
    if not address["commune"].startswith("99") and not _is_french_postcode(address["postcode"]):
        wrong.append(("address.postcode", errors.POSTCODE_FORM))
    for name, violation in wrong:
        run.refuse(line, name, violation)
    return not wrong


def _is_in_country(commune: str, country: str) -> bool:
    """A foreign country has 99xxx. Overseas, a commune may stand under France or under a country code of its own."""
    if country == "FR":
        return not commune.startswith("99")
    return commune.startswith(("97", "98", "99"))


def _is_french_postcode(text: str) -> bool:
    return len(text) == len("75001") and text.isascii() and text.isdigit()


def _give_roles(run: Import, merge: Merge, roles: Mapping[str, frozenset[Role]]) -> None:
    """Rights are those of the feed: of new people, and of people whose line changed."""
    new = [{"person_id": row["id"], "role": role} for row in merge.created for role in roles[row["identifier"]]]
    wanted = {row["id"]: roles[row["identifier"]] for _, row in merge.changed}
    present = _present_roles(run, list(wanted))
    for person_id, those in wanted.items():
        known = present.get(person_id, set())
        for role in sorted(those - known):
            new.append({"person_id": person_id, "role": role})
            _record_role(run, person_id, role, CREATED)
        for role in sorted(known - those):
            _record_role(run, person_id, role, DELETED)
        if lost := known - those:
            gone = sa.delete(Habilitation).where(Habilitation.person_id == person_id, Habilitation.role.in_(lost))
            run.session.execute(gone)
    upsert(run.session, Habilitation, new, key=["person_id", "role"])


def _present_roles(run: Import, ids: list[str]) -> dict[str, set[Role]]:
    present: dict[str, set[Role]] = {}
    query = sa.select(Habilitation.person_id, Habilitation.role).where(Habilitation.person_id.in_(ids))
    for person_id, role in run.session.execute(query):
        present.setdefault(person_id, set()).add(role)
    return present


def _record_role(run: Import, person_id: str, role: Role, change: str) -> None:
    said = {"from": None, "to": role.name} if change == CREATED else {"from": role.name, "to": None}
    run.record(
        Entry("person", person_id, change, {"role": said}, Habilitation.__tablename__, f"{person_id},{role.name}")
    )


def _tell(run: Import, merge: Merge) -> None:
    """Tell expenses of the people whose facts changed."""
    ids = sorted(row["id"] for row, difference in changes(merge, Person) if not _FACTS.isdisjoint(difference))
    for first in range(0, len(ids), _MOST_RECORDS):
        some = sa.select(Person).where(Person.id.in_(ids[first : first + _MOST_RECORDS])).order_by(Person.id)
        run.tell(wire.RECORD_PEOPLE, wire.record_people(run.session.scalars(some)), key="people")
        run.session.expunge_all()
