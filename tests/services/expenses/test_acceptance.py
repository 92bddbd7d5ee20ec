"""A part is accepted with another quantity than was claimed: both are kept, and read everywhere (G-2)."""

import time
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.field_mask_pb2 import FieldMask

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.pdf_reading import assert_accessible, words
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, DOUAI, FEE, TRAVEL, Examiner, Expenses, day, entry, town, trip, wall
from tests.services.expenses.grouping import at_desk, several
from tests.services.expenses.juries import convene
from tests.services.expenses.telling import returned, tell_returns
from tests.services.expenses.test_waves import AT, LATER, WAVE

REASON = "Deux copies blanches ne sont pas payées."
BOTH = (pb.PART_KIND_FEE, pb.PART_KIND_TRAVEL)


def accept(
    desk: pb_grpc.DeskServiceStub,
    claim: pb.Claim,
    accepted: pb.ClaimInput,
    *paths: str,
    reason: str = REASON,
    parts: tuple[int, ...] = BOTH,
) -> pb.Claim:
    request = pb.AcceptClaimRequest(
        request_id=new_id(),
        id=claim.id,
        version=claim.version,
        parts=parts,
        accepted=accepted,
        accepted_mask=FieldMask(paths=paths),
        reason=reason,
    )
    return desk.AcceptClaim(request)


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    """120 copies and a trip of 120 km, 600,00 € and 58,40 €, which wait for the desk."""
    made = expenses.claim(number="LI7")
    made.save(entry(120, trip()))
    made.validate()
    return made


def lines(claim: pb.Claim, **numbers: Any) -> pb.ClaimInput:
    """The lines that were claimed, with other numbers on the first."""
    given = pb.ClaimInput(travel=claim.recorded.travel)
    for name, value in numbers.items():
        setattr(given.travel.trips[0], name, value)
    return given


def said(claim: pb.Claim) -> str:
    return " ".join(told.message for told in claim.follow_ups).replace("\u00a0", " ").replace("\u202f", " ")


def test_both_quantities_are_kept_and_read_by_both_sides(expenses: Expenses, examiner: Examiner) -> None:
    """G-2: in the rows, in the answer, in « Suivi », on paper and in the audit; what follows uses the accepted one."""
    desk = expenses.desk_of(expenses.person("ESI900031", first_name="Léa", last_name="Rey"))
    before = at_desk(expenses, examiner)
    claim = accept(desk, before, entry(118), "fee")
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_ACCEPTED}
    for seen in (claim, examiner.read()):
        assert seen.recorded.fee.copies == 118
        assert (seen.fee.claimed.input.fee.copies, seen.fee.claimed.reason) == (120, REASON)
        assert (seen.fee.claimed.amount_cents, seen.fee.amount_cents) == (before.fee.amount_cents, 59_000)
        assert sum(step.amount_cents for step in seen.fee_calculation.steps) == 59_000
        assert not seen.travel.HasField("claimed")
        assert "Demandé : 120 copies, 600,00 € · Retenu : 118 copies, 590,00 €." in said(seen)
        assert f"Motif : {REASON}" in said(seen)
    claimed = expenses.scalar("SELECT claimed FROM claim_parts WHERE kind = 'FEE'")
    assert (claimed["input"], claimed["amount_cents"], claimed["reason"]) == ({"copies": 120}, 60_000, REASON)
    assert sum(step["amount_cents"] for step in claimed["calculation"]["steps"]) == 60_000
    audited = expenses.scalar(
        "SELECT difference FROM kit.audit"
        " WHERE action = 'AcceptClaim' AND difference ? 'claimed' AND aggregate_id = :id",
        id=claim.id,
    )
    assert audited["input"] == {"from": {"copies": 120}, "to": {"copies": 118}}
    assert audited["claimed"]["to"]["reason"] == REASON
    pdf = examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)).pdf
    assert_accessible(pdf)
    printed = words(pdf).replace("\u00a0", " ").replace("\u202f", " ")
    for expected in ("Demandé : 120 copies, 600,00 €", "Retenu : 118 copies, 590,00 €", REASON, "118 copies × 5,00 €"):
        assert expected in printed


