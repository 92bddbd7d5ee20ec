"""Several tagged PDFs in one that is still tagged.

Typst needs some MB for each page that it lays out, so a thousand letters are laid out by batches and joined here.
Joining pages is not enough for a screen reader: the structure trees are joined too, with the numbers by which a page
finds its elements, and the names by which a cell finds its headers.
"""

from io import BytesIO
from typing import IO, Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Pdf, String

_IN_TABLE: Final = (Name.THead, Name.TBody, Name.TFoot, Name.TR)


class Merger:
    """Takes PDFs made by the same template one by one, and writes one file with the title and date of the first."""

    def __init__(self) -> None:
        self._target: Pdf | None = None
        self._count = 0

    def add(self, document: bytes) -> None:
        """Appends the pages and the structure of a tagged PDF, from the front of a sheet on."""
        source = pikepdf.open(BytesIO(document))
        _rename_headers(source.Root.StructTreeRoot, f"{self._count}-")
        self._count += 1
        if self._target is None:
            self._target = source
            # Bookmarks of every heading of a thousand letters help nobody.
            if Name.Outlines in source.Root:
                del source.Root.Outlines
            return
        _append(self._target, source)

    def save(self, to: IO[bytes]) -> None:
        """Writes the file; the same documents give the same bytes."""
        if self._target is None:
            raise ValueError("nothing to write")
        self._target.save(
            to, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, deterministic_id=True
        )
        self._target.close()


def _append(target: Pdf, source: Pdf) -> None:
    if len(target.pages) % 2:
        _, _, width, height = target.pages[-1].mediabox
        target.add_blank_page(page_size=(width, height))
    tree = target.Root.StructTreeRoot
    offset = int(tree.ParentTreeNextKey)
    for page in source.pages:
        # A blank back has no element.
        if Name.StructParents in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + offset
    # Pages first: the elements of the structure name their page, and must find the copy.
    target.pages.extend(source.pages)
    added = target.copy_foreign(source.make_indirect(source.Root.StructTreeRoot))
    for element in added.K:
        element.P = tree
        tree.K.append(element)
    numbers = tree.ParentTree.Nums
    for key, elements in NumberTree(added.ParentTree).items():
        numbers.extend(Array([key + offset, elements]))
    tree.ParentTreeNextKey = offset + int(added.ParentTreeNextKey)
    if Name.IDTree in added:
        if Name.IDTree not in tree:
            tree.IDTree = target.make_indirect(Dictionary(Names=Array()))
        tree.IDTree.Names.extend(added.IDTree.Names)


def _rename_headers(tree: Any, prefix: str) -> None:
    """Gives each header cell a name of its own in the whole file, and its new name to the cells below it."""
    if Name.IDTree not in tree:
        return
    names = tree.IDTree.Names
    tables = {}
    for position in range(0, len(names), 2):
        header = names[position + 1]
        names[position] = header.ID = String(prefix + str(header.ID))
        table = header
        while table.S in (Name.TH, *_IN_TABLE):
            table = table.P
        tables[table.objgen] = table
    for table in tables.values():
        _rename_in(table, prefix)


def _rename_in(element: Any, prefix: str) -> None:
    for child in element.K:
        if not isinstance(child, Dictionary) or Name.S not in child:
            continue
        if child.S in _IN_TABLE:
            _rename_in(child, prefix)
        for attributes in child.get(Name.A, ()):
            if Name.Headers in attributes:
                attributes.Headers = Array([String(prefix + str(name)) for name in attributes.Headers])
