"""The OpenAPI description: addresses from the table of operations, schemas from the contracts, failures once."""

import re
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway.api import schemas
from gateway.api.operations import OPERATIONS, Operation
from gateway.visit import FORM_HEADER
from imagin.auth.v1 import auth_pb2
from imagin.documents.v1 import documents_pb2

IDEMPOTENCY_HEADER: Final = "idempotency-key"

PROBLEM: Final = {
    "type": "object",
    "description": "A refusal (RFC 9457). `reason` is stable; `detail` is a French sentence with what to do.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "reason": {"type": "string"},
        "detail": {"type": "string"},
        "reference": {"type": "string", "description": "What to quote to the support."},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "Path in the request: `travel.trips[0].power_cv`."},
                    "reason": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
FAILURES: Final = {
    "401": "Nobody is logged in, or no more.",
    "403": "The person has no right to this, or the token of the session is missing.",
    "404": "There is no such thing, or it is somebody else's.",
    "409": "The present state does not allow it, or it changed since it was read.",
    "422": "The request is wrong; `fields` says where.",
    "502": "What a service keeps was altered or lost; sending the request again changes nothing.",
    "503": "A service does not answer; the same request may be sent again.",
}
PROOF_ANSWERS: Final = {"DownloadDocument": "application/octet-stream", "GetPagePicture": "image/jpeg"}
UPLOAD: Final = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file", "folder"],
            "properties": {
                "file": {"type": "string", "format": "binary", "description": "PDF, JPEG, PNG or GIF, 5 MiB at most."},
                "folder": {"type": "string", "description": "A `folder` of `proofs.folders` of the claim."},
                "proof": {
                    "type": "string",
                    "description": "The `label` of the required proof that it is; empty when it is another document.",
                },
            },
        }
    }
}
INFORMATION: Final = (
    "The activities of the screens, from the same calls and with the same rights. Log in with POST /session, which "
    "sets a cookie; send the `form_token` of GET /session as `x-form-token` with every change."
)


def of_operation(operation: Operation) -> dict[str, Any]:
    """One operation."""
    parameters = _in_path(operation)
    in_path = {parameter["name"] for parameter in parameters}
    shown = _bytes("application/pdf") if operation.document else _json(schemas.reference(operation.rpc.output_type))
    described: dict[str, Any] = {"parameters": parameters, "responses": _answers(shown)}
    if operation.method == "GET":
        parameters += [
            schemas.parameter(field)
            for field in operation.rpc.input_type.fields
            if field.message_type is None and field.name not in in_path
        ]
        return described
    parameters += _of_change()
    return described | {"requestBody": {"content": _json(schemas.reference(operation.rpc.input_type))}}


def of_proof(operation: Operation) -> dict[str, Any]:
    """An operation of a file: `PROOF_ANSWERS` says in which form it leaves, JSON when nothing is said."""
    kind = PROOF_ANSWERS.get(operation.rpc.name)
    shown = _bytes(kind) if kind else _json(schemas.reference(operation.rpc.output_type))
    described = {"parameters": _in_path(operation), "responses": _answers(shown)}
    if operation.method == "GET":
        return described
    described["parameters"] += _of_change()
    is_upload = operation.method == "POST"
    return described | ({"requestBody": {"required": True, "content": UPLOAD}} if is_upload else {})


def of_login() -> dict[str, Any]:
    """POST /session."""
    body = _json(schemas.partly(auth_pb2.LoginRequest.DESCRIPTOR, ("identifier", "password")))
    shown = _json(schemas.partly(auth_pb2.LoginResponse.DESCRIPTOR, ("must_change_password", "should_give_email")))
    return {"requestBody": {"required": True, "content": body}, "responses": _answers(shown)}


def of_session(kept_back: tuple[str, ...]) -> dict[str, Any]:
    """GET /session."""
    names = [field.name for field in auth_pb2.Session.DESCRIPTOR.fields if field.name not in kept_back]
    return {"responses": _answers(_json(schemas.partly(auth_pb2.Session.DESCRIPTOR, names)))}


def of_logout() -> dict[str, Any]:
    """DELETE /session."""
    parameters = [_header(FORM_HEADER, "The `form_token` of GET /session.", is_required=True)]
    return {"parameters": parameters, "responses": _answers(_json({"type": "object"}))}


def install(app: FastAPI) -> None:
    """Make the description of the application, with the schemas of all messages."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=INFORMATION, routes=app.routes)
            roots = [kind for each in OPERATIONS for kind in (each.rpc.input_type, each.rpc.output_type)]
            roots += [auth_pb2.Session.DESCRIPTOR, documents_pb2.Document.DESCRIPTOR]
            made.setdefault("components", {})["schemas"] = {"Problem": PROBLEM, **schemas.components(roots)}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _answers(shown: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failures = {status: {"description": words, "content": problem} for status, words in FAILURES.items()}
    return {"200": {"description": "Done.", "content": shown}, **failures}


def _in_path(operation: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", operation.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _of_change() -> list[dict[str, Any]]:
    return [
        _header(FORM_HEADER, "The `form_token` of GET /session.", is_required=True),
        _header(IDEMPOTENCY_HEADER, "A UUIDv7 of yours: a repeated request has one effect and the same answer."),
    ]


def _bytes(kind: str) -> dict[str, Any]:
    return {kind: {"schema": {"type": "string", "format": "binary"}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _header(name: str, words: str, *, is_required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": is_required, "description": words, "schema": {"type": "string"}}
