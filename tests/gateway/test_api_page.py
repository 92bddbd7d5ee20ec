"""docs/api.md and the OpenAPI description know every operation of the API."""

import re
from pathlib import Path

from gateway.api.operations import OPERATIONS, PROOF_OPERATIONS
from gateway.app import create_app
from gateway.routes import ROUTERS
from gateway.settings import GatewaySettings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
OF_THE_SESSION = {("POST", "/session"), ("GET", "/session"), ("DELETE", "/session")}


def test_the_page_names_every_operation_with_its_rpc_and_its_activity():
    told = re.findall(r"^\| `([A-Z]+) (\S+)` \| `([\w.]+)` \| (.+) \|$", PAGE, re.MULTILINE)
    wanted = [
        (
            each.method,
            each.path,
            each.name,
            each.activity or "anybody logged in",
        )
        for each in (*OPERATIONS, *PROOF_OPERATIONS)
    ]
    assert [row for row in told if row[:2] not in OF_THE_SESSION] == wanted


def test_every_operation_is_described_for_programs():
    """G-15."""
    description = create_app(GatewaySettings(), ROUTERS)._app.openapi()
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    wanted = OF_THE_SESSION | {(each.method, each.path) for each in (*OPERATIONS, *PROOF_OPERATIONS)}
    assert {(method, f"/api/v1{path}") for method, path in wanted} == described
    named = set(re.findall(r"#/components/schemas/([\w.]+)", str(description)))
    assert named <= description["components"]["schemas"].keys()
