"""The proofs beside a claim on the desk, without JavaScript: read page by page, deposited and removed by staff."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.journeys import on_the_desk
from tests.gateway.test_pieces import ATTACHMENT, RIB, a_file, deposit, names, proofs_of
from tests.gateway.world import Site
from tests.services.documents.corpus.images import png
from tests.services.documents.deposits import a_pdf

DEPOSIT = "Déposer ou supprimer une pièce"


@pytest.fixture
def claimed(site: Site) -> Page:
    """A claim that was validated with one proof of three pages."""
    page = journeys.fill(site.examiner(is_new=True))
    deposit(proofs_of(page), a_file(content=a_pdf(pages=3)), proof=RIB)
    return journeys.validate(page)


@pytest.fixture
def desk(manager: Browser, claimed: Page) -> Page:
    return on_the_desk(manager, claimed.browser)


def pictured(page: Page) -> tuple[str, str]:
    """Address and alternative of the picture that is shown."""
    (picture,) = page.tree.xpath("//figure//img")
    return picture.get("src"), picture.get("alt")


def test_the_proofs_stand_beside_the_claim_page_by_page(desk: Page) -> None:
    """S-DOC-6: the first page of the first one; links alone lead to the others."""
    assert f"{RIB} Fournie" in desk.content
    assert "par l’intervenant" in desk.content
    assert "Non analysé" in desk.content, "which concerns those who open what somebody else made"
    address, told = pictured(desk)
    assert told == "Page 1 sur 3 de la pièce rib.pdf"
    answer = desk.browser.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert desk.links("Page précédente") == []
    second = desk.follow("Page suivante")
    assert pictured(second)[1] == "Page 2 sur 3 de la pièce rib.pdf"
    third = second.follow("Page suivante")
    assert third.links("Page suivante") == []
    assert pictured(third.follow("Page précédente"))[1] == "Page 2 sur 3 de la pièce rib.pdf"
    opened = desk.follow("rib.pdf").response
    assert opened.headers["content-disposition"] == ATTACHMENT.format("rib.pdf")


@pytest.mark.parametrize("query", ["piece=x&page=1", "page=0", "page=x", "page=99999999", "piece=&page=-1"])
def test_an_address_that_shows_nothing_shows_the_first_document(desk: Page, query: str) -> None:
    shown = desk.browser.get(f"{desk.path}?{query}")
    assert shown.status == 200
    assert "de la pièce rib.pdf" in pictured(shown)[1]


def test_what_else_stands_in_the_address_is_kept(desk: Page) -> None:
    page = desk.browser.get(f"{desk.path}?ailleurs=a%26b&page=2")
    assert "ailleurs=a%26b" in page.follow("Page suivante").query


def test_a_gestionnaire_deposits_also_after_the_validation_and_the_examiner_reads_it(desk: Page, claimed: Page) -> None:
    """S-CLM-14, S-DOC-5: what came by post; marked, and not for the examiner to remove."""
    proofs = desk.follow(DEPOSIT)
    assert proofs.path == f"{desk.path}/pieces"
    done = deposit(proofs, ("courrier.png", png(), "image/png"), folder="travel")
    assert (done.path, done.keys) == (proofs.path, ["PROOF_DEPOSITED"])
    assert "par le gestionnaire" in done.content
    beside = done.follow("Retour à l’état de frais")
    assert pictured(beside.follow("Afficher la pièce courrier.png"))[1] == "Page 1 sur 1 de la pièce courrier.png"
    undo = claimed.browser.get(journeys.base_of(claimed) + "/devalidation")
    undo.form(undo.path).submit("Dévalider")
    seen = proofs_of(claimed)
    assert names(seen) == ["rib.pdf", "courrier.png"]
    assert len(seen.links("Supprimer la pièce")) == 1, "the examiner removes their own only"
    assert "par le gestionnaire" in seen.content


def test_a_gestionnaire_removes_what_a_gestionnaire_deposited(desk: Page) -> None:
    """S-DOC-5: not what the examiner did."""
    done = deposit(desk.follow(DEPOSIT), a_file("courrier.pdf"), folder="travel")
    assert len(done.links("Supprimer la pièce")) == 1
    asked = done.follow("Supprimer la pièce courrier.pdf")
    gone = asked.form(asked.path).submit("Supprimer")
    assert (gone.keys, names(gone)) == (["PROOF_REMOVED"], ["rib.pdf"])
    (address,) = gone.tree.xpath("//a[@class='download']/@href")
    wrong = address.removesuffix("fichier") + "suppression"
    assert gone.browser.get(wrong).path == gone.path
    sent = gone.browser.post(gone.browser.site + wrong, {"form_token": gone.browser.token()})
    assert sent.status_code == 303
    assert names(gone.browser.get(gone.path)) == ["rib.pdf"]


def test_the_same_file_in_another_claim_is_told_to_staff_only(site: Site, manager: Browser) -> None:
    content = a_pdf()
    claims = [journeys.open_claim(site.examiner()) for _ in range(2)]
    for page in claims:
        deposit(proofs_of(page), a_file(content=content))
    told = "Le même fichier se trouve dans un autre état de frais"
    assert told in on_the_desk(manager, claims[0].browser).content
    assert told not in proofs_of(claims[0]).content


def test_nobody_deposits_on_their_own_claim_from_the_desk(site: Site) -> None:
    """G-4: whoever owns a folder is its owner."""
    own = site.browser_of("gestionnaire", "ses propres frais")
    journeys.accept_conditions(own)
    (first, *_) = own.get("/etats-de-frais").tree.xpath("//tbody//th/a/@href")
    proofs = own.get(first.replace("/etats-de-frais", "/gestion/etats-de-frais") + "/pieces")
    assert proofs.status == 200
    assert [one for one in proofs.forms if one.element.get("enctype")] == []


def test_the_desk_is_closed_to_examiners(claimed: Page) -> None:
    base = journeys.base_of(claimed).replace("/etats-de-frais", "/gestion/etats-de-frais")
    (address,) = proofs_of(claimed).tree.xpath("//a[@class='download']/@href")
    document = address.split("/")[-2]
    for path in ("", f"/{document}/fichier", f"/{document}/pages/1.jpg", f"/{document}/suppression"):
        assert claimed.browser.get(f"{base}/pieces{path}").status == 403


def test_a_gestionnaire_waits_for_what_is_not_analysed(site: Site, desk: Page) -> None:
    """P-DOC-8: the page says how far it is, and shows no picture of it."""
    (address,) = desk.tree.xpath("//a[@class='download']/@href")
    site.execute("documents", "UPDATE documents SET scan_state = 'RECEIVED' WHERE id = :id", id=address.split("/")[-2])
    shown = desk.browser.get(desk.path)
    assert "En cours d’analyse" in shown.content
    assert shown.tree.xpath("//figure//img") == []
    assert names(shown) == []
    waited = desk.browser.get(address)
    assert (waited.path, waited.keys) == (f"{desk.path}/pieces", ["DOCUMENT_NOT_SCANNED"])
