"""The président de jury enters the fee of every member under the ministry's header (S-CLM-10, guide 2.4.4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, TRAVEL, Expenses, convocation, day, entry, trip, wall
from tests.services.expenses.test_costs import EXPENSES, MISSIONS, counted

MINISTRY = "MINISTERE DE L'EDUCATION NATIONALE"
# The mission of `sitting` begins at eight in Lille and ends at six.
BEFORE, DURING = datetime(2026, 6, 11, 5, 59, tzinfo=UTC), datetime(2026, 6, 11, 6, 0, tzinfo=UTC)
CLOSED = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)


@dataclass
class Sitting:
    """A jury, and its president."""

    expenses: Expenses
    mission_id: str
    president_id: str
    stub: pb_grpc.JuryServiceStub
    # Person and claim of each, by last name.
    people: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    jury: pb.Jury = field(default_factory=pb.Jury)

    def read(self) -> pb.Jury:
        self.jury = self.stub.GetJury(pb.GetJuryRequest(mission_id=self.mission_id))
        return self.jury

    def member(self, name: str) -> pb.JuryMember:
        """A member as they were read last."""
        return next(member for member in self.jury.members if member.examiner.last_name == name)

    def request(self, copies: Mapping[str, int | None], *, is_validated: bool = False) -> pb.RecordJuryRequest:
        """The copies of members; None takes back."""
        given = {name: pb.FeeInput() if count is None else pb.FeeInput(copies=count) for name, count in copies.items()}
        return self.request_of(given, is_validated=is_validated)

    def request_of(self, fees: Mapping[str, pb.FeeInput], *, is_validated: bool = False) -> pb.RecordJuryRequest:
        entries = [
            pb.JuryEntry(claim_id=self.claims[name], version=self.member(name).version, fee=fee)
            for name, fee in fees.items()
        ]
        return pb.RecordJuryRequest(
            request_id=new_id(),
            mission_id=self.mission_id,
            entries=entries,
            is_validated=is_validated,
            version=self.jury.version,
        )

    def record(self, *, is_validated: bool = False, **copies: int | None) -> pb.Jury:
        self.jury = self.stub.RecordJury(self.request(copies, is_validated=is_validated))
        return self.jury

    def claim_of(self, name: str) -> pb.Claim:
        """The claim of a member as they see it."""
        stub = self.expenses.claims_of(self.people[name])
        return stub.GetClaim(pb.GetClaimRequest(id=self.claims[name]))


def convene(expenses: Expenses, *names: str, presides: str = "Vidal", **changes: Any) -> Sitting:
    """A jury of the ministry; the president is named first, the others are members."""
    mission = {
        "number": "CRPE-46",
        "exam": ("CRPE", "Concours de recrutement de professeurs des écoles"),
        "header": MINISTRY,
        **changes,
    }
    mission_id, sitting = new_id(), None
    for name in (presides, *names):
        given = convocation(last_name=name, first_name="Claire", **mission)
        given.mission.id, given.mission.jury = mission_id, "JURY 46"
        given.mission.jury_capacity = "Président" if name == presides else "Membre"
        expenses.record(given)
        person_id = given.examiner.person_id
        if sitting is None:
            expenses.accept_conditions(person_id)
            stub = expenses.started.stub_for(pb_grpc.JuryServiceStub, person_id)
            sitting = Sitting(expenses, mission_id, person_id, stub)
        sitting.people[name], sitting.claims[name] = person_id, expenses.claim_id(given)
    assert sitting
    sitting.read()
    return sitting


@pytest.fixture
def sitting(expenses: Expenses) -> Sitting:
    """A president and two members who marked copies of the CRPE, at 5 € each, on 11 June."""
    made = convene(expenses, "Aubry", "Zola")
    for name in ("Aubry", "Zola"):
        expenses.accept_conditions(made.people[name])
    return made


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
    with refused_for("NOT_FOUND"):
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
    assert _told(claim, "saisie par le président du jury pour tous les membres")
    sitting.record(Aubry=100)
    claim = sitting.claim_of("Aubry")
    assert (claim.fee.status, claim.fee.has_tab) == (pb.STATUS_HANDLED, False)
    assert _told(claim, "elle sera transmise au gestionnaire quand il l’aura validée")
    sitting.record(is_validated=True)
    claim = sitting.claim_of("Aubry")
    assert (claim.fee.status, claim.fee.has_tab, claim.fee.is_editable) == (pb.STATUS_VALIDATED, True, False)
    assert claim.recorded.fee.copies == 100
    assert claim.fee_calculation.steps[0].quantity == "100"
    assert _told(claim, "saisie et validée par le président du jury le lundi 15\u00a0juin 2026 à 12\u00a0h")
    assert _told(claim, "Rémunération\u00a0: 500,00\u00a0€ bruts")
    # The president is told where to enter, and that it is theirs to do.
    assert _told(sitting.claim_of("Vidal"), "Vous présidez ce jury")


def _told(claim: pb.Claim, words: str) -> bool:
    return any(words in one.message for one in claim.follow_ups)


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


# --- All or none ---------------------------------------------------------------------------------------------------


def test_a_wrong_row_refuses_all_and_each_sentence_names_its_member(sitting: Sitting) -> None:
    with refused_for("INVALID_FIELDS") as refused:
        sitting.record(Zola=-1, Vidal=12, Aubry=1_001)
    assert [one.field for one in refused[0].violations] == ["entries[0].copies", "entries[2].copies"]
    first, second = (one.message for one in refused[0].violations)
    assert first.startswith("Mme Claire Zola\u00a0: ")
    assert second.startswith("Mme Claire Aubry\u00a0: ")
    assert not any(member.HasField("fee") for member in sitting.read().members)


def test_a_quantity_of_another_kind_is_refused(sitting: Sitting) -> None:
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(sitting.request_of({"Zola": pb.FeeInput(candidates=3)}))
    (wrong,) = refused[0].violations
    assert (wrong.field, wrong.reason) == ("entries[0].candidates", "FEE_INPUT_UNEXPECTED")


def test_half_days_and_durations_are_entered_like_an_examiner_would(expenses: Expenses) -> None:
    practical = convene(expenses, "Zola", nature="PRATIQUE", number="ITRF-19")
    assert practical.jury.fee_input_kind == pb.FEE_INPUT_KIND_HALF_DAYS
    outside = pb.HalfDay(date=day(DONE.replace(day=12)), start_time=wall("08:00"), end_time=wall("12:00"))
    given = pb.FeeInput(half_days=pb.HalfDays(half_days=[outside]))
    with refused_for("INVALID_FIELDS") as refused:
        practical.stub.RecordJury(practical.request_of({"Zola": given}))
    assert [one.field for one in refused[0].violations] == ["entries[0].half_days[0].date"]
    given.half_days.half_days[0].date.CopyFrom(day(DONE))
    jury = practical.stub.RecordJury(practical.request_of({"Zola": given}))
    # Four hours at 30 €.
    assert jury.members[1].calculation.amount_cents == 12_000
    assert jury.members[1].fee == given
    many = pb.FeeInput(half_days=pb.HalfDays(half_days=[outside] * 201))
    practical.read()
    with refused_for("INVALID_FIELDS") as refused:
        practical.stub.RecordJury(practical.request_of({"Zola": many}))
    assert [one.reason for one in refused[0].violations] == ["HALF_DAYS_TOO_MANY"]


def test_two_tabs_write_nothing_over_each_other(sitting: Sitting) -> None:
    """The second one is told which member changed; the others of its rows wait with it."""
    first = sitting.request({"Zola": 10})
    second = sitting.request({"Aubry": 5, "Zola": 11})
    sitting.stub.RecordJury(first)
    with refused_for("JURY_CHANGED") as refused:
        sitting.stub.RecordJury(second)
    (wrong,) = refused[0].violations
    assert (wrong.field, wrong.reason) == ("entries[1].version", "ENTRY_CHANGED")
    assert wrong.message.startswith("Mme Claire Zola\u00a0: ")
    assert [member.HasField("fee") for member in sitting.read().members] == [False, False, True]
    # Once it was read, it is theirs to replace; and whoever repeats what is recorded is in nobody's way.
    assert sitting.record(Aubry=5, Zola=11).members[2].fee.copies == 11
    again = sitting.request({"Zola": 11})
    again.entries[0].version += 1
    assert sitting.stub.RecordJury(again) == sitting.read()


def test_nothing_is_validated_that_was_not_read(sitting: Sitting) -> None:
    """A validation takes every entry, also one that another tab corrected meanwhile."""
    sitting.record(Aubry=5, Zola=10)
    confirmed = sitting.request({}, is_validated=True)
    sitting.record(Zola=100)
    with refused_for("JURY_CHANGED"):
        sitting.stub.RecordJury(confirmed)
    assert not any(member.is_validated for member in sitting.read().members)


def test_president_and_member_enter_their_halves_of_a_claim_at_the_same_time(
    expenses: Expenses, sitting: Sitting
) -> None:
    """Each change of the travel grows the version of the claim, which the president has not read, and conversely."""
    stub, claim = expenses.claims_of(sitting.people["Zola"]), sitting.claim_of("Zola")
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    stub.SaveDraft(pb.SaveDraftRequest(**change, draft=entry(None, trip()), update_mask=TRAVEL))
    claim = sitting.claim_of("Zola")
    sitting.record(Zola=10)
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    saved = stub.UpdateClaim(pb.UpdateClaimRequest(**change, input=entry(None, trip()), update_mask=TRAVEL))
    assert (saved.recorded.fee.copies, len(saved.recorded.travel.trips)) == (10, 1)
    sitting.record(is_validated=True)
    change = {"request_id": new_id(), "id": saved.id, "version": sitting.claim_of("Zola").version}
    validated = stub.ValidateClaim(pb.ValidateClaimRequest(**change))
    assert (validated.fee.status, validated.travel.status) == (pb.STATUS_VALIDATED, pb.STATUS_VALIDATED)
    # Taking the travel back leaves what is the president's.
    change = {"request_id": new_id(), "id": saved.id, "version": validated.version}
    assert stub.UnvalidateClaim(pb.UnvalidateClaimRequest(**change)).fee.status == pb.STATUS_VALIDATED


def test_the_same_request_twice_has_one_effect(sitting: Sitting) -> None:
    request = sitting.request({"Zola": 10}, is_validated=True)
    answer = sitting.stub.RecordJury(request)
    assert sitting.stub.RecordJury(request) == answer == sitting.read()


def test_what_names_nobody_of_the_jury_or_somebody_twice_is_refused(expenses: Expenses, sitting: Sitting) -> None:
    other = convene(expenses, "Perec", presides="Queneau", number="CRPE-2")
    foreign = sitting.request({"Zola": 1})
    foreign.entries.add(claim_id=other.claims["Perec"], fee=pb.FeeInput(copies=1))
    with refused_for("NOT_FOUND"):
        sitting.stub.RecordJury(foreign)
    twice = sitting.request({"Zola": 1})
    twice.entries.add(claim_id=sitting.claims["Zola"], version=twice.entries[0].version, fee=pb.FeeInput(copies=2))
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(twice)
    assert [(one.field, one.reason) for one in refused[0].violations] == [("entries[1].claim_id", "MEMBER_REPEATED")]
    crowd = pb.RecordJuryRequest(request_id=new_id(), mission_id=sitting.mission_id, entries=[pb.JuryEntry()] * 501)
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(crowd)
    assert [one.reason for one in refused[0].violations] == ["RECORDS_TOO_MANY"]
    assert not any(member.HasField("fee") for member in sitting.read().members)


def test_without_a_quantity_there_is_nothing_to_validate(sitting: Sitting) -> None:
    with refused_for("JURY_WITHOUT_ENTRY"):
        sitting.record(is_validated=True)


def test_a_missing_rate_loses_no_quantity_and_the_validation_names_it(expenses: Expenses) -> None:
    sitting = convene(expenses, "Zola", exam=("CONCOURS", "Concours sans taux"))
    jury = sitting.record(Zola=10)
    assert (jury.members[1].fee.copies, jury.members[1].calculation.HasField("amount_cents")) == (10, False)
    assert jury.members[1].calculation.warnings
    with refused_for("RATE_MISSING"):
        sitting.record(is_validated=True)


def test_a_quantity_that_no_longer_fits_the_mission_is_named_at_the_validation(expenses: Expenses) -> None:
    """Dates that moved after the record: nothing is validated at hours that are outside."""
    practical = convene(expenses, "Zola", nature="PRATIQUE")
    half_day = pb.HalfDay(date=day(DONE), start_time=wall("08:00"), end_time=wall("12:00"))
    given = pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day]))
    practical.jury = practical.stub.RecordJury(practical.request_of({"Zola": given}))
    expenses.execute(
        "UPDATE claims SET start_wall_time = start_wall_time + interval '1 day',"
        " end_wall_time = end_wall_time + interval '1 day'"
    )
    practical.read()
    with refused_for("INVALID_FIELDS") as refused:
        practical.record(is_validated=True)
    (wrong,) = refused[0].violations
    assert wrong.field == "members[1].half_days[0].date"
    assert wrong.message.startswith("Mme Claire Zola\u00a0: ")


def test_each_change_is_audited_under_the_name_of_the_president(expenses: Expenses, sitting: Sitting) -> None:
    sitting.record(Zola=10, Aubry=3, is_validated=True)
    found = expenses.scalar(
        "SELECT count(*) FROM kit.audit WHERE action = 'RecordJury' AND actor_id = :actor"
        " AND entity = 'claim_parts' AND aggregate_id = ANY (CAST(:ids AS text[]))",
        actor=sitting.president_id,
        ids=[sitting.claims["Zola"], sitting.claims["Aubry"]],
    )
    assert found == 2


@pytest.mark.parametrize("size", [2, 30])
def test_a_jury_costs_the_same_whatever_its_size(expenses: Expenses, size: int) -> None:
    """A record writes the quantities together; a validation also touches the claims, which others have open."""
    names = [f"Membre{number:02}" for number in range(size - 1)]
    big = convene(expenses, *names)
    all_of_them = dict.fromkeys(big.claims, 10)
    costs: dict[str, int] = {}
    for case, act in {
        "list": lambda: big.stub.ListJuries(pb.ListJuriesRequest()),
        "jury": big.read,
        "record": lambda: big.record(**all_of_them),
        "validate": lambda: big.record(is_validated=True),
    }.items():
        with counted(expenses) as found:
            act()
        assert found[MISSIONS] == 0
        costs[case] = found[EXPENSES]
    assert costs == {"list": 2, "jury": 2, "record": 6, "validate": 7}
