"""The words that packs write rules with; each builds a term.

``col`` speaks of each row, ``line`` and ``parts`` of a line in every entered numeric column,
``cell`` of one cell of a statement, ``total`` of a register's rows, ``setting`` of a value in
the pack's configuration, ``target`` of an indicator's value taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.rules.terms import (
    Alike,
    AllMasked,
    Blank,
    Cell,
    Col,
    Count,
    Found,
    Leaf,
    Line,
    Listed,
    Multiplies,
    Named,
    Parts,
    Percent,
    Quoted,
    Repeats,
    Same,
    Setting,
    Target,
    Total,
    Unique,
    Whole,
    Within,
)

if TYPE_CHECKING:
    from xltool.rules.terms import Term, Test


class _Columns:
    def __getattr__(self, name: str) -> Col:
        return Col(name)


class _Lines:
    def __getattr__(self, name: str) -> Line:
        return Line(name)


class _Settings:
    def __getattr__(self, name: str) -> Setting:
        return Setting(name)


@dataclass(frozen=True, slots=True)
class _Path:
    names: tuple[str, ...] = ()


class _Cells(_Path):
    def __getattr__(self, name: str) -> _CellLine:
        return _CellLine((name,))


class _CellLine(_Path):
    def __getattr__(self, name: str) -> _CellColumn:
        return _CellColumn((*self.names, name))


class _CellColumn(_Path):
    def __getattr__(self, name: str) -> Cell:
        form, line_code = self.names
        return Cell(form, line_code, name)


class _Totals:
    def __getattr__(self, name: str) -> _TotalColumn:
        return _TotalColumn((name,))


class _TotalColumn(_Path):
    def __getattr__(self, name: str) -> Total:
        return Total(self.names[0], name)


@dataclass(frozen=True, slots=True)
class _Target:
    of: Term

    @property
    def amount(self) -> Target:
        """The number."""
        return Target(self.of, "amount")

    @property
    def wan(self) -> Target:
        """The number in 万元, blank when it is no money."""
        return Target(self.of, "wan")

    @property
    def sign(self) -> Target:
        """``≥``, ``≤``, ``>``, ``<`` or ``=``."""
        return Target(self.of, "sign")

    @property
    def unit(self) -> Target:
        """The unit; ``%`` for any way to write per cent."""
        return Target(self.of, "unit")

    @property
    def dimension(self) -> Target:
        """What the unit counts: time, money, people, count, area, or the unit itself."""
        return Target(self.of, "dimension")

    @property
    def shape(self) -> Target:
        """``quant``, ``rank``, ``range`` or ``qual``."""
        return Target(self.of, "shape")


col = _Columns()
line = _Lines()
cell = _Cells()
total = _Totals()
setting = _Settings()
card = "#card"
"""The group of all rows on one card, for ``per=``."""


def parts(whole: Line) -> Parts:
    """Return the sum of the lines below ``whole`` that count in it."""
    return Parts(whole.code)


def percent(part: Term, *, of: Term) -> Percent:
    """Return ``part`` as a percentage of ``of``, half up at two places."""
    return Percent(part, of)


def count(where: Test) -> Count:
    """Return how many rows of the card at hand are ``where``."""
    return Count(where)


def found(name: Term, key: Total, column: str, *, drop: Setting | None = None) -> Found:
    """Return ``column`` of the first row that has ``name`` in the column ``key``.

    Endings that systems add to names are dropped.
    """
    return Found(name, key.table, key.column, column, (drop,) if drop is not None else ())


def target(value: Term) -> _Target:
    """Return an indicator's value, taken apart."""
    return _Target(value)


def stem(name: Term) -> Target:
    """Return an indicator's name without the brackets at its end."""
    return Target(name, "stem")


def bracket(name: Term) -> Target:
    """Return what the unit in the brackets at the end of an indicator's name counts."""
    return Target(name, "bracket")


def same(column: Col, *, per: str | tuple[str, ...]) -> Same:
    """State that ``column`` is the same on all rows that share the values of ``per``."""
    return Same(column.column, (per,) if isinstance(per, str) else per)


def unique(column: Col, *, per: str | tuple[str, ...] = ()) -> Unique:
    """State that no two rows that share the values of ``per`` hold the same in ``column``."""
    return Unique(column.column, (per,) if isinstance(per, str) else per)


def alike(name: Col, *, drop: Setting | None = None) -> Alike:
    """State that a name is written the same on all rows that mean the same."""
    return Alike(name.column, (drop,) if drop is not None else ())


def multiplies(text: Col) -> Multiplies:
    """State that where a text multiplies, as ``157*7000元=109.9``, the product is right."""
    return Multiplies(text)


def blank(value: Term) -> Blank:
    """State that a cell is blank."""
    return Blank(value)


def whole(value: Term) -> Whole:
    """State that a number has no decimals."""
    return Whole(value)


def listed(code: Col) -> Listed:
    """State that a code is in the code list of its column."""
    return Listed(code)


def leaf(code: Col) -> Leaf:
    """State that nothing stands below a code in the code list of its column."""
    return Leaf(code)


def named(code: Col, label: Col) -> Named:
    """State that ``label`` is what the code list calls ``code``."""
    return Named(code, label)


def quoted(text: Col, number: Term, *, after: tuple[str, ...] = ()) -> Quoted:
    """State that the amounts a text quotes agree with ``number``."""
    return Quoted(text, number, after)


def repeats(text: Col, name: Col, value: Col) -> Repeats:
    """State that where ``text`` speaks of the indicator ``name``, it gives the same number."""
    return Repeats(Target(text, "folded"), stem(name), value)


def within(name: Col, value: Col, *pairs: str | Setting) -> Within:
    """State that a part's target is at most its whole's; ``pairs`` as ``优秀率<合格率``."""
    return Within(stem(name), value, pairs)


def all_masked(*columns: Col) -> AllMasked:
    """State that of a row's filled texts all are masked, or none is."""
    return AllMasked(tuple(column.column for column in columns))
