"""What the open rows of a code tree add to a line above them, as formulas.

Which line an open row counts in depends on the code that is chosen in it, so a formula has to look
at the codes: those that begin with the line's own stand below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import column_letters
from xltool.excel_formulas.text_formulas import quote_text, text_rows
from xltool.model.forms import CODE, TOTAL
from xltool.model.lookup import calculated_lines
from xltool.model.submission import Key
from xltool.model.tree_lines import lowest_below, printed_lines
from xltool.values.rounded_figures import half_a_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.layout.cells import SheetLayout


@dataclass(frozen=True, slots=True)
class OpenRows:
    """The open rows that count in a line: ``selected`` is 1 or 0 for each, ``amounts`` an area.

    ``half`` is half a unit of the last place of the amounts.
    """

    selected: str
    amounts: str
    half: str

    @property
    def total(self) -> str:
        """The sum of what is filled in, a number."""
        return f"SUMPRODUCT({self.selected},{self.amounts})"

    @property
    def count(self) -> str:
        """How many of them hold a number."""
        return f"SUMPRODUCT({self.selected}*ISNUMBER({self.amounts}))"

    @property
    def unknown(self) -> str:
        """How many of them hold a text, masked or unreadable."""
        return f"SUMPRODUCT({self.selected}*{text_rows(self.amounts)})"


def open_rows_below(
    layout: SheetLayout, key: Key, placed: Callable[[str], str] = str
) -> OpenRows | None:
    """Return the open rows that add to a line in a column, besides its printed parts.

    None where the form has none, and of a calculated total, whose parts are all rows there are.
    ``placed`` puts a sheet before an area where it stands on another one.
    """
    table = layout.form.table
    is_total = key.row == TOTAL and TOTAL in calculated_lines(layout.form.rules)
    if not table.open_rows or is_total:
        return None
    owner, (first, *_, last) = key.entity, (table.open_rows * 2)
    codes = layout.slots[Key(table.id, owner, first, CODE)]
    amount = layout.slots[Key(table.id, owner, first, key.column)]
    bottom = layout.slots[Key(table.id, owner, last, CODE)].row
    letters = column_letters(codes.col)
    area_of_codes = f"${letters}${codes.row + 1}:${letters}${bottom + 1}"
    letters = column_letters(amount.col)
    area_of_amounts = f"{letters}${codes.row + 1}:{letters}${bottom + 1}"
    assert amount.column is not None
    half = half_a_unit(amount.column, amount.places)
    selected = _selected(layout, key.row, placed(area_of_codes))
    return OpenRows(selected, placed(area_of_amounts), str(half))


def _selected(layout: SheetLayout, code: str, codes: str) -> str:
    """Draw for each open row whether it counts in the line ``code``, as 1 or 0.

    Where totals are calculated a row counts in every line above its code, where they are typed in
    the one right above.
    """
    above = "" if code == TOTAL else code
    tests = [f"(LEFT({codes},{len(above)})={quote_text(above)})"] if above else []
    if code not in calculated_lines(layout.form.rules):
        lengths = layout.form.table.code_lengths
        tests.append(f"(LEN({codes})={next((each for each in lengths if each > len(above)), 0)})")
    return f"1*{'*'.join(tests)}"


def parts_printed(layout: SheetLayout, code: str) -> tuple[str, ...]:
    """Return the lines of a code tree that a line adds up, besides ``open_rows_below``.

    Where totals are calculated these are the lowest below it, since an open row counts in each line
    above its code; where they are typed, those right below it.
    """
    form, lines = layout.form, layout.form.table.lines
    shown = set(printed_lines(form))
    if code not in calculated_lines(form.rules):
        return tuple(line.code for line in lines if line.parent == code and line.code in shown)
    shown |= set(form.table.open_rows) if code == TOTAL else set()
    return tuple(each for each in lowest_below(form, code) if each in shown)


def code_name_formula(code: str, codes: str, names: str) -> str:
    """Return the formula of what a chosen code is called; ``codes`` and ``names`` are areas.

    Somebody may type the code as a number.
    """
    found = f'INDEX({names},MATCH({code}&"",{codes},0))'
    return f'=IF({code}="","",IFERROR({found},"科目表里没有这个编码"))'
