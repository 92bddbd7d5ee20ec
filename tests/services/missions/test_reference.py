"""Academies and communes, for pages and for the other services."""

from collections.abc import Iterator

import pytest

from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import Databases, Started
from tests.feeding import load, load_communes, load_one
from tests.refusals import refused
from tests.services.missions.examples import ACADEMY, COMMUNES
from tests.starting import shared_services, start_missions


@pytest.fixture(scope="module")
def missions(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with shared_services(databases) as services:
        started = start_missions(services, tmp_path_factory.mktemp("missions"))
        load_communes(started)
        load_one(started, "communes.jsonl", COMMUNES, academy="*")
        load(started, {"academies.jsonl": [ACADEMY, ACADEMY | {"code": "LILLE", "name": "Académie de Lille"}]})
        yield started


@pytest.fixture(scope="module")
def reference(missions: Started) -> pb_grpc.ReferenceServiceStub:
    return missions.stub_for(pb_grpc.ReferenceServiceStub, new_id())


def found(reference: pb_grpc.ReferenceServiceStub, search: str) -> list[str]:
    return [commune.code for commune in reference.SearchCommunes(pb.SearchCommunesRequest(search=search)).communes]


def test_the_academy_is_ours_unless_another_is_named(reference: pb_grpc.ReferenceServiceStub) -> None:
    ours = reference.GetAcademy(pb.GetAcademyRequest())
    assert (ours.code, ours.header, ours.time_zone) == ("SIEC", ACADEMY["header"], "Europe/Paris")
    assert ours.contact.email == ACADEMY["contact"]["email"]
    assert reference.GetAcademy(pb.GetAcademyRequest(code="LILLE")).name == "Académie de Lille"


def test_an_academy_that_nobody_loaded_is_refused(reference: pb_grpc.ReferenceServiceStub) -> None:
    assert refused(reference.GetAcademy, pb.GetAcademyRequest(code="ATLANTIS")).reason == "ACADEMY_UNKNOWN"


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("créteil", ["94028"]),
        ("CRETEIL", ["94028"]),
        # The most populated first.
        ("Saint-Denis", ["97411", "93066"]),
        ("saint den", []),
        ("93210", ["93066"]),
        ("9321", ["93066"]),
        # A district is not proposed: its postal code leads to the city.
        ("75012", ["75056"]),
        ("Paris 12", []),
        ("9%", []),
        ("_réteil", []),
        ("zz", []),
    ],
)
def test_communes_are_found_by_the_beginning_of_their_name_or_postal_code(
    reference: pb_grpc.ReferenceServiceStub, search: str, codes: list[str]
) -> None:
    assert found(reference, search) == codes


def test_a_search_gives_twenty_communes_at_most(missions: Started) -> None:
    reference = missions.stub_for(pb_grpc.ReferenceServiceStub, new_id())
    assert len(found(reference, "sa")) == 20


def test_a_search_of_one_letter_is_refused_by_name_of_its_field(reference: pb_grpc.ReferenceServiceStub) -> None:
    for search in ("", " ", "é", " a "):
        answer = refused(reference.SearchCommunes, pb.SearchCommunesRequest(search=search))
        assert [(each.field, each.reason) for each in answer.violations] == [("search", "SEARCH_TOO_SHORT")]


def test_a_search_that_no_text_column_can_hold_is_refused_in_words(reference: pb_grpc.ReferenceServiceStub) -> None:
    assert refused(reference.SearchCommunes, pb.SearchCommunesRequest(search="ab\0")).reason == "INVALID_VALUE"


def test_communes_by_code_name_their_city_and_unknown_ones_are_left_out(
    reference: pb_grpc.ReferenceServiceStub,
) -> None:
    wanted = pb.BatchGetCommunesRequest(codes=["75112", "97411", "00000", "", "75112"])
    communes = {commune.code: commune for commune in reference.BatchGetCommunes(wanted).communes}
    assert communes.keys() == {"75112", "97411"}
    assert (communes["75112"].parent_code, communes["97411"].department) == ("75056", "974")
    assert list(communes["97411"].postcodes) == ["97400", "97417", "97490"]
    assert not reference.BatchGetCommunes(pb.BatchGetCommunesRequest()).communes


def test_more_than_a_hundred_codes_are_refused(reference: pb_grpc.ReferenceServiceStub) -> None:
    answer = refused(reference.BatchGetCommunes, pb.BatchGetCommunesRequest(codes=["75056"] * 101))
    assert [(each.field, each.reason) for each in answer.violations] == [("codes", "TOO_MANY_CODES")]
    assert "100" in answer.violations[0].message


@pytest.mark.parametrize(
    ("rpc", "welcome"),
    [
        ("GetAcademy", {"gateway", "auth", "expenses", "portal", "survey"}),
        ("SearchCommunes", set()),
        ("BatchGetCommunes", {"expenses", "auth"}),
    ],
)
def test_each_service_reads_what_it_needs_and_no_more(missions: Started, rpc: str, welcome: set[str]) -> None:
    request = {"GetAcademy": pb.GetAcademyRequest, "SearchCommunes": pb.SearchCommunesRequest}
    for service in ("gateway", "auth", "expenses", "documents", "portal", "survey", "loader"):
        stub = missions.stub(pb_grpc.ReferenceServiceStub, service=service)
        call, message = getattr(stub, rpc), request.get(rpc, pb.BatchGetCommunesRequest)()
        if service in welcome:
            call(message)
        else:
            assert refused(call, message).reason in {"ACCESS_DENIED", "NOT_LOGGED_IN"}, service
