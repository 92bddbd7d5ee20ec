"""A claim that cannot be shown, calculated or validated as it is."""

import grpc

from kit.errors import InvalidFields, Refusal, Violation

# --- Conditions, lists, recap ----------------------------------------------------------------------------------------


class ConditionsNotAccepted(Refusal):
    reason = "CONDITIONS_NOT_ACCEPTED"
    message = (
        "Lisez et acceptez d’abord les conditions d’utilisation du service\u00a0: "
        "les états de frais ne s’ouvrent qu’ensuite."
    )


class ConditionsOutdated(Refusal):
    reason = "CONDITIONS_OUTDATED"
    code = grpc.StatusCode.ABORTED
    message = "Les conditions d’utilisation ont changé pendant votre lecture. Relisez-les, puis acceptez-les."


class SortNotOffered(Refusal):
    reason = "SORT_NOT_OFFERED"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Cette liste ne se trie pas par cette colonne. Choisissez-en une autre."


class RecapMissing(Refusal):
    reason = "RECAP_MISSING"
    message = "Le récapitulatif n’existe qu’une fois l’état de frais validé. Validez-le, puis recommencez."


# --- Proofs ----------------------------------------------------------------------------------------------------------


class ProofsMissing(InvalidFields):
    reason = "PROOFS_MISSING"
    code = grpc.StatusCode.FAILED_PRECONDITION
    message = (
        "Des pièces justificatives sont attendues. {say} que vous les enverrez par voie postale, "
        "ou validez et donnez-les plus tard."
    )


class ProofsUnavailable(Refusal):
    reason = "PROOFS_UNAVAILABLE"
    code = grpc.StatusCode.UNAVAILABLE
    message = (
        "L’état de frais n’a pas pu être {done}\u00a0: ses pièces justificatives ne peuvent pas être scellées pour le "
        "moment. Rien n’est perdu\u00a0: réessayez dans quelques instants."
    )


PROOF_EXPECTED = Violation("PROOF_EXPECTED", "{label}\u00a0: {why}")


# --- Rates -----------------------------------------------------------------------------------------------------------


class RateMissing(Refusal):
    reason = "RATE_MISSING"
    message = (
        "Aucun taux «\u00a0{kind} {key}\u00a0» n’est en vigueur le {day}\u00a0: le montant ne peut pas être calculé. "
        "Signalez-le à votre gestionnaire."
    )


class RatesOverlap(Refusal):
    reason = "RATES_OVERLAP"
    message = (
        "Deux taux «\u00a0{kind} {key}\u00a0» sont en vigueur le {day}. Corrigez leurs dates d’effet, puis recommencez."
    )


# --- Fees ------------------------------------------------------------------------------------------------------------


class FeeWithoutEntry(Refusal):
    reason = "FEE_WITHOUT_ENTRY"
    message = "Ce type de mission ne demande aucune saisie de rémunération\u00a0: votre gestionnaire s’en charge."


class PaperWithoutDuration(Refusal):
    reason = "PAPER_WITHOUT_DURATION"
    message = (
        "La durée de l’épreuve n’est pas connue\u00a0: le montant ne peut pas être calculé à partir des candidats. "
        "Signalez-le à votre gestionnaire."
    )


class CoefficientOutOfRange(Refusal):
    reason = "COEFFICIENT_OUT_OF_RANGE"
    message = (
        "Le coefficient de cette VAE est de {coefficient}, alors qu’il doit être compris entre {least} et {most}. "
        "Signalez-le à votre gestionnaire."
    )


# --- What no text pays ----------------------------------------------------------------------------------------------


class MissionAbroad(Refusal):
    reason = "MISSION_ABROAD"
    message = "Aucun taux n’existe pour l’étranger\u00a0: votre gestionnaire traite lui-même ce déplacement."
