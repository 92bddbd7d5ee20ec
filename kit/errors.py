"""How a process says no, and how the caller reads it.

A refusal is one class: a stable reason for programs, one French sentence for people, one gRPC code. It crosses gRPC
as `google.rpc.Status` (ErrorInfo, LocalizedMessage, BadRequest) in the trailing metadata, and no error text is written
twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

DOMAIN = "imagin"
STATUS_METADATA_KEY = "grpc-status-details-bin"


class Refusal(Exception):  # noqa: N818
    """A refusal that people understand. Subclasses set the three attributes; keyword arguments fill the sentence."""

    reason: ClassVar[str]
    message: ClassVar[str]
    code: ClassVar[grpc.StatusCode] = grpc.StatusCode.FAILED_PRECONDITION

    def __init__(self, **details: Any) -> None:
        self.details = details
        self.sentence = self.message.format(**details)
        super().__init__(f"{self.reason}: {self.sentence}")

    def to_status(self) -> status_pb2.Status:
        """The refusal as it travels."""
        status = status_pb2.Status(code=self.code.value[0], message=self.reason)
        metadata = {name: str(value) for name, value in self.details.items()}
        status.details.add().Pack(error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN, metadata=metadata))
        status.details.add().Pack(error_details_pb2.LocalizedMessage(locale="fr", message=self.sentence))
        return status


@dataclass(frozen=True)
class Violation:
    """What may be wrong with one field: a stable reason and the French sentence shown beside the field."""

    reason: str
    message: str


@dataclass(frozen=True)
class FieldViolation:
    """One wrong field of a request: its path in proto names (`trips[0].kilometres`), the sentence, the reason."""

    field: str
    message: str
    reason: str


class InvalidFields(Refusal):
    """Some fields of the request are wrong; each is named with its own sentence."""

    reason = "INVALID_FIELDS"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Certaines informations sont à corriger\u00a0: chacune est signalée à sa place."

    def __init__(self, violations: list[tuple[str, Violation, dict[str, Any]]], **details: Any) -> None:
        super().__init__(**details)
        self.violations = [
            FieldViolation(path, violation.message.format(**parameters), violation.reason)
            for path, violation, parameters in violations
        ]

    @classmethod
    def of(cls, found: Iterable[FieldViolation]) -> Self:
        """The refusal of fields whose sentences are filled already."""
        refused = cls([])
        refused.violations = list(found)
        return refused

    def to_status(self) -> status_pb2.Status:
        status = super().to_status()
        bad_request = error_details_pb2.BadRequest()
        for violation in self.violations:
            bad_request.field_violations.add(
                field=violation.field, description=violation.message, reason=violation.reason
            )
        status.details.add().Pack(bad_request)
        return status


class Violations:
    """Collects what is wrong with a request, so that people correct everything at once."""

    def __init__(self) -> None:
        self._found: list[tuple[str, Violation, dict[str, Any]]] = []

    def add(self, path: str, violation: Violation, **parameters: Any) -> None:
        """Name one wrong field; the parameters fill the sentence."""
        self._found.append((path, violation, parameters))

    def refuse_if_any(self) -> None:
        """Raise `InvalidFields` when at least one field is wrong."""
        if self._found:
            raise InvalidFields(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)


def refuse_fields(found: Iterable[FieldViolation]) -> None:
    """Raise `InvalidFields` when at least one field is wrong, and its sentence is filled already."""
    violations = list(found)
    if violations:
        raise InvalidFields.of(violations)


class NotLoggedIn(Refusal):
    reason = "NOT_LOGGED_IN"
    code = grpc.StatusCode.UNAUTHENTICATED
    message = "Votre session est terminée. Reconnectez-vous pour continuer."


class AccessDenied(Refusal):
    reason = "ACCESS_DENIED"
    code = grpc.StatusCode.PERMISSION_DENIED
    message = (
        "Vos droits ne permettent pas cette action. Si elle vous est nécessaire, "
        "demandez l’habilitation à votre gestionnaire."
    )


class PasswordChangeRequired(Refusal):
    reason = "PASSWORD_CHANGE_REQUIRED"
    message = (
        "Choisissez d’abord votre mot de passe personnel\u00a0: "
        "le mot de passe temporaire ne donne accès à rien d’autre."
    )


class StaleVersion(Refusal):
    reason = "STALE_VERSION"
    code = grpc.StatusCode.ABORTED
    message = (
        "Ces informations ont été modifiées depuis que vous les avez affichées. "
        "Rechargez la page, vérifiez-les, puis recommencez."
    )


class Conflict(Refusal):
    reason = "CONFLICT"
    code = grpc.StatusCode.ABORTED
    message = (
        "Une autre opération vient de porter sur les mêmes données. "
        "Rechargez la page, vérifiez ce qui a été enregistré, puis recommencez si nécessaire."
    )


class RequestReused(Refusal):
    reason = "REQUEST_REUSED"
    code = grpc.StatusCode.ALREADY_EXISTS
    message = (
        "Cette demande a déjà été envoyée avec un autre contenu. "
        "Rechargez la page, vérifiez ce qui a été enregistré, puis recommencez si nécessaire."
    )


class RequestIdMissing(Refusal):
    reason = "REQUEST_ID_MISSING"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Il manque à cette demande son numéro d’envoi. Rechargez la page, puis recommencez."


class InvalidValue(Refusal):
    reason = "INVALID_VALUE"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = (
        "Une valeur contient un caractère ou un nombre qui ne peut pas être enregistré. "
        "Vérifiez votre saisie, puis recommencez."
    )


class NotFound(Refusal):
    reason = "NOT_FOUND"
    code = grpc.StatusCode.NOT_FOUND
    message = "Cet élément n’existe pas ou ne vous est pas accessible. Revenez à la liste pour le retrouver."


class Unavailable(Refusal):
    reason = "UNAVAILABLE"
    code = grpc.StatusCode.UNAVAILABLE
    message = (
        "Le service ne répond pas pour le moment. Réessayez dans quelques instants\u00a0: "
        "une demande déjà enregistrée ne sera pas comptée deux fois."
    )


class TooSlow(Refusal):
    reason = "TOO_SLOW"
    code = grpc.StatusCode.DEADLINE_EXCEEDED
    message = (
        "La réponse tarde trop. Vérifiez si votre demande a été enregistrée, "
        "puis réessayez si nécessaire\u00a0: elle ne sera pas comptée deux fois."
    )


class TooBusy(Refusal):
    reason = "TOO_BUSY"
    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    message = "Trop de demandes arrivent en même temps. Patientez une minute, puis réessayez."


class Internal(Refusal):
    reason = "INTERNAL"
    code = grpc.StatusCode.INTERNAL
    message = (
        "Une erreur inattendue s’est produite. Réessayez\u202f; si elle se répète, "
        "transmettez la référence {reference} à l’assistance."
    )


# What a caller shows when the answer carries no status of ours: the transport itself refused.
_TRANSPORT_REFUSALS: dict[grpc.StatusCode, type[Refusal]] = {
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    # A server that stops says so to the calls that it had not begun; nobody else cancels a call that we wait for.
    grpc.StatusCode.CANCELLED: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: TooSlow,
    grpc.StatusCode.RESOURCE_EXHAUSTED: TooBusy,
    grpc.StatusCode.UNAUTHENTICATED: NotLoggedIn,
    grpc.StatusCode.PERMISSION_DENIED: AccessDenied,
    grpc.StatusCode.NOT_FOUND: NotFound,
}


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818
    """A refusal as its caller reads it back."""

    reason: str
    message: str
    code: grpc.StatusCode
    violations: tuple[FieldViolation, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


def from_rpc_error(error: grpc.RpcError) -> Refused:
    """Read the refusal out of a failed call, of a synchronous or an asynchronous stub."""
    code = error.code()
    for key, value in error.trailing_metadata() or ():
        if key == STATUS_METADATA_KEY:
            try:
                return _from_status(code, status_pb2.Status.FromString(value))
            except DecodeError:
                break
    refusal = _TRANSPORT_REFUSALS.get(code)
    if refusal is None:
        return Refused(Internal.reason, Internal.message.format(reference=code.name), code)
    return Refused(refusal.reason, refusal.message, refusal.code)


def _from_status(code: grpc.StatusCode, status: status_pb2.Status) -> Refused:
    info, localized, bad_request = (
        error_details_pb2.ErrorInfo(),
        error_details_pb2.LocalizedMessage(),
        error_details_pb2.BadRequest(),
    )
    for detail in status.details:
        for target in (info, localized, bad_request):
            detail.Unpack(target)
    violations = tuple(
        FieldViolation(violation.field, violation.description, violation.reason)
        for violation in bad_request.field_violations
    )
    return Refused(info.reason, localized.message, code, violations, dict(info.metadata))


class PassedOn(Refusal):
    """What another service refused, said again by the one that asked it for somebody."""

    def __init__(self, refused: Refused) -> None:
        self.reason, self.code = refused.reason, refused.code  # type: ignore[misc]
        # A finished sentence: its braces, if any, are text.
        self.message = "{sentence}"  # type: ignore[misc]
        super().__init__(sentence=refused.message)
        self.details = refused.details


_OF_THE_PERSON = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.OUT_OF_RANGE,
    }
)


def passed_on(error: grpc.RpcError) -> Refusal | None:
    """The refusal to answer with when a call made for somebody fails; None when the failure is a defect of ours.

    That a service may not call another, for instance, says nothing about the rights of the person behind the call.
    """
    refused = from_rpc_error(error)
    if refused.code in {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }:
        return Unavailable()
    return PassedOn(refused) if refused.code in _OF_THE_PERSON and refused.reason else None
