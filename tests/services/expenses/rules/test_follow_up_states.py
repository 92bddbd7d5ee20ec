"""« Suivi » for each status and provider: where a part stands, who must act, by when (S-CLM-8)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from services.expenses.rules.providers import Provider
from services.expenses.rules.status import Facts, State, Status, status
from services.expenses.rules.stories import PartStory
from tests.services.expenses.rules.stories import AT, STORY, WHEN, part, told

# Each status that the fee may have, by who provides it: the facts, then what the examiner and the gestionnaire read.
NUMBER = "sous le numéro d’ordre 2026-SIEC-000012"
LIMIT = "le lundi 31 août 2026"
PAID = "Le paiement relève du service financier : il n’y a plus rien à saisir."

STANDS: list[tuple[PartStory, dict[str, Any], str, str]] = [
    (
        part(Status.NO_COST, Provider.NONE),
        {},
        "Cette mission n’ouvre droit à aucuns frais.",
        "Cette mission n’ouvre droit à aucuns frais.",
    ),
    (
        part(Status.UPCOMING),
        {},
        "La mission commence le jeudi 11 juin 2026 à 8 h : la saisie s’ouvrira à ce moment-là.",
        "La mission commence le jeudi 11 juin 2026 à 8 h : la saisie s’ouvrira à ce moment-là.",
    ),
    (
        part(Status.UPCOMING),
        {"declared_not_done": WHEN},
        (
            f"Vous avez déclaré {AT} que la mission n’a pas été effectuée : aucuns frais ne seront traités. "
            "Si c’est une erreur, vous pouvez revenir sur cette déclaration."
        ),
        f"L’intervenant a déclaré {AT} que la mission n’a pas été effectuée : aucuns frais ne seront traités.",
    ),
    (
        part(Status.ONGOING),
        {},
        (
            "La mission est en cours jusqu’au jeudi 11 juin 2026 à 18 h : vous pouvez commencer la saisie et "
            "l’enregistrer. La validation s’ouvrira à la fin de la mission."
        ),
        (
            "La mission est en cours jusqu’au jeudi 11 juin 2026 à 18 h : l’intervenant peut commencer la saisie et "
            "l’enregistrer. La validation s’ouvrira à la fin de la mission."
        ),
    ),
    (
        part(Status.TO_VALIDATE),
        {},
        (
            f"À vous d’agir : saisissez vos frais, puis validez l’état de frais au plus tard {LIMIT}. "
            "Après cette date, seul le gestionnaire pourra le faire."
        ),
        f"L’intervenant doit saisir ses frais et les valider au plus tard {LIMIT}.",
    ),
    (
        part(Status.TO_VALIDATE),
        {"is_closed": True},
        (
            f"La date limite de saisie, {LIMIT}, est passée : seul le gestionnaire peut encore saisir ou valider cet "
            "état de frais, en votre nom. Contactez-le."
        ),
        (
            f"La date limite de saisie, {LIMIT}, est passée : vous pouvez saisir et valider cet état de frais au nom "
            "de l’intervenant."
        ),
    ),
    (
        part(Status.VALIDATED, validated=WHEN),
        {},
        (
            f"L’état de frais a été validé {AT} {NUMBER}. Le gestionnaire doit maintenant l’examiner. "
            "D’ici là, vous pouvez encore dévalider."
        ),
        f"L’état de frais a été validé {AT} {NUMBER}. Il reste à l’examiner.",
    ),
    (
        part(Status.VALIDATED, validated=WHEN),
        {"is_closed": True},
        f"L’état de frais a été validé {AT} {NUMBER}. Le gestionnaire doit maintenant l’examiner.",
        f"L’état de frais a été validé {AT} {NUMBER}. Il reste à l’examiner.",
    ),
    (
        part(Status.VALIDATED, validated=WHEN, is_on_behalf=True),
        {"is_closed": True},
        (
            f"L’état de frais a été saisi et validé par le gestionnaire en votre nom {AT} {NUMBER}. "
            "Le gestionnaire doit maintenant l’examiner."
        ),
        (
            f"L’état de frais a été saisi et validé par le gestionnaire au nom de l’intervenant {AT} {NUMBER}. "
            "Il reste à l’examiner."
        ),
    ),
    (
        part(Status.VALIDATED, Provider.SANTORIN, validated=WHEN),
        {},
        f"SANTORIN a transmis le service fait {AT}. Le gestionnaire doit maintenant l’examiner.",
        f"SANTORIN a transmis le service fait {AT}. Il reste à l’examiner.",
    ),
    (
        part(Status.VALIDATED, Provider.PRESIDENT, validated=WHEN),
        {},
        (
            f"La rémunération a été saisie et validée par le président du jury {AT}. "
            "Le gestionnaire doit maintenant l’examiner."
        ),
        f"La rémunération a été saisie et validée par le président du jury {AT}. Il reste à l’examiner.",
    ),
    (
        part(Status.VALIDATED, Provider.MANAGER, validated=WHEN),
        {},
        f"La rémunération a été calculée par le gestionnaire {AT}. Il doit encore l’accepter.",
        f"La rémunération a été calculée par le gestionnaire {AT}. Il reste à l’accepter.",
    ),
    *(
        (
            part(Status.ACCEPTED, provider, validated=WHEN, accepted=WHEN),
            {},
            f"La rémunération a été validée par le gestionnaire {AT}. {PAID}",
            f"La rémunération a été validée par le gestionnaire {AT}. {PAID}",
        )
        for provider in (Provider.EXAMINER, Provider.SANTORIN, Provider.PRESIDENT, Provider.MANAGER)
    ),
    (
        part(Status.HANDLED, Provider.HANDLED),
        {},
        "La rémunération est prise en charge par le gestionnaire : il n’y a rien à saisir.",
        "La rémunération est prise en charge par le gestionnaire : il n’y a rien à saisir.",
    ),
    (
        part(Status.HANDLED, Provider.SANTORIN),
        {},
        (
            "Les quantités viennent de SANTORIN : la rémunération se calcule à la réception du service fait, "
            "et il n’y a rien à saisir."
        ),
        (
            "Les quantités viennent de SANTORIN : la rémunération se calcule à la réception du service fait, "
            "et il n’y a rien à saisir."
        ),
    ),
    (
        part(Status.HANDLED, Provider.PRESIDENT),
        {},
        "La rémunération est saisie par le président du jury pour tous les membres : il n’y a rien à saisir ici.",
        "La rémunération est saisie par le président du jury pour tous les membres : il n’y a rien à saisir ici.",
    ),
    (
        part(Status.TO_HANDLE, Provider.MANAGER),
        {},
        "La rémunération sera calculée par le gestionnaire, une fois la mission terminée : vous n’avez rien à saisir.",
        "La rémunération sera calculée par le gestionnaire, une fois la mission terminée.",
    ),
    (
        part(Status.TO_HANDLE, Provider.MANAGER),
        {"is_over": True},
        "Le gestionnaire doit calculer la rémunération : vous n’avez rien à saisir.",
        "À vous d’agir : calculez la rémunération, puis acceptez-la.",
    ),
    *(
        (
            part(Status.CANCELLED, provider),
            {"cancelled": WHEN, "cancel_reason": "Doublon de mission"},
            (
                f"Cet état de frais a été annulé {AT} par le gestionnaire. Motif : Doublon de mission. "
                "Il ne sera ni traité ni payé. Pour toute question, contactez le service de gestion."
            ),
            (
                f"Cet état de frais a été annulé {AT} par le gestionnaire. Motif : Doublon de mission. "
                "Il ne sera ni traité ni payé. Pour toute question, contactez le service de gestion."
            ),
        )
        for provider in Provider
    ),
]


@pytest.mark.parametrize(("fee", "changes", "examiner", "staff"), STANDS)
def test_both_sides_read_where_the_fee_stands_and_who_must_act(
    fee: PartStory, changes: dict[str, Any], examiner: str, staff: str
) -> None:
    """S-CLM-8, S-STA-1 to S-STA-10."""
    facts: dict[str, Any] = {"fee": fee, "order_number": "2026-SIEC-000012", **changes}
    for is_for_examiner, sentence in ((True, examiner), (False, staff)):
        sentences = [text for _, text in told(**facts, is_for_examiner=is_for_examiner)]
        assert sentence in sentences
        assert sentence == sentences[0] or fee.status in {Status.NO_COST, Status.HANDLED}


def test_every_status_and_provider_that_go_together_are_above() -> None:
    """But `DEFERRED`, which a fee never shows."""
    possible = {(status(facts, now), facts.provider) for facts, now in _every_part()}
    assert {(fee.status, fee.provider) for fee, *_ in STANDS} == possible


def _every_part() -> Iterator[tuple[Facts, datetime]]:
    """Every part that the moves lead to."""
    start, end = STORY.starts.replace(tzinfo=UTC), STORY.ends.replace(tzinfo=UTC)
    for provider, state, is_cancelled in product(Provider, State, (False, True)):
        if state != State.OPEN and provider in {Provider.NONE, Provider.HANDLED}:
            continue
        for now in (start - timedelta(1), start, end):
            yield Facts(provider, state, False, is_cancelled, False, start, end), now


TRAVELS: list[tuple[PartStory, dict[str, Any], str, str]] = [
    (
        part(Status.TO_HANDLE, Provider.MANAGER),
        {"is_over": True},
        "Le gestionnaire doit calculer le déplacement : vous n’avez rien à saisir.",
        "À vous d’agir : calculez le déplacement, puis acceptez-le.",
    ),
    (
        part(Status.TO_HANDLE, Provider.MANAGER),
        {},
        "Le déplacement sera calculé par le gestionnaire, une fois la mission terminée : vous n’avez rien à saisir.",
        "Le déplacement sera calculé par le gestionnaire, une fois la mission terminée.",
    ),
    (
        part(
            Status.VALIDATED,
            Provider.MANAGER,
            validated=WHEN,
            amount_cents=25_000,
            explanation="2 nuits à Bruxelles",
        ),
        {},
        "Déplacement : 250,00 €. Explication du gestionnaire : 2 nuits à Bruxelles.",
        f"Le déplacement a été calculé par le gestionnaire {AT}. Il reste à l’accepter.",
    ),
    (
        part(Status.ACCEPTED, Provider.MANAGER, validated=WHEN, accepted=WHEN, amount_cents=0, explanation="Rien dû."),
        {},
        "Déplacement : 0,00 €. Explication du gestionnaire : Rien dû.",
        f"Le déplacement a été validé par le gestionnaire {AT}. Le paiement relève du service financier.",
    ),
    (
        part(Status.DEFERRED),
        {"carrier_id": "x", "carrier_number": "LI1"},
        (
            "Plusieurs missions se suivent le même jour : tous les déplacements se saisissent sur l’état de frais "
            "de la première, la mission LI1."
        ),
        (
            "Plusieurs missions se suivent le même jour : tous les déplacements se saisissent sur l’état de frais "
            "de la première, la mission LI1."
        ),
    ),
]


@pytest.mark.parametrize(("travel", "changes", "examiner", "staff"), TRAVELS)
def test_both_sides_read_where_the_travel_stands(
    travel: PartStory, changes: dict[str, Any], examiner: str, staff: str
) -> None:
    """S-CLM-8, S-CLM-12."""
    facts: dict[str, Any] = {"travel": travel, **changes}
    for is_for_examiner, sentence in ((True, examiner), (False, staff)):
        assert sentence in [text for _, text in told(**facts, is_for_examiner=is_for_examiner)]
