"""« Historique », for both sides (P-CLM-23)."""

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.world import Site


def test_both_sides_read_what_happened_and_the_way_back(manager: Browser, examiner: Browser) -> None:
    """P-CLM-23: newest first, each with the same sentences and their own names."""
    claim = journeys.validated(examiner)
    opened = on_the_desk(manager, examiner)
    asked = opened.follow("Accepter une autre quantité pour la rémunération")
    asked.form(asked.path).submit("Accepter", copies="40", reason="Deux copies étaient blanches.")
    own = examiner.get(journeys.base_of(claim)).follow("Historique")
    theirs = manager.get(opened.path).follow("Historique")
    for page, who in ((own, ", gestionnaire"), (theirs, "Le service de convocation")):
        said = " ".join(page.content.replace("\u00a0", " ").replace("\u202f", " ").split())
        for expected in (
            "L’état de frais a été créé",
            "L’état de frais a été validé.",
            "42 copies",
            "40 copies",
            "Deux copies étaient blanches.",
            "Validé par gestionnaire",
            "Vous",
            who,
        ):
            assert expected in said, (page.path, expected)
    assert own.follow("Retour").path == journeys.base_of(claim)
    assert theirs.follow("Retour").path == opened.path
    times = own.tree.xpath("//ol[@class='history']//time/@datetime")
    assert times == sorted(times, reverse=True)


def test_nobody_reads_the_history_of_anothers_claim(site: Site, examiner: Browser) -> None:
    claim = journeys.open_claim(examiner)
    other = site.examiner()
    journeys.accept_conditions(other)
    assert other.get(journeys.base_of(claim) + "/historique").status == 404
    assert other.get(journeys.base_of(claim).replace("/etats-de-frais", DESK) + "/historique").status == 403
