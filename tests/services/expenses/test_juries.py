"""The président de jury enters the fee of every member under the ministry's header (S-CLM-10, guide 2.4.4.2)."""

from datetime import UTC, datetime, timedelta

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, Expenses, day
from tests.services.expenses.juries import Sitting, convene, told

# The mission of `sitting` begins at eight in Lille and ends at six.
BEFORE, DURING = datetime(2026, 6, 11, 5, 59, tzinfo=UTC), datetime(2026, 6, 11, 6, 0, tzinfo=UTC)
CLOSED = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)


@pytest.fixture
def sitting(expenses: Expenses) -> Sitting:
    """A president and two members who marked copies of the CRPE, at 5 € each, on 11 June."""
    return convene(expenses, "Aubry", "Zola")


# --- Reading -------------------------------------------------------------------------------------------------------


def test_a_president_finds_the_jury_with_its_members_by_name_and_who_is_missing(sitting: Sitting) -> None:
    (row,) = sitting.stub.ListJuries(pb.ListJuriesRequest()).juries
    assert (row.mission_id, row.mission_number, row.jury) == (sitting.mission_id, "CRPE-46", "JURY 46")
    assert (row.start_date, row.end_date, row.label) == (day(DONE), day(DONE), "Correction de copies")
    assert (row.member_count, row.missing_count, row.validated_count) == (3, 3, 0)
    jury = sitting.jury
    assert [member.examiner.last_name for member in jury.members] == ["Aubry", "Vidal", "Zola"]
    assert [member.jury_capacity for member in jury.members] == ["Membre", "Président", "Membre"]
    assert jury.fee_input_kind == pb.FEE_INPUT_KIND_COPIES
    assert (jury.can_record, jury.can_validate, jury.notice) == (True, True, "")
    for member in jury.members:
        assert (member.status, member.is_editable, member.is_validated) == (pb.STATUS_HANDLED, True, False)
        assert not member.HasField("fee")
        assert not member.HasField("calculation")
    sitting.record(Aubry=100)
    (row,) = sitting.stub.ListJuries(pb.ListJuriesRequest()).juries
    assert (row.member_count, row.missing_count, row.validated_count) == (3, 2, 0)


def test_the_list_of_claims_says_that_one_presides(expenses: Expenses, sitting: Sitting) -> None:
    """Whatever is searched: the link must not depend on it. A member presides over nothing."""
    for wanted in (pb.ListClaimsRequest(), pb.ListClaimsRequest(search="rien"), pb.ListClaimsRequest(session="1999")):
        assert expenses.claims_of(sitting.president_id).ListClaims(wanted).presided_jury_count == 1
        assert expenses.claims_of(sitting.people["Zola"]).ListClaims(wanted).presided_jury_count == 0


@pytest.mark.parametrize("capacity", ["Membre", "Vice-Président", "VICE-PRESIDENT", ""])
def test_whoever_does_not_preside_finds_no_jury(expenses: Expenses, sitting: Sitting, capacity: str) -> None:
    """As if it were not there; and a jury that never was answers the same."""
    expenses.execute(
        "UPDATE claims SET jury_capacity = :capacity WHERE id = :id", capacity=capacity, id=sitting.claims["Zola"]
    )
    stub = expenses.started.stub_for(pb_grpc.JuryServiceStub, sitting.people["Zola"])
    assert list(stub.ListJuries(pb.ListJuriesRequest()).juries) == []
    for mission_id in (sitting.mission_id, new_id(), "jury"):
        with refused_for("NOT_FOUND"):
            stub.GetJury(pb.GetJuryRequest(mission_id=mission_id))
        with refused_for("NOT_FOUND"):
            stub.RecordJury(pb.RecordJuryRequest(request_id=new_id(), mission_id=mission_id))


@pytest.mark.parametrize("capacity", ["Président", "PRESIDENT DU JURY", "présidente", "President adjoint"])
def test_a_president_is_known_by_the_first_word_of_the_capacity(
    expenses: Expenses, sitting: Sitting, capacity: str
) -> None:
    expenses.execute(
        "UPDATE claims SET jury_capacity = :capacity WHERE id = :id", capacity=capacity, id=sitting.claims["Zola"]
    )
    stub = expenses.started.stub_for(pb_grpc.JuryServiceStub, sitting.people["Zola"])
    assert stub.GetJury(pb.GetJuryRequest(mission_id=sitting.mission_id)).mission.number == "CRPE-46"


