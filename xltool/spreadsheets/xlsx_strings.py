"""The shared texts of an .xlsx workbook.

Most texts of a workbook stand in one part, and cells refer to them by number. An item ``<si>``
(ECMA-376 Part 1 §18.4.8) is one ``<t>``, or runs ``<r>`` (§18.4.4) of one format each, whose texts
are joined. Phonetic runs ``<rPh>`` (§18.4.6) are left out: they are the pronunciation of a text,
shown above it and no part of it. A label read together with it would not be recognized.

There are two ways to read the part, as for worksheets (see ``xlsx_scan``), and for the same reason.
Programs write items alike: so they are taken apart by a regular expression that leaves no byte out,
and what is neither text nor the tags around it is read by expat. Whatever is written otherwise is
read as XML, in twice the time. ``tests/test_shared.py`` holds both ways to the same outcome.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import ambiguous, require
from xltool.spreadsheets.safe_xml import (
    LocalNames,
    decode_text,
    find_elements,
    is_utf8,
    is_verbatim,
    parse_xml,
)
from xltool.spreadsheets.xlsx_cells import unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAK = "\0"
"""Stands between runs: a character that XML does not hold."""
_BREAKS = "</t></r><r><t>", '</t></r><r><t xml:space="preserve">'
_ITEM = re.compile(
    rf"""
    <si>(<r>)?                                       # 1: whether there are runs
    <t(?:\ xml:space="preserve")?
    (?: /> | > ((?(1)[^<]*|[^<{_BREAK}]*)) </t> )    # 2: the text; only runs have breaks
    (?(1)</r>)
    (<phoneticPr\ [^<>]*/>)?                         # 3: how phonetic text would be shown
    </si>
    """,
    re.VERBOSE,
)
_STEP = 4  # pieces from one item to the next: what stands between them, and three groups
_RUN_FORMAT = re.compile(rb"(?:<[^<>]*/>)*")


def read_shared_texts(content: bytes, part: str, *, short: bool = True) -> Sequence[str]:
    """Return the shared texts in their order; raise XL-102 (xml) if the part is malformed."""
    if not short:
        return _parse(content, part)
    try:
        return _scan(content, part)
    except (ValueError, RefusedError):
        return _parse(content, part)


def _scan(content: bytes, part: str) -> list[str]:
    """Take the part apart; ValueError or XL-102 where it is not written as usual."""
    before, first, rest = content.partition(b"<si>")
    items, formats = _split_formats(first + rest)
    text = items.decode()
    require(is_utf8(before) and is_verbatim(text))
    for tags in _BREAKS:
        text = text.replace(tags, _BREAK)
    pieces = _ITEM.split(text)
    require(not any(pieces[:-1:_STEP]) and pieces[-1].strip() == "</sst>")
    # All that was cut out must be well-formed too, and hide no item.
    phonetic = "".join({*filter(None, pieces[3::_STEP])})
    frame = b"%b%b%b</sst>" % (before, formats, phonetic.encode())
    require(not find_elements(frame, part, "si"))
    return [unescape(_join_runs(text or "")) for text in pieces[2::_STEP]]


def _split_formats(items: bytes) -> tuple[bytes, bytes]:
    """Return the items without the formats of their runs, and each such format once."""
    first, *others = items.split(b"<rPr>")
    cut = [other.partition(b"</rPr>") for other in others]
    formats = {run_format for run_format, _, _ in cut}
    kept = [first, *(rest for _, _, rest in cut)]
    require(all(piece.endswith(b"<r>") for piece in kept[:-1]))
    require(all(map(_RUN_FORMAT.fullmatch, formats)))
    return b"".join(kept), b"".join(formats)


def _join_runs(runs: str) -> str:
    """Return the text of runs; a reference such as ``&amp;`` must not span two of them."""
    if "&" in runs:
        return "".join(decode_text(run.encode()) for run in runs.split(_BREAK))
    return runs.replace(_BREAK, "")


def _parse(content: bytes, part: str) -> list[str]:
    """Read the part as XML.

    Raises XL-105 (ambiguous) at a text in an extension of an item, and at one that a comment or an
    element interrupts: not all programs read it, or all of it.
    """
    texts, pieces, inside, names = list[str](), list[str](), list[str](), LocalNames()
    interrupted, unclear, plain = False, list[int](), 0

    def start(tag: str, _: object) -> None:
        nonlocal plain
        interrupt()
        inside.append(names[tag])
        plain = plain + (inside[-2:] == ["si", "t"]) if inside[-1] != "si" else 0
        if plain > 1:
            unclear.append(len(texts))

    def end(_: str) -> None:
        nonlocal interrupted
        kind = inside.pop()
        interrupted = interrupted and kind != "t"
        if kind == "si":
            texts.append(unescape("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside[-1:] == ["t"] and "rPh" not in inside:
            pieces.append(piece)
            if interrupted or not (inside[-2:] == ["si", "t"] or inside[-3:] == ["si", "r", "t"]):
                unclear.append(len(texts))

    def interrupt() -> None:
        nonlocal interrupted
        interrupted = interrupted or inside[-1:] == ["t"]

    parse_xml(content, part, start, end, text, interrupt)
    if unclear:
        raise ambiguous(member=f"{part} {unclear[0] + 1}")
    return texts
