"""What somebody may have meant: the valid code, label or name nearest to what was typed."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.text import NO_TEXT, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.forms import CodeList

LIKE = 0.55
"""How alike two texts must be, from 0 to 1."""
LONGEST = 60
"""Of longer texts none is suggested."""
REMEMBERED = 512


@lru_cache(REMEMBERED)
def nearest(text: str, known: tuple[str, ...]) -> str:
    """Return what is nearest to ``text`` among ``known`` texts; empty when nothing is near."""
    if not text or len(text) > LONGEST:
        return ""
    folded = {_folded(each): each for each in known}
    found = get_close_matches(_folded(text), folded, n=1, cutoff=LIKE)
    return folded[found[0]] if found else ""


def nearest_code(text: str, codes: CodeList, among: Iterable[str]) -> str:
    """Return the nearest code ``among`` some, found by code or label, with its label."""
    labels = {line.code: line.label for line in codes.lines}
    of = {labels[code]: code for code in among} | {code: code for code in among}
    found = of.get(nearest(text, tuple(of)))
    if found is None:
        return ""
    return found if labels[found] == found else f"{found} {labels[found]}"


def suggestion(near: str) -> Bilingual:
    """Return what is nearest as the end of a sentence, Chinese and English."""
    if not near:
        return NO_TEXT
    return Bilingual(f"，最接近的是“{near}”", f"; the nearest is “{near}”")


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
