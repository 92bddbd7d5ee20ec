"""The claim that a gestionnaire has opened: its address, its content, the forms about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims.places import DESK_ADDRESS as ADDRESS
from gateway.pages.desk import lists
from gateway.rendering import allows
from gateway.visit import Visit, field_errors
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit import french
from kit.errors import Refused

CLAIM: Final = ADDRESS + "/{claim_id}"


def base(claim_id: str) -> str:
    """Address of a claim on the desk."""
    return f"{ADDRESS}/{claim_id}"


def address(visit: Visit, claim_id: str, move: str = "") -> str:
    """The same, or that of something to do to it, with the list that the gestionnaire comes from."""
    return base(claim_id) + move + lists.from_list(visit)


async def load(visit: Visit, claim_id: str, *, is_whole: bool = False) -> pb.Claim:
    """The claim as staff see it; `is_whole`: with what was deposited for it, and those around it in its list."""
    request = pb.GetDeskClaimRequest(id=claim_id, needs_proofs=is_whole)
    if is_whole and (query := lists.come_from(visit)):
        request.list.CopyFrom(lists.asked(query))
    claim: pb.Claim = await visit.calls(DeskServiceStub).GetClaim(request)
    return claim


def amount_of(part: pb.Part) -> str:
    """What a part is worth, in words."""
    if not part.HasField("amount_cents"):
        return "pas encore connu"
    return french.money(part.amount_cents) + (" à confirmer" if part.is_to_confirm else "")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """The form of something that is done to a claim."""

    template: str
    is_possible: Callable[[pb.Claim], bool]
    fields: tuple[str, ...]
    """Names of its fields, the last part of those of the contract."""
    values: Callable[[Visit, pb.Claim], Mapping[str, str]] = lambda _, __: {}
    """What they show first."""
    more: Callable[[pb.Claim], Mapping[str, Any]] = lambda _: {}
    """What the template shows besides."""

    async def ask(self, visit: Visit, claim_id: str) -> Response:
        """The form; the claim itself when the move is not possible, which its page explains."""
        claim = await load(visit, claim_id)
        if not self.is_possible(claim):
            return visit.redirect(address(visit, claim_id))
        return await self.show(visit, claim, Form(self.values(visit, claim)))

    async def ask_again(self, visit: Visit, claim_id: str, form: Form, refused: Refused | None = None) -> Response:
        """The form with all that was typed and why it was refused, on the claim as it stands now.

        Of two gestionnaires in two tabs, the slower one reads what the other did before pressing again. When the move
        is no longer possible, the page of the claim shows why. A form that has its sentences keeps them.
        """
        claim = await load(visit, claim_id)
        if refused is None:
            return await self.show(visit, claim, form, status=422)
        if not refused.violations and not self.is_possible(claim):
            return await visit.refuse(refused, address(visit, claim_id))
        form = form if form.errors else form.refused(self._sentences(refused))
        return await self.show(visit, claim, form, status=status_of(refused), refused=refused)

    async def show(
        self,
        visit: Visit,
        claim: pb.Claim,
        form: Form,
        *,
        status: int = 200,
        refused: Refused | None = None,
        **values: Any,
    ) -> Response:
        """The form as it stands; `values` are for its template, in the place of those of `more`."""
        return await visit.page(
            self.template,
            status=status,
            refused=refused,
            claim=claim,
            base=base(claim.id),
            back=address(visit, claim.id),
            from_list=lists.from_list(visit),
            form=form,
            **{**self.more(claim), **values},
        )

    def _sentences(self, refused: Refused) -> dict[str, str]:
        """The sentences by field of the form; what concerns none of them stands under the first."""
        found: dict[str, str] = {}
        for path, sentence in field_errors(refused).items():
            name = path.rpartition(".")[2]
            found.setdefault(name if name in self.fields else self.fields[0], sentence)
        return found


def when(move: str) -> Callable[[pb.Claim], bool]:
    """Whether the caller may make a move."""
    return lambda claim: allows(claim, move)
