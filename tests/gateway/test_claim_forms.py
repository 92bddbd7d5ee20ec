"""Wrong input in the form of a fee: each field says why, what was typed stays, and nothing is half done."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.world import Site


def is_untouched(browser: Browser, base: str) -> bool:
    return "Compléter l’état de frais" in browser.get(base).content


@pytest.mark.parametrize(
    ("copies", "sentence"),
    [
        ("", "Ce champ est obligatoire"),
        ("quarante", "Saisissez un nombre entier"),
        ("42,5", "Saisissez un nombre entier"),
        ("-1", "Indiquez un nombre entier, 0 ou plus"),
        ("1e309", "Saisissez un nombre entier"),
        ("NaN", "Saisissez un nombre entier"),
        ("99999999999999999999", "Saisissez un nombre entier"),
        ("2147483647", "Ce nombre ne peut pas dépasser"),
    ],
)
def test_a_quantity_that_is_none_is_refused_beside_its_field(
    claimant: Browser, base: str, copies: str, sentence: str
) -> None:
    """security.md B44."""
    form = claimant.get(base + "/remuneration").form(base + "/remuneration")
    page = form.submit("Enregistrer", copies=copies)
    assert page.status == 422
    assert page.title.startswith("Erreur : ")
    assert list(page.errors) == ["copies"]
    assert page.errors["copies"].startswith(sentence)
    assert page.summary == list(page.errors.values())
    assert page.form(base + "/remuneration").values["copies"] == copies
    assert is_untouched(claimant, base)


@pytest.mark.parametrize("copies", [" 42 ", "0042", "4\u202f2"])
def test_a_quantity_is_read_however_people_write_it(site: Site, copies: str) -> None:
    page = journeys.enter_fee(journeys.open_claim(site.examiner()), copies)
    assert page.keys == ["CLAIM_RECORDED"]
    assert page.form(page.path).values["copies"] == "42"


def test_validating_without_a_quantity_opens_the_fee(site: Site) -> None:
    page = journeys.open_claim(site.examiner())
    refused = journeys.validate(page)
    assert refused.status == 422
    assert refused.errors["copies"].startswith("Saisissez d’abord la quantité")
