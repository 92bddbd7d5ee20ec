"""What an examiner does with a claim, in a few words, for tests that begin after it."""

from typing import Final

from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import MARKING

LIST: Final = "/etats-de-frais"
DESK: Final = "/gestion/etats-de-frais"


def accept_conditions(browser: Browser) -> Page:
    """Read and accept the conditions of use; leads to the list."""
    return browser.get(f"{LIST}/conditions").form(f"{LIST}/conditions").submit("Valider", is_accepted="1")


def open_claim(browser: Browser, number: str = MARKING) -> Page:
    """« Suivi » of the claim of a mission, from the list."""
    page = browser.get(f"{LIST}?recherche={number}")
    if page.path != LIST:
        page = accept_conditions(browser).form(LIST).submit(recherche=number)
    (row,) = page.rows
    return page.follow(row["Examen"])


def base_of(page: Page) -> str:
    """The address of the claim that a page is about."""
    return "/".join(page.path.split("/")[:3])


def enter_fee(page: Page, copies: str = "42") -> Page:
    """Record the copies; `page` is any page of the claim."""
    fee = page.browser.get(base_of(page) + "/remuneration")
    return fee.form(fee.path).submit("Enregistrer", copies=copies)


def add_trip(page: Page, **typed: str) -> Page:
    """Add the line that the mission suggests, changed as asked; leads to the tab of travel when it is kept."""
    line = page.browser.get(base_of(page) + "/deplacement/lignes/nouvelle")
    return line.form(f"{base_of(page)}/deplacement/lignes/…").submit("OK", **{"power_cv": "5", **typed})


def record_travel(page: Page) -> Page:
    """« Enregistrer » on the tab of travel."""
    travel = page.browser.get(base_of(page) + "/deplacement")
    return travel.form(travel.path).submit("Enregistrer")


def fill(browser: Browser, number: str = MARKING) -> Page:
    """A claim with its fee and its journey recorded; leads to the tab of travel."""
    page = enter_fee(open_claim(browser, number))
    add_trip(page)
    return record_travel(page)


def validate(page: Page) -> Page:
    """Validate a claim; proofs that are expected stay to be given."""
    asked = page.browser.get(base_of(page) + "/validation")
    form = asked.form(asked.path)
    return form.submit("OK", **{"proofs": "later"} if "proofs" in form.names else {})


def validated(browser: Browser, number: str = MARKING) -> Page:
    """A claim that was just validated."""
    return validate(fill(browser, number))


def on_the_desk(manager: Browser, examiner: Browser, number: str = MARKING) -> Page:
    """The claim of an examiner as a gestionnaire opens it, from the list."""
    page = manager.get(f"{DESK}?file=tous&recherche={examiner.identifier} {number}")
    (row,) = page.rows
    assert row["N° de mission"] == number
    return page.follow(row["Intervenant"].rpartition(" ")[0])
