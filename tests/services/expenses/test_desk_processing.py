"""What a gestionnaire does in their own name: computes, decides, notes the post, gives the number at the acceptance."""

from datetime import date, timedelta
from typing import Any

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from imagin.missions.v1 import missions_pb2
from kit.french import money
from kit.identifiers import new_id
from tests.pdf_reading import words
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, FEE, TRAVEL, Examiner, Expenses, day, entry, trip, wall

BRUSSELS = missions_pb2.Commune(code="99131", name="Bruxelles", department="99")
BOTH = (pb.PART_KIND_FEE, pb.PART_KIND_TRAVEL)


def change(claim: pb.Claim) -> dict[str, Any]:
    return {"request_id": new_id(), "id": claim.id, "version": claim.version}


def read(desk: pb_grpc.DeskServiceStub, examiner: Examiner) -> pb.Claim:
    return desk.GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id))


def compute(desk: pb_grpc.DeskServiceStub, claim: pb.Claim, **computed: Any) -> pb.Claim:
    return desk.ComputePart(pb.ComputePartRequest(**change(claim), **computed))


def manual(cents: int = 25_000, explanation: str = "2 nuits à Bruxelles, train") -> pb.ManualAmount:
    return pb.ManualAmount(amount_cents=cents, explanation=explanation)


def decide(
    desk: pb_grpc.DeskServiceStub, claim: pb.Claim, *trip_ids: str, has_disability_rate: bool = False
) -> pb.Claim:
    decisions = pb.TravelDecisions(public_transport_trip_ids=trip_ids, has_disability_rate=has_disability_rate)
    return desk.DecideTravel(pb.DecideTravelRequest(**change(claim), decisions=decisions))


def accept(desk: pb_grpc.DeskServiceStub, claim: pb.Claim, *parts: int) -> pb.Claim:
    return desk.AcceptClaim(pb.AcceptClaimRequest(**change(claim), parts=parts or BOTH))


def record_post(desk: pb_grpc.DeskServiceStub, claim: pb.Claim, received: date | None = None) -> pb.Claim:
    return desk.RecordPost(pb.RecordPostRequest(**change(claim), received_date=received and day(received)))


def sentences(claim: pb.Claim) -> str:
    return " ".join(told.message for told in claim.follow_ups).replace("\u00a0", " ").replace("\u202f", " ")


# --- Computing ---------------------------------------------------------------------------------------------------


def test_the_gestionnaire_computes_a_fee_in_hours_then_accepts_it(expenses: Expenses) -> None:
    """S-FEE-7, S-STA-10, G-2."""
    examiner, desk = expenses.claim(fee_source="MANAGER", opens_travel=False), expenses.desk_of()
    claim = read(desk, examiner)
    assert (claim.fee.status, claim.fee.is_computable) == (pb.STATUS_TO_HANDLE, True)
    assert not examiner.claim.fee.is_computable
    claim = compute(desk, claim, fee_minutes=210)
    assert (claim.fee.status, claim.recorded.fee.duration_minutes) == (pb.STATUS_VALIDATED, 210)
    assert claim.fee.amount_cents > 0
    assert claim.fee.amount_cents == sum(step.amount_cents for step in claim.fee_calculation.steps)
    # It may be computed again until it is accepted; the examiner only reads.
    first = claim.fee.amount_cents
    assert compute(desk, claim, fee_minutes=420).fee.amount_cents == 2 * first
    seen = examiner.read()
    assert (seen.fee.has_tab, seen.fee.is_editable, list(seen.allowed_moves)) == (True, False, [pb.MOVE_PROVE])
    assert seen.fee_calculation.steps
    assert "calculée par le gestionnaire" in sentences(seen)
    with refused_for("PART_HANDLED"):
        examiner.unvalidate()
    claim = accept(desk, read(desk, examiner), pb.PART_KIND_FEE)
    assert (claim.fee.status, claim.fee.is_computable) == (pb.STATUS_ACCEPTED, False)
    with refused_for("PART_ACCEPTED"):
        compute(desk, claim, fee_minutes=60)


