"""Documents that a browser saves or shows."""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from imagin.documents.v1 import documents_pb2

# A document on paper may take longer than a page.
SECONDS: Final = 20.0
# A proof arrives as fast as whoever reads it: five megabytes, on a telephone in the country.
SLOW_SECONDS: Final = 120.0
TYPES: Final = {
    documents_pb2.DOCUMENT_TYPE_PDF: "application/pdf",
    documents_pb2.DOCUMENT_TYPE_JPEG: "image/jpeg",
    documents_pb2.DOCUMENT_TYPE_PNG: "image/png",
    documents_pb2.DOCUMENT_TYPE_GIF: "image/gif",
}
# What somebody else made is never a page of ours, wherever it is opened.
OF_SOMEBODY: Final = {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "private, no-store"}


def pdf(content: bytes, file_name: str) -> Response:
    """A PDF of ours: shown by the browser, saved under its name."""
    return Response(content, headers=_named("inline", file_name), media_type="application/pdf")


def document(about: documents_pb2.Document, content: AsyncIterator[bytes]) -> Response:
    """A document that somebody deposited: saved, with the type that its content has."""
    headers = OF_SOMEBODY | _named("attachment", about.file_name) | {"content-length": str(about.byte_count)}
    return StreamingResponse(content, headers=headers, media_type=TYPES[about.type])


def picture(jpeg: bytes) -> Response:
    """The picture of a page of such a document."""
    return Response(jpeg, headers=OF_SOMEBODY, media_type="image/jpeg")


def _named(disposition: str, file_name: str) -> dict[str, str]:
    return {"content-disposition": f"{disposition}; filename*=UTF-8''{quote(file_name)}"}
