"""What is being typed is kept apart, never counts, and is never lost in silence (P-CLM-20)."""

from datetime import UTC, datetime

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, TRAVEL, Expenses, entry, trip

LINE = new_id()
CLOSED = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def text(**typed: str) -> pb.ClaimInput:
    """Text of fields only: `fee__copies` stands for `fee.copies`, `line__comment` for that of a trip."""
    keys = {key: key.replace("line__", f"trips.{LINE}.").replace("__", ".") for key in typed}
    return pb.ClaimInput(typed={keys[key]: value for key, value in typed.items()})


def typed_of(claim: pb.Claim) -> dict[str, str]:
    return {key.replace(LINE, "line"): value for key, value in claim.draft.typed.items()}


def test_a_draft_is_kept_apart_and_never_counts(expenses: Expenses) -> None:
    """S-CLM-6, P-CLM-20: what is typed is shown with its amount, and what is recorded stays what counts."""
    examiner = expenses.claim()
    examiner.save(entry(10))
    claim = examiner.draft(entry(120, trip()))
    assert (claim.recorded.fee.copies, claim.draft.fee.copies) == (10, 120)
    assert claim.fee.amount_cents == 5_000
    assert claim.fee_calculation.amount_cents == 60_000
    assert claim.travel_calculation.amount_cents == 5_840
    assert claim.draft_time.ToDatetime(UTC) == expenses.clock.now()
    assert "brouillon" in claim.follow_ups[0].message
    assert expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=claim.id)).HasField("draft") is False


def test_a_draft_may_be_half_typed_and_says_what_is_missing(expenses: Expenses) -> None:
    examiner = expenses.claim()
    half = pb.ClaimInput(travel=pb.TravelInput(trips=[pb.Trip(arrival_town=pb.Town(code="59999"), comment="train ?")]))
    claim = examiner.draft(half, TRAVEL)
    assert claim.draft.travel.trips[0].comment == "train ?"
    assert not claim.travel_calculation.HasField("amount_cents")
    assert "Choisissez une commune dans la liste." in claim.travel_calculation.warnings
    assert "Indiquez une date, par exemple 12/06/2026." in claim.travel_calculation.warnings


def test_a_draft_is_half_typed_but_not_without_end(expenses: Expenses) -> None:
    """B59: what nobody could type is not kept, not even as a draft."""
    examiner = expenses.claim(nature="PRATIQUE")
    few, many = (pb.ClaimInput(fee=pb.FeeInput(half_days={"half_days": [{}] * count})) for count in (200, 201))
    assert len(examiner.draft(few, FEE).draft.fee.half_days.half_days) == 200
    with refused_for("INVALID_FIELDS") as found:
        examiner.draft(many, FEE)
    assert [(one.field, one.reason) for one in found[0].violations] == [("fee.half_days", "HALF_DAYS_TOO_MANY")]


def test_a_draft_that_is_discarded_leaves_what_is_recorded(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(10))
    examiner.draft(entry(120, trip()))
    claim = examiner.stub.DiscardDraft(pb.DiscardDraftRequest(**examiner.change))
    assert not claim.HasField("draft")
    assert not claim.HasField("draft_time")
    assert claim.recorded.fee.copies == 10


