"""Facts that other services tell."""

from collections.abc import Collection, Sequence, Sized
from typing import Any, Final

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.audit import CHANGED, CREATED, Entry
from kit.errors import Violations
from kit.work import Work
from services.expenses import errors
from services.expenses.models import Claim, Person
from services.expenses.queries import claims, groups, records
from services.expenses.rules import recording
from services.expenses.rules.returns import record_return
from services.expenses.rules.status import State
from services.expenses.rules.views import Regulation
from services.expenses.servicer.expenses import ExpensesServicer
from services.expenses.servicer.sharing import Groups, share_out
from services.expenses.wire import records as wire

MOST_RECORDS: Final = 500


class RecordsServicer(ExpensesServicer, pb_grpc.RecordsServiceServicer):
    """What missions and auth know first."""

    def RecordConvocations(
        self, request: pb.RecordConvocationsRequest, context: grpc.ServicerContext
    ) -> pb.RecordConvocationsResponse:
        _check(request.convocations, "convocations")
        # Of two records of one convocation the newer one counts, wherever it stands.
        newest = {one.convocation_id: one for one in sorted(request.convocations, key=lambda one: one.revision)}
        told = _facts(request.convocations)
        with self.work(request, context) as work:
            people = {facts["person_id"] for facts in told.values()}
            claims.lock_journeys(work.session, people)
            tellings = [_person(told[key], record.facts.person_revision) for key, record in newest.items()]
            persons = records.newest_people(work.session, tellings)
            regulation = self._regulation(work)
            ledger = recording.Ledger(work.now, regulation.adjacency)
            known = records.claims_of_convocations(work.session, told.keys())
            for convocation_id, record in newest.items():
                facts = told[convocation_id]
                ledger.convocation(
                    known.get(convocation_id),
                    facts | persons[facts["person_id"]],
                    convocation_id=convocation_id,
                    revision=record.revision,
                    is_cancelled=record.is_cancelled,
                )
            changed = self._write(work, ledger, regulation, people)
            return work.reply(pb.RecordConvocationsResponse(changed_count=len(changed)))

    def RecordPeople(self, request: pb.RecordPeopleRequest, context: grpc.ServicerContext) -> pb.RecordPeopleResponse:
        _check(request.people, "people")
        with self.work(request, context) as work:
            towns = self.office.neighbours.towns(wire.town_codes(request))
            tellings = [
                _person(wire.examiner(one.examiner) | wire.person_facts(one.facts, towns), one.facts.person_revision)
                for one in request.people
            ]
            people = {one.person_id for one in tellings}
            claims.lock_journeys(work.session, people)
            persons = records.newest_people(work.session, tellings)
            regulation = self._regulation(work)
            ledger = recording.Ledger(work.now, regulation.adjacency)
            for claim in records.claims_of_people(work.session, people):
                ledger.person(claim, persons[claim.person_id])
            changed = self._write(work, ledger, regulation, people)
            return work.reply(pb.RecordPeopleResponse(changed_count=len(changed)))

    def RecordReturns(
        self, request: pb.RecordReturnsRequest, context: grpc.ServicerContext
    ) -> pb.RecordReturnsResponse:
        _check(request.returns, "returns")
        with self.work(request, context) as work:
            convocations = {one.convocation_id for one in request.returns}
            # A group is counted on one claim: nobody else counts, or groups, fees of these people meanwhile.
            people = groups.of_convocations(work.session, convocations)
            claims.lock_journeys(work.session, people.values())
            found = Groups(groups.with_groups(work.session, people.keys()), self._regulation(work), work)
            known = {claim.convocation_id: claim for claim in found}
            told: dict[str, Claim] = {}
            for one in request.returns:
                claim = known.get(one.convocation_id)
                # A return of a mission that opens no claim here is the business of missions alone.
                if claim is not None and record_return(
                    found.view(claim),
                    wire.returned(one),
                    is_paid=found.carrier(claim).fee.state == State.ACCEPTED,
                ):
                    told[claim.id] = claim
            changed = told | {carrier.id: carrier for carrier in map(found.carrier, told.values())}
            for claim in changed.values():
                found.recount(claim)
            return work.reply(pb.RecordReturnsResponse(changed_count=len(changed)))

    def _regulation(self, work: Work) -> Regulation:
        return self.office.regulation(work.session, claims.gate(work.session, None))

    def _write(self, work: Work, ledger: recording.Ledger, regulation: Regulation, people: Collection[str]) -> set[str]:
        """Write a ledger in a few statements, decide anew which claims carry what, and audit; what changed."""
        session = work.session
        records.insert(session, ledger.created, ledger.created_parts)
        records.update_claims(session, ledger.kept, recording.KEPT)
        records.update_providers(session, ledger.provided)
        shared = share_out(work, regulation, people)
        for row in ledger.created:
            number = {"mission_number": {"from": None, "to": row["mission_number"]}}
            work.record(Entry("claim", row["id"], CREATED, number, "claims"))
        for claim_id, difference in ledger.differences.items():
            work.record(Entry("claim", claim_id, CHANGED, difference, "claims"))
        return {row["id"] for row in ledger.created} | ledger.differences.keys() | shared


def _person(facts: dict[str, Any], revision: int) -> Person:
    kept = {name: facts[name] for name in recording.PERSON}
    return Person(person_id=facts["person_id"], revision=revision, facts=kept)


def _check(told: Sized, name: str) -> None:
    violations = Violations()
    if len(told) > MOST_RECORDS:
        violations.add(name, errors.RECORDS_TOO_MANY, most=MOST_RECORDS)
    violations.refuse_if_any()


def _facts(told: Sequence[pb.ConvocationRecord]) -> dict[str, dict[str, Any]]:
    """The columns that each convocation gives to its claim; those of its newest revision."""
    violations = Violations()
    numbered = sorted(enumerate(told), key=lambda one: one[1].revision)
    found = {one.convocation_id: wire.facts(one, f"convocations[{place}]", violations) for place, one in numbered}
    violations.refuse_if_any()
    return found
