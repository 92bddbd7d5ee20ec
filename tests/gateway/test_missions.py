"""« Consultation missions » without JavaScript (S-MIS-1, S-MIS-2, S-MIS-4)."""

import pytest

from kit.identifiers import new_id
from tests.gateway.browser import Browser
from tests.gateway.crowd import CANCELLED, MARKING
from tests.gateway.world import Site


@pytest.fixture(scope="module")
def reader(site: Site) -> Browser:
    return site.examiner()


def test_the_list_shows_the_missions_of_the_person(reader: Browser) -> None:
    """S-MIS-1: claim statuses stay in the list of claims."""
    page = reader.get("/").follow("Consultation missions")
    assert list(page.rows[0]) == [
        "Examen",
        "Type de mission",
        "N° de mission",
        "Date de début",
        "Centre",
        "Qualité",
        "Duplicata",
    ]
    assert {row["N° de mission"] for row in page.rows} == {"SI10034", "SI10040", "SI10046", "SI10089", "SI10095"}
    assert "5 missions affichées" in page.content


@pytest.mark.parametrize(
    ("column", "kind"), [("Examen", str), ("N° de mission", str), ("Date de début", "date"), ("Centre", str)]
)
def test_a_click_on_a_label_sorts_and_a_second_one_reverses(reader: Browser, column: str, kind: object) -> None:
    """S-SHELL-8."""

    def key(value: str) -> tuple[str, ...]:
        return tuple(reversed(value.split("/"))) if kind == "date" else (value.casefold(),)

    page = reader.get("/missions")
    first = page.follow(column) if column != "Date de début" else page
    values = [row[column] for row in first.rows]
    assert values == sorted(values, key=key)
    assert first.tree.xpath("//th[@aria-sort]/@aria-sort") == ["ascending"]
    reversed_ = first.follow(column)
    assert [row[column] for row in reversed_.rows] == sorted(values, key=key, reverse=True)
    assert reversed_.tree.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]


def test_a_search_keeps_the_sort_and_stands_in_the_address(reader: Browser) -> None:
    """S-SHELL-7: every label shown is searched, case and accents ignored."""
    page = reader.get("/missions?tri=centre&sens=decroissant").form("/missions").submit(recherche="LYCEE  condorcet")
    assert "tri=centre" in page.query
    assert "sens=decroissant" in page.query
    assert [row["N° de mission"] for row in page.rows] == [MARKING]
    assert "1 mission affichée sur 5" in page.content
    assert len(page.follow("Afficher toute la liste").rows) == 5
    assert reader.get("/missions?recherche=26/05/2026").rows
    empty = reader.get("/missions?recherche=zzz")
    assert empty.rows == []
    assert "zzz" in empty.content


def test_the_detail_leads_back_to_the_list_as_it_was_left(reader: Browser) -> None:
    """S-MIS-4, S-SHELL-10."""
    page = reader.get("/missions?recherche=SI10040&tri=centre")
    detail = page.follow(page.rows[0]["Examen"])
    for words in (
        "BREVET DE TECHNICIEN SUPERIEUR",
        "Lycée général et technologique Condorcet",
        "SI10040",
        "Correcteur",
    ):
        assert words in detail.content
    back = detail.follow("Retour")
    assert (back.path, back.query) == ("/missions", page.query)


def test_the_duplicate_is_a_pdf_with_a_name(reader: Browser) -> None:
    """S-MIS-2."""
    page = reader.get("/missions?recherche=SI10040").follow("Duplicata")
    assert page.response.headers["content-type"] == "application/pdf"
    assert "convocation-SI10040.pdf" in page.response.headers["content-disposition"]
    assert page.response.content.startswith(b"%PDF-")


def test_the_duplicate_of_a_cancelled_convocation_is_refused_in_the_console(reader: Browser) -> None:
    (row,) = reader.get(f"/missions?recherche={CANCELLED}").tree.xpath("//tbody/tr//a/@href")[:1]
    page = reader.get(f"{row}/convocation.pdf")
    assert (page.path, page.keys) == ("/missions", ["DUPLICATE_WITHDRAWN"])
    assert "Contactez votre gestionnaire" in page.console[0][2]


def test_the_mission_of_somebody_else_does_not_exist(site: Site, reader: Browser) -> None:
    """security.md B35."""
    other = site.browser_of("intervenant", "à venir").get("/missions").tree.xpath("//tbody/tr//a/@href")[0]
    for address in (other, f"/missions/{new_id()}"):
        page = reader.get(address)
        assert (page.status, page.keys) == (404, ["MISSION_NOT_FOUND"])
    assert reader.get("/missions/0").status == 404


def test_a_manager_has_no_missions_to_read(site: Site) -> None:
    """S-SHELL-4: absent from the menu, and refused at its address."""
    manager = site.browser_of("gestionnaire", "traite")
    assert "Consultation missions" not in manager.get("/").menu
    page = manager.get("/missions")
    assert (page.status, page.title) == (403, "Accès refusé – IMAG’IN")
    assert "contactez votre gestionnaire" in page.content
