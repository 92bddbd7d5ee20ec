"""The database of a service: PostgreSQL through SQLAlchemy and psycopg 3, one session per unit of work or read."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.orm import Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from kit.errors import Conflict, InvalidValue, NotFound, Refusal, StaleVersion, Unavailable
from kit.identifiers import is_id, new_id

log = logging.getLogger(__name__)

# Fixed names make migrations reproducible and let a violated constraint be recognised.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class _Brief(logging.Filter):
    """Of a connection that the pool must throw away, one line: its server went, and that is no defect to trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"{record.getMessage()}: {record.exc_info[0].__name__}", ()
            record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
        return True


# Even while it is killed in the middle of a pipeline, from which psycopg can then not come back.
logging.getLogger("sqlalchemy.pool.impl.QueuePool").addFilter(_Brief())

# Kit's own connections beside one per thread: relay of the outbox, chain of the audit, sweeper of the jobs.
BACKGROUND_CONNECTIONS = 6


class IdType(sa.types.TypeDecorator):
    """An identifier: a native uuid in the table, a string in Python.

    A string from outside that is no identifier names nothing: the refusal is « not found », never a database error.
    """

    impl = sa.Uuid(as_uuid=False)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        if value is not None and not is_id(value):
            raise NotFound
        return value


class UtcType(sa.types.TypeDecorator):
    """An instant, always with UTC as its zone in Python."""

    impl = sa.TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value is not None else None


Id = Annotated[str, mapped_column(IdType)]
NewId = Annotated[str, mapped_column(IdType, primary_key=True, default=new_id)]
Instant = Annotated[datetime, mapped_column(UtcType)]
Cents = Annotated[int, mapped_column(sa.BigInteger)]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


def text_enum(values: type[StrEnum]) -> sa.Enum:
    """Text with the names of the values, at most 30 characters: one more value is no change of the table."""
    return sa.Enum(values, native_enum=False, length=30)


class Model:
    """Types of the tables of a service, whose models.py begins with `class Base(Model, DeclarativeBase)`.

    Each service has a root of its own: those of one process are then configured apart, and two may use the same names.
    """

    type_annotation_map: ClassVar = {str: sa.Text, datetime: UtcType, dict[str, Any]: JSONB}


def new_metadata() -> sa.MetaData:
    """Metadata of one service: each has its own, so that the tables of two services in one process stay apart."""
    return sa.MetaData(naming_convention=NAMING)


class Database:
    """Engine and sessions of one process."""

    def __init__(self, url: str, threads: int = 8) -> None:
        self.url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self.engine = sa.create_engine(
            self.url,
            pool_size=threads + BACKGROUND_CONNECTIONS,
            max_overflow=0,
            pool_timeout=2,
            # Connections are dropped now and then so that a fail-over of the server is followed.
            pool_recycle=600,
            # The text of an error ends in the log, where the values of a statement have no business.
            hide_parameters=True,
            connect_args={
                "connect_timeout": 5,
                "options": "-c timezone=UTC -c lock_timeout=4s -c statement_timeout=30s"
                " -c idle_in_transaction_session_timeout=60s",
            },
        )
        # A read is one statement or a few independent ones: without BEGIN and COMMIT it saves two round trips.
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are kept together at the end, or not at all."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads. It is in no transaction, so a long list is read by pages, not by a cursor."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            event.listen(session, "before_flush", _refuse_to_write)
            yield session

    def forget_connections(self) -> None:
        """In a child process: those of the parent are not ours to use or to close."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        self.engine.dispose()


def _refuse_to_write(*_: object) -> None:
    raise RuntimeError("a read never writes: open a unit of work")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the database says no to into a refusal; a defect of ours stays what it is."""
    try:
        yield
    except SQLAlchemyError as error:
        refusal = _refusal_of(error)
        if refusal is None:
            raise
        if not isinstance(refusal, NotFound):
            log.warning("%s: %s", refusal.reason, type(getattr(error, "orig", error)).__name__)
        raise refusal from error


def _refusal_of(error: SQLAlchemyError) -> Refusal | None:
    """What a failure of the database means to the caller; None when it is a defect of ours."""
    match error:
        case StaleDataError():
            return StaleVersion()
        case StatementError(orig=Refusal() as refusal):
            return refusal
        case IntegrityError():
            return Conflict()
        case DataError():
            return InvalidValue()
        # A deadlock, a lock waited for too long, a server that restarts, no connection left: nothing was kept, and the
        # caller repeats the whole change with the same request_id.
        case OperationalError() | InterfaceError() | sa.exc.TimeoutError():
            return Unavailable()
        case _:
            return None
