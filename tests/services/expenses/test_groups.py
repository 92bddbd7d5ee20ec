"""Half-days of the contrôle continu that a gestionnaire puts on one claim, and apart again (S-FEE-6, G-6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, TRAVEL, Examiner, Expenses, day, entry, trip, wall
from tests.services.expenses.grouping import at, at_desk, change, several
from tests.services.expenses.telling import retold
from tests.services.expenses.test_costs import EXPENSES, MISSIONS, counted

HALF_DAYS = {"nature": "ORAL_CC", "label": "Interrogation orale CC"}


def hours(examiner: Examiner, *periods: tuple[str, str]) -> pb.ClaimInput:
    on = examiner.record.mission.start_date
    half_days = [pb.HalfDay(date=on, start_time=wall(start), end_time=wall(end)) for start, end in periods]
    return pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=half_days)))


@pytest.fixture
def orals(expenses: Expenses) -> list[Examiner]:
    """Three validated claims, of 1 h, 2 h and 3 h 20."""
    found = several(expenses, 3, opens_travel=True, **HALF_DAYS)
    for examiner, periods in zip(found, [("08:00", "09:00"), ("09:00", "11:00"), ("14:00", "17:20")], strict=True):
        examiner.save(hours(examiner, periods), FEE)
        examiner.validate()
    return [one for one in found if one.read()]


def group(expenses: Expenses, carrier: Examiner, *members: Examiner) -> pb.Claim:
    ids = [one.claim.id for one in members]
    claim = expenses.desk_of().GroupFees(pb.GroupFeesRequest(**change(carrier.read()), member_claim_ids=ids))
    for one in (carrier, *members):
        one.read()
    return claim


def ungroup(expenses: Expenses, carrier: Examiner) -> pb.Claim:
    return expenses.desk_of().UngroupFees(pb.UngroupFeesRequest(**change(carrier.read())))


def test_a_gestionnaire_groups_fees_on_one_claim_and_ungroups_them(expenses: Expenses, orals: list[Examiner]) -> None:
    """S-FEE-6, G-6: computed together, rounded once; the travel of the others lives on."""
    first, second, third = orals
    desk = expenses.desk_of()
    candidates = desk.ListGroupCandidates(pb.ListGroupCandidatesRequest(id=first.claim.id)).candidates
    assert [(one.mission_number, one.amount_cents) for one in candidates] == [("LI1", 1_920), ("LI2", 3_200)]
    before = [second.claim, third.claim]
    claim = group(expenses, first, second, third)
    # 6 h 20 at 9,60 €.
    assert (claim.fee.status, claim.fee.amount_cents, len(claim.group_members)) == (pb.STATUS_VALIDATED, 6_080, 2)
    assert claim.version > first.record.revision
    assert set(claim.allowed_moves) >= {pb.MOVE_ACCEPT, pb.MOVE_UNGROUP, pb.MOVE_GROUP}
    assert pb.MOVE_CANCEL not in claim.allowed_moves
    assert "Regroupe 3\u00a0missions de la session 2026" in first.claim.group_comment
    for other, was in zip((second, third), before, strict=True):
        claim = other.claim
        assert (claim.fee.status, claim.travel.status) == (pb.STATUS_CANCELLED, was.travel.status)
        assert claim.version == was.version + 1
        assert not claim.fee.HasField("amount_cents")
        assert not claim.fee.has_tab
        link = next(told for told in claim.follow_ups if told.claim_id)
        assert link.claim_id == first.claim.id
        assert link.message.startswith(claim.group_comment)
        assert at_desk(expenses, other).group_comment == claim.group_comment
    page = desk.ListClaims(pb.ListDeskClaimsRequest(statuses=[pb.STATUS_CANCELLED]))
    assert {row.mission_number for row in page.claims} == {"LI1", "LI2"}
    audited = "SELECT count(*) FROM kit.audit WHERE action = 'GroupFees' AND entity = 'claim_parts'"
    of_these = "difference ? 'carrier_claim_id' AND aggregate_id = ANY(:ids)"
    assert expenses.scalar(f"{audited} AND {of_these}", ids=[one.claim.id for one in orals]) == 2
    assert desk.ListGroupCandidates(pb.ListGroupCandidatesRequest(id=first.claim.id)).candidates == []

    claim = ungroup(expenses, first)
    assert (claim.fee.amount_cents, claim.group_comment, len(claim.group_members)) == (960, "", 0)
    for other, was in zip((second, third), before, strict=True):
        back = other.read()
        assert (back.fee, back.travel, back.fee_calculation) == (was.fee, was.travel, was.fee_calculation)


def test_a_claim_and_its_group_are_read_in_one_statement(expenses: Expenses, orals: list[Examiner]) -> None:
    group(expenses, *orals)
    at_desk(expenses, orals[0])
    with counted(expenses) as found:
        orals[0].read()
    assert found == {EXPENSES: 1, MISSIONS: 0}
    with counted(expenses) as found:
        expenses.desk_of().ListGroupCandidates(pb.ListGroupCandidatesRequest(id=orals[0].claim.id))
    assert found == {EXPENSES: 2, MISSIONS: 0}


def test_a_group_is_accepted_whole_and_no_more_ungrouped(expenses: Expenses, orals: list[Examiner]) -> None:
    """S-FEE-6."""
    first, second, _ = orals
    group(expenses, first, second)
    desk = expenses.desk_of()
    with refused_for("FEE_GROUPED"):
        desk.AcceptClaim(pb.AcceptClaimRequest(**change(second.claim), parts=[pb.PART_KIND_FEE]))
    claim = desk.AcceptClaim(pb.AcceptClaimRequest(**change(first.claim), parts=[pb.PART_KIND_FEE]))
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_ACCEPTED, 2_880)
    with refused_for("PART_ACCEPTED"):
        ungroup(expenses, first)
    # The travel of the other goes its own way.
    claim = desk.AcceptClaim(pb.AcceptClaimRequest(**change(second.read()), parts=[pb.PART_KIND_TRAVEL]))
    assert (claim.fee.status, claim.travel.status) == (pb.STATUS_CANCELLED, pb.STATUS_ACCEPTED)


def test_a_group_that_is_cancelled_after_its_acceptance_pays_nobody_twice(
    expenses: Expenses, orals: list[Examiner]
) -> None:
    first, second, _ = orals
    group(expenses, first, second)
    desk = expenses.desk_of()
    claim = desk.AcceptClaim(pb.AcceptClaimRequest(**change(first.claim), parts=[pb.PART_KIND_FEE]))
    claim = desk.CancelClaim(pb.CancelClaimRequest(**change(claim), reason="Payé par une autre académie"))
    assert (second.read().fee.status, second.claim.fee.amount_cents) == (pb.STATUS_VALIDATED, 1_920)
    claim = desk.UncancelClaim(pb.UncancelClaimRequest(**change(claim)))
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_ACCEPTED, 960)


def test_the_travel_of_a_grouped_claim_is_validated_apart_with_a_recap_that_pays_no_fee(expenses: Expenses) -> None:
    """Trips of its day were another claim's when the fee was validated; that one was cancelled since."""
    earlier = expenses.claim(start=at(10, 7))
    given = {"person_id": earlier.person_id, **HALF_DAYS}
    carrier, member = (expenses.claim(**given, number=f"LI{on}", start=at(on)) for on in (9, 10))
    for one in (carrier, member):
        one.read()
        one.save(hours(one, ("08:00", "09:00")), FEE)
        one.validate()
    assert member.claim.travel.status == pb.STATUS_DEFERRED
    group(expenses, carrier, member)
    expenses.record(retold(earlier.record, 2, is_cancelled=True, start=at(10, 7)))
    assert set(member.read().allowed_moves) == {pb.MOVE_SAVE, pb.MOVE_VALIDATE}
    line = trip(departure_date=day(date(2026, 6, 10)), return_date=day(date(2026, 6, 10)))
    member.save(entry(None, line), TRAVEL)
    claim = member.validate()
    assert (claim.fee.status, claim.travel.status) == (pb.STATUS_CANCELLED, pb.STATUS_VALIDATED)
    printed = expenses.scalar("SELECT recap FROM claims WHERE id = CAST(:id AS uuid)", id=claim.id)
    assert printed["fee"]["amount"] == "0,00\u00a0€"
    assert printed["fee"]["remarks"] == [claim.group_comment]
    assert printed["total"] == "58,40\u00a0€"


