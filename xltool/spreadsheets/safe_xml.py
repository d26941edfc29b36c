"""XML from outside: no DOCTYPE in any encoding, no bottomless nesting.

A DOCTYPE (XML 1.0 §2.8) may define entities: a few lines of them expand to gigabytes, and others
name files to be read. ECMA-376 Part 2 forbids it in a package for that reason (rule M1.18), and
no program that saves workbooks writes one. So it is refused, not parsed with care: in every part
before anything is read of it, and by the parser again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import damaged

if TYPE_CHECKING:
    from collections.abc import Callable

    StartElement = Callable[[str, dict[str, str]], None]
    EndElement = Callable[[str], None]

# What "<!DOCTYPE" is in one, two and four bytes a character, in either byte order.
_DOCTYPES = tuple(
    pad.join(b"<!DOCTYPE"[at : at + 1] for at in range(9)) for pad in (b"", b"\0", b"\0\0\0")
)
_BLANK = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"  # byte order marks and white space
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm", as in XML 1.0 Appendix F
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_USUAL = re.compile(
    rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-1|windows-125\d|gb(2312|k|18030)", re.IGNORECASE
)
"""ECMA-376 Part 2 allows UTF-8 and UTF-16 only (rule M1.17); some programs write these too."""
_ROOT = re.compile(rb"<[A-Za-z_:]")
_HEAD, _DEPTH = 1 << 10, 256
_SHORT = 1 << 20
"""Bytes of a part whose depth is not counted: it cannot nest so deep that it matters."""
_FINAL = True
_NOT_VERBATIM = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that XML does not hold (XML 1.0 §2.2), or turns into line ends (§2.11)."""


class LocalNames(dict[str, str]):
    """Local names by qualified name, worked out once each: "si" for "x:si"."""

    def __missing__(self, name: str) -> str:
        """Strip the prefix."""
        self[name] = found = name.rpartition(":")[2]
        return found


def is_xml(content: bytes, name: str) -> bool:
    """Whether a part is XML; raise XL-105 at a DOCTYPE or an encoding that is not usual."""
    head = content[:_HEAD].lstrip(_BLANK)
    if head.startswith(_EBCDIC):
        raise RefusedError(rule="XL-105", why="encoding", member=name)
    if not (head or content.lstrip(_BLANK)).startswith(b"<"):
        return False
    # A DOCTYPE stands before the root element, which is only looked for where its "<" is one byte.
    root = None if b"\0" in content[:_HEAD] else _ROOT.search(content)
    if any(doctype in (content[: root.start()] if root else content) for doctype in _DOCTYPES):
        raise RefusedError(rule="XL-105", why="doctype", member=name)
    declared = _DECLARED.match(head.replace(b"\0", b""))
    if declared and not _USUAL.fullmatch(declared[1]):
        raise RefusedError(rule="XL-105", why="encoding", member=name)
    return True


def is_utf8(head: bytes) -> bool:
    """Whether a part that begins like this is in UTF-8, which needs no declaration."""
    declared = _DECLARED.search(head)
    return b"\0" not in head and (not declared or declared[1].lower() in {b"utf-8", b"utf8"})


def is_verbatim(text: str) -> bool:
    """Whether XML holds ``text`` between tags and changes nothing in it but references.

    ``]]>`` is an error outside of a CDATA section (XML 1.0 §2.4).
    """
    return "]]>" not in text and not _NOT_VERBATIM.search(text)


def decode_text(markup: bytes) -> str:
    """Return the text that markup without elements, in UTF-8, stands for; ValueError if none."""
    text = markup.decode()
    if "&" not in text and is_verbatim(text):
        return text
    pieces = list[str]()
    parser = expat.ParserCreate("utf-8")
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(b"<t>%b</t>" % markup, _FINAL)
    except expat.ExpatError:
        raise ValueError from None
    return "".join(pieces)


def parse_xml(
    content: bytes,
    name: str,
    start: StartElement,
    end: EndElement | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part, calling ``start``, ``end`` and ``text`` for what is in it.

    Raises XL-102 (xml) if it is malformed, nests deeper than any workbook does, or a handler
    raises ValueError or LookupError; XL-105 at a DOCTYPE.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype_handler(name)
    handlers = (start, end) if len(content) <= _SHORT else _bounded(start, end)
    parser.StartElementHandler, parser.EndElementHandler = handlers
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, _FINAL)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(why="xml", member=name) from None


def find_elements(content: bytes, name: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """Return local name and attributes, by local name, of the wanted elements of a part."""
    found: list[tuple[str, dict[str, str]]] = []
    names = LocalNames()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if names[tag] in wanted:
            found.append((names[tag], {names[key]: value for key, value in attributes.items()}))

    parse_xml(content, name, start)
    return found


def _doctype_handler(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise RefusedError(rule="XL-105", why="doctype", member=name)

    return refuse


def _bounded(start: StartElement, end: EndElement | None) -> tuple[StartElement, EndElement]:
    """Return handlers that pass elements on, and raise ValueError where they nest too deep."""
    depth = 0

    def start_element(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise ValueError
        start(name, attributes)

    def end_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    return start_element, end_element
