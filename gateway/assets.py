"""Files of `static/`, read once: each has its hash in its name, so a browser keeps it for a year without asking."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
}
# Below this a compressed file is not worth its header.
SMALLEST_COMPRESSED = 512

_CSS_ADDRESS = re.compile(r'url\("?([\w.-]+)"?\)')
# What only the authors of a script read: lines of comment, empty lines, indentation. No text of several lines may stand
# in a script of ours, which a test checks.
_FOR_AUTHORS = re.compile(r"^[ \t]*(?://.*)?\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    compressed: bytes | None
    content_type: str


class Assets:
    """Every file by its hashed name; style sheets are read last, for they name the others."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        paths = [path for path in folder.rglob("*") if path.suffix in TYPES]
        for path in sorted(paths, key=lambda path: (path.suffix == ".css", path)):
            self._add(path, path.relative_to(folder).as_posix())

    def _add(self, path: Path, name: str) -> None:
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _CSS_ADDRESS.sub(lambda found: f'url("{self._names[found[1]]}")', content.decode()).encode()
        if path.suffix == ".js":
            content = served_script(content.decode()).encode()
        # Folders are ours: addresses stay flat.
        flat = name.removesuffix(path.suffix).replace("/", "-")
        hashed = f"{flat}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        compressed = gzip.compress(content, 9, mtime=0) if path.suffix != ".png" else None
        if compressed is not None and len(content) < SMALLEST_COMPRESSED:
            compressed = None
        self._names[name] = hashed
        self._files[hashed] = Asset(content, compressed, TYPES[path.suffix])

    def address(self, name: str) -> str:
        """Address of a file by its path in the folder; an unknown one is a mistake in a template."""
        return PREFIX + self._names[name]

    def respond(self, request: Request, hashed: str) -> Response | None:
        """The file of that hashed name, or nothing when there is none."""
        asset = self._files.get(hashed)
        if asset is None:
            return None
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
        if asset.compressed is not None and accepts_gzip(request):
            headers["content-encoding"] = "gzip"
            return Response(asset.compressed, headers=headers, media_type=asset.content_type)
        return Response(asset.content, headers=headers, media_type=asset.content_type)


def served_script(source: str) -> str:
    """A script without what only its authors read; every statement stays on its own line, as in the source."""
    return _FOR_AUTHORS.sub("", source)


def accepts_gzip(request: Request) -> bool:
    """Whether the browser reads gzip; one that says `gzip;q=0` does not."""
    for offer in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, quality = offer.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return not re.fullmatch(r"q=0(\.0*)?", quality.strip())
    return False
