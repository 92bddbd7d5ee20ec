"""Every way anything says no: a stable reason used once, a French sentence, a test that triggers it."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pytest

import gateway
import kit
import services
from gateway.errors import STATUS_OF_CODE
from kit.errors import Internal, PassedOn, Refusal, Violation
from tests.contract.contracts import ROOT
from tests.contract.typography import faults


def _modules() -> Iterator[ModuleType]:
    for package in (kit, services, gateway):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Importing a `__main__` runs nothing; a migration is named by its date and is no module.
            if ".migration" not in found.name:
                yield importlib.import_module(found.name)


MODULES = tuple(_modules())


def _refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for subclass in kind.__subclasses__():
        # What another service refused has a reason and a sentence already.
        if subclass is not PassedOn and subclass.__module__.split(".")[0] != "tests":
            yield subclass
            yield from _refusals(subclass)


REFUSALS = tuple(sorted(set(_refusals()), key=lambda refusal: refusal.__qualname__))
# Constants by their name, each once however many modules import it.
VIOLATIONS: dict[int, tuple[str, Violation]] = {
    id(value): (name, value)
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Violation)
}

SENTENCES = [(refusal.reason, refusal.message) for refusal in REFUSALS] + [
    (violation.reason, violation.message) for _, violation in VIOLATIONS.values()
]


def test_there_are_refusals_and_violations_of_every_service() -> None:
    owners = {refusal.__module__.split(".errors")[0] for refusal in REFUSALS}
    assert owners >= {"kit", "services.auth", "services.missions", "services.expenses", "services.documents"}
    assert len(VIOLATIONS) > 50


def test_a_reason_is_used_once_in_the_whole_product() -> None:
    """A program that gets it knows what happened, whoever said it."""
    reasons = Counter(reason for reason, _ in SENTENCES)
    assert [reason for reason, count in reasons.items() if count > 1] == []


@pytest.mark.parametrize(("reason", "sentence"), SENTENCES, ids=[reason for reason, _ in SENTENCES])
def test_a_refusal_is_a_french_sentence_for_people(reason: str, sentence: str) -> None:
    """S-SHELL-5."""
    assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", reason)
    assert faults(sentence) == []
    assert sentence[0].isupper() or sentence[0] in "«{"
    # Another sentence may end it: the first cause of a refusal, why a proof is asked for.
    assert sentence.endswith((".", "}"))


def test_a_violation_is_named_by_its_reason() -> None:
    assert [(name, violation.reason) for name, violation in VIOLATIONS.values() if name != violation.reason] == []


def test_a_refusal_is_never_an_error_of_the_gateway() -> None:
    """« 500 » is for what nobody foresaw."""
    assert [refusal.reason for refusal in REFUSALS if refusal.code not in STATUS_OF_CODE] == [Internal.reason]


def test_some_test_triggers_every_refusal() -> None:
    """It names the reason, or compares the sentence with that of the class."""
    files = (path for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "contract")
    words = {word for path in files for word in re.findall(r"\b[A-Z]\w+\b", path.read_text(encoding="utf-8"))}
    named = {refusal.reason: refusal.__name__ for refusal in REFUSALS}
    assert sorted(reason for reason, _ in SENTENCES if not {reason, named.get(reason)} & words) == []
