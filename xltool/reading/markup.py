"""XML from outside: no DOCTYPE in any encoding, no bottomless nesting, no endless tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.reading.refusals import damaged, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    StartElement = Callable[[str, dict[str, str]], None]
    EndElement = Callable[[str], None]

_DOCTYPES = tuple(
    pad.join(b"<!DOCTYPE"[at : at + 1] for at in range(9)) for pad in (b"", b"\0", b"\0\0\0")
)
_BLANK = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_USUAL = re.compile(
    rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-1|windows-125\d|gb(2312|k|18030)", re.IGNORECASE
)
_TOKEN, _DEPTH = 1 << 20, 256
_FINAL = True


def without_doctype(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Pass a part on, chunk by chunk; raise XL-105 at a DOCTYPE or an odd encoding of XML."""
    xml, tail = None, b""
    for chunk in chunks:
        window = tail + chunk
        if xml is None and (lead := window.lstrip(_BLANK)):
            xml = lead.startswith(b"<")
            _refuse_encoding(lead[:1024].replace(b"\0", b""), name)
        if xml and any(doctype in window for doctype in _DOCTYPES):
            raise RefusedError(rule="XL-105", why="doctype", member=name)
        tail = window[-40:]
        yield chunk


def _refuse_encoding(lead: bytes, name: str) -> None:
    declared = _DECLARED.match(lead)
    if lead.startswith(_EBCDIC) or (declared and not _USUAL.fullmatch(declared[1])):
        raise RefusedError(rule="XL-105", why="encoding", member=name)


def feed(
    chunks: Iterable[bytes],
    name: str,
    parser: expat.XMLParserType,
    start: StartElement,
    end: EndElement | None = None,
) -> None:
    """Parse a part, calling ``start`` and ``end`` for each element.

    Raises XL-102 (xml) if it is malformed and XL-105 at a DOCTYPE. Neither elements within each
    other nor a tag are ever as deep or long as these bounds: expat keeps each open element, and
    reads an unfinished tag again with every chunk.
    """
    parser.StartDoctypeDeclHandler = _no_doctype(name)
    parser.StartElementHandler, parser.EndElementHandler = _bounded(start, end)
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            fed += len(chunk)
            require(fed - parser.CurrentByteIndex <= _TOKEN)
        parser.Parse(b"", _FINAL)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(why="xml", member=name) from None


def _no_doctype(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise RefusedError(rule="XL-105", why="doctype", member=name)

    return refuse


def _bounded(start: StartElement, end: EndElement | None) -> tuple[StartElement, EndElement]:
    depth = 0

    def down(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise ValueError
        start(name, attributes)

    def up(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    return down, up