def test_only_juries_of_the_ministry_whose_president_is_convened_are_entered_so(expenses: Expenses) -> None:
    """Under the header of an academy each examiner enters their own; a cancelled president presides no more."""
    own = convene(expenses, "Zola", number="CRPE-1")
    for change in ("convocation_cancel_time = now()", "cancel_time = now()"):
        expenses.execute(f"UPDATE claims SET {change} WHERE id = :id", id=own.claims["Vidal"])
        assert list(own.stub.ListJuries(pb.ListJuriesRequest()).juries) == []
        with refused_for("NOT_FOUND"):
            own.read()
        expenses.execute(
            "UPDATE claims SET convocation_cancel_time = NULL, cancel_time = NULL WHERE id = :id",
            id=own.claims["Vidal"],
        )
    expenses.execute("UPDATE claim_parts SET provider = 'EXAMINER' WHERE kind = 'FEE'")
    assert list(own.stub.ListJuries(pb.ListJuriesRequest()).juries) == []
    with refused_for("NOT_FOUND"):
        own.read()


def test_a_cancelled_member_is_not_one_any_more(expenses: Expenses, sitting: Sitting) -> None:
    expenses.execute("UPDATE claims SET cancel_time = now() WHERE id = :id", id=sitting.claims["Zola"])
    request = sitting.request({"Zola": 10})
    assert [member.examiner.last_name for member in sitting.read().members] == ["Aubry", "Vidal"]
    assert sitting.stub.ListJuries(pb.ListJuriesRequest()).juries[0].member_count == 2
    with refused_for("JURY_CHANGED"):
        sitting.stub.RecordJury(request)


def test_nothing_is_answered_before_the_conditions_are_accepted(expenses: Expenses, sitting: Sitting) -> None:
    """S-CLM-1."""
    expenses.execute("DELETE FROM acceptances")
    for ask in (
        lambda: sitting.stub.ListJuries(pb.ListJuriesRequest()),
        sitting.read,
        lambda: sitting.stub.RecordJury(sitting.request({"Zola": 1})),
    ):
        with refused_for("CONDITIONS_NOT_ACCEPTED"):
            ask()


@pytest.mark.parametrize(
    "role", [access_pb2.ROLE_JURY_PRESIDENT, access_pb2.ROLE_MANAGER, access_pb2.ROLE_ADMINISTRATOR]
)
def test_no_role_opens_a_jury_over_which_one_does_not_preside(expenses: Expenses, sitting: Sitting, role: int) -> None:
    """The right comes from the convocation, on that jury only (product.md §1)."""
    other = convene(expenses, "Perec", presides="Queneau", number="CRPE-2")
    stub = expenses.started.stub_for(pb_grpc.JuryServiceStub, other.president_id, role)
    assert [row.mission_number for row in stub.ListJuries(pb.ListJuriesRequest()).juries] == ["CRPE-2"]
    with refused_for("NOT_FOUND"):
        stub.GetJury(pb.GetJuryRequest(mission_id=sitting.mission_id))
    with refused_for("NOT_FOUND"):
        stub.RecordJury(sitting.request({"Zola": 1}))


# --- Recording -----------------------------------------------------------------------------------------------------


def test_what_is_recorded_is_worth_an_explained_amount_and_waits_for_the_validation(sitting: Sitting) -> None:
    jury = sitting.record(Aubry=100, Vidal=12)
    aubry, vidal, zola = jury.members
    assert (aubry.fee.copies, aubry.calculation.amount_cents, aubry.status) == (100, 50_000, pb.STATUS_HANDLED)
    (step,) = aubry.calculation.steps
    assert (step.quantity, step.rate_cents, step.amount_cents) == ("100", "500", 50_000)
    assert "7 mai 2012" in step.source
    # The president is a member too.
    assert (vidal.fee.copies, vidal.calculation.amount_cents) == (12, 6_000)
    assert not zola.HasField("fee")
    assert sitting.read() == jury


def test_validated_quantities_wait_for_the_gestionnaire_and_the_others_stay_to_be_entered(sitting: Sitting) -> None:
    """S-CLM-10."""
    sitting.record(Zola=7)
    jury = sitting.record(Aubry=100, is_validated=True)
    assert [(one.status, one.is_validated) for one in jury.members] == [
        (pb.STATUS_VALIDATED, True),
        (pb.STATUS_HANDLED, False),
        (pb.STATUS_VALIDATED, True),
    ]
    (row,) = sitting.stub.ListJuries(pb.ListJuriesRequest()).juries
    assert (row.missing_count, row.validated_count) == (1, 2)


