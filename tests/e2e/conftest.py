"""A real browser on the local run: one run for all, a context per test."""

import json
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.channels import Channels
from kit.settings import ProcessSettings
from tests.gateway.crowd import claimants
from tests.local_run import ROOT, Run
from tests.real_parts import find_chromium
from tools.demo_accounts import Feed
from tools.ports import free_port

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEMO = ROOT / "demo" / "siec"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 10_000


@dataclass
class Site:
    """The running product and its accounts."""

    address: str
    folder: Path
    accounts: list[dict[str, str]]
    _known: set[str]
    """People whom an account or a test has taken, or may take."""
    _newcomers: Iterator[str]
    _travellers: Iterator[str]

    def account(self, role: str) -> dict[str, str]:
        """An account of a role that has a password of its own."""
        return next(
            account
            for account in self.accounts
            if account["role"] == role and "mot de passe temporaire" not in account["note"]
        )

    def newcomer(self) -> dict[str, str]:
        """Somebody with a marking of copies and a journey to claim, who has never logged in: as their letter says."""
        return self._of_letter(next(self._newcomers))

    def traveller(self) -> dict[str, str]:
        """The same with orals, of whom there are more."""
        return self._of_letter(next(self._travellers))

    def claimant(self, nature: str) -> tuple[dict[str, str], str]:
        """Somebody who has never logged in, and a past mission of that nature whose fee they enter."""
        identifier, number = next(one for one in claimants(DEMO, nature) if one[0] not in self._known)
        self._known.add(identifier)
        return self._of_letter(identifier), number

    def _of_letter(self, identifier: str) -> dict[str, str]:
        lines = (self.folder / "environment").read_text(encoding="utf-8").splitlines()
        values = {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines)}
        with closing(Channels("loader", ProcessSettings(addresses=values["IMAGIN_ADDRESSES"]))) as channels:
            people = channels.stub(auth_pb2_grpc.PeopleServiceStub)
            (person,) = people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(identifiers=[identifier])).people
            wanted = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=[person.summary.id])
            password = people.BatchPrintTemporaryPasswords(wanted).temporary_passwords[person.summary.id]
        return {"identifier": identifier, "password": password}

    def mails(self) -> list[str]:
        """The mails that left, newest last."""
        files = sorted((self.folder / "mails" / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("e2e") / "var"
    run = Run(folder, free_port())
    try:
        run.wait_until_ready()
        accounts = json.loads((folder / "demo-accounts.json").read_text(encoding="utf-8"))
        known = {account["identifier"] for account in accounts}
        newcomers = _fresh("COPIES", known)
        known.update(newcomers)
        # Half of those with orals are left to `claimant`.
        travellers = _fresh("ORAL", known)[::2]
        known.update(travellers)
        yield Site(f"http://127.0.0.1:{run.port}", folder, accounts, known, iter(newcomers), iter(travellers))
        assert run.end() == 0
    finally:
        run.kill()


def _fresh(nature: str, known: Collection[str]) -> list[str]:
    """People whom nobody has taken yet, with a past mission of that nature and a journey to claim."""
    feed = Feed(DEMO, nature)
    people = [person["identifier"] for person in feed.people if feed.has_marked(person)]
    return [identifier for identifier in people if identifier not in known]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield started
        started.close()


class Visitor:
    """A person at a browser, and everything that went wrong in it."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site = site
        self.context = context
        self.problems: list[str] = []
        # The one that this person chose.
        self.password = ""
        context.set_default_timeout(PATIENCE_MS)
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        # Violations of the content security policy are told here too.
        page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)
        page.on("response", lambda answer: self._note(answer.status, answer.url))
        return page

    def _note(self, status: int, address: str) -> None:
        if status >= 500:
            self.problems.append(f"{status} {address}")

    def open(self, path: str) -> Page:
        self.page.goto(self.site.address + path)
        return self.page

    def log_in(self, account: dict[str, str], password: str = "") -> Page:
        self.open("/connexion")
        self.page.fill("[name=identifier]", account["identifier"])
        self.page.fill("[name=password]", password or account["password"])
        self.page.click("main button:text-is('Valider')")
        return self.page

    def log_in_first(self, account: dict[str, str]) -> Page:
        """The first login, with the temporary password of the letter."""
        self.log_in(account)
        return self.choose_password()

    def choose_password(self) -> Page:
        """Replace the temporary password."""
        self.page.wait_for_url("**/mot-de-passe")
        self.password = "-".join("".join(secrets.choice("bcdfghjk") for _ in range(5)) for _ in range(4))
        self.page.fill("[name=new_password]", self.password)
        self.page.fill("[name=repeated_password]", self.password)
        self.page.click("main button:text-is('Valider')")
        self.page.wait_for_url(lambda address: not address.endswith("/mot-de-passe"))
        return self.page

    def accept_conditions(self) -> None:
        self.open("/etats-de-frais")
        if self.page.url.endswith("/conditions"):
            self.page.check("[name=is_accepted]")
            self.page.click("main button:text-is('Valider')")

    def press(self, button: str, told: str) -> None:
        """Press a button, and wait for what the console tells once the form has left and come back."""
        self.page.click(f"main button:text-is('{button}')")
        self.page.locator("#console [data-messages]", has_text=told).wait_for()

    def give_proofs_later(self) -> None:
        """The choice that is asked for at the validation when proofs are expected."""
        choice = self.page.locator("[name=proofs][value=later]").last
        if choice.count():
            choice.check()

    def console(self) -> str:
        return self.page.locator("#console [data-messages]").inner_text()


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """`visit(javascript=False, viewport=PHONE)` opens a browser; at the end nothing may have gone wrong in it."""
    visitors: list[Visitor] = []

    def start(*, javascript: bool = True, viewport: dict[str, int] = DESKTOP, **options: Any) -> Visitor:
        context = browser.new_context(java_script_enabled=javascript, viewport=viewport, locale="fr-FR", **options)
        visitors.append(Visitor(site, context))
        return visitors[-1]

    yield start
    problems = [problem for visitor in visitors for problem in visitor.problems]
    for visitor in visitors:
        visitor.context.close()
    # A browser writes a line for each refused form, which is what a test asked for.
    assert [problem for problem in problems if not re.search(r"status of (401|403|404|409|413|422|429)", problem)] == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.needs_chromium)
