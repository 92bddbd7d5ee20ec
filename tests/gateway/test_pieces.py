"""Proofs of a claim without JavaScript: deposited, listed, opened, removed, and told wherever they count."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, File, Page, words
from tests.gateway.world import Site
from tests.services.documents.corpus.images import filled_png, gif, jpeg, png
from tests.services.documents.deposits import a_pdf

MEBIBYTE = 1024 * 1024
RIB, CARD = "Relevé d’identité bancaire", "Copie de carte vitale"
ATTACHMENT = "attachment; filename*=UTF-8''{}"


@pytest.fixture
def claim(site: Site) -> Page:
    """A claim with its fee and journey, of somebody who has no payroll file yet."""
    return journeys.fill(site.examiner(is_new=True))


@pytest.fixture
def proofs(claim: Page) -> Page:
    return proofs_of(claim)


def proofs_of(page: Page) -> Page:
    """The proofs of the claim that a page is about."""
    return page.browser.get(journeys.base_of(page) + "/pieces")


def deposit(page: Page, file: File, *, folder: str = "payroll", proof: str = "") -> Page:
    """Deposit a file in a folder as a proof, or as another document."""
    form = next(one for one in page.forms if one.element.get("id") == f"depot-{folder}")
    return form.submit("Déposer", file=file, **{f"{folder}.proof": proof})


def a_file(name: str = "rib.pdf", content: bytes = b"") -> File:
    return (name, content or a_pdf(), "application/pdf")


def names(page: Page) -> list[str]:
    """The names of the documents that a page shows."""
    return [words(one).partition(" (")[0] for one in page.tree.xpath("//a[@class='download']")]


def test_a_proof_is_deposited_listed_opened_and_counts(proofs: Page) -> None:
    """S-DOC-1, S-DOC-2, S-DOC-5: its name, its day, how far its analysis is; it is required no more."""
    assert proofs.heading == "Pièces justificatives"
    select = proofs.form(proofs.path)
    assert select.values["payroll.proof"] == RIB, "what is missing is proposed first"
    content = a_pdf(pages=3)
    done = deposit(proofs, a_file(content=content), proof=RIB)
    assert (done.path, done.keys) == (proofs.path, ["PROOF_DEPOSITED"])
    assert "La pièce rib.pdf est déposée." in done.console[0][2]
    assert names(done) == ["rib.pdf"]
    assert "3 pages. Pièce déposée le 25/06/2026" in done.content
    for told in ("1 pièce déposée sur 20", "0 pièce déposée sur 20"):
        assert told in done.content
    for untold in ("par le gestionnaire", "Non analysé"):
        assert untold not in done.content
    shown = done.follow("Afficher la pièce rib.pdf")
    (picture,) = shown.tree.xpath("//figure//img")
    assert picture.get("alt") == "Page 1 sur 3 de la pièce rib.pdf"
    assert shown.browser.client.get(picture.get("src")).headers["content-type"] == "image/jpeg"
    opened = done.follow("rib.pdf").response
    assert opened.content == content
    assert opened.headers["content-disposition"] == ATTACHMENT.format("rib.pdf")
    recap = done.browser.get(journeys.base_of(done) + "/recapitulatif")
    assert "Récapitulatif des pièces justificatives du dossier paie" in recap.content
    assert f"{RIB} Fournie" in recap.content
    assert f"{CARD} À fournir" in recap.content


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("scan.pdf", a_pdf(), "application/pdf"),
        ("photo.jpg", jpeg(), "image/jpeg"),
        ("photo.jpeg", jpeg(size=(90, 60)), "image/jpeg"),
        ("image.png", png(), "image/png"),
        ("dessin.gif", gif(), "image/gif"),
    ],
)
def test_every_format_leaves_with_the_type_of_its_content(proofs: Page, name: str, content: bytes, kind: str) -> None:
    """S-DOC-2; security.md: the type never comes from the browser."""
    done = deposit(proofs, (name, content, "text/html"))
    opened = done.follow(name).response
    assert (opened.headers["content-type"], opened.content) == (kind, content)
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert opened.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert opened.headers["cache-control"] == "private, no-store"
    assert int(opened.headers["content-length"]) == len(content)


def test_a_name_that_breaks_the_rule_is_changed_and_the_page_says_so(proofs: Page) -> None:
    """S-DOC-3."""
    done = deposit(proofs, a_file("Relevé d’identité (été).pdf"))
    (name,) = names(done)
    assert f"Relevé d’identité (été).pdf est déposée. Son nom a été changé en {name}" in done.console[0][2]
    assert "Son nom était « Relevé d’identité (été).pdf »" in done.content


@pytest.mark.parametrize(
    ("file", "reason", "told"),
    [
        (("vide.pdf", b"", "application/pdf"), "FILE_EMPTY", "vide"),
        (("page.pdf", b"<html>", "application/pdf"), "FILE_TYPE_UNKNOWN", "ni un PDF ni une image"),
        (("lourd.png", filled_png(5 * MEBIBYTE + 1), "image/png"), "FILE_TOO_LARGE", "dépasse 5 Mo"),
        (("enorme.png", bytes(6 * MEBIBYTE), "image/png"), "FILE_TOO_LARGE", "dépasse 5 Mo"),
        (None, "FILE_MISSING", "Choisissez un fichier"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_refusal_stands_at_the_field_and_everything_else_is_kept(
    proofs: Page, file: File | None, reason: str, told: str
) -> None:
    """S-DOC-4."""
    form = next(one for one in proofs.forms if one.element.get("id") == "depot-payroll")
    refused = form.submit("Déposer", file=file, **{"payroll.proof": CARD})
    assert (refused.status, refused.path, refused.keys) == (422, proofs.path, [reason])
    assert refused.title.startswith("Erreur : ")
    assert list(refused.errors) == ["payroll.file"]
    assert told in refused.errors["payroll.file"]
    assert names(refused) == []
    is_read = file is None or len(file[1]) < 6 * MEBIBYTE
    chosen = refused.form(proofs.path).values["payroll.proof"]
    assert chosen == (CARD if is_read else RIB), "of what is too large nothing is read"
    assert names(deposit(refused, a_file())) == ["rib.pdf"]


def test_exactly_five_mebibytes_are_taken(proofs: Page) -> None:
    """S-DOC-4."""
    content = filled_png(5 * MEBIBYTE)
    done = deposit(proofs, ("image.png", content, "image/png"))
    assert done.keys == ["PROOF_DEPOSITED"]
    assert done.follow("image.png").response.content == content


def test_the_same_file_twice_is_noticed(proofs: Page) -> None:
    content = a_pdf()
    once = deposit(proofs, a_file("premier.pdf", content))
    again = deposit(once, a_file("second.pdf", content), folder="travel")
    assert (again.status, again.keys) == (409, ["ALREADY_GIVEN"])
    assert "« premier.pdf »" in again.errors["travel.file"]


def test_a_proof_that_is_not_asked_for_is_refused(proofs: Page) -> None:
    form = next(one for one in proofs.forms if one.element.get("id") == "depot-payroll")
    sent = {**form.values, "payroll.proof": "Diplôme"}
    refused = proofs.browser.send("POST", form.address, sent, form.files(a_file()))
    assert (refused.status, refused.keys) == (422, ["PROOF_UNKNOWN"])


def test_a_folder_that_is_none_is_refused(proofs: Page) -> None:
    form = proofs.form(proofs.path)
    refused = proofs.browser.send("POST", form.address.replace("payroll", "x"), form.values, form.files(a_file()))
    assert (refused.status, refused.keys) == (422, ["FOLDER_UNKNOWN"])


def test_a_full_folder_says_so_and_shows_no_form(site: Site, proofs: Page) -> None:
    """S-DOC-4: twenty."""
    page = proofs
    for number in range(20):
        page = deposit(page, a_file(f"piece-{number}.pdf"), folder="travel")
    assert "20 pièces déposées sur 20" in page.content
    assert "Ce dossier est plein" in page.content
    assert [one.element.get("id") for one in page.forms if one.element.get("enctype")] == ["depot-payroll"]


def test_a_proof_is_removed_after_a_question(proofs: Page) -> None:
    """S-DOC-5."""
    done = deposit(proofs, a_file(), proof=RIB)
    asked = done.follow("Supprimer la pièce rib.pdf")
    assert asked.heading == "Supprimer une pièce"
    gone = asked.form(asked.path).submit("Supprimer")
    assert (gone.path, gone.keys, names(gone)) == (proofs.path, ["PROOF_REMOVED"], [])
    assert f"{RIB} À fournir" in gone.content
    assert gone.browser.get(asked.path).path == proofs.path, "there is nothing to ask about any more"


def test_after_the_validation_proofs_are_read_only_until_it_is_taken_back(proofs: Page) -> None:
    """S-DOC-5."""
    done = deposit(proofs, a_file(), proof=RIB)
    asked = done.follow("Supprimer la pièce")
    form = done.form(done.path)
    validated = journeys.validate(done)
    sealed = proofs_of(validated)
    assert names(sealed) == ["rib.pdf"]
    assert [one for one in sealed.forms if one.element.get("enctype")] == []
    assert sealed.links("Supprimer") == []
    assert "ses pièces ne changent plus" in sealed.content
    late = form.submit("Déposer", file=a_file("tard.pdf"))
    assert late.status == 409
    assert late.keys
    assert names(late) == ["rib.pdf"]
    kept = asked.form(asked.path).submit("Supprimer")
    assert kept.keys != ["PROOF_REMOVED"]
    assert names(kept) == ["rib.pdf"]
    undo = sealed.follow("dévalidez d’abord")
    undo.form(undo.path).submit("Dévalider")
    assert names(deposit(proofs_of(sealed), a_file("encore.pdf"))) == ["rib.pdf", "encore.pdf"]


def test_the_validation_leads_to_the_very_place_where_a_proof_is_missing(claim: Page) -> None:
    """S-DOC-1: one that is given is asked for no more, then nothing is asked."""
    asked = claim.browser.get(journeys.base_of(claim) + "/validation")
    assert "Il manque 2 pièces justificatives" in asked.content
    there = asked.follow(f"Déposer : {CARD}")
    assert there.form(there.path).values["payroll.proof"] == CARD
    page = deposit(there, a_file("carte.pdf"), proof=CARD)
    asked = claim.browser.get(asked.path)
    assert asked.links(f"Déposer : {CARD}") == []
    assert "Il manque 1 pièce justificative" in asked.content
    deposit(page, a_file(), proof=RIB)
    asked = claim.browser.get(asked.path)
    assert "Il manque" not in asked.content
    assert "proofs" not in asked.form(asked.path).names
    done = asked.form(asked.path).submit("OK")
    assert done.keys == ["CLAIM_VALIDATED"]
    assert "à fournir" not in done.content


def test_a_personal_proof_counts_for_the_other_claims_of_the_person(site: Site) -> None:
    """S-DOC-1: « déjà fourni le … sur l’état de frais … »."""
    browser = site.examiner(is_new=True)
    rows = journeys.accept_conditions(browser).rows
    first, second = [row["N° de mission"] for row in rows if row["Rémunération"] == "Non validé"][:2]
    deposit(proofs_of(journeys.open_claim(browser, first)), a_file(), proof=RIB)
    other = proofs_of(journeys.open_claim(browser, second))
    assert f"{RIB} Fournie" in other.content
    assert f"Déjà fourni le 25/06/2026 sur l’état de frais de la mission {first}" in other.content
    assert other.follow("l’état de frais").content.startswith("Retour")


def test_what_is_of_another_claim_or_person_is_not_found(site: Site, proofs: Page) -> None:
    """S-DOC-6: by its address, whoever asks."""
    done = deposit(proofs, a_file(), proof=RIB)
    (address,) = done.tree.xpath("//a[@class='download']/@href")
    picture = address.removesuffix("fichier") + "pages/1.jpg"
    assert done.browser.client.get(picture).status_code == 200
    stranger = site.examiner(is_new=True)
    base = journeys.base_of(journeys.open_claim(stranger))
    document = address.split("/")[-2]
    for wrong in (address, picture, f"{base}/pieces/{document}/fichier", f"{base}/pieces/{document}/pages/1.jpg"):
        assert stranger.client.get(wrong).status_code == 404, wrong
    asked = f"{base}/pieces/{document}/suppression"
    sent = stranger.post(stranger.site + asked, {"form_token": stranger.token()})
    assert sent.status_code in {303, 404}
    assert names(proofs_of(done)) == ["rib.pdf"]
    nobody = Browser(site.address)
    assert nobody.get(address).path == "/connexion"
    nobody.close()


@pytest.mark.parametrize("page", ["0", "2", "01", "-1", "x", "9" * 12, "1.5"])
def test_a_page_that_there_is_none_of_is_not_found(proofs: Page, page: str) -> None:
    done = deposit(proofs, a_file())
    (address,) = done.tree.xpath("//a[@class='download']/@href")
    assert done.browser.client.get(address.removesuffix("fichier") + f"pages/{page}.jpg").status_code == 404


def test_pictures_are_jpeg_and_kept_by_nobody(proofs: Page) -> None:
    done = deposit(proofs, ("photo.png", png(), "image/png"))
    (address,) = done.tree.xpath("//a[@class='download']/@href")
    answer = done.browser.client.get(address.removesuffix("fichier") + "pages/1.jpg")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_follow_up_and_recap_lead_to_the_proofs(claim: Page) -> None:
    for tab in ("", "/recapitulatif"):
        page = claim.browser.get(journeys.base_of(claim) + tab)
        link = "Déposer une pièce justificative" if tab else "Pièces justificatives"
        assert page.follow(link).path == journeys.base_of(claim) + "/pieces"
