"""docs/operations.md and docs/security.md say what processes really read, count and promise."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from pydantic.fields import FieldInfo

from gateway.guard import CONTENT_SECURITY_POLICY
from gateway.settings import GatewaySettings
from kit import metrics
from kit.settings import ProcessSettings, ServiceSettings
from services.auth.rules import throttling
from services.auth.settings import AuthSettings
from services.documents.settings import DocumentsSettings
from services.expenses.settings import ExpensesSettings
from services.missions.settings import MissionsSettings
from services.portal.settings import PortalSettings
from services.survey.settings import SurveySettings
from tests.feeding import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
SERVICES = (AuthSettings, DocumentsSettings, ExpensesSettings, MissionsSettings, PortalSettings, SurveySettings)


def _default(field: FieldInfo) -> str:
    """As the page writes it: in backquotes, nothing for what is empty, `none` for what must be given."""
    if field.is_required():
        return "none"
    return f"`{field.default}`" if field.default not in (None, "", {}) else ""


def _wanted() -> dict[str, str]:
    """Each variable with its default."""
    wanted = {str(field.validation_alias): _default(field) for field in ProcessSettings.model_fields.values()}
    own = ServiceSettings.model_fields.keys() - ProcessSettings.model_fields.keys()
    wanted |= {f"IMAGIN_<NAME>_{name.upper()}": _default(ServiceSettings.model_fields[name]) for name in own}
    for settings, common in (*((each, ServiceSettings) for each in SERVICES), (GatewaySettings, ProcessSettings)):
        prefix = settings.model_config["env_prefix"]
        for name in settings.model_fields.keys() - common.model_fields.keys():
            wanted[prefix + name.upper()] = _default(settings.model_fields[name])
    return wanted


def test_every_setting_is_told_with_its_default() -> None:
    told = dict(re.findall(r"^\| `(IMAGIN_[^`]+)` \| (.*?) ?\| .+ \|$", OPERATIONS, re.MULTILINE))
    assert told == _wanted()


@pytest.mark.parametrize("name", [each.model_config["env_prefix"].split("_")[1].lower() for each in SERVICES])
def test_every_command_of_a_service_is_told(name: str) -> None:
    commands = import_module(f"services.{name}.__main__").SERVICE.commands
    assert [command for command in commands if f"`python -m services.{name} {command}`" not in OPERATIONS] == []


def test_every_metric_is_told() -> None:
    assert metrics.exposition()
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("imagin_")}
    told = {name.removesuffix("_total") for name in re.findall(r"^\| `(imagin_\w+)` \|", OPERATIONS, re.MULTILINE)}
    assert told == ours


def test_every_limit_of_tries_is_told() -> None:
    limits = [limit for limit in vars(throttling).values() if isinstance(limit, throttling.Limit)]
    # The two about mails that people ask for themselves are like the one about resetting.
    told = re.findall(r"^\| .+ \| ([\d ]+) (?:a|an|in) .+ \| ([\d ]+) \|$", SECURITY, re.MULTILINE)
    figures = {(int(budget.replace(" ", "")), int(free.replace(" ", ""))) for budget, free in told}
    assert figures == {(limit.budget, limit.free_count) for limit in limits}
    assert f"{throttling.FIRST_DELAY.seconds} seconds to {throttling.LONGEST_DELAY.seconds // 60} minutes" in SECURITY


def test_the_policy_is_told_as_it_is_sent() -> None:
    assert f"`Content-Security-Policy: {CONTENT_SECURITY_POLICY}`" in SECURITY


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_a_page_leads_to_files_that_are_there(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