def test_the_mail_says_that_the_quantity_is_another_one_and_never_an_amount(expenses: Expenses) -> None:
    owner = expenses.person("ESI000079", email_pro="anna.lefort@ac-lille.example")
    examiner = expenses.claim(person_id=owner)
    examiner.save(entry(120, trip()))
    accept(expenses.desk_of(), examiner.validate(), entry(118), "fee")
    query = sa.text("SELECT parameters FROM mails WHERE template = 'claim_accepted_otherwise' AND person_id = :id")
    limit, parameters = time.monotonic() + 15, None
    while parameters is None and time.monotonic() < limit:
        time.sleep(0.05)
        with expenses.services.started["auth"].database.read() as session:
            parameters = session.scalar(query, {"id": owner})
    assert parameters.keys() == {"claim_id", "mission_number", "mission_label", "order_number"}
    assert parameters["claim_id"] == examiner.claim.id


@pytest.mark.parametrize("copies", [0, 1, 119, 121, 1_000])
def test_a_quantity_may_be_lower_or_higher_within_its_bounds(
    expenses: Expenses, examiner: Examiner, copies: int
) -> None:
    claim = accept(expenses.desk_of(), examiner.read(), entry(copies), "fee", parts=BOTH[:1])
    assert (claim.fee.amount_cents, claim.fee.claimed.input.fee.copies) == (copies * 500, 120)
    assert claim.travel.status == pb.STATUS_VALIDATED


def test_the_same_quantity_is_a_plain_acceptance(expenses: Expenses, examiner: Examiner) -> None:
    """Nothing is kept as claimed, and no reason is asked for."""
    before = at_desk(expenses, examiner)
    claim = accept(expenses.desk_of(), before, before.recorded, "fee", "travel", reason="")
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_ACCEPTED}
    assert not claim.fee.HasField("claimed")
    assert not claim.travel.HasField("claimed")
    assert "autre quantité" not in said(claim)
    assert expenses.scalar("SELECT count(claimed) FROM claim_parts") == 0


def test_the_reason_is_told_missing_with_all_else_that_is_wrong(expenses: Expenses, examiner: Examiner) -> None:
    before = at_desk(expenses, examiner)
    given = lines(before, one_way_count=0)
    given.fee.copies = 1_001
    with refused_for("INVALID_FIELDS") as refused:
        accept(expenses.desk_of(), before, given, "fee", "travel", reason="non")
    assert [one.field for one in refused[0].violations] == ["fee.copies", "travel.trips[0].one_way_count", "reason"]
    assert at_desk(expenses, examiner) == before


def test_lines_keep_everything_but_their_numbers(expenses: Expenses, examiner: Examiner) -> None:
    """Towns, dates, modes and words are the examiner's; a line is neither added nor taken away."""
    before, desk = at_desk(expenses, examiner), expenses.desk_of()
    changes: dict[str, Any] = {
        "mode": pb.MODE_TRAIN, "departure_date": day(DONE.replace(day=10)), "return_time": wall("21:00"),
        "arrival_town": town(DOUAI), "comment": "Corrigé", "power_cv": 7, "distance_reason": "Déviation",
    }  # fmt: skip
    for name, value in changes.items():
        given = pb.ClaimInput(travel=before.recorded.travel)
        first = given.travel.trips[0]
        first.CopyFrom(pb.Trip(**{**{known.name: held for known, held in first.ListFields()}, name: value}))
        with refused_for("INVALID_FIELDS") as refused:
            accept(desk, before, given, "travel")
        found = {one.reason: one.field for one in refused[0].violations}
        assert found["ACCEPTED_FIXED"] == f"travel.trips[0].{name}"
    other = trip(id=before.recorded.travel.trips[0].id)
    for trips in ((), (other, trip()), (trip(),)):
        with refused_for("INVALID_FIELDS") as refused:
            accept(desk, before, pb.ClaimInput(travel=pb.TravelInput(trips=trips)), "travel")
        assert [one.reason for one in refused[0].violations] == ["ACCEPTED_LINES"]


def test_the_kilometres_of_the_year_follow_what_is_accepted(expenses: Expenses, examiner: Examiner) -> None:
    """R24: the next claim of the year begins after the kilometres that are paid."""
    claim = accept(expenses.desk_of(), examiner.read(), lines(examiner.claim, distance_hectometres=550), "travel")
    assert claim.travel.amount_cents < claim.travel.claimed.amount_cents
    assert "Ligne 1, distance d’un trajet : 55 km au lieu de 60 km." in said(claim)
    assert expenses.scalar("SELECT takings FROM claim_parts WHERE kind = 'TRAVEL'") == {"2026": [[0, 1100]]}
    kept = expenses.scalar("SELECT input FROM claim_parts WHERE kind = 'TRAVEL'")["trips"][0]
    asked = expenses.scalar("SELECT claimed FROM claim_parts WHERE kind = 'TRAVEL'")["input"]["trips"][0]
    assert {name for name in kept if kept[name] != asked[name]} == {"distance_hectometres"}
    following = expenses.claim(person_id=examiner.person_id, start=datetime(2026, 6, 12, 8, 0))  # noqa: DTZ001
    later = {"departure_date": day(DONE.replace(day=12)), "return_date": day(DONE.replace(day=12))}
    assert following.save(entry(None, trip(**later)), TRAVEL).travel_calculation.year_distances[
        0
    ].earlier_hectometres == (1_100)


