"""« Suivi » in plain words (S-CLM-8): what, who must act, by when."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from services.expenses.rules.follow_ups import follow_ups
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status
from services.expenses.rules.stories import Level
from tests.services.expenses.rules.stories import AT, STORY, WHEN, part, told

CASES: list[tuple[dict[str, Any], Level, str]] = [
    (
        {},
        Level.WARNING,
        (
            "À vous d’agir : saisissez vos frais, puis validez l’état de frais au plus tard le lundi 31 août 2026. "
            "Après cette date, seul le gestionnaire pourra le faire."
        ),
    ),
    (
        {"is_for_examiner": False},
        Level.WARNING,
        "L’intervenant doit saisir ses frais et les valider au plus tard le lundi 31 août 2026.",
    ),
    (
        {"fee": part(Status.ONGOING)},
        Level.INFORMATION,
        (
            "La mission est en cours jusqu’au jeudi 11 juin 2026 à 18 h : vous pouvez commencer la saisie et "
            "l’enregistrer. La validation s’ouvrira à la fin de la mission."
        ),
    ),
    (
        {"drafted": WHEN},
        Level.WARNING,
        (
            "Une saisie du vendredi 12 juin 2026 à 14 h 30 est gardée en brouillon : elle ne compte pas tant que vous "
            "ne l’avez ni enregistrée ni validée."
        ),
    ),
    (
        {"fee": part(Status.VALIDATED, validated=WHEN), "order_number": "2026-SIEC-000012"},
        Level.SUCCESS,
        (
            "L’état de frais a été validé le vendredi 12 juin 2026 à 14 h 30 sous le numéro d’ordre 2026-SIEC-000012. "
            "Le gestionnaire doit maintenant l’examiner. D’ici là, vous pouvez encore dévalider."
        ),
    ),
    (
        {
            "fee": part(Status.CANCELLED),
            "cancelled": WHEN,
            "cancelled_by": "Mme Léa Rey",
            "cancel_reason": "Mission confiée à M. Roy",
        },
        Level.WARNING,
        (
            "Cet état de frais a été annulé le vendredi 12 juin 2026 à 14 h 30 par Mme Léa Rey, gestionnaire. "
            "Motif : Mission confiée à M. Roy. Il ne sera ni traité ni payé. "
            "Pour toute question, contactez le service de gestion."
        ),
    ),
    (
        {"fee": part(Status.CANCELLED), "convocation_cancelled": WHEN},
        Level.WARNING,
        (
            "La convocation à cette mission a été annulée le vendredi 12 juin 2026 : l’état de frais est annulé "
            "avec elle. Il n’y a rien à faire."
        ),
    ),
]


@pytest.mark.parametrize(("changes", "level", "sentence"), CASES)
def test_the_first_message_says_what_to_do_and_by_when(changes: dict[str, Any], level: Level, sentence: str) -> None:
    assert told(**changes)[0] == (level, sentence)


def test_parts_that_were_validated_apart_are_told_apart() -> None:
    later = WHEN + timedelta(days=90)
    fee, travel = part(Status.VALIDATED, validated=WHEN), part(Status.VALIDATED, validated=later, is_on_behalf=True)
    sentences = [text for _, text in told(fee=fee, travel=travel, is_closed=True)]
    assert sentences[:2] == [
        f"La rémunération a été validée {AT}. Le gestionnaire doit maintenant l’examiner.",
        (
            "Le déplacement a été saisi et validé par le gestionnaire en votre nom le jeudi 10 septembre 2026 à "
            "14 h 30. Le gestionnaire doit maintenant l’examiner."
        ),
    ]
    (sentence,) = [text for _, text in told(fee=fee, travel=part(Status.TO_VALIDATE)) if "a été" in text]
    assert sentence.startswith("La rémunération a été validée")


def test_a_decision_on_the_travel_is_told_and_never_its_reason() -> None:
    """R22, R26: what is known of a disability is not written here."""
    for is_for_examiner in (True, False):
        travel = part(Status.VALIDATED, validated=WHEN, is_decided=True)
        (sentence,) = [text for _, text in told(travel=travel, is_for_examiner=is_for_examiner) if "décision" in text]
        assert sentence.startswith("Le montant du déplacement tient compte d’une décision du gestionnaire")
    assert not any("décision" in text for _, text in told(travel=part(Status.TO_VALIDATE, is_decided=True)))


def test_a_draft_says_who_must_record_it() -> None:
    facts = {"drafted": WHEN, "is_closed": True}
    start = f"Une saisie du {AT.removeprefix('le ')} est gardée en brouillon : elle ne compte pas tant que "
    (_, examiner), *_ = told(**facts)
    (_, staff), *_ = told(**facts, is_for_examiner=False)
    assert examiner == start + "le gestionnaire ne l’a ni enregistrée ni validée."
    assert staff == start + "vous ne l’avez ni enregistrée ni validée."
    assert not any("brouillon" in text for _, text in told(drafted=WHEN, is_for_examiner=False))


def test_nobody_is_told_to_process_their_own_claim() -> None:
    """G-4."""
    own = {"is_for_examiner": False, "is_own": True, "is_over": True}
    (_, closed), *_ = told(**own, is_closed=True)
    assert closed.endswith("seul un autre gestionnaire peut encore saisir ou valider cet état de frais.")
    sentences = [text for _, text in told(**own, fee=part(Status.TO_HANDLE, Provider.MANAGER))]
    assert "Un autre gestionnaire doit calculer la rémunération." in sentences


def test_proofs_by_post_say_who_must_send_and_when_they_came() -> None:
    """S-CLM-14."""
    validated = {"fee": part(Status.VALIDATED, validated=WHEN), "sends_by_post": True}
    (sending,) = [text for _, text in told(**validated) if "courrier" in text]
    assert sending.startswith("À vous d’agir : envoyez vos pièces justificatives par courrier, avec le bordereau")
    (waiting,) = [text for _, text in told(**validated, is_for_examiner=False) if "courrier" in text]
    assert waiting == "L’intervenant envoie ses pièces justificatives par courrier : leur réception est à noter."
    # A validation that was taken back sends nothing; what came stays.
    assert not any("courrier" in text for _, text in told(sends_by_post=True))
    for is_for_examiner in (True, False):
        messages = told(**validated, post_received=date(2026, 6, 14), is_for_examiner=is_for_examiner)
        assert (Level.SUCCESS, "Les pièces ont été reçues par courrier le dimanche 14 juin 2026.") in messages
        assert not any("bordereau" in text or "à noter" in text for _, text in messages)


@pytest.mark.parametrize(
    ("fee", "travel", "sentence"),
    [
        (Status.ONGOING, Status.ONGOING, "ouvre droit à une rémunération et au remboursement des déplacements."),
        (Status.ONGOING, Status.NO_COST, "ouvre droit à une rémunération, sans frais de déplacement."),
        (Status.NO_COST, Status.ONGOING, "ouvre droit au remboursement des déplacements, sans rémunération."),
        (Status.NO_COST, Status.NO_COST, "n’ouvre droit à aucuns frais."),
    ],
)
def test_the_presence_of_fees_is_told(fee: Status, travel: Status, sentence: str) -> None:
    assert (Level.INFORMATION, f"Cette mission {sentence}") in told(fee=part(fee), travel=part(travel))


def test_amounts_are_told_with_their_doubt() -> None:
    messages = told(
        fee=part(Status.TO_VALIDATE, amount_cents=21_000, is_to_confirm=True),
        travel=part(Status.TO_VALIDATE, amount_cents=5_840),
    )
    assert messages[-2:] == [
        (Level.INFORMATION, "Rémunération : 210,00 € bruts, montant à confirmer : un taux n’est pas encore arrêté."),
        (Level.INFORMATION, "Déplacement : 58,40 €."),
    ]


@pytest.mark.parametrize("provider", [Provider.HANDLED, Provider.SANTORIN, Provider.PRESIDENT])
def test_a_fee_that_others_provide_says_who(provider: Provider) -> None:
    words = {Provider.HANDLED: "gestionnaire", Provider.SANTORIN: "SANTORIN", Provider.PRESIDENT: "président du jury"}
    (sentence,) = [text for _, text in told(fee=part(Status.HANDLED, provider)) if "rien à saisir" in text]
    assert words[provider] in sentence


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "La rémunération est saisie par le président du jury pour tous les membres"),
        ({"is_entered": True}, "Le président du jury a saisi votre rémunération : elle sera transmise au gestionnaire"),
        (
            {"is_entered": True, "status": Status.VALIDATED, "validated": WHEN},
            "La rémunération a été saisie et validée par le président du jury le vendredi 12 juin 2026 à 14 h 30.",
        ),
        (
            {"is_entered": True, "status": Status.VALIDATED, "validated": WHEN.replace(month=9)},
            "La rémunération a été saisie et validée par le gestionnaire, à la place du président du jury, le samedi",
        ),
    ],
)
def test_a_member_of_a_jury_reads_how_far_its_president_is(facts: dict[str, Any], words: str) -> None:
    """S-CLM-10."""
    fee = part(**{"status": Status.HANDLED, "provider": Provider.PRESIDENT, **facts})
    (sentence,) = [text for _, text in told(fee=fee) if "président du jury" in text]
    assert sentence.startswith(words)


def test_a_president_reads_that_the_entry_is_theirs_and_staff_that_it_is_the_president_s() -> None:
    """S-CLM-10."""
    facts: dict[str, Any] = {"fee": part(Status.HANDLED, Provider.PRESIDENT, is_entered=True), "presides": True}
    assert any(text.startswith("Vous présidez ce jury") for _, text in told(**facts))
    late = [text for _, text in told(**facts, is_closed=True) if "seul le gestionnaire peut encore saisir" in text]
    assert len(late) == 1
    staff = [text for _, text in told(**facts, is_for_examiner=False)]
    assert any(text.startswith("Le président du jury a saisi la rémunération") for text in staff)


def test_a_deferred_travel_leads_to_the_claim_that_carries_the_trips() -> None:
    story = replace(STORY, travel=part(Status.DEFERRED), carrier_id="x", carrier_number="LI1")
    (link,) = [one for one in follow_ups(story) if one.claim_id]
    assert link.claim_id == "x"
    assert link.message.endswith("la mission LI1.")


def test_a_carrier_that_is_validated_says_what_to_do_when_a_trip_is_missing() -> None:
    """S-CLM-12: to the examiner, who alone may take a validation back."""
    story = replace(STORY, travel=part(Status.DEFERRED), carrier_id="x", carrier_number="LI1")
    ends = {
        (State.OPEN, True): "la mission LI1.",
        (State.VALIDATED, True): "dévalidez-le si un déplacement y manque.",
        (State.ACCEPTED, True): "contactez-le si un déplacement y manque.",
        (State.VALIDATED, False): "la mission LI1.",
    }
    for (state, is_for_examiner), end in ends.items():
        (link,) = [
            one
            for one in follow_ups(replace(story, carrier_state=state, is_for_examiner=is_for_examiner))
            if one.claim_id
        ]
        assert link.message.endswith(end)


CARRIED = [
    (Status.TO_VALIDATE, ("LI2",), "les déplacements de la mission LI2 se saisissent ici, avec ceux de la première."),
    (Status.ONGOING, ("LI2", "LI3"), "les déplacements des missions LI2 et LI3 se saisissent ici"),
    (Status.UPCOMING, ("LI2", "LI3", "LI4"), "les déplacements des missions LI2, LI3 et LI4 se saisissent ici"),
    (Status.ACCEPTED, ("LI2",), "les déplacements de la mission LI2 sont saisis ici, avec ceux de la première."),
]


@pytest.mark.parametrize(("status", "numbers", "words"), CARRIED)
def test_a_carrier_says_which_missions_it_carries(status: Status, numbers: tuple[str, ...], words: str) -> None:
    """S-CLM-12, R23."""
    messages = [text for _, text in told(travel=part(status), carried_numbers=numbers)]
    assert [text for text in messages if words in text]


@pytest.mark.parametrize(
    ("status", "is_for_examiner", "numbers", "sentence"),
    [
        (
            Status.TO_VALIDATE,
            True,
            ("LI2",),
            (
                "Le déplacement de la mission LI2, du même jour, est déjà validé par le gestionnaire sur son propre "
                "état de frais : ne saisissez ici que les trajets qui n’y figurent pas."
            ),
        ),
        (
            Status.VALIDATED,
            False,
            ("LI2", "LI3"),
            (
                "Les déplacements des missions LI2 et LI3, du même jour, sont déjà validés par le gestionnaire sur "
                "leurs propres états de frais : vérifiez qu’aucun trajet n’est payé deux fois."
            ),
        ),
        (Status.VALIDATED, True, ("LI2",), ""),
    ],
)
def test_trips_of_the_day_that_are_paid_elsewhere_are_told(
    status: Status, is_for_examiner: bool, numbers: tuple[str, ...], sentence: str
) -> None:
    """R23: nobody enters, or accepts, a day twice because its first mission came last."""
    facts = {"travel": part(status), "settled_numbers": numbers, "is_for_examiner": is_for_examiner}
    assert [one for one in told(**facts) if "du même jour," in one[1]] == [(Level.WARNING, sentence)] * bool(sentence)


def test_what_is_accepted_says_that_nothing_is_left_to_enter_only_when_nothing_is() -> None:
    accepted = part(Status.ACCEPTED, accepted=WHEN)
    for travel, is_left in ((part(Status.TO_VALIDATE), True), (part(Status.VALIDATED), False)):
        sentences = " ".join(text for _, text in told(fee=accepted, travel=travel))
        assert "Le paiement relève du service financier" in sentences
        assert ("il n’y a plus rien à saisir" in sentences) is not is_left


@pytest.mark.parametrize(("provider", "is_later"), [(Provider.EXAMINER, True), (Provider.SANTORIN, False)])
def test_a_group_that_was_made_after_the_recap_says_that_the_recap_keeps_its_amount(
    provider: Provider, is_later: bool
) -> None:
    """S-FEE-6: a gestionnaire groups what the examiner validated; SANTORIN groups before anything is printed."""
    fee = part(Status.VALIDATED, provider, validated=WHEN)
    [sentence] = [text for _, text in told(fee=fee, group_comment="Regroupe 2 missions.") if "Regroupe" in text]
    assert ("le récapitulatif" in sentence.lower()) is is_later


def test_nothing_is_said_to_be_entered_for_a_member_who_did_not_do_the_mission() -> None:
    fee, travel = part(Status.HANDLED, Provider.PRESIDENT), part(Status.UPCOMING)
    facts = {"fee": fee, "travel": travel}
    assert any("président du jury" in text for _, text in told(**facts))
    assert not any("président du jury" in text for _, text in told(**facts, declared_not_done=WHEN))


def test_staff_know_whether_a_mission_that_changed_is_kept_as_it_was() -> None:
    counted = part(Status.VALIDATED, Provider.SANTORIN)
    cases = [
        (part(Status.VALIDATED), part(Status.TO_VALIDATE), "garde les éléments d’alors."),
        (counted, part(Status.VALIDATED), "garde les éléments d’alors."),
        (part(Status.ACCEPTED, Provider.SANTORIN), part(Status.TO_VALIDATE), "garde les éléments d’alors."),
        (counted, part(Status.TO_VALIDATE), "a été établi avant, vérifiez-le."),
    ]
    for fee, travel, ending in cases:
        facts = {"fee": fee, "travel": travel, "mission_changed": WHEN}
        assert not any("Mission modifiée" in text for _, text in told(**facts))
        (sentence,) = [text for _, text in told(**facts, is_for_examiner=False) if "Mission modifiée" in text]
        assert sentence == f"Mission modifiée depuis, {AT} : ce qui est validé {ending}"


def test_a_declaration_that_is_closed_offers_no_way_back() -> None:
    (_, sentence), *_ = told(fee=part(Status.UPCOMING), declared_not_done=WHEN, is_closed=True)
    assert "revenir" not in sentence


def test_every_message_of_every_state_is_french_as_it_is_printed() -> None:
    """Whatever the statuses, at least one message; spaces before high signs, a full stop at the end."""
    ill_set = re.compile(r"(?<![\u00a0\u202f])[:;?!»]|['!]|« |  ")
    times = {
        "drafted": WHEN, "cancelled": WHEN, "person_changed": WHEN, "carrier_id": "x",
        "carried_numbers": ("LI2", "LI3"), "settled_numbers": ("LI4",), "carrier_state": State.VALIDATED,
        "post_received": WHEN.date(),
    }  # fmt: skip
    for fee, travel, provider, is_for_examiner in product(Status, Status, Provider, (False, True)):
        facts = {"validated": WHEN, "accepted": WHEN, "amount_cents": 100, "explanation": "Deux nuits"}
        if fee == Status.HANDLED and provider not in {Provider.HANDLED, Provider.SANTORIN, Provider.PRESIDENT}:
            continue
        story = replace(
            STORY,
            fee=part(fee, provider, **facts),
            travel=part(travel, **facts),
            is_for_examiner=is_for_examiner,
            is_closed=fee > travel,
            **times,
        )
        messages = follow_ups(story)
        assert messages
        for one in messages:
            assert not ill_set.search(one.message), one.message
            assert one.message.endswith("."), one.message
