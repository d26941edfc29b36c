"""Numbers typed into a text by hand, and units written behind figures that bring their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.expressions.free_text import fold_width
from xltool.publication.fields import (
    Bound,
    ChangeField,
    FigureField,
    PartsField,
    ReasonField,
    RowsField,
    ShareField,
    UnitsField,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS: Final = ("万元", "亿元", "元", "%")
TYPED: Final = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|元|%)")
"""A number with a unit, where only a figure may stand."""
QUOTED: Final = 12
"""How many characters are quoted before a figure that a digit touches."""


class TypedFigure(NamedTuple):
    """What is wrong: the key of the message, what stands there, and the unit that is too much."""

    message: str
    value: str
    unit: str = ""


def typed_figures(bound: tuple[Bound, ...]) -> Iterator[TypedFigure]:
    """Yield every number that is typed by hand, and every unit that stands twice."""
    for before, piece, after in zip(("", *bound), bound, (*bound[1:], ""), strict=False):
        if isinstance(piece, str):
            yield from _in_words(before, fold_width(piece), after)
        for below in patterns_of(piece):
            yield from typed_figures(below)


def _in_words(before: Bound, words: str, after: Bound) -> Iterator[TypedFigure]:
    for found in TYPED.findall(words):
        yield TypedFigure("XL-202.typed", found)
    if isinstance(after, FigureField) and words[-1:].isdecimal():
        yield TypedFigure("XL-202.typed", words[-QUOTED:])
    unit = next((each for each in UNITS if words.lstrip().startswith(each)), "")
    if unit and (name := _brings_unit(before)):
        yield TypedFigure("XL-202.measure", name, unit)


def patterns_of(bound: Bound) -> tuple[tuple[Bound, ...], ...]:
    """Return the parts of a field that hold fields."""
    if isinstance(bound, UnitsField):
        return bound.intro, bound.pattern, bound.none
    if isinstance(bound, PartsField | ReasonField | RowsField):
        return (bound.pattern,)
    return ()


def _brings_unit(bound: Bound) -> str:
    """Return the name of the figure that a field ends with if it prints its unit; else nothing."""
    if isinstance(bound, FigureField):
        return bound.figure.source if bound.figure.unit else ""
    if isinstance(bound, ChangeField):
        return bound.this.source if bound.this.unit else ""
    return bound.part.source if isinstance(bound, ShareField) else ""
