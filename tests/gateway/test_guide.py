"""The user guide and the pages of help: about what is there, with pictures of its own screens (S-SHELL-1)."""

import re
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from gateway.assets import FOLDER
from gateway.pages.about import TOPICS
from gateway.rendering import TEMPLATES, environment
from services.auth.rules.menu import ACTIVITIES
from services.expenses.rules.status import LABELS
from tests.gateway.pages import PAGES

PICTURES = sorted((FOLDER / "guide").iterdir())
HEAVIEST = 40_000


@pytest.fixture(scope="module")
def guide() -> html.HtmlElement:
    template, values = next((template, values) for name, template, values in PAGES if name == "guide")
    return html.document_fromstring(environment.get_template(template).render(**values))


def test_each_activity_has_a_page_of_help_and_no_other_page_is_there():
    """S-SHELL-1: « Aide » differs by activity, and speaks of nothing that nobody can open."""
    assert {"home", *(activity.key for activity in ACTIVITIES)} == TOPICS
    texts = [(TEMPLATES / "help" / f"{topic}.html").read_text(encoding="utf-8") for topic in TOPICS]
    assert len(set(texts)) == len(TOPICS)


def test_a_page_of_help_has_the_title_of_its_activity():
    """S-SHELL-1, S-SHELL-4: menu and help call an activity by one name."""
    titles = environment.get_template("help/titles.html").module.titles
    assert titles.keys() == TOPICS
    assert {activity.key: activity.label for activity in ACTIVITIES} == {
        key: title for key, title in titles.items() if key != "home"
    }


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_of_the_guide_is_small_and_shown_as_large_as_it_is(picture: Path, guide: html.HtmlElement):
    """S-SHELL-1: the page keeps its place for it, and asks for it when it comes into view."""
    assert picture.stat().st_size <= HEAVIEST
    with Image.open(picture) as image:
        assert image.mode == "P"
        size = (str(image.width), str(image.height))
    (shown,) = guide.xpath(f'//img[starts-with(@src, "/static/guide-{picture.stem}.")]')
    assert (shown.get("width"), shown.get("height")) == size
    assert shown.get("loading") == "lazy"
    assert len(shown.get("alt")) > 40
    assert shown.getparent().findtext("figcaption").strip().endswith(".")


def test_the_guide_says_what_each_status_means(guide: html.HtmlElement):
    """S-STA-1 to S-STA-10: in the words of the screens."""
    told = [term.text for term in guide.xpath('//dl[contains(@class, "description-wide")]//dt')]
    assert told == list(LABELS.values())


def test_the_guide_names_the_browsers_that_are_supported(guide: html.HtmlElement):
    """S-SHELL-11."""
    text = guide.text_content()
    assert all(name in text for name in ("Internet Explorer 11", "Firefox 31", "Chrome 51"))


def test_the_guide_leads_to_each_of_its_chapters(guide: html.HtmlElement):
    chapters = [heading.get("id") for heading in guide.xpath("//main//h2") if heading.get("id") != "guide-sommaire"]
    assert re.findall(r"#([\w-]+)", " ".join(guide.xpath("//main//nav//a/@href"))) == chapters
