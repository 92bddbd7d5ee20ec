"""Every refusal that a page can meet ends in the console as its sentence, the one of the service (S-SHELL-5)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit import errors as kit_errors
from kit.errors import Refusal
from services.auth import errors as auth
from services.documents import errors as documents
from services.expenses import errors as expenses
from services.missions import errors as missions
from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import MARKING, SANTORIN
from tests.gateway.world import PRODUCED, Site

# Its mission begins tomorrow, and the gestionnaire computes its fee.
UPCOMING = "SI10095"
DESK = "/gestion/etats-de-frais"
REASON = "Mission saisie deux fois"
SAVE = {"copies": "4", "action": "save"}


class Claimant:
    """An examiner, and what they send whatever their pages offer."""

    def __init__(self, site: Site, number: str = MARKING) -> None:
        self.browser = site.examiner()
        self.base = journeys.base_of(journeys.open_claim(self.browser, number))

    def send(self, part: str, **typed: str) -> Page:
        return send(self.browser, self.base + part, version_of(self.browser, self.base + "/validation"), **typed)


class Clerk:
    """A gestionnaire in front of a claim."""

    def __init__(self, site: Site, claimant: Claimant) -> None:
        self.browser = site.browser_of("gestionnaire", "traite")
        found = self.browser.get(f"{DESK}?file=tous&recherche={claimant.browser.identifier} {MARKING}")
        self.address = found.tree.xpath("//tbody//th/a/@href")[0].partition("?")[0]

    def send(self, part: str, **typed: str) -> Page:
        return send(self.browser, self.address + part, version_of(self.browser, self.address), **typed)


def send(browser: Browser, path: str, version: str, **typed: str) -> Page:
    return browser.send("POST", browser.site + path, {"form_token": browser.token(), "version": version, **typed})


def version_of(browser: Browser, address: str) -> str:
    return re.search(r'name="version" value="(\d+)"', browser.get(address).response.text)[1]


@pytest.fixture
def claimant(site: Site) -> Claimant:
    return Claimant(site)


@pytest.fixture
def at(site: Site) -> Iterator[Callable[[datetime], None]]:
    """Moves the business clock for the length of a test."""
    yield site.clock.set
    site.clock.set(PRODUCED)


def check(page: Page, refusal: type[Refusal]) -> None:
    """The sentence of the refusal, and its reason, in the console."""
    assert page.status in {200, 403, 404, 409, 422, 429, 503}
    (sentence,) = [said for level, key, said in page.console if key == refusal.reason]
    beginning = refusal.message.partition("{")[0]
    assert " ".join(beginning.split()) in sentence
    assert sentence in page.history


# --- Claims --------------------------------------------------------------------------------------------------------


def test_there_is_no_recap_before_the_validation(claimant: Claimant) -> None:
    check(claimant.browser.get(claimant.base + "/recapitulatif.pdf"), expenses.RecapMissing)


def test_a_validated_part_is_not_changed(claimant: Claimant) -> None:
    journeys.validated(claimant.browser)
    for part, typed in (("/remuneration", SAVE), ("/validation", {}), ("/non-effectuee", {})):
        check(claimant.send(part, **typed), expenses.PartValidated)


def test_an_accepted_part_is_not_changed(site: Site, claimant: Claimant) -> None:
    journeys.validated(claimant.browser)
    clerk = Clerk(site, claimant)
    clerk.send("/acceptation", parts="PART_KIND_FEE")
    check(clerk.send("/acceptation", parts="PART_KIND_FEE"), expenses.PartAccepted)
    check(claimant.send("/remuneration", **SAVE), expenses.PartAccepted)
    check(claimant.send("/devalidation"), expenses.PartAccepted)


def test_what_is_not_validated_is_neither_taken_back_nor_accepted(site: Site, claimant: Claimant) -> None:
    check(claimant.send("/devalidation"), expenses.PartNotValidated)
    check(Clerk(site, claimant).send("/acceptation", parts="PART_KIND_FEE"), expenses.PartNotValidated)


def test_a_cancelled_claim_is_left_alone(site: Site, claimant: Claimant) -> None:
    journeys.validated(claimant.browser)
    clerk = Clerk(site, claimant)
    check(clerk.send("/retablissement"), expenses.ClaimNotCancelled)
    clerk.send("/annulation", reason=REASON)
    check(clerk.send("/annulation", reason=REASON), expenses.ClaimCancelled)
    check(clerk.send("/acceptation", parts="PART_KIND_FEE"), expenses.ClaimCancelled)
    check(claimant.send("/remuneration", **SAVE), expenses.ClaimCancelled)


def test_a_claim_whose_convocation_is_cancelled_stays_so(site: Site, claimant: Claimant) -> None:
    clerk = Clerk(site, claimant)
    clerk.send("/annulation", reason=REASON)
    claim_id = claimant.base.rpartition("/")[2]
    site.execute(
        "expenses", "UPDATE claims SET convocation_cancel_time = now() WHERE id = CAST(:id AS uuid)", id=claim_id
    )
    check(clerk.send("/retablissement"), expenses.ConvocationCancelled)


def test_a_mission_that_is_declared_not_done_is_not_entered(claimant: Claimant) -> None:
    check(claimant.send("/effectuee"), expenses.NotDeclaredNotDone)
    claimant.send("/non-effectuee")
    for part, typed in (("/remuneration", SAVE), ("/validation", {}), ("/non-effectuee", {})):
        check(claimant.send(part, **typed), expenses.DeclaredNotDone)


def test_a_mission_that_has_not_begun_is_not_validated(site: Site) -> None:
    upcoming = Claimant(site, UPCOMING)
    check(upcoming.send("/validation"), expenses.MissionNotBegun)
    check(upcoming.send("/non-effectuee"), expenses.MissionNotBegun)
    check(upcoming.send("/remuneration", **SAVE), expenses.PartToHandle)


def test_a_mission_that_is_not_finished_is_saved_but_not_validated(
    claimant: Claimant, at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 5, 26, 10, tzinfo=UTC))
    journeys.fill(claimant.browser)
    check(claimant.send("/validation", proofs="later"), expenses.MissionNotFinished)


def test_after_the_closing_date_the_examiner_enters_nothing(claimant: Claimant, at: Callable[[datetime], None]) -> None:
    journeys.fill(claimant.browser)
    at(datetime(2026, 9, 2, 10, tzinfo=UTC))
    for part, typed in (("/remuneration", SAVE), ("/validation", {"proofs": "later"})):
        check(claimant.send(part, **typed), expenses.ClaimsClosed)


def test_what_depends_on_somebody_else_is_not_entered(site: Site) -> None:
    santorin = Claimant(site, SANTORIN)
    check(santorin.send("/remuneration", **SAVE), expenses.PartValidated)
    check(santorin.send("/devalidation"), expenses.PartHandled)


def test_missing_proofs_are_a_warning_that_asks_again(claimant: Claimant) -> None:
    """S-CLM-15: never a block."""
    journeys.fill(claimant.browser)
    page = claimant.send("/validation")
    assert page.path == claimant.base + "/validation"
    assert [level for level, *_ in page.console] == ["warning"]
    check(page, expenses.ProofsMissing)
    assert page.form(page.path).submit("OK", proofs="later").keys == ["CLAIM_VALIDATED"]


def test_a_rate_that_is_missing_blocks_the_validation_alone(own_site: Site) -> None:
    claimant = Claimant(own_site)
    own_site.execute("expenses", "DELETE FROM rates")
    own_site.execute("expenses", "UPDATE reference_revisions SET revision = revision + 1")
    recorded = journeys.enter_fee(claimant.browser.get(claimant.base))
    assert recorded.keys == ["CLAIM_RECORDED"]
    check(claimant.send("/validation", proofs="later"), expenses.RateMissing)


def test_the_trips_of_a_day_are_entered_once(site: Site) -> None:
    """S-CLM-12: the other claims of the day lead to the first."""
    identifier, number, carrier = site.ask(
        "expenses",
        "SELECT claim.identifier, claim.mission_number, first.mission_number FROM claims claim"
        " JOIN claim_parts part ON part.claim_id = claim.id JOIN claims first ON first.id = part.carrier_claim_id"
        " WHERE part.kind = 'TRAVEL' AND claim.end_time < '2026-06-24' ORDER BY claim.end_time LIMIT 1",
    )
    browser = site.welcome(identifier)
    journeys.accept_conditions(browser)
    base = journeys.base_of(journeys.open_claim(browser, number))
    travel = browser.get(base + "/deplacement")
    assert "Invalidable" in travel.content
    assert carrier in travel.content
    first = travel.follow("Ouvrir cet état de frais")
    assert carrier in first.content
    # The page of a line does not open here; one that is sent all the same is refused.
    assert browser.get(base + "/deplacement/lignes/nouvelle").path == base
    lines = journeys.base_of(first) + "/deplacement/lignes/"
    form = browser.get(lines + "nouvelle").form(lines + "…")
    typed = {"power_cv": "5", "one_way_count": "2", "distance_hectometres": "10"}
    version = browser.client.get(f"/api/v1/claims/{base.rpartition('/')[2]}").json()["version"]
    sent = {**form.values, **typed, "version": version}
    address = form.address.replace(journeys.base_of(first), base)
    check(browser.send("POST", address, sent), expenses.TravelDeferred)


# --- Missions, letters, people -------------------------------------------------------------------------------------


def test_nothing_that_is_somebody_elses_or_never_was_is_found(site: Site, claimant: Claimant) -> None:
    unknown = "01a20eea-c65e-76f7-9bd1-8acdefb7ec85"
    manager = site.browser_of("gestionnaire", "traite")
    check(claimant.browser.get(f"/missions/{unknown}"), missions.MissionNotFound)
    check(claimant.browser.get(f"/etats-de-frais/{unknown}"), kit_errors.NotFound)
    check(manager.get(f"{DESK}/{unknown}"), kit_errors.NotFound)
    check(manager.get(f"/gestion/intervenants/{unknown}"), kit_errors.NotFound)
    check(manager.get(f"/gestion/convocations/travaux/{unknown}"), missions.JobNotFound)


def test_an_academy_that_is_not_loaded_prints_nothing(own_site: Site) -> None:
    browser = own_site.examiner()
    own_site.execute("missions", "UPDATE academies SET code = 'AILLEURS' WHERE code = 'SIEC'")
    mission = browser.get(f"/missions?recherche={MARKING}").tree.xpath("//tbody//a/@href")[0]
    check(browser.get(f"{mission}/convocation.pdf"), missions.AcademyUnknown)


# --- What every service may say ------------------------------------------------------------------------------------


def test_an_old_page_and_a_form_sent_twice_with_other_words_are_refused(claimant: Claimant) -> None:
    fee = claimant.browser.get(claimant.base + "/remuneration")
    form = fee.form(fee.path)
    form.submit("Enregistrer", copies="42")
    check(form.submit("Enregistrer", copies="43"), kit_errors.RequestReused)
    check(send(claimant.browser, fee.path, "1", **SAVE), kit_errors.StaleVersion)


def test_a_person_whose_rights_were_taken_away_meanwhile_is_told(own_site: Site) -> None:
    """The menu comes with the session: the activity is gone at once, and the address says whom to ask."""
    manager = own_site.browser_of("gestionnaire", "traite")
    own_site.execute("auth", "DELETE FROM habilitations WHERE role = 'MANAGER'")
    page = manager.get(DESK)
    assert (page.status, page.menu) == (403, [])
    assert "contactez votre gestionnaire" in page.content


def test_an_activity_that_the_academy_closed_serves_nothing(own_site: Site) -> None:
    """S-MIS-1, S-SHELL-4."""
    examiner = own_site.examiner()
    own_site.execute("auth", "INSERT INTO openings (activity_key, is_open) VALUES ('missions', false)")
    page = examiner.get("/missions")
    assert page.status == 403
    assert "ne vous est pas ouverte" in page.content
    assert "Consultation missions" not in page.menu
    assert examiner.client.get("/api/v1/missions").json()["reason"] == "ACTIVITY_CLOSED"


# --- All of them ---------------------------------------------------------------------------------------------------

# What no page of these activities can bring about, and why.
ELSEWHERE = {
    "RATES_OVERLAP": "the import of rates refuses it",
    "SORT_NOT_OFFERED": "the columns of a list are those that its service sorts",
    "FEE_WITHOUT_ENTRY": "a part without an entry is handled or has no cost, which is said first",
    "PAPER_WITHOUT_DURATION": "such an oral is the gestionnaire’s, who enters hours",
    "COEFFICIENT_OUT_OF_RANGE": "no mission of the demonstration sets such a coefficient",
    "MISSION_ABROAD": "no mission of the demonstration is abroad",
    "MOVE_OF_EXAMINER": "each RPC says in which capacity its caller acts",
    "MOVE_OF_MANAGER": "each RPC says in which capacity its caller acts",
    "MOVE_OF_PRESIDENT": "each RPC says in which capacity its caller acts",
    "MOVE_OF_SERVICE": "each RPC says in which capacity its caller acts",
    "MEMBER_NOT_DONE": "the row of such a member has no field; tests/services/expenses holds the refusal",
    "PART_WITHOUT_COST": "such a part has no tab; tests/services/expenses holds the refusal",
    "FOLDER_DIFFERS": "folders are made by expenses alone",
    "FOLDER_FULL": "a full folder has no form; forty deposits at once meet it in tests/services/documents",
    "FOLDER_SEALED": "expenses says it first; tests/services/expenses races for it",
    "UPLOAD_BUSY": "more deposits at once than there are places; tests/services/documents holds it",
    "DOCUMENT_OF_STAFF": "such a document has no button; tests/services/documents holds the refusal",
    "DOCUMENT_OF_OWNER": "such a document has no button; tests/services/documents holds the refusal",
    "DOCUMENT_SEALED": "such a document has no button; tests/services/documents holds the refusal",
    "DOCUMENT_INFECTED": "there is an antivirus in tests/services/documents only",
    "DOCUMENT_DAMAGED": "tests/faults gives another object back, by page and by program",
    "STORE_UNAVAILABLE": "tests/faults takes the store away, by page and by program",
    "PAGE_UNKNOWN": "an image that is not there is 404 and no page",
    "NO_OPEN_QUESTIONNAIRE": "the activity comes later",
    "NOT_DCS_TEACHER": "the activity comes later",
    "AMOUNT_UNKNOWN": "only a rate that went away between two clicks; tests/services/expenses holds the refusal",
    "ACCESS_DENIED": "the menu comes with the rights, and says no before any service",
    "CONFLICT": "two transactions at once; tests/kit holds it",
    "REQUEST_ID_MISSING": "a page gives each form its identifier, and makes one when it is missing",
    "INVALID_VALUE": "fields are checked before; tests/kit holds it",
    "TOO_SLOW": "the deadline of a call; tests/kit holds it",
    "TOO_BUSY": "more calls than threads; tests/kit holds it",
    "INTERNAL": "a defect of ours; tests/kit holds it",
    "PEOPLE_MISSING": "said in the report of a job",
}


def reasons() -> list[str]:
    modules = (kit_errors, auth, documents, expenses, missions)
    found = {
        value.reason
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Refusal) and "reason" in vars(value)
    }
    return sorted(found)


@pytest.mark.parametrize("reason", reasons())
def test_every_refusal_is_met_on_a_page_or_said_why_not(reason: str) -> None:
    """A new way of saying no comes with a test that meets it on a page."""
    classes = {"".join(part.title() for part in reason.split("_")), reason}
    tests = "".join(
        path.read_text(encoding="utf-8").partition("# --- All of them")[0]
        for path in Path(__file__).parent.glob("test_*.py")
    )
    is_met = any(re.search(rf"\b{name}\b", tests) for name in classes)
    assert is_met != (reason in ELSEWHERE), reason
