"""How contracts are written, that gen/ is made from them, and that nothing of the baseline breaks."""

import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor import FieldDescriptor

from tests.contract.contracts import FIELDS, GEN, METHODS, ROOT
from tools import generate_proto

BUF = Path(sys.executable).with_name("buf")
READ_VERBS = ("Get", "List", "BatchGet", "Search", "Resolve", "Download", "Estimate")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contracts as buf reads them."""
    path = tmp_path_factory.mktemp("contracts") / "image.binpb"
    generate_proto.describe(path, with_comments=True)
    return path


def buf(*arguments: str | Path) -> str:
    """What buf has to say."""
    ended = subprocess.run(
        [BUF, *arguments, "--config", ROOT / "buf.yaml"], capture_output=True, text=True, check=False, timeout=60
    )
    return ended.stdout + ended.stderr


def test_buf_finds_nothing_to_say_about_the_style(image: Path) -> None:
    """Names, packages, zero values, and a comment on every element."""
    assert buf("lint", image) == ""


def test_what_peers_of_the_baseline_say_is_still_understood(image: Path) -> None:
    """S-FED: a contract stays readable by the previous version of a peer."""
    assert buf("breaking", image, "--against", generate_proto.BASELINE) == ""


def test_a_change_that_would_break_a_peer_is_noticed(tmp_path: Path) -> None:
    """The check checks: without a field that the baseline has, buf speaks up."""
    content = generate_proto.BASELINE.read_bytes()
    shorter = tmp_path / "image.binpb"
    # Another name of the same length keeps the file well formed.
    shorter.write_bytes(content.replace(b"order_number", b"other_number"))
    assert "order_number" in buf("breaking", shorter, "--against", generate_proto.BASELINE)


def test_gen_is_what_the_contracts_give(tmp_path: Path) -> None:
    generate_proto.generate(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.py*")}
    kept = {path.relative_to(GEN): path.read_bytes() for path in GEN.rglob("*.py*") if "__pycache__" not in path.parts}
    assert sorted(made) == sorted(kept)
    assert [str(path) for path in made if made[path] != kept[path]] == [], "run `make proto`"


@pytest.mark.parametrize(
    ("kind", "endings"),
    [
        ("google.protobuf.Timestamp", ("_time",)),
        ("google.type.Date", ("date", "_from")),
        ("google.type.TimeOfDay", ("_time",)),
    ],
)
def test_a_name_says_whether_it_is_an_instant_a_day_or_an_hour(kind: str, endings: tuple[str, ...]) -> None:
    named = [field for field in FIELDS if field.message_type and field.message_type.full_name == kind]
    assert named
    assert [field.full_name for field in named if not field.name.endswith(endings)] == []


def test_amounts_are_whole_cents() -> None:
    """A rate has more decimals than cents: it is a decimal, written as text."""
    cents = [field for field in FIELDS if field.name.endswith("_cents")]
    whole = [field for field in cents if field.cpp_type == FieldDescriptor.CPPTYPE_INT64]
    assert whole
    others = [field for field in cents if field not in whole]
    assert {(field.name, field.cpp_type) for field in others} <= {("rate_cents", FieldDescriptor.CPPTYPE_STRING)}
    floats = (FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE)
    assert [field.full_name for field in FIELDS if field.cpp_type in floats] == [], "never a binary float"


def test_a_flag_reads_as_a_sentence() -> None:
    verbs = ("is_", "can_", "has_", "must_", "should_", "opens_", "needs_", "allows_", "may_", "sends_")
    # The options of the access rule itself are words of the contract language.
    flags = [
        field
        for field in FIELDS
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL and field.containing_type.file.package != "imagin.access.v1"
    ]
    assert [field.full_name for field in flags if not field.name.startswith(verbs)] == []


def test_secrets_are_left_out_of_whatever_prints_a_message() -> None:
    words = ("password", "secret", "form_token", "iban", "insee_number")
    flags = (FieldDescriptor.CPPTYPE_BOOL, FieldDescriptor.CPPTYPE_MESSAGE)
    secrets = [
        field
        for field in FIELDS
        if any(word in field.name for word in words)
        and (field.cpp_type not in flags or (field.message_type and field.message_type.GetOptions().map_entry))
    ]
    assert secrets
    assert [field.full_name for field in secrets if not field.GetOptions().debug_redact] == []


def test_a_change_carries_its_request_id_and_a_read_does_not() -> None:
    for method in METHODS:
        has_request_id = "request_id" in method.descriptor.input_type.fields_by_name
        assert method.access is not None, method
        assert has_request_id == method.access.change, method
        if method.access.change:
            assert not method.descriptor.name.startswith(READ_VERBS), method