def test_the_gestionnaire_sets_the_amount_of_a_travel_abroad(expenses: Expenses) -> None:
    """Domain.md §2: no rate exists abroad."""
    examiner, desk = expenses.claim(commune=BRUSSELS), expenses.desk_of()
    examiner.save(entry(120), FEE)
    examiner.validate()
    claim = compute(desk, read(desk, examiner), travel=manual())
    assert (claim.travel.status, claim.travel.amount_cents) == (pb.STATUS_VALIDATED, 25_000)
    assert claim.manual_travel == manual()
    assert not claim.recorded.HasField("travel")
    (step,) = claim.travel_calculation.steps
    assert (step.amount_cents, step.source) == (25_000, "2 nuits à Bruxelles, train")
    seen = examiner.read()
    assert seen.travel.has_tab
    assert seen.manual_travel == manual()
    assert "250,00 €. Explication du gestionnaire : 2 nuits à Bruxelles, train." in sentences(seen)
    # The validation of the examiner is theirs to take back; what the gestionnaire computed stays.
    claim = examiner.unvalidate()
    assert (claim.fee.status, claim.travel.status) == (pb.STATUS_TO_VALIDATE, pb.STATUS_VALIDATED)
    examiner.validate()
    claim = accept(desk, read(desk, examiner))
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_ACCEPTED}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "computed", "COMPUTED_MISSING"),
    ({"travel": manual(-1)}, "travel.amount_cents", "MANUAL_AMOUNT_INVALID"),
    ({"travel": manual(2_000_001)}, "travel.amount_cents", "MANUAL_AMOUNT_INVALID"),
    ({"travel": manual(explanation="")}, "travel.explanation", "EXPLANATION_LENGTH"),
    ({"travel": manual(explanation=" abc ")}, "travel.explanation", "EXPLANATION_LENGTH"),
    ({"travel": manual(explanation="é" * 501)}, "travel.explanation", "ENTRY_TOO_LONG"),
    ({"travel": manual(explanation="rien\0 du tout")}, "travel.explanation", "TEXT_INVALID"),
    ({"fee_minutes": -1}, "fee.duration_minutes", "DURATION_INVALID"),
    ({"fee_minutes": 601}, "fee.duration_minutes", "DURATION_TOO_LONG"),
]


@pytest.mark.parametrize(("computed", "field", "reason"), WRONG)
def test_what_is_computed_has_bounds(expenses: Expenses, computed: dict[str, Any], field: str, reason: str) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER", commune=BRUSSELS), expenses.desk_of()
    with refused_for("INVALID_FIELDS") as found:
        compute(desk, examiner.claim, **computed)
    assert (field, reason) in [(one.field, one.reason) for one in found[0].violations]
    assert read(desk, examiner).fee.status == pb.STATUS_TO_HANDLE


