"""The mails that exist. Their words are in templates/mail/."""

from dataclasses import dataclass

from services.auth.models import LinkPurpose


@dataclass(frozen=True)
class Template:
    """One kind of mail: the file of its words, and what its link is good for."""

    file: str
    link_purpose: LinkPurpose | None = None


# What the sending of a mail adds by itself to the values that it is told.
ADDED = frozenset({"civility", "last_name", "site", "link"})

# About the account itself: only auth sends these.
EMAIL_CONFIRMATION = "email_confirmation"
EMAIL_RECORDED = "email_recorded"
NEW_DEVICE = "new_device"
PASSWORD_CHANGED = "password_changed"  # noqa: S105
PASSWORD_RESET = "password_reset"  # noqa: S105
PASSWORD_RESET_BY_STAFF = "password_reset_by_staff"  # noqa: S105
TEMPORARY_PASSWORD_SET = "temporary_password_set"  # noqa: S105

_OWN = {
    EMAIL_CONFIRMATION: Template("mail/email_confirmation.txt", link_purpose=LinkPurpose.CONFIRM_EMAIL),
    EMAIL_RECORDED: Template("mail/email_recorded.txt"),
    NEW_DEVICE: Template("mail/new_device.txt"),
    PASSWORD_CHANGED: Template("mail/password_changed.txt"),
    PASSWORD_RESET: Template("mail/password_reset.txt", link_purpose=LinkPurpose.RESET_PASSWORD),
    PASSWORD_RESET_BY_STAFF: Template("mail/password_reset_by_staff.txt", link_purpose=LinkPurpose.RESET_PASSWORD),
    TEMPORARY_PASSWORD_SET: Template("mail/temporary_password_set.txt"),
}

# What other services may ask for (architecture.md §3); never amounts.
NOTIFICATIONS = {
    name: Template(file)
    for name, file in {
        "claim_validated": "mail/claim_validated.txt",
        "claim_unvalidated": "mail/claim_unvalidated.txt",
        "claim_accepted": "mail/claim_accepted.txt",
        "claim_accepted_otherwise": "mail/claim_accepted_otherwise.txt",
        "claim_cancelled": "mail/claim_cancelled.txt",
        "claim_uncancelled": "mail/claim_uncancelled.txt",
        "proof_infected": "mail/proof_infected.txt",
    }.items()
}

TEMPLATES = _OWN | NOTIFICATIONS
