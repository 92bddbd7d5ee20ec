"""From the letter to the home page, and back in after a forgotten password (S-AUTH-1 to S-AUTH-4)."""

import re

import pytest

from tests.gateway.browser import Browser, Page
from tests.gateway.world import PASSPHRASE, Site

# Examiners for whom no address is known.
NOBODYS_MAIL, NOBODY_EITHER = "ESI996523", "ESI463584"
OTHER = "un tramway orange vers Quimperlé"
ADDRESS = "agathe.vanhoecke@messagerie.example"


def link_in(text: str) -> str:
    (found,) = re.findall(r"https?://\S+lien=\S+", text)
    return found


def change_password(page: Page, password: str = PASSPHRASE, repeated: str = "") -> Page:
    return page.form("/mot-de-passe").submit("", new_password=password, repeated_password=repeated or password)


def test_a_person_goes_from_the_letter_to_the_home_page(site: Site) -> None:
    """S-AUTH-1, S-AUTH-2, S-AUTH-3."""
    browser = site.browser()
    page = browser.log_in(NOBODYS_MAIL, site.letter_of(NOBODYS_MAIL))
    assert page.path == "/mot-de-passe"
    assert page.menu == []
    page = change_password(page)
    assert page.path == "/adresse-mel"
    assert page.keys == ["PASSWORD_CHANGED"]
    page = page.form("/adresse-mel").submit("", email=ADDRESS)
    assert (page.path, page.keys) == ("/", ["EMAIL_GIVEN"])
    assert page.menu == ["Accueil", "Consultation missions", "Saisie/consultation états de frais"]
    # The link says nothing before somebody presses the button: programs that read mails follow links.
    text = site.received(ADDRESS, "lien=")
    confirmation = browser.get(link_in(text))
    assert "Adresse mél confirmée" not in confirmation.content
    page = confirmation.form("/adresse-mel/confirmation").submit("Confirmer")
    assert (page.path, page.keys) == ("/", ["EMAIL_CONFIRMED"])
    again = browser.get(link_in(text)).form("/adresse-mel/confirmation").submit("Confirmer")
    assert (again.status, again.keys) == (409, ["CONFIRMATION_LINK_DEAD"])
    # The letter opens nothing any more.
    refused = site.browser().log_in(NOBODYS_MAIL, site.world.account("intervenant", "temporaire").password)
    assert (refused.status, refused.keys) == (401, ["LOGIN_REFUSED"])


def test_the_invitation_to_give_an_address_can_wait(site: Site) -> None:
    browser = site.browser()
    page = change_password(browser.log_in(NOBODY_EITHER, site.letter_of(NOBODY_EITHER)))
    page = page.follow("Plus tard")
    assert page.path == "/"
    assert "Aucune adresse mél n’est connue pour vous" in page.content
    assert page.follow("Donner mon adresse mél").path == "/adresse-mel"


@pytest.mark.parametrize("address", ["/", "/missions", "/etats-de-frais", "/etats-de-frais/conditions", "/adresse-mel"])
def test_nothing_opens_before_the_temporary_password_is_changed(site: Site, address: str) -> None:
    """S-AUTH-2."""
    newcomer = site.world.account("intervenant", "temporaire")
    browser = site.browser()
    browser.log_in(newcomer.identifier, newcomer.password)
    assert browser.get(address).path == "/mot-de-passe"
    answer = browser.client.get("/api/v1/missions")
    assert (answer.status_code, answer.json()["reason"]) == (403, "PASSWORD_CHANGE_REQUIRED")


