"""Files as people deposit them: about four megabytes each, which nothing makes smaller, no two alike."""

import io
import os

from PIL import Image

_WIDTH, _HEIGHT = 4000, 3000
# Together they make four megabytes of twelve megapixels of noise.
_NOISE, _QUALITY = 27, 76


def photographs(count: int) -> list[bytes]:
    """JPEGs as a telephone makes them; they differ by their comments."""
    noise = Image.merge("RGB", [Image.effect_noise((_WIDTH, _HEIGHT), _NOISE) for _ in range(3)])
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=_QUALITY)
    content = written.getvalue()
    return [content[:2] + b"\xff\xfe\x00\x12" + os.urandom(16) + content[2:] for _ in range(count)]


def scans(count: int) -> list[bytes]:
    """PDFs as a scanner makes them: a page that shows such a photograph."""
    return [_scan(photograph) for photograph in photographs(count)]


def _scan(photograph: bytes) -> bytes:
    drawing = b"595 0 0 842 0 0 cm /Scan Do"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /XObject %b >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page % b"<< /Scan 4 0 R >>",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream" % (_WIDTH, _HEIGHT, len(photograph), photograph),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(written))
    )
