"""The words of mails: complete, in French as it is set, and without what a mailbox must not keep."""

import re

import pytest

from services.auth.rules.mails import ADDED, NOTIFICATIONS, TEMPLATES
from services.auth.templates.mails import FOLDER, parameters, render

# What a service that asks for a mail about a claim tells; no amount, no bank detail, no words of a third person.
OF_A_CLAIM = {"claim_id", "mission_label", "mission_number", "order_number"}
# What documents tells of a proof; the set of its folder is the claim.
OF_A_PROOF = {"deposit_date", "file_name", "set_key"}

VALUES = {
    "civility": "Mme",
    "last_name": "Lecœur",
    "site": "https://imagin.example",
    "link": "https://imagin.example/mot-de-passe/reinitialisation?lien=abc",
    "claim_id": "0197a1b2-0000-7000-8000-000000000000",
    "mission_label": "Correction de copies",
    "mission_number": "SI10437",
    "order_number": "2026-SIEC-004512",
    "deposit_date": "15/06/2026",
    "file_name": "releve-d-identite-bancaire.pdf",
    "set_key": "0197a1b2-0000-7000-8000-000000000000",
}


def test_every_mail_has_its_words_and_every_text_its_mail():
    assert {template.file for template in TEMPLATES.values()} == {
        f"mail/{path.name}" for path in (FOLDER / "mail").iterdir()
    }


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_mail_asks_for_nothing_but_what_is_told(name: str):
    of_a_thing = OF_A_PROOF if name.startswith("proof_") else OF_A_CLAIM
    told = ADDED | (of_a_thing if name in NOTIFICATIONS else set())
    assert parameters(TEMPLATES[name].file) <= told
    assert ("link" in parameters(TEMPLATES[name].file)) == (TEMPLATES[name].link_purpose is not None)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_mail_is_short_polite_and_set_in_french(name: str):
    subject, text = render(TEMPLATES[name].file, VALUES)
    assert subject.startswith("IMAG’IN\u00a0: ")
    assert len(subject) < 78
    assert text.startswith("Bonjour Mme Lecœur,\n")
    assert "Ce message est envoyé automatiquement" in text
    assert text.count("\n") < 32
    whole = re.sub(r"https?://\S+", "", f"{subject}\n{text}")
    # Spaces before signs and inside quotes do not break; apostrophes are curved; nobody shouts.
    assert re.search(r"(?<![\u00a0\u202f])[:;?»]|«(?!\u00a0)|['\"!]", whole) is None
    assert "€" not in whole


@pytest.mark.parametrize("name", sorted(name for name in NOTIFICATIONS if name.startswith("claim_")))
def test_a_mail_about_a_claim_leads_to_it_after_login(name: str):
    subject, text = render(TEMPLATES[name].file, VALUES)
    assert "SI10437" in subject
    assert "https://imagin.example/etats-de-frais/0197a1b2-0000-7000-8000-000000000000\n" in text


def test_a_mail_about_a_proof_names_it_and_leads_to_those_of_its_claim():
    """P-DOC-8."""
    text = render(TEMPLATES["proof_infected"].file, VALUES)[1]
    assert "releve-d-identite-bancaire.pdf" in text
    assert "15/06/2026" in text
    assert "https://imagin.example/etats-de-frais/0197a1b2-0000-7000-8000-000000000000/pieces\n" in text


def test_values_are_data():
    subject, text = render(
        "mail/claim_validated.txt", VALUES | {"mission_number": "SI1\nBcc: x@y.example", "mission_label": "{link} {0}"}
    )
    assert "\n" not in subject
    assert "({link} {0})" in text
