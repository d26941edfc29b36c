"""How the pages of a document look: GB/T 9704-2012, unless the pack says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xltool.errors import PackError
from xltool.wordfile.blocks import Lettering, PageLook

if TYPE_CHECKING:
    from xltool.model.disclosure import Disclosure

FONT, SIZE = "font", "size"


def page_look(disclosure: Disclosure) -> PageLook:
    """Return how pages look, with what ``look`` of the pack says otherwise.

    A measure is a number (millimetres; ``line_pitch`` points), a font has a name, a size in
    points, or both: ``{ font = "仿宋", size = 16 }``. Raises ``PackError`` with a line for each
    key that is unknown or wrong.
    """
    usual = PageLook()
    changed, wrong = dict[str, Any](), list[str]()
    for name, value in disclosure.look.items():
        found = _measure(getattr(usual, name, None), value)
        if found is None:
            wrong.append(f"templates/disclosure.toml: look.{name}: {_said(usual, name)}")
        changed[name] = found
    if wrong:
        raise PackError("\n".join(wrong))
    return replace(usual, **changed)


def _measure(usual: object, value: object) -> object:
    """Return a measure or font of the pack in the place of the usual one; None if it is none."""
    if isinstance(usual, Lettering) and isinstance(value, Mapping):
        known = value.keys() <= {FONT, SIZE}
        font, size = value.get(FONT, usual.font), value.get(SIZE, usual.size)
        fits = isinstance(font, str) and font and _is_number(size)
        return replace(usual, font=font, size=size) if known and fits else None
    is_measure = isinstance(usual, int | float) and _is_number(value)
    return value if is_measure else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _said(usual: PageLook, name: str) -> str:
    known = getattr(usual, name, None)
    if isinstance(known, Lettering):
        return '应为 { font = "仿宋", size = 16 } · must be { font = "仿宋", size = 16 }'
    if isinstance(known, int | float):
        return "应为大于 0 的数 · must be a number above 0"
    return "没有这一项 · unknown"