def test_words_that_a_higher_number_asks_for_are_those_of_the_reason(expenses: Expenses, examiner: Examiner) -> None:
    """« Frais divers » that the examiner forgot have no comment of theirs: the reason explains them."""
    claim = accept(expenses.desk_of(), examiner.read(), lines(examiner.claim, sundry_cents=640), "travel")
    assert claim.travel.amount_cents == claim.travel.claimed.amount_cents + 640
    assert claim.recorded.travel.trips[0].comment == ""
    assert "Ligne 1, frais divers : 6,40 € au lieu de 0,00 €." in said(claim)


def test_presence_still_bounds_meals_and_nights(expenses: Expenses, examiner: Examiner) -> None:
    """R21: nobody accepts what no right gives."""
    with refused_for("INVALID_FIELDS") as refused:
        accept(expenses.desk_of(), examiner.read(), lines(examiner.claim, full_meal_count=5), "travel")
    assert [one.reason for one in refused[0].violations] == ["MEALS_ABOVE_OWED"]


def test_another_quantity_is_weighed_before_it_is_accepted(expenses: Expenses, examiner: Examiner) -> None:
    """« Calculer » of the desk: with the same refusals, of a part that may be accepted only."""
    desk, before = expenses.desk_of(), examiner.read()

    def weigh(given: pb.ClaimInput, mask: FieldMask) -> pb.EstimateClaimResponse:
        return desk.EstimateClaim(pb.EstimateClaimRequest(id=before.id, input=given, update_mask=mask))

    assert weigh(entry(118), FEE).fee_calculation.amount_cents == 59_000
    fewer = lines(before, distance_hectometres=550, sundry_cents=100)
    worth = weigh(fewer, TRAVEL).travel_calculation
    assert worth.amount_cents == accept(desk, before, fewer, "travel", parts=BOTH[1:]).travel.amount_cents
    with refused_for("INVALID_FIELDS"):
        weigh(entry(1_001), FEE)
    with refused_for("PART_ACCEPTED"):
        weigh(fewer, TRAVEL)
    with refused_for("PART_VALIDATED"):
        examiner.estimate(entry(118), FEE)
    own = expenses.desk_of(examiner.person_id)
    with refused_for("OWN_CLAIM"):
        own.EstimateClaim(pb.EstimateClaimRequest(id=before.id, input=entry(118), update_mask=FEE))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((pb.ClaimInput(), ["fee"], BOTH[:1]), "fee.copies"),
        ((pb.ClaimInput(fee=pb.FeeInput(candidates=3)), ["fee"], BOTH[:1]), "fee.candidates"),
        ((entry(3), ["fee"], BOTH[1:]), "accepted_mask"),
        ((entry(3), ["fee", "draft"], BOTH), "accepted_mask"),
        ((entry(3), ["fee"], ()), "parts"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    expenses: Expenses, examiner: Examiner, given: tuple[pb.ClaimInput, list[str], tuple[int, ...]], field: str
) -> None:
    accepted, paths, parts = given
    with refused_for("INVALID_FIELDS") as refused:
        accept(expenses.desk_of(), examiner.read(), accepted, *paths, parts=parts)
    assert refused[0].violations[0].field == field


def test_half_days_are_compared_whatever_their_order(expenses: Expenses) -> None:
    examiner = expenses.claim(nature="PRATIQUE", opens_travel=False)
    halves = [pb.HalfDay(date=day(DONE), start_time=wall(start), end_time=wall(end))
              for start, end in (("08:00", "12:00"), ("14:00", "17:00"))]  # fmt: skip
    examiner.save(pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=halves))), FEE)
    before = examiner.validate()
    turned = pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=halves[::-1])))
    desk = expenses.desk_of()
    assert desk.EstimateClaim(pb.EstimateClaimRequest(id=before.id, input=turned, update_mask=FEE)).fee_calculation
    halves[1].end_time.CopyFrom(wall("16:00"))
    shorter = pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=halves)))
    claim = accept(desk, before, shorter, "fee", parts=BOTH[:1])
    assert "Demandé : 2 demi-journées, 7 heures" in said(claim)
    assert "Demi-journée : 11/06/2026, de 14 h à 16 h au lieu de 11/06/2026, de 14 h à 17 h." in said(claim)


