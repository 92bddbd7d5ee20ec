"""The demonstration of SIEC, loaded once through the real imports and copied for each test, and the site in front."""

import base64
import contextlib
import mailbox
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from gateway.__main__ import make_server
from gateway.settings import GatewaySettings
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.channels import Channels
from kit.clock import Clock
from kit.feeds import read_manifest
from kit.identifiers import new_id
from kit.sealing import KEY_BYTES
from kit.settings import ProcessSettings
from services.auth.settings import Keys
from tests.conftest import Databases, Identities, Services, Started, eventually
from tests.gateway import crowd
from tests.gateway.browser import Browser
from tests.gateway.wire import Wire
from tools.demo_accounts import Account, Feed, open_accounts, read
from tools.load_feed import Loader

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "siec"
# The instant for which the demonstration was made: missions to come, running and past exist.
PRODUCED = datetime(2026, 6, 25, 6, 0, tzinfo=UTC)
# Two communes of one name, one whose postal code is the code of the other, three that begin alike.
COMMUNES_OF_TESTS = ("93066", "97411", "13001", "13100", "17347", "44184", "69275")
# What everybody whom a test logs in chooses.
PASSPHRASE = "sept girafes bleues sous la pluie"
# Those that pages need, each after those that it calls.
OWNERS = ("auth", "missions", "documents", "expenses", "portal", "survey")


