"""What a page may cost: calls and statements counted in every service, bytes as they travel (performance.md)."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.gateway import journeys
from tests.gateway.addresses import EVERY_PAGE
from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import HANDLED, MARKING
from tests.gateway.journeys import on_the_desk
from tests.gateway.test_acceptance import TRAVEL as OTHER_TRAVEL
from tests.gateway.test_desk_groups import choose, group, with_orals
from tests.gateway.test_desk_moves import send_abroad
from tests.gateway.test_on_behalf import CLOSED
from tests.gateway.test_pieces import a_file, deposit, proofs_of
from tests.gateway.world import PRODUCED, Site

LARGEST_PAGE = 40 * 1024
# Mails, and what became of the seal of a claim.
TOLD_AFTERWARDS = ("/Notify", "/ConfirmSeal", "/BreakSeal")


@dataclass(frozen=True)
class Cost:
    """Calls answered by the services, ResolveSession included, and SQL statements of all of them."""

    calls: int
    statements: int

    def is_within(self, calls: int, statements: int) -> bool:
        return self.calls <= calls and self.statements <= statements


class Meter:
    """Measures one request, which is not followed where it leads."""

    def __init__(self, site: Site) -> None:
        self._counter = site.services.counter

    def of(self, act: Callable[[], object]) -> Cost:
        self._counter.reset()
        act()
        # What is told after the commit, whenever the relay comes round, is no part of the answer.
        calls, causes = (
            [call for call in these if not call.endswith(TOLD_AFTERWARDS)]
            for these in (self._counter.calls, self._counter.causes)
        )
        return Cost(len(calls), len(causes))


@pytest.fixture
def meter(site: Site) -> Meter:
    return Meter(site)


@pytest.fixture(scope="module")
def warm(site: Site) -> None:
    """Keys, rates and the academy are asked for once per process, not once per page."""
    page = journeys.validated(site.examiner())
    page.browser.get("/missions")
    manager = site.browser_of("gestionnaire", "traite")
    manager.get(f"/gestion/etats-de-frais?recherche={page.browser.identifier}")


def submit(page: Page, form: str, button: str, **typed: str) -> Callable[[], object]:
    """The POST of a form, alone."""
    found = page.form(form, button)
    pressed = found.find(button)
    sent = found.values | {pressed.get("name") or "": pressed.get("value") or ""} | typed
    sent.pop("", None)
    return lambda: page.browser.post(found.address, sent)


@pytest.mark.usefixtures("warm")
def test_lists_cost_at_most_3_calls_and_5_statements(site: Site, meter: Meter) -> None:
    examiner, manager = site.examiner(), site.browser_of("gestionnaire", "traite")
    journeys.accept_conditions(examiner)
    lists = {
        "/missions": examiner,
        "/missions?recherche=condorcet&tri=centre": examiner,
        "/etats-de-frais": examiner,
        "/etats-de-frais?recherche=valide&tri=deplacement": examiner,
        "/gestion/etats-de-frais": manager,
        "/gestion/etats-de-frais?file=tous&recherche=essai&tri=intervenant": manager,
        "/gestion/intervenants?recherche=essai": manager,
        "/gestion/convocations": manager,
    }
    costs = {address: meter.of(lambda a=address, b=browser: b.client.get(a)) for address, browser in lists.items()}
    assert not {a: c for a, c in costs.items() if not c.is_within(3, 5)}
    assert costs["/missions"] == Cost(2, 2)
    assert costs["/etats-de-frais"] == Cost(2, 4)
    assert costs["/gestion/etats-de-frais"] == Cost(2, 3)


@pytest.mark.usefixtures("warm")
def test_every_page_of_a_claim_costs_at_most_3_calls_and_5_statements(site: Site, meter: Meter) -> None:
    examiner, manager = site.examiner(), site.browser_of("gestionnaire", "traite")
    page = journeys.fill(examiner)
    base = journeys.base_of(page)
    line = page.links("Modifier")[0]
    parts = (
        "",
        "/remuneration",
        "/deplacement",
        "/recapitulatif",
        "/validation",
        "/brouillon/abandon",
        "/non-effectuee",
        "/historique",
    )
    addresses = [*[base + part for part in parts], base + "/deplacement/lignes/nouvelle", line, line + "/suppression"]
    costs = {address: meter.of(lambda a=address: examiner.client.get(a)) for address in addresses}
    desk = manager.get(f"/gestion/etats-de-frais?file=tous&recherche={examiner.identifier} {MARKING}")
    (opened,) = desk.tree.xpath("//tbody//th/a/@href")
    costs["desk"] = meter.of(lambda: manager.client.get(opened))
    assert not {a: c for a, c in costs.items() if not c.is_within(3, 5)}
    # « Suivi » tells which proofs are missing, for which documents is asked once.
    assert costs[base] == Cost(3, 4)
    # The session, the claim and its table, the claims around it in the list, the folders.
    assert costs["desk"] == Cost(3, 5)


@pytest.mark.usefixtures("warm")
def test_pages_with_proofs_cost_at_most_3_calls_and_5_statements(site: Site, meter: Meter) -> None:
    """S-DOC-1 to S-DOC-6: whatever was deposited, and a file or a picture of it too."""
    examiner, manager = site.examiner(is_new=True), site.browser_of("gestionnaire", "traite")
    page = journeys.fill(examiner)
    base = journeys.base_of(page)
    for folder in ("payroll", "travel"):
        for number in range(3):
            deposit(proofs_of(page), a_file(f"{folder}-{number}.pdf"), folder=folder)
    (document, *_) = [
        one.removesuffix("/fichier") for one in proofs_of(page).tree.xpath("//a[@class='download']/@href")
    ]
    parts = ("/recapitulatif", "/validation", "/pieces")
    addresses = [*[base + part for part in parts], *[document + part for part in ("/suppression", "/fichier")]]
    costs = {address: meter.of(lambda a=address: examiner.client.get(a)) for address in addresses}
    costs["picture"] = meter.of(lambda: examiner.client.get(document + "/pages/1.jpg"))
    journeys.validate(page)
    desk = on_the_desk(manager, examiner).path
    for address in (desk, desk + "/pieces", base + "/valide"):
        browser = manager if address.startswith("/gestion") else examiner
        costs[address] = meter.of(lambda a=address, b=browser: b.client.get(a))
        weight = len(gzip.compress(browser.client.get(address).content, 5, mtime=0))
        assert weight <= LARGEST_PAGE, (address, weight)
    assert not {a: c for a, c in costs.items() if not c.is_within(3, 5)}


@pytest.mark.usefixtures("warm")
def test_saving_costs_at_most_3_calls_and_10_statements(site: Site, meter: Meter) -> None:
    page = journeys.open_claim(site.examiner())
    base = journeys.base_of(page)
    costs = {}
    fee = page.browser.get(base + "/remuneration")
    costs["draft"] = meter.of(submit(fee, fee.path, "Suivant", copies="40"))
    fee = page.browser.get(base + "/remuneration")
    sent = {**fee.form(fee.path).values, "copies": "quarante"}
    costs["typed"] = meter.of(lambda: page.browser.post(f"{site.address}{fee.path}/brouillon", sent))
    fee = page.browser.get(base + "/remuneration")
    costs["fee"] = meter.of(submit(fee, fee.path, "Enregistrer", copies="42"))
    line = page.browser.get(base + "/deplacement/lignes/nouvelle")
    costs["line"] = meter.of(submit(line, base + "/deplacement/lignes/…", "OK", power_cv="5"))
    travel = page.browser.get(base + "/deplacement")
    costs["travel"] = meter.of(submit(travel, travel.path, "Enregistrer"))
    recap = page.browser.get(base + "/recapitulatif")
    costs["both"] = meter.of(submit(recap, recap.path, "Enregistrer"))
    assert all(cost.is_within(3, 10) for cost in costs.values()), costs
    assert costs["fee"].calls == costs["travel"].calls == 2


@pytest.mark.usefixtures("warm")
def test_typing_a_line_costs_3_calls_with_its_amount(site: Site, meter: Meter) -> None:
    """P-CLM-20, P-CLM-21: what is typed is kept, then estimated among the other lines; a line resumed too."""
    page = journeys.add_trip(journeys.open_claim(site.examiner()))
    base = journeys.base_of(page)
    line = page.browser.get(base + "/deplacement/lignes/nouvelle").form(base + "/deplacement/lignes/…", "OK")
    sent = {**line.values, "departure_date": "27/05/2026"}
    typed = meter.of(lambda: page.browser.post(line.address + "/brouillon", sent))
    resumed = meter.of(lambda: page.browser.client.get(line.address))
    again = page.browser.get(line.address).form(base + "/deplacement/lignes/…", "OK")
    left = meter.of(lambda: page.browser.post(line.address, {**again.values, "action": "cancel"}))
    assert (typed, resumed, left) == (Cost(3, 8), Cost(3, 5), Cost(3, 8))


@pytest.mark.usefixtures("warm")
def test_half_days_cost_no_more_than_copies(site: Site, meter: Meter) -> None:
    browser, number = site.claimant("PRATIQUE")
    base = journeys.base_of(journeys.open_claim(browser, number))
    fee = browser.get(base + "/remuneration")
    hours = {"half_days[0].start_time": "8h", "half_days[0].end_time": "12h"}
    costs = {
        "shown": meter.of(lambda: browser.client.get(fee.path)),
        "more": meter.of(submit(fee, fee.path, "Ajouter des lignes", **hours)),
        "recorded": meter.of(submit(fee, fee.path, "Enregistrer", **hours)),
    }
    assert all(costs[name].is_within(3, 5) for name in ("shown", "more")), costs
    assert costs["recorded"].is_within(2, 10), costs


@pytest.mark.usefixtures("warm")
def test_a_town_that_the_claim_does_not_know_costs_the_asking_of_it(site: Site, meter: Meter) -> None:
    """Two calls more, the search of the gateway and the facts that expenses copies, and a statement each."""
    page = journeys.open_claim(site.examiner())
    line = page.browser.get(journeys.base_of(page) + "/deplacement/lignes/nouvelle")
    form = journeys.base_of(page) + "/deplacement/lignes/…"
    cost = meter.of(submit(line, form, "OK", power_cv="5", arrival_town="Melun", arrival_code=""))
    assert cost.is_within(5, 12), cost


@pytest.mark.usefixtures("warm")
def test_validating_costs_at_most_3_calls_and_18_statements(site: Site, meter: Meter) -> None:
    """Eight of them seal the proofs in documents before the validation commits."""
    page = journeys.fill(site.examiner())
    asked = page.browser.get(journeys.base_of(page) + "/validation")
    first = meter.of(submit(asked, asked.path, "OK", proofs="later"))
    undo = page.browser.get(journeys.base_of(page) + "/devalidation")
    back = meter.of(submit(undo, undo.path, "Dévalider"))
    asked = page.browser.get(journeys.base_of(page) + "/validation")
    again = meter.of(submit(asked, asked.path, "OK", proofs="post"))
    assert first.is_within(3, 18), first
    assert back.is_within(3, 12), back
    assert again.is_within(3, 18), again


@pytest.mark.usefixtures("warm")
def test_a_jury_costs_at_most_3_calls_and_10_statements_whatever_is_done_to_it(site: Site, meter: Meter) -> None:
    president = site.browser_of("président de jury")
    listed = journeys.accept_conditions(president).follow("Jurys que vous présidez")
    page = president.get(listed.tree.xpath("//tbody//th/a/@href")[0])
    member = page.tree.xpath("//tbody//th/a/@href")[0]
    reads = {one: meter.of(lambda a=one: president.client.get(a)) for one in (listed.path, page.path, member)}
    assert set(reads.values()) == {Cost(2, 3)}, reads
    typed = {name: "10" for name in page.form(page.path).names if name.endswith(".copies")}
    recorded = meter.of(submit(page, page.path, "Enregistrer", **typed))
    asked = president.get(page.path + "/validation")
    validated = meter.of(submit(asked, asked.path, "Valider"))
    assert recorded.is_within(2, 9), recorded
    assert validated.is_within(2, 10), validated


@pytest.mark.usefixtures("warm")
def test_a_decision_of_the_desk_costs_at_most_3_calls_and_13_statements(site: Site, meter: Meter) -> None:
    examiner, manager = site.examiner(), site.browser_of("gestionnaire", "traite")
    journeys.validated(examiner)
    desk = manager.get(f"/gestion/etats-de-frais?recherche={examiner.identifier} {MARKING}")
    opened = manager.get(desk.tree.xpath("//tbody//th/a/@href")[0])
    cost = meter.of(submit(opened, "/gestion/etats-de-frais/…", "Accepter"))
    # One statement more than a validation: the days of the person are locked, for the trips that they share.
    assert cost.is_within(3, 13), cost


@pytest.mark.usefixtures("warm")
def test_every_page_of_the_desk_costs_at_most_3_calls_and_5_statements(site: Site, meter: Meter) -> None:
    examiner, abroad, manager = site.examiner(), site.examiner(), site.browser_of("gestionnaire", "traite")
    journeys.validated(examiner)
    send_abroad(site, abroad)
    orals, numbers = with_orals(site, "ESI429668")
    site.clock.set(CLOSED)
    validated, computed = (on_the_desk(manager, examiner, number).path for number in (MARKING, HANDLED))
    entered = on_the_desk(manager, site.examiner()).path + "/saisie"
    carrier = on_the_desk(manager, orals, numbers[0]).path
    group(manager, orals, *numbers[:2])
    parts = ("", "/remuneration", "/deplacement", "/deplacement/lignes/nouvelle", "/recapitulatif", "/validation")
    addresses = [
        *[validated + move for move in ("", "/deplacement/decisions", "/pieces-recues", "/annulation")],
        *[validated + move for move in ("/remuneration/acceptation", "/deplacement/acceptation", "/historique")],
        validated + "?liste=file%3Da-traiter%26tri%3Dintervenant%26recherche%3Dessai",
        computed + "/remuneration/calcul",
        on_the_desk(manager, abroad).path + "/deplacement/calcul",
        *[carrier + move for move in ("", "/regroupement", "/degroupement")],
        *[entered + part for part in parts],
        validated + "/saisie/devalidation",
    ]
    costs = {address: meter.of(lambda a=address: manager.client.get(a)) for address in addresses}
    site.clock.set(PRODUCED)
    assert not {a: c for a, c in costs.items() if not c.is_within(3, 5)}


@pytest.mark.usefixtures("warm")
def test_a_move_of_the_desk_costs_at_most_3_calls_and_13_statements(site: Site, meter: Meter) -> None:
    examiner, manager = site.examiner(), site.browser_of("gestionnaire", "traite")
    journeys.validated(examiner)
    orals, numbers = with_orals(site, "ESI537890")
    site.clock.set(CLOSED)
    pages = {
        "fee": (on_the_desk(manager, examiner, HANDLED).follow("Calculer la rémunération"), "Calculer", {"hours": "3"}),
        "travel": (on_the_desk(manager, examiner).follow("Décisions"), "Enregistrer", {"has_disability_rate": "1"}),
        "group": (choose(on_the_desk(manager, orals, numbers[0]).follow("Regrouper"), numbers[1]), "Regrouper", {}),
        "entry": (on_the_desk(manager, site.examiner()).follow("Saisir").follow("Suivant"), "Suivant", {"copies": "4"}),
        "weigh": (on_the_desk(manager, examiner).follow(OTHER_TRAVEL), "Calculer", {"trips[0].one_way_count": "1"}),
    }
    costs = {name: meter.of(submit(page, page.path, button, **typed)) for name, (page, button, typed) in pages.items()}
    apart = on_the_desk(manager, orals, numbers[0]).follow("Dégrouper")
    costs["apart"] = meter.of(submit(apart, apart.path, "Dégrouper"))
    post = on_the_desk(manager, examiner).path + "/pieces-recues"
    costs["post"] = meter.of(submit(manager.get(post), post, "Enregistrer"))
    other = on_the_desk(manager, examiner).follow(OTHER_TRAVEL)
    typed = {"trips[0].one_way_count": "1", "reason": "Un seul trajet est justifié."}
    costs["otherwise"] = meter.of(submit(other, other.path, "Accepter", **typed))
    site.clock.set(PRODUCED)
    assert not {a: c for a, c in costs.items() if not c.is_within(3, 13)}


def test_every_page_weighs_at_most_40_kilobytes(site: Site) -> None:
    examiner, other, manager = site.examiner(), site.examiner(), site.browser_of("gestionnaire", "traite")
    validated, entered = journeys.base_of(journeys.validated(other)), journeys.base_of(journeys.fill(examiner))
    desk = on_the_desk(manager, other).path
    weights = {}
    for address in EVERY_PAGE:
        is_after = address.endswith(("/valide", "/devalidation"))
        is_of_desk = address.startswith(("/gestion", "{desk}"))
        browser: Browser = manager if is_of_desk else other if is_after else examiner
        claim = (validated if is_after else entered).rpartition("/")[2]
        opened = address.format(claim=claim, desk=desk)
        answer = browser.client.get(opened, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip", address
        weights[address] = int(answer.headers["content-length"])
        assert len(gzip.compress(answer.content, 5, mtime=0)) == weights[address]
    assert max(weights.values()) <= LARGEST_PAGE, weights
    # With its style sheet, its scripts and its pictures too.
    page = manager.get("/gestion/etats-de-frais")
    files = {address for address in page.tree.xpath("//@href | //@src") if address.startswith("/static/")}
    files = {address.partition("#")[0] for address in files}
    answers = [manager.client.get(address, headers={"accept-encoding": "gzip"}) for address in files]
    whole = weights["/gestion/etats-de-frais"] + sum(int(answer.headers["content-length"]) for answer in answers)
    assert whole <= LARGEST_PAGE, (whole, weights["/gestion/etats-de-frais"])
