"""Every router of the gateway, in the order in which addresses are tried."""

from gateway.api import routes as api
from gateway.pages import about, account, claims, desk, home, letters, missions, people

ROUTERS = (
    account.router,
    home.router,
    about.router,
    missions.router,
    claims.router,
    desk.router,
    letters.router,
    people.router,
    api.router,
)
