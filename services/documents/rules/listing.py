"""The folders of a set as they are listed."""

from typing import NamedTuple

from services.documents.models import Document, Folder


class Listing(NamedTuple):
    """The folders of a set, and what other sets have to do with them."""

    folders: list[Folder]
    """With their documents, in order of name."""
    personal: list[Document]
    """The newest personal document of each proof that their owner gave in other sets, with its folder."""
    twins: frozenset[str]
    """Documents of the set whose content is in another set too."""
    counted: frozenset[str]
    """Personal documents of the set that another one was sealed with."""
