"""The other side of the desk, without JavaScript (S-CLM-16, G-4)."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import MARKING
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.world import Site

REASON = "Mission saisie deux fois"


def test_a_validated_claim_waits_in_the_list_and_is_accepted(manager: Browser, examiner: Browser) -> None:
    claim = journeys.validated(examiner)
    page = manager.get("/").follow("Traitement des états de frais")
    found = page.form(DESK).submit(recherche=f"{examiner.identifier} {MARKING}")
    (row,) = found.rows
    assert (row["Rémunération"], row["Déplacement"]) == ("Validé", "Validé")
    opened = found.follow(row["Intervenant"].rpartition(" ")[0])
    for words in (examiner.identifier, "42 copies", "103,74 €", "Ligne 1 : Brunoy", "72,16 €"):
        assert words in opened.content
    assert opened.follow("Récapitulatif (PDF)").response.content.startswith(b"%PDF-")
    accepted = opened.form(f"{DESK}/…").submit("Accepter")
    assert accepted.keys == ["CLAIM_ACCEPTED"]
    assert "Validé par gestionnaire" in accepted.content
    # The examiner reads it, and can no longer take the claim back.
    follow_up = examiner.get(journeys.base_of(claim))
    assert "Validé par gestionnaire" in follow_up.content
    assert not follow_up.links("Dévalider")
    page = examiner.send("POST", form_address(claim, "devalidation"), token_of(examiner, version="9"))
    assert page.keys in (["PART_ACCEPTED"], ["STALE_VERSION"])
    # From the claim back to the list as it was left.
    assert opened.follow("Retour").query == found.query


def validated_on_the_desk(manager: Browser, examiner: Browser) -> Page:
    journeys.validated(examiner)
    return on_the_desk(manager, examiner)


def form_address(claim: Page, part: str) -> str:
    return f"{claim.browser.site}{journeys.base_of(claim)}/{part}"


def token_of(browser: Browser, **more: str) -> dict[str, str]:
    return {"form_token": browser.token(), **more}


def test_each_part_is_accepted_on_its_own(manager: Browser, examiner: Browser) -> None:
    opened = validated_on_the_desk(manager, examiner)
    form = opened.form(f"{DESK}/…")
    assert form.values["parts"] == ["PART_KIND_FEE", "PART_KIND_TRAVEL"]
    page = form.submit("Accepter", parts=["PART_KIND_FEE"])
    assert page.keys == ["CLAIM_ACCEPTED"]
    assert page.form(f"{DESK}/…").values["parts"] == "PART_KIND_TRAVEL"
    assert page.form(f"{DESK}/…").submit("Accepter").keys == ["CLAIM_ACCEPTED"]


def test_nothing_chosen_is_nothing_accepted(manager: Browser, examiner: Browser) -> None:
    opened = validated_on_the_desk(manager, examiner)
    page = opened.form(f"{DESK}/…").submit("Accepter", parts=[])
    assert page.keys == ["PARTS_MISSING"]
    assert "Choisissez au moins une partie" in page.console[0][2]


def test_a_claim_is_cancelled_with_a_reason_and_taken_back(manager: Browser, examiner: Browser) -> None:
    claim = journeys.validated(examiner)
    asked = on_the_desk(manager, examiner).follow("Annuler l’état de frais")
    for reason in ("", "non", "x" * 501):
        refused = asked.form(asked.path).submit("Annuler l’état de frais", reason=reason)
        assert (refused.status, list(refused.errors)) == (422, ["reason"])
        assert refused.form(asked.path).values["reason"] == reason
    cancelled = refused.form(asked.path).submit("Annuler l’état de frais", reason=REASON)
    assert cancelled.keys == ["CANCELLATION_DONE"]
    assert "Annulé" in cancelled.content
    follow_up = examiner.get(journeys.base_of(claim))
    assert REASON in follow_up.content
    assert "Yves Antoine" in follow_up.content
    assert examiner.get(journeys.base_of(claim) + "/remuneration").path == follow_up.path
    confirmed = cancelled.follow("Rétablir l’état de frais")
    back = confirmed.form(confirmed.path).submit("Rétablir")
    assert back.keys == ["CLAIM_UNCANCELLED"]
    assert back.content.count("Validé") >= 2


def test_nobody_processes_their_own_claim(site: Site) -> None:
    """S-SHELL-9, G-4: the page says who can, and the address refuses."""
    own = site.browser_of("gestionnaire", "ses propres frais")
    claims = journeys.accept_conditions(own)
    number = claims.rows[0]["N° de mission"]
    page = own.get(f"{DESK}?file=tous&recherche={own.identifier} {number}")
    page = page.follow(page.rows[0]["Intervenant"].rpartition(" ")[0])
    assert "Un autre gestionnaire doit le traiter" in page.content
    assert not page.links("Annuler l’état de frais")
    assert "Accepter" not in page.content
    version = page.form(f"{DESK}/…").values["version"]
    base = "/".join(page.path.split("/")[:4])
    given = token_of(own, version=version, parts="PART_KIND_FEE", reason=REASON)
    for move in ("acceptation", "annulation", "retablissement"):
        assert own.send("POST", f"{own.site}{base}/{move}", given).keys == ["OWN_CLAIM"], move


def test_the_list_is_paged_and_keeps_search_and_sort(manager: Browser) -> None:
    first = manager.get(f"{DESK}?file=a-valider&tri=intervenant")
    assert len(first.rows) == 50
    assert not first.links("Page précédente")
    second = first.follow("Page suivante")
    assert "tri=intervenant" in second.query
    assert "file=a-valider" in second.query
    key = [row["Intervenant"] + row["N° de mission"] for page in (first, second) for row in page.rows]
    assert len(set(key)) == 100
    back = second.follow("Page précédente")
    assert [row["N° de mission"] for row in back.rows] == [row["N° de mission"] for row in first.rows]


@pytest.mark.parametrize(
    "column", ["Intervenant", "N° d’ordre", "Examen", "Type de mission", "N° de mission", "Date de début"]
)
def test_the_list_is_sorted_by_a_click(manager: Browser, column: str) -> None:
    page = manager.get(DESK).follow(column)
    assert page.tree.xpath("//th[@aria-sort]/@aria-sort") == ["ascending"]
    assert page.follow(column).tree.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]


def test_the_queues_hold_what_their_names_say(manager: Browser, examiner: Browser) -> None:
    asked = validated_on_the_desk(manager, examiner).follow("Annuler l’état de frais")
    asked.form(asked.path).submit("Annuler l’état de frais", reason=REASON)
    page = manager.get(DESK)
    for queue, statuses in {
        "À traiter": {"Validé"},
        "À calculer": {"A traiter par le gestionnaire"},
        "En attente": {"Non validé", "Mission en cours"},
        "Annulés": {"Annulé"},
    }.items():
        rows = page.follow(queue).rows
        assert rows
        assert all(statuses & {row["Rémunération"], row["Déplacement"]} for row in rows), queue


def test_a_page_of_the_list_that_never_was_is_refused_in_words(manager: Browser) -> None:
    page = manager.get(f"{DESK}?page=n-importe-quoi")
    assert (page.status, page.keys) == (422, ["PAGE_TOKEN_INVALID"])


def test_a_claim_that_changed_meanwhile_is_not_accepted(manager: Browser, examiner: Browser) -> None:
    claim = journeys.validated(examiner)
    opened = on_the_desk(manager, examiner)
    asked = examiner.get(journeys.base_of(claim) + "/devalidation")
    asked.form(asked.path).submit("Dévalider")
    page = opened.form(f"{DESK}/…").submit("Accepter")
    assert page.keys == ["STALE_VERSION"]
    assert "Non validé" in page.content


def test_an_examiner_has_no_desk(site: Site, examiner: Browser) -> None:
    """S-SHELL-4."""
    assert "Traitement des états de frais" not in examiner.get("/").menu
    for address in (DESK, "/gestion/convocations", "/gestion/intervenants"):
        assert examiner.get(address).status == 403
