"""The words about indicators and free texts that packs write rules with; each builds a node.

``target`` speaks of an indicator's value taken apart. ``expressions.dsl`` exports them to packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.predicates import PartWithinWhole
from xltool.expressions.references import ColumnRef, IndicatorPart
from xltool.expressions.text_predicates import (
    DescribesValue,
    HasEnding,
    IsComplete,
    IsOfPeriod,
    NamesNoOther,
    RepeatsValue,
    SaysSomething,
)

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression, Setting


@dataclass(frozen=True, slots=True)
class _Target:
    of: Expression

    @property
    def amount(self) -> IndicatorPart:
        """The number."""
        return IndicatorPart(self.of, "amount")

    @property
    def wan(self) -> IndicatorPart:
        """The number in 万元, blank when it is no money."""
        return IndicatorPart(self.of, "wan")

    @property
    def sign(self) -> IndicatorPart:
        """``≥``, ``≤``, ``>``, ``<`` or ``=``."""
        return IndicatorPart(self.of, "sign")

    @property
    def written(self) -> IndicatorPart:
        """The sign, or the word for it, as it is written; empty when there is none."""
        return IndicatorPart(self.of, "written")

    @property
    def scale(self) -> IndicatorPart:
        """The unit, in one way of writing, of what is measured in units of several sizes."""
        return IndicatorPart(self.of, "scale")

    @property
    def percent(self) -> IndicatorPart:
        """How per cent is written: ``百分比`` or ``%``."""
        return IndicatorPart(self.of, "percent")

    @property
    def meaning(self) -> IndicatorPart:
        """The whole value, in one way of writing and in the smallest unit of its kind."""
        return IndicatorPart(self.of, "meaning")

    @property
    def unit(self) -> IndicatorPart:
        """The unit; ``%`` for any way to write per cent."""
        return IndicatorPart(self.of, "unit")

    @property
    def dimension(self) -> IndicatorPart:
        """What the unit counts: time, money, people, count, area, or the unit itself."""
        return IndicatorPart(self.of, "dimension")

    @property
    def shape(self) -> IndicatorPart:
        """``quant``, ``rank``, ``range`` or ``qual``."""
        return IndicatorPart(self.of, "shape")


def target(value: Expression) -> _Target:
    """Return an indicator's value, taken apart."""
    return _Target(value)


def stem(name: Expression) -> IndicatorPart:
    """Return an indicator's name without the brackets at its end."""
    return IndicatorPart(name, "stem")


def bracket(name: Expression) -> IndicatorPart:
    """Return what the unit in the brackets at the end of an indicator's name counts."""
    return IndicatorPart(name, "bracket")


def scale(name: Expression) -> IndicatorPart:
    """Return the unit in the brackets at the end of an indicator's name, as ``target`` does."""
    return IndicatorPart(name, "scale_in_name")


def kind(text: Expression) -> IndicatorPart:
    """Return ``target`` for a text that is a target, ``unit`` for one that is a unit, else ""."""
    return IndicatorPart(text, "kind")


def bare(text: Expression) -> IndicatorPart:
    """Return a text without width, spacing, a unit at its end and words that add nothing."""
    return IndicatorPart(text, "bare")


def length(text: Expression) -> IndicatorPart:
    """Return how many characters a text has."""
    return IndicatorPart(text, "length")


def substantial(text: Expression, *endings: str | Setting) -> SaysSomething:
    """State that not every sentence of a text ends in a phrase that says nothing."""
    return SaysSomething(text, endings)


def repeats(text: ColumnRef, name: ColumnRef, value: ColumnRef) -> RepeatsValue:
    """State that ``text`` gives no indicator on the card another number than its ``value``."""
    return RepeatsValue(text, name, value)


def describes(text: ColumnRef, name: ColumnRef, value: ColumnRef) -> DescribesValue:
    """State that the one number that a description gives in the unit of ``value`` is ``value``."""
    return DescribesValue(text, name, value)


def within(
    name: ColumnRef,
    value: ColumnRef,
    *,
    narrower: Setting,
    fewer: Setting,
    grades: Setting,
    among: Setting,
) -> PartWithinWhole:
    """State that a part's target is at most its whole's: see ``PartWithinWhole`` for the words."""
    return PartWithinWhole(name, value, (narrower,), (fewer,), (grades,), (among,))


def complete(text: Expression) -> IsComplete:
    """State that brackets, quotation marks, sentences and numbers of items are complete."""
    return IsComplete(text)


def of_period(text: Expression) -> IsOfPeriod:
    """State that a text does not speak of another year than that of the submission."""
    return IsOfPeriod(text)


def names_no_other(
    text: Expression, name: ColumnRef, *, drop: Setting | None = None
) -> NamesNoOther:
    """State that a text does not hold the ``name`` of another row."""
    return NamesNoOther(text, name, (drop,) if drop is not None else ())


def ending(name: Expression, *endings: str | Setting) -> HasEnding:
    """State that a name carries one of the endings that systems add."""
    return HasEnding(name, endings)
