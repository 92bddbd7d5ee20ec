"""Rules of auth as tables of cases: passwords, temporary passwords, identifiers, e-mails, menu, rights."""

import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from kit.french import collation_key
from services.auth import errors
from services.auth.models import Origin, Role
from services.auth.rules import emails, identity, passwords, temporary
from services.auth.rules.accounts import State
from services.auth.rules.common_words import WORDS
from services.auth.rules.menu import ACTIVITIES, Decision, open_activities
from tests.conftest import NOON

ABOUT = ("ESI204745", "Lefèvre-Dubois", "Anaïs", "SIEC", "anais.lefevre@ac-creteil.example")


@pytest.mark.parametrize(
    "password",
    [
        "sept girafes bleues sous la pluie",
        "un tramway orange vers Quimperlé",
        "a" * 14 + " mais pas seulement des a",
        "8401 9273 6550 1928 4471",
        "8401927365501928",
        "Zq7#xLw2!pV9&mK",
        "".join(chr(0x1F600 + number) for number in range(64)) * 2,
        "🙂" * 128,
        "  un espace devant, un espace derrière  ",
        "παράδειγμα κωδικού",
        "une phrase qui contient imagin et 2026 et mon nom Lefèvre",
    ],
)
def test_a_long_password_of_any_composition_is_accepted(password: str) -> None:
    """A2, A4, B16."""
    assert passwords.violation(password, ABOUT) is None


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("quatorze lettr", errors.PASSWORD_TOO_SHORT),
        ("", errors.PASSWORD_TOO_SHORT),
        ("🙂" * 14, errors.PASSWORD_TOO_SHORT),
        ("é" * 14, errors.PASSWORD_TOO_SHORT),
        ("un mot " * 18 + "de trop", errors.PASSWORD_TOO_LONG),
        ("imagin2025imagin", errors.PASSWORD_COMMON),
        ("motdepasse123456", errors.PASSWORD_COMMON),
        ("M0td3p4ss32026!!", errors.PASSWORD_COMMON),
        ("azertyuiopqsdfghjklm", errors.PASSWORD_COMMON),
        ("012345678901234", errors.PASSWORD_COMMON),
        ("aaaaaaaaaaaaaaaaaa", errors.PASSWORD_COMMON),
        ("xkcdxkcdxkcdxkcd", errors.PASSWORD_COMMON),
        (" " * 20, errors.PASSWORD_COMMON),
        ("................", errors.PASSWORD_COMMON),
        ("Soleil-Marseille-1998", errors.PASSWORD_COMMON),
        ("Académie Examens 2026", errors.PASSWORD_COMMON),
        ("AnaisLefevre2026", errors.PASSWORD_ABOUT_OWNER),
        ("ESI204745ESI204745", errors.PASSWORD_ABOUT_OWNER),
        ("lefèvre dubois anaïs!", errors.PASSWORD_ABOUT_OWNER),
        ("7KQX - 0M4T - 9ZWB", errors.PASSWORD_UNCHANGED),
    ],
)
def test_a_password_that_somebody_would_try_first_is_refused_with_its_reason(
    password: str, expected: errors.Violation
) -> None:
    """A3, B15, B16: the whole password is looked at, never a part of it."""
    assert passwords.violation(password, ABOUT) is expected


def test_every_word_of_the_list_alone_or_repeated_is_refused() -> None:
    """A3: what people make of one common word: twice, with a year, with signs, in disguise."""
    for word in WORDS:
        for made in (f"{word}{word}", f"{word}2026!", f"{word.title()}123456", f"{word}-{word}-{word}"):
            padded = (
                made if len(made) >= passwords.SHORTEST else made + "1234567890123"[: passwords.SHORTEST - len(made)]
            )
            assert passwords.violation(padded, ABOUT) is not None, padded


@pytest.mark.parametrize(("count", "is_accepted"), [(14, False), (15, True), (64, True), (128, True), (129, False)])
def test_code_points_are_counted(count: int, is_accepted: bool) -> None:
    """A2: neither bytes nor letters without their accents."""
    text = "".join(chr(0x3041 + number % 80) for number in range(count))
    assert (passwords.violation(text, ()) is None) == is_accepted


@given(st.text(max_size=200))
def test_two_ways_to_write_a_letter_are_one_password(text: str) -> None:
    """A4: NFKC is the only change ever made."""
    decomposed = unicodedata.normalize("NFD", text)
    assert passwords.normalised(decomposed) == passwords.normalised(text)


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=4))
def test_no_text_breaks_the_check_of_passwords(text: str, about: list[str]) -> None:
    passwords.violation(text, about)


def test_a_temporary_password_has_twelve_symbols_that_nobody_confuses() -> None:
    """D21."""
    drawn = {temporary.draw() for _ in range(500)}
    assert len(drawn) == 500
    for symbols in drawn:
        assert set(symbols).isdisjoint("ILOU")
        assert temporary.typed(temporary.printed(symbols)) == symbols


@pytest.mark.parametrize("text", ["", "7KQX-0M4T-9ZW", "7KQX-0M4T-9ZWBB", "7KQX-0M4T-9ZWU", "sept girafes bleues"])
def test_what_is_no_temporary_password_is_none(text: str) -> None:
    assert temporary.typed(text) is None


