"""What is typed while the network is slow: nothing lost, nothing twice, nobody told that they contradict themselves."""

from tests.e2e.conftest import Site, Visit

# A telephone in a valley.
LATENCY_MS = 1_500


def test_a_draft_on_its_way_never_contradicts_the_next_one_nor_the_form(site: Site, visit: Visit) -> None:
    """P-CLM-20: a draft changes the version that the form carries; whoever types on, or records, must not meet it."""
    visitor = visit()
    page = visitor.log_in_first(site.newcomer())
    visitor.accept_conditions()
    page.locator("tr:has-text('Correction de copies'):has-text('Non validé') a").first.click()
    page.goto(page.url + "/remuneration")
    network = visitor.context.new_cdp_session(page)
    slow = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    page.locator("[name=copies]").press_sequentially("1")
    # The first draft leaves after the pause, and the second before the answer to the first.
    page.wait_for_timeout(1_000)
    page.locator("[name=copies]").press_sequentially("2")
    page.wait_for_timeout(1_000)
    with page.expect_navigation():
        page.click("button:text-is('Enregistrer')", no_wait_after=True)
    assert "enregistrée" in visitor.console()
    assert "Erreur" not in visitor.console()
    assert page.locator("[name=copies]").input_value() == "12"
