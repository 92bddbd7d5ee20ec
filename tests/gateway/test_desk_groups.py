"""Fees of continuous assessment put together by a gestionnaire, and apart again, without JavaScript (S-FEE-6)."""

import pytest

from kit.identifiers import new_id
from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.world import Site

# Examiners of the demonstration who held three orals of one exam and one session, a day each.
ORALS = {"ESI429668": ("SI10010", "SI10011", "SI10012"), "ESI537890": ("SI10222", "SI10223", "SI10224")}


def with_orals(site: Site, identifier: str) -> tuple[Browser, tuple[str, ...]]:
    """Somebody whose three orals are validated, half a day each."""
    examiner = site.welcome(identifier)
    examiner.identifier = identifier
    for number in ORALS[identifier]:
        journeys.validate(enter_half_day(journeys.open_claim(examiner, number)))
    return examiner, ORALS[identifier]


def enter_half_day(page: Page) -> Page:
    fee = page.browser.get(journeys.base_of(page) + "/remuneration")
    typed = {"half_days[0].start_time": "08:00", "half_days[0].end_time": "12:00"}
    recorded = fee.form(fee.path).submit("Enregistrer", **typed)
    assert recorded.keys == ["CLAIM_RECORDED"], recorded.content
    return recorded


def choose(page: Page, *numbers: str) -> Page:
    """Tick the missions with these numbers and go on."""
    boxes = page.tree.xpath("//label[input[@name='etats']]")
    chosen = [box.find("input").get("value") for box in boxes if any(one in box.text_content() for one in numbers)]
    return page.form(page.path).submit("Continuer", etats=chosen)


def group(manager: Browser, examiner: Browser, carrier: str, *members: str) -> Page:
    """Put the fees of missions on that of another one."""
    asked = choose(on_the_desk(manager, examiner, carrier).follow("Regrouper"), *members)
    done = asked.form(asked.path).submit("Regrouper")
    assert done.keys == ["FEES_GROUPED"], done.content
    return done


@pytest.fixture(scope="module")
def examiner(site: Site) -> Browser:
    return with_orals(site, "ESI429668")[0]


def test_orals_are_put_together_and_apart_again(manager: Browser, examiner: Browser) -> None:
    """G-6, S-FEE-6."""
    first, second, third = ORALS[examiner.identifier]
    page = on_the_desk(manager, examiner, first).follow("Regrouper")
    assert second in page.content
    assert third in page.content
    none = page.form(page.path).submit("Continuer")
    assert (none.status, list(none.errors)) == (200, ["champ-etats"])
    asked = choose(none, second)
    assert "2 demi-journées, 8 heures" in asked.content
    back = asked.follow("Retour")
    assert back.form(back.path).values["etats"]
    grouped = asked.form(page.path).submit("Regrouper")
    assert grouped.keys == ["FEES_GROUPED"]
    # The claim that carries, the one that is carried, and what the examiner reads of both.
    assert second in grouped.content
    carried = on_the_desk(manager, examiner, second)
    assert "Annulé" in carried.content
    assert carried.follow(first).path == grouped.path
    follow_up = journeys.open_claim(examiner, second)
    assert first in follow_up.content
    # A third one joins, then all leave.
    asked = choose(grouped.follow("Regrouper"), third)
    assert "3 demi-journées, 12 heures" in asked.content
    confirmed = asked.form(page.path).submit("Regrouper").follow("Dégrouper")
    apart = confirmed.form(confirmed.path).submit("Dégrouper")
    assert apart.keys == ["FEES_UNGROUPED"]
    for number in (second, third):
        assert "Annulé" not in on_the_desk(manager, examiner, number).content


def test_what_the_page_of_a_claim_does_not_offer_is_refused_at_its_address(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    """G-6: nothing to part, nothing that may be grouped, and no cancellation of one claim of a group."""
    first, second, _ = ORALS[examiner.identifier]
    assert send(manager, on_the_desk(manager, examiner, first), "degroupement").keys == ["FEES_NOT_GROUPED"]
    grouped = group(manager, examiner, first, second)
    refused = send(manager, grouped, "annulation", reason="Saisie en double")
    assert refused.keys == ["FEE_GROUPED"]
    assert send(manager, grouped, "degroupement").keys == ["FEES_UNGROUPED"]
    other = site.examiner()
    journeys.validate(journeys.enter_fee(journeys.open_claim(other)))
    member = on_the_desk(manager, examiner, second).path.rpartition("/")[2]
    refused = send(manager, on_the_desk(manager, other), "regroupement", etats=member)
    assert refused.keys == ["FEE_NOT_GROUPABLE"]


def send(manager: Browser, page: Page, move: str, **typed: str) -> Page:
    """A form of ours to the address of a move, from the page of a validated claim."""
    version = page.form(f"{DESK}/…", "Accepter").values["version"]
    given = {"form_token": manager.token(), "version": version, "request_id": new_id(), **typed}
    return manager.send("POST", f"{manager.site}{page.path}/{move}", given)


def test_a_grouping_that_comes_late_keeps_what_was_ticked(site: Site, manager: Browser) -> None:
    """Of two gestionnaires, the slower one is told and sees the claims as they are now."""
    examiner, (first, second, third) = with_orals(site, "ESI537890")
    other = site.browser_of("gestionnaire", "traite")
    slower = choose(on_the_desk(other, examiner, first).follow("Regrouper"), second, third)
    done = group(manager, examiner, first, second)
    told = slower.form(slower.path).submit("Regrouper")
    assert told.keys == ["STALE_VERSION"]
    assert len(told.tree.xpath("//input[@name='etats'][@checked]")) == 1
    assert second not in told.content
    accepted = done.form(f"{DESK}/…", "Accepter").submit("Accepter")
    assert not accepted.links("Dégrouper")


def test_nothing_to_put_together_is_said(manager: Browser, site: Site) -> None:
    examiner = site.welcome("ESI822782")
    examiner.identifier = "ESI822782"
    journeys.validate(enter_half_day(journeys.open_claim(examiner, "SI10069")))
    page = on_the_desk(manager, examiner, "SI10069").follow("Regrouper")
    assert "Aucune rémunération à regrouper" in page.content
