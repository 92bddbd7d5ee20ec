"""Pictures of pages: upright, on white, small, whatever the file is (P-DOC-8 needs no reader of PDF at the desk)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from kit.confined import Confined
from services.documents.models import DocumentType as Kind
from services.documents.rules import confinement
from tests.services.documents.corpus import images, pdfs

RED, WHITE = (255, 0, 0), (255, 255, 255)


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    confined = confinement.confined()
    confined.start()
    yield confined
    confined.stop()


def shown(confined: Confined, content: bytes, kind: Kind, page: int = 1) -> Image.Image:
    picture = confinement.picture(confined, content, kind, page)
    image = Image.open(BytesIO(picture.jpeg))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert image.size == (picture.width, picture.height)
    assert not image.getexif()
    return image


def is_near(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (images.jpeg(), Kind.JPEG),
        (images.jpeg("CMYK"), Kind.JPEG),
        (images.jpeg(progressive=True), Kind.JPEG),
        (images.png(), Kind.PNG),
        (images.png("P"), Kind.PNG),
        (images.png("RGBA"), Kind.PNG),
        (images.gif(), Kind.GIF),
    ],
)
def test_a_picture_shows_the_image(confined: Confined, content: bytes, kind: Kind) -> None:
    image = shown(confined, content, kind)
    assert image.size == (120, 80)
    assert is_near(image, (20, 15), RED)
    assert is_near(image, (90, 60), WHITE)


def test_a_photograph_held_on_its_side_is_shown_upright(confined: Confined) -> None:
    image = shown(confined, images.rotated(), Kind.JPEG)
    assert image.size == (80, 120)
    assert is_near(image, (65, 20), RED)
    assert is_near(image, (15, 20), WHITE)


def test_a_large_photograph_held_on_its_side_is_shown_upright(confined: Confined) -> None:
    exif = Image.Exif()
    exif[images.ORIENTATION] = 6
    image = shown(confined, images.jpeg(size=(4000, 3000), exif=exif), Kind.JPEG)
    assert image.size == (1050, 1400)
    assert is_near(image, (900, 200), RED)


@pytest.mark.parametrize("size", [(120, 80), (6000, 4000)])
def test_grey_of_sixteen_bits_keeps_its_shades(confined: Confined, size: tuple[int, int]) -> None:
    image = shown(confined, images.sixteen_bits(size), Kind.PNG)
    assert is_near(image, (20, 15), (0, 0, 0))
    assert is_near(image, (image.width - 30, image.height - 20), WHITE)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_shown_on_white(confined: Confined, mode: str) -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0)).convert(mode)
    assert is_near(shown(confined, images.saved(clear, "PNG"), Kind.PNG), (25, 25), WHITE)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (images.saved(Image.new("P", (50, 50), 0), "GIF", transparency=0), Kind.GIF),
        (images.saved(Image.new("P", (50, 50), 0), "PNG", transparency=0), Kind.PNG),
        (images.saved(Image.new("RGB", (50, 50)), "PNG", transparency=(0, 0, 0)), Kind.PNG),
        (images.saved(Image.new("L", (50, 50)), "PNG", transparency=0), Kind.PNG),
    ],
)
def test_a_colour_that_stands_for_nothing_is_shown_white(confined: Confined, content: bytes, kind: Kind) -> None:
    assert is_near(shown(confined, content, kind), (25, 25), WHITE)


def test_a_large_image_is_made_small(confined: Confined) -> None:
    """Noise, which no compression makes smaller: the worst that can be deposited."""
    noise = Image.effect_noise((4000, 3000), 100).convert("RGB")
    picture = confinement.picture(confined, images.saved(noise, "JPEG", quality=30), Kind.JPEG, 1)
    assert (picture.width, picture.height) == (1400, 1050)
    assert len(picture.jpeg) <= 1_000_000


def test_a_strip_keeps_a_pixel_of_width(confined: Confined) -> None:
    assert shown(confined, images.saved(Image.new("L", (1, 30_000)), "PNG"), Kind.PNG).size == (1, 1400)


def test_each_page_of_a_pdf_has_its_picture(confined: Confined) -> None:
    """On white, with what is written on it."""
    content = pdfs.pdf(pages=3)
    pictures = [shown(confined, content, Kind.PDF, page) for page in (1, 2, 3)]
    assert {picture.size for picture in pictures} == {(990, 1400)}
    assert all(is_near(picture, (5, 5), WHITE) for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) == 3


def test_what_a_form_says_is_shown(confined: Confined) -> None:
    """A bank's own form, filled: without its fields it is an empty page."""
    filled, empty = (shown(confined, pdfs.form(value), Kind.PDF) for value in ("FR76 0000", ""))
    field = (169, 300, 706, 600)
    assert filled.crop(field).tobytes() != empty.crop(field).tobytes()


def test_a_protected_pdf_is_shown(confined: Confined) -> None:
    assert shown(confined, pdfs.encrypted(""), Kind.PDF).tobytes() == shown(confined, pdfs.pdf(), Kind.PDF).tobytes()
