"""The description of the API, as programs read it."""

import re
from typing import Any

import httpx
import pytest

from gateway.api.operations import OPERATIONS
from tests.gateway.world import Site

TYPES = {"string", "integer", "number", "boolean", "array", "object"}


@pytest.fixture(scope="module")
def description(site: Site) -> dict[str, Any]:
    answer = httpx.get(site.address + "/api/v1/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_every_operation_is_described_with_its_parameters_and_answers(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert description["info"]["title"] == "IMAG’IN"
    described = {
        (method.upper(), path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    for operation in OPERATIONS:
        found = described[operation.method, "/api/v1" + operation.path]
        in_path = {one["name"] for one in found["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", operation.path))
        assert ("requestBody" in found) == (operation.method != "GET")
        (kind,) = found["responses"]["200"]["content"]
        assert kind == ("application/pdf" if operation.document else "application/json")


def test_nothing_but_the_api_is_described(description: dict[str, Any]) -> None:
    assert all(path.startswith("/api/v1/") for path in description["paths"])


def test_every_operation_has_a_name_of_its_own(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for methods in description["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)


def test_every_reference_leads_to_a_schema_and_every_schema_is_one(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    references = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(description)))
    assert references <= set(schemas)
    for name, schema in schemas.items():
        assert re.fullmatch(r"[\w.\-]+", name)
        walk(schema)


def walk(schema: dict[str, Any]) -> None:
    """Only words of JSON Schema, and a type where a value stands."""
    if "$ref" in schema:
        return
    assert schema.get("type", "object") in TYPES, schema
    for inner in (*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])):
        walk(inner)
    if isinstance(schema.get("additionalProperties"), dict):
        walk(schema["additionalProperties"])


def test_secrets_of_a_session_are_not_described_as_answers(description: dict[str, Any]) -> None:
    described = str(description["paths"]["/api/v1/session"])
    assert "tokens" not in described


def test_failures_are_described(description: dict[str, Any]) -> None:
    operation = description["paths"]["/api/v1/claims/{id}/validate"]["post"]
    assert {"401", "403", "404", "409", "422"} <= set(operation["responses"])
    schema = operation["responses"]["409"]["content"]["application/problem+json"]["schema"]
    assert schema["$ref"].endswith("Problem")
