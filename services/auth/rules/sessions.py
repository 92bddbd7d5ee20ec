"""How long sessions and links last, and how many sessions somebody may have (security.md SE1, SE2). Real time."""

from datetime import datetime, timedelta

LONGEST_IDLE = timedelta(minutes=30)
LONGEST_LIFE = timedelta(hours=12)
MOST_SESSIONS = 5

RESET_LIFE = timedelta(minutes=30)
CONFIRMATION_LIFE = timedelta(hours=24)

# Who was connected when is asked months later (CNIL 2021-122: six to twelve months); a browser not seen is a stranger.
KEPT = timedelta(days=270)


def end_time(create_time: datetime, activity_time: datetime) -> datetime:
    """When a session ends unless something is done."""
    return min(activity_time + LONGEST_IDLE, create_time + LONGEST_LIFE)
