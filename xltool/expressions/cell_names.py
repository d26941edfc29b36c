"""What rules name cells by: ``col.x``, ``line.x``, ``cell.form.line.column`` and the like.

Codes that are no names in Python stand in brackets: ``line["204"]``.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.each_line import EACH
from xltool.expressions.nodes import Setting
from xltool.expressions.references import CellRef, ColumnRef, ColumnTotal, LineRef, SameLine


class _Columns:
    def __getattr__(self, name: str) -> ColumnRef:
        return ColumnRef(name)


class _Lines:
    each = LineRef(EACH)
    """Each line that has others below it, of any depth."""

    def __getattr__(self, name: str) -> LineRef:
        return LineRef(name)

    def __getitem__(self, code: str) -> LineRef:
        return LineRef(code)


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

    def __getitem__(self, code: str) -> _CellColumn:
        return _CellColumn((*self.names, code))


class _CellColumn(_Path):
    def __getattr__(self, name: str) -> CellRef:
        form, line_code = self.names
        return CellRef(form, line_code, name)


class _OtherForms:
    def __getattr__(self, name: str) -> _SameLine:
        return _SameLine((name,))


class _SameLine(_Path):
    def __getattr__(self, name: str) -> SameLine:
        return SameLine(self.names[0], name)


class _Totals:
    def __getattr__(self, name: str) -> _TotalColumn:
        return _TotalColumn((name,))


class _TotalColumn(_Path):
    def __getattr__(self, name: str) -> ColumnTotal:
        return ColumnTotal(self.names[0], name)


col = _Columns()
line = _Lines()
cell = _Cells()
total = _Totals()
there = _OtherForms()
"""The same line in another statement, by its code: there.spending.basic."""
setting = _Settings()