@given(st.text(max_size=100))
def test_an_identifier_has_one_form(text: str) -> None:
    """B3."""
    form = identity.canonical(text)
    assert identity.canonical(form) == form
    assert "\0" not in form
    assert len(form) <= identity.LONGEST_IDENTIFIER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anais@boite.example", "anais@boite.example"),
        ("  Anais.Lefevre+frais@Boite.Example ", "anais.lefevre+frais@boite.example"),
        ("o'neil@boite.example", "o'neil@boite.example"),
        ("anais@hôtel.example", "anais@xn--htel-vqa.example"),
    ],
)
def test_an_e_mail_is_kept_in_one_form(typed: str, kept: str) -> None:
    """B11."""
    assert emails.normalised(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b\nBcc: x@c.example",
        "a@b.example,c@d.example",
        "a@b.example c@d.example",
        '"a b"@c.example',
        "a@localhost",
        "a@b..example",
        "a@-b.example",
        "a@[192.0.2.1]",
        "a@192.0.2.1",
        "a..b@c.example",
        ".a@c.example",
        "é@c.example",
        "a\0@c.example",
        f"{'a' * 65}@c.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    """B11."""
    assert emails.normalised(typed) is None


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (None, True),
        (Decision("claims", is_open=False), False),
        (Decision("claims", is_open=True), True),
        (Decision("claims", True, start_time=NOON), True),
        (Decision("claims", True, start_time=NOON + timedelta(seconds=1)), False),
        (Decision("claims", True, end_time=NOON), False),
        (Decision("claims", True, NOON - timedelta(days=1), NOON + timedelta(seconds=1)), True),
        (Decision("claims", False, NOON - timedelta(days=1), NOON + timedelta(days=1)), False),
    ],
)
def test_an_activity_is_open_inside_its_bounds(decision: Decision | None, expected: bool) -> None:
    """S-SHELL-4."""
    decisions = [decision] if decision else []
    assert ("claims" in _keys({Role.EXAMINER}, decisions)) == expected


def test_the_menu_is_that_of_the_rights() -> None:
    assert _keys({Role.EXAMINER}) == ["missions", "claims"]
    assert _keys({Role.MANAGER}) == ["desk", "letters", "people"]
    assert _keys({Role.ADMINISTRATOR}) == ["people"]
    assert _keys({Role.CENTRE_HEAD, Role.JURY_PRESIDENT}) == []
    assert _keys(set(Role)) == [activity.key for activity in ACTIVITIES]


@pytest.mark.parametrize(
    ("caller", "person", "expected"),
    [
        (Role.MANAGER, Role.EXAMINER, True),
        (Role.MANAGER, Role.MANAGER, False),
        (Role.MANAGER, Role.ADMINISTRATOR, False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        (Role.ADMINISTRATOR, Role.MANAGER, True),
        (Role.EXAMINER, Role.MANAGER, False),
    ],
)
def test_nobody_opens_an_account_with_rights_like_their_own_or_more(caller: Role, person: Role, expected: bool) -> None:
    """S-AUTH-5, G-4: else a gestionnaire could become another one, or an administrator."""
    assert identity.may_help({Role.EXAMINER, caller}, {Role.EXAMINER, person}) == expected


def test_a_line_of_the_feed_without_rights_is_an_examiner() -> None:
    assert identity.roles_of_feed([]) == {Role.EXAMINER}
    assert identity.roles_of_feed(["manager"]) == {Role.MANAGER}
    assert identity.roles_of_feed(["examiner", "jury_president"]) == {Role.EXAMINER, Role.JURY_PRESIDENT}


def test_people_are_sorted_as_a_french_list() -> None:
    names = [("Évrard", "Zoé"), ("Eton", "A"), ("De La Tour", "B"), ("Delage", "C"), ("Œuvrard", "D"), ("Zola", "É")]
    ordered = sorted(names, key=lambda name: identity.sort_name(*name))
    assert [last for last, _ in ordered] == ["De La Tour", "Delage", "Eton", "Évrard", "Œuvrard", "Zola"]


def test_establishments_are_sorted_as_a_french_list() -> None:
    names = ["Lycée Évariste-Galois", "Lycée Edgar-Quinet", "École du Parc", None, "Collège Zola"]
    assert sorted(names, key=identity.establishment_sort) == [
        None,
        "Collège Zola",
        "École du Parc",
        "Lycée Edgar-Quinet",
        "Lycée Évariste-Galois",
    ]


def test_labels_are_those_of_the_contract() -> None:
    """The words exist twice, in the contract for pages and here for lists searched by them: they are the same."""
    for prefix, kind, words in (("ORIGIN", pb.Person.Origin, Origin), ("ACCOUNT_STATE", pb.Person.AccountState, State)):
        values = kind.DESCRIPTOR.values_by_name
        for code in words:
            assert code.label == values[f"{prefix}_{code.name}"].GetOptions().Extensions[access_pb2.label_fr]


def test_the_codes_of_origins_are_in_the_order_of_their_labels() -> None:
    """S-SHELL-8: the index sorts by code."""
    assert sorted(Origin) == sorted(Origin, key=lambda origin: collation_key(origin.label))


def _keys(roles: set[Role], decisions: list[Decision] | None = None, now: datetime = NOON) -> list[str]:
    return [activity.key for activity in open_activities(roles, decisions or [], now)]
