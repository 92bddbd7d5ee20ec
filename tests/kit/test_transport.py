"""Mutual TLS: a process knows who calls by its certificate, and speaks to none but the service it wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from imagin.sample.v1 import sample_pb2_grpc
from kit import transport
from kit.channels import Channels
from kit.server import listen
from tests.conftest import Services, Started, as_service
from tests.kit.certificates import Authority, Files
from tests.kit.sample import SAMPLE, fail, prepare
from tests.refusals import refused


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ours")


@pytest.fixture
def secured(services: Services, authority: Authority) -> Started:
    """The sample behind mutual TLS."""
    files = authority.issue("sample.imagin.internal")
    return services.start_service(SAMPLE, prepare=prepare, **files.settings())


@contextmanager
def calling(secured: Started, files: Files, name: str = "sample", target: str = "sample") -> Iterator[Any]:
    """The stub that a process with these certificates makes."""
    settings = SAMPLE.settings(database_url="postgresql://nowhere/none", **files.settings())
    settings.addresses = {target: secured.address}
    channels = Channels(name, settings)
    yield channels.stub(sample_pb2_grpc.SampleServiceStub, target)
    channels.close()


def test_the_certificate_names_the_caller_and_what_it_says_of_itself_does_not(
    secured: Started, authority: Authority
) -> None:
    """A process that calls itself another than its certificate is taken for what the certificate says."""
    with calling(secured, authority.issue("sample.imagin.internal"), name="loader") as stub:
        stub.Fail(fail("answer"))
        assert refused(stub.OnlyLoader, fail("answer")).reason == "ACCESS_DENIED"
    with calling(secured, authority.issue("loader.imagin.internal")) as stub:
        assert stub.OnlyLoader(fail("answer")).caller == "service:loader"


@pytest.mark.parametrize(
    "names",
    [
        ("elsewhere.example",),
        ("loader.imagin.internal", "gateway.imagin.internal"),
        ("loader.imagin.internal.example",),
    ],
)
def test_a_certificate_without_exactly_one_name_of_ours_names_nobody(
    secured: Started, authority: Authority, names: tuple[str, ...]
) -> None:
    with calling(secured, authority.issue(*names)) as stub:
        assert refused(stub.OnlyLoader, fail("answer")).reason == "NOT_LOGGED_IN"


def test_an_expired_certificate_is_refused(secured: Started, authority: Authority) -> None:
    with calling(secured, authority.issue("loader.imagin.internal", days=-1)) as stub:
        assert refused(stub.OnlyLoader, fail("answer")).code is grpc.StatusCode.UNAVAILABLE


def test_a_certificate_of_another_authority_is_refused(secured: Started, authority: Authority, tmp_path: Path) -> None:
    foreign = Authority(tmp_path / "theirs").issue("loader.imagin.internal")
    mixed = Files(foreign.tls_certificate, foreign.tls_key, authority.path)
    with calling(secured, mixed) as stub:
        assert refused(stub.OnlyLoader, fail("answer")).code is grpc.StatusCode.UNAVAILABLE


def test_a_caller_without_certificate_or_in_plain_text_is_refused(secured: Started, authority: Authority) -> None:
    credentials = grpc.ssl_channel_credentials(authority.path.read_bytes())
    options = [("grpc.ssl_target_name_override", "sample.imagin.internal")]
    for channel in (
        grpc.secure_channel(secured.address, credentials, options),
        grpc.insecure_channel(secured.address),
    ):
        with channel:
            stub = sample_pb2_grpc.SampleServiceStub(channel)
            answer = refused(stub.OnlyLoader, fail("answer"), metadata=as_service("loader"), timeout=2)
        assert answer.code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


def test_a_server_that_is_not_the_wanted_service_gets_no_call(secured: Started, authority: Authority) -> None:
    """The address book may be wrong or a machine taken over: the certificate decides."""
    with calling(secured, authority.issue("gateway.imagin.internal"), target="auth") as stub:
        assert refused(stub.BeforeLogin, fail("answer")).code is grpc.StatusCode.UNAVAILABLE


def test_replaced_certificates_are_used_without_a_restart(secured: Started, authority: Authority) -> None:
    """They live a day: server and client read them again when the files change."""
    files = authority.issue("loader.imagin.internal")
    with calling(secured, files) as stub:
        assert stub.OnlyLoader(fail("answer")).caller == "service:loader"
        authority.issue("gateway.imagin.internal", file="loader.imagin.internal")
        assert stub.BeforeLogin(fail("answer")).caller == "service:gateway"
    authority.issue("renamed.imagin.internal", file="sample.imagin.internal")
    with calling(secured, files, target="renamed") as stub:
        assert stub.BeforeLogin(fail("answer")).caller == "service:gateway"


def test_a_server_without_certificates_refuses_any_address_but_loopback(sample: Started) -> None:
    sample.process.settings.listen = "0.0.0.0:0"
    with pytest.raises(SystemExit, match="certificates"):
        listen(sample.process, [])


def test_a_client_without_certificates_refuses_any_address_but_loopback(sample: Started) -> None:
    sample.process.settings.addresses = {"sample": "192.0.2.1:7000"}
    channels = Channels("sample", sample.process.settings)
    with pytest.raises(ValueError, match="certificates"):
        channels.stub(sample_pb2_grpc.SampleServiceStub).Fail(fail("answer"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1:1", True),
        ("[::1]:1", True),
        ("localhost:1", True),
        ("0.0.0.0:1", False),
        ("[::]:1", False),
        ("10.0.0.1:1", False),
        ("127.0.0.1.example:1", False),
        ("auth:1", False),
    ],
)
def test_loopback_is_recognised(address: str, expected: bool) -> None:
    assert transport.is_loopback(address) is expected
