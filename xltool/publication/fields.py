"""The fields of a text file with what they name found in the pack: what renders and what reads.

``TextFigure`` is where a number comes from; the others are words about figures, slots and cards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A number of a form, or a named one.

    ``source`` names it as the glossary does: ``three_public.total.current``, or a name.
    ``scale`` is what the form counts in (万元 or 元), empty for what is no money; ``unit`` is what
    is printed behind it, ``places`` how many decimals its form shows. ``last`` is the column with
    last year's figure, ``label`` the form's word for the line.
    """

    source: str
    table: str = ""
    line: str = ""
    column: str = ""
    expression: Expression | None = None
    scale: str = ""
    unit: str = ""
    places: int = 2
    last: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A text that a person writes: one line and column of a statement of the department."""

    source: str
    table: str
    line: str
    column: str
    label: str


@dataclass(frozen=True, slots=True)
class WordField:
    """``{name}``, ``{short}``, ``{period}`` and the like: ``word`` says which."""

    word: str


@dataclass(frozen=True, slots=True)
class FigureField:
    """``{three_public.total.current}``."""

    figure: TextFigure


@dataclass(frozen=True, slots=True)
class ChangeField:
    """``{change F}``: this year's figure, and last year's."""

    this: TextFigure
    last: TextFigure


@dataclass(frozen=True, slots=True)
class ShareField:
    """``{share F of G}``."""

    part: TextFigure
    whole: TextFigure


@dataclass(frozen=True, slots=True)
class PartsField:
    """``{parts F | …}``: ``parts`` are the lines below F, ``whole`` is F."""

    whole: TextFigure
    parts: tuple[TextFigure, ...]
    pattern: tuple[Bound, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class UnitsField:
    """``{units F | …}``: ``none`` is what is said of those that have nothing; empty for nothing."""

    figure: TextFigure
    intro: tuple[Bound, ...]
    pattern: tuple[Bound, ...]
    separator: str
    none: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class ReasonField:
    """``{reason F slot | …}``: ``parts`` are the lowest lines below F with last year's figures."""

    change: ChangeField
    slot: Slot
    pattern: tuple[Bound, ...]
    parts: tuple[ChangeField, ...]


@dataclass(frozen=True, slots=True)
class SlotField:
    """``{text narrative.running_use}``."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class RowsField:
    """``{each duty_indicators | …}``: the rows on the card at hand."""

    table: str
    pattern: tuple[Bound, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class CellField:
    """``{goal}``: a column of the card or row at hand."""

    column: str


Bound: TypeAlias = (
    str
    | WordField
    | FigureField
    | ChangeField
    | ShareField
    | PartsField
    | UnitsField
    | ReasonField
    | SlotField
    | RowsField
    | CellField
)
"""Words, or a field with what it names."""


@dataclass(frozen=True, slots=True)
class BoundCondition:
    """Whether a line is printed: if what is ``named`` is ``filled``, or if it is not."""

    named: TextFigure | Slot
    filled: bool


@dataclass(frozen=True, slots=True)
class BoundLine:
    """A line of a paragraph."""

    bound: tuple[Bound, ...]
    line: int
    conditions: tuple[BoundCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundParagraph:
    """A paragraph, a heading of ``level`` 1 to 3, or the title (-1)."""

    lines: tuple[BoundLine, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class BoundCommand:
    """A command whose arguments are known: ``below`` is what stands for each card."""

    word: str
    arguments: tuple[str, ...]
    line: int
    conditions: tuple[BoundCondition, ...] = ()
    below: tuple[BoundItem, ...] = ()


BoundItem: TypeAlias = BoundParagraph | BoundCommand
