"""Pages from templates: French filters, addresses of assets, compression.

`render(request, "missions/list.html", listing=…, missions=…)` is the only way a page is made. Templates receive
protobuf messages directly; they choose words and places and never compute.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.message import Message as ProtoMessage
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from gateway.assets import SMALLEST_COMPRESSED, Assets, accepts_gzip
from gateway.forms import field_id
from gateway.shell import Display, Shell
from imagin.access.v1 import access_pb2
from kit import french, identifiers

TEMPLATES = Path(__file__).parent / "templates"
# Pages are made for one reader: a mid level costs a tenth of a millisecond and is within 3 % of the best.
PAGE_COMPRESSION = 5

assets = Assets()


class FrenchTypography(Extension):
    """Sets French spaces and apostrophes in the words of templates when they are compiled.

    Authors type plain spaces and `'`; what people read never breaks a line before a colon, and rendering pays nothing.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type in {"data", "string"}:
                yield Token(token.lineno, token.type, french.typography(token.value))
            else:
                yield token


# --- Values of messages as French ----------------------------------------------------------------------------------


def as_date(value: Date | date) -> date | None:
    """A day, none when the message holds none."""
    if isinstance(value, Date):
        return date(value.year, value.month, value.day) if value.year else None
    return value


def as_time(value: TimeOfDay | time | datetime) -> time | datetime:
    """An hour of the day."""
    return time(value.hours, value.minutes) if isinstance(value, TimeOfDay) else value


def as_instant(value: Timestamp | datetime, time_zone: str = "Europe/Paris") -> datetime:
    """An instant as the clocks of a place show it."""
    instant = value.ToDatetime(tzinfo=UTC) if isinstance(value, Timestamp) else value
    return instant.astimezone(ZoneInfo(time_zone))


def short_date(value: Date | date) -> str:
    """`12/06/2026`, empty when there is none."""
    day = as_date(value)
    return french.short_date(day) if day else ""


def long_date(value: Date | date) -> str:
    """`vendredi 12 juin 2026`, empty when there is none."""
    day = as_date(value)
    return french.long_date(day) if day else ""


def iso_date(value: Date | date) -> str:
    """`2026-06-12`, for `<time datetime>`."""
    day = as_date(value)
    return day.isoformat() if day else ""


def distance(hectometres: int) -> str:
    """`60,5 km`, from tenths of a kilometre."""
    value = Decimal(hectometres) / 10
    return f"{french.number(value if hectometres % 10 else int(value))}{french.NBSP}km"


def quantity(text: str) -> str:
    """A decimal of the wire (`3.50`) as people read it (`3,5`)."""
    value = Decimal(text)
    return french.number(value.normalize() if value % 1 else int(value))


def rate(cents: str) -> str:
    """A rate in cents of the wire (`32`, `7.5`) in euros: two decimals at least (`0,32 €`, `0,075 €`)."""
    euros = Decimal(cents).scaleb(-2)
    exponent = euros.as_tuple().exponent
    whole = euros if isinstance(exponent, int) and exponent <= -2 else euros.quantize(Decimal("0.01"))
    return f"{french.number(whole)}{french.NBSP}€"


def label(message: ProtoMessage, field: str) -> str:
    """French words of an enumerated field, from the contract."""
    value = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number[getattr(message, field)]
    return value.GetOptions().Extensions[access_pb2.label_fr]


def code(message: ProtoMessage, field: str) -> str:
    """Code of an enumerated field for style sheets: STATUS_TO_VALIDATE gives `to_validate`."""
    enum = message.DESCRIPTOR.fields_by_name[field].enum_type
    prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", enum.name).upper() + "_"
    return enum.values_by_number[getattr(message, field)].name.removeprefix(prefix).lower()


def allows(message: ProtoMessage, move: str) -> bool:
    """Whether the caller may do `move` (`validate`) to a resource that carries `allowed_moves`."""
    enum = message.DESCRIPTOR.fields_by_name["allowed_moves"].enum_type
    return enum.values_by_name[f"MOVE_{move.upper()}"].number in message.allowed_moves  # type: ignore[attr-defined]


_ITEM = re.compile(r"[-*] +")
_TITLE = re.compile(r"## +")
_INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|\[(?P<words>[^\]]+)\]\((?P<address>(?:https://|/(?!/))[^\s)]*)\)")


def prose(text: str) -> Markup:
    """An administrator's text as HTML: paragraphs, `## ` titles, `- ` lists, `**strong**`, `[links](https://…)`."""
    blocks = Markup()
    for block in re.split(r"\n\s*\n", french.typography(text.replace("\r", "")).strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if lines and (title := _TITLE.match(lines[0])):
            blocks += Markup("<h2>{}</h2>").format(_inline(lines.pop(0)[title.end() :]))
        if lines and all(_ITEM.match(line) for line in lines):
            items = Markup().join(Markup("<li>{}</li>").format(_inline(_ITEM.sub("", line, count=1))) for line in lines)
            blocks += Markup("<ul>{}</ul>").format(items)
        elif lines:
            blocks += Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))
    return blocks


def _inline(line: str) -> Markup:
    # Markup escapes every plain string that is added to it: only the tags written here can come out.
    done, position = Markup(), 0
    for found in _INLINE.finditer(line):
        done += line[position : found.start()]
        if found["strong"]:
            done += Markup("<strong>{}</strong>").format(found["strong"])
        else:
            done += Markup('<a href="{}">{}</a>').format(found["address"], found["words"])
        position = found.end()
    return done + line[position:]


# --- The environment -----------------------------------------------------------------------------------------------


def make_environment() -> Environment:
    """The one Jinja environment: everything escaped, every unknown name an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[FrenchTypography],
        auto_reload=False,
    )
    environment.filters.update(
        count=french.count,
        date=short_date,
        distance=distance,
        duration=french.duration,
        field_id=field_id,
        hour=lambda value: french.short_hour(as_time(value)),
        instant=lambda value, zone: _instant(as_instant(value, zone)),
        instant_hour=lambda value, zone: french.long_hour(as_instant(value, zone)),
        iso_date=iso_date,
        long_date=long_date,
        long_hour=lambda value: french.long_hour(as_time(value)),
        money=french.money,
        number=french.number,
        prose=prose,
        quantity=quantity,
        rate=rate,
        size=french.size,
        typography=french.typography,
    )
    environment.globals.update(
        allows=allows, asset=assets.address, code=code, label=label, request_id=identifiers.new_id
    )
    return environment


def _instant(value: datetime) -> str:
    return f"{french.short_date(value)} à {french.short_hour(value)}"


environment = make_environment()


def render(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any
) -> Response:
    """A whole page. `request.state.shell` holds what surrounds it; before any shell exists, the page has a bare one."""
    shell = getattr(request.state, "shell", None) or Shell(display=Display.read(request.cookies))
    body = environment.get_template(template).render(shell=shell, **values).encode()
    sent = {"cache-control": "no-store", "vary": "accept-encoding, cookie", **(headers or {})}
    if len(body) >= SMALLEST_COMPRESSED and accepts_gzip(request):
        body = gzip.compress(body, PAGE_COMPRESSION, mtime=0)
        sent["content-encoding"] = "gzip"
    return Response(body, status, sent, media_type="text/html; charset=utf-8")
