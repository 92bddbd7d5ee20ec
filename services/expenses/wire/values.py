"""Days, hours and instants."""

from datetime import date, datetime, time

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay


def day(value: date | None) -> Date | None:
    """A day as a message."""
    return Date(year=value.year, month=value.month, day=value.day) if value else None


def wall_time(value: time | None) -> TimeOfDay | None:
    """A wall time as a message."""
    return TimeOfDay(hours=value.hour, minutes=value.minute) if value else None


def instant(value: datetime | None) -> Timestamp | None:
    """An instant as a message."""
    if value is None:
        return None
    message = Timestamp()
    message.FromDatetime(value)
    return message


def read_day(message: Date) -> date | None:
    """The day of a message; None when it is absent or no day at all."""
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        return None


def read_wall_time(message: TimeOfDay) -> time | None:
    """The wall time of a message that is present; None when it is no time of a day."""
    try:
        return time(message.hours, message.minutes)
    except ValueError:
        return None
