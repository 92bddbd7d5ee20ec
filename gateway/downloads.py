"""Documents that a browser saves or shows."""

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

# A document on paper may take longer than a page.
SECONDS: Final = 20.0


def pdf(content: bytes, file_name: str) -> Response:
    """A PDF of ours: shown by the browser, saved under its name."""
    disposition = f"inline; filename*=UTF-8''{quote(file_name)}"
    return Response(content, headers={"content-disposition": disposition}, media_type="application/pdf")
