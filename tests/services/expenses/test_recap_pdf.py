"""The recap of a claim on paper: every euro explained, what to give, and how it looks for short and long data."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

from services.expenses.templates.recap import (
    ClaimRecap,
    Contact,
    Fee,
    Mission,
    Proof,
    Stay,
    Step,
    Travel,
    Trip,
    print_recap,
    recap_data,
)
from tests import pdf_reading

FEE = Fee(
    status="Validé",
    entered="42 copies",
    steps=[
        Step(
            "Copies du baccalauréat général et technologique",
            amount_cents=21000,
            quantity=Decimal(42),
            unit="copies",
            rate_cents=Decimal(500),
            valid_from=date(2012, 5, 1),
            source="Arrêté du 13 avril 2012, article 2",
        )
    ],
    amount_cents=21000,
)
TRIP = Trip(
    departure_town="Coubron",
    arrival_town="Le Havre",
    departure_date=date(2026, 6, 24),
    departure_time=time(6, 30),
    return_date=date(2026, 6, 26),
    return_time=time(20, 15),
    mode="AUTOMOBILE",
    one_way_count=2,
    distance=Decimal("212.5"),
    vehicle="6 CV",
    sundry_cents=3460,
    comment="Péages de l’autoroute A13",
)
TRAVEL = Travel(
    status="Validé",
    trips=[TRIP],
    stays=[
        Stay("Repas", 5, "3 à plein tarif, 2 en restaurant administratif", ["24/06, midi : présence de 11 h à 14 h"]),
        Stay("Nuitées", 2, "2, Le Havre", ["Matin du 25/06", "Matin du 26/06"]),
    ],
    steps=[
        Step(
            "Indemnité kilométrique, 6 et 7 CV",
            amount_cents=17425,
            quantity=Decimal(425),
            unit="km",
            rate_cents=Decimal(41),
            valid_from=date(2022, 1, 1),
            source="Arrêté du 3 juillet 2006, version du 14 mars 2022",
        ),
        Step("Demi-copies partagées", 5, Decimal("1.5"), "copie", Decimal("3.75"), date(2012, 5, 1), "", True),
        Step("Frais divers", 3460),
    ],
    amount_cents=20890,
    is_to_confirm=True,
    remarks=["La nuitée du 26/06 sera payée sur facture."],
)
RECAP = ClaimRecap(
    order_number="2026-SIEC-004512",
    authority="SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS",
    service="Service interacadémique des examens et concours",
    identifier="ESI378486",
    civility="Mme",
    first_name="Anne-Sophie",
    last_name="Lecœur-Aydın",
    validated=datetime(2026, 6, 26, 14, 32, tzinfo=ZoneInfo("Europe/Paris")),
    mission=Mission(
        number="SI10437",
        label="Correction de copies",
        exam="BACCALAUREAT GENERAL ET TECHNOLOGIQUE",
        session="2026",
        start_date=date(2026, 6, 24),
        start_time=time(8),
        end_date=date(2026, 6, 26),
        end_time=time(18),
        centre_name="Lycée polyvalent Victor-Hugo",
        centre_lines=["12 boulevard de l’Hôtel de Ville", "76600 Le Havre"],
        paper="Histoire-géographie, option Terminale",
        capacity="Correctrice",
    ),
    contact=Contact("Accueil des intervenants", "intervenants@siec.example", "01 99 00 00 00"),
    fee=FEE,
    travel=TRAVEL,
    payroll_proofs=[Proof("Relevé d’identité bancaire", "Votre dossier financier n’est pas actif.")],
    travel_proofs=[Proof("Facture d’hébergement", "2 nuitées sont demandées.", "déposée le 26/06/2026")],
    post_lines=["Maison des examens", "7 rue Ernest-Renan", "94110 Arcueil"],
)


def written(recap: ClaimRecap) -> bytes:
    """The paper, as the service makes it of what it kept."""
    return print_recap(recap_data(recap), recap.validated)


def said_by(recap: ClaimRecap) -> str:
    """What a conforming and readable recap says, with plain spaces."""
    document = written(recap)
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_readable(document)
    return pdf_reading.words(document).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_recap_explains_each_euro_and_says_what_to_give():
    """S-CLM-15, P-CLM-21: number, rule, rate, date of effect, source and amount; proofs and where to send them."""
    said = said_by(RECAP)
    for expected in (
        "Récapitulatif de l’état de frais",
        "2026-SIEC-004512",
        "Validé le vendredi 26 juin 2026 à 14 h 32.",
        "Conservez ce document",
        "Mme Anne-Sophie Lecœur-Aydın",
        "ESI378486",
        "Mission SI10437 : Correction de copies",
        "Du mercredi 24 juin 2026 à 8 h au vendredi 26 juin 2026 à 18 h",
        "Lycée polyvalent Victor-Hugo 12 boulevard de l’Hôtel de Ville 76600 Le Havre",
        "Saisie 42 copies",
        "42 copies × 5,00 € 01/05/2012 210,00 €",
        "Arrêté du 13 avril 2012, article 2",
        "Coubron → Le Havre",
        "AUTOMOBILE, 6 CV",
        "24/06/2026 06:30 26/06/2026 20:15 212,5 km",
        "2 trajets",
        "frais divers 34,60 €",
        "Péages de l’autoroute A13",
        "3 à plein tarif, 2 en restaurant administratif",
        "présence de 11 h à 14 h",
        "425 km × 0,41 € 01/01/2022 174,25 €",
        "1,5 copie × 0,0375 €",
        "Taux à confirmer.",
        "montant à confirmer",
        "La nuitée du 26/06 sera payée sur facture.",
        "Récapitulatif des pièces justificatives du dossier paie",
        "Relevé d’identité bancaire",
        "Récapitulatif des pièces justificatives du déplacement",
        "déposée le 26/06/2026",
        "Maison des examens 7 rue Ernest-Renan 94110 Arcueil",
        "intervenants@siec.example",
        "page 1 sur 2",
    ):
        assert expected in said
    assert "418,90 €" in said
    assert "Bordereau" not in said


def test_sending_by_post_adds_the_slip_to_join():
    """S-CLM-14."""
    recap = replace(RECAP, sends_by_post=True, travel=replace(TRAVEL, stays=()))
    pdf_reading.assert_set_in_french(written(recap))
    said = said_by(recap)
    slip = said[said.index("Bordereau à joindre") :]
    for expected in ("2026-SIEC-004512", "ESI378486", "SI10437", "7 rue Ernest-Renan", "Facture d’hébergement"):
        assert expected in slip


def test_a_part_that_does_not_exist_is_not_named():
    said = said_by(replace(RECAP, travel=None, payroll_proofs=(), travel_proofs=()))
    assert "Déplacement" not in said
    assert "Aucune pièce n’est demandée" in said
    assert "à calculer" not in said
    assert "Rémunération" not in said_by(replace(RECAP, fee=None))


def test_an_amount_that_cannot_be_said_yet_is_never_zero():
    fee = replace(FEE, amount_cents=None, steps=[], remarks=["Aucun taux n’est connu à cette date."])
    said = said_by(replace(RECAP, fee=fee))
    assert "à calculer par le gestionnaire" in said
    assert "Aucun taux n’est connu à cette date." in said
    assert " 0,00" not in said


def test_fifty_trips_keep_their_heads_of_table():
    trips = [replace(TRIP, comment=f"Ligne {index}") for index in range(50)]
    steps = [replace(step, label=f"{step.label}, ligne {index}") for index in range(50) for step in TRAVEL.steps]
    recap = replace(RECAP, travel=replace(TRAVEL, trips=trips, steps=steps))
    document = written(recap)
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_readable(document)
    pages = pdf_reading.pages(document)
    with_trips = [page for page in pages if "Coubron" in page]
    assert len(with_trips) > 2
    assert all("Trajet et mode" in page and "Frais" in page for page in with_trips)
    with_steps = [page for page in pages if "Indemnité kilométrique" in page]
    assert len(with_steps) > 3
    assert all("Règle et source" in page for page in with_steps)


def test_every_text_may_be_hostile():
    """B81: text is data, a word without end does not leave its column."""
    for text in ("<img src=file:///etc/passwd> {{7*7}} #read(\"x\") *a* $x$ \u202e😀", "y" * 300):  # fmt: skip
        said = said_by(
            replace(
                RECAP,
                authority=text,
                service=text,
                first_name=text,
                last_name=text,
                mission=replace(
                    RECAP.mission, label=text, exam=text, speciality=text, paper=text, centre_name=text, jury=text
                ),
                contact=Contact(text, text, text),
                fee=replace(FEE, entered=text, remarks=[text], steps=[replace(FEE.steps[0], label=text, source=text)]),
                travel=replace(
                    TRAVEL,
                    trips=[replace(TRIP, comment=text, departure_town=text, arrival_town=text, mode=text)],
                    stays=[Stay(text, 1, text, [text])],
                ),
                payroll_proofs=[Proof(text, text, text)],
                post_lines=[text],
                sends_by_post=True,
            )
        )
        assert "".join(text[:27].split()) in "".join(said.split())


def test_the_same_claim_gives_the_same_bytes():
    """The PDF is kept with its hash: printing it again must give the same."""
    assert written(RECAP) == written(replace(RECAP))


def test_nothing_claimed_is_written_in_full():
    fee = replace(FEE, amount_cents=0, steps=[replace(FEE.steps[0], amount_cents=0, quantity=Decimal(0))])
    assert "0 copies × 5,00 €" in said_by(replace(RECAP, fee=fee, travel=None))


def test_a_recap_is_ready_in_50_milliseconds_once_warm():
    """Measured at 15 ms of processor, which a busy machine does not lengthen much."""
    durations = []
    for index in range(20):
        start = process_time()
        written(replace(RECAP, identifier=f"ESI{index}"))
        durations.append(process_time() - start)
    assert median(durations) < 0.050, durations
