"""Proofs to give: a rule set of the academy, with dates (S-DOC-1, R9, R16, R17)."""

from datetime import date

import pytest

from services.expenses.rules.proofs import Condition, Proof, ProofRule, required_proofs, wrong_proof_rule
from services.expenses.rules.workflow import PartKind

TODAY = date(2026, 6, 15)


def line(mode: str = "CAR", nights: int = 0, cents: int = 42_10) -> dict[str, object]:
    return {"mode": mode, "night_count": nights, "transport_cents": cents}


def proofs(*trips: dict[str, object], is_known: bool = True, **others: object) -> list[Proof]:
    facts = {"first_day": TODAY, "has_active_payroll_file": is_known, "has_insee_number": is_known, **others}
    return required_proofs(trips=trips, **facts)


@pytest.mark.parametrize(
    ("trips", "is_known", "labels"),
    [
        ([], True, []),
        ([line()], True, []),
        ([], False, ["Relevé d’identité bancaire", "Copie de carte vitale"]),
        ([line(nights=2)], True, ["Factures d’hébergement"]),
        ([line("TRAIN")], True, ["Titres de transport"]),
        # A ticket of 0 € is proven by another line, or by nothing; one of the administration has no amount.
        ([line("TRAIN", cents=0)], True, []),
        ([line("TRAIN", cents=0), line("TRAIN")], True, ["Titres de transport"]),
        ([line("TRAIN", cents=0), line("TAXI")], True, ["Titres de transport"]),
        ([line("PREPAID", cents=0)], True, ["Titres de transport"]),
        ([line("PASSENGER"), line("FREE"), line("MOPED")], True, []),
        # One for each mode that needs a ticket, whatever the number of its lines.
        ([line("TRAIN"), line("TRAIN"), line("TAXI")], True, ["Titres de transport"] * 2),
        ([line("TRAIN", 1)], True, ["Factures d’hébergement", "Titres de transport"]),
    ],
)
def test_the_rules_of_the_guide_hold_until_the_academy_has_its_own(trips, is_known, labels):
    """R17, guide 2.4.4.4; R9: invoices of nights."""
    assert [proof.label for proof in proofs(*trips, is_known=is_known)] == labels


def test_a_ticket_is_asked_for_by_the_name_of_its_mode():
    (proof,) = proofs(line("TRAIN"))
    assert proof.reason == "Vous avez voyagé par le mode «\u00a0TRAIN 2EME CLASSE\u00a0»."
    assert proof.part == PartKind.TRAVEL


RULES = [
    ProofRule(Condition.TICKETS, PartKind.TRAVEL, "Billets", "Vos billets.", date(2024, 7, 8), date(2026, 6, 15)),
    ProofRule(Condition.NIGHTS, PartKind.TRAVEL, "Note d’hôtel", "Vos nuits.", date(2026, 6, 15)),
]


@pytest.mark.parametrize(
    ("day", "labels"),
    [
        ("2024-07-07", []),
        ("2024-07-08", ["Billets"]),
        ("2026-06-14", ["Billets"]),
        ("2026-06-15", ["Billets", "Note d’hôtel"]),
        ("2026-06-16", ["Note d’hôtel"]),
    ],
)
def test_a_rule_holds_for_missions_that_begin_between_its_days(day, labels):
    """R16: a proof that a text no longer asks for stays asked for missions of before."""
    found = proofs(line("TRAIN", 1), line("TAXI"), rules=RULES, first_day=date.fromisoformat(day), is_known=False)
    # The reason of these tickets does not name the mode: it is said once.
    assert [proof.label for proof in found] == labels


def test_an_academy_may_ask_for_nothing():
    assert proofs(line("TRAIN", 1), rules=(), is_known=False) == []


RIGHT = {
    "condition": "NIGHTS",
    "part": "TRAVEL",
    "label": "Note d’hôtel",
    "reason": "Vos nuits.",
    "valid_from": TODAY,
    "valid_to": None,
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"valid_to": TODAY}, None),
        ({"part": "FEE"}, None),
        ({"condition": "MEALS"}, "condition"),
        ({"part": "BOTH"}, "part"),
        ({"label": " "}, "label"),
        ({"reason": ""}, "reason"),
        ({"valid_to": date(2026, 6, 14)}, "valid_to"),
    ],
)
def test_a_wrong_row_names_its_field(changes, field):
    found = wrong_proof_rule(**(RIGHT | changes))
    assert (found and found[0]) == field
    if found:
        _, violation, words = found
        assert violation.message.format(**words).endswith(".")
