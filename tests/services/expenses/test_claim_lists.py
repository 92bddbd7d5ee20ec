"""The list of an examiner (S-CLM-2, S-SHELL-7, S-SHELL-8)."""

from datetime import datetime

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import Expenses, convocation

PERSON = new_id()

MISSIONS = {
    "LI1": {"label": "Correction de copies", "centre": "Lycée Faidherbe", "start": datetime(2026, 6, 11, 8)},  # noqa: DTZ001
    "LI2": {"label": "Épreuve écrite", "centre": "Collège Claude-Lévi-Strauss", "start": datetime(2026, 6, 20, 8)},  # noqa: DTZ001
    "LI3": {
        "label": "Délibération",
        "centre": "Rectorat",
        "start": datetime(2025, 7, 1, 8),  # noqa: DTZ001
        "session": "2025",
        "exam": ("DNB", "Diplôme national du brevet"),
        "fee_source": "NONE",
    },
    "LI4": {
        "label": "Surveillance",
        "centre": "Lycée Fénelon",
        "start": datetime(2026, 6, 15, 8),  # noqa: DTZ001
        "fee_source": "HANDLED",
        "opens_travel": False,
    },
}


@pytest.fixture
def listed(expenses: Expenses) -> Expenses:
    told = [convocation(person_id=PERSON, number=number, **facts) for number, facts in MISSIONS.items()]
    expenses.record(*told, convocation(number="LI9"))
    expenses.accept_conditions(PERSON)
    return expenses


def numbers(expenses: Expenses, **asked: object) -> list[str]:
    answer = expenses.claims_of(PERSON).ListClaims(pb.ListClaimsRequest(**asked))
    return [row.mission_number for row in answer.claims]


def test_a_person_reads_their_own_claims_by_date(listed: Expenses) -> None:
    answer = listed.claims_of(PERSON).ListClaims(pb.ListClaimsRequest())
    assert [row.mission_number for row in answer.claims] == ["LI3", "LI1", "LI4", "LI2"]
    assert answer.total_count == 4
    assert list(answer.sessions) == ["2026", "2025"]
    assert answer.claims[0].exam_label == "Diplôme national du brevet"
    # « Pas de frais » and « Non validé »; then the others.
    assert [(row.fee_status, row.travel_status) for row in answer.claims] == [
        (pb.STATUS_NO_COST, pb.STATUS_TO_VALIDATE),
        (pb.STATUS_TO_VALIDATE, pb.STATUS_TO_VALIDATE),
        (pb.STATUS_HANDLED, pb.STATUS_NO_COST),
        (pb.STATUS_UPCOMING, pb.STATUS_UPCOMING),
    ]
    assert {row.examiner_name for row in answer.claims} == {""}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("copies", ["LI1"]),
        ("ECRITE", ["LI2"]),
        ("strauss levi", ["LI2"]),
        ("lévi-strauss", ["LI2"]),
        ("brevet 2025", ["LI3"]),
        ("01/07/2025", ["LI3"]),
        ("li4", ["LI4"]),
        ("non valide", ["LI3", "LI1"]),
        ("traite", ["LI4"]),
        ("lycee fe", ["LI4"]),
        ("%", []),
        ("_", []),
        ("delattre", []),
        ("  ", ["LI3", "LI1", "LI4", "LI2"]),
    ],
)
def test_a_search_looks_at_every_label_shown_without_case_or_accents(
    listed: Expenses, words: str, found: list[str]
) -> None:
    assert numbers(listed, search=words) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (pb.CLAIM_SORT_EXAM, ["LI1", "LI4", "LI2", "LI3"]),
        (pb.CLAIM_SORT_LABEL, ["LI1", "LI3", "LI2", "LI4"]),
        (pb.CLAIM_SORT_NUMBER, ["LI1", "LI2", "LI3", "LI4"]),
        (pb.CLAIM_SORT_START, ["LI3", "LI1", "LI4", "LI2"]),
        (pb.CLAIM_SORT_CENTRE, ["LI2", "LI1", "LI4", "LI3"]),
        (pb.CLAIM_SORT_FEE_STATUS, ["LI2", "LI1", "LI3", "LI4"]),
        (pb.CLAIM_SORT_TRAVEL_STATUS, ["LI2", "LI3", "LI1", "LI4"]),
    ],
)
def test_every_column_sorts_in_french_order(listed: Expenses, sort: int, order: list[str]) -> None:
    assert numbers(listed, sort=sort) == order
    down = numbers(listed, sort=sort, is_descending=True)
    assert set(down) == set(order)
    assert down[0] in order[-2:]


def test_a_session_alone_is_listed_and_counted(listed: Expenses) -> None:
    answer = listed.claims_of(PERSON).ListClaims(pb.ListClaimsRequest(session="2026", search="copies"))
    assert [row.mission_number for row in answer.claims] == ["LI1"]
    assert answer.total_count == 3
    assert list(answer.sessions) == ["2026", "2025"]


@pytest.mark.parametrize("sort", [pb.CLAIM_SORT_EXAMINER, pb.CLAIM_SORT_ORDER_NUMBER, 99])
def test_a_column_that_is_not_there_does_not_sort(listed: Expenses, sort: int) -> None:
    with refused_for("SORT_NOT_OFFERED"):
        numbers(listed, sort=sort)


def test_a_cancelled_claim_is_listed_with_its_status(listed: Expenses) -> None:
    listed.execute("UPDATE claims SET cancel_time = now()")
    answer = listed.claims_of(PERSON).ListClaims(pb.ListClaimsRequest(search="annulé"))
    assert len(answer.claims) == 4
