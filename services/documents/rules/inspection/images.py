"""Decoding of images, and the pictures that pages show."""

from io import BytesIO
from typing import Final

# A confined child imports nothing: what Pillow would import when it meets a file is imported here.
from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin  # noqa: F401

from kit.confined import Answer
from services.documents.rules.inspection.unfit import LARGEST_IMAGE, Unfit, UnfitError, check_size

# Of the longer side of a picture: a page of text is read at this size.
LONGEST_SIDE: Final = 1400
_LARGEST_PICTURE: Final = 1_000_000
_QUALITIES: Final = (80, 60, 40)

# Warns where we have refused already.
Image.MAX_IMAGE_PIXELS = LARGEST_IMAGE
Image.preinit()


def check(content: bytes, kind: str) -> None:
    """Decode it all; of a JPEG every code is read, and an eighth of each side kept."""
    try:
        with opened(content, kind) as image:
            check_size(*image.size)
            image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError):
        # Every way in which Pillow says that it cannot read what it was given.
        raise UnfitError(Unfit.DAMAGED) from None


def opened(content: bytes, kind: str) -> Image.Image:
    """An image that nothing of is decoded yet."""
    return Image.open(BytesIO(content), formats=[kind])


def picture(image: Image.Image) -> Answer:
    """The JPEG of an image: upright, on white, at most `LONGEST_SIDE` wide and high."""
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        # Colours of a table cannot be mixed, nor a colour that stands for « nothing ».
        image = image.convert("RGBA")
    # Pillow makes grey of 16 bits smaller in one step only.
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=None if image.mode.startswith("I") else 2.0)
    image = _on_white(ImageOps.exif_transpose(image))
    for quality in _QUALITIES:
        written = BytesIO()
        image.save(written, "JPEG", quality=quality)
        if written.tell() <= _LARGEST_PICTURE:
            break
    return Answer({"width": image.width, "height": image.height}, written.getvalue())


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Grey of 16 bits, of which a picture keeps the higher 8.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" not in image.getbands():
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
