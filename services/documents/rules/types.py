"""What a file is by its first bytes. Its name and what a browser says of it prove nothing (S-DOC-2)."""

from typing import Final

from services.documents.models import DocumentType

# What the first bytes are: readers of PDF look for its header this far, and what stands before it is for the structural
# check to judge.
HEAD_BYTES: Final = 1024

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
    """The type of a file of which these are the first bytes, `HEAD_BYTES` or all; None when it is none of ours."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return DocumentType.PDF if b"%PDF-" in head[:HEAD_BYTES] else None
