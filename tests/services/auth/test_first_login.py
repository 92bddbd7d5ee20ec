"""S-AUTH-1, S-AUTH-2: from the letter to the home page."""

from imagin.auth.v1 import auth_pb2 as pb
from tests.services.auth.conftest import PASSPHRASE, Auth


def test_a_person_goes_from_the_letter_to_the_menu(auth: Auth) -> None:
    person = auth.add()
    begun = auth.login(person, auth.temporary_password(person))
    assert begun.must_change_password
    waiting = auth.resolve(begun.session_secret)
    assert (waiting.must_change_password, list(waiting.activities)) == (True, [])
    changed = auth.accounts_of(person, must_change_password=True).ChangePassword(
        pb.ChangePasswordRequest(session_secret=begun.session_secret, new_password=PASSPHRASE)
    )
    session = auth.resolve(changed.session_secret)
    assert not session.must_change_password
    assert [activity.label for activity in session.activities] == [
        "Consultation missions",
        "Saisie/consultation états de frais",
    ]
    again = auth.login(person, PASSPHRASE)
    assert auth.resolve(again.session_secret).person.identifier == person.identifier
