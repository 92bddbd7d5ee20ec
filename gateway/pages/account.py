"""Logging in and out, passwords, e-mail (S-AUTH-1 to S-AUTH-4)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Form
from gateway.visit import Visit, anybody, field_errors, local_address, person
from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1.auth_pb2_grpc import AccountsServiceStub, SessionsServiceStub
from kit.errors import Refused

router = APIRouter(include_in_schema=False)

MISSING_IDENTIFIER: Final = "Saisissez votre identifiant : il est imprimé en tête de votre convocation."
DIFFERENT: Final = "Les deux saisies diffèrent : saisissez deux fois le même mot de passe."


@router.get("/connexion")
async def show_login(visit: Visit = anybody()) -> Response:
    if visit.session is not None:
        return visit.redirect("/")
    after = local_address(visit.request.query_params.get("suite", ""), "")
    ended = visit.ended
    return await visit.page(
        "account/login.html",
        form=Form({"after": after}),
        reason=ended.message if ended else "",
        said=[visit.message("warning", ended.message, ended.reason)] if ended else [],
    )


@router.post("/connexion")
async def log_in(visit: Visit = anybody(is_login=True)) -> Response:
    form = Form({"identifier": visit.field("identifier"), "after": visit.field("after")})
    request = pb.LoginRequest(
        identifier=visit.field("identifier"),
        password=visit.field("password"),
        device_secret=visit.request.cookies.get(visit.gateway.device_cookie, "")[:128],
        client_address=visit.client_address,
    )
    try:
        reply = await visit.calls(SessionsServiceStub).Login(request)
    except Refused as refused:
        status = status_of(refused)
        return await visit.page("account/login.html", status=status, refused=refused, form=form, reason="")
    after = local_address(visit.field("after"))
    if reply.must_change_password:
        after = "/mot-de-passe"
    elif reply.should_give_email:
        after = "/adresse-mel"
    response = visit.redirect(after)
    visit.set_session_cookie(response, reply.session_secret)
    visit.set_device_cookie(response, reply.device_secret)
    return response


@router.post("/quitter")
async def log_out(visit: Visit = anybody()) -> Response:
    if visit.session_secret:
        await visit.calls(SessionsServiceStub).Logout(pb.LogoutRequest(session_secret=visit.session_secret))
    response = visit.redirect("/connexion")
    visit.clear_session_cookie(response)
    # What the browser kept of our pages goes too: the next person at this computer finds nothing behind « Précédent ».
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


@router.get("/mot-de-passe")
async def show_password(visit: Visit = person(before_password_change=True)) -> Response:
    return await _password_page(visit, Form())


@router.post("/mot-de-passe")
async def change_password(visit: Visit = person(before_password_change=True)) -> Response:
    was_temporary = visit.session.must_change_password
    if visit.field("new_password") != visit.field("repeated_password"):
        return await _password_page(visit, Form().refused({"repeated_password": DIFFERENT}), status=422)
    request = pb.ChangePasswordRequest(
        session_secret=visit.session_secret,
        current_password=visit.field("current_password"),
        new_password=visit.field("new_password"),
    )
    try:
        reply = await visit.calls(AccountsServiceStub).ChangePassword(request)
    except Refused as refused:
        form = Form().refused(field_errors(refused))
        return await _password_page(visit, form, status=status_of(refused), refused=refused)
    visit.session_secret = reply.session_secret
    after = "/adresse-mel" if was_temporary and visit.session.should_give_email else "/"
    response = await visit.done(
        "Votre mot de passe est enregistré. Utilisez-le à chaque connexion.", after, "PASSWORD_CHANGED"
    )
    visit.set_session_cookie(response, reply.session_secret)
    return response


async def _password_page(visit: Visit, form: Form, *, status: int = 200, refused: Refused | None = None) -> Response:
    return await visit.page(
        "account/change_password.html",
        status=status,
        refused=refused,
        form=form,
        is_temporary=visit.session.must_change_password,
    )


@router.post("/mot-de-passe/oublie")
async def forget_password(visit: Visit = anybody()) -> Response:
    """The same page whatever the identifier: it never tells whether an account or an address exists."""
    identifier = visit.field("identifier").strip()
    if not identifier:
        form = Form({"after": visit.field("after")}).refused({"identifier": MISSING_IDENTIFIER})
        return await visit.page("account/login.html", status=422, form=form, reason="")
    request = pb.RequestPasswordResetRequest(identifier=identifier, client_address=visit.client_address)
    await visit.calls(AccountsServiceStub).RequestPasswordReset(request)
    contact = (await visit.gateway.academy.get()).contact
    return await visit.page("account/reset_requested.html", contact=contact)


@router.get("/mot-de-passe/reinitialisation")
async def show_reset(visit: Visit = anybody()) -> Response:
    secret = visit.request.query_params.get("lien", "")[:128]
    try:
        # Without a new password this only says whether the link is still good.
        await visit.calls(AccountsServiceStub).ResetPassword(pb.ResetPasswordRequest(secret=secret))
    except Refused as refused:
        return await visit.page("account/link_refused.html", status=status_of(refused), refused=refused)
    return await visit.page("account/reset_password.html", form=Form(), secret=secret)


@router.post("/mot-de-passe/reinitialisation")
async def reset_password(visit: Visit = anybody()) -> Response:
    secret = visit.field("secret")[:128]
    values = {"form": Form().refused({"repeated_password": DIFFERENT}), "secret": secret}
    if visit.field("new_password") != visit.field("repeated_password"):
        return await visit.page("account/reset_password.html", status=422, **values)
    request = pb.ResetPasswordRequest(secret=secret, new_password=visit.field("new_password"))
    try:
        reply = await visit.calls(AccountsServiceStub).ResetPassword(request)
    except Refused as refused:
        status = status_of(refused)
        if not refused.violations:
            return await visit.page("account/link_refused.html", status=status, refused=refused)
        values["form"] = Form().refused(field_errors(refused))
        return await visit.page("account/reset_password.html", status=status, refused=refused, **values)
    response = visit.redirect("/connexion")
    visit.clear_session_cookie(response)
    # Whoever held the link is known from now on: what strangers try meanwhile does not keep them out.
    visit.set_device_cookie(response, reply.device_secret)
    return response


@router.get("/adresse-mel")
async def show_email(visit: Visit = person()) -> Response:
    return await visit.page("account/give_email.html", form=Form())


@router.post("/adresse-mel")
async def give_email(visit: Visit = person()) -> Response:
    email = visit.field("email").strip()
    try:
        await visit.calls(AccountsServiceStub).GiveEmail(pb.GiveEmailRequest(request_id=visit.request_id, email=email))
    except Refused as refused:
        form = Form({"email": email}).refused(field_errors(refused))
        status = status_of(refused)
        return await visit.page("account/give_email.html", status=status, refused=refused, form=form)
    return await visit.done(
        "Un message vient de vous être envoyé. Suivez le lien qu’il contient pour confirmer votre adresse.",
        "/",
        "EMAIL_GIVEN",
    )


@router.get("/adresse-mel/confirmation")
async def show_confirmation(visit: Visit = anybody()) -> Response:
    return await visit.page("account/confirm_email.html", secret=visit.request.query_params.get("lien", "")[:128])


@router.post("/adresse-mel/confirmation")
async def confirm_email(visit: Visit = anybody()) -> Response:
    try:
        await visit.calls(AccountsServiceStub).ConfirmEmail(pb.ConfirmEmailRequest(secret=visit.field("secret")[:128]))
    except Refused as refused:
        return await visit.page("account/link_refused.html", status=status_of(refused), refused=refused)
    if visit.session is None:
        return visit.redirect("/connexion")
    return await visit.done("Votre adresse mél est confirmée.", "/", "EMAIL_CONFIRMED")
