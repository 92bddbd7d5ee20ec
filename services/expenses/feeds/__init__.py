"""Files of expenses, a module per noun: rates, distances, what the academy chooses, proofs that it asks for."""

from typing import Final

from kit.feeds.importing import FeedFile
from services.expenses.feeds.distances import ADJACENT, DISTANCES
from services.expenses.feeds.parameters import PARAMETERS
from services.expenses.feeds.proofs import PROOF_RULES
from services.expenses.feeds.rates import RATES

FILES: Final[dict[str, FeedFile]] = {
    "rates": RATES,
    "distances": DISTANCES,
    "adjacent": ADJACENT,
    "parameters": PARAMETERS,
    "proof_rules": PROOF_RULES,
}
