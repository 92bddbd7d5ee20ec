"""« Convocations »: letters in bulk and the official run, followed as jobs (G-8)."""

from datetime import timedelta

from lxml.html import HtmlElement

from kit import jobs
from services.missions import tasks
from tests.conftest import eventually
from tests.gateway.browser import Browser, Page
from tests.gateway.world import Site

LETTERS = "/gestion/convocations"
RUN = {tasks.LETTERS: tasks.edit_letters, tasks.OFFICIAL_RUN: tasks.make_official}


def work(site: Site, page: Page) -> None:
    """What the worker does with the job of a page."""
    run = jobs.claim(site.services.started["missions"].process, page.path.rpartition("/")[2])
    run.execute(RUN[run.kind])


def group_with_drafts(manager: Browser) -> Page:
    page = manager.get("/").follow("Convocations")
    rows = page.tree.xpath("//tbody/tr[td[@data-label='À officialiser'] != '0']")
    return manager.get(min(rows, key=people_of).xpath(".//a/@href")[0])


def people_of(row: HtmlElement) -> int:
    return int(row.xpath("./td[@data-label='Intervenants']")[0].text)


def test_letters_are_checked_then_made_official_then_printed(site: Site, manager: Browser) -> None:
    group = group_with_drafts(manager)
    drafts = int(group.tree.xpath("//dt[.='À officialiser']/following-sibling::dd")[0].text)
    proof = group.form(f"{group.path}/courriers", "Éditer les projets").submit()
    assert "En attente" in proof.content
    not_ready = manager.get(f"{proof.path}/fichier.pdf")
    assert (not_ready.path, not_ready.keys) == (proof.path, ["LETTERS_NOT_READY"])
    work(site, proof)
    done = proof.follow("Actualiser l’avancement")
    pdf = done.follow("Télécharger le fichier")
    assert pdf.response.content.startswith(b"%PDF-")
    assert pdf.response.headers["content-disposition"] == 'attachment; filename="convocations.pdf"'
    asked = group.follow("Rendre officielles")
    assert f"{drafts} convocation" in asked.content
    official = asked.form(asked.path).submit("Rendre officielles")
    work(site, official)
    assert "Terminé" in manager.get(official.path).content
    again = manager.get(group.path)
    assert "Toutes les convocations sont officielles" in again.content
    # Another browser did it meanwhile: the form that is still open is told so.
    late = asked.form(asked.path).submit("Rendre officielles")
    assert late.keys == ["NOTHING_TO_MAKE_OFFICIAL"] or late.path == official.path
    originals = again.form(f"{again.path}/courriers", "Éditer les originaux").submit()
    work(site, originals)
    assert manager.get(originals.path).follow("Télécharger le fichier").response.content.startswith(b"%PDF-")
    # Claims exist as soon as expenses has been told.
    eventually(lambda: not waiting(site))
    listed = manager.get(LETTERS)
    assert len(listed.tree.xpath("//li[@class='job']")) == 3


def test_groups_are_searched_and_sorted_and_the_address_says_how(manager: Browser) -> None:
    """S-SHELL-7, S-SHELL-8."""
    page = manager.get(LETTERS)
    assert page.tree.xpath("//th[@aria-sort='descending']//text()") == ["Session"]
    found = page.form(LETTERS).submit(recherche="baccalaureat")
    assert 0 < len(found.rows) < len(page.rows)
    assert all("BACCALAUREAT" in row["Examen"] for row in found.rows)
    assert f"sur {len(page.rows)} pour « baccalaureat »" in found.content
    turned = found.follow("Officielles").follow("Officielles")
    assert turned.tree.xpath("//th[@aria-sort='descending']//text()") == ["Officielles"]
    counts = [int("".join(row["Officielles"].split())) for row in turned.rows]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == len(found.rows)
    assert manager.get(f"{LETTERS}?recherche=zzz").rows == []


def small_group(manager: Browser) -> Page:
    rows = manager.get(LETTERS).tree.xpath("//tbody/tr[td[@data-label='Officielles'] != '0']")
    return manager.get(min(rows, key=people_of).xpath(".//a/@href")[0])


def waiting(site: Site) -> int:
    with site.services.started["missions"].database.read() as session:
        return session.connection().exec_driver_sql("SELECT count(*) FROM kit.outbox").scalar_one()


def test_a_job_that_somebody_else_asked_for_keeps_its_file(site: Site, manager: Browser) -> None:
    group = small_group(manager)
    job = group.form(f"{group.path}/courriers", "Éditer les originaux").submit()
    work(site, job)
    other = site.browser_of("gestionnaire", "ses propres frais")
    page = other.get(f"{job.path}/fichier.pdf")
    assert (page.path, page.keys) == (job.path, ["JOB_NOT_FOUND"])


def test_letters_are_gone_after_a_day(site: Site, manager: Browser) -> None:
    group = small_group(manager)
    job = group.form(f"{group.path}/courriers", "Éditer les originaux").submit()
    work(site, job)
    missions = site.services.started["missions"]
    with missions.database.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE kit.jobs SET end_time = end_time - %(age)s WHERE id = %(id)s",
            {"age": timedelta(days=2), "id": job.path.rpartition("/")[2]},
        )
    tasks.forget_old_letters(missions.process)
    page = manager.get(f"{job.path}/fichier.pdf")
    assert page.keys == ["LETTERS_EXPIRED"]


def test_a_group_or_a_job_that_is_not_there_is_not_found(manager: Browser) -> None:
    assert manager.get(f"{LETTERS}/1999/XXX").status == 404
    page = manager.get(f"{LETTERS}/travaux/01a20eea-c65e-76f7-9bd1-8acdefb7ec85")
    assert (page.status, page.keys) == (404, ["JOB_NOT_FOUND"])


def test_a_group_without_letters_says_so(manager: Browser) -> None:
    page = manager.send("POST", f"{manager.site}{LETTERS}/2026/XXX/courriers", {"form_token": manager.token()})
    assert (page.path, page.keys) == (LETTERS, ["NOTHING_TO_PRINT"])
