"""Everything that rows are about, by thing and state."""

from typing import Final

from tests.authorization.scenes.claims import CLAIMS
from tests.authorization.scenes.documents import DOCUMENTS
from tests.authorization.scenes.missions import MISSIONS
from tests.authorization.scenes.people import PEOPLE

THINGS: Final = PEOPLE | MISSIONS | CLAIMS | DOCUMENTS
