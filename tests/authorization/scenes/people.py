"""People whom staff help, accounts, and what has no state."""

from typing import Final

from gateway.rendering import assets
from kit.identifiers import new_id
from kit.sealing import new_secret, secret_hash
from tests.authorization.stage import Make, Scene, Stage
from tests.gateway import crowd
from tests.gateway.world import PASSPHRASE

# Somebody of the demonstration who teaches for the higher accounting diplomas.
TEACHER: Final = "ESI216153"


def _nothing(stage: Stage) -> Scene:
    known = {"conditions": stage.conditions, "known": PASSPHRASE, "script": assets.address("app.js").rpartition("/")[2]}
    return Scene(stage.welcome(), known)


def _person(role: str = "") -> Make:
    """Somebody whom staff may have to help, with a right or without any."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome()
        if role:
            stage.give(owner, role)
        return Scene(owner)

    return make


def _unprinted(stage: Stage) -> Scene:
    """Somebody who has never logged in: the next letter prints a temporary password."""
    owner = crowd.identifier(0, is_new=True)
    return Scene(owner, {"person": stage.id_of(owner)})


def _account(stage: Stage) -> Scene:
    """An account with its session and a link of each kind."""
    owner = stage.welcome()
    links = {"confirmation": new_secret(), "reset": new_secret()}
    for name, purpose in (("confirmation", "CONFIRM_EMAIL"), ("reset", "RESET_PASSWORD")):
        stage.site.execute(
            "auth",
            "INSERT INTO links (id, secret_hash, purpose, person_id, address, expire_time)"
            " VALUES (:id, :hash, :purpose, :person, 'confirmee@essai.example', now() + interval '20 minutes')",
            id=new_id(),
            hash=secret_hash(links[name]),
            purpose=purpose,
            person=stage.id_of(owner),
        )
    return Scene(owner, {"login": owner, "password": PASSPHRASE, "session": stage.sessions[owner], **links})


def _wrong(stage: Stage) -> Scene:
    """An account for whoever knows none of its secrets. Each fails under a name of their own: tries are counted."""
    names = ("password", "session", "confirmation", "reset")
    return Scene(stage.welcome(), {"login": "{caller}", **{name: new_secret() for name in names}})


PEOPLE: Final[dict[tuple[str, str], Make]] = {
    ("nothing", "always"): _nothing,
    ("person", "examiner"): _person(),
    ("person", "manager"): _person("MANAGER"),
    ("person", "administrator"): _person("ADMINISTRATOR"),
    ("letter", "unprinted"): _unprinted,
    ("account", "open"): _account,
    ("account", "wrong"): _wrong,
    ("questionnaire", "running"): lambda stage: Scene(stage.welcome(TEACHER)),
}
