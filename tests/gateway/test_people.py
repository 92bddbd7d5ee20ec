"""« Intervenants »: a gestionnaire gives somebody a way in (S-AUTH-5)."""

import pytest

from tests.gateway.browser import Browser, Page
from tests.gateway.world import PASSPHRASE, Site

PEOPLE = "/gestion/intervenants"


def open_person(manager: Browser, identifier: str):
    page = manager.get(PEOPLE).form(PEOPLE).submit(recherche=identifier)
    (row,) = page.rows
    assert row["Identifiant"] == identifier
    return page.follow(row["Nom"])


def test_a_person_is_found_by_name_whatever_the_accents(manager: Browser) -> None:
    page = manager.get("/").follow("Intervenants").form(PEOPLE).submit(recherche="vanhoecke")
    assert page.rows
    assert all("Vanhœcke" in row["Nom"] for row in page.rows)
    assert manager.get(f"{PEOPLE}?recherche=zzzzzz").rows == []


def test_what_is_found_is_counted_by_every_label_that_the_list_shows(manager: Browser) -> None:
    """S-SHELL-7."""
    for search, column, shown in (
        ("intervenant exterieur", "Origine", "Intervenant extérieur"),
        ("jamais connecte", "Compte", "Jamais connecté(e)"),
        ("aucune", "Adresse mél", "Aucune"),
    ):
        page = manager.get(PEOPLE).form(PEOPLE).submit(recherche=search)
        assert {row[column] for row in page.rows} == {shown}, search
        assert f"pour « {search} »" in page.content
    assert "0 intervenant trouvé" in manager.get(f"{PEOPLE}?recherche=zzzzzz").content.replace("\xa0", " ")


def test_the_register_is_paged_both_ways(manager: Browser) -> None:
    first = manager.get(PEOPLE)
    second = first.follow("Page suivante")
    assert len(first.rows) == len(second.rows) == 50
    assert not {row["Identifiant"] for row in first.rows} & {row["Identifiant"] for row in second.rows}
    assert second.follow("Page précédente").rows == first.rows
    assert not first.links("Page précédente")


@pytest.mark.parametrize("label", ["Nom", "Identifiant", "Origine", "Établissement", "Adresse mél", "Compte"])
def test_a_click_on_a_label_sorts_and_a_second_one_reverses(manager: Browser, label: str) -> None:
    """S-SHELL-8: the sort stays in the address, with the search and from page to page."""
    page = manager.get(f"{PEOPLE}?recherche=esi&tri={'compte' if label == 'Nom' else 'nom'}").follow(label)
    assert sorting(page) == (label, "ascending")
    assert sorting(page.follow("Page suivante")) == (label, "ascending")
    turned = page.follow(label)
    assert sorting(turned) == (label, "descending")
    assert "recherche=esi" in turned.query
    assert turned.rows[0][label] != page.rows[0][label]


def sorting(page: Page) -> tuple[str, str]:
    (header,) = page.tree.xpath("//th[@aria-sort]")
    return header.text_content().strip(), header.get("aria-sort")


def test_an_address_is_recorded_and_gets_the_link(site: Site, manager: Browser) -> None:
    page = open_person(manager, "ESI919596")
    form = page.form(f"{page.path}/adresse-mel")
    for wrong in ("", "pas une adresse", "a@b\nBcc: x@y.example", "a@b,c@d", "a@localhost", "x" * 255 + "@ac.example"):
        refused = form.submit("Enregistrer", email=wrong)
        assert (refused.status, list(refused.errors)) == (422, ["email"]), wrong
        assert refused.form(f"{page.path}/adresse-mel").values["email"] == wrong.strip()
    done = refused.form(f"{page.path}/adresse-mel").submit("Enregistrer", email="payet@messagerie.example")
    assert done.keys == ["EMAIL_RECORDED"]
    text = site.received("payet@messagerie.example", "lien=")
    browser = site.browser()
    chosen = browser.get(text.partition("https://")[0] and link_in(text)).form("/mot-de-passe/reinitialisation")
    assert chosen.submit("", new_password=PASSPHRASE, repeated_password=PASSPHRASE).path == "/connexion"
    assert browser.log_in("ESI919596", PASSPHRASE).path == "/"


def link_in(text: str) -> str:
    return next(word for word in text.split() if "lien=" in word)


def test_a_temporary_password_is_shown_once_on_a_slip(site: Site, manager: Browser, examiner: Browser) -> None:
    asked = open_person(manager, examiner.identifier).follow("Donner un mot de passe temporaire")
    assert "ne fonctionnera plus" in asked.content
    slip = asked.form(asked.path).submit("Donner")
    (password,) = slip.tree.xpath("//dt[.='Mot de passe temporaire']/following-sibling::dd")
    for words in (examiner.identifier, "À utiliser avant le", site.address):
        assert words in slip.content
    assert slip.response.headers["cache-control"] == "no-store"
    assert password.text not in manager.get(slip.path).response.text
    # The person is out, and comes back with the slip.
    page = examiner.get("/missions")
    assert (page.path, "le mot de passe a été réinitialisé" in page.content) == ("/connexion", True)
    assert site.browser().log_in(examiner.identifier, PASSPHRASE).status == 401
    assert site.browser().log_in(examiner.identifier, password.text.lower()).path == "/mot-de-passe"


def test_nobody_opens_their_own_account_or_one_above_them(site: Site, manager: Browser) -> None:
    for identifier, reason in ((manager.identifier, "OWN_ACCOUNT"), ("ESI162042", "RIGHTS_ABOVE_YOURS")):
        page = open_person(manager, identifier)
        sent = page.form(f"{page.path}/adresse-mel").submit("Enregistrer", email="x@messagerie.example")
        assert sent.keys == [reason]
        asked = page.follow("Donner un mot de passe temporaire")
        assert asked.form(asked.path).submit("Donner").keys == [reason]


def test_mails_are_not_sent_without_end(site: Site, manager: Browser) -> None:
    page = sent = open_person(manager, "ESI871035")
    for number in range(20):
        sent = sent.form(f"{page.path}/adresse-mel").submit("Enregistrer", email=f"n{number}@messagerie.example")
        if sent.keys == ["TOO_MANY_EMAILS"]:
            break
    assert "réessayez dans" in sent.console[0][2]


@pytest.mark.parametrize("person_id", ["0", "../x", "01a20eea-c65e-76f7-9bd1-8acdefb7ec85"])
def test_a_person_who_is_not_there_is_not_found(manager: Browser, person_id: str) -> None:
    assert manager.get(f"{PEOPLE}/{person_id}").status == 404
