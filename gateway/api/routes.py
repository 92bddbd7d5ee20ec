"""The routes of the API: one generic function over the table of operations, and the session."""

from typing import Any, Final

from fastapi import APIRouter
from google.protobuf import message_factory
from starlette.responses import JSONResponse, Response

from gateway import downloads
from gateway.api import description, messages, problems, proofs
from gateway.api.messages import BadMessage
from gateway.api.operations import OPERATIONS, Operation
from gateway.visit import Visit, anybody, person
from imagin.auth.v1 import auth_pb2
from imagin.auth.v1.auth_pb2_grpc import SessionsServiceStub

PREFIX: Final = "/api/v1"
NOT_JSON: Final = "Envoyez un corps au format JSON, avec l’en-tête « Content-Type: application/json »."
# Fields that say who may enter or whose session it is: they never leave through the API.
KEPT_BACK: Final = ("tokens",)

router = APIRouter(prefix=PREFIX)


@router.post("/session", summary="Log in", response_class=Response, openapi_extra=description.of_login())
async def log_in(visit: Visit = anybody(is_login=True)) -> Response:
    """Open a session: the answer sets the cookie. Changes then carry the header `x-form-token` of GET /session."""
    request = auth_pb2.LoginRequest()
    try:
        messages.fill(request, await _body(visit))
    except BadMessage as bad:
        return problems.bad_request(str(bad))
    request.client_address = visit.client_address
    reply = await visit.gateway.clients.calls(SessionsServiceStub).Login(request)
    answer = JSONResponse(
        {"must_change_password": reply.must_change_password, "should_give_email": reply.should_give_email}
    )
    visit.set_session_cookie(answer, reply.session_secret)
    return answer


@router.get(
    "/session", summary="Who is logged in", response_class=Response, openapi_extra=description.of_session(KEPT_BACK)
)
async def show_session(visit: Visit = person(before_password_change=True, is_automatic=True)) -> Response:
    content = messages.to_json(visit.session)
    return JSONResponse({name: value for name, value in content.items() if name not in KEPT_BACK})


@router.delete("/session", summary="Log out", response_class=Response, openapi_extra=description.of_logout())
async def log_out(visit: Visit = person(before_password_change=True)) -> Response:
    await visit.calls(SessionsServiceStub).Logout(auth_pb2.LogoutRequest(session_secret=visit.session_secret))
    answer = JSONResponse({})
    visit.clear_session_cookie(answer)
    return answer


def _add(operation: Operation) -> None:
    request_class = message_factory.GetMessageClass(operation.rpc.input_type)

    async def call(visit: Visit = person(operation.activity)) -> Response:
        request = request_class()
        try:
            if operation.method == "GET":
                messages.fill(request, messages.query_values(request, visit.request.query_params))
            else:
                messages.fill(request, await _body(visit))
            messages.fill(request, visit.request.path_params)
            _identify(visit, request)
        except BadMessage as bad:
            return problems.bad_request(str(bad))
        calls = visit.calls(operation.stub)
        if operation.document:
            reply = await getattr(calls, operation.rpc.name)(request, downloads.SECONDS)
            return downloads.pdf(getattr(reply, operation.document), reply.file_name)
        return JSONResponse(messages.to_json(await getattr(calls, operation.rpc.name)(request)))

    router.add_api_route(
        operation.path,
        call,
        methods=[operation.method],
        name=operation.name,
        summary=operation.name,
        operation_id=operation.name.replace(".", "_"),
        response_class=Response,
        openapi_extra=description.of_operation(operation),
    )


def _identify(visit: Visit, request: Any) -> None:
    """The identifier of a change, unless its body names one."""
    if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
        request.request_id = messages.request_id(visit.request)


async def _body(visit: Visit) -> dict[str, Any]:
    content = await visit.request.body()
    kind = visit.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content and kind != "application/json":
        raise BadMessage(NOT_JSON)
    return messages.parse_body(content)


for _operation in OPERATIONS:
    _add(_operation)
router.include_router(proofs.router)
