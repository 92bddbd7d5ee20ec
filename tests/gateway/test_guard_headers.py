"""What every answer carries (security.md W2, W5, W6)."""

from tests.gateway import journeys
from tests.gateway.addresses import EVERY_PAGE
from tests.gateway.browser import Browser
from tests.gateway.world import Site

NOT_PAGES = ("/inconnu", "/static/inconnu.css", "/api/v1/inconnu", "/api/v1/missions", "/livez", "/connexion")
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ON_EVERY_ANSWER = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def test_every_answer_carries_the_same_headers(site: Site, browser: Browser) -> None:
    """W2, W6: pages, failures, files, PDFs, refusals of the guard."""
    base = journeys.base_of(journeys.validated(browser))
    addresses = [page.format(claim=base.rpartition("/")[2], desk=base) for page in EVERY_PAGE]
    answers = [browser.client.get(address) for address in (*addresses, *NOT_PAGES, base + "/recapitulatif.pdf")]
    answers += [
        browser.client.get("/", headers={"host": "evil.example"}),
        browser.client.request("TRACE", "/"),
        browser.client.post("/connexion", headers={"origin": "https://evil.example"}),
        browser.client.get("/?" + "x" * 5000),
    ]
    for answer in answers:
        carried = {name: answer.headers.get(name) for name in ON_EVERY_ANSWER}
        assert carried == ON_EVERY_ANSWER, answer.url
        assert answer.headers["cache-control"] == "no-store", answer.url
        assert "server" not in answer.headers
        kind = answer.headers.get("content-type", "")
        assert kind.endswith("charset=utf-8") or not kind.startswith("text"), answer.url


def test_files_are_kept_for_a_year_because_their_name_changes_with_them(site: Site, browser: Browser) -> None:
    page = browser.get("/")
    (style,) = page.tree.xpath("//link[@rel='stylesheet']/@href")
    answer = browser.client.get(style)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == POLICY


def test_a_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    """W5, and no inline script or style, which the policy would block."""
    for address in ("/", "/missions", "/connexion", "/affichage"):
        page = browser.get(address)
        assert all(found.startswith("/") for found in page.tree.xpath("//@src | //link/@href")), address
        assert page.tree.xpath("//script[not(@src)] | //style | //@style | //@onclick") == []