def test_recording_a_part_forgets_its_draft_only(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.draft(entry(120, trip()))
    claim = examiner.save(entry(130), FEE)
    assert claim.recorded.fee.copies == 130
    assert claim.draft.fee.copies == 130
    assert len(claim.draft.travel.trips) == 1
    assert not claim.recorded.HasField("travel")


def test_two_tabs_never_lose_what_was_typed_in_the_other(expenses: Expenses) -> None:
    """P-CLM-20: each draft grows the version, so that an older tab is told instead of overwriting."""
    examiner = expenses.claim()
    older = examiner.change
    examiner.draft(entry(120), FEE)
    with refused_for("STALE_VERSION"):
        examiner.stub.SaveDraft(pb.SaveDraftRequest(**older, draft=entry(3), update_mask=FEE))
    assert examiner.read().draft.fee.copies == 120


def test_text_that_cannot_be_parsed_is_kept_as_it_stands(expenses: Expenses) -> None:
    """What is recorded stays what is shown, and what counts."""
    examiner = expenses.claim()
    examiner.save(entry(10, trip()))
    claim = examiner.draft(text(fee__copies="cent vingt ", line__departure_time="7h"))
    assert typed_of(claim) == {"fee.copies": "cent vingt ", "trips.line.departure_time": "7h"}
    assert (claim.draft.fee, claim.draft.travel) == (claim.recorded.fee, claim.recorded.travel)
    assert claim.fee_calculation.amount_cents == 5_000
    assert examiner.read() == claim


def test_text_leaves_its_part_as_it_was_parsed_last(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.draft(entry(12, trip()))
    claim = examiner.draft(text(fee__copies="12x"), FEE)
    assert (claim.draft.fee.copies, len(claim.draft.travel.trips)) == (12, 1)
    both = entry(13)
    both.typed["fee.copies"] = "13"
    claim = examiner.draft(both, FEE)
    assert (claim.draft.fee.copies, typed_of(claim)) == (13, {"fee.copies": "13"})


def test_a_part_without_entry_and_without_text_is_emptied(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(10))
    examiner.draft(text(fee__copies="x"), FEE)
    claim = examiner.draft(pb.ClaimInput(), FEE)
    assert claim.HasField("draft")
    assert not claim.draft.HasField("fee")
    assert typed_of(claim) == {}


def test_text_replaces_that_of_its_part_only_and_that_of_its_line(expenses: Expenses) -> None:
    """Two lines begun one after the other both wait to be finished; with the lines themselves, text is all there is."""
    examiner = expenses.claim()
    other = new_id()
    examiner.draft(text(fee__copies="1", line__comment="Pé", line__power_cv="cinq"))
    lines = pb.ClaimInput(typed={f"trips.{other}.comment": "Métro", "fee.copies": "de l’autre onglet"})
    claim = examiner.draft(lines, TRAVEL)
    assert typed_of(claim) == {
        "fee.copies": "1",
        "trips.line.comment": "Pé",
        "trips.line.power_cv": "cinq",
        f"trips.{other}.comment": "Métro",
    }
    claim = examiner.draft(text(line__comment="Péage"), TRAVEL)
    assert typed_of(claim) == {
        "fee.copies": "1",
        "trips.line.comment": "Péage",
        f"trips.{other}.comment": "Métro",
    }
    kept = entry(1, trip())
    kept.typed[f"trips.{other}.comment"] = "Métro"
    claim = examiner.draft(kept, TRAVEL)
    assert typed_of(claim) == {"fee.copies": "1", f"trips.{other}.comment": "Métro"}


def test_a_line_begun_is_no_part_of_a_draft_that_is_recorded(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.draft(entry(5, trip()))
    examiner.draft(text(line__comment="Pé"), TRAVEL)
    change = pb.UpdateClaimRequest(**examiner.change, update_mask=TRAVEL, is_from_draft=True)
    claim = examiner.stub.UpdateClaim(change)
    assert len(claim.recorded.travel.trips) == 1
    assert (typed_of(claim), claim.draft.fee.copies) == ({"trips.line.comment": "Pé"}, 5)


FORGETS = {
    "a record": (lambda one: one.save(entry(5), FEE), {"trips.line.comment": "Pé"}),
    "a record of a draft": (
        lambda one: one.stub.UpdateClaim(pb.UpdateClaimRequest(**one.change, update_mask=FEE, is_from_draft=True)),
        {"trips.line.comment": "Pé"},
    ),
    "a validation": (lambda one: one.validate(), {}),
    "a discarded draft": (lambda one: one.stub.DiscardDraft(pb.DiscardDraftRequest(**one.change)), {}),
}


@pytest.mark.parametrize("name", FORGETS)
def test_text_goes_with_the_draft_of_its_part(expenses: Expenses, name: str) -> None:
    examiner = expenses.claim()
    given = entry(5, trip())
    given.typed.update(text(fee__copies="5", line__comment="Pé").typed)
    examiner.draft(given)
    act, left = FORGETS[name]
    claim = act(examiner)
    assert typed_of(claim) == left
    assert claim.HasField("draft") is bool(left)


def test_text_without_a_parsed_part_is_not_recorded_and_not_lost(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.draft(text(fee__copies="douze"), FEE)
    claim = examiner.stub.UpdateClaim(pb.UpdateClaimRequest(**examiner.change, update_mask=FEE, is_from_draft=True))
    assert not claim.recorded.HasField("fee")
    assert typed_of(claim) == {"fee.copies": "douze"}


def test_text_is_never_read_elsewhere(expenses: Expenses) -> None:
    """A record, and what it answers, know nothing of it."""
    examiner = expenses.claim()
    given = entry(5)
    given.typed["n’importe quoi"] = "é" * 5_000
    claim = examiner.save(given)
    assert (claim.recorded.fee.copies, dict(claim.recorded.typed)) == (5, {})


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"fee.copies": "é" * 501}, "fee.copies", "ENTRY_TOO_LONG"),
    ({f"trips.{LINE}.comment": "x" * 501}, f"trips.{LINE}.comment", "ENTRY_TOO_LONG"),
    ({f"fee.half_days[{place}].date": "" for place in range(401)}, "typed", "TYPED_TOO_MANY"),
    *(
        ({key: "x"}, "typed", "TYPED_KEY_INVALID")
        for key in ("", "fee.", "fee", "copies", "travel.x", "trips.1.comment", f"trips.{LINE}.", "fee." + "x" * 61,
                    "fee.<b>", f"trips.{LINE.upper()}.comment", "fee.copies\n")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field", "reason"), WRONG)
def test_text_has_bounds_and_known_keys(expenses: Expenses, typed: dict[str, str], field: str, reason: str) -> None:
    examiner = expenses.claim()
    with refused_for("INVALID_FIELDS") as found:
        examiner.draft(pb.ClaimInput(typed=typed))
    assert [(one.field, one.reason) for one in found[0].violations] == [(field, reason)]
    assert not examiner.read().HasField("draft")


def test_text_may_hold_anything_that_somebody_pastes(expenses: Expenses) -> None:
    examiner = expenses.claim()
    claim = examiner.draft(text(fee__copies="<b>\t\u202e💥\x1b[0m", line__comment="a\0b"))
    assert typed_of(claim) == {"fee.copies": "<b>\t\u202e💥\x1b[0m", "trips.line.comment": "ab"}


def test_four_hundred_fields_of_five_hundred_characters_are_kept(expenses: Expenses) -> None:
    examiner = expenses.claim()
    typed = {f"fee.half_days[{place}].date": "é" * 500 for place in range(400)}
    assert dict(examiner.draft(pb.ClaimInput(typed=typed), FEE).draft.typed) == typed


def test_lines_that_are_begun_one_after_the_other_have_the_same_bound(expenses: Expenses) -> None:
    """Text of a line leaves that of the others: a draft that grew with each request would have no end."""
    examiner = expenses.claim()
    for _ in range(2):
        claim = examiner.draft(pb.ClaimInput(typed={f"trips.{new_id()}.comment": "é" for _ in range(200)}), TRAVEL)
    with refused_for("INVALID_FIELDS") as found:
        examiner.draft(pb.ClaimInput(typed={f"trips.{new_id()}.comment": "é"}), TRAVEL)
    assert [one.reason for one in found[0].violations] == ["TYPED_TOO_MANY"]
    assert examiner.read() == claim
    # What is begun already may still be changed, and finished.
    key = min(claim.draft.typed)
    assert examiner.draft(pb.ClaimInput(typed={key: "è"}), TRAVEL).draft.typed[key] == "è"
    assert not examiner.draft(entry(1, trip())).draft.typed


def test_after_the_closing_date_a_draft_is_not_discarded_by_the_examiner(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.draft(entry(5))
    expenses.clock.set(CLOSED)
    with refused_for("CLAIMS_CLOSED"):
        examiner.stub.DiscardDraft(pb.DiscardDraftRequest(**examiner.change))
    assert examiner.read().draft.fee.copies == 5
