"""A small academy for the tests of missions: records as a feed brings them, each with what the test needs changed."""

from typing import Any

from tests.feeding import demo

_PERSON = next(person for person in demo("people") if not person["roles"] and person["establishment"])
_MISSION = next(mission for mission in demo("missions") if mission["nature"] == "COPIES" and mission["paper"])

ACADEMY = next(academy for academy in demo("academies") if academy["code"] == "SIEC")

# Communes of the official list: a town and its double, a city and one of its districts, one overseas.
COMMUNES = [
    {"code": "75056", "name": "Paris", "postcodes": ["75001", "75012", "75116"], "department": "75"}
    | {"population": 2_133_111, "parent": None},
    {"code": "75112", "name": "Paris 12e Arrondissement", "postcodes": ["75012"], "department": "75"}
    | {"population": 139_788, "parent": "75056"},
    {"code": "94003", "name": "Arcueil", "postcodes": ["94110"], "department": "94"}
    | {"population": 21_935, "parent": None},
    {"code": "94028", "name": "Créteil", "postcodes": ["94000"], "department": "94"}
    | {"population": 92_737, "parent": None},
    {"code": "93066", "name": "Saint-Denis", "postcodes": ["93200", "93210"], "department": "93"}
    | {"population": 149_077, "parent": None},
    {"code": "97411", "name": "Saint-Denis", "postcodes": ["97400", "97417", "97490"], "department": "974"}
    | {"population": 155_634, "parent": None},
]


def a_person(identifier: str, **changes: Any) -> dict[str, Any]:
    """Somebody of the register: an examiner who lives in Créteil, unless the test says otherwise."""
    return {
        **_PERSON,
        "identifier": identifier,
        "national_id": f"N{identifier}",
        "civility": "Mme",
        "last_name": "Lefèvre",
        "first_name": "Anaïs",
        "insee_number": None,
        "iban": None,
        "bic": None,
        "address": {"lines": ["12 rue des Lilas"], "postcode": "94000", "commune": "94028", "country": "FR"},
        "establishment": {**_PERSON["establishment"], "name": "Lycée Marie-Curie", "commune": "94003"},
        "roles": [],
        **changes,
    }


def a_mission(number: str, **changes: Any) -> dict[str, Any]:
    """A mission of marking in Créteil; `centre`, `exam` and `paper` change field by field."""
    mission = {
        **_MISSION,
        "number": number,
        "exam": {"code": "BGT", "label": "BACCALAUREAT GENERAL ET TECHNOLOGIQUE"},
        "label": "Correction de copies",
        "centre": {
            "uai": "0949001Y",
            "name": "Lycée Olympe-de-Gouges",
            "lines": ["1 place de l’Église"],
            "postcode": "94000",
            "commune": "94028",
        },
        "start_date": "2026-06-15",
        "start_time": "08:00",
        "end_date": "2026-06-16",
        "end_time": "18:00",
        "header": ACADEMY["header"],
        "portal": None,
        "fee": "EXAMINER",
    }
    for name, value in changes.items():
        mission[name] = {**mission[name], **value} if isinstance(value, dict) and mission[name] else value
    return mission


def a_convocation(mission: str, identifier: str, **changes: Any) -> dict[str, Any]:
    """An official convocation."""
    return {
        "mission": mission,
        "identifier": identifier,
        "capacity": "Correctrice",
        "jury_capacity": None,
        "issued": "2026-05-20",
        "official": True,
        "cancelled": False,
        **changes,
    }
