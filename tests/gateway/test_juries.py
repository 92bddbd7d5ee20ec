"""The président de jury enters the fee of every member, without JavaScript (S-CLM-10)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.journeys import LIST
from tests.gateway.test_api import Client, problem
from tests.gateway.world import PASSPHRASE, Site

JURIES = f"{LIST}/jurys"
# Presidents of the demonstration, whom no other test logs in, each with a jury that marked copies.
COPIES = {"SI10111": "ESI603409", "SI10184": "ESI375557", "SI10318": "ESI124889", "SI10528": "ESI381107"}
# Oral and practical papers that are over, and a jury that is to come.
ORAL, PRACTICAL, TO_COME = "SI10853", "SI10776", "SI10771"
PRESIDENT_OF_ALL = "ESI617438"
MEMBER_OF_SI10111 = "ESI486708"


def open_jury(site: Site, number: str, identifier: str = "") -> Page:
    """The jury of a president who comes for the first time, from the list of claims."""
    browser = site.welcome(identifier or COPIES[number])
    listed = journeys.accept_conditions(browser)
    return follow_jury(listed, number)


def follow_jury(listed: Page, number: str) -> Page:
    juries = listed.follow("Jurys que vous présidez")
    row = next(row for row in juries.rows if row["Mission"].endswith(number))
    return juries.follow(row["Mission"])


@dataclass
class Table:
    """The table of a jury, row by row."""

    page: Page

    @property
    def names(self) -> list[str]:
        return [row["Membre"] for row in self.page.rows]

    def submit(self, button: str, *texts: str, kind: str = "copies") -> "Table":
        """Type one text per row, from the first."""
        typed = {f"members[{place}].{kind}": text for place, text in enumerate(texts)}
        return Table(self.page.form(self.page.path).submit(button, **typed))

    def column(self, label: str) -> list[str]:
        return [row[label] for row in self.page.rows]

    def typed(self, kind: str = "copies") -> list[str]:
        values = self.page.form(self.page.path).values
        return [str(values[f"members[{place}].{kind}"]) for place in range(len(self.page.rows))]


def test_a_president_enters_and_validates_for_every_member(site: Site, manager: Browser) -> None:
    """S-CLM-10, G-10: from the list of claims to the acceptance by the gestionnaire."""
    page = open_jury(site, "SI10111")
    assert page.heading == "Saisie du jury, mission SI10111"
    assert "Il manque 4 saisies" in page.content
    table = Table(page).submit("Enregistrer", "100", "42", "7")
    assert table.page.keys == ["JURY_RECORDED"]
    assert "Il manque 1 saisie" in table.page.content
    # Five euros a copy.
    assert table.column("Montant") == ["500,00 €", "210,00 €", "35,00 €", "–"]
    assert set(table.column("Statut")) == {"Traité par le gestionnaire"}
    detail = page.browser.get(table.page.tree.xpath("//tbody//th/a/@href")[0])
    for words in ("100 copies × 5,00 €", "taux en vigueur depuis le 11/05/2012", "Arrêté du 7 mai 2012"):
        assert words in detail.content
    asked = table.submit("Valider la saisie du jury").page
    assert asked.path.endswith("/validation")
    for words in ("3 saisies seront transmises", "Il manque 1 saisie"):
        assert words in asked.content
    done = asked.form(asked.path).submit("Valider")
    assert done.keys == ["JURY_VALIDATED"]
    assert Table(done).column("Statut") == ["Validé", "Validé", "Validé", "Traité par le gestionnaire"]
    listed = done.follow("Retour à la liste des jurys")
    (row,) = [row for row in listed.rows if row["Mission"].endswith("SI10111")]
    assert (row["Saisies"], row["Validées"]) == ("3 sur 4 1 manquante", "3 sur 4")
    # The member reads it and enters nothing; the gestionnaire accepts it, and then it does not change any more.
    member = site.welcome(MEMBER_OF_SI10111)
    claim = journeys.open_claim(member, "SI10111")
    assert "saisie et validée par le président du jury" in claim.content
    fee = member.get(journeys.base_of(claim) + "/remuneration")
    assert "lecture seule" in fee.content
    desk = manager.get(f"/gestion/etats-de-frais?file=tous&recherche={MEMBER_OF_SI10111} SI10111")
    opened = manager.get(desk.tree.xpath("//tbody//th/a/@href")[0])
    late = Table(page.browser.get(done.path))
    accepted = opened.form(f"{journeys.base_of(opened)}/…", "Accepter").submit("Accepter")
    assert accepted.keys == ["CLAIM_ACCEPTED"]
    after = Table(page.browser.get(done.path))
    assert after.column("Statut").count("Validé par gestionnaire") == 1
    assert len([name for name in after.page.form(done.path).names if name.endswith(".copies")]) == 3
    # Who still had the field on their screen is told, by the name of the member, that nothing was written.
    refused = late.submit("Enregistrer", "1", "2", "3", "4")
    assert (refused.page.status, set(refused.page.keys)) == (409, {"ENTRY_CHANGED", "JURY_CHANGED"})
    assert Table(page.browser.get(done.path)).column("Montant") == ["500,00 €", "210,00 €", "35,00 €", "–"]


def test_a_wrong_row_refuses_all_and_keeps_what_was_typed(site: Site) -> None:
    page = open_jury(site, "SI10184")
    refused = Table(page).submit("Enregistrer", "12", "douze", "1001")
    assert refused.page.status == 422
    assert list(refused.page.errors) == ["members[1].copies"]
    assert refused.typed() == ["12", "douze", "1001"]
    refused = refused.submit("Enregistrer", "12", "12", "1001")
    (sentence,) = refused.page.errors.values()
    assert "ne peut pas dépasser 1 000" in sentence
    # The sentence names the member, where the field is and at the head of the page.
    last_name = refused.names[2].split(" ")[0]
    assert last_name in sentence
    assert any(last_name in line for line in refused.page.summary)
    assert refused.typed() == ["12", "12", "1001"]
    assert set(Table(page.browser.get(page.path)).column("Montant")) == {"–"}


def test_two_windows_write_nothing_over_each_other(site: Site) -> None:
    """Only what was typed is sent; of a row that changed meanwhile, what is recorded now is said beside it."""
    page = open_jury(site, "SI10318")
    first, second, third = (Table(page.browser.get(page.path)) for _ in range(3))
    first.submit("Enregistrer", "10", "20")
    recorded = second.submit("Enregistrer", "", "", "30")
    assert recorded.page.keys == ["JURY_RECORDED"]
    assert recorded.typed() == ["10", "20", "30", ""]
    refused = third.submit("Enregistrer", "11", "", "", "40")
    assert refused.page.status == 409
    assert list(refused.page.errors) == ["members[0].copies"]
    assert "Enregistré à présent : 10 copies" in refused.page.content
    # What was typed is there, what was not typed is as it is now.
    assert refused.typed() == ["11", "20", "30", "40"]
    again = refused.submit("Enregistrer")
    assert (again.page.keys, again.typed()) == (["JURY_RECORDED"], ["11", "20", "30", "40"])
    # And nothing is validated that was not read.
    asked = again.submit("Valider la saisie du jury").page
    Table(page.browser.get(page.path)).submit("Enregistrer", "12")
    assert asked.form(asked.path).submit("Valider").keys == ["JURY_CHANGED"]


def test_an_emptied_row_takes_back_what_was_entered(site: Site) -> None:
    table = Table(open_jury(site, "SI10528")).submit("Enregistrer", "1", "2", "3")
    asked = table.submit("Valider la saisie du jury").page
    validated = Table(asked.form(asked.path).submit("Valider"))
    assert set(validated.column("Statut")) == {"Validé"}
    back = validated.submit("Enregistrer", "", "5")
    assert back.column("Statut") == ["Traité par le gestionnaire", "Traité par le gestionnaire", "Validé"]
    assert back.typed() == ["", "5", "3"]
    nothing = back.submit("Enregistrer", "", "").submit("Valider la saisie du jury").page
    assert (nothing.path, nothing.keys) == (back.page.path, ["JURY_NOT_READY"])


@pytest.fixture(scope="module")
def president(site: Site) -> Browser:
    """A president of juries of several natures."""
    browser = site.welcome(PRESIDENT_OF_ALL)
    journeys.accept_conditions(browser)
    return browser


def test_candidates_are_entered_in_the_table(president: Browser) -> None:
    table = Table(follow_jury(president.get(LIST), ORAL)).submit("Enregistrer", "6", "4", kind="candidates")
    assert table.page.keys == ["JURY_RECORDED"]
    assert table.typed("candidates")[:2] == ["6", "4"]
    assert all(amount.endswith("€") for amount in table.column("Montant")[:2])


def test_half_days_are_entered_on_a_page_per_member(president: Browser) -> None:
    page = follow_jury(president.get(LIST), PRACTICAL)
    member = page.follow("Saisir")
    more = member.form(member.path).submit("Ajouter des lignes", **{"half_days[0].start_time": "8:00"})
    assert more.form(member.path).values["half_days[0].start_time"] == "8:00"
    unread = more.form(member.path).submit("Enregistrer", **{"half_days[0].end_time": "midi"})
    assert (unread.status, list(unread.errors)) == (422, ["half_days[0].end_time"])
    wrong = unread.form(member.path).submit("Enregistrer", **{"half_days[0].end_time": "7:00"})
    assert (wrong.status, list(wrong.errors)) == (422, ["half_days[0].end_time"])
    recorded = wrong.form(member.path).submit("Enregistrer", **{"half_days[0].end_time": "12:00"})
    assert (recorded.path, recorded.keys) == (page.path, ["JURY_RECORDED"])
    assert Table(recorded).column("Demi-journées")[0] == "1 demi-journée Modifier : " + _name(member)
    asked = recorded.follow("Valider la saisie du jury")
    assert "1 saisie sera transmise" in asked.content
    assert asked.form(asked.path).submit("Valider").keys == ["JURY_VALIDATED"]
    # A page that was opened before somebody else changed it says so, and keeps what is typed.
    stale = member.form(member.path).submit("Enregistrer", **{"half_days[0].start_time": "9:00"})
    assert stale.status == 422
    late = {"half_days[0].start_time": "9:00", "half_days[0].end_time": "11:00"}
    stale = member.form(member.path).submit("Enregistrer", **late)
    assert stale.status == 409
    assert "Enregistré à présent : 1 demi-journée" in stale.content
    assert stale.form(member.path).values["half_days[0].start_time"] == "9:00"


def _name(member: Page) -> str:
    return member.heading.removeprefix("Rémunération de ")


def test_a_program_enters_for_a_jury_as_its_president_does(site: Site, president: Browser, examiner: Browser) -> None:
    client = Client(site, president.identifier, PASSPHRASE)
    (row,) = [one for one in client.get("/juries").json()["juries"] if one["mission_number"] == ORAL]
    path = f"/juries/{row['mission_id']}"
    jury = client.get(path).json()
    entries = [{"claim_id": one["claim_id"], "version": one["version"], "fee": {}} for one in jury["members"]]
    emptied = client.do("PATCH", path, entries=entries).json()
    nothing = client.do("PATCH", path, is_validated=True, version=emptied["version"])
    problem(nothing, 409, "JURY_WITHOUT_ENTRY")
    entries[0] |= {"version": emptied["members"][0]["version"], "fee": {"candidates": 3}}
    recorded = client.do("PATCH", path, entries=entries).json()
    assert [one.get("fee") for one in recorded["members"]] == [{"candidates": 3}, *[None] * (len(entries) - 1)]
    wrong = client.do(
        "PATCH", path, entries=[{**entries[0], "version": recorded["members"][0]["version"], "fee": {"candidates": -1}}]
    )
    assert [one["field"] for one in problem(wrong, 422, "INVALID_FIELDS")["fields"]] == ["entries[0].candidates"]
    problem(client.do("PATCH", path, is_validated=True, version=jury["version"]), 409, "JURY_CHANGED")
    validated = client.do("PATCH", path, is_validated=True, version=recorded["version"]).json()
    assert validated["members"][0]["status"] == "STATUS_VALIDATED"
    journeys.accept_conditions(examiner)
    problem(Client(site, examiner.identifier, PASSPHRASE).get(path), 404, "NOT_FOUND")


def test_a_jury_to_come_is_read_and_not_entered(president: Browser) -> None:
    page = follow_jury(president.get(LIST), TO_COME)
    assert "n’a pas commencé" in page.content
    assert not [name for name in page.form(page.path).names if name.startswith("members[")]
    member = president.get(page.tree.xpath("//tbody//th/a/@href")[0])
    assert "n’a pas commencé" in member.content
    asked = president.get(page.path + "/validation")
    assert (asked.path, asked.keys) == (page.path, ["JURY_NOT_READY"])


def test_past_the_closing_date_a_gestionnaire_enters_in_the_president_s_place(own_site: Site) -> None:
    """The link stands on the claim of each member; the president reads, and enters nothing any more."""
    own_site.clock.set(datetime(2026, 9, 1, 6, 0, tzinfo=UTC))
    manager = own_site.browser_of("gestionnaire", "traite")
    desk = manager.get("/gestion/etats-de-frais?file=tous&recherche=SI10111 " + MEMBER_OF_SI10111)
    claim = manager.get(desk.tree.xpath("//tbody//th/a/@href")[0])
    page = claim.follow("Saisir à la place du président du jury")
    assert page.path.startswith("/gestion/jurys/")
    assert "à la place du président du jury" in page.content
    table = Table(page).submit("Enregistrer", "", "8")
    assert table.page.keys == ["JURY_RECORDED"]
    asked = table.submit("Valider la saisie du jury").page
    done = asked.form(asked.path).submit("Valider")
    assert (done.path, done.keys) == (page.path, ["JURY_VALIDATED"])
    assert Table(done).column("Statut").count("Validé") == 1
    member = manager.get(done.tree.xpath("//tbody//th/a/@href")[0])
    assert "à la place du président du jury" in member.content
    president = open_jury(own_site, "SI10111")
    assert "est passée" in president.content
    assert not [name for name in president.form(president.path).names if name.endswith(".copies")]


def test_nobody_else_opens_a_jury(site: Site, president: Browser, examiner: Browser) -> None:
    listed = journeys.accept_conditions(examiner)
    assert not listed.links("Jurys que vous présidez")
    assert "Aucun jury" in examiner.get(JURIES).content
    jury = follow_jury(president.get(LIST), ORAL)
    for address in (jury.path, jury.path + "/validation", jury.tree.xpath("//tbody//th/a/@href")[0]):
        assert examiner.get(address).status == 404
    # What a form of ours would send: they are told, and land where the jury is as unknown.
    sent = {"form_token": examiner.token(), "members": "0", "action": "save"}
    assert examiner.send("POST", f"{site.address}{jury.path}", sent).status == 404
    assert president.get(f"{jury.path}/membres/0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0f00").status == 404
