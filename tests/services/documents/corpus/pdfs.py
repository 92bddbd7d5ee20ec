"""PDFs, odd and hostile: pikepdf makes the sound part, and bytes are written by hand where it would refuse."""

import os
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.services.documents.corpus.images import jpeg, zeros

Change = Callable[[Pdf], object]


def pdf(change: Change = lambda _: None, pages: int = 1, **options: Any) -> bytes:
    """Pages with a word on each; `change` adds what the test is about."""
    made = pikepdf.new()
    for number in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(
            Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
        page.Contents = made.make_stream(f"BT /F 24 Tf 72 720 Td (Page {number + 1}) Tj ET".encode())
    change(made)
    written = BytesIO()
    made.save(written, **options)
    return written.getvalue()


def filled(size: int) -> bytes:
    """A PDF of exactly so many bytes."""
    empty = pdf(lambda made: _attach(made, made.make_stream(b"")), compress_streams=False)
    noise = os.urandom(size - len(empty) - 64)
    content = pdf(lambda made: _attach(made, made.make_stream(noise)), compress_streams=False)
    head, end, tail = content.rpartition(b"startxref")
    return head + b"%" + b"." * (size - len(content) - 2) + b"\n" + end + tail


def _attach(made: Pdf, value: Any) -> None:
    """Reached from the catalog, so that saving keeps it."""
    made.Root.Test = made.make_indirect(value)


def with_action(**action: Any) -> bytes:
    """A link on the page that does something."""

    def add(made: Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=Dictionary(**action))
        made.pages[0].Annots = Array([made.make_indirect(link)])

    return pdf(add)


def with_link(address: str) -> bytes:
    return with_action(S=Name.URI, URI=String(address))


def opening(**action: Any) -> bytes:
    """Something that happens when it is opened."""
    return with_root(OpenAction=Dictionary(**action))


def printing() -> bytes:
    return with_root(AA=Dictionary(WP=Dictionary(S=Name.Named, N=Name.Print)))


def with_text(text: bytes) -> bytes:
    """The text is there as it is, in a stream that no page shows."""
    return pdf(lambda made: _attach(made, made.make_stream(text)), compress_streams=False)


def with_annotation(subtype: str, **more: Any) -> bytes:
    def add(made: Pdf) -> None:
        made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=[0, 0, 99, 99], **more)])

    return pdf(add)


def with_root(**entries: Any) -> bytes:
    def add(made: Pdf) -> None:
        for key, value in entries.items():
            made.Root[f"/{key}"] = value

    return pdf(add)


def with_attachment(*names: str, content: bytes = b"MZ") -> bytes:
    def add(made: Pdf) -> None:
        for name in names:
            made.attachments[name] = content

    return pdf(add)


def with_script() -> bytes:
    return opening(S=Name.JavaScript, JS=String("app.alert(1)"))


def hidden_script() -> bytes:
    """The same name, written with its codes."""
    return with_script().replace(b"/JavaScript", b"/#4a#61vaScript").replace(b"/JS", b"/J#53")


def script_in_object_stream() -> bytes:
    """Not a word of it can be read in the file."""

    def add(made: Pdf) -> None:
        made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script(made)])))

    return pdf(add, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _script(made: Pdf) -> Any:
    return made.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def form(value: str = "FR76 0000", **more: Any) -> bytes:
    """A form that was filled, as banks give them."""

    def add(made: Pdf) -> None:
        field = made.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("iban"),
                V=String(value),
                Rect=[72, 600, 300, 620],
            )
        )
        made.pages[0].Annots = Array([field])
        made.Root.AcroForm = Dictionary(Fields=Array([field]), **more)

    return pdf(add)


def odd_fonts() -> bytes:
    """Names of fonts are free: some programs count AA, AB, AC…"""

    def add(made: Pdf) -> None:
        fonts = made.pages[0].Resources.Font
        for name in ("/AA", "/EF", "/JS", "/S", "/URI"):
            fonts[name] = made.make_indirect(Dictionary(fonts.F))

    return pdf(add)


