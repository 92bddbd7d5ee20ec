"""Who calls whom: deploy/calls.toml, the code, the access options and the channels really opened say the same."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from imagin.documents.v1 import documents_pb2, documents_pb2_grpc
from imagin.expenses.v1 import expenses_pb2, expenses_pb2_grpc
from imagin.missions.v1 import missions_pb2
from imagin.portal.v1 import portal_pb2, portal_pb2_grpc
from imagin.survey.v1 import survey_pb2, survey_pb2_grpc
from kit import rpc
from kit.channels import Channels
from kit.feeds import read_manifest
from kit.identifiers import new_id
from kit.settings import ProcessSettings
from tests.conftest import Services, eventually
from tests.contract.contracts import METHODS, ROOT, SHARED
from tests.feeding import DEMO, demo, jsonl, load_one
from tests.refusals import refused
from tests.services.missions.conftest import ANAIS, Academy, finish
from tests.services.missions.examples import a_person
from tools import load_feed

CALLS: dict[str, list[str]] = tomllib.loads((ROOT / "deploy" / "calls.toml").read_text(encoding="utf-8"))["calls"]
SERVICES = ("auth", "missions", "expenses", "documents", "portal", "survey")
FOLDERS = {name: ROOT / "services" / name for name in SERVICES}
FOLDERS |= {"gateway": ROOT / "gateway", "loader": ROOT / "tools"}


def test_the_list_names_every_process_once_in_order() -> None:
    assert CALLS.keys() == FOLDERS.keys()
    for name, targets in CALLS.items():
        assert targets == sorted(set(targets))
        assert name not in targets


def _targets(folder: Path) -> Iterator[str]:
    """Whom the code of a folder calls: the stubs that it imports, and the paths of RPCs that it writes down."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module=str(module), names=names) if module.startswith("imagin."):
                    called = [module] if module.endswith("_pb2_grpc") else [f"{module}.{each.name}" for each in names]
                    yield from (name for name in called if name.endswith("_pb2_grpc"))
                case ast.Constant(value=str(text)) if text.startswith("/imagin."):
                    yield text.lstrip("/")


@pytest.mark.parametrize("name", CALLS)
def test_the_code_calls_whom_the_list_names(name: str) -> None:
    found = {target for target in _targets(FOLDERS[name]) if ".".join(target.split(".")[:3]) not in SHARED}
    called = {rpc.target_of(target) for target in found} - {name}
    if name in SERVICES and name != "auth":
        # kit.keys asks auth, in every service.
        called.add("auth")
    if name == "loader":
        called |= load_feed.OWNERS.keys()
    assert sorted(called) == CALLS[name]


@pytest.mark.parametrize("name", CALLS)
def test_who_is_called_lets_the_caller_in(name: str) -> None:
    """The gateway comes with people; every other process is named by some RPC of those that it calls."""
    if name == "gateway":
        return
    for target in CALLS[name]:
        welcome = {
            service
            for method in METHODS
            if method.access and (method.package in SHARED or rpc.target_of(method.package) == target)
            for service in method.access.services
        }
        assert name in welcome, target


def test_a_process_opens_the_channels_that_it_may_and_no_other(academy: Academy) -> None:
    """Everything that makes a service call another one, once."""
    product = academy.services
    # missions → auth for letters; missions → expenses for what becomes official.
    started = missions_pb2.StartOfficialRunRequest(request_id=new_id(), session="2026")
    finish(academy, academy.desk().StartOfficialRun(started))
    asked = missions_pb2.StartLettersRequest(request_id=new_id(), session="2026")
    finish(academy, academy.desk().StartLetters(asked))
    # auth → expenses for what changed of somebody.
    academy.register(a_person(ANAIS, last_name="Lefèvre-Martin"))
    # expenses → missions for communes, → documents for proofs, → auth for mails.
    load_one(product.started["expenses"], "distances.jsonl", [{"from": "94028", "to": "94003", "km": 12}])
    _validate(product, academy.id_of(ANAIS))
    # portal → missions, survey → auth.
    portal = product.started["portal"].stub_for(portal_pb2_grpc.PortalServiceStub, academy.id_of(ANAIS))
    portal.ListPortalMissions(portal_pb2.ListPortalMissionsRequest())
    survey = product.started["survey"].stub_for(survey_pb2_grpc.SurveyServiceStub, academy.id_of(ANAIS))
    answer = refused(survey.GetOpenQuestionnaire, survey_pb2.GetOpenQuestionnaireRequest())
    assert answer.reason == "NO_OPEN_QUESTIONNAIRE"
    # documents → auth for the keys, as soon as a person comes.
    documents = product.started["documents"].stub_for(documents_pb2_grpc.FoldersServiceStub, new_id())
    assert refused(documents.ListFolders, documents_pb2.ListFoldersRequest()).code is grpc.StatusCode.PERMISSION_DENIED

    def opened() -> dict[str, list[str]]:
        return {name: sorted(product.started[name].process.channels.opened) for name in SERVICES}

    eventually(lambda: opened() == {name: CALLS[name] for name in SERVICES}, seconds=10)


def _validate(product: Services, person_id: str) -> None:
    """Anaïs validates her claim: it costs expenses every call that it makes for a page."""
    stub = product.started["expenses"].stub_for(expenses_pb2_grpc.ClaimsServiceStub, person_id)

    def claims() -> list[expenses_pb2.ClaimRow]:
        return list(stub.ListClaims(expenses_pb2.ListClaimsRequest()).claims)

    version = stub.GetConditions(expenses_pb2.GetConditionsRequest()).version
    stub.AcceptConditions(expenses_pb2.AcceptConditionsRequest(request_id=new_id(), version=version))
    eventually(claims, seconds=10)
    wanted = expenses_pb2.GetClaimRequest(id=claims()[0].id)
    # What auth tells of her makes a new version of the claim.
    eventually(lambda: stub.GetClaim(wanted).examiner.last_name == "Lefèvre-Martin", seconds=10)
    claim = stub.GetClaim(wanted)
    entered = expenses_pb2.ClaimInput()
    entered.fee.copies = 40
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    request = expenses_pb2.UpdateClaimRequest(**change, input=entered)
    request.update_mask.paths.append("fee")
    claim = stub.UpdateClaim(request)
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    stub.ValidateClaim(expenses_pb2.ValidateClaimRequest(**change, is_confirmed=True))


def test_the_loader_opens_a_channel_to_each_owner(product: Services, tmp_path: Path) -> None:
    for names in load_feed.OWNERS.values():
        (tmp_path / f"{names[0]}.jsonl").write_bytes(jsonl(demo(names[0])[:1] if names[0] != "applications" else []))
    channels = Channels("loader", ProcessSettings(addresses=product.addresses))
    loader = load_feed.Loader(channels, is_dry_run=True, is_forced=False)
    manifest = read_manifest((DEMO / "feed.json").read_bytes())
    assert sum(result.refused for result in loader.load(tmp_path, manifest)) == 0
    channels.close()
    assert sorted(channels.opened) == CALLS["loader"]
