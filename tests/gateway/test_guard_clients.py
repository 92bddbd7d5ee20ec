"""From which address a client comes, whatever its headers say (security.md H2, B95)."""

import httpx

from tests.gateway.world import Site, World, running_site


def guess(site: Site, number: int, forwarded: str) -> int:
    """A wrong password for somebody else each time, and what is answered."""
    form = {"identifier": f"ESI{number:06}", "password": "un essai parmi d’autres"}
    headers = {"x-forwarded-for": forwarded, "x-real-ip": forwarded, "forwarded": f"for={forwarded}"}
    return httpx.post(site.address + "/connexion", data=form, headers=headers).status_code


def use_up(site: Site) -> None:
    """All but one of the guesses that an address has are made."""
    site.execute("auth", "UPDATE throttles SET count = budget - 1 WHERE budget = 100")


def test_a_client_cannot_choose_the_address_it_comes_from(own_site: Site) -> None:
    """H2, B95: guesses of many identifiers are counted together however the header turns."""
    assert guess(own_site, 1, "203.0.113.1") == 401
    use_up(own_site)
    assert [guess(own_site, number, f"203.0.113.{number}") for number in (2, 3)] == [401, 429]


def test_behind_proxies_the_address_is_counted_from_our_side(world: World, redis_url: str) -> None:
    with running_site(world, redis_url, trusted_proxies=1) as site:
        assert guess(site, 1, "203.0.113.1, 198.51.100.7") == 401
        use_up(site)
        statuses = [guess(site, number, f"203.0.113.{number}, 198.51.100.7") for number in (2, 3)]
        assert statuses == [401, 429]
        assert guess(site, 4, "198.51.100.8") == 401