def test_the_member_reads_who_entered_what_and_what_it_is_worth(sitting: Sitting) -> None:
    """S-CLM-8: read only, validated by the president, then in the hands of the gestionnaire."""
    claim = sitting.claim_of("Aubry")
    assert (claim.fee.status, claim.fee.has_tab, claim.fee.is_editable) == (pb.STATUS_HANDLED, False, False)
    assert told(claim, "saisie par le président du jury pour tous les membres")
    sitting.record(Aubry=100)
    claim = sitting.claim_of("Aubry")
    assert (claim.fee.status, claim.fee.has_tab) == (pb.STATUS_HANDLED, False)
    assert told(claim, "elle sera transmise au gestionnaire quand il l’aura validée")
    sitting.record(is_validated=True)
    claim = sitting.claim_of("Aubry")
    assert (claim.fee.status, claim.fee.has_tab, claim.fee.is_editable) == (pb.STATUS_VALIDATED, True, False)
    assert claim.recorded.fee.copies == 100
    assert claim.fee_calculation.steps[0].quantity == "100"
    assert told(claim, "saisie et validée par le président du jury le lundi 15\u00a0juin 2026 à 12\u00a0h")
    assert told(claim, "Rémunération\u00a0: 500,00\u00a0€ bruts")
    # The president is told where to enter, and that it is theirs to do.
    assert told(sitting.claim_of("Vidal"), "Vous présidez ce jury")


def test_the_gestionnaire_accepts_what_the_president_validated(expenses: Expenses, sitting: Sitting) -> None:
    sitting.record(Aubry=100, is_validated=True)
    desk, claim = expenses.desk_of(), sitting.claim_of("Aubry")
    request = pb.AcceptClaimRequest(request_id=new_id(), id=claim.id, version=claim.version, parts=[pb.PART_KIND_FEE])
    accepted = desk.AcceptClaim(request)
    assert (accepted.fee.status, accepted.fee.amount_cents) == (pb.STATUS_ACCEPTED, 50_000)
    sitting.read()
    assert not sitting.member("Aubry").is_editable
    with refused_for("INVALID_FIELDS") as refused:
        sitting.record(Zola=1, Aubry=101)
    (wrong,) = refused[0].violations
    assert (wrong.field, wrong.reason) == ("entries[1].claim_id", "PART_ACCEPTED")
    assert wrong.message.startswith("Mme Claire Aubry\u00a0: Ces frais sont validés par le gestionnaire")
    assert not sitting.read().members[2].HasField("fee")
    # What the gestionnaire settled keeps nobody else from being validated.
    assert sitting.record(Zola=1, is_validated=True).members[2].status == pb.STATUS_VALIDATED


def test_a_validated_quantity_is_corrected_and_taken_back_until_it_is_accepted(
    expenses: Expenses, sitting: Sitting
) -> None:
    """Whoever is about to accept what was, is told that it changed."""
    sitting.record(Aubry=100, Zola=7, is_validated=True)
    seen = sitting.claim_of("Aubry")
    jury = sitting.record(Aubry=90, Zola=None)
    assert [one.status for one in jury.members] == [pb.STATUS_HANDLED] * 3
    assert (jury.members[0].fee.copies, jury.members[2].HasField("fee")) == (90, False)
    request = pb.AcceptClaimRequest(request_id=new_id(), id=seen.id, version=seen.version, parts=[pb.PART_KIND_FEE])
    with refused_for("STALE_VERSION"):
        expenses.desk_of().AcceptClaim(request)
    jury = sitting.record(is_validated=True)
    assert [one.status for one in jury.members] == [pb.STATUS_VALIDATED, pb.STATUS_HANDLED, pb.STATUS_HANDLED]
    assert sitting.claim_of("Aubry").fee.amount_cents == 45_000
    # Corrected and validated in one go, it never leaves the gestionnaire's queue.
    assert sitting.record(Aubry=91, is_validated=True).members[0].calculation.amount_cents == 45_500