def test_what_a_gestionnaire_computed_is_computed_again_instead(expenses: Expenses) -> None:
    examiner, desk = expenses.claim(fee_source="MANAGER", opens_travel=False), expenses.desk_of()
    claim = desk.ComputePart(pb.ComputePartRequest(**examiner.change, fee_minutes=210))
    given = pb.ClaimInput(fee=pb.FeeInput(duration_minutes=180))
    with refused_for("PART_TO_CORRECT"):
        accept(desk, claim, given, "fee", parts=BOTH[:1])


def test_a_group_that_a_gestionnaire_made_is_parted_first(expenses: Expenses) -> None:
    """G-6: each mission has its own claim, where its own quantity may be accepted."""
    one, other = several(expenses, 2, nature="ORAL_CC")
    for place, each in enumerate((one, other)):
        half_day = pb.HalfDay(date=day(DONE.replace(day=9 + place)), start_time=wall("08:00"), end_time=wall("12:00"))
        each.save(pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day]))), FEE)
        each.validate()
    desk = expenses.desk_of()
    claim = desk.GroupFees(pb.GroupFeesRequest(**one.change, member_claim_ids=[other.claim.id]))
    shorter = pb.ClaimInput(fee=claim.recorded.fee)
    shorter.fee.half_days.half_days[0].end_time.CopyFrom(wall("11:00"))
    with refused_for("FEE_GROUPED"):
        accept(desk, claim, shorter, "fee", parts=BOTH[:1])


def test_a_count_of_santorin_is_accepted_otherwise_and_a_later_return_is_told(expenses: Expenses) -> None:
    """S-CLM-17: what is typed above the count is bound as all that is typed; the same return says nothing new."""
    examiner = expenses.claim(fee_source="SANTORIN", opens_travel=False)
    tell_returns(expenses, returned(examiner.record, 1_200, AT))
    desk = expenses.desk_of()
    with refused_for("INVALID_FIELDS") as refused:
        accept(desk, examiner.read(), entry(1_201), "fee", parts=BOTH[:1])
    assert [one.reason for one in refused[0].violations] == ["COPIES_TOO_MANY"]
    accept(desk, examiner.claim, entry(1_100), "fee", parts=BOTH[:1])
    assert "autre décompte" not in said(at_desk(expenses, examiner))
    tell_returns(expenses, returned(examiner.record, 1_150, LATER))
    assert "autre décompte" in said(at_desk(expenses, examiner))
    assert examiner.read().recorded.fee.copies == 1_100


def test_the_first_mission_of_a_wave_is_accepted_with_another_count_of_its_own(expenses: Expenses) -> None:
    """S-FEE-5: the fee stays that of the whole wave."""
    first, second = several(expenses, 2, **WAVE)
    tell_returns(expenses, returned(first.record, 10, AT), returned(second.record, 20, AT))
    claim = accept(expenses.desk_of(), first.read(), entry(8), "fee", parts=BOTH[:1])
    assert (claim.fee.claimed.amount_cents, claim.fee.amount_cents) == (15_000, 14_000)
    assert "LI0 (8 copies)" in said(claim)


def test_the_fee_of_a_jury_is_accepted_otherwise_too(expenses: Expenses) -> None:
    """S-CLM-10."""
    sitting = convene(expenses, "Zola")
    sitting.record(Zola=12, is_validated=True)
    claim = expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=sitting.claims["Zola"]))
    accepted = accept(expenses.desk_of(), claim, entry(10), "fee", parts=BOTH[:1])
    assert (accepted.fee.claimed.input.fee.copies, accepted.recorded.fee.copies) == (12, 10)


def test_nobody_accepts_their_own_claim_with_another_quantity(expenses: Expenses, examiner: Examiner) -> None:
    """G-4."""
    with refused_for("OWN_CLAIM"):
        accept(expenses.desk_of(examiner.person_id), examiner.read(), entry(121), "fee")


def test_the_same_request_twice_accepts_once(expenses: Expenses, examiner: Examiner) -> None:
    desk = expenses.desk_of()
    request = pb.AcceptClaimRequest(
        **examiner.change, parts=BOTH, accepted=entry(118), accepted_mask=FEE, reason=REASON
    )
    assert desk.AcceptClaim(request) == desk.AcceptClaim(request)
    assert expenses.scalar("SELECT claimed->'input'->>'copies' FROM claim_parts WHERE kind = 'FEE'") == "120"
