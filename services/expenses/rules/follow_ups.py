"""« Suivi »: where a claim stands, in plain words: what, who must act, by when (S-CLM-8)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from kit.french import long_date, long_hour, money
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status
from services.expenses.rules.stories import FollowUp, Level, Story


def follow_ups(story: Story) -> list[FollowUp]:
    """The messages, most important first."""
    if story.cancelled or story.convocation_cancelled:
        return list(_cancelled(story))
    return [
        *_to_do(story),
        *_done(story),
        *_otherwise(story),
        *_post(story),
        *_presence(story),
        *_others(story),
        *_amounts(story),
    ]


def _cancelled(story: Story) -> Iterator[FollowUp]:
    if story.convocation_cancelled:
        yield FollowUp(
            Level.WARNING,
            f"La convocation à cette mission a été annulée le {long_date(story.convocation_cancelled)}\u00a0: "
            "l’état de frais est annulé avec elle. Il n’y a rien à faire.",
            event_time=story.convocation_cancelled,
        )
    if story.cancelled:
        by = f" par {story.cancelled_by}, gestionnaire" if story.cancelled_by else " par le gestionnaire"
        yield FollowUp(
            Level.WARNING,
            f"Cet état de frais a été annulé le {_when(story.cancelled)}{by}. "
            f"Motif\u00a0: {_sentence(story.cancel_reason)} "
            "Il ne sera ni traité ni payé. Pour toute question, contactez le service de gestion.",
            event_time=story.cancelled,
        )


def _to_do(story: Story) -> Iterator[FollowUp]:
    """What somebody must do now."""
    if story.declared_not_done:
        you = "Vous avez" if story.is_for_examiner else "L’intervenant a"
        # Past the closing date it is the gestionnaire who may.
        can_undo = story.is_for_examiner != story.is_closed
        undo = " Si c’est une erreur, vous pouvez revenir sur cette déclaration." if can_undo else ""
        yield FollowUp(
            Level.WARNING,
            f"{you} déclaré le {_when(story.declared_not_done)} que la mission n’a pas été effectuée\u00a0: "
            f"aucuns frais ne seront traités.{undo}",
            event_time=story.declared_not_done,
        )
        return
    if story.drafted and (story.is_for_examiner or story.is_closed):
        who = "le gestionnaire ne l’a" if story.is_for_examiner and story.is_closed else "vous ne l’avez"
        yield FollowUp(
            Level.WARNING,
            f"Une saisie du {_when(story.drafted)} est gardée en brouillon\u00a0: elle ne compte pas tant que {who} "
            "ni enregistrée ni validée.",
            event_time=story.drafted,
        )
    if story.shows(Status.TO_VALIDATE):
        yield FollowUp(Level.WARNING, _must_validate(story))
    elif any(part.status == Status.ONGOING and part.provider == Provider.EXAMINER for _, part in story.parts):
        you = "vous pouvez" if story.is_for_examiner else "l’intervenant peut"
        yield FollowUp(
            Level.INFORMATION,
            f"La mission est en cours jusqu’au {_when(story.ends)}\u00a0: {you} commencer la saisie et "
            "l’enregistrer. La validation s’ouvrira à la fin de la mission.",
        )
    elif story.shows(Status.UPCOMING):
        yield FollowUp(
            Level.INFORMATION,
            f"La mission commence le {_when(story.starts)}\u00a0: la saisie s’ouvrira à ce moment-là.",
        )
    for name, part in story.parts:
        if part.status == Status.TO_HANDLE:
            yield _must_compute(name, story)


def _must_validate(story: Story) -> str:
    closing = long_date(story.closing)
    if story.is_closed:
        if story.is_for_examiner:
            who = "seul le gestionnaire peut encore saisir ou valider cet état de frais, en votre nom. Contactez-le."
        elif story.is_own:
            who = "seul un autre gestionnaire peut encore saisir ou valider cet état de frais."
        else:
            who = "vous pouvez saisir et valider cet état de frais au nom de l’intervenant."
        return f"La date limite de saisie, le {closing}, est passée\u00a0: {who}"
    if not story.is_for_examiner:
        return f"L’intervenant doit saisir ses frais et les valider au plus tard le {closing}."
    return (
        f"À vous d’agir\u00a0: saisissez vos frais, puis validez l’état de frais au plus tard le {closing}. "
        "Après cette date, seul le gestionnaire pourra le faire."
    )


def _must_compute(name: str, story: Story) -> FollowUp:
    what, ending = _lower(name), _ending(name)
    if not story.is_over:
        nothing = "\u00a0: vous n’avez rien à saisir" if story.is_for_examiner else ""
        told = f"{name} sera calculé{ending} par le gestionnaire, une fois la mission terminée{nothing}."
        return FollowUp(Level.INFORMATION, told)
    if story.is_for_examiner:
        return FollowUp(Level.INFORMATION, f"Le gestionnaire doit calculer {what}\u00a0: vous n’avez rien à saisir.")
    if story.is_own:
        return FollowUp(Level.INFORMATION, f"Un autre gestionnaire doit calculer {what}.")
    return FollowUp(Level.WARNING, f"À vous d’agir\u00a0: calculez {what}, puis acceptez-{what[:2]}.")


def _done(story: Story) -> Iterator[FollowUp]:
    """What was validated and accepted."""
    yield from _validated(story)
    then = _then(story)
    for name, part in story.parts:
        if part.status == Status.VALIDATED and part.validated:
            match part.provider:
                case Provider.SANTORIN:
                    told = f"SANTORIN a transmis le service fait le {_when(part.validated)}. {then}"
                case Provider.PRESIDENT:
                    is_late = part.validated.date() > story.closing
                    by = "le gestionnaire, à la place du président du jury," if is_late else "le président du jury"
                    told = f"{name} a été saisie et validée par {by} le {_when(part.validated)}. {then}"
                case Provider.MANAGER:
                    last = "Il doit encore l’accepter." if story.is_for_examiner else "Il reste à l’accepter."
                    told = f"{name} a été calculé{_ending(name)} par le gestionnaire le {_when(part.validated)}. {last}"
                case _:
                    continue
            yield FollowUp(Level.SUCCESS, told, event_time=part.validated)
    # The other part may still wait for its entry.
    nothing = "" if story.shows(Status.ONGOING, Status.TO_VALIDATE) else "\u00a0: il n’y a plus rien à saisir"
    accepted = [one for one in story.parts if one[1].status == Status.ACCEPTED and one[1].accepted]
    for moment, group in groupby(accepted, key=lambda one: one[1].accepted):
        names = [name for name, _ in group]
        how = f"{names[0]} a été validé{_ending(names[0])}"
        if len(names) > 1:
            how = f"{names[0]} et {_lower(names[1])} ont été validés"
        yield FollowUp(
            Level.SUCCESS,
            f"{how} par le gestionnaire le {_when(moment)}. Le paiement relève du service financier{nothing}.",
            event_time=moment,
        )


def _otherwise(story: Story) -> Iterator[FollowUp]:
    """What was accepted with another quantity than was claimed."""
    for name, part in story.parts:
        if (other := part.other) and part.status == Status.ACCEPTED:
            details = [f"{detail}." for detail in other.details] if len(other.details) <= _MOST_DETAILS else []
            what = name.partition(" ")[2].capitalize()
            told = [f"{what}\u00a0: le gestionnaire a retenu une autre quantité que celle demandée.", f"{other.sides}."]
            yield FollowUp(
                Level.WARNING,
                " ".join([*told, *details, f"Motif\u00a0: {_sentence(other.reason)}"]),
                event_time=part.accepted,
            )


def _validated(story: Story) -> Iterator[FollowUp]:
    """What the examiner validated, or a gestionnaire in their name, and what comes next."""
    entered = [one for one in story.parts if one[1].provider == Provider.EXAMINER and one[1].status in _ENTERED]
    waiting = [one for one in entered if one[1].status == Status.VALIDATED and one[1].validated]
    number = f" sous le numéro d’ordre {story.order_number}" if story.order_number else ""
    is_in_group = story.group_comment and story.fee.provider == Provider.EXAMINER
    can_undo = story.is_for_examiner and not (story.is_closed or is_in_group or story.shows(Status.ACCEPTED))
    then = _then(story)
    undo = " D’ici là, vous pouvez encore dévalider." if can_undo else ""
    for (moment, is_on_behalf), group in groupby(waiting, key=lambda one: (one[1].validated, one[1].is_on_behalf)):
        names = [name for name, _ in group]
        what, ending = ("L’état de frais", "") if len(names) == len(entered) else (names[0], _ending(names[0]))
        how = f"validé{ending}"
        if is_on_behalf:
            whose = "en votre nom" if story.is_for_examiner else "au nom de l’intervenant"
            how = f"saisi{ending} et validé{ending} par le gestionnaire {whose}"
        yield FollowUp(Level.SUCCESS, f"{what} a été {how} le {_when(moment)}{number}. {then}{undo}", event_time=moment)


def _then(story: Story) -> str:
    """What comes after a validation."""
    return "Le gestionnaire doit maintenant l’examiner." if story.is_for_examiner else "Il reste à l’examiner."


def _post(story: Story) -> Iterator[FollowUp]:
    """Proofs that come by post."""
    if story.post_received:
        yield FollowUp(Level.SUCCESS, f"Les pièces ont été reçues par courrier le {long_date(story.post_received)}.")
    elif story.sends_by_post and story.shows(Status.VALIDATED, Status.ACCEPTED):
        if story.is_for_examiner:
            yield FollowUp(
                Level.WARNING,
                "À vous d’agir\u00a0: envoyez vos pièces justificatives par courrier, avec le bordereau de votre "
                "récapitulatif, à l’adresse que donne l’onglet «\u00a0Récapitulatif\u00a0».",
            )
        else:
            yield FollowUp(
                Level.INFORMATION,
                "L’intervenant envoie ses pièces justificatives par courrier\u00a0: leur réception est à noter.",
            )


def _presence(story: Story) -> Iterator[FollowUp]:
    """Which fees there are."""
    has_fee, has_travel = (part.status != Status.NO_COST for _, part in story.parts)
    if has_fee and has_travel:
        what = "ouvre droit à une rémunération et au remboursement des déplacements"
    elif has_fee:
        what = "ouvre droit à une rémunération, sans frais de déplacement"
    elif has_travel:
        what = "ouvre droit au remboursement des déplacements, sans rémunération"
    else:
        what = "n’ouvre droit à aucuns frais"
    yield FollowUp(Level.INFORMATION, f"Cette mission {what}.")


def _others(story: Story) -> Iterator[FollowUp]:
    """What does not depend on the examiner."""
    yield from _changed(story)
    is_of_jury = story.fee.provider == Provider.PRESIDENT
    # Nothing is entered for a member who did not do the mission.
    if story.fee.status == Status.HANDLED and not (is_of_jury and story.declared_not_done):
        yield FollowUp(Level.INFORMATION, _of_jury(story) if is_of_jury else _HANDLED[story.fee.provider])
    if story.group_comment:
        # A gestionnaire groups what is validated: the recap was made before, and again when the whole is accepted.
        is_later = story.fee.provider == Provider.EXAMINER and story.fee.status != Status.ACCEPTED
        then = " Le récapitulatif, établi avant ce regroupement, garde l’ancien montant." if is_later else ""
        yield FollowUp(Level.INFORMATION, f"{story.group_comment}{then}", claim_id=story.fee_carrier_id)
    yield from _shared_days(story)


def _changed(story: Story) -> Iterator[FollowUp]:
    """What became of the claim since it was validated."""
    if story.person_changed and not story.is_for_examiner:
        yield FollowUp(
            Level.WARNING,
            f"Adresse ou dossier de l’intervenant modifié depuis, le {_when(story.person_changed)}\u00a0: "
            "ce qui est validé garde les éléments d’alors.",
            event_time=story.person_changed,
        )
    if story.mission_changed and not story.is_for_examiner:
        yield FollowUp(
            Level.WARNING,
            f"Mission modifiée depuis, le {_when(story.mission_changed)}\u00a0: {_what_holds(story)}.",
            event_time=story.mission_changed,
        )
    if story.recounted and not story.is_for_examiner:
        yield FollowUp(
            Level.WARNING,
            f"SANTORIN a transmis un autre décompte le {_when(story.recounted)}, après la validation par le "
            "gestionnaire\u00a0: ce qui est validé garde celui d’alors.",
            event_time=story.recounted,
        )
    if story.travel.is_decided and story.travel.status in {Status.VALIDATED, Status.ACCEPTED}:
        # The recap is made again when it is accepted.
        is_later = story.travel.status == Status.VALIDATED
        then = "\u00a0: le détail de son calcul remplace celui du récapitulatif" if is_later else ""
        told = f"Le montant du déplacement tient compte d’une décision du gestionnaire{then}."
        yield FollowUp(Level.INFORMATION, told)


def _shared_days(story: Story) -> Iterator[FollowUp]:
    """Where the trips of days with several missions are entered (R23)."""
    if story.carrier_id and story.travel.status in _WAITING_FOR_CARRIER:
        yield FollowUp(
            Level.INFORMATION,
            "Plusieurs missions se suivent le même jour\u00a0: tous les déplacements se saisissent sur l’état de frais "
            f"de la première, la mission {story.carrier_number}.{_of_carrier(story)}",
            claim_id=story.carrier_id,
        )
    if story.settled_numbers and story.travel.status in (_OPEN if story.is_for_examiner else _CARRYING):
        yield _settled(story)
    if story.carried_numbers and story.travel.status in _CARRYING:
        others = _of_missions(story.carried_numbers)
        where = "se saisissent" if story.travel.status in _OPEN else "sont saisis"
        yield FollowUp(
            Level.INFORMATION,
            f"Plusieurs missions se suivent le même jour\u00a0: les déplacements {others} {where} ici, "
            "avec ceux de la première.",
        )


# Statuses of a part that the examiner enters here: not of one that costs nothing, or whose trips are on another claim.
_ENTERED = frozenset(Status) - {Status.NO_COST, Status.DEFERRED}

# More than these are read line by line on the pages of the parts.
_MOST_DETAILS = 4

# One that was validated before another claim got the trips of the day is not accepted: they would be paid twice.
_WAITING_FOR_CARRIER = {Status.UPCOMING, Status.ONGOING, Status.DEFERRED, Status.VALIDATED}
# Statuses in which it is said whose trips a claim carries: those in which they may be entered, and those after.
_OPEN = {Status.UPCOMING, Status.ONGOING, Status.TO_VALIDATE}
_CARRYING = {*_OPEN, Status.VALIDATED, Status.ACCEPTED}

_HANDLED = {
    Provider.HANDLED: "La rémunération est prise en charge par le gestionnaire\u00a0: il n’y a rien à saisir.",
    Provider.SANTORIN: (
        "Les quantités viennent de SANTORIN\u00a0: la rémunération se calcule à la réception du service fait, "
        "et il n’y a rien à saisir."
    ),
}


def _of_carrier(story: Story) -> str:
    """What to do when a trip is missing on the claim that carries those of the day."""
    if not story.is_for_examiner:
        return ""
    if story.carrier_state == State.VALIDATED:
        return " Cet état de frais est déjà validé\u00a0: dévalidez-le si un déplacement y manque."
    if story.carrier_state == State.ACCEPTED:
        return " Il est déjà validé par le gestionnaire\u00a0: contactez-le si un déplacement y manque."
    return ""


def _what_holds(story: Story) -> str:
    """Whether a mission that changed is kept as it was: what its examiner validated, or staff accepted, holds it."""
    is_entered = any(part.status == Status.VALIDATED and part.provider == Provider.EXAMINER for _, part in story.parts)
    if is_entered or story.shows(Status.ACCEPTED):
        return "ce qui est validé garde les éléments d’alors"
    return "ce qui est validé a été établi avant, vérifiez-le"


def _settled(story: Story) -> FollowUp:
    """Trips of the day that are paid elsewhere, for the claim that would carry them has come, or come back, since."""
    several = len(story.settled_numbers) > 1
    what, where = ("Les déplacements", "leurs propres états") if several else ("Le déplacement", "son propre état")
    are = "sont déjà validés" if several else "est déjà validé"
    if story.is_for_examiner:
        then = "ne saisissez ici que les trajets qui n’y figurent pas."
    else:
        then = "vérifiez qu’aucun trajet n’est payé deux fois."
    return FollowUp(
        Level.WARNING,
        f"{what} {_of_missions(story.settled_numbers)}, du même jour, {are} par le gestionnaire sur {where} de frais"
        f"\u00a0: {then}",
    )


def _of_missions(numbers: Sequence[str]) -> str:
    """`de la mission SI1`, `des missions SI1 et SI2`."""
    return f"{'des missions' if len(numbers) > 1 else 'de la mission'} {_listed(numbers)}"


def _listed(numbers: Sequence[str]) -> str:
    """`SI1`, `SI1 et SI2`, `SI1, SI2 et SI3`."""
    *others, last = numbers
    return f"{', '.join(others)} et {last}" if others else last


def _of_jury(story: Story) -> str:
    if story.is_closed:
        return (
            f"La date limite de saisie, le {long_date(story.closing)}, est passée\u00a0: seul le gestionnaire peut "
            "encore saisir la rémunération des membres de ce jury."
        )
    if story.presides and story.is_for_examiner:
        return (
            "Vous présidez ce jury\u00a0: saisissez la rémunération de tous ses membres, la vôtre comprise, "
            "dans «\u00a0Jurys que vous présidez\u00a0»."
        )
    if story.fee.is_entered:
        whose = "votre" if story.is_for_examiner else "la"
        return (
            f"Le président du jury a saisi {whose} rémunération\u00a0: elle sera transmise au gestionnaire quand il "
            "l’aura validée. Il n’y a rien à saisir ici."
        )
    return (
        "La rémunération est saisie par le président du jury pour tous les membres\u00a0: il n’y a rien à saisir ici."
    )


def _amounts(story: Story) -> Iterator[FollowUp]:
    for name, part in story.parts:
        if part.amount_cents is not None and part.status != Status.NO_COST:
            label = name.partition(" ")[2].capitalize()
            gross = " bruts" if part is story.fee else ""
            note = ", montant à confirmer\u00a0: un taux n’est pas encore arrêté" if part.is_to_confirm else ""
            why = f" Explication du gestionnaire\u00a0: {_sentence(part.explanation)}" if part.explanation else ""
            yield FollowUp(Level.INFORMATION, f"{label}\u00a0: {money(part.amount_cents)}{gross}{note}.{why}")


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _ending(name: str) -> str:
    """The agreement of a participle: « La rémunération » is feminine."""
    return "e" if name.startswith("La") else ""


def _when(moment: datetime) -> str:
    return f"{long_date(moment)} à {long_hour(moment)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."
