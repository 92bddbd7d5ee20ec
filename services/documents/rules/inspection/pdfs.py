"""A PDF: how it begins and ends, whether it acts by itself, how much it holds, and the image of a page."""

import itertools
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
import pypdfium2
from PIL import Image

from services.documents.rules.inspection.images import LONGEST_SIDE
from services.documents.rules.inspection.unfit import Unfit, UnfitError, check_padding, check_size

MOST_PAGES: Final = 100

# Bytes, once unpacked: of texts, fonts and drawings together, and of each image.
_LARGEST_STREAMS: Final = 60 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_LARGEST_STREAMS,
    png_max_memory=_LARGEST_STREAMS,
    run_length_max_memory=_LARGEST_STREAMS,
    tiff_max_memory=_LARGEST_STREAMS,
)

# Who opens a protected PDF asks for random numbers, and qpdf opens their source once: a child opens nothing.
pikepdf.new().save(BytesIO(), encryption=pikepdf.Encryption(owner="any", user="any"))

_HEADER: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\0\t\r\n \f]{0,16}%PDF-[12]\.\d")
_END: Final = b"%%EOF"

# Entries that make a document act or carry something, when there is anything in them.
_ACTIVE_KEYS: Final = {"/JavaScript", "/RichMediaContent", "/RichMediaSettings", "/XFA"}
_ACTIVE_ACTIONS: Final = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/GoTo3DView",
    "/Movie",
    "/Rendition",
    "/RichMediaExecute",
    "/Sound",
}
_ACTIVE_SUBTYPES: Final = {"/3D", "/FileAttachment", "/Movie", "/PS", "/RichMedia", "/Screen", "/Sound"}
# Of a file inside: its names, and under the same ones its contents.
_FILE_NAMES: Final = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
# The one file that many invoices carry (Factur-X, EN 16931): their own figures as XML, which no reader runs.
_INVOICES: Final = {"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}
_LARGEST_INVOICE: Final = 1024 * 1024
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_HARMLESS_SCHEMES: Final = {"http", "https", "mailto", "tel"}

# Coded as images; what decodes them makes the pictures.
_KEPT_PACKED: Final = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}


def check(content: bytes) -> int:
    """How many pages it has; raises `UnfitError`."""
    if not _HEADER.match(content):
        raise UnfitError(Unfit.MIXED)
    end = content.rfind(_END)
    if end < 0:
        raise UnfitError(Unfit.DAMAGED)
    check_padding(content[end + len(_END) :])
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            _check_count(pages)
            _check_opening(pdf.Root)
            _check_objects(pdf)
            _check_qpdf(pdf)
    except pikepdf.PasswordError:
        raise UnfitError(Unfit.ENCRYPTED) from None
    except (pikepdf.PikepdfError, ValueError, RuntimeError):
        # qpdf repairs a wrong table of objects, as every reader does; what is left is beyond repair.
        raise UnfitError(Unfit.DAMAGED) from None
    _check_readable(content, pages)
    return pages


def page(content: bytes, number: int) -> Image.Image:
    """The image of a page, with what its form fields say."""
    with pypdfium2.PdfDocument(content) as pdf:
        pdf.init_forms()
        sheet = pdf[number - 1]
        scale = LONGEST_SIDE / max(sheet.get_size())
        return sheet.render(scale=scale, may_draw_forms=True).to_pil()


def _check_count(pages: int) -> None:
    if not pages:
        raise UnfitError(Unfit.DAMAGED)
    if pages > MOST_PAGES:
        raise UnfitError(Unfit.TOO_COMPLEX)


def _check_opening(root: pikepdf.Object) -> None:
    """Opening it may lead to a page, and do nothing else."""
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise UnfitError(Unfit.ACTIVE)


def _check_objects(pdf: pikepdf.Pdf) -> None:
    """Every dictionary there is, reached from a page or not."""
    left = _LARGEST_STREAMS
    for item in pdf.objects:
        for dictionary in _dictionaries(item):
            _check_active(dictionary)
        if isinstance(item, pikepdf.Stream):
            left -= _unpacked(pdf, item)
            if left < 0:
                raise UnfitError(Unfit.TOO_COMPLEX)


def _check_qpdf(pdf: pikepdf.Pdf) -> None:
    """What qpdf left out, so that we have not seen it."""
    if pikepdf.settings.qpdf_limit_errors():
        raise UnfitError(Unfit.TOO_COMPLEX)
    if any("loop detected" in warning for warning in pdf.get_warnings()):
        raise UnfitError(Unfit.DAMAGED)


