"""Labels of lines taken apart, and which line is below which: by ordinals 一、（一）1. and 其中."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.text import IDEOGRAPHIC_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OF_WHICH = "其中"
_PREFIX = re.compile(
    r"[\u3000 ]*(?:其中[:：]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]"
    r"|\d{1,2}[.．、]|[（(]\d{1,2}[）)])?[\u3000 ]*"
)
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\d{1,2}[.．、]"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
_FIRST = re.compile(r"[（(]?(?:一|1)[、）).．]")
_SUM = re.compile(r"[合总小]\s*计")
_DEEP = 2
"""Wide spaces before a label that goes on with 其中 of the line above."""


def split_label(printed: str) -> tuple[str, str]:
    """Return what is printed before a label, and the label: ``("其中：", "公务用车购置费")``."""
    match = _PREFIX.match(printed)
    prefix = match.group() if match else ""
    label = printed[len(prefix) :]
    return (prefix, label) if label else ("", printed)


def is_ordinal(prefix: str) -> bool:
    """Whether a label begins with an ordinal, and not with 其中 or spaces alone."""
    return any(level.match(prefix.strip(IDEOGRAPHIC_SPACE + " ")) for level in _LEVELS)


def ordinal_parents(labels: Sequence[tuple[str, str]]) -> Iterator[int | None]:
    """Yield for each line the place of the line that it is below by its ordinal; None if by none.

    ``labels`` are prefixes and labels. What begins with 其中, and what is set in like it right
    below, is a part of the line before; so are 一、二、… that begin below a line without ordinal.
    """
    open_levels: dict[int, int] = {}
    whole: int | None = None
    in_parts = False
    for place, (prefix, label) in enumerate(labels):
        text = prefix.strip(IDEOGRAPHIC_SPACE + " ")
        level = next((at for at, each in enumerate(_LEVELS) if each.match(text)), None)
        if text.startswith(OF_WHICH):
            in_parts = True
        elif level is not None or not prefix.startswith(IDEOGRAPHIC_SPACE * _DEEP):
            in_parts = False
        if in_parts:
            yield whole
            continue
        whole = place
        if level is None:
            open_levels = {} if _SUM.search(label) else {-1: place}
            yield None
            continue
        if -1 in open_levels and len(open_levels) == 1 and not _FIRST.match(text):
            open_levels.clear()
        open_levels = {each: at for each, at in open_levels.items() if each < level}
        yield open_levels[max(open_levels)] if open_levels else None
        open_levels[level] = place
