"""The type of a file by its first bytes (S-DOC-2)."""

import pytest

from services.documents.models import DocumentType
from services.documents.rules.types import HEAD_BYTES, type_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", DocumentType.PDF),
        (b"\xef\xbb\xbf%PDF-1.4", DocumentType.PDF),
        (b" " * (HEAD_BYTES - 5) + b"%PDF-", DocumentType.PDF),
        (b" " * (HEAD_BYTES - 4) + b"%PDF-", None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", DocumentType.JPEG),
        (b"\x89PNG\r\n\x1a\n", DocumentType.PNG),
        (b"\x89PNG\n\x1a\n", None),
        (b"GIF89a", DocumentType.GIF),
        (b"GIF87a", DocumentType.GIF),
        (b"GIF88a", None),
        (b"GIF89a%PDF-1.4", DocumentType.GIF),
        (b"RIFF\x00\x00\x00\x00WEBP", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell(head: bytes, kind: DocumentType | None) -> None:
    """S-DOC-2; B68."""
    assert type_of(head) is kind
