"""An examiner enters and validates a claim."""

from datetime import UTC, datetime, timedelta

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.pdf_reading import words
from tests.refusals import refused_for
from tests.services.expenses.conftest import BOTH, DONE, FEE, LENS, TRAVEL, Expenses, day, entry, town, trip, wall


def half_day(start: str, end: str) -> pb.FeeInput:
    one = pb.HalfDay(date=day(DONE), start_time=wall(start), end_time=wall(end))
    return pb.FeeInput(half_days=pb.HalfDays(half_days=[one]))


def test_copies_and_a_trip_are_recorded_with_their_amounts_explained(expenses: Expenses) -> None:
    """S-CLM-6, S-CLM-9, S-CLM-11, P-CLM-21."""
    examiner = expenses.claim()
    claim = examiner.save(entry(120, trip()))
    assert claim.version == 2
    assert claim.recorded.fee.copies == 120
    assert claim.recorded.travel.trips[0].departure_town == pb.Town(code="62041", name="Arras", department="62")
    assert claim.fee.amount_cents == 60_000
    assert claim.travel.amount_cents == 3_840 + 2_000
    assert [(step.quantity, step.unit, step.rate_cents) for step in claim.fee_calculation.steps] == [
        ("120", "copies", "500")
    ]
    assert [step.amount_cents for step in claim.travel_calculation.steps] == [3_840, 2_000]
    assert all(step.source and step.HasField("rate_valid_from") for step in claim.travel_calculation.steps)
    assert claim.travel_calculation.owed_meal_count == 1
    assert examiner.read() == claim


def test_a_part_may_be_recorded_without_the_other(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120, trip()), TRAVEL)
    assert not examiner.claim.recorded.HasField("fee")
    examiner.save(entry(42), FEE)
    assert examiner.claim.recorded.fee.copies == 42
    assert len(examiner.claim.recorded.travel.trips) == 1


def test_a_new_claim_is_untouched_and_suggests_where_to_leave_from(expenses: Expenses) -> None:
    """S-CLM-5, R25."""
    expenses.execute("INSERT INTO distances VALUES ('62498', '59350', 400), ('62041', '59350', 520)")
    examiner = expenses.claim(establishment=LENS)
    claim = examiner.claim
    assert claim.is_untouched
    assert [one.name for one in claim.departure_towns] == ["Lens", "Arras"]
    assert pb.KnownDistance(from_code="62041", to_code="59350", distance_hectometres=520) in claim.known_distances
    assert pb.KnownDistance(from_code="59350", to_code="62041", distance_hectometres=520) in claim.known_distances
    assert not examiner.save(entry()).is_untouched


def test_nothing_typed_is_not_recorded_where_nothing_may_be(expenses: Expenses) -> None:
    """« Votre saisie est enregistrée » would be untrue of a claim that is validated, closed or cancelled."""
    examiner = expenses.claim()
    examiner.save(entry(1, trip()))
    examiner.validate()
    with refused_for("PART_VALIDATED"):
        examiner.stub.UpdateClaim(pb.UpdateClaimRequest(**examiner.change, update_mask=BOTH, is_from_draft=True))
    assert examiner.read().version == 3


def test_validating_records_the_draft_numbers_the_claim_and_seals_it(expenses: Expenses) -> None:
    """S-CLM-15, A7."""
    examiner = expenses.claim()
    examiner.draft(entry(120, trip()))
    claim = examiner.validate()
    assert claim.order_number == "2026-SIEC-000001"
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_VALIDATED}
    assert claim.recorded.fee.copies == 120
    assert not claim.HasField("draft")
    assert claim.fee.validate_time.ToDatetime(UTC) == expenses.clock.now()
    assert list(claim.allowed_moves) == [pb.MOVE_UNVALIDATE]
    assert not claim.fee.is_editable
    assert "2026-SIEC-000001" in claim.follow_ups[0].message
    assert examiner.read() == claim


def test_a_validated_claim_keeps_its_explanation_whatever_becomes_of_the_rates(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120, trip()))
    validated = examiner.validate()
    expenses.execute("UPDATE rates SET value = value * 2")
    claim = examiner.read()
    assert claim.fee.amount_cents == 60_000
    assert claim.fee_calculation == validated.fee_calculation
    assert claim.travel_calculation == validated.travel_calculation
    assert examiner.unvalidate().fee.amount_cents == 120_000


def test_a_validation_may_be_taken_back_and_keeps_its_number(expenses: Expenses) -> None:
    """S-CLM-16."""
    examiner = expenses.claim()
    examiner.save(entry(120, trip()))
    number = examiner.validate().order_number
    claim = examiner.unvalidate()
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_TO_VALIDATE}
    assert claim.order_number == number
    assert claim.travel.amount_cents == 5_840
    examiner.save(entry(121, trip()))
    assert examiner.validate().order_number == number


