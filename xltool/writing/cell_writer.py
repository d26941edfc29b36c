"""Values, formulas and links written into cells, the same on every sheet.

What differs between the workbooks of two entities is not written as a value but as a function of
``WorkbookContent``: ``RecordingSheet`` keeps the function and asks it again for the next entity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from xltool.a1 import address
from xltool.errors import PackError
from xltool.writing.shared_formulas import SharedFormula, share_formulas

if TYPE_CHECKING:
    from xltool.model.submission import Key
    from xltool.values.decimal_text import Shown
    from xltool.writing.content import WorkbookContent

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, counted from 0."""
ValueOf: TypeAlias = Callable[["WorkbookContent"], "Shown"]
"""What a cell shows of a workbook's content."""
HeightOf: TypeAlias = Callable[["WorkbookContent"], float]
"""How tall a row is, in points, with what stands in it."""
Stored: TypeAlias = "str | float"
"""The result that stands beside a formula."""
ScaleOf: TypeAlias = Callable[[Sequence[float]], int]
"""The print scale, in percent, of a sheet whose rows have these heights."""

MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530. Cells beyond have their value without a link."""
LONGEST_FORMULA = 8000
"""Characters of a formula; Excel takes 8,192. A longer one is written as the value that it has."""


class WorksheetWriter(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet of xlsxwriter, with some of its steps replaced, and cells as functions.

    xlsxwriter 3.3 looks in each formula for functions that Excel 2010 did not know, by some fifty
    searches: ours name none of them. It also takes a text that begins with ``<r>`` and ends with
    ``</r>`` for markup of its own, which somebody may have typed. And it knows no shared formulas:
    who shares one is worked out when all are written, for a cell may be written more than once.
    """

    def __init__(self) -> None:
        """Begin with nothing: xlsxwriter makes its sheets without arguments."""
        super().__init__()
        self._shared: dict[str, SharedFormula] = {}

    def _write_formula(
        self,
        row: int,
        col: int,
        formula: str,
        cell_format: Format | None = None,
        value: Stored = 0,
    ) -> int:
        if formula.startswith("{"):  # an array formula
            return int(super()._write_formula(row, col, formula, cell_format, value))
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
        return 0

    def _write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        if string.startswith("<r>") and string.endswith("</r>"):
            # A rich string is escaped run by run, so it may begin and end with anything.
            font = cell_format or Format()
            parts = string[:1], font, string[1:], font
            return int(self._write_rich_string(row, col, *parts))
        return int(super()._write_string(row, col, string, cell_format))

    def _write_sheet_data(self) -> None:
        formulas = {
            (row, col): cell.formula
            for row, cells in self.table.items()
            for col, cell in cells.items()
            if isinstance(cell, CellFormulaTuple)
        }
        shared = share_formulas(formulas)
        self._shared = {address(*place): each for place, each in shared.items()}
        super()._write_sheet_data()

    def _xml_formula_element(
        self, formula: str, result: Stored, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        shared = self._shared.get(str(attributes[0][1]))
        if shared is None:
            super()._xml_formula_element(formula, result, attributes)
            return
        cell = "".join(f' {name}="{value}"' for name, value in attributes)
        if shared.ref:
            text = f' ref="{shared.ref}" si="{shared.si}">{self._escape_data(formula)}</f>'
        else:
            text = f' si="{shared.si}"/>'
        self.fh.write(f'<c{cell}><f t="shared"{text}<v>{self._escape_data(result)}</v></c>')

    def write_content(
        self,
        place: Place,
        value_of: ValueOf,
        content: WorkbookContent,
        style: Format | None = None,
        formula: str = "",
    ) -> None:
        """Write what a cell shows of ``content``; with a formula, as the value that it gives."""
        write_value(self, place, value_of(content), style, formula)

    def write_check(
        self,
        place: Place,
        value_of: ValueOf,
        content: WorkbookContent,
        formula: str,
        style: Format | None = None,
    ) -> None:
        """Write a cell that a verdict rests on.

        Raises ``PackError`` when its formula is too long: as a mere value, as other cells are then
        written, it would go on saying that all is well.
        """
        if len(formula) > LONGEST_FORMULA:
            where = f"{self.get_name()}!{address(*place)}"
            raise too_much_to_check(where)
        self.write_content(place, value_of, content, style, formula)

    def write_fact(
        self, place: Place, key: Key, content: WorkbookContent, style: Format, formula: str = ""
    ) -> None:
        """Write the value at ``key``, and the formula when there is one."""
        write_value(self, place, content.get(key), style, formula)

    def set_height(self, row: int, height_of: HeightOf, content: WorkbookContent) -> float:
        """Make a row as tall as what stands in it needs; return its height in points."""
        height = height_of(content)
        self.set_row(row, height)
        return height

    def set_scale(self, scale_of: ScaleOf, heights: Sequence[float]) -> None:
        """Print at the scale that suits the heights of the rows."""
        self.set_print_scale(scale_of(heights))


def too_much_to_check(where: str) -> PackError:
    """Return the error of a pack whose forms have more to check than formulas can hold."""
    return PackError(
        f"{where}: 一行的检查太多，Excel 的公式放不下，请减少栏次或拆开规则 · "
        "more checks in a row than Excel's formulas hold: fewer columns, or shorter rules"
    )


def write_value(
    sheet: Worksheet, place: Place, value: Shown, style: Format | None, formula: str = ""
) -> None:
    """Write a value, or a formula with the value that it gives, if Excel takes it."""
    number = float(value) if isinstance(value, Decimal) else value
    if formula and len(formula) <= LONGEST_FORMULA:
        sheet.write_formula(*place, formula, style, "" if number is None else number)
    elif number is None or number == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(number, str):
        sheet.write_string(*place, number, style)
    else:
        sheet.write_number(*place, number, style)
