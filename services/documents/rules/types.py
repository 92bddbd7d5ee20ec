"""What a file is by its first bytes. Its name and what a browser says of it prove nothing (S-DOC-2)."""

from typing import Final

from services.documents.models import DocumentType

# Readers of PDF look for the header this far; what stands before it is for the structural check to judge.
_PDF_HEAD_BYTES: Final = 1024

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", DocumentType.JPEG),
    (b"\x89PNG\r\n\x1a\n", DocumentType.PNG),
    (b"GIF87a", DocumentType.GIF),
    (b"GIF89a", DocumentType.GIF),
)

# As they are written after a name; the first is given to a name that has none or another.
EXTENSIONS: Final = {
    DocumentType.PDF: ("pdf",),
    DocumentType.JPEG: ("jpg", "jpeg"),
    DocumentType.PNG: ("png",),
    DocumentType.GIF: ("gif",),
}


def type_of(head: bytes) -> DocumentType | None:
    """The type of a file of which these are the first bytes, a kilobyte or all; None when it is none of ours."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return DocumentType.PDF if b"%PDF-" in head[:_PDF_HEAD_BYTES] else None