def test_a_grouped_claim_is_neither_taken_back_nor_cancelled_first(expenses: Expenses, orals: list[Examiner]) -> None:
    first, second, third = orals
    group(expenses, first, second)
    for one in (first, second):
        with refused_for("FEE_GROUPED") as found:
            one.unvalidate()
        assert "dégrouper" in found[0].message
        with refused_for("FEE_GROUPED"):
            expenses.desk_of().CancelClaim(pb.CancelClaimRequest(**change(one.claim), reason="Mission annulée"))
        assert pb.MOVE_UNVALIDATE not in one.claim.allowed_moves
        assert not any("encore dévalider" in told.message for told in one.claim.follow_ups)
    assert third.unvalidate().fee.status == pb.STATUS_TO_VALIDATE


@pytest.mark.parametrize("leaves", ["member", "carrier"])
def test_a_cancelled_convocation_takes_its_claim_out_of_the_group(
    expenses: Expenses, orals: list[Examiner], leaves: str
) -> None:
    first, second, third = orals
    group(expenses, first, second, third)
    gone, start = (first, at(9)) if leaves == "carrier" else (second, at(10))
    assert expenses.record(retold(gone.record, 2, is_cancelled=True, start=start, **HALF_DAYS)) == (
        3 if leaves == "carrier" else 2
    )
    left = {one.record.mission.number: one.read().fee for one in orals}
    if leaves == "carrier":
        assert {left["LI1"].amount_cents, left["LI2"].amount_cents} == {1_920, 3_200}
        assert {left["LI1"].status, left["LI2"].status} == {pb.STATUS_VALIDATED}
    else:
        assert (left["LI0"].amount_cents, left["LI2"].status) == (4_160, pb.STATUS_CANCELLED)
    assert gone.claim.group_comment == ""
    # A convocation that comes back does not put the fee where a gestionnaire put it before.
    expenses.record(retold(gone.record, 3, start=start, **HALF_DAYS))
    assert (gone.read().fee.status, gone.claim.fee_carrier_claim_id) == (pb.STATUS_VALIDATED, "")


