"""What the servicers of expenses share: references kept in memory, and a claim as its page shows it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from kit.errors import NotFound
from kit.process import Process
from kit.servicer import Servicer
from kit.work import Work
from services.expenses import errors
from services.expenses.queries import claims
from services.expenses.queries.claims import Gate, KeptRecap, LoadedClaim
from services.expenses.queries.references import ReferenceCache, References
from services.expenses.rules.proofs import Deposits
from services.expenses.rules.recaps import TOLD_OF_PROOFS, claim_recap
from services.expenses.rules.views import ClaimView, Regulation, Surroundings
from services.expenses.rules.workflow import Actor
from services.expenses.servicer.folders import Folders
from services.expenses.servicer.neighbours import Neighbours
from services.expenses.templates.recap import Contact, print_recap, recap_data


class Office:
    """What one process keeps between calls, shared by its servicers."""

    def __init__(self, process: Process, *, zone: ZoneInfo, proofs_address_lines: list[str]) -> None:
        self.academy = process.settings.academy
        self.zone = zone
        self.neighbours = Neighbours(process)
        self.folders = Folders(process)
        self._cache = ReferenceCache(proofs_address_lines)

    def references(self, session: Session, gate: Gate) -> References:
        """Rates, adjacency, parameters and conditions."""
        return self._cache.at(session, gate.revision)

    def regulation(self, session: Session, gate: Gate) -> Regulation:
        """What of them decides claims."""
        found = self.references(session, gate)
        return Regulation(found.rates, found.adjacency, found.parameters, self.zone, found.proof_rules)

    def view(
        self,
        session: Session,
        loaded: LoadedClaim | None,
        now: datetime,
        *,
        caller_id: str,
        actor: Actor,
        typed: Mapping[str, Any] | None = None,
        needs_table: bool = False,
    ) -> ClaimView:
        """A claim at an instant for a person.

        `typed`: a travel that is about to be recorded. `needs_table`: a travel that stands validated is about to be
        computed again, or given back to who enters it.
        """
        if loaded is None:
            raise NotFound
        view = ClaimView(
            loaded.claim,
            self.regulation(session, loaded.gate),
            Surroundings(
                loaded.carrier_number,
                loaded.carrier_state,
                loaded.carried_numbers,
                loaded.settled_numbers,
                loaded.carried_end,
                fees=loaded.fees,
                fee_carrier_number=loaded.fee_carrier_number,
            ),
            now=now,
            caller_id=caller_id,
            actor=actor,
        )
        if needs_table or view.needs_table:
            table = claims.travels(session, loaded.claim, view.distance_pairs(typed))
            view.surroundings = replace(view.surroundings, distances=table.distances, takings=table.takings)
        return view


class ExpensesServicer(Servicer):
    """The base of the servicers."""

    def __init__(self, process: Process, office: Office) -> None:
        super().__init__(process)
        self.office = office


def require_conditions(gate: Gate) -> None:
    """Nothing of the activity is answered before the conditions in force are accepted (S-CLM-1)."""
    if not gate.is_accepted:
        raise errors.ConditionsNotAccepted


def keep_recap(view: ClaimView, academy: missions_pb2.Academy, deposits: Deposits | None) -> None:
    """Keep what the recap prints of a claim that was just validated.

    `deposits`: what was there; None when that was sealed before, as the recap of then tells it.
    """
    contact = Contact(academy.contact.name, academy.contact.email, academy.contact.phone)
    told = claim_recap(view, academy_name=academy.name, contact=contact, deposits=deposits or Deposits())
    data = recap_data(told)
    if deposits is None and view.claim.recap:
        data |= {name: view.claim.recap[name] for name in TOLD_OF_PROOFS}
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    view.claim.recap, view.claim.recap_time = data, view.now
    view.claim.recap_digest = hashlib.sha256(canonical.encode()).hexdigest()


def printed(kept: KeptRecap) -> pb.GetRecapResponse:
    """The recap on paper: the same bytes each time."""
    if kept.data is None:
        raise errors.RecapMissing
    return pb.GetRecapResponse(
        pdf=print_recap(kept.data, kept.recap_time), file_name=f"recapitulatif-{kept.order_number}.pdf"
    )


def again(view: ClaimView) -> ClaimView:
    """The same claim after a change: what was decided of it before is forgotten."""
    return ClaimView(
        view.claim,
        view.regulation,
        view.surroundings,
        now=view.now,
        caller_id=view.caller_id,
        actor=view.actor,
    )


def touch(view: ClaimView, work: Work) -> None:
    """Note the change on the aggregate: its version grows whichever part was changed, even at the same instant."""
    view.claim.update_time = work.now
    flag_modified(view.claim, "update_time")
