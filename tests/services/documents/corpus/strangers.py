"""Files of kinds that nobody deposits, and two kinds in one file."""

import io
import struct
import zipfile

from tests.services.documents.corpus.images import PNG, gif, jpeg, png, segment
from tests.services.documents.corpus.pdfs import pdf

HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
WEBP = b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0" + bytes(24)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100_000)
TIFF = b"II*\0\x08\0\0\0" + bytes(100)
BITMAP = b"BM" + struct.pack("<IHHIIiiHH", 58, 0, 0, 54, 40, 1, 1, 1, 24) + bytes(28)
POSTSCRIPT = b"%!PS-Adobe-3.0\n(%stdout) (w) file\n"
RICH_TEXT = rb"{\rtf1\ansi Bonjour}"


def archive(name: str = "piece.js", comment: bytes = b"") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr(name, "alert(1)")
        made.comment = comment
    return written.getvalue()


def word() -> bytes:
    return archive("[Content_Types].xml")


def archive_in_comment() -> bytes:
    """The comment of the JPEG ends with an archive, and the comment of the archive is the rest of the JPEG."""
    rest = jpeg()[2:]
    return b"\xff\xd8" + segment(0xFE, archive(comment=rest)[: -len(rest)]) + rest


def motion_photo() -> bytes:
    """A photograph with the video of the second before it, as phones take them."""
    return jpeg() + VIDEO


def png_in_png() -> bytes:
    return png() + PNG + png()[8:]


def html_then_pdf() -> bytes:
    return HTML + b"\n" + pdf()


def program_then_pdf() -> bytes:
    return PROGRAM + pdf()


def gif_then_script() -> bytes:
    return gif() + b"*/=1;alert(1);//"


def archive_in_remark() -> bytes:
    return pdf() + b"%" + archive(comment=b"\n%%EOF\n")
