"""XML from outside: no DOCTYPE in any encoding, no bottomless nesting.

A DOCTYPE (XML 1.0 §2.8) may define entities: a few lines of them expand to gigabytes, and others
name files to be read. ECMA-376 Part 2 forbids it in a package for that reason (rule M1.18), and
no program that saves workbooks writes one. So it is refused, not parsed with care: in every part
before anything is read of it, and by the parser again, which reads what stands before the root
element by itself: a handler that raises does not stop expat, which would go on to what follows and
expand there what was declared. No other module makes a parser; a test holds that.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import ambiguous, damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r\n]+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
"""What may stand before the root element but a DOCTYPE (XML 1.0 §2.8)."""
_ROOT = re.compile(rb"<[^!?/\0 \t\r\n]")
_HEAD, _DEPTH = 1 << 10, 256
_SHORT = 1 << 20
"""Bytes of a part whose depth is not counted: it cannot nest so deep that it matters."""
_MORE, _FINAL = False, True
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
    # Where the root element is not found for certain, none may stand anywhere in the part.
    if _root_place(content) is None and _names_doctype(content):
        raise RefusedError(rule="XL-105", why="doctype", member=name)
    declared = _DECLARED.match(head.replace(b"\0", b""))
    if declared and not _USUAL.fullmatch(declared[1]):
        raise RefusedError(rule="XL-105", why="encoding", member=name)
    return True


def _names_doctype(content: bytes) -> bool:
    return any(doctype in content for doctype in _DOCTYPES)


def _root_place(content: bytes) -> int | None:
    """Return where the root element begins; None where something else does, or it is not clear."""
    if b"\0" in content[:_HEAD]:
        return None
    found = _PROLOGUE.match(content)
    at = found.end() if found else 0
    return at if _ROOT.match(content, at) else None


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
    parser = _strict_parser("", "utf-8")
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
    interruption: Callable[[], None] | None = None,
) -> None:
    """Parse a part, calling ``start``, ``end`` and ``text`` for what is in it.

    ``interruption`` is called at each comment and processing instruction.

    Raises XL-102 (xml) if it is malformed, nests deeper than any workbook does, or a handler
    raises ValueError or LookupError; XL-105 at a DOCTYPE.
    """
    root = _root_place(content)
    if root is None and _names_doctype(content):
        raise RefusedError(rule="XL-105", why="doctype", member=name)
    parser = _strict_parser(name)
    handlers = (start, end) if len(content) <= _SHORT else _bounded(start, end)
    parser.StartElementHandler, parser.EndElementHandler = handlers
    parser.CharacterDataHandler = text
    if interruption:
        parser.CommentHandler = lambda _: interruption()
        parser.ProcessingInstructionHandler = lambda *_: interruption()
    try:
        parser.Parse(content[: root or 0], _MORE)
        parser.Parse(memoryview(content)[root or 0 :], _FINAL)
    except (expat.ExpatError, ValueError, LookupError):
        raise damaged(why="xml", member=name) from None


def find_elements(content: bytes, name: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """Return local name and attributes, by local name, of the wanted elements of a part.

    Raises XL-105 (ambiguous) where two attributes of one have the same local name.
    """
    found: list[tuple[str, dict[str, str]]] = []
    names = LocalNames()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if names[tag] in wanted:
            place = f"{name} <{names[tag]}>"
            found.append((names[tag], local_attributes(attributes, names, place)))

    parse_xml(content, name, start)
    return found


def find_placed(
    content: bytes, name: str, wanted: Mapping[str, str]
) -> list[tuple[str, dict[str, str]]]:
    """Return the wanted elements of a part as ``find_elements`` does, each by its one path.

    ``{"sheet": "workbook/sheets"}``: elements of that name stand nowhere else, and its path stands
    there once. Raises XL-105 (ambiguous) otherwise: some programs would read what others pass by.
    """
    found: list[tuple[str, dict[str, str]]] = []
    names, path, parents = LocalNames(), list[str](), Counter[str]()

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind, parent = names[tag], "/".join(path)
        path.append(kind)
        parents["/".join(path)] += 1
        if kind in wanted:
            place = f"{name} <{kind}>"
            if parent != wanted[kind] or parents[parent] > 1:
                raise ambiguous(member=place)
            found.append((kind, local_attributes(attributes, names, place)))

    def end(_: str) -> None:
        path.pop()

    parse_xml(content, name, start, end)
    return found


def local_attributes(
    attributes: Mapping[str, str], names: LocalNames, place: str
) -> dict[str, str]:
    """Return attributes by local name; raise XL-105 (ambiguous) where two have the same one."""
    own = [key for key in attributes if not key.startswith("xmlns")]
    found = {names[key]: attributes[key] for key in own}
    if len(found) < len(own):
        raise ambiguous(member=place)
    return found


def find_texts(content: bytes, name: str, wanted: str) -> list[tuple[dict[str, str], str]]:
    """Return attributes, by local name, of each element of a part called ``wanted``, and its text.

    That of the elements inside of it is part of its text.
    """
    found: list[tuple[dict[str, str], list[str]]] = []
    names, depth = LocalNames(), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if not depth and names[tag] == wanted:
            found.append(({names[key]: value for key, value in attributes.items()}, []))
        depth += 1 if depth or names[tag] == wanted else 0

    def end(_: str) -> None:
        nonlocal depth
        depth = max(depth - 1, 0)

    def text(piece: str) -> None:
        if depth:
            found[-1][1].append(piece)

    parse_xml(content, name, start, end, text)
    return [(attributes, "".join(pieces)) for attributes, pieces in found]


def _strict_parser(name: str, encoding: str | None = None) -> expat.XMLParserType:
    """Return a parser that refuses a DOCTYPE and each kind of entity that one may declare."""

    def refuse(*_: object) -> NoReturn:
        raise RefusedError(rule="XL-105", why="doctype", member=name)

    parser = expat.ParserCreate(encoding)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    return parser


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