def test_the_recap_is_the_same_paper_each_time(expenses: Expenses) -> None:
    """S-CLM-16: the same bytes for the examiner and for staff, even after the rates or the academy changed."""
    examiner = expenses.claim()
    examiner.save(entry(120, trip(sundry_cents=1_250, comment="Péage A1")))
    claim = examiner.validate()
    first = examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id))
    expenses.execute("UPDATE rates SET value = 1")
    expenses.clock.advance(timedelta(days=3))
    assert examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id)) == first
    assert expenses.desk_of().GetRecap(pb.GetDeskRecapRequest(id=claim.id)) == first
    assert first.file_name == "recapitulatif-2026-SIEC-000001.pdf"
    text = words(first.pdf)
    for told in ("2026-SIEC-000001", "120 copies", "Arras", "Péage A1", "Bureau des frais", "600,00"):
        assert told in text.replace("\u00a0", " ").replace("\u202f", " "), told


def test_there_is_no_recap_before_the_validation(expenses: Expenses) -> None:
    examiner = expenses.claim()
    with refused_for("RECAP_MISSING"):
        examiner.stub.GetRecap(pb.GetRecapRequest(id=examiner.claim.id))
    with refused_for("RECAP_MISSING"):
        expenses.desk_of().GetRecap(pb.GetDeskRecapRequest(id=examiner.claim.id))


def test_missing_proofs_ask_for_a_second_confirmation_and_never_block(expenses: Expenses) -> None:
    """S-CLM-13, S-CLM-15, S-DOC-1."""
    examiner = expenses.claim(has_active_payroll_file=False, has_insee_number=False)
    night = trip(return_date=day(DONE + timedelta(days=1)), return_time=wall("10:00"), night_count=1, one_way_count=2)
    claim = examiner.save(entry(120, night))
    labels = [proof.label for proof in claim.required_proofs]
    assert labels == ["Relevé d’identité bancaire", "Copie de carte vitale", "Factures d’hébergement"]
    with refused_for("PROOFS_MISSING") as found:
        examiner.validate()
    assert [violation.field for violation in found[0].violations] == [f"required_proofs[{place}]" for place in range(3)]
    assert examiner.validate(is_confirmed=True).order_number == "2026-SIEC-000001"


def test_who_enters_no_trip_validates_a_travel_of_nothing(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120), FEE)
    claim = examiner.validate()
    assert claim.travel.status == pb.STATUS_VALIDATED
    assert claim.travel.amount_cents == 0


def test_a_fee_without_its_quantity_is_not_validated(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(None, trip()), TRAVEL)
    with refused_for("INVALID_FIELDS") as found:
        examiner.validate()
    assert [(one.field, one.reason) for one in found[0].violations] == [("fee.copies", "FEE_MISSING")]


@pytest.mark.parametrize(
    ("nature", "typed", "cents", "told"),
    [
        ("LECTURE_DOSSIER", pb.FeeInput(copies=12), 60_00, "12 dossiers"),
        ("ORAL", pb.FeeInput(candidates=2), 76_80, "2 candidats"),
        ("VAE", pb.FeeInput(candidates=2), 19_20, "2 dossiers"),
        ("PRATIQUE", half_day("08:00", "11:30"), 33_60, "1 demi-journée, 3 heures"),
        ("EPS_PONCTUELLE", half_day("08:00", "11:30"), 25_20, "1 demi-journée"),
        ("LECTURE_MEMOIRE", pb.FeeInput(duration_minutes=210), 33_60, "3 heures 30"),
    ],
)
def test_each_nature_asks_for_its_own_quantity_and_pays_it(
    expenses: Expenses, nature: str, typed: pb.FeeInput, cents: int, told: str
) -> None:
    """S-CLM-9, S-FEE-1 to S-FEE-4: entered, recorded, explained, and printed by the recap."""
    examiner = expenses.claim(nature=nature, opens_travel=False)
    kind = pb.FeeInputKind.Name(examiner.claim.fee_input_kind)
    assert kind == f"FEE_INPUT_KIND_{(typed.WhichOneof('quantity') or '').removesuffix('_minutes').upper()}"
    claim = examiner.save(pb.ClaimInput(fee=typed), FEE)
    assert claim.recorded.fee == typed
    assert (claim.fee.amount_cents, claim.fee_calculation.amount_cents) == (cents, cents)
    assert sum(step.amount_cents for step in claim.fee_calculation.steps) == cents
    assert examiner.validate().fee.status == pb.STATUS_VALIDATED
    recap = examiner.stub.GetRecap(pb.GetRecapRequest(id=claim.id))
    assert told in words(recap.pdf).replace("\u00a0", " ")


