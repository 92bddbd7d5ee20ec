"""Images, odd and hostile, made byte by byte where no library would make them."""

import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

PNG = b"\x89PNG\r\n\x1a\n"
ORIENTATION, GPS = 0x0112, 0x8825


def drawn(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """A red corner at the top left of a white sheet with a green frame: one sees how it is held."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, size[0] - 1, size[1] - 1), outline="green", width=3)
    pen.rectangle((0, 0, size[0] // 3, size[1] // 3), fill="red")
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def jpeg(mode: str = "RGB", size: tuple[int, int] = (120, 80), **options: Any) -> bytes:
    return saved(drawn(mode, size), "JPEG", **options)


def png(mode: str = "RGB", size: tuple[int, int] = (120, 80), **options: Any) -> bytes:
    return saved(drawn(mode, size), "PNG", **options)


def gif(**options: Any) -> bytes:
    return saved(drawn("P"), "GIF", **options)


# --- PNG -----------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes = b"", total: int | None = None) -> bytes:
    """A chunk with its sum, or with another one."""
    found = zlib.crc32(kind + data) if total is None else total
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", found)


def only_header(width: int, height: int) -> bytes:
    return png_header(width, height) + chunk(b"IEND")


def png_header(width: int, height: int, depth: int = 1, colours: int = 0) -> bytes:
    return PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))


def zeros(count: int) -> bytes:
    """So many zeros, packed a thousand times smaller (zlib) without ever being there together."""
    packer, whole, rest = zlib.compressobj(9, wbits=-15), *divmod(count, 1 << 20)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = mebibyte * whole + packer.compress(bytes(rest)) + packer.flush()
    return b"\x78\xda" + packed + struct.pack(">HH", count % 65521, 1)


def bomb_png(width: int, height: int) -> bytes:
    """One bit for each pixel, all black: 20 KB for 169 megapixels."""
    rows = height * (1 + (width + 7) // 8)
    return png_header(width, height) + chunk(b"IDAT", zeros(rows)) + chunk(b"IEND")


def packed_bomb(kind: bytes, before: bytes) -> bytes:
    """A PNG of one megabyte with a chunk that unpacks to a gigabyte."""
    return with_chunk(kind, before + zeros(1 << 30))


def with_chunk(kind: bytes, data: bytes, total: int | None = None) -> bytes:
    """A sound PNG with one more chunk before its end."""
    return png()[:-12] + chunk(kind, data, total) + chunk(b"IEND")


def filled_png(size: int) -> bytes:
    """A PNG of exactly so many bytes: a private chunk fills it."""
    return with_chunk(b"fiLl", bytes(size - len(png()) - 12))


def broken_sum() -> bytes:
    """One bit of the image has changed on the way."""
    content = bytearray(png())
    content[content.index(b"IDAT") + 20] ^= 1
    return bytes(content)


def animated(kind: str) -> bytes:
    frames = [drawn(), drawn().rotate(90), drawn().rotate(180)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def sixteen_bits(size: tuple[int, int] = (120, 80)) -> bytes:
    image = Image.new("I;16", size, 65535)
    image.paste(0, (0, 0, size[0] // 3, size[1] // 3))
    return saved(image, "PNG")


def interlaced_png() -> bytes:
    """The seven passes of Adam7 of a grey 8 by 8: Pillow writes none."""
    columns = ((8, 1, 1), (8, 1, 1), (4, 2, 1), (4, 2, 2), (2, 4, 2), (2, 4, 4), (1, 8, 4))
    rows = b"".join((b"\0" + b"\x80" * width) * height for _, width, height in columns)
    head = PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 1))
    return head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND")


# --- JPEG ----------------------------------------------------------------------------------------------------------


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def with_segment(marker: int, data: bytes) -> bytes:
    """A sound JPEG with one more segment behind its start."""
    return b"\xff\xd8" + segment(marker, data) + jpeg()[2:]


def rotated() -> bytes:
    """A photograph held on its side: the first row is the right of the scene."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return jpeg(exif=exif)


def located() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)})
    return jpeg(exif=exif)


def many_scans(count: int) -> bytes:
    """A progressive JPEG that says its last scan again and again."""
    content = jpeg(progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * count + content[-2:]


def resized_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    content = bytearray(jpeg())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def notes(blocks: Sequence[bytes], lie: int = 0) -> bytes:
    """What Samsung's phones write behind an image."""
    data = b"".join(blocks)
    entries, left = b"", len(data)
    for block in blocks:
        entries += struct.pack("<HHII", 0, 0x0A01, left + lie, len(block))
        left -= len(block)
    directory = b"SEFH" + struct.pack("<II", 107, len(blocks)) + entries
    return data + directory + struct.pack("<I", len(directory)) + b"SEFT"


# --- GIF -----------------------------------------------------------------------------------------------------------


def gif_canvas(width: int, height: int) -> bytes:
    content = bytearray(gif())
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def gif_frame_outside() -> bytes:
    """A small canvas, and an image far outside of it."""
    content = bytearray(gif())
    at = content.index(b"\x2c\0\0\0\0")
    content[at + 1 : at + 5] = struct.pack("<HH", 60000, 60000)
    return bytes(content)


def gif_script() -> bytes:
    """Its size is the beginning of a comment: a program for a browser that is told so."""
    content = bytearray(gif())
    content[6:10] = b"/*AA"
    return bytes(content) + b"*/=1;alert(1)"


def cut(make: Callable[[], bytes], share: float = 0.6) -> bytes:
    """The beginning of a file."""
    content = make()
    return content[: int(len(content) * share)]
