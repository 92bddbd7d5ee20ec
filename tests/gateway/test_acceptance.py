"""A part is accepted with another quantity on the desk, without JavaScript (G-2)."""

from tests import pdf_reading
from tests.gateway import journeys
from tests.gateway.browser import Browser, Page, words
from tests.gateway.crowd import HANDLED, MARKING
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.test_desk_moves import TWO_DAYS_LATER, amount, send_abroad
from tests.gateway.world import PRODUCED, Site

FEE = "Accepter une autre quantité pour la rémunération"
TRAVEL = "Accepter une autre quantité pour le déplacement"
REASON = "Deux copies étaient blanches."


def plain(page: Page) -> str:
    return page.content.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_fee_is_weighed_then_accepted_and_both_quantities_are_read_everywhere(
    manager: Browser, examiner: Browser
) -> None:
    """G-2: on the desk, in « Suivi », on the tab of the fee, in « Récapitulatif » and on paper."""
    claim = journeys.validated(examiner)
    asked = on_the_desk(manager, examiner).follow(FEE)
    form = asked.form(asked.path)
    assert form.values["copies"] == "42"
    weighed = form.submit("Calculer", copies="40", reason="")
    assert (weighed.status, weighed.path) == (200, asked.path)
    assert weighed.form(asked.path).values["copies"] == "40"
    before, after = amount(asked, "calcul-remuneration"), amount(weighed, "calcul-remuneration")
    assert before != after
    shown = {words(term): words(term.getnext()) for term in weighed.tree.xpath("//dl/div/dt")}
    assert all(shown[f"Montant {name}"].startswith(cents) for name, cents in (("demandé", before), ("retenu", after)))
    accepted = weighed.form(asked.path).submit("Accepter", reason=REASON)
    assert accepted.keys == ["CLAIM_ACCEPTED"]
    assert "l’intervenant lira les deux" in accepted.console[0][2]
    base = journeys.base_of(claim)
    for page in (
        accepted,
        examiner.get(base),
        examiner.get(base + "/remuneration"),
        examiner.get(base + "/recapitulatif"),
    ):
        said = " ".join(plain(page).split())
        for expected in ("42 copies", "40 copies", before, after, REASON):
            assert expected in said, (page.path, expected)
    told = examiner.client.get(f"/api/v1/claims/{base.rpartition('/')[2]}").json()
    assert (told["recorded"]["fee"]["copies"], told["fee"]["claimed"]["input"]["fee"]["copies"]) == (40, 42)
    paper = examiner.client.get(base + "/recapitulatif.pdf").content
    assert all(expected in pdf_reading.words(paper) for expected in ("42", "40", REASON))
    # The other part waits as it did.
    assert accepted.form(f"{DESK}/…", "Accepter").values["parts"] == "PART_KIND_TRAVEL"
    assert not accepted.links(FEE)


def test_only_the_numbers_of_a_line_are_typed_and_what_is_wrong_stays(manager: Browser, examiner: Browser) -> None:
    claim = journeys.validated(examiner)
    asked = on_the_desk(manager, examiner).follow(TRAVEL)
    form = asked.form(asked.path)
    names = {name for name in form.names if name.startswith("trips[0].")}
    assert names == {f"trips[0].{name}" for name in (
        "distance_hectometres", "one_way_count", "full_meal_count", "half_meal_count", "free_meal_count",
        "night_count", "sundry_cents",
    )}  # fmt: skip
    for typed, fields in (
        ({"trips[0].distance_hectometres": "dix"}, ["trips[0].distance_hectometres"]),
        ({"trips[0].one_way_count": ""}, ["trips[0].one_way_count"]),
        ({"trips[0].one_way_count": "0", "reason": "non"}, ["trips[0].one_way_count", "reason"]),
        ({"trips[0].night_count": "9", "reason": REASON}, ["trips[0].night_count"]),
    ):
        refused = form.submit("Accepter", **typed)
        assert (refused.status, list(refused.errors)) == (422, fields)
        assert {name: refused.form(asked.path).values[name] for name in typed} == typed
    done = form.submit("Accepter", **{"trips[0].distance_hectometres": "20", "reason": "Distance du barème."})
    assert done.keys == ["CLAIM_ACCEPTED"]
    travel = plain(examiner.get(journeys.base_of(claim) + "/deplacement"))
    assert "Ligne 1, distance d’un trajet : 20 km au lieu de" in travel
    assert "Distance du barème." in travel


def test_the_reason_is_asked_for_and_the_same_quantity_needs_none(manager: Browser, examiner: Browser) -> None:
    journeys.validated(examiner)
    asked = on_the_desk(manager, examiner).follow(FEE)
    refused = asked.form(asked.path).submit("Accepter", copies="41", reason="")
    assert (refused.status, list(refused.errors)) == (422, ["reason"])
    plainly = refused.form(asked.path).submit("Accepter", copies="42")
    assert plainly.keys == ["CLAIM_ACCEPTED"]
    assert "autre quantité" not in plainly.console[0][2]
    assert "Une autre quantité que celle demandée" not in plainly.content


