"""One line of what a check cell says, as a formula and as the text that it gives.

``错误 H7 人员经费，支出本年预算数应填数⏎``: how much it weighs, the cell, the line, and what
should be. The formula takes the row's number and the printed label from the sheet, so that it is
the same in every row. A line feed ends each message, for they are joined, and taken apart again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import column_letters
from xltool.excel_formulas.text_formulas import quote_text
from xltool.kinds import SEVERITY_WORDS, Severity, Shape
from xltool.layout.cells import Role
from xltool.text import unspaced

if TYPE_CHECKING:
    from xltool.layout.cells import FormCell, SheetLayout

_INDENT = "\u3000"
"""The full-width space that sets printed labels in, and widens them."""
LONGEST_TEXT = 255
"""Characters of a text in a formula, by Excel's own limit."""


@dataclass(frozen=True, slots=True)
class CheckMessage:
    """What is wrong at ``cell``; ``label`` is the printed cell that names its row, if any.

    ``title`` says what should be; ``title_cell`` is the address that prints it, when it stands on
    the sheet, as in the heading of a column of checks.
    """

    severity: Severity
    cell: FormCell
    label: FormCell | None
    title: str
    title_cell: str = ""

    def formula(self, explanation: str = "", *, row: bool = True) -> str:
        """Return the message as a formula without the equals sign.

        ``explanation`` is joined to it, from ``&`` on. Without ``row`` the numbers of rows and
        the label are constants, for a formula that stands in another row or on another sheet.
        """
        if not row:
            return f"{constant(self._start + self._name + self.title)}{explanation}&CHAR(10)"
        start = f"{SEVERITY_WORDS[self.severity].zh} {column_letters(self.cell.col)}"
        title = self.title_cell or constant(f"{self._comma}{self.title}")
        if self.title_cell and self._comma:
            title = f'"{self._comma}"&{title}'
        return f'"{start}"&ROW()&" "{self._label_formula}&{title}{explanation}&CHAR(10)'

    @property
    def _label_formula(self) -> str:
        if self.label is None:
            return ""
        at = f"${column_letters(self.label.col)}{self.label.row + 1}"
        if self.label.role is Role.NUMBER:
            return f'&"第"&{at}&"行"'
        return f'&SUBSTITUTE({at},"{_INDENT}","")'

    @property
    def _name(self) -> str:
        if self.label is None:
            return ""
        text = self.label.text.replace(_INDENT, "")
        return f"第{text}行，" if self.label.role is Role.NUMBER else f"{text}，"

    @property
    def _comma(self) -> str:
        return "" if self.label is None else "，"

    @property
    def _start(self) -> str:
        return f"{SEVERITY_WORDS[self.severity].zh} {self.cell.address} "

    def text(self, explanation: str = "") -> str:
        """Return what the formula gives."""
        return f"{self._start}{self._name}{self.title}{explanation}\n"


def count_messages(text: str) -> str:
    """Return the formula that counts the messages in a cell, by the words that begin them.

    Not by their line feeds: LibreOffice drops the last one of a result that it reads from a file.
    """
    words = [f"{SEVERITY_WORDS[each].zh} " for each in (Severity.ERROR, Severity.WARNING)]
    without = text
    for word in words:
        without = f'SUBSTITUTE({without},"{word}","")'
    return f"(LEN({text})-LEN({without}))/{len(words[0])}"


def constant(text: str) -> str:
    """Return a text as a constant in a formula, in parts that Excel takes."""
    parts = (text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT))
    return "&".join(map(quote_text, parts)) or '""'


class PrintedNames:
    """How the rows and columns of a sheet are called in messages."""

    def __init__(self, layout: SheetLayout) -> None:
        """Index the printed cells."""
        role = Role.NUMBER if layout.form.shape is Shape.REGISTER else Role.LABEL
        self._labels: dict[int, list[FormCell]] = {}
        if layout.form.shape is not Shape.CARDS:
            for cell in layout.cells:
                if cell.role is role and cell.text:
                    self._labels.setdefault(cell.row, []).append(cell)
        self._heads = [cell for cell in layout.cells if cell.role is Role.HEAD]
        self._titles: dict[tuple[str, int], str] = {}

    def label(self, cell: FormCell) -> FormCell | None:
        """Return the printed cell that names the row of a value: a line's label, a row's number."""
        left = [each for each in self._labels.get(cell.row, ()) if each.col < cell.col]
        return left[-1] if left else None

    def column(self, cell: FormCell) -> str:
        """Return the title of a value's column, with the headings above if two share the title.

        On a form with 收入 and 支出 side by side: ``支出本年预算数``.
        """
        assert cell.column is not None
        at = (cell.column.title, cell.col)
        if at not in self._titles:
            self._titles[at] = self._column(unspaced(cell.column.title), cell.col)
        return self._titles[at]

    def _column(self, title: str, col: int) -> str:
        alike = [head for head in self._heads if unspaced(head.text) == title]
        if len(alike) == len({head.row for head in alike}):
            return title
        texts, row = [title], max(head.row for head in alike if head.col == col)
        over = [head for head in self._heads if 0 <= col - head.col < head.width]
        while above := next((head for head in over if head.row + head.height == row), None):
            texts.append(unspaced(above.text))
            row = above.row
        return "".join(reversed(texts))
