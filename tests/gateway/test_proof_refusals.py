"""Every way in which documents and the proofs of a claim say no, as the pages say it (S-DOC-2, S-DOC-4, S-CLM-14)."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from services.documents import errors
from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import MARKING
from tests.gateway.test_pieces import RIB, a_file, deposit, names, proofs_of
from tests.gateway.world import Site, World, running_site
from tests.services.documents.corpus import images, pdfs

DESK = "/gestion/etats-de-frais"


@pytest.fixture
def claim(site: Site) -> Page:
    """A claim with its fee and journey, of somebody who has no payroll file yet."""
    return journeys.fill(site.examiner(is_new=True))


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: images.png()[:200], errors.FileDamaged),
        (lambda: pdfs.encrypted("secret"), errors.FileEncrypted),
        (pdfs.with_script, errors.FileActive),
        (lambda: images.animated("GIF"), errors.FileAnimated),
        (lambda: images.bomb_png(13_000, 13_000), errors.FileTooComplex),
        (lambda: images.jpeg() + b"PK\3\4 and more", errors.FileMixed),
    ],
    ids=lambda value: getattr(value, "reason", None),
)
def test_what_is_wrong_with_a_file_is_said_where_it_was_chosen(
    claim: Page, make: Callable[[], bytes], refusal: type[errors.Refusal]
) -> None:
    refused = deposit(proofs_of(claim), a_file(content=make()))
    assert (refused.status, refused.keys) == (422, [refusal.reason])
    assert " ".join(refusal.message.split()) in refused.errors["payroll.file"]
    assert names(refused) == []


def test_a_proof_that_counts_for_a_validated_claim_is_not_removed_from_another(site: Site) -> None:
    """S-DOC-1: given once, it counts everywhere, and stays."""
    browser = site.examiner(is_new=True)
    rows = journeys.accept_conditions(browser).rows
    other = next(
        row["N° de mission"] for row in rows if row["Rémunération"] == "Non validé" and row["N° de mission"] != MARKING
    )
    given = deposit(proofs_of(journeys.open_claim(browser, other)), a_file(), proof=RIB)
    asked = given.follow("Supprimer la pièce rib.pdf")
    journeys.validate(journeys.enter_fee(journeys.open_claim(browser)))
    refused = asked.form(asked.path).submit("Supprimer")
    assert refused.keys == ["DOCUMENT_COUNTED"]
    kept = proofs_of(given)
    assert names(kept) == ["rib.pdf"]
    assert kept.links("Supprimer") == []


def test_nobody_validates_while_proofs_cannot_be_sealed_and_nothing_typed_is_lost(world: World, redis_url: str) -> None:
    """PROOFS_UNAVAILABLE: the rest of the claim works meanwhile."""
    with running_site(world, redis_url) as site:
        filled = journeys.fill(site.examiner(is_new=True))
        with site.services.started["documents"].database.transaction() as session:
            session.execute(sa.text("LOCK TABLE folders"))
            refused = journeys.validate(filled)
            assert refused.keys == ["PROOFS_UNAVAILABLE"]
            page = proofs_of(filled)
        assert page.status == 200
        assert [one for one in page.forms if one.element.get("enctype")] == []
        recap = filled.browser.get(journeys.base_of(filled) + "/recapitulatif")
        assert (recap.status, "103,74 €" in recap.content) == (200, True)


def test_an_academy_that_takes_proofs_by_post_says_where_to(world: World, redis_url: str) -> None:
    """S-CLM-14: a form that was open when that was decided is refused with the address."""
    with running_site(world, redis_url) as site:
        browser = site.examiner(is_new=True)
        page = proofs_of(journeys.open_claim(browser))
        with site.services.started["expenses"].database.transaction() as session:
            session.execute(
                sa.text("INSERT INTO parameters (name, valid_from, values) VALUES (:name, :day, :values)"),
                {"name": "DEMATERIALISED_PROOFS", "day": date(2020, 1, 1), "values": ["no"]},
            )
        refused = deposit(page, a_file())
        assert refused.keys == ["PROOFS_BY_POST"]
        assert "Bureau des frais d’examen" in refused.content


def test_a_gestionnaire_reads_that_the_proofs_of_a_claim_are_sealed(site: Site, claim: Page) -> None:
    """PROOFS_SEALED is the examiner's: a form that was open before the validation."""
    page = proofs_of(claim)
    journeys.validate(claim)
    late = deposit(page, a_file())
    assert late.keys == ["PROOFS_SEALED"]
    manager = site.browser_of("gestionnaire", "traite")
    found = manager.get(f"{DESK}?file=tous&recherche={claim.browser.identifier}")
    assert found.rows


def test_a_number_that_was_tampered_with_is_not_shown(site: Site, manager: Browser) -> None:
    """A13: SECRET_DAMAGED, and the page of the person stays readable."""
    person = manager.get("/gestion/intervenants").follow(manager.get("/gestion/intervenants").rows[3]["Nom"])
    asked = manager.get(person.path + "/en-clair")
    identity = person.path.rpartition("/")[2]
    with site.services.started["auth"].database.transaction() as session:
        row = session.execute(
            sa.text("SELECT insee_number_sealed FROM people WHERE id = :id"), {"id": identity}
        ).scalar_one()
        changed = {"id": identity, "sealed": bytes(row[:-1]) + bytes([row[-1] ^ 1])}
        session.execute(sa.text("UPDATE people SET insee_number_sealed = :sealed WHERE id = :id"), changed)
    refused = asked.form(asked.path).submit("Afficher en clair", purpose="Contrôle du dossier de paie")
    assert refused.keys == ["SECRET_DAMAGED"]
    assert "Illisible" in manager.get(person.path).content
