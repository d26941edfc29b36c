"""What is wrong with the form of a text, whatever it says: pairs, numbering, years."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from xltool.expressions.free_text import REMEMBERED, fold_width

_PAIRS = MappingProxyType(dict(zip("([【《〔“‘", ")]】》〕”’", strict=True)))
_MARK = re.compile("[][()【】《》〔〕“”‘’]")
_UNFINISHED = (",", "、", "和", "及", "以及")
_ITEM = re.compile(r"^\s*[(]?(\d{1,2})[)、.](?!\d)", re.MULTILINE)
_YEAR = re.compile(r"(?<![\d\[〔【(])(20\d\d)年(?:度)?(?!\d|[底末]?\s*[至到~—-]|以来|起)")
_COMPARED = re.compile(r"(?:比|较|同期|自|从|截至|截止|至|到|[~—-])\s*$")
_CITED = re.compile(r"《[^》]*》|“[^”]*”")
FEW = 10
"""How many characters after an opening mark are quoted."""


@lru_cache(REMEMBERED)
def find_incomplete(text: str) -> str:
    """Return the place where a text is not complete; empty when it is.

    A bracket or quotation mark without its other half (with what follows it), a sentence that ends
    in a comma, the number of an item that does not follow the one before.
    """
    text = fold_width(text).strip()
    if text.endswith(_UNFINISHED):
        return text[-FEW:]
    return _find_unpaired(text) or _find_misnumbered(text)


def _find_unpaired(text: str) -> str:
    """Return the first mark without its other half; ``1)`` numbers an item."""
    if not _MARK.search(text):
        return ""
    text = _ITEM.sub("", text)
    opened: list[int] = []
    for match in _MARK.finditer(text):
        place, sign = match.start(), match[0]
        if sign in _PAIRS:
            opened.append(place)
        elif not opened or _PAIRS[text[opened[-1]]] != sign:
            return text[max(0, place - FEW) : place + 1].strip()
        else:
            opened.pop()
    return text[opened[0] : opened[0] + FEW].strip() if opened else ""


def _find_misnumbered(text: str) -> str:
    """Return the first number that does not follow: 3、 in a text with the items 1、 and 3、."""
    found = list(_ITEM.finditer(text))
    wrong = (m[0] for right, m in enumerate(found, start=1) if int(m[1]) != right)
    return next(wrong, "").strip()


@lru_cache(REMEMBERED)
def find_other_year(text: str, year: str) -> str:
    """Return a year that a text speaks of as its own, when it never speaks of ``year``.

    Years that something is compared with, or that a period begins with, are not its own; nor are
    those in titles and in numbers of documents.
    """
    if "年" not in text:
        return ""
    text = _CITED.sub("", fold_width(text))
    years = [
        match[1] for match in _YEAR.finditer(text) if not _COMPARED.search(text[: match.start()])
    ]
    return "" if not years or year in text else years[0]


@lru_cache(REMEMBERED)
def says_something(text: str, endings: tuple[str, ...]) -> bool:
    """Whether a sentence of a text holds a number, or ends in none of ``endings``.

    Numbers of items are none; a text without any sentence says nothing.
    """
    sentences = re.split(r"[。；;\n]", _ITEM.sub("", text))
    return any(
        re.search(r"\d", sentence) or not sentence.endswith(endings)
        for sentence in map(str.strip, sentences)
        if sentence
    )
