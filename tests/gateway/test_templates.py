"""Templates keep the rules of the house: read as text, compiled, then rendered with real messages."""

import gzip
import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from lxml import html

from gateway.assets import PREFIX, Asset
from gateway.rendering import TEMPLATES, assets, environment, make_environment
from tests.gateway.pages import PAGES

STATIC = TEMPLATES.parent / "static"
SOURCES = {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}
STYLE = re.sub(r"/\*.*?\*/", "", (STATIC / "app.css").read_text(), flags=re.DOTALL)
SCRIPTS = {name: (STATIC / name).read_text() for name in ("app.js", "upload.js")}
CASES = {name: (template, values) for name, template, values in PAGES}
EVERY_PAGE = pytest.mark.parametrize("name", CASES)

# What would need `unsafe-inline` in the policy, or open a hole in the escaping.
FORBIDDEN = {
    "inline style": r"\sstyle\s*=",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "script address": r"javascript:|data:",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "unescaped value": r"\|\s*safe\b|autoescape|Markup",
    "address of another host": r"(?:src|href|action)=\"(?:https?:)?//",
}
# A plain space where French wants one that does not break.
BAD_SPACE = re.compile(r"\S (?:[;!?](?=\s|$)|:(?=\s|$))|« | »|\w'\w")


@cache
def rendered(name: str) -> str:
    template, values = CASES[name]
    return environment.get_template(template).render(**values)


def parsed(name: str) -> html.HtmlElement:
    return html.document_fromstring(rendered(name))


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_needs_an_unsafe_policy(rule):
    found = [name for name, source in SOURCES.items() if re.search(FORBIDDEN[rule], source, re.IGNORECASE)]
    assert not found, f"{rule} in {found}"


def test_every_template_is_shown_or_used_by_another():
    shown = {template for template, _ in CASES.values()}
    used = set(re.findall(r'(?:extends|import|include) "([\w/.]+)"', " ".join(SOURCES.values())))
    helped = {name for name in SOURCES if name.startswith("help/")}
    assert set(SOURCES) - shown - used - helped == set()


def test_every_macro_is_used():
    unused = []
    for name, source in SOURCES.items():
        for macro in re.findall(r"{%-? macro (\w+)\(", source):
            here = len(re.findall(rf"\b{macro}\(", source)) > 1
            elsewhere = any(re.search(rf"\.{macro}\(", other) for other in SOURCES.values())
            if not (here or elsewhere):
                unused.append(f"{name}: {macro}")
    assert unused == []


def test_every_class_of_the_style_sheet_is_used():
    used = " ".join((*SOURCES.values(), *SCRIPTS.values()))
    # A modifier is made from a value: `badge-` and a status, `message-` and a level.
    made = re.compile(r"(badge|message|notice|field|triangle|column|cell)-\w+")
    classes = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", STYLE))
    assert {name for name in classes if name not in used and not made.fullmatch(name)} == set()


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text()))
    used = {icon for page in CASES for icon in re.findall(r"\.svg#(\w+)\"", rendered(page))}
    assert used <= sprite
    menu = {"eps", "deliberation", "survey", "subjects", "statistics"}
    assert sprite - used - menu - {"reduce"} == set()


def test_the_style_sheet_keeps_to_what_old_browsers_read():
    assert not re.search(r":has\(|data:|@layer|@container|@import|color-mix|:is\(|:where\(", STYLE)
    assert not re.search(r"\{[^{}@]*\{", re.sub(r"@media[^{]*\{", "", STYLE)), "nested rules"


def test_nothing_is_readable_only_with_custom_properties():
    """S-SHELL-11: where colours are not understood, both the text and its ground fall back to the browser's own."""
    for body in re.findall(r"\{([^{}]*)\}", STYLE):
        colours = dict(re.findall(r"(?<![\w-])(color|background|background-color):\s*([^;}]+)", body))
        if colours.get("color", "").startswith("#"):
            assert not any("var(" in value for name, value in colours.items() if name != "color"), body


@EVERY_PAGE
def test_a_page_is_whole_and_light(name):
    text, page = rendered(name), parsed(name)
    assert page.get("lang") == "fr"
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.findtext(".//title").strip().endswith("– IMAG’IN")
    assert len(page.findtext(".//title").strip()) > len("– IMAG’IN")
    assert len(gzip.compress(text.encode(), 5)) < 40_000


@EVERY_PAGE
def test_the_words_of_a_page_have_french_spaces(name):
    page = parsed(name)
    words = [text for text in page.itertext() if text.strip()]
    words += [value for element in page.iter() for name, value in element.items() if name in {"aria-label", "title"}]
    assert [text for text in words if BAD_SPACE.search(text)] == []


