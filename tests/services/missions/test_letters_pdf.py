"""Letters of convocation on paper: what they say, what they never say, and how they look for short and long data."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from statistics import median
from time import process_time
from typing import Any

import pytest

from services.missions.templates.convocation import (
    Centre,
    Contact,
    ConvocationLetter,
    Fee,
    Kind,
    Mission,
    Paper,
    write_letter,
    write_letters,
)
from tests import pdf_reading

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PASSWORD = "7K3M-Q2XT-9WPA"
LONG_TEXT = (
    "Une réunion d’entente, obligatoire, se tient le premier jour à 9 h en salle polyvalente ; apportez le sujet, le"
    " barème et vos propositions de correction. Le restaurant administratif vous accueille de 11 h 30 à 13 h 30 sur"
    " présentation de cette convocation. Le parc de stationnement est fermé : venez par les transports en commun."
)

MISSION = Mission(
    number="SI10437",
    label="Correction de copies",
    exam="BACCALAUREAT GENERAL ET TECHNOLOGIQUE",
    start_date=date(2026, 6, 15),
    start_time=time(8),
    end_date=date(2026, 6, 19),
    end_time=time(18),
    centre=Centre(
        "Lycée polyvalent Victor-Hugo", ("12 boulevard de l’Hôtel de Ville", "93600 Aulnay-sous-Bois"), "0931234X"
    ),
    fee=Fee.EXAMINER,
    opens_travel=True,
    speciality="Systèmes numériques",
    paper=Paper("Histoire-géographie", "Terminale", 240),
    capacity="Correctrice",
    jury="Commission 14",
    jury_capacity="Vice-présidente",
    text="Présentez-vous à l’accueil.",
)

SIX = [
    replace(
        MISSION,
        number=f"SI1043{index}",
        start_date=date(2026, 6, 15 + index),
        end_date=date(2026, 6, 15 + index),
        fee=fee,
        text=LONG_TEXT if index % 2 else None,
    )
    for index, fee in enumerate(Fee)
]


def letter(**changed: Any) -> ConvocationLetter:
    return replace(
        ConvocationLetter(
            kind=Kind.ORIGINAL,
            authority="SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS",
            identifier="ESI378486",
            civility="Mme",
            first_name="Anne-Sophie",
            last_name="Lecœur-Aydın",
            address_lines=("Résidence Molière", "Bâtiment C, appartement 32", "49 rue des Œillets", "93470 Coubron"),
            session="2026",
            issued=date(2026, 6, 1),
            contact=Contact("Accueil des intervenants", "intervenants@siec.example", "01 99 00 00 00"),
            missions=[MISSION],
            service="Service interacadémique des examens et concours (Créteil, Paris, Versailles)",
            service_url="https://imagin.siec.example",
            workplace="Lycée Marie-Curie, Sceaux",
            deadline=date(2026, 8, 31),
            password=PASSWORD,
            password_until=date(2026, 7, 31),
        ),
        **changed,
    )


def duplicate(**changed: Any) -> ConvocationLetter:
    return letter(kind=Kind.DUPLICATE, password=None, password_until=None, **changed)


def bulk(letters: list[ConvocationLetter]) -> bytes:
    file = BytesIO()
    assert write_letters(iter(letters), session="2026", created=NOW, to=file) == len(letters)
    return file.getvalue()


def test_an_original_says_everything_that_a_convocation_must():
    """S-AUTH-2, G-8, domain.md §5.1."""
    document = write_letter(letter(), created=NOW)
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_readable(document)
    pdf_reading.assert_set_in_french(document)
    said = pdf_reading.words(document).replace("\u00a0", " ").replace("\u202f", " ")
    for expected in (
        "SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS",
        "Mme Anne-Sophie Lecœur-Aydın Résidence Molière Bâtiment C, appartement 32 49 rue des Œillets 93470 Coubron",
        "Identifiant ESI378486",
        f"Mot de passe temporaire {PASSWORD}",
        "Valable jusqu’au vendredi 31 juillet 2026.",
        "Adresse du service : https://imagin.siec.example",
        "Le lundi 1er juin 2026",
        "Vous êtes convoquée, au titre de la session 2026",
        "Mission SI10437 : Correction de copies",
        "BACCALAUREAT GENERAL ET TECHNOLOGIQUE",
        "Systèmes numériques",
        "Histoire-géographie, option Terminale (durée : 4 heures)",
        "Qualité Correctrice",
        "Commission 14, en qualité de Vice-présidente",
        "Du lundi 15 juin 2026 à 8 h au vendredi 19 juin 2026 à 18 h",
        "Lycée polyvalent Victor-Hugo (0931234X) 12 boulevard de l’Hôtel de Ville 93600 Aulnay-sous-Bois",
        "Présentez-vous à l’accueil.",
        "À demander dans votre état de frais",
        "Remboursé si le lieu est hors de vos communes",
        "vaut ordre de mission",
        "Lycée Marie-Curie, Sceaux",
        "Accueil des intervenants, mél : intervenants@siec.example, téléphone : 01 99 00 00 00",
        "Comment demander votre rémunération et vos frais",
        "au plus tard le lundi 31 août 2026",
        "page 1 sur 2",
        "page 2 sur 2",
    ):
        assert expected in said
    assert "DUPLICATA" not in said
    # Head, then who it is for, then the title: as it is read aloud.
    assert said.index("ESI378486") < said.index("Anne-Sophie") < said.index("Convocation Madame")


def test_identifier_and_password_are_at_the_top_left_and_not_in_the_window():
    """S-AUTH-2. What shows through the window of the envelope is the address alone (NF Z 10-011)."""
    first, _ = pdf_reading.printed(write_letter(letter(), created=NOW))
    millimetre = 72 / 25.4
    window = [box for box in first if box.left > 100 * millimetre and 202 < box.bottom / millimetre < 252]
    shown = "".join(box.character for box in window)
    assert shown == "MmeAnne-SophieLecœur-AydınRésidenceMolièreBâtimentC,appartement3249ruedesŒillets93470Coubron"
    everything = "".join(box.character for box in first)
    secret = [first[everything.index(part) + place] for part in ("ESI378486", PASSWORD) for place in range(9)]
    assert all(box.right < 105 * millimetre and box.bottom > 235 * millimetre for box in secret)


def test_a_duplicate_says_so_and_never_carries_a_password():
    """S-MIS-2, D21."""
    document = write_letter(duplicate(), created=NOW)
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_set_in_french(document)
    said = pdf_reading.words(document)
    assert said.count("DUPLICATA") == 3
    assert "ESI378486" in said
    assert "temporaire" not in said
    with pytest.raises(ValueError, match="original only"):
        letter(kind=Kind.DUPLICATE)
    assert PASSWORD not in repr(letter())


def test_a_letter_to_check_says_that_it_is_not_official():
    said = pdf_reading.words(write_letter(letter(kind=Kind.PROOF, password=None), created=NOW))
    assert "PROJET" in said
    assert "cette convocation n’est pas officielle" in said


def test_who_has_logged_in_already_gets_no_password_but_the_address():
    said = pdf_reading.words(write_letter(letter(password=None, civility="M."), created=NOW))
    assert "temporaire" not in said
    assert "https://imagin.siec.example" in said
    assert "Monsieur," in said
    assert "Vous êtes convoqué," in said


def test_six_missions_with_long_texts_fit_and_stay_readable():
    document = write_letter(letter(missions=SIX), created=NOW)
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_readable(document)
    said = pdf_reading.words(document)
    assert "aux 6 missions suivantes" in said
    # In the summary and in its own section.
    assert all(said.count(mission.number) == 2 for mission in SIX)
    for sentence in (
        "À demander dans votre état de frais",
        "Calculée d’après votre travail dans SANTORIN",
        "Calculée par votre gestionnaire",
        "Traitée par votre gestionnaire",
        "les quantités que saisit la présidence du jury",
        "Cette mission n’ouvre pas droit à rémunération",
    ):
        assert sentence in said


def test_the_head_of_the_summary_is_repeated_on_each_page():
    missions = [replace(MISSION, number=f"SI{20000 + index}") for index in range(60)]
    document = write_letter(letter(missions=missions), created=NOW)
    with_rows = [page for page in pdf_reading.pages(document) if "15/06/2026 08:00" in page]
    assert len(with_rows) > 1
    assert all("N° Mission Début Fin Lieu" in page for page in with_rows)


def test_every_field_may_be_hostile_or_missing():
    """B81: text is data; a word without end does not leave the page."""
    hostile = '#eval("1") *a* <b>c</b> $x$ \\ @d [e] \u202ef 😀'
    endless = "x" * 400
    for text in (hostile, endless):
        mission = replace(
            MISSION,
            number=text,
            label=text,
            exam=text,
            speciality=text,
            paper=Paper(text, text),
            capacity=text,
            jury=text,
            jury_capacity=text,
            text=text,
            centre=Centre(text, [text, text], text),
        )
        hurt = letter(
            authority=text,
            service=text,
            service_url=text,
            workplace=text,
            first_name=text,
            last_name=text,
            password=text,
            contact=Contact(text, text, text),
            address_lines=[text] * 4,
            missions=[mission, mission],
            # Keys that people know by heart are never long.
            identifier=text[:16],
            session=text[:16],
        )
        document = write_letter(hurt, created=NOW)
        pdf_reading.assert_accessible(document)
        pdf_reading.assert_readable(document)
    bare = Mission(
        "1", "x", "y", date(2026, 1, 1), time(0), date(2026, 1, 1), time(0, 1), Centre("c", ()), Fee.NONE, False
    )
    least = ConvocationLetter(
        Kind.DUPLICATE, "A", "I", "M.", "P", "N", (), "2026", date(2026, 1, 1), Contact("g"), [bare]
    )
    document = write_letter(least, created=NOW)
    pdf_reading.assert_accessible(document)
    assert "None" not in pdf_reading.words(document)


def test_a_text_of_many_pages_loses_nothing():
    text = "\n".join(f"ligne {index}" for index in range(200))
    document = write_letter(letter(missions=[replace(MISSION, text=text)]), created=NOW)
    pdf_reading.assert_readable(document)
    said = pdf_reading.words(document)
    assert [f"ligne {index}" in said for index in range(200)] == [True] * 200


def test_a_letter_without_mission_is_refused():
    with pytest.raises(ValueError, match="at least one mission"):
        letter(missions=[])


def test_letters_for_print_begin_on_the_front_of_a_sheet_each_with_its_own_numbers():
    """G-8."""
    people = [letter(identifier=f"ESI{index}", missions=SIX if index == 1 else [MISSION]) for index in range(12)]
    document = bulk(people)
    pdf_reading.assert_accessible(document, titles=12)
    pdf_reading.assert_readable(document)
    pages = pdf_reading.pages(document)
    fronts = [number for number, said in enumerate(pages) if "page 1 sur" in said]
    assert len(fronts) == 12
    assert all(number % 2 == 0 for number in fronts)
    assert len(pages) % 2 == 0
    assert [f"Identifiant ESI{index}" in pages[front] for index, front in enumerate(fronts)] == [True] * 12


def test_a_letter_is_ready_in_50_milliseconds_once_warm():
    """Measured at 8 ms of processor, which a busy machine does not lengthen much."""
    durations = []
    for index in range(20):
        start = process_time()
        write_letter(letter(identifier=f"ESI{index}"), created=NOW)
        durations.append(process_time() - start)
    assert median(durations) < 0.050, durations
