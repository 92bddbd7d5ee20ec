"""Every way this service says no, or asks to look again: a stable reason and one French sentence with what to do."""

from services.expenses.errors.claims import *  # noqa: F403
from services.expenses.errors.feeds import *  # noqa: F403
from services.expenses.errors.fees import *  # noqa: F403
from services.expenses.errors.moves import *  # noqa: F403
from services.expenses.errors.trips import *  # noqa: F403
