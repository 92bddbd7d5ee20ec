"""What a file is, and the pictures of its pages: the only code that parses what people deposit.

It runs in a confined child (`kit.confined`) and is imported nowhere else: `rules.confinement` names its two functions
and turns their answers into refusals. Each kind of file is read from its first byte to its last by a module of ours,
which knows where it ends and how large it says it is, before a library decodes anything.
"""

from kit.confined import Answer
from services.documents.rules.inspection import gifs, images, jpegs, pdfs, pngs
from services.documents.rules.inspection.unfit import Unfit, UnfitError, is_archive

_CHECKS = {"JPEG": jpegs.check, "PNG": pngs.check, "GIF": gifs.check}


def inspect(content: bytes, kind: str) -> Answer:
    """`{"pages": …}` of a file that may be kept, `{"unfit": …}` of one that may not; the kind is that of its head."""
    try:
        if is_archive(content):
            raise UnfitError(Unfit.MIXED)
        if kind == "PDF":
            return Answer({"pages": pdfs.check(content)})
        _CHECKS[kind](content)
        images.check(content, kind)
    except UnfitError as error:
        return Answer({"unfit": error.unfit})
    return Answer({"pages": 1})


def picture(content: bytes, kind: str, page: int) -> Answer:
    """`{"width": …, "height": …}` and the JPEG of a page of a file that was found fit; pages count from 1."""
    return images.picture(pdfs.page(content, page) if kind == "PDF" else images.opened(content, kind))