def test_a_mission_that_has_not_begun_or_ended_opens_nothing_yet(expenses: Expenses, sitting: Sitting) -> None:
    """Recorded once the mission has begun, validated once it is finished."""
    expenses.clock.set(BEFORE)
    jury = sitting.read()
    assert (jury.can_record, jury.can_validate, jury.members[0].is_editable) == (False, False, False)
    assert "n’a pas commencé" in jury.notice
    with refused_for("MISSION_NOT_BEGUN"):
        sitting.record(Zola=1)
    expenses.clock.set(DURING)
    jury = sitting.read()
    assert (jury.can_record, jury.can_validate, jury.members[0].is_editable) == (True, False, True)
    assert "validez-la à la fin de la mission" in jury.notice
    with refused_for("MISSION_NOT_FINISHED"):
        sitting.record(Zola=1, is_validated=True)
    assert sitting.record(Zola=1).members[2].fee.copies == 1


def test_after_the_closing_date_the_president_enters_nothing_any_more(expenses: Expenses, sitting: Sitting) -> None:
    assert sitting.jury.closing_date.month == 8
    expenses.clock.set(CLOSED - timedelta(hours=3))
    assert sitting.record(Zola=1).can_validate
    expenses.clock.set(CLOSED)
    assert (sitting.read().can_record, sitting.jury.can_validate) == (False, False)
    for is_validated in (False, True):
        with refused_for("CLAIMS_CLOSED"):
            sitting.record(Zola=2, is_validated=is_validated)


def test_past_the_closing_date_a_gestionnaire_enters_in_the_president_s_place(
    expenses: Expenses, sitting: Sitting
) -> None:
    """Logged under their name, and never for themselves (G-4); before that date it is the president's."""
    sitting.record(Aubry=3)
    manager_id = sitting.people["Zola"]
    desk = expenses.desk_of(manager_id)
    jury = desk.GetJury(pb.GetJuryRequest(mission_id=sitting.mission_id))
    assert (jury.can_record, [one.is_editable for one in jury.members]) == (False, [False] * 3)
    assert "jusqu’au 31/08/2026" in jury.notice
    with refused_for("CLAIMS_OPEN"):
        desk.RecordJury(sitting.request({"Vidal": 12}))
    expenses.clock.set(CLOSED)
    assert pb.MOVE_RECORD_JURY in desk.GetClaim(pb.GetDeskClaimRequest(id=sitting.claims["Vidal"])).allowed_moves
    assert told(sitting.claim_of("Aubry"), "seul le gestionnaire peut encore saisir")
    jury = desk.RecordJury(sitting.request({"Vidal": 12}))
    assert (jury.can_validate, jury.members[1].fee.copies, jury.members[2].is_editable) == (True, 12, False)
    with refused_for("INVALID_FIELDS") as refused:
        desk.RecordJury(sitting.request({"Zola": 500}))
    assert [one.reason for one in refused[0].violations] == ["OWN_CLAIM"]
    sitting.jury = jury
    jury = desk.RecordJury(sitting.request({}, is_validated=True))
    assert [one.is_validated for one in jury.members] == [True, True, False]
    assert told(sitting.claim_of("Aubry"), "validée par le gestionnaire, à la place du président du jury")
    validated_by = "SELECT validated_by_id::text FROM claim_parts WHERE kind = 'FEE' AND claim_id = :id"
    assert expenses.scalar(validated_by, id=sitting.claims["Aubry"]) == manager_id


def test_the_juries_of_the_desk_are_for_gestionnaires(expenses: Expenses, sitting: Sitting) -> None:
    stub = expenses.started.stub_for(pb_grpc.DeskServiceStub, sitting.president_id)
    with refused_for("ACCESS_DENIED"):
        stub.GetJury(pb.GetJuryRequest(mission_id=sitting.mission_id))
    with refused_for("ACCESS_DENIED"):
        stub.RecordJury(sitting.request({"Zola": 1}))
    with refused_for("NOT_FOUND"):
        expenses.desk_of().GetJury(pb.GetJuryRequest(mission_id=new_id()))


def test_a_member_who_did_not_do_the_mission_is_neither_missing_nor_entered(
    expenses: Expenses, sitting: Sitting
) -> None:
    expenses.execute("UPDATE claims SET not_done_time = now() WHERE id = :id", id=sitting.claims["Zola"])
    sitting.read()
    assert (sitting.member("Zola").is_declared_not_done, sitting.member("Zola").is_editable) == (True, False)
    (row,) = sitting.stub.ListJuries(pb.ListJuriesRequest()).juries
    assert (row.member_count, row.missing_count) == (2, 2)
    with refused_for("INVALID_FIELDS") as refused:
        sitting.record(Zola=1)
    assert [(one.field, one.reason) for one in refused[0].violations] == [("entries[0].claim_id", "MEMBER_NOT_DONE")]
