"""All ways in which a text may stand in the bytes of a file: each is a text to be searched.

A text stands there as it is, in UTF-8, UTF-16 or GB18030; spelled in entities or escapes; in
base64; in pieces, in several elements or attributes; inside of a package or a compressed stream; or
as the name of a part. Nothing is written to the disk.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import quopri
import re
import urllib.parse
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xltool.errors import DocumentError
from xltool.text import squeezed
from xltool.wordfile.read import read_document_data

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 4
"""How often bytes may stand in other bytes: a package in a package, in base64."""
_LARGEST = 64 << 20
"""Bytes that a stream may inflate to; what is larger is no file that xltool publishes."""
_CODECS = (
    ("utf-8", "utf-8", (0,)),
    ("utf-16", "utf-16-le", (0, 1)),
    ("utf-16", "utf-16-be", (0, 1)),
    ("gb18030", "gb18030", (0, 1)),
)
"""How a text may be encoded, and at which bytes it may begin to be read."""
_KINDS_OF_A_TEXT = 5000
_HEAD = 4096  # bytes by which the encoding of markup is told
BORDER = "\ue000"
"""Stands between texts that nobody reads as one: paragraphs, cells, rows."""
_TAG = re.compile(r"<[^<>]*>")
_BORDERS = re.compile(r"</?(?:\w+:)?(?:p|tc|tr|si|c|row|is|li|td|th|div|h[1-6]|br)(?:\s[^<>]*)?/?>")
_TEXTS = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<|(</(?:\w+:)?(?:p|si|is|c|tc|row)>)")
_ATTRIBUTES = re.compile(r"=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}(?:\s+[A-Za-z0-9+/_-]{2,})*")
_ESCAPES = re.compile(r"\\u\{?([0-9A-Fa-f]{4,6})\}?|_x([0-9A-Fa-f]{4})_|\\'([0-9A-Fa-f]{2})")
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2}){2}")
_HEX = re.compile(rb"<\s*((?:[0-9A-Fa-f]{2}\s*){4,})>")
_PDF_NAME = re.compile(rb"(?:#[0-9A-Fa-f]{2}){3,}")
_QUOTED = re.compile(rb"(?:=[0-9A-F]{2}(?:=\r?\n)?){4,}")
_STREAM = re.compile(rb"stream\r?\n")
_ZIP, _PDF = b"PK\3\4", b"%PDF"


class View(NamedTuple):
    """One way in which bytes are read: the part, the way, and the folded text."""

    part: str
    way: str
    text: str


def folded(text: str) -> str:
    """Return a text as it is compared: without blanks, width, case and what has no ink.

    Character by character, so that texts and what is searched for become the same. Few kinds of
    characters change, and are replaced all at once; a text of very many kinds is no text.
    """
    lower = text.casefold()
    kinds = set(lower)
    if len(kinds) > _KINDS_OF_A_TEXT:
        return squeezed(lower)
    for kind in kinds:
        if (plain := _plain(kind)) != kind:
            lower = lower.replace(kind, plain)
    return lower


@cache
def _plain(character: str) -> str:
    return squeezed(character).casefold()


def views(data: bytes, part: str = "") -> Iterator[View]:
    """Yield every way in which the bytes of a file are read, of its parts and what is in them."""
    yield from _views(data, part, "", 1)


def _views(data: bytes, part: str, outer: str, depth: int) -> Iterator[View]:
    for way, text in _texts(data):
        yield View(part, outer or way, text)
    if depth < _DEEPEST:
        yield from _inner(data, part, outer, depth + 1)


def _inner(data: bytes, part: str, outer: str, depth: int) -> Iterator[View]:
    """Yield what stands in packages, streams and base64 inside of bytes."""
    place = data.find(_ZIP)
    if place >= 0:
        for name, content in _members(data[place:]):
            inner = f"{part}!/{name}" if part else name
            yield View(inner, "name", folded(name))
            yield from _views(content, inner, outer, depth)
    if data.startswith(_PDF):
        yield from (View(part, outer or "page", text) for text in _printed(data))
    for content in _inflated(data):
        yield from _views(content, part, outer or "stream", depth)
    for way, contents in (("base64", _from_base64(data)), ("escapes", _from_digits(data))):
        for content in contents:
            yield from (View(part, outer or way, text) for _, text in _texts(content))
            if _ZIP in content:
                yield from _inner(content, part, outer or way, depth)


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield way and folded text of bytes, however they are encoded and spelled.

    Markup is read as such in the encodings that its bytes can be in; whatever they are, a text may
    stand in them in another one.
    """
    markup = "utf-8" if _is_utf8(data) else "utf-16" if b"\0" in data[:_HEAD] else "gb18030"
    for way, codec, offsets in _CODECS:
        for offset in offsets:
            text = data[offset:].decode(codec, "ignore")
            # In UTF-16 blanks, Latin letters and digits have a zero or 0xFF: else there are none.
            as_it_is = way == "utf-16" and not (b"\0" in data or b"\xff" in data)
            yield way, text if as_it_is else folded(text)
            if way in {markup, "utf-8"}:
                yield from ((spelled, folded(other)) for spelled, other in _spellings(text))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text without markup, and with its escapes read, each with what it is."""
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    if plain is not text:
        yield "entities", plain
    if "<" in text:
        yield "joined", _joined(text)
        yield "runs", html.unescape("".join(a or BORDER for a, b in _TEXTS.findall(text)))
        yield "attributes", html.unescape("".join(a or b for a, b in _ATTRIBUTES.findall(text)))
    if _PERCENT.search(text):
        yield "escapes", urllib.parse.unquote(text, errors="ignore")
    if _ESCAPES.search(text):
        yield "escapes", _ESCAPES.sub(_character, text)
    if "=" in text and _QUOTED.search(text.encode("utf-8", "ignore")):
        raw = quopri.decodestring(text.encode("utf-8", "ignore"))
        yield "escapes", raw.decode("utf-8", "ignore")
        yield "escapes", raw.decode("gb18030", "ignore")


def _joined(text: str) -> str:
    """Return the text of all elements, parted where paragraphs, cells and rows end."""
    return html.unescape(_TAG.sub("", _BORDERS.sub(BORDER, text)))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last character of Unicode


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each member of a zip; one that is broken is left to its bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.file_size <= _LARGEST:
                    yield entry.filename, archive.read(entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, zlib.error):
        return


def _printed(data: bytes) -> Iterator[str]:
    """Yield what the pages of a PDF show, and what it says of itself.

    Its letters are numbers of shapes, which a reader turns into text. Nothing without the extra
    ``pdf``, or where the PDF is damaged: then what is planted on a page is missed as well.
    """
    with suppress(DocumentError):
        content = read_document_data(data)
        yield folded("".join(line.text for line in content.lines()))
        yield BORDER.join(folded(hidden.text) for hidden in content.hidden)


def _inflated(data: bytes) -> Iterator[bytes]:
    """Yield the compressed streams of a PDF (ISO 32000-1, 7.4.4) and of gzip (RFC 1952)."""
    starts = [match.end() for match in _STREAM.finditer(data)] if data.startswith(_PDF) else []
    for start in starts:
        if content := _inflate(data[start:], zlib.MAX_WBITS):
            yield content
    if data.startswith(b"\x1f\x8b") and (content := _inflate(data, zlib.MAX_WBITS | 16)):
        yield content


def _inflate(data: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(data, _LARGEST)
    except zlib.error:
        return b""


def _from_base64(data: bytes) -> Iterator[bytes]:
    """Yield what all runs of the letters of base64 (RFC 4648) stand for, from each place in four.

    What stands before a text may be taken for its beginning: ``word/`` is of the same letters.
    """
    runs = [_letters(run) for run in dict.fromkeys(_BASE64.findall(data))]
    for offset in range(4) if runs else ():
        parts = (run[offset : offset + (len(run) - offset) // 4 * 4] for run in runs)
        yield b"\n".join(base64.b64decode(part) for part in parts)


def _letters(run: bytes) -> bytes:
    return b"".join(run.split()).replace(b"-", b"+").replace(b"_", b"/")


def _from_digits(data: bytes) -> Iterator[bytes]:
    """Yield what hexadecimal strings and names of a PDF stand for (ISO 32000-1, 7.3.4.3, 7.3.5)."""
    found = [match[1] for match in _HEX.finditer(data)]
    found += (match[0] for match in _PDF_NAME.finditer(data))
    digits = (re.sub(rb"[\s#]", b"", each) for each in found)
    if found:
        yield b"\n".join(map(binascii.unhexlify, digits))
