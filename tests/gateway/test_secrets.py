"""INSEE number and bank details: masked everywhere, shown in clear by one page, after a reason (A13, S-PER-2)."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from redis import Redis

from tests.gateway.browser import Browser, Page
from tests.gateway.world import DEMO, Site

PEOPLE = "/gestion/intervenants"
PURPOSE = "Virement refusé, contrôle du RIB reçu"
REVEAL = "Afficher en clair"


@pytest.fixture(scope="module")
def somebody() -> dict[str, Any]:
    """A person of the demonstration, as the feed tells them, whose secrets are known."""
    with (DEMO / "people.jsonl").open(encoding="utf-8") as lines:
        people = (json.loads(line) for line in lines)
        return next(one for one in people if one["insee_number"] and one["iban"] and not one["roles"])


@pytest.fixture
def secrets(somebody: dict[str, Any]) -> tuple[str, ...]:
    """What nobody may read anywhere else, however it is spaced; bytes of a table are read in hexadecimal."""
    plain = somebody["insee_number"], somebody["iban"][4:-4]
    return (*plain, *(secret.encode().hex() for secret in plain))


def open_person(manager: Browser, identifier: str) -> Page:
    page = manager.get(f"{PEOPLE}?recherche={identifier}")
    return page.follow(page.rows[0]["Nom"])


def told(page: Page, term: str) -> str:
    (value,) = page.tree.xpath(f"//dt[.='{term}']/following-sibling::dd")
    return value.text_content().replace("\u00a0", " ").strip()


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_person_is_shown_with_masks(manager: Browser, somebody: dict[str, Any], secrets: tuple[str, ...]) -> None:
    """S-PER-2."""
    page = open_person(manager, somebody["identifier"])
    insee, iban = somebody["insee_number"], somebody["iban"]
    assert told(page, "Numéro INSEE") == f"{insee[0]} {insee[1:3]} •• •• ••• ••• {insee[-2:]}"
    assert told(page, "IBAN") == f"{iban[:4]} •••• •••• {iban[-4:]}"
    assert not any(secret in bare(page.response.text) for secret in secrets)


def test_they_are_shown_in_clear_once_after_a_reason(manager: Browser, somebody: dict[str, Any]) -> None:
    """Without script: a form, then a page that is the answer of its POST."""
    asked = open_person(manager, somebody["identifier"]).follow(REVEAL)
    refused = asked.form(asked.path).submit(REVEAL, purpose="RIB")
    assert (refused.status, list(refused.errors)) == (422, ["purpose"])
    shown = refused.form(asked.path).submit(REVEAL, purpose=PURPOSE)
    assert shown.status == 200
    assert told(shown, "Numéro INSEE") == somebody["insee_number"]
    assert bare(told(shown, "IBAN")) == somebody["iban"]
    assert told(shown, "BIC") == somebody["bic"]
    assert shown.response.headers["cache-control"] == "no-store"
    # Its address asks for a reason again.
    again = manager.get(shown.path)
    assert again.form(shown.path).values["purpose"] == ""
    assert somebody["iban"] not in bare(again.response.text)


def test_nobody_reads_their_own_nor_those_of_nobody(site: Site, manager: Browser) -> None:
    own = open_person(manager, manager.identifier)
    asked = manager.get(f"{own.path}/en-clair")
    assert asked.form(asked.path).submit(REVEAL, purpose=PURPOSE).keys == ["OWN_ACCOUNT"]
    assert manager.get(f"{PEOPLE}/01a20eea-c65e-76f7-9bd1-8acdefb7ec85/en-clair").status == 404
    assert site.examiner().get(asked.path).status == 403


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What any process says at its most talkative: all of them run in this one."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_nothing_else_has_them(
    site: Site, somebody: dict[str, Any], secrets: tuple[str, ...], redis_url: str, every_log: pytest.LogCaptureFixture
) -> None:
    """Neither log, address, console, table of any service, nor another page: not even after they were shown."""
    manager = site.browser_of("gestionnaire", "traite les états de frais")
    person = open_person(manager, somebody["identifier"])
    asked = person.follow(REVEAL)
    shown = asked.form(asked.path).submit(REVEAL, purpose=PURPOSE)
    assert somebody["iban"] in bare(shown.response.text)
    pages = [person, asked, manager.get(person.path), manager.get(f"{PEOPLE}?recherche={somebody['identifier']}")]
    pages += [manager.get("/"), manager.get(f"/gestion/etats-de-frais?recherche={somebody['identifier']}&file=tous")]
    found = {page.address: page.response.text for page in pages}
    found["addresses"] = " ".join(str(page.response.url) for page in (*pages, shown))
    found["headers"] = " ".join(str(page.response.headers) for page in (*pages, shown))
    found["logs"] = " ".join(
        f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in every_log.records
    )
    assert "RevealPerson" in found["logs"]
    found |= {f"tables of {name}": _tables(started) for name, started in site.services.started.items()}
    assert PURPOSE in found["tables of auth"]
    found["redis"] = _everything(Redis.from_url(redis_url))
    assert [place for place, text in found.items() if any(secret in bare(text) for secret in secrets)] == []


def _tables(started: Any) -> str:
    """Everything in every table of a service, as text."""
    with started.database.read() as session:
        names = session.scalars(
            sa.text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'kit')"
            )
        ).all()
        rows = (session.scalars(sa.text(f"SELECT t::text FROM {name} AS t")).all() for name in names)
        return "\n".join(row for several in rows for row in several)


def _everything(redis: Redis) -> str:
    with redis:
        kinds = {b"string": redis.get, b"list": lambda key: redis.lrange(key, 0, -1), b"hash": redis.hgetall}
        return " ".join(str(kinds[redis.type(key)](key)) for key in redis.scan_iter() if redis.type(key) in kinds)