def test_a_half_day_half_typed_says_what_is_missing(expenses: Expenses) -> None:
    examiner = expenses.claim(nature="PRATIQUE")
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(pb.ClaimInput(fee=pb.FeeInput(half_days={"half_days": [{}]})), FEE)
    assert [(one.field, one.reason) for one in found[0].violations] == [
        ("fee.half_days[0].date", "DATE_MISSING"),
        ("fee.half_days[0].start_time", "TIME_MISSING"),
        ("fee.half_days[0].end_time", "TIME_MISSING"),
    ]


def test_a_mission_that_was_not_done_is_declared_and_taken_back(expenses: Expenses) -> None:
    """S-CLM-5."""
    examiner = expenses.claim()
    claim = examiner.declare_not_done()
    assert claim.is_declared_not_done
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_UPCOMING}
    assert list(claim.allowed_moves) == [pb.MOVE_UNDO_NOT_DONE]
    assert "n’a pas été effectuée" in claim.follow_ups[0].message
    claim = examiner.stub.UndoNotDone(pb.UndoNotDoneRequest(**examiner.change))
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_TO_VALIDATE}


def test_a_running_mission_is_entered_and_not_validated_yet(expenses: Expenses) -> None:
    examiner = expenses.claim(start=datetime(2026, 6, 15, 8, 0), end=datetime(2026, 6, 16, 18, 0))  # noqa: DTZ001
    assert examiner.claim.fee.status == pb.STATUS_ONGOING
    examiner.save(entry(12), FEE)
    with refused_for("MISSION_NOT_FINISHED"):
        examiner.validate()


def test_a_mission_to_come_is_only_read(expenses: Expenses) -> None:
    examiner = expenses.claim(start=datetime(2026, 6, 20, 8, 0))  # noqa: DTZ001
    assert examiner.claim.fee.status == pb.STATUS_UPCOMING
    assert list(examiner.claim.allowed_moves) == []
    for change in (lambda: examiner.draft(entry(1)), lambda: examiner.save(entry(1)), examiner.declare_not_done):
        with refused_for("MISSION_NOT_BEGUN"):
            change()


def test_after_the_closing_date_only_a_gestionnaire_enters(expenses: Expenses) -> None:
    examiner = expenses.claim()
    assert (examiner.claim.closing_date.month, examiner.claim.closing_date.day) == (8, 31)
    expenses.clock.set(datetime(2026, 8, 31, 21, 59, tzinfo=UTC))
    examiner.save(entry(12), FEE)
    # Midnight in the academy's own time.
    expenses.clock.set(datetime(2026, 8, 31, 22, 0, tzinfo=UTC))
    assert list(examiner.read().allowed_moves) == []
    for change in (lambda: examiner.save(entry(1)), examiner.validate, examiner.declare_not_done):
        with refused_for("CLAIMS_CLOSED"):
            change()
    assert "est passée" in examiner.claim.follow_ups[0].message


def test_a_repeated_request_has_one_effect_and_the_same_answer(expenses: Expenses) -> None:
    """A5."""
    examiner = expenses.claim()
    examiner.save(entry(120))
    request = pb.ValidateClaimRequest(**examiner.change)
    first = examiner.stub.ValidateClaim(request)
    assert examiner.stub.ValidateClaim(request) == first
    request.is_confirmed = True
    with refused_for("REQUEST_REUSED"):
        examiner.stub.ValidateClaim(request)
    request.request_id = new_id()
    with refused_for("STALE_VERSION"):
        examiner.stub.ValidateClaim(request)


def test_a_town_that_the_claim_does_not_know_is_named_by_missions(expenses: Expenses) -> None:
    examiner = expenses.claim()
    claim = examiner.save(entry(1, trip(departure_town=town(LENS))))
    assert claim.recorded.travel.trips[0].departure_town.name == "Lens"
    assert claim.travel.amount_cents == 5_840


def test_a_town_abroad_has_the_name_that_was_typed_last(expenses: Expenses) -> None:
    """S-TRV-8: its code tells it from others, and names nothing."""
    examiner = expenses.claim()
    for name in ("Gand (Belgique)", "Gent (Belgique)"):
        claim = examiner.draft(entry(None, trip(arrival_town=pb.Town(code="99123", name=name))), TRAVEL)
        (line,) = claim.draft.travel.trips
        assert line.arrival_town == pb.Town(code="99123", name=name, department="99")
