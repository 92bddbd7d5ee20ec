"""Missions of the contrôle continu paid together: who carries, the amount, the comments (S-FEE-5, S-FEE-6, G-6)."""

from dataclasses import replace
from datetime import date, time

import pytest

from kit.errors import InvalidFields
from services.expenses.rules.copies import Copies
from services.expenses.rules.groups import (
    Member,
    WaveMission,
    carrier_comment,
    fee_carriers,
    group_fee,
    member_comment,
)
from services.expenses.rules.work import Work
from tests.services.expenses.rules.examples import half_days

DAY = date(2026, 2, 25)
WRITTEN = Work("BGT", "ECRIT_CC", DAY, date(2026, 3, 6))
ORAL = Work("BGT", "ORAL_CC", date(2026, 6, 15), date(2026, 6, 17))
FIRST = WaveMission("a", "SI10001", "2026", "VAGUE 1", "BGT", DAY, time(8))


def written(number: str, copies: int | None, **facts: object) -> Member:
    entry = None if copies is None else Copies(copies, is_returned=True)
    return Member(replace(WRITTEN, number=number, **facts), entry)


def oral(number: str, *texts: str, **facts: object) -> Member:
    return Member(replace(ORAL, number=number, **facts), half_days(*texts))


FOUR = [written("SI10001", 19), written("SI10002", 17), written("SI10003", 20), written("SI10004", 20)]


@pytest.mark.parametrize(
    ("changes", "carrier"),
    [
        ({}, "a"),
        ({"start_date": date(2026, 2, 26), "start_time": time(7), "number": "SI10000"}, "a"),
        ({"start_time": time(7, 59)}, None),
        ({"number": "SI10000"}, None),
        ({"wave": "VAGUE 2"}, None),
        ({"session": "2027"}, None),
        ({"exam": "BCP"}, None),
    ],
)
def test_the_earliest_mission_of_a_session_wave_and_exam_carries(changes, carrier):
    """By date, hour, then number."""
    other = replace(FIRST, claim_id="b", **{"number": "SI10002", **changes})
    found = fee_carriers([other, FIRST])
    assert found["b"] == carrier
    is_before = changes.keys() <= {"start_time", "number"} and changes
    assert found["a"] == ("b" if is_before else None)


def test_a_mission_without_a_wave_stands_alone():
    alone = [replace(FIRST, wave=""), replace(FIRST, claim_id="b", number="SI10002", wave="")]
    assert fee_carriers(alone) == {"a": None, "b": None}


def test_one_carries_all_the_others():
    missions = [replace(FIRST, claim_id=name, number=f"SI1000{place}") for place, name in enumerate("dcab")]
    assert fee_carriers(missions) == {"d": None, "c": "d", "a": "d", "b": "d"}


def test_a_group_pays_the_copies_of_all_its_missions_and_names_each(rates):
    """S-FEE-5."""
    amount = group_fee(FOUR, rates)
    assert amount.cents == 76 * 5_00
    assert [step.label for step in amount.steps] == [
        f"Correction de copies du contrôle continu, mission {number}"
        for number in ("SI10001", "SI10002", "SI10003", "SI10004")
    ]
    assert amount.is_to_confirm


def test_a_group_is_rounded_once(rates):
    """Half of a copy at 0,75 € each: 0,375 € × 2 is 0,75 €, not 0,38 € twice."""
    facts = {"exam": "DNB", "paper": "SCI"}
    members = [written("SI1", 1, **facts), written("SI2", 1, **facts)]
    amount = group_fee(members, rates)
    assert amount.cents == 75
    assert [step.amount_cents for step in amount.steps] == [38, 37]


def test_each_mission_is_paid_at_its_own_rates(rates):
    """The rate of the contrôle continu begins on 1 September 2021; EPS takes 75 %."""
    early = written("SI1", 10, first_day=date(2021, 8, 31), last_day=date(2021, 9, 3))
    amount = group_fee([early, written("SI2", 10, first_day=date(2021, 9, 1))], rates)
    assert ["faute d’un taux" in step.source for step in amount.steps] == [True, False]
    members = [oral("SI3", "15/06 8:00-9:00"), oral("SI4", "16/06 8:00-9:00", paper="EPS")]
    assert [step.amount_cents for step in group_fee(members, rates).steps] == [9_60, 7_20]


def test_a_group_of_one_is_that_mission_alone(rates):
    (step,) = group_fee(FOUR[:1], rates).steps
    assert step.label == "Correction de copies du contrôle continu"


def test_a_mission_that_is_still_awaited_is_told_and_not_paid(rates):
    members = [FOUR[0], written("SI10005", None)]
    assert group_fee(members, rates).cents == 19 * 5_00
    assert carrier_comment(members, session="2026", wave="VAGUE 1").replace("\u00a0", " ") == (
        "Regroupe 2 missions de la session 2026, VAGUE 1 : SI10001 (19 copies), SI10005 (en attente), soit 19 copies."
    )


def test_what_is_wrong_with_a_mission_refuses_the_group(rates):
    with pytest.raises(InvalidFields):
        group_fee([FOUR[0], written("SI10006", -1)], rates)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (["15/06 10:00-12:00"], []),
        (["15/06 9:59-12:00"], ["GROUP_OVERLAPS"]),
        (["16/06 8:00-10:00"], []),
    ],
)
def test_nobody_is_at_two_missions_at_once(rates, others, found):
    """A remark for whoever groups: each claim alone cannot see it."""
    amount = group_fee([oral("SI1", "15/06 8:00-10:00"), oral("SI2", *others)], rates)
    assert [warning.reason for warning in amount.warnings] == found


def test_the_remarks_are_those_of_the_claim_that_carries(rates):
    members = [written("SI1", 31, expected=30), written("SI2", 31, expected=30)]
    assert [warning.reason for warning in group_fee(members, rates).warnings] == ["COPIES_ABOVE_EXPECTED"]


def test_the_comments_detail_the_grouping_on_every_claim():
    """Guide 2.4.4.2: « un commentaire affiché détaille ce regroupement »."""
    assert carrier_comment(FOUR, session="2026", wave="VAGUE 1").replace("\u00a0", " ") == (
        "Regroupe 4 missions de la session 2026, VAGUE 1 : SI10001 (19 copies), SI10002 (17 copies), "
        "SI10003 (20 copies), SI10004 (20 copies), soit 76 copies."
    )
    assert member_comment(FOUR[1], "SI10001", session="2026", wave="VAGUE 1").replace("\u00a0", " ") == (
        "Regroupée sur la mission SI10001 de la session 2026, VAGUE 1 : "
        "sa rémunération (17 copies) est versée avec celle de cette mission."
    )


def test_the_comments_tell_half_days_with_their_hours():
    members = [oral("SI1", "15/06 8:00-12:00", "15/06 14:00-16:30"), oral("SI2", "16/06 8:00-11:00")]
    assert carrier_comment(members, session="2026").replace("\u00a0", " ") == (
        "Regroupe 2 missions de la session 2026 : SI1 (2 demi-journées, 6 heures 30 minutes), "
        "SI2 (1 demi-journée, 3 heures), soit 3 demi-journées, 9 heures 30 minutes."
    )
