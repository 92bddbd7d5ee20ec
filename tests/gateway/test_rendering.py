"""Values of messages as French, lists in their address, display settings, assets."""

import gzip
from decimal import Decimal

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from gateway import rendering
from gateway.assets import Assets, accepts_gzip
from gateway.forms import Form, field_id
from gateway.listing import Column, Listing
from gateway.shell import DISPLAY_COOKIE, FRAME_COOKIE, Display
from imagin.expenses.v1 import expenses_pb2
from services.expenses.templates.conditions import TEXT as CONDITIONS
from tests.gateway.samples import CONTACT, shell


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "query_string": b"", "state": {}})


def filtered(expression: str, **values: object) -> str:
    return rendering.environment.from_string("{{ " + expression + " }}").render(**values)


def test_values_of_the_wire_are_shown_as_french():
    assert filtered("day | date", day=Date(year=2026, month=6, day=1)) == "01/06/2026"
    assert filtered("day | date", day=Date()) == ""
    assert filtered("km | distance", km=605) == "60,5\u00a0km"
    assert filtered("km | distance", km=600) == "60\u00a0km"
    assert filtered("'32' | rate") == "0,32\u00a0€"
    assert filtered("'7.5' | rate") == "0,075\u00a0€"
    assert filtered("'500' | rate") == "5,00\u00a0€"
    assert filtered("'3.50' | quantity") == "3,5"
    assert filtered("'120.0' | quantity") == "120"
    assert filtered("at | instant('Indian/Reunion')", at=Timestamp(seconds=1_780_000_000)) == "29/05/2026 à 00:26"


@given(st.decimals(min_value=0, max_value=10**6, allow_nan=False, places=3))
def test_a_rate_never_loses_a_decimal(value):
    shown = rendering.rate(str(value)).removesuffix("\u00a0€").replace("\u202f", "").replace(",", ".")
    assert Decimal(shown) == value / 100


def test_words_of_an_enumeration_come_from_the_contract():
    row = expenses_pb2.ClaimRow(fee_status=expenses_pb2.STATUS_TO_VALIDATE)
    assert rendering.label(row, "fee_status") == "Non validé"
    assert rendering.code(row, "fee_status") == "to_validate"
    assert rendering.code(expenses_pb2.Claim(fee_input_kind=2), "fee_input_kind") == "copies"
    assert rendering.allows(expenses_pb2.Claim(allowed_moves=[expenses_pb2.MOVE_SAVE]), "save")
    assert not rendering.allows(expenses_pb2.Claim(), "save")


def test_the_text_of_an_administrator_keeps_a_small_set_of_marks():
    text = "## Bienvenue\nBonjour **à tous** !\n\n- un\n- [le site](https://a.example/x)\n\n[ici](/aide)"
    assert rendering.prose(text) == (
        "<h2>Bienvenue</h2><p>Bonjour <strong>à tous</strong>\u202f!</p><ul><li>un</li>"
        '<li><a href="https://a.example/x">le site</a></li></ul><p><a href="/aide">ici</a></p>'
    )


def test_the_conditions_that_come_with_the_service_show_none_of_their_marks():
    shown = str(rendering.prose(CONDITIONS))
    assert shown.count("<h2>") == CONDITIONS.count("## ")
    assert not set(shown) & set("#*[")


@pytest.mark.parametrize("text", ["<img onerror=x>", "[a](javascript:x)", "[a](//evil.example)", '[a](/"onclick=x)'])
def test_the_text_of_an_administrator_cannot_bring_code(text):
    shown = rendering.prose(text)
    assert "<img" not in shown
    assert "javascript:x)" not in shown or "href" not in shown
    assert 'href="//' not in shown
    assert '"onclick' not in shown


@given(st.text())
def test_any_text_of_an_administrator_gives_only_known_tags(text):
    shown = str(rendering.prose(text))
    for tag in (
        "<p>",
        "</p>",
        "<h2>",
        "</h2>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<br>",
        "<strong>",
        "</strong>",
        "</a>",
    ):
        shown = shown.replace(tag, "")
    assert "<" not in shown.replace('<a href="', "")


COLUMNS = (Column("Examen", "examen"), Column("Début", "debut"), Column("Duplicata"))


