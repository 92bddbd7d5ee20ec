"""Which claims of a person carry what for others: the trips of days (R23) and the fees of groups (S-FEE-5, S-FEE-6)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kit.work import Work
from services.expenses.models import Claim
from services.expenses.queries import groups, records
from services.expenses.rules import returns
from services.expenses.rules.grouping import FeeFacts, carriers
from services.expenses.rules.parts import freeze
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView, Regulation, Surroundings
from services.expenses.rules.workflow import Actor, PartKind
from services.expenses.servicer.expenses import touch


class Groups:
    """Loaded claims, each as it is with the fees that it carries."""

    def __init__(self, claims: Iterable[Claim], regulation: Regulation, work: Work) -> None:
        self._claims = {claim.id: claim for claim in claims}
        self._regulation = regulation
        self._work = work
        self._by_carrier = self._sorted()

    def __contains__(self, claim_id: str) -> bool:
        return claim_id in self._claims

    def __getitem__(self, claim_id: str) -> Claim:
        return self._claims[claim_id]

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def carrier(self, claim: Claim) -> Claim:
        """The claim that carries the fee of one, itself when no other does."""
        return self._claims[claim.fee.carrier_claim_id or claim.id]

    def carried(self, carrier: Claim) -> Sequence[Claim]:
        """The claims whose fee one carries, by date."""
        return self._by_carrier.get(carrier.id, ())

    def view(self, claim: Claim) -> ClaimView:
        """A claim and the fees that it carries; nothing else around it decides a fee."""
        around = Surroundings(fees=list(map(FeeFacts.of, self.carried(claim))))
        caller_id = self._work.caller.person_id
        return ClaimView(claim, self._regulation, around, now=self._work.now, caller_id=caller_id, actor=Actor.SERVICE)

    def move(self, wanted: Mapping[str, str | None]) -> None:
        """Put fees on other claims, or back on their own; those that carried or will carry them are counted again."""
        moved = [self._claims[claim_id] for claim_id in wanted]
        heads = {claim.fee.carrier_claim_id for claim in moved} | set(wanted.values())
        for claim in moved:
            claim.fee.carrier_claim_id = wanted[claim.id]
        self._by_carrier = self._sorted()
        for claim in self:
            if claim.id in heads or (claim.id in wanted and claim.fee.provider == Provider.SANTORIN):
                self.count(claim)
            elif claim.id in wanted:
                # What a person validated stays as it was, for the day it is on its own again.
                touch(self.view(claim), self._work)

    def _sorted(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(self, key=lambda one: (one.start_wall_time, one.mission_number)):
            if carrier_id := claim.fee.carrier_claim_id:
                found[carrier_id].append(claim)
        return found

    def recount(self, claim: Claim) -> None:
        """Count the fee of a claim again after a return; what is accepted stays as it was paid, whatever comes late."""
        if self.carrier(claim).fee.state == State.ACCEPTED:
            touch(self.view(claim), self._work)
        else:
            self.count(claim)

    def count(self, claim: Claim) -> None:
        """Count the fee of a claim again, with those that it carries."""
        view, part = self.view(claim), claim.fee
        if part.provider == Provider.SANTORIN and part.state != State.ACCEPTED:
            returns.settle(view)
        elif part.state != State.OPEN:
            freeze(part, view.assess(PartKind.FEE, part.input))
        touch(view, self._work)


def share_out(work: Work, regulation: Regulation, person_ids: Collection[str]) -> set[str]:
    """Decide anew which claims of some people carry what; the claims for which that changed.

    The caller holds `claims.lock_journeys` for these people.
    """
    return records.share_journeys(work.session, person_ids, work.now) | _share_fees(work, regulation, person_ids)


def _share_fees(work: Work, regulation: Regulation, person_ids: Collection[str]) -> set[str]:
    fees = groups.fees(work.session, person_ids)
    wanted = carriers(fees)
    moved = {fee.claim_id: wanted[fee.claim_id] for fee in fees if fee.carrier_claim_id != wanted[fee.claim_id]}
    if not moved:
        return set()
    # The claims that carried them until now, and those that will.
    left = {fee.carrier_claim_id for fee in fees if fee.claim_id in moved}
    heads = {claim_id for claim_id in (*left, *moved.values()) if claim_id}
    concerned = Groups(groups.with_groups(work.session, {*moved, *heads}), regulation, work)
    concerned.move(moved)
    return moved.keys() | heads