def test_half_days_are_changed_row_by_row(site: Site, manager: Browser) -> None:
    browser, number = site.claimant("PRATIQUE")
    base = journeys.base_of(journeys.open_claim(browser, number))
    fee = browser.get(base + "/remuneration")
    fee.form(fee.path).submit("Enregistrer", **{"half_days[0].start_time": "8h", "half_days[0].end_time": "12h"})
    journeys.validate(browser.get(base))
    asked = on_the_desk(manager, browser, number).follow(FEE)
    form = asked.form(asked.path)
    more = form.submit("Ajouter des lignes", reason=REASON)
    assert more.form(asked.path).values["reason"] == REASON
    assert int(more.form(asked.path).values["half_days"]) > int(form.values["half_days"])
    refused = form.submit("Accepter", **{"half_days[0].end_time": "7h", "reason": REASON})
    assert (refused.status, list(refused.errors)) == (422, ["half_days[0].end_time"])
    done = refused.form(asked.path).submit("Accepter", **{"half_days[0].end_time": "11h"})
    assert done.keys == ["CLAIM_ACCEPTED"]
    assert "3 heures" in plain(done)


def test_what_cannot_be_accepted_otherwise_is_not_offered(site: Site, manager: Browser, examiner: Browser) -> None:
    """Before the validation, for what a gestionnaire computed, once it is accepted: the address leads to the claim."""
    journeys.open_claim(examiner)
    before = on_the_desk(manager, examiner)
    assert not before.links(FEE)
    assert manager.get(f"{before.path}/remuneration/acceptation").path == before.path
    journeys.validated(examiner)
    send_abroad(site, examiner)
    page = on_the_desk(manager, examiner)
    assert page.links(FEE)
    assert not page.links(TRAVEL)
    late = page.follow(FEE)
    page.form(f"{DESK}/…", "Accepter").submit("Accepter", parts=["PART_KIND_FEE"])
    refused = late.form(late.path).submit("Accepter", copies="40", reason=REASON)
    assert (refused.path, refused.keys) == (page.path, ["STALE_VERSION"])


def test_what_a_gestionnaire_computed_is_corrected_not_accepted_otherwise(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    """PART_TO_CORRECT: the page offers nothing, and the address says what to do."""
    site.clock.set(TWO_DAYS_LATER)
    form = on_the_desk(manager, examiner, HANDLED).follow("Calculer la rémunération")
    computed = form.form(form.path).submit("Calculer", hours="3", minutes="30")
    assert not computed.links(FEE)
    version = computed.form(f"{DESK}/…", "Accepter").values["version"]
    given = {"form_token": manager.token(), "version": version, "fee_input_kind": "duration", "reason": REASON}
    address = f"{manager.site}{computed.path}/remuneration/acceptation"
    refused = manager.send("POST", address, given | {"hours": "3", "minutes": "0", "action": "accept"})
    site.clock.set(PRODUCED)
    assert (refused.path, refused.keys) == (computed.path, ["PART_TO_CORRECT"])


def test_one_goes_through_the_list_from_claim_to_claim_and_back_to_it(site: Site, manager: Browser) -> None:
    """G-1: filter, search and sort hold from the list through the moves, and back."""
    people = [site.examiner() for _ in range(3)]
    for person in people:
        journeys.validated(person)
    listed = manager.get(f"{DESK}?file=a-traiter&recherche={MARKING}&tri=intervenant&sens=decroissant")
    names = [row["Intervenant"].rpartition(" ")[0] for row in listed.rows]
    assert len(names) >= 3
    first = listed.follow(names[0])
    assert not first.links("Précédent")
    second = first.follow("Suivant")
    assert names[1].partition(" ")[0] in second.content
    assert second.tree.xpath("//a[@rel='prev']/@href")
    asked = second.follow(FEE)
    done = asked.form(asked.path).submit("Accepter", copies="40", reason=REASON)
    assert done.keys == ["CLAIM_ACCEPTED"]
    done = done.form(f"{DESK}/…", "Accepter").submit("Accepter")
    assert done.keys == ["CLAIM_ACCEPTED"]
    # It has left the queue, and still leads on.
    third = done.follow("Suivant")
    assert names[2].partition(" ")[0] in third.content
    cancelled = third.follow("Annuler l’état de frais")
    back = cancelled.form(cancelled.path).submit("Annuler l’état de frais", reason="Doublon de saisie")
    back = back.follow("Retour")
    assert (back.path, back.query) == (listed.path, listed.query)
    assert [row["Intervenant"].rpartition(" ")[0] for row in back.rows][:1] == names[:1]


def test_an_address_that_somebody_made_up_leads_nowhere_else(manager: Browser, examiner: Browser) -> None:
    """What the address tells of a list is read as a list, and nothing more."""
    journeys.validated(examiner)
    path = on_the_desk(manager, examiner).path
    for made_up in ("https://ailleurs.example/", "file=inconnue&tri=rien&page=zzz&autre=1", "%00", "a" * 1_500):
        page = manager.get(f"{path}?liste={made_up}")
        assert page.status == 200, made_up
        (address,) = page.tree.xpath("//p[@class='back']/a/@href")
        assert address.startswith(DESK)
        assert "ailleurs" not in address