class _Originals(Databases):
    """Databases that stay when the services that filled them are gone: they are what tests copy."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self.made: dict[str, str] = {}

    def create(self, name: str, template: str = "template0") -> str:
        fresh = super().create(name, template)
        if not name.startswith("template_"):
            self.made[name] = fresh
        return fresh

    def drop(self, name: str) -> None:
        if name not in self.made.values():
            super().drop(name)


class _Copies(Databases):
    """Makes databases that are full from the beginning."""

    def __init__(self, server: str, originals: dict[str, str]) -> None:
        super().__init__(server)
        self._templates.update(originals)


@dataclass
class World:
    """What is the same for every test: data, keys, accounts."""

    folder: Path
    databases: Databases
    accounts: list[Account] = field(default_factory=list)

    def settings(self, service: str) -> dict[str, Any]:
        """What a service of the site is told."""
        own: dict[str, dict[str, Any]] = {
            "auth": {
                "key_folder": self.folder / "keys",
                "mail_url": f"maildir://{self.folder / 'mails'}",
                "threads": 8,
            },
            "missions": {
                "storage_url": (self.folder / "letters").as_uri(),
                "keyring_file": self.folder / "missions.keys",
            },
            "documents": {
                "storage_url": (self.folder / "proofs").as_uri(),
                "keyring_file": self.folder / "documents.keys",
            },
            "expenses": {"proofs_address": "Maison des examens | 7 rue Ernest-Renan | 94110 Arcueil"},
        }
        return own.get(service, {})

    def account(self, role: str, note: str = "") -> Account:
        """The first account of a role with these words in its note."""
        return next(one for one in self.accounts if one.role == role and note in one.note)


@contextlib.contextmanager
def loaded(server: str, folder: Path) -> Iterator[World]:
    """Load everything, once."""
    Keys.make(folder / "keys")
    for service in ("missions", "documents"):
        key = base64.b64encode(os.urandom(KEY_BYTES)).decode()
        (folder / f"{service}.keys").write_text(f"1 {key}\n", encoding="utf-8")
    originals = _Originals(server)
    world = World(folder, originals)
    with ExitStack() as stack:
        services = Services(stack, originals, _at(PRODUCED), Identities())
        started = {name: services.start(name, **world.settings(name)) for name in OWNERS}
        settings = ProcessSettings(addresses=services.addresses)
        channels = stack.enter_context(closing(Channels("loader", settings)))
        gateway = stack.enter_context(closing(Channels("gateway", settings)))
        loader = Loader(channels, is_dry_run=False, is_forced=False)
        for feed in (_reference(folder / "reference"), DEMO, crowd.write(DEMO, folder / "crowd")):
            for result in loader.load(feed, read_manifest((feed / "feed.json").read_bytes())):
                assert not result.refused, result
        eventually(lambda: not _waiting(started["missions"]), 60)
        open_accounts(Feed(DEMO), channels, gateway, folder / "accounts.json")
        world.accounts = list(read(folder / "accounts.json").values())
    world.databases = _Copies(server, originals.made)
    try:
        yield world
    finally:
        world.databases.drop_templates()
        originals.drop_templates()


def _reference(folder: Path) -> Path:
    """The official list of communes, but only those that the demonstration or a test names."""
    shutil.copytree(ROOT / "reference", folder)
    named = (DEMO / "missions.jsonl").read_text(encoding="utf-8") + (DEMO / "people.jsonl").read_text(encoding="utf-8")
    named += "".join((DEMO / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("distances", "adjacent"))
    codes = {*re.findall(r'"(\w{5})"', named), *COMMUNES_OF_TESTS}
    head, *lines = (folder / "communes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.partition(";")[0].strip('"') in codes]
    (folder / "communes.csv").write_text(head + "".join(kept), encoding="utf-8")
    return folder


def _at(instant: datetime) -> Clock:
    clock = Clock()
    clock.set(instant)
    return clock


def _waiting(missions: Started) -> int:
    """Deliveries that expenses has not got yet."""
    with missions.database.read() as session:
        return session.scalar(sa.text("SELECT count(*) FROM kit.outbox"))


@dataclass
class Site:
    """The gateway in front of the services of one test."""

    address: str
    world: World
    services: Services
    clock: Clock
    # Between the gateway and each service, for tests that cut them.
    wires: dict[str, Wire]
    _mails: Path
    _stack: ExitStack = field(repr=False)
    _numbers: Iterator[int] = field(default_factory=count, repr=False)
    _known: set[str] = field(default_factory=set, repr=False)

    def browser(self, **headers: str) -> Browser:
        """A browser that nobody has used yet."""
        browser = Browser(self.address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self._stack.callback(browser.close)
        return browser

    def client(self, **options: Any) -> httpx.Client:
        """A plain HTTP client, closed with the site."""
        return self._stack.enter_context(httpx.Client(timeout=30, **options))

    def browser_of(self, role: str, note: str = "") -> Browser:
        """The browser of somebody who has logged in."""
        account = self.world.account(role, note)
        browser = self.browser()
        landed = browser.log_in(account.identifier, account.password)
        assert landed.path in {"/", "/mot-de-passe", "/adresse-mel"}, landed.content
        return browser

    def claimant(self, nature: str) -> tuple[Browser, str]:
        """The browser of somebody whom no other test knows, and a past mission of that nature whose fee they enter."""
        self._known |= {account.identifier for account in self.world.accounts}
        found = crowd.claimants(DEMO, nature)
        identifier, number = next(one for one in found if one[0] not in self._known)
        self._known.add(identifier)
        return self.welcome(identifier), number

    def examiner(self, *, is_new: bool = False) -> Browser:
        """The browser of an examiner of the crowd whom no other test knows; see `crowd.identifier`."""
        return self.welcome(crowd.identifier(next(self._numbers), is_new=is_new))

    def welcome(self, identifier: str) -> Browser:
        """The browser of somebody who has just chosen a password."""
        browser = self.browser()
        page = browser.log_in(identifier, self.letter_of(identifier))
        page.form("/mot-de-passe").submit("", new_password=PASSPHRASE, repeated_password=PASSPHRASE)
        return browser

    def letter_of(self, identifier: str) -> str:
        """The temporary password that the letter of convocation of a person prints."""
        people = self.services.started["auth"].stub(auth_pb2_grpc.PeopleServiceStub, service="missions")
        found = people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(identifiers=[identifier])).people
        person_id = found[0].summary.id
        request = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=[person_id])
        return people.BatchPrintTemporaryPasswords(request).temporary_passwords[person_id]

    def execute(self, service: str, statement: str, **values: Any) -> None:
        """Let time pass, or the like, directly in the tables of a service."""
        with self.services.started[service].database.transaction() as session:
            session.execute(sa.text(statement), values)

    def ask(self, service: str, question: str, **values: Any) -> tuple[Any, ...]:
        """One row of the tables of a service."""
        with self.services.started[service].database.read() as session:
            return tuple(session.execute(sa.text(question), values).one())

    def received(self, address: str, words: str) -> str:
        """The text of the mail with these words that comes to an address."""
        eventually(lambda: self._mails_to(address, words))
        (text,) = self._mails_to(address, words)
        return text

    def _mails_to(self, address: str, words: str) -> list[str]:
        box = list(mailbox.Maildir(self._mails)) if self._mails.exists() else []
        texts = [message.get_payload(decode=True).decode() for message in box if message["To"] == address]
        return [text for text in texts if words in text]


@contextlib.contextmanager
def running_site(world: World, redis_url: str, **settings: Any) -> Iterator[Site]:
    """A site with fresh copies of the data; settings of the gateway may be given."""
    clock, mails = _at(PRODUCED), world.folder / "mails" / new_id()
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        given = {"public_url": f"http://127.0.0.1:{listening.getsockname()[1]}", "redis_url": redis_url, **settings}
        services = Services(stack, world.databases, clock, Identities())
        for name in OWNERS:
            own = {"redis_url": redis_url}
            if name == "auth":
                own |= {"mail_url": f"maildir://{mails}", "public_url": given["public_url"]}
            services.start(name, **world.settings(name) | own)
        wires = {name: Wire(address) for name, address in services.addresses.items()}
        for wire in wires.values():
            stack.callback(wire.cut)
        addresses = {name: wire.address for name, wire in wires.items()}
        stack.enter_context(serving(listening, addresses, clock, **given))
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", world, services, clock, wires, mails, stack)


@contextlib.contextmanager
def serving(listening: socket.socket, addresses: dict[str, str], clock: Clock, **settings: Any) -> Iterator[None]:
    """The gateway's own server on a socket, in a thread."""
    server = make_server(GatewaySettings(addresses=addresses, academy="SIEC", **settings), clock)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="gateway")
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive(), 10)
        yield
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the gateway does not stop"