def _dictionaries(item: pikepdf.Object) -> Iterator[Any]:
    """The dictionaries of one object; those that it refers to have their own turn."""
    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Stream | pikepdf.Dictionary):
            yield value
            inside = [child for _, child in value.items()]
        elif isinstance(value, pikepdf.Array):
            inside = list(value)
        else:
            continue
        waiting += [
            child for child in inside if isinstance(child, pikepdf.Array | pikepdf.Dictionary) and not child.is_indirect
        ]


def _check_active(dictionary: Any) -> None:
    keys = set(dictionary.keys())
    active = (
        any(_is_filled(dictionary[key]) for key in keys & _ACTIVE_KEYS)
        or ("/S" in keys and _is_one_of(_ACTIVE_ACTIONS, dictionary["/S"]))
        or ("/Subtype" in keys and _is_one_of(_ACTIVE_SUBTYPES, dictionary["/Subtype"]))
        or ("/URI" in keys and not _is_harmless(dictionary["/URI"]))
        # Fonts and images may be called like these; then they are no list of actions and of files.
        or ("/AA" in keys and any(_has(action, "/S") for action in _values(dictionary["/AA"])))
        or ("/EF" in keys and _carries(dictionary))
        # The content of the stream is in another file.
        or ("/F" in keys and isinstance(dictionary, pikepdf.Stream))
    )
    if active:
        raise UnfitError(Unfit.ACTIVE)


def _is_one_of(names: set[str], value: Any) -> bool:
    return isinstance(value, pikepdf.Name) and str(value) in names


def _values(value: Any) -> list[Any]:
    return [child for _, child in value.items()] if isinstance(value, pikepdf.Dictionary) else []


def _has(value: Any, key: str) -> bool:
    return isinstance(value, pikepdf.Dictionary) and key in value


def _carries(description: Any) -> bool:
    """Whether a file is inside, but for the figures of an electronic invoice."""
    return any(_has(description["/EF"], name) for name in _FILE_NAMES) and not _is_invoice(description)


def _is_invoice(carried: Any) -> bool:
    """Whether a file inside is the XML of an electronic invoice: by every name it goes by, and by its content."""
    names = {str(carried[name]).lower() for name in _FILE_NAMES if name in carried}
    contents = _values(carried["/EF"])
    return names <= _INVOICES and bool(names) and all(map(_is_invoice_text, contents))


def _is_invoice_text(content: Any) -> bool:
    if not isinstance(content, pikepdf.Stream):
        return False
    text = content.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    return len(text) <= _LARGEST_INVOICE and _XML.match(text) is not None


def _is_filled(value: Any) -> bool:
    """An empty dictionary or list does nothing, and some programs write it."""
    return bool(len(value)) if isinstance(value, pikepdf.Array | pikepdf.Dictionary) else value is not None


def _is_harmless(link: Any) -> bool:
    """Banks and railways link to their sites. `/URI` of the whole document says where links begin, and is no link."""
    if isinstance(link, pikepdf.Dictionary):
        return True
    scheme = _SCHEME.match(str(link))
    if scheme:
        return scheme[1].lower() in _HARMLESS_SCHEMES
    return not str(link).strip().startswith(("//", "\\\\"))


def _unpacked(pdf: pikepdf.Pdf, stream: Any) -> int:
    """Bytes of a stream once unpacked, but for images: these are bounded one by one, by qpdf and by their size."""
    is_image = stream.get("/Subtype") == "/Image"
    if is_image:
        check_size(int(stream.get("/Width", 0)), int(stream.get("/Height", 0)))
    filters = stream.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]
    if names[-1] in _KEPT_PACKED:
        if len(names) == 1:
            return 0
        # What is packed around an image unpacks as anything else.
        outer = pikepdf.Array([pikepdf.Name(name) for name in names[:-1]])
        data, stream = stream.read_raw_bytes(), pdf.make_stream(b"")
        stream.write(data, filter=outer)
    try:
        count = len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.DataDecodingError as error:
        if "limit" in str(error):
            raise UnfitError(Unfit.TOO_COMPLEX) from None
        # Readers show what comes before the error.
        count = 0
    return 0 if is_image else count


def _check_readable(content: bytes, pages: int) -> None:
    """A second program, that which makes the pictures, must see the same pages."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            agrees = len(pdf) == pages
            for number in itertools.takewhile(lambda _: agrees, range(pages)):
                check_size(*(max(1, round(side)) for side in pdf.get_page_size(number)))
    except pypdfium2.PdfiumError:
        agrees = False
    if not agrees:
        raise UnfitError(Unfit.DAMAGED)