def test_half_days_of_two_missions_at_the_same_moment_are_looked_at_again(expenses: Expenses) -> None:
    person_id = new_id()
    found = [expenses.claim(person_id=person_id, number=number, **HALF_DAYS) for number in ("LI0", "LI1")]
    for examiner in found:
        examiner.read()
        examiner.save(hours(examiner, ("09:00", "11:00")), FEE)
        examiner.validate()
    claim = group(expenses, *found)
    assert "Des demi-journées des missions LI0 et LI1 se chevauchent. Vérifiez-les." in claim.fee_calculation.warnings


WRONG: dict[str, Callable[[Expenses, list[Examiner]], tuple[Examiner, list[str], str]]] = {
    "nobody": lambda _, orals: (orals[0], [], "GROUP_MEMBERS"),
    "itself": lambda _, orals: (orals[0], [orals[0].claim.id], "GROUP_MEMBERS"),
    "too many": lambda _, orals: (orals[0], [new_id() for _ in range(51)], "GROUP_MEMBERS"),
    "another person's": lambda expenses, orals: (
        orals[0],
        [expenses.claim(**HALF_DAYS).claim.id],
        "GROUP_MEMBER_ELSEWHERE",
    ),
    "not validated": lambda expenses, orals: (
        orals[0],
        [expenses.claim(person_id=orals[0].person_id, **HALF_DAYS).claim.id],
        "GROUP_MEMBER_REFUSED",
    ),
    "of another nature": lambda expenses, orals: (
        orals[0],
        [expenses.claim(person_id=orals[0].person_id).claim.id],
        "GROUP_MEMBER_REFUSED",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_go_together_is_not_grouped(expenses: Expenses, orals: list[Examiner], case: str) -> None:
    carrier, ids, reason = WRONG[case](expenses, orals)
    with refused_for("INVALID_FIELDS") as found:
        expenses.desk_of().GroupFees(pb.GroupFeesRequest(**change(carrier.read()), member_claim_ids=ids))
    assert [one.reason for one in found[0].violations] == [reason]


def test_a_fee_is_in_one_group_only(expenses: Expenses, orals: list[Examiner]) -> None:
    """G-6."""
    first, second, third = orals
    group(expenses, first, second)
    for member in (first, second):
        with refused_for("INVALID_FIELDS"):
            group(expenses, third, member)
    with refused_for("FEE_GROUPED"):
        group(expenses, second, third)
    assert len(group(expenses, first, third).group_members) == 2
    with refused_for("FEES_NOT_GROUPED"):
        ungroup(expenses, expenses.claim(**HALF_DAYS))


def test_nobody_groups_what_is_their_own_or_unknown_or_read_before(expenses: Expenses, orals: list[Examiner]) -> None:
    """G-4: nobody groups their own claims; and a version that was read before is refused."""
    first, second, third = orals
    ids = [second.claim.id]
    with refused_for("OWN_CLAIM"):
        expenses.desk_of(first.person_id).GroupFees(pb.GroupFeesRequest(**change(first.claim), member_claim_ids=ids))
    with refused_for("FEE_NOT_GROUPABLE"):
        expenses.desk_of().ListGroupCandidates(pb.ListGroupCandidatesRequest(id=expenses.claim().claim.id))
    for unknown in (new_id(), "quelque chose"):
        with refused_for("NOT_FOUND"):
            expenses.desk_of().GroupFees(pb.GroupFeesRequest(**change(first.read()), member_claim_ids=[unknown]))
    stale = change(first.read())
    group(expenses, first, third)
    with refused_for("STALE_VERSION"):
        expenses.desk_of().GroupFees(pb.GroupFeesRequest(**stale, member_claim_ids=ids))


def test_two_gestionnaires_who_group_the_same_fees_leave_one_group(expenses: Expenses, orals: list[Examiner]) -> None:
    first, second, third = orals

    def attempt(two: tuple[Examiner, Examiner]) -> str:
        carrier, other = two
        request = pb.GroupFeesRequest(**change(carrier.claim), member_claim_ids=[other.claim.id, third.claim.id])
        try:
            expenses.desk_of().GroupFees(request)
        except Exception as refused:  # noqa: BLE001
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(2) as clients:
        outcomes = list(clients.map(attempt, [(first, second), (second, first)]))
    assert outcomes.count("done") == 1
    assert expenses.scalar("SELECT count(*) FROM claim_parts WHERE kind = 'FEE' AND carrier_claim_id IS NOT NULL") == 2
    total = expenses.scalar("SELECT sum(amount_cents) FROM claim_parts WHERE kind = 'FEE' AND carrier_claim_id IS NULL")
    assert total == 6_080