def test_a_list_is_what_its_address_says():
    query = {"recherche": "  Lycée   A ", "tri": "examen", "sens": "decroissant", "session": "2026", "x": "1"}
    listing = Listing.read("/missions", query, COLUMNS, sort="debut", kept=("session",))
    assert (listing.search, listing.sort, listing.is_descending) == ("Lycée A", "examen", True)
    assert listing.kept == (("session", "2026"),)
    assert listing.direction(COLUMNS[0]) == "descending"
    assert listing.direction(COLUMNS[1]) == "none"


def test_a_click_on_the_sorted_column_reverses_it_and_another_one_starts_ascending():
    listing = Listing("/missions", COLUMNS, sort="debut", search="é", kept=(("session", "2026"),))
    assert listing.sort_address(COLUMNS[1]) == "/missions?session=2026&recherche=%C3%A9&tri=debut&sens=decroissant"
    assert listing.sort_address(COLUMNS[0]) == "/missions?session=2026&recherche=%C3%A9&tri=examen"
    assert listing.clear_address() == "/missions?session=2026&tri=debut"


def test_an_unknown_column_falls_back_to_the_first_order():
    listing = Listing.read("/m", {"tri": "'; drop", "sens": "decroissant"}, COLUMNS, sort="debut")
    assert (listing.sort, listing.is_descending) == ("debut", False)


@given(st.dictionaries(st.sampled_from(["recherche", "tri", "sens", "session"]), st.text(max_size=300)))
def test_any_address_gives_a_list(query):
    listing = Listing.read("/m", query, COLUMNS, sort="debut", kept=("session",))
    assert listing.sort in {"examen", "debut"}
    assert len(listing.search) <= 100


def test_display_settings_survive_their_cookie():
    chosen = Display.chosen(contrast="inverse", size="200", spacing="double", justification="justifie")
    assert Display.read({DISPLAY_COOKIE: chosen.cookie()}) == chosen
    assert Display.read({FRAME_COOKIE: "agrandie"}).is_enlarged


@given(st.text(max_size=200))
def test_a_hostile_cookie_gives_known_settings(value):
    display = Display.read({DISPLAY_COOKIE: value, FRAME_COOKIE: value})
    assert Display.read({DISPLAY_COOKIE: display.cookie()}).cookie() == display.cookie()


def test_a_field_is_found_by_its_path():
    form = Form({"trips[0].comment": "péage"}).refused({"trips[0].comment": "Précisez."})
    assert form.value("trips[0].comment") == "péage"
    assert form.error("trips[0].comment") == "Précisez."
    assert field_id("trips[0].comment") == "champ-trips-0-comment"


@given(st.text())
def test_the_name_of_a_field_cannot_break_out_of_its_anchor(name):
    assert set(field_id(name)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def test_an_asset_is_kept_a_year_under_its_hashed_name(tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>")
    (tmp_path / "b.css").write_text('a { background: url("a.svg"); }' + " " * 600)
    assets = Assets(tmp_path)
    picture = assets.address("a.svg").removeprefix("/static/")
    answer = assets.respond(request(accept_encoding="br, gzip;q=0.8"), assets.address("b.css").removeprefix("/static/"))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert picture.encode() in gzip.decompress(answer.body)
    assert assets.respond(request(), picture).body == b"<svg/>"
    assert assets.respond(request(), "a.svg") is None


@pytest.mark.parametrize(("offer", "accepted"), [("gzip", True), ("br;q=1, GZIP;q=0.5", True), ("*", True),
                                                 ("", False), ("br", False), ("gzip;q=0", False)])  # fmt: skip
def test_compression_is_what_the_browser_offers(offer, accepted):
    assert accepts_gzip(request(accept_encoding=offer)) is accepted


def test_a_page_is_compressed_and_never_kept():
    asked = request(accept_encoding="gzip", cookie=f"{DISPLAY_COOKIE}=inverse.150.large.justifie")
    answer = rendering.render(asked, "about/legal.html", status=404, contact=CONTACT, headers={"x-a": "b"})
    text = gzip.decompress(answer.body).decode()
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "accept-encoding, cookie"
    assert answer.headers["x-a"] == "b"
    assert 'data-contrast="inverse" data-size="150" data-spacing="large" data-justification="justifie"' in text


def test_an_enlarged_work_area_keeps_the_console_and_its_button():
    """S-SHELL-6."""
    values = {"shell": shell("missions", display=Display(is_enlarged=True)), "contact": CONTACT}
    text = rendering.environment.get_template("about/legal.html").render(**values)
    assert 'class="header"' not in text
    assert 'id="menu"' not in text
    assert 'id="console"' in text
    assert "Afficher tout l’écran" in text
