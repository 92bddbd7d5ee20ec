"""How many tries, and how fast (security.md D20). Tries are slowed down, nobody is locked out:

- a browser that the person has used before counts alone, so that strangers cannot use up its tries;
- all other browsers together have 25 tries per person and day, which keeps 50 bits safe (CNIL 2022-100);
- a temporary password (60 bits) or a reset link needs no limit to be safe, and gets in whatever strangers do;
- identifiers that do not exist are counted like the others, so that the limits tell nothing.

A refused try is not counted: insisting makes nobody wait longer.
"""

from dataclasses import dataclass
from datetime import timedelta

# The first wait once the free tries are used up, doubled at each further try.
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """At most `budget` tries in a window; the first `free_count` wait for nothing."""

    name: str
    budget: int
    free_count: int
    window: timedelta


DEVICE = Limit("device", budget=200, free_count=10, window=timedelta(days=1))
STRANGERS = Limit("strangers", budget=25, free_count=5, window=timedelta(days=1))
# A school reaches us from one address: the budget only stops those who try many identifiers.
CLIENT = Limit("client", budget=100, free_count=100, window=timedelta(minutes=15))
# More failures a minute than a whole country makes by mistake: they would cost the processors of everybody.
EVERYBODY = Limit("everybody", budget=1_200, free_count=1_200, window=timedelta(minutes=1))
# Somebody at the keyboard of an open session guesses its password.
CURRENT_PASSWORD = Limit("current password", budget=25, free_count=5, window=timedelta(days=1))
RESET_MAILS = Limit("reset mails", budget=3, free_count=3, window=timedelta(hours=1))
RESET_CLIENT = Limit("reset client", budget=100, free_count=100, window=timedelta(hours=1))
# Mails that confirm an address, asked by the person; and links that staff send for them.
GIVEN_EMAILS = Limit("given e-mails", budget=3, free_count=3, window=timedelta(hours=1))
RECORDED_EMAILS = Limit("recorded e-mails", budget=3, free_count=3, window=timedelta(hours=1))
