"""The 30 minutes of a session: the server is the clock (S-SHELL-3, security.md SE1, B21, B22)."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.world import PASSPHRASE, Site

AUTOMATIC = {"imagin-automatic": "1"}


def let_pass(site: Site, browser: Browser, minutes: float, column: str = "activity_time") -> None:
    """Time that goes by while the person does nothing."""
    whose = "(SELECT id FROM people WHERE identifier = :identifier)"
    statement = f"UPDATE sessions SET {column} = {column} - CAST(:age AS interval) WHERE person_id = {whose}"
    site.execute("auth", statement, age=f"{minutes} minutes", identifier=browser.identifier)


def remaining(browser: Browser) -> float:
    return browser.client.get("/session", headers=AUTOMATIC).json()["remaining_seconds"]


def test_the_dialog_can_offer_to_stay_five_minutes_before_the_end(site: Site, examiner: Browser) -> None:
    let_pass(site, examiner, 25)
    assert 290 < remaining(examiner) <= 300
    # Asking how long is no activity: the time goes on.
    let_pass(site, examiner, 1)
    assert 230 < remaining(examiner) <= 240
    stayed = examiner.client.post("/session", data={"form_token": examiner.token()}, headers={"accept": "*/*"})
    assert stayed.json()["remaining_seconds"] > 1790


def test_one_press_without_javascript_stays_too(site: Site, examiner: Browser) -> None:
    page = examiner.get("/missions")
    let_pass(site, examiner, 29)
    form = next(form for form in page.forms if form.address.endswith("/session"))
    stayed = form.submit("Rester connecté(e)")
    assert stayed.keys == ["SESSION_EXTENDED"]
    assert remaining(examiner) > 1790


@pytest.mark.parametrize("address", ["/missions", "/etats-de-frais/conditions", "/session", "/api/v1/session"])
def test_automatic_calls_do_not_keep_a_session_alive(site: Site, examiner: Browser, address: str) -> None:
    """B21."""
    let_pass(site, examiner, 20)
    for _ in range(3):
        examiner.client.get(address, headers=AUTOMATIC)
    assert remaining(examiner) < 10 * 60


def test_what_a_person_opens_keeps_it_alive(site: Site, examiner: Browser) -> None:
    let_pass(site, examiner, 29)
    examiner.get("/missions")
    assert remaining(examiner) > 1790


def test_after_thirty_minutes_the_login_page_says_why_and_leads_back(site: Site, examiner: Browser) -> None:
    let_pass(site, examiner, 30)
    page = examiner.get("/missions?recherche=condorcet")
    assert page.path == "/connexion"
    assert "Votre session a pris fin après 30 minutes sans activité" in page.content
    assert page.keys == ["SESSION_IDLE"]
    back = page.form("/connexion").submit("Valider", identifier=examiner.identifier, password=PASSPHRASE)
    assert (back.path, back.query) == ("/missions", "recherche=condorcet")


def test_a_form_sent_too_late_leads_back_to_its_page(site: Site, examiner: Browser) -> None:
    page = journeys.open_claim(examiner)
    fee = examiner.get(page.path + "/remuneration")
    form = fee.form(fee.path)
    let_pass(site, examiner, 30)
    answer = examiner.post(form.address, {**form.values, "copies": "42"}, {"referer": fee.address})
    login = examiner.get(answer.headers["location"])
    assert login.path == "/connexion"
    back = login.form("/connexion").submit("Valider", identifier=examiner.identifier, password=PASSPHRASE)
    assert back.path == fee.path
    # Nothing of it was recorded.
    assert back.form(fee.path).values["copies"] == ""


def test_a_form_that_came_from_elsewhere_leads_to_the_home_page(site: Site, examiner: Browser) -> None:
    let_pass(site, examiner, 30)
    form = {"form_token": "x"}
    answer = examiner.post(site.address + "/adresse-mel", form, {"referer": "https://evil.example/missions"})
    assert answer.headers["location"] == "/connexion"


def test_an_extension_that_comes_too_late_extends_nothing(site: Site, examiner: Browser) -> None:
    """B22."""
    token = examiner.token()
    let_pass(site, examiner, 30.1)
    answer = examiner.client.post("/session", data={"form_token": token}, headers={"accept": "*/*"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion")
    assert examiner.client.get("/api/v1/session").status_code == 401


def test_a_day_of_work_ends_too(site: Site, examiner: Browser) -> None:
    """SE2: 12 hours, however busy."""
    let_pass(site, examiner, 12 * 60, "create_time")
    page = examiner.get("/missions")
    assert page.path == "/connexion"
    assert "elle durait depuis 12 heures" in page.content
    assert page.keys == ["SESSION_TOO_LONG"]


def test_the_sixth_place_ends_the_first(site: Site, examiner: Browser) -> None:
    """SE2."""
    for _ in range(5):
        site.browser().log_in(examiner.identifier, PASSPHRASE)
    page = examiner.get("/missions")
    assert page.path == "/connexion"
    assert "plus de 5 endroits" in page.content
    assert page.keys == ["SESSION_CROWDED_OUT"]


def test_the_page_tells_the_script_how_long_the_session_lives(site: Site, examiner: Browser) -> None:
    page = examiner.get("/missions")
    (seconds,) = page.tree.xpath("//@data-session")
    assert 1790 < int(seconds) <= 1800
    assert site.browser().get("/connexion").tree.xpath("//@data-session") == []


def test_the_home_page_says_when_the_last_visit_was(site: Site, examiner: Browser) -> None:
    page = site.browser().log_in(examiner.identifier, PASSPHRASE)
    assert "Si ce n’était pas vous, changez votre mot de passe" in page.content
