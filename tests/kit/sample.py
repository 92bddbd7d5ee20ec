"""The service that the tests of kit start. Import it after the contract was compiled (conftest.py)."""

import time
from collections.abc import Iterator

import grpc
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit import errors, tables
from kit.audit import SECRET, UNAUDITED, Audited
from kit.command import Service
from kit.database import Database, Model, NewId, new_metadata
from kit.identifiers import new_id
from kit.process import Process
from kit.servicer import Servicer
from kit.settings import ServiceSettings
from kit.work import Work

CREATE = "/imagin.sample.v1.SampleService/CreateThing"


class Base(Model, DeclarativeBase):
    """The tables of the sample."""

    metadata = new_metadata()


class ThingRow(Audited, Base):
    """Something with a name, a secret and a version."""

    __tablename__ = "things"
    audit_aggregate = "thing"
    id: Mapped[NewId]
    name: Mapped[str]
    secret: Mapped[str] = mapped_column(info=SECRET, default="s3cret")
    seen: Mapped[int] = mapped_column(info=UNAUDITED, default=0)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class NameTaken(errors.Refusal):
    reason = "NAME_TAKEN"
    code = grpc.StatusCode.FAILED_PRECONDITION
    message = "Le nom {name} est déjà pris. Choisissez-en un autre."


NAME_EMPTY = errors.Violation("NAME_EMPTY", "Saisissez un nom de {most} caractères au plus.")


class SampleServicer(Servicer, sample_pb2_grpc.SampleServiceServicer):
    """Every shape of RPC."""

    # So many calls are refused as if the process were leaving; and how many came in all.
    unavailable = 0
    calls = 0

    def _flaky(self) -> None:
        self.calls += 1
        if self.unavailable:
            self.unavailable -= 1
            raise errors.Unavailable

    def GetThing(self, request: sample_pb2.GetThingRequest, context: grpc.ServicerContext) -> sample_pb2.Thing:
        self._flaky()
        with self.read(context) as read:
            thing = read.session.get(ThingRow, request.id)
            if thing is None:
                raise errors.NotFound
            return to_proto(thing, read.caller.key)

    def ListThings(self, request: object, context: grpc.ServicerContext) -> Iterator[sample_pb2.Thing]:
        with self.read(context) as read:
            for thing in read.session.scalars(sa.select(ThingRow).order_by(ThingRow.id)):
                yield to_proto(thing, read.caller.key)
            raise NameTaken(name="last")

    def CreateThing(self, request: sample_pb2.CreateThingRequest, context: grpc.ServicerContext) -> sample_pb2.Thing:
        self._flaky()
        with self.work(request, context) as work:
            return self._create(work, request)

    def UploadThing(
        self, pieces: Iterator[sample_pb2.CreateThingRequest], context: grpc.ServicerContext
    ) -> sample_pb2.Thing:
        request = next(pieces)
        for _ in pieces:
            pass
        with self.work(request, context) as work:
            return self._create(work, request)

    def _create(self, work: Work, request: sample_pb2.CreateThingRequest) -> sample_pb2.Thing:
        violations = errors.Violations()
        if not request.name:
            violations.add("name", NAME_EMPTY, most=40)
        violations.refuse_if_any()
        if request.name == "taken":
            raise NameTaken(name=request.name)
        thing = ThingRow(name=request.name)
        work.session.add(thing)
        if request.tell:
            work.tell(CREATE, sample_pb2.CreateThingRequest(name=request.name), key=request.tell, target="sample")
        return work.reply(to_proto, thing, work.caller.key)

    def RenameThing(self, request: sample_pb2.RenameThingRequest, context: grpc.ServicerContext) -> sample_pb2.Thing:
        with self.work(request, context) as work:
            thing = work.session.get(ThingRow, request.id)
            work.check_version(thing, request.version)
            thing.name = request.name
            thing.secret = "another"
            thing.seen += 1
            return work.reply(to_proto, thing, work.caller.key)

    def Fail(self, request: sample_pb2.FailRequest, context: grpc.ServicerContext) -> sample_pb2.Thing:
        with self.read(context) as read:
            self._flaky()
            match request.how:
                case "answer":
                    pass
                case "ask again":
                    # Another call made for this one, which may not last longer than its caller waits.
                    stub = self.process.channels.stub(sample_pb2_grpc.SampleServiceStub)
                    stub.Fail(sample_pb2.FailRequest(how="sleep", seconds=request.seconds))
                case "pass on":
                    self.process.channels.stub(sample_pb2_grpc.SampleServiceStub).CreateThing(create("taken"))
                case "not allowed":
                    self.process.channels.stub(sample_pb2_grpc.SampleServiceStub).OnlyLoader(fail("answer"))
                case "sleep":
                    time.sleep(request.seconds)
                case "query":
                    read.session.execute(sa.text("SELECT * FROM nothing"))
                case "number":
                    read.session.execute(sa.select(sa.cast(sa.literal("x" * 3), sa.Integer)))
                case "write":
                    read.session.add(ThingRow(name="never"))
                    read.session.flush()
                case "nul":
                    read.session.execute(sa.select(ThingRow).where(ThingRow.name == "a\0b")).all()
                case _:
                    raise ValueError("the secret text of a defect")
            return sample_pb2.Thing(name="done")

    def _answer(self, request: object, context: grpc.ServicerContext) -> sample_pb2.Thing:
        with self.read(context) as read:
            return sample_pb2.Thing(caller=read.caller.key)

    OnlyManagers = OnlyLoader = BeforeLogin = BeforePasswordChange = SaysNothing = _answer


def to_proto(thing: ThingRow, caller: str) -> sample_pb2.Thing:
    return sample_pb2.Thing(id=thing.id, name=thing.name, version=thing.version, caller=caller)


class Settings(ServiceSettings):
    """Nothing of its own."""


def fail(how: str, seconds: float = 0) -> sample_pb2.FailRequest:
    return sample_pb2.FailRequest(how=how, seconds=seconds)


def create(name: str = "pencil", tell: str = "", request_id: str = "") -> sample_pb2.CreateThingRequest:
    return sample_pb2.CreateThingRequest(name=name, tell=tell, request_id=request_id or new_id())


def prepare(database: Database) -> None:
    """The tables of the sample, without Alembic."""
    with database.engine.begin() as connection:
        tables.create(connection)
        Base.metadata.create_all(connection)


def servicers(process: Process) -> list[Servicer]:
    return [SampleServicer(process)]


SAMPLE = Service("sample", Settings, servicers)
