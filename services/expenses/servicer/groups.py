"""Fees of the contrôle continu that a gestionnaire puts together on one claim, and apart again (S-FEE-6, G-6)."""

from typing import Final

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import NotFound, Violations
from kit.work import Work
from services.expenses import errors
from services.expenses.models import Claim
from services.expenses.queries import claims, groups
from services.expenses.rules.views import ClaimView, facts_of
from services.expenses.rules.workflow import Actor, Move, PartKind, refusal
from services.expenses.servicer.entries import EntryServicer
from services.expenses.servicer.sharing import Groups
from services.expenses.wire import claims as wire
from services.expenses.wire import groups as group_wire

MOST_MEMBERS: Final = 50


class GroupServicer(EntryServicer):
    """The part of the desk that groups fees."""

    def ListGroupCandidates(
        self, request: pb.ListGroupCandidatesRequest, context: grpc.ServicerContext
    ) -> pb.ListGroupCandidatesResponse:
        with self.read(context) as read:
            view = self._view(read, claims.claim(read.session, request.id, read.caller.person_id))
            view.require(Move.GROUP, PartKind.FEE)
            return group_wire.candidates(view, groups.candidates(read.session, view.claim))

    def GroupFees(self, request: pb.GroupFeesRequest, context: grpc.ServicerContext) -> pb.Claim:
        member_ids = list(dict.fromkeys(request.member_claim_ids))
        violations = Violations()
        if not 0 < len(member_ids) <= MOST_MEMBERS or request.id in member_ids:
            violations.add("member_claim_ids", errors.GROUP_MEMBERS, most=MOST_MEMBERS)
        violations.refuse_if_any()
        with self.work(request, context) as work:
            view = self._carrier(work, request, Move.GROUP)
            found = Groups(groups.with_groups(work.session, [request.id, *member_ids]), view.regulation, work)
            for place, claim_id in enumerate(member_ids):
                if claim_id not in found:
                    raise NotFound
                self._check_member(view, found, found[claim_id], f"member_claim_ids[{place}]", violations)
            violations.refuse_if_any()
            found.move(dict.fromkeys(member_ids, request.id))
            if view.claim.fee.amount_cents is None:
                raise errors.AmountUnknown
            return self._moved(work, request.id)

    def UngroupFees(self, request: pb.UngroupFeesRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._carrier(work, request, Move.UNGROUP)
            found = Groups(groups.with_groups(work.session, [request.id]), view.regulation, work)
            found.move({one.claim_id: None for one in view.surroundings.fees})
            return self._moved(work, request.id)

    def _carrier(self, work: Work, request: pb.GroupFeesRequest | pb.UngroupFeesRequest, move: Move) -> ClaimView:
        """The claim that carries, as the caller saw it. Nobody else groups fees of its examiner meanwhile."""
        view = self._view(work, self._loaded(work, request, locks_journeys=True))
        view.require(move, PartKind.FEE)
        return view

    def _check_member(self, view: ClaimView, found: Groups, member: Claim, path: str, violations: Violations) -> None:
        """A fee is put with those of the same person, session and exam, while nothing else was done with it."""
        facts = facts_of(member, carries_fees=bool(found.carried(member)))
        refused = errors.FeeGrouped() if facts.is_in_group else None
        refused = refused or refusal(facts, Move.GROUP, Actor.MANAGER, view.now, part=PartKind.FEE)
        if any(getattr(member, name) != getattr(view.claim, name) for name in ("person_id", "session", "exam_code")):
            violations.add(path, errors.GROUP_MEMBER_ELSEWHERE, number=member.mission_number)
        elif refused:
            violations.add(path, errors.GROUP_MEMBER_REFUSED, number=member.mission_number, why=refused.sentence)

    def _moved(self, work: Work, claim_id: str) -> pb.Claim:
        """The answer, with the fees that it carries from now on."""
        work.session.flush()
        fresh = claims.claim(work.session, claim_id, work.caller.person_id)
        return work.reply(wire.claim, self._view(work, fresh))
