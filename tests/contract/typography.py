"""Whether a sentence is set as French is (see kit.french): spaces, apostrophes, quotes."""

import re

_WRONG = (
    (re.compile(r"(?<!\u00a0):(?=\s|$)"), "no no-break space before « : »"),
    (re.compile(r"(?<!\u202f)[;!?](?=\s|$|\u00a0»)"), "no narrow no-break space before « ; ! ? »"),
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "no no-break space inside « »"),
    (re.compile(r"['\"]"), "a straight apostrophe or quote"),
    (re.compile(r" {2}|^\s|\s$"), "a space too many"),
    (re.compile(r"!"), "an exclamation mark"),
    (re.compile(r"\.\.\."), "three points instead of …"),
    # É, À and the others keep their accents in capitals.
    (re.compile(r"\b(?:Etat|Etats|Epreuve|Epreuves|Ecole|Etablissement|A partir)\b"), "a capital without its accent"),
)


def faults(text: str) -> list[str]:
    """What is wrong with it."""
    return [fault for pattern, fault in _WRONG if pattern.search(text)]
