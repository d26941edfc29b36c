"""Suggestions: the valid code, label or name that is nearest to what was typed."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.text import NO_TEXT, Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.forms import CodeList

LIKENESS = 0.55
"""How alike two texts must be, as ``difflib`` measures it from 0 to 1."""
LONGEST = 60
"""For longer texts nothing is suggested: finding it would take long."""
REMEMBERED = 512
"""How many answers are kept, for the same mistake is made in many rows."""


@lru_cache(REMEMBERED)
def nearest(text: str, known: tuple[str, ...]) -> str:
    """Return which of the ``known`` texts is nearest to ``text``; empty when none is near."""
    if not text or len(text) > LONGEST:
        return ""
    folded = {_folded(each): each for each in known}
    found = get_close_matches(_folded(text), folded, n=1, cutoff=LIKENESS)
    return folded[found[0]] if found else ""


def nearest_code(text: str, codes: CodeList, among: Iterable[str]) -> str:
    """Return the nearest code ``among`` some, found by code or label, with its label."""
    labels = {line.code: line.label for line in codes.lines}
    code_of = {labels.get(code, code): code for code in among} | {code: code for code in among}
    found = code_of.get(nearest(text, tuple(code_of)))
    if found is None:
        return ""
    label = labels.get(found, found)
    return found if label == found else f"{found} {label}"


def suggestion(near: str) -> Bilingual:
    """Return the nearest text as the end of a sentence; empty when there is none."""
    if not near:
        return NO_TEXT
    return Bilingual(f"，最接近的是“{near}”", f"; the nearest is “{near}”")


def _folded(text: str) -> str:
    return squeezed(text).upper()