def external_stream() -> bytes:
    """The content of the page is another file of whoever opens it."""

    def add(made: Pdf) -> None:
        made.pages[0].Contents.F = String("/etc/passwd")

    return pdf(add)


def encrypted(user: str, owner: str = "owner") -> bytes:
    return pdf(encryption=pikepdf.Encryption(user=user, owner=owner))


def bomb(packed: bytes, *filters: Name) -> bytes:
    """A page whose drawing unpacks to far more than it is."""

    def add(made: Pdf) -> None:
        made.pages[0].Contents.write(packed, filter=Array(list(filters)), decode_parms=Array([None] * len(filters)))

    return pdf(add, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def flate_bomb() -> bytes:
    return bomb(zeros(1 << 30), Name.FlateDecode)


def double_flate_bomb() -> bytes:
    return bomb(zlib.compress(zeros(1 << 32), 9), Name.FlateDecode, Name.FlateDecode)


def run_length_bomb() -> bytes:
    return bomb(b"\x81\0" * 600_000, Name.RunLengthDecode)


def many_streams() -> bytes:
    """Each within the limit, together far above it."""
    packed = zeros(20 << 20)

    def add(made: Pdf) -> None:
        streams = []
        for _ in range(20):
            stream = made.make_stream(b"")
            stream.write(packed, filter=Name.FlateDecode)
            streams.append(stream)
        made.Root.Test = Array(streams)

    return pdf(add, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def with_image(width: int, height: int, data: bytes | None = None, **entries: Any) -> bytes:
    """A scan, of which the header says the size."""

    def add(made: Pdf) -> None:
        image = made.make_stream(
            jpeg(size=(200, 100)) if data is None else data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            **{"Filter": Name.DCTDecode, **entries},
        )
        made.pages[0].Resources.XObject = Dictionary(I=image)
        made.pages[0].Contents = made.make_stream(b"q 400 0 0 200 72 500 cm /I Do Q")

    return pdf(add, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


# --- Written by hand -----------------------------------------------------------------------------------------------


def written(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1, with a right table."""
    content, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    size, start = b"/Size %d" % count, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    content += b"trailer\n<< %s %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(content)


def nested_pages(depth: int) -> bytes:
    """A tree of pages in which each branch has one branch."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for number in range(2, depth + 2):
        parent = b"/Parent %d 0 R" % (number - 1) if number > 2 else b""
        objects.append(b"<< /Type /Pages %s /Kids [%d 0 R] /Count 1 >>" % (parent, number + 1))
    objects.append(b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (depth + 1))
    return written(*objects)


def page_loop() -> bytes:
    """A tree of pages that is its own branch."""
    return written(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")


def table_loop() -> bytes:
    """A table of objects that says that it continues itself."""
    content = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = content.rindex(b"xref\n0 ")
    return content.replace(b"trailer << ", b"trailer << /Prev %d " % at)


def object_stream_bomb() -> bytes:
    """Objects that are packed in a stream of half a gigabyte."""
    packed = zeros(1 << 29)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    catalog, tree = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return written(catalog, tree, page, head + packed + b"\nendstream")


def deep_list(depth: int) -> bytes:
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return written(b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, b"[" * depth + b"]" * depth)


def many_objects(count: int) -> bytes:
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return written(b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, *[b"<<>>"] * count)


def wrong_table() -> bytes:
    """Every place in the table is wrong by some bytes, as when a mail has changed the ends of lines."""
    content = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    head, header, rest = content.partition(b"\n")
    return head + header + b"% changed on the way\n" + rest


def updated() -> bytes:
    """A second revision behind the first one, as programs that sign write it."""
    content = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    previous = content[content.rindex(b"startxref") + 9 :].split()[0]
    at = len(content)
    body = b"90 0 obj\n<< /Type /Metadata >>\nendobj\n"
    table = b"xref\n90 1\n%010d 00000 n \n" % at
    with pikepdf.open(BytesIO(content)) as made:
        root = made.Root.objgen[0]
    end = b"trailer\n<< /Size 91 /Root %d 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (root, previous, at + len(body))
    return content + body + table + end
