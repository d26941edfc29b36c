"""XML from outside: no DOCTYPE in any encoding, no bottomless nesting."""

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

_DOCTYPES = tuple(
    pad.join(b"<!DOCTYPE"[at : at + 1] for at in range(9)) for pad in (b"", b"\0", b"\0\0\0")
)
_BLANK = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_USUAL = re.compile(
    rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-1|windows-125\d|gb(2312|k|18030)", re.IGNORECASE
)
_ROOT = re.compile(rb"<[A-Za-z_:]")
_LEAD, _DEPTH = 1 << 10, 256
_SHORT = 1 << 20  # what is no longer cannot nest so deep that it matters
_FINAL = True
_ODD = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML does not hold, or would change."""


class Locals(dict[str, str]):
    """Local names by qualified name, worked out once each."""

    def __missing__(self, name: str) -> str:
        """Strip the prefix."""
        self[name] = found = name.rpartition(":")[2]
        return found


def is_xml(content: bytes, name: str) -> bool:
    """Whether a part is XML; raise XL-105 at a DOCTYPE or an odd encoding."""
    lead = content[:_LEAD].lstrip(_BLANK)
    if lead.startswith(_EBCDIC):
        raise RefusedError(rule="XL-105", why="encoding", member=name)
    if not (lead or content.lstrip(_BLANK)).startswith(b"<"):
        return False
    root = None if b"\0" in content[:_LEAD] else _ROOT.search(content)
    if any(doctype in (content[: root.start()] if root else content) for doctype in _DOCTYPES):
        raise RefusedError(rule="XL-105", why="doctype", member=name)
    declared = _DECLARED.match(lead.replace(b"\0", b""))
    if declared and not _USUAL.fullmatch(declared[1]):
        raise RefusedError(rule="XL-105", why="encoding", member=name)
    return True


def in_utf8(head: bytes) -> bool:
    """Whether a part that begins like this is in UTF-8: it says so, or says nothing."""
    declared = _DECLARED.search(head)
    return b"\0" not in head and (not declared or declared[1].lower() in {b"utf-8", b"utf8"})


def is_sound(text: str) -> bool:
    """Whether all characters may stand in XML, and stand for themselves but in references."""
    return "]]>" not in text and not _ODD.search(text)


def text_of(markup: bytes) -> str:
    """Return the text that markup without elements, in UTF-8, stands for; ValueError if none."""
    text = markup.decode()
    if "&" not in text and is_sound(text):
        return text
    pieces = list[str]()
    parser = expat.ParserCreate("utf-8")
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(b"<t>%b</t>" % markup, _FINAL)
    except expat.ExpatError:
        raise ValueError from None
    return "".join(pieces)


def parse(
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
    parser.StartDoctypeDeclHandler = _no_doctype(name)
    shallow = len(content) <= _SHORT
    handlers = (start, end) if shallow else _bounded(start, end)
    parser.StartElementHandler, parser.EndElementHandler = handlers
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, _FINAL)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(why="xml", member=name) from None


def elements(content: bytes, name: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """Return local name and attributes, by local name, of the wanted elements of a part."""
    found: list[tuple[str, dict[str, str]]] = []
    names = Locals()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if names[tag] in wanted:
            found.append((names[tag], {names[key]: value for key, value in attributes.items()}))

    parse(content, name, start)
    return found


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