@EVERY_PAGE
def test_every_reference_inside_a_page_leads_somewhere(name):
    page = parsed(name)
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert [target for target, times in ids.items() if times > 1] == []
    for element in page.iter():
        for attribute in ("for", "form", "aria-describedby", "aria-controls", "aria-labelledby"):
            for target in (element.get(attribute) or "").split():
                # The title of the dialog comes with what is shown in it.
                assert target in ids or target == "dialogue-titre", f"{attribute}={target}"
        address = element.get("href") or ""
        if address.startswith("#") and len(address) > 1:
            assert address[1:] in ids, address


@EVERY_PAGE
def test_every_field_has_a_label_and_every_change_its_token(name):
    page = parsed(name)
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        is_inside = any(parent.tag == "label" for parent in field.iterancestors())
        assert field.get("type") == "hidden" or field.get("id") in labelled or is_inside, field.get("name")
    for form in page.iter("form"):
        if form.get("method") == "post":
            assert form.xpath('.//input[@name="form_token"]'), form.get("action")
        else:
            assert form.get("method") in {"get", "dialog"}
    for button in page.iter("button"):
        assert button.get("type") == "button" or any(parent.tag == "form" for parent in button.iterancestors())


@EVERY_PAGE
def test_a_page_has_one_main_action_at_most(name):
    """S-SHELL-9: the one that most people come for."""
    assert len(parsed(name).xpath('//main//*[contains(@class, "button-main")]')) <= 1


@EVERY_PAGE
def test_a_wrong_field_says_so_where_it_stands_and_in_the_summary(name):
    form = CASES[name][1].get("form")
    page = parsed(name)
    wrong = page.xpath('//*[@aria-invalid="true"]')
    assert len(wrong) == (len(form.errors) if form else 0)
    for field in wrong:
        described = " ".join(
            page.get_element_by_id(name).text_content() for name in field.get("aria-describedby").split()
        )
        assert any(sentence in described for sentence in form.errors.values())
        assert page.xpath(f'//*[@id="erreurs"]//a[@href="#{field.get("id")}"]')
        assert page.findtext(".//title").startswith("Erreur")


@EVERY_PAGE
def test_a_table_keeps_its_roles_when_it_becomes_cards(name):
    for table in parsed(name).iter("table"):
        assert table.get("role") == "table"
        assert table.findtext("caption").strip()
        assert len(table.xpath(".//th[@aria-sort]")) <= 1
        headings = len(table.xpath(".//thead//th"))
        for row in table.xpath(".//tbody/tr"):
            assert row.get("role") == "row"
            assert [cell.get("role") for cell in row][:1] == ["rowheader"]
            assert len(row) == headings
            assert all(cell.get("data-label") for cell in row)


def test_authors_type_plain_spaces_and_readers_get_french_ones():
    made = make_environment().from_string("{{ 'Oublié ?' }} <b>l'état :</b> n° {{ 12 }} « {{ 'x' }} »")
    assert made.render() == "Oublié\u202f? <b>l’état\u00a0:</b> n°\u00a012 «\u00a0x\u00a0»"


def test_values_are_escaped_everywhere():
    hostile = '"><script>alert(1)</script>'
    template, values = CASES["missions-searched"]
    listing = replace(values["listing"], search=hostile, kept=(("session", hostile),))
    text = environment.get_template(template).render(**{**values, "listing": listing})
    assert "<script>alert" not in text


def test_the_module_and_the_style_sheet_stay_small():
    """As they travel: compressed, and a script without the lines that only its authors read."""
    names = (*SCRIPTS, "app.css", "first.js")
    weights = {name: len(sent(name).compressed or sent(name).content) for name in names}
    assert weights["app.js"] <= 3 * 1024, weights
    # Only on the pages that deposit a file.
    assert weights["upload.js"] <= 1.2 * 1024, weights
    assert weights["app.css"] <= 8 * 1024, weights
    assert weights["first.js"] <= 256, weights


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_served_with_every_statement_and_no_comment(name):
    """Lines are taken away whole: a text of several lines in a script would lose some of its own."""
    lines = [line.strip() for line in SCRIPTS[name].splitlines()]
    statements = [line for line in lines if line and not line.startswith("//")]
    assert sent(name).content.decode().splitlines() == statements
    assert [line for line in lines if line.count("`") % 2 or line.startswith(("/*", "*"))] == []


def sent(name: str) -> Asset:
    return assets._files[assets.address(name).removeprefix(PREFIX)]


def test_every_asset_that_a_page_names_is_served():
    for name in CASES:
        for address in re.findall(r'(?:href|src)="(/static/[^"#]+)', rendered(name)):
            assert address.removeprefix("/static/") in assets._files
