"""The shared texts of an .xlsx workbook.

Programs write them in nearly the same way: plain, or in runs of one look each. So they are taken
apart by regular expressions that leave no byte out, and what is neither text nor its frame is read
by expat. A part that is written otherwise is read as XML: some times slower, to the same result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.safe_xml import Locals, elements, in_utf8, is_sound, parse, text_of
from xltool.spreadsheets.xlsx_cells import unescaped

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAK = "\0"
_BREAKS = "</t></r><r><t>", '</t></r><r><t xml:space="preserve">'
_ITEM = re.compile(
    '<si>(<r>)?<t(?: xml:space="preserve")?(?:/>|>((?(1)[^<]*|[^<\0]*))</t>)(?(1)</r>)'
    "(<phoneticPr [^<>]*/>)?</si>"
)
_GROUPS = 4
_LOOK = re.compile(rb"(?:<[^<>]*/>)*")


def texts(content: bytes, part: str) -> Sequence[str]:
    """Return the shared texts in their order; raise XL-102 (xml) if the part is malformed."""
    try:
        return _usual(content, part)
    except (ValueError, RefusedError):
        return _marked(content, part)


def _usual(content: bytes, part: str) -> list[str]:
    """Take the part apart; ValueError or XL-102 where it is written otherwise."""
    before, first, rest = content.partition(b"<si>")
    rest, looks = _without_looks(first + rest)
    text = rest.decode()
    require(in_utf8(before) and is_sound(text))
    for runs in _BREAKS:
        text = text.replace(runs, _BREAK)
    pieces = _ITEM.split(text)
    require(not any(pieces[:-1:_GROUPS]) and pieces[-1].strip() == "</sst>")
    marks = {*filter(None, pieces[3::_GROUPS])}
    frame = b"%b%b%b</sst>" % (before, looks, "".join(marks).encode())
    require(not elements(frame, part, "si"))
    return [unescaped(_joined(text or "")) for text in pieces[2::_GROUPS]]


def _without_looks(items: bytes) -> tuple[bytes, bytes]:
    """Return the items without what tells how runs look, and each such thing once."""
    first, *others = items.split(b"<rPr>")
    cut = [other.partition(b"</rPr>") for other in others]
    looks = {look for look, _, _ in cut}
    kept = [first, *(rest for _, _, rest in cut)]
    require(all(piece.endswith(b"<r>") for piece in kept[:-1]))
    require(all(map(_LOOK.fullmatch, looks)))
    return b"".join(kept), b"".join(looks)


def _joined(runs: str) -> str:
    """Return the text of runs."""
    if "&" in runs:
        return "".join(text_of(run.encode()) for run in runs.split(_BREAK))
    return runs.replace(_BREAK, "")


def _marked(content: bytes, part: str) -> list[str]:
    """Read the part as XML: runs are joined, phonetic ones left out."""
    texts, pieces, inside, names = list[str](), list[str](), list[str](), Locals()

    def start(tag: str, _: object) -> None:
        inside.append(names[tag])

    def end(_: str) -> None:
        if inside.pop() == "si":
            texts.append(unescaped("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside[-1:] == ["t"] and "rPh" not in inside:
            pieces.append(piece)

    parse(content, part, start, end, text)
    return texts
