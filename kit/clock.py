"""Business time, injected everywhere, and real time for sessions, tokens, TLS and logs.

`IMAGIN_CLOCK` is `system`, or an instant from which the business clock runs on (`2026-06-15T08:00:00Z`: counted from
the start of the process), or `<instant>@<real instant>`: at the real instant the business clock read the first, so that
every process of a demonstration reads the same time.
"""

import threading
from datetime import UTC, datetime, timedelta

SYSTEM = "system"


def real_now() -> datetime:
    """Real time, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Business time: real time plus an offset, which is zero in production."""

    def __init__(self, setting: str = SYSTEM) -> None:
        self._lock = threading.Lock()
        self._fixed: datetime | None = None
        self._offset = _offset(setting)

    def now(self) -> datetime:
        """The business instant, in UTC."""
        with self._lock:
            return self._fixed or real_now() + self._offset

    @property
    def is_shifted(self) -> bool:
        """Whether business time differs from real time, which screens must then say."""
        return self._fixed is not None or bool(self._offset)

    def set(self, instant: datetime) -> None:
        """Stop the clock at an instant, for tests."""
        with self._lock:
            self._fixed = instant.astimezone(UTC)

    def advance(self, duration: timedelta) -> None:
        """Move the clock forward, for tests."""
        with self._lock:
            if self._fixed is None:
                self._offset += duration
            else:
                self._fixed += duration


def _offset(setting: str) -> timedelta:
    if setting == SYSTEM:
        return timedelta()
    business, _, real = setting.partition("@")
    return _instant(business) - (_instant(real) if real else real_now())


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"IMAGIN_CLOCK needs instants with an offset, such as 2026-06-15T08:00:00Z, not {text!r}")
    return instant.astimezone(UTC)