def test_the_bounds_of_an_amount_are_allowed(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(commune=BRUSSELS), expenses.desk_of()
    claim = read(desk, examiner)
    for cents in (0, 2_000_000):
        claim = compute(desk, claim, travel=manual(cents, "Forfait"))
        assert claim.travel.amount_cents == cents


def test_what_is_entered_by_others_is_not_computed(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(), expenses.desk_of()
    with refused_for("PART_NOT_VALIDATED"):
        compute(desk, examiner.claim, fee_minutes=60)
    examiner.save(entry(120, trip()))
    examiner.validate()
    with refused_for("PART_HANDLED"):
        compute(desk, examiner.claim, travel=manual())
    santorin = expenses.claim(fee_source="SANTORIN")
    with refused_for("PART_HANDLED"):
        compute(desk, santorin.claim, fee_minutes=60)


def test_a_fee_without_a_rate_is_not_computed(expenses: Expenses) -> None:
    """Domain.md §3.5: never 0."""
    expenses.execute("DELETE FROM rates WHERE kind = 'HOUR'")
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    with refused_for("RATE_MISSING"):
        compute(desk, examiner.claim, fee_minutes=60)


def test_nothing_is_computed_before_the_mission_is_over(expenses: Expenses) -> None:
    start = expenses.clock.now().replace(tzinfo=None) + timedelta(days=1)
    examiner, desk = expenses.claim(fee_source="MANAGER", start=start), expenses.desk_of()
    assert "une fois la mission terminée" in sentences(examiner.claim)
    with refused_for("MISSION_NOT_OVER"):
        compute(desk, examiner.claim, fee_minutes=60)
    assert pb.MOVE_COMPUTE not in read(desk, examiner).allowed_moves


def test_nobody_computes_decides_or_notes_anything_of_their_own_claim(expenses: Expenses) -> None:
    """G-4."""
    examiner = expenses.claim(fee_source="MANAGER")
    desk = expenses.desk_of(examiner.person_id)
    for move in (
        lambda: compute(desk, examiner.claim, fee_minutes=60),
        lambda: decide(desk, examiner.claim),
        lambda: record_post(desk, examiner.claim),
    ):
        with refused_for("OWN_CLAIM"):
            move()


# --- Deciding ----------------------------------------------------------------------------------------------------


def test_a_line_is_paid_on_the_public_transport_basis(expenses: Expenses) -> None:
    """R22: the frozen amount is computed again, tolls are not refunded, and the decision may be taken back."""
    examiner, desk = expenses.claim(), expenses.desk_of()
    examiner.save(entry(120, trip(sundry_cents=1_250, comment="Péage A1")))
    before = examiner.validate()
    line = before.recorded.travel.trips[0].id
    claim = decide(desk, read(desk, examiner), line)
    assert claim.travel_decisions == pb.TravelDecisions(public_transport_trip_ids=[line])
    assert claim.travel.amount_cents < before.travel.amount_cents
    assert claim.travel.amount_cents == sum(step.amount_cents for step in claim.travel_calculation.steps)
    seen = examiner.read()
    assert seen.travel_calculation == claim.travel_calculation
    assert not seen.HasField("travel_decisions")
    assert "tient compte d’une décision du gestionnaire" in sentences(seen)
    # The fee, the number and the recap are what they were.
    assert (seen.fee, seen.order_number) == (before.fee, before.order_number)
    back = decide(desk, claim)
    assert back.travel_calculation == before.travel_calculation


def test_nights_have_the_rate_of_disability_once_confirmed(expenses: Expenses) -> None:
    """R26: told to staff only, and the examiner sees what it is worth."""
    examiner, desk = expenses.claim(), expenses.desk_of()
    night = trip(return_date=day(DONE + timedelta(days=1)), return_time=wall("10:00"), night_count=1)
    examiner.save(entry(120, night))
    before = examiner.validate(is_confirmed=True)
    claim = decide(desk, read(desk, examiner), has_disability_rate=True)
    assert claim.travel_decisions.has_disability_rate
    assert claim.travel.amount_cents > before.travel.amount_cents
    seen = examiner.read()
    assert seen.travel.amount_cents == claim.travel.amount_cents
    assert not seen.HasField("travel_decisions")
    rows = desk.ListClaims(pb.ListDeskClaimsRequest()).claims
    assert not any("disab" in str(row) or "handicap" in str(row).lower() for row in rows)
    # It outlives a validation that is taken back: the person is the same.
    examiner.unvalidate()
    assert examiner.validate(is_confirmed=True).travel.amount_cents == claim.travel.amount_cents


def test_only_lines_of_the_travel_are_decided_upon(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(), expenses.desk_of()
    examiner.save(entry(120, trip()))
    examiner.validate()
    with refused_for("INVALID_FIELDS") as found:
        decide(desk, examiner.claim, examiner.claim.recorded.travel.trips[0].id, new_id())
    assert [(one.field, one.reason) for one in found[0].violations] == [
        ("decisions.public_transport_trip_ids", "DECISION_TRIP_UNKNOWN")
    ]
    assert read(desk, examiner).travel_decisions == pb.TravelDecisions()


def test_a_travel_is_decided_upon_between_its_validation_and_its_acceptance(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(), expenses.desk_of()
    with refused_for("PART_NOT_VALIDATED"):
        decide(desk, examiner.claim)
    examiner.save(entry(120, trip()))
    claim = accept(desk, examiner.validate(), pb.PART_KIND_TRAVEL)
    with refused_for("PART_ACCEPTED"):
        decide(desk, claim)
    at_home = expenses.claim(opens_travel=False)
    with refused_for("PART_WITHOUT_COST"):
        decide(desk, at_home.claim)


# --- Proofs by post ----------------------------------------------------------------------------------------------


def test_proofs_by_post_are_announced_then_received(expenses: Expenses) -> None:
    """S-CLM-14: the choice takes the place of the second confirmation, and adds the slip to the recap."""
    examiner, desk = expenses.claim(has_insee_number=False), expenses.desk_of()
    examiner.save(entry(120, trip()))
    with refused_for("PROOFS_MISSING"):
        examiner.validate()
    request = pb.ValidateClaimRequest(**examiner.change, sends_by_post=True)
    claim = examiner.stub.ValidateClaim(request)
    assert claim.sends_by_post
    assert "À vous d’agir : envoyez vos pièces" in sentences(claim)
    slip = words(examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf)
    assert "bordereau" in slip.lower()
    claim = record_post(desk, claim, date(2026, 6, 14))
    assert claim.post_received_date == day(date(2026, 6, 14))
    for seen in (claim, examiner.read()):
        assert "Les pièces ont été reçues par courrier le dimanche 14 juin 2026." in sentences(seen)
    claim = record_post(desk, claim)
    assert not claim.HasField("post_received_date")
    assert "reçues" not in sentences(claim)


def test_without_that_choice_the_recap_has_no_slip(expenses: Expenses) -> None:
    examiner = expenses.claim(has_insee_number=False)
    examiner.save(entry(120))
    claim = examiner.validate(is_confirmed=True)
    assert not claim.sends_by_post
    assert "bordereau" not in words(examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf).lower()


def test_whoever_has_no_proof_to_give_sends_none(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120))
    assert not examiner.stub.ValidateClaim(pb.ValidateClaimRequest(**examiner.change, sends_by_post=True)).sends_by_post


@pytest.mark.parametrize(
    ("received", "is_right"),
    [
        (date(2026, 6, 10), False),
        (date(2026, 6, 11), True),
        (date(2026, 6, 15), True),
        (date(2026, 6, 16), False),
        (date(1926, 6, 15), False),
    ],
)
def test_proofs_come_between_the_mission_and_today(expenses: Expenses, received: date, is_right: bool) -> None:
    examiner, desk = expenses.claim(), expenses.desk_of()
    if is_right:
        assert record_post(desk, examiner.claim, received).post_received_date == day(received)
        return
    with refused_for("INVALID_FIELDS") as found:
        record_post(desk, examiner.claim, received)
    assert [(one.field, one.reason) for one in found[0].violations] == [("received_date", "POST_DATE_INVALID")]
    assert "du 11/06/2026 au 15/06/2026" in found[0].violations[0].message


def test_the_post_is_noted_in_any_state_but_cancelled(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(), expenses.desk_of()
    claim = record_post(desk, examiner.claim, DONE)
    examiner.read()
    examiner.save(entry(120, trip()))
    claim = record_post(desk, examiner.validate(), DONE)
    claim = record_post(desk, accept(desk, claim), DONE)
    claim = desk.CancelClaim(pb.CancelClaimRequest(**change(claim), reason="Doublon de mission"))
    with refused_for("CLAIM_CANCELLED"):
        record_post(desk, claim, DONE)
    no_day = pb.RecordPostRequest(**change(claim))
    no_day.received_date.year = 2026
    with refused_for("INVALID_FIELDS"):
        desk.RecordPost(no_day)


# --- Accepting ---------------------------------------------------------------------------------------------------


def test_the_first_acceptance_numbers_a_claim_that_nobody_else_validated(expenses: Expenses) -> None:
    """Nobody is paid without a number and a recap."""
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    claim = compute(desk, read(desk, examiner), fee_minutes=210)
    assert claim.order_number == ""
    with refused_for("RECAP_MISSING"):
        desk.GetRecap(pb.GetDeskRecapRequest(id=claim.id))
    computed = expenses.clock.now()
    expenses.clock.advance(timedelta(days=2))
    claim = accept(desk, claim, pb.PART_KIND_FEE)
    assert claim.order_number == "2026-SIEC-000001"
    paper = words(desk.GetRecap(pb.GetDeskRecapRequest(id=claim.id)).pdf).replace("\u00a0", " ").replace("\u202f", " ")
    assert "2026-SIEC-000001" in paper
    assert f"{computed.day} juin 2026" in paper
    assert len(desk.ListClaims(pb.ListDeskClaimsRequest(search="2026-siec-000001")).claims) == 1
    # The examiner validates the travel afterwards: the number stays, the recap tells both.
    examiner.read()
    examiner.save(entry(None, trip()), TRAVEL)
    claim = examiner.validate()
    assert claim.order_number == "2026-SIEC-000001"
    assert "Arras" in words(examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf)


def test_a_recap_that_was_taken_back_is_made_again_at_the_acceptance(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    examiner.save(entry(None, trip()), TRAVEL)
    number = examiner.validate().order_number
    claim = compute(desk, examiner.unvalidate(), fee_minutes=60)
    claim = accept(desk, claim, pb.PART_KIND_FEE)
    assert claim.order_number == number
    assert desk.GetRecap(pb.GetDeskRecapRequest(id=claim.id)).pdf


def test_a_recap_that_was_made_before_the_fee_is_made_again_at_its_acceptance(expenses: Expenses) -> None:
    """The examiner validated the travel first, and only then did the gestionnaire compute the fee."""
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    examiner.save(entry(None, trip()), TRAVEL)
    number = examiner.validate().order_number
    claim = compute(desk, read(desk, examiner), fee_minutes=60)
    claim = accept(desk, claim, pb.PART_KIND_FEE)
    paper = words(examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf)
    assert claim.order_number == number
    assert "Arras" in paper
    assert "1 heure" in paper.replace("\u00a0", " ")


def test_the_recap_tells_what_was_decided_once_it_is_accepted(expenses: Expenses) -> None:
    """R22: until then it stays as the examiner validated it."""
    examiner, desk = expenses.claim(), expenses.desk_of()
    examiner.save(entry(10, trip()))
    before = examiner.validate()
    line = before.recorded.travel.trips[0].id
    claim = desk.DecideTravel(
        pb.DecideTravelRequest(**change(before), decisions=pb.TravelDecisions(public_transport_trip_ids=[line]))
    )
    recap = pb.GetDeskRecapRequest(id=claim.id)
    assert before.travel.amount_cents != claim.travel.amount_cents
    assert money(before.travel.amount_cents) in words(desk.GetRecap(recap).pdf)
    claim = accept(desk, claim, pb.PART_KIND_TRAVEL)
    assert money(claim.travel.amount_cents) in words(desk.GetRecap(recap).pdf)


def test_an_amount_to_confirm_is_accepted(expenses: Expenses) -> None:
    """It is kept out of the liquidation."""
    examiner, desk = expenses.claim(exam=("BTS", "Brevet de technicien supérieur")), expenses.desk_of()
    examiner.save(entry(10))
    claim = accept(desk, examiner.validate(), pb.PART_KIND_FEE)
    assert (claim.fee.status, claim.fee.is_to_confirm) == (pb.STATUS_ACCEPTED, True)


def test_what_is_not_computed_is_not_accepted(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    with refused_for("PART_NOT_COMPUTED"):
        accept(desk, examiner.claim, pb.PART_KIND_FEE)


def test_what_a_gestionnaire_computed_comes_back_from_a_cancellation(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER", commune=BRUSSELS), expenses.desk_of()
    claim = compute(desk, examiner.claim, fee_minutes=210)
    before = compute(desk, claim, travel=manual())
    claim = desk.CancelClaim(pb.CancelClaimRequest(**change(before), reason="Doublon de mission"))
    with refused_for("CLAIM_CANCELLED"):
        compute(desk, claim, fee_minutes=60)
    claim = desk.UncancelClaim(pb.UncancelClaimRequest(**change(claim)))
    assert (claim.fee, claim.travel, claim.recorded) == (before.fee, before.travel, before.recorded)


def test_a_stale_decision_changes_nothing(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER", commune=BRUSSELS), expenses.desk_of()
    older = read(desk, examiner)
    compute(desk, older, fee_minutes=60)
    for move in (
        lambda: compute(desk, older, fee_minutes=120),
        lambda: decide(desk, older),
        lambda: record_post(desk, older, DONE),
        lambda: accept(desk, older),
    ):
        with refused_for("STALE_VERSION"):
            move()


def test_the_audit_says_who_computed_decided_and_noted(expenses: Expenses) -> None:
    manager = new_id()
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of(manager)
    examiner.save(entry(None, trip()), TRAVEL)
    examiner.validate()
    claim = compute(desk, read(desk, examiner), fee_minutes=60)
    claim = decide(desk, claim, has_disability_rate=True)
    record_post(desk, claim, DONE)
    query = "SELECT string_agg(DISTINCT action, ' ') FROM kit.audit WHERE aggregate_id = :id AND actor_id = :actor"
    assert expenses.scalar(query, id=claim.id, actor=manager) == "ComputePart DecideTravel RecordPost"
