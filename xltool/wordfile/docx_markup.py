"""WordprocessingML as text: what XML can hold of a text, and how lengths are counted.

Sections are those of ECMA-376 Part 1 (5th edition). Lengths are in twentieths of a point, sizes of
letters in halves of one (17.18.82 and 17.18.42).
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from xltool.errors import DocumentError

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TWIPS_IN_POINT, _TWIPS_IN_MM = 20, 1440 / 25.4
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not hold (section 2.2)."""
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_PIECES = re.compile("(\n|\t)")


def points(length: float) -> int:
    """Return a length of so many points in twentieths of a point."""
    return round(length * _TWIPS_IN_POINT)


def millimetres(length: float) -> int:
    """Return a length of so many millimetres in twentieths of a point."""
    return round(length * _TWIPS_IN_MM)


def part(root: str, content: str, namespaces: str = f'xmlns:w="{NAMESPACE}"') -> bytes:
    """Return a part of the package with this root element."""
    return f"{DECLARATION}<{root} {namespaces}>{content}</{root}>".encode()


def run(text: str, look: str = "") -> str:
    """Return a run (17.3.2.25) with these properties; line feeds and tabs become elements.

    Raises DocumentError at a character that no document can hold.
    """
    if found := _NOT_XML.search(text):
        raise DocumentError(_not_printable(found[0]))
    pieces = (_BREAKS.get(piece) or _text(piece) for piece in _PIECES.split(text) if piece)
    content = "".join(pieces)
    style = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{style}{content}</w:r>" if content else ""


def _text(piece: str) -> str:
    return f'<w:t xml:space="preserve">{escape(piece)}</w:t>'


def _not_printable(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return (
        f"文字里有不能打印的字符 {code}，请在填报的表里删去 · "
        f"a text holds the character {code}, which cannot be printed: delete it in the form"
    )