@pytest.mark.parametrize(
    ("password", "repeated", "reason"),
    [
        ("trop bref", "", "Le mot de passe est trop court"),
        ("x" * 129, "", "Le mot de passe dépasse"),
        ("motdepassemotdepasse", "", "tout le monde essaie"),
        (PASSPHRASE, PASSPHRASE + " ", "Les deux saisies diffèrent"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    site: Site, password: str, repeated: str, reason: str
) -> None:
    newcomer = site.world.account("intervenant", "temporaire")
    page = site.browser().log_in(newcomer.identifier, newcomer.password)
    page = change_password(page, password, repeated)
    assert page.status == 422
    assert page.title.startswith("Erreur : ")
    assert any(reason in sentence for sentence in page.errors.values()), page.errors
    assert page.summary == list(page.errors.values())
    # A password is never sent back.
    assert password not in page.response.text


def test_a_password_is_changed_by_whoever_knows_the_old_one(site: Site, examiner: Browser) -> None:
    elsewhere = site.browser()
    elsewhere.log_in(examiner.identifier, PASSPHRASE)
    page = examiner.get("/mot-de-passe")
    wrong = page.form("/mot-de-passe").submit(
        "", current_password="autre chose", new_password=OTHER, repeated_password=OTHER
    )
    assert "current_password" in wrong.errors
    done = wrong.form("/mot-de-passe").submit(
        "", current_password=PASSPHRASE, new_password=OTHER, repeated_password=OTHER
    )
    assert (done.path, done.keys) == ("/", ["PASSWORD_CHANGED"])
    # Every other session is over, and says why.
    page = elsewhere.get("/missions")
    assert page.path == "/connexion"
    assert "le mot de passe a été changé" in page.content
    assert page.keys == ["SESSION_PASSWORD_CHANGED"]


def test_a_wrong_login_says_the_same_whoever_it_is_for(site: Site) -> None:
    """S-AUTH-4, security.md B7."""
    known = site.world.account("gestionnaire", "traite").identifier
    answers = [site.browser().log_in(identifier, "un mot de passe") for identifier in (known, "ESI000000")]
    contents = [page.content.replace("ESI000000", known) for page in answers]
    assert contents[0] == contents[1]
    for page in answers:
        assert (page.status, page.keys) == (401, ["LOGIN_REFUSED"])
        assert page.form("/connexion").values["identifier"] in {known, "ESI000000"}
        assert "un mot de passe" not in page.response.text


def test_a_forgotten_password_is_replaced_through_the_mail(site: Site, examiner: Browser) -> None:
    """S-AUTH-4: one answer for everybody, a link that is good once and ends the sessions."""
    browser = site.browser()
    asked = browser.get("/connexion").form("/connexion").submit("Mot de passe oublié", identifier=examiner.identifier)
    unknown = site.browser().get("/connexion").form("/connexion").submit("Mot de passe oublié", identifier="ESI000000")
    assert asked.content == unknown.content
    assert "intervenants@siec.example" in asked.content
    text = site.received(f"{examiner.identifier.lower()}@ac-versailles.example", "lien=")
    page = browser.get(link_in(text))
    assert page.heading == "Choisissez un nouveau mot de passe"
    short = page.form("/mot-de-passe/reinitialisation").submit("", new_password="court", repeated_password="court")
    assert (short.status, list(short.errors)) == (422, ["new_password"])
    twice = short.form("/mot-de-passe/reinitialisation")
    assert twice.submit("", new_password=OTHER, repeated_password=OTHER).path == "/connexion"
    dead = twice.submit("", new_password=OTHER, repeated_password=OTHER)
    assert (dead.status, dead.keys) == (409, ["RESET_LINK_DEAD"])
    page = examiner.get("/missions")
    assert "le mot de passe a été réinitialisé" in page.content
    assert page.keys == ["SESSION_PASSWORD_RESET"]
    assert site.browser().log_in(examiner.identifier, OTHER).path == "/"


def test_without_an_identifier_nobody_can_be_helped(site: Site) -> None:
    page = site.browser().get("/connexion").form("/connexion").submit("Mot de passe oublié")
    assert page.status == 422
    assert "imprimé en tête de votre convocation" in page.errors["identifier"]


def test_a_link_that_nobody_sent_is_refused(site: Site) -> None:
    page = site.browser().get("/mot-de-passe/reinitialisation?lien=inconnu")
    assert (page.status, page.keys) == (409, ["RESET_LINK_DEAD"])
    assert page.follow("Aller à la connexion").path == "/connexion"


def test_leaving_ends_the_session_and_empties_the_browser(site: Site, examiner: Browser) -> None:
    kept = dict(examiner.client.cookies)
    form = examiner.get("/").form("/quitter")
    answer = examiner.post(form.address, form.values)
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert examiner.get("/missions").path == "/connexion"
    # The cookie of before opens nothing either.
    examiner.client.cookies.update(kept)
    assert examiner.get("/missions").path == "/connexion"


def test_too_many_wrong_passwords_are_told_to_wait(own_site: Site) -> None:
    page = None
    for number in range(40):
        page = own_site.browser().log_in("ESI865485", f"essai numéro {number}")
        if page.status == 429:
            break
    assert page.keys == ["TOO_MANY_TRIES"]
    assert "Patientez" in page.console[0][2]
