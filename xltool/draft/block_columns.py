"""The columns of values of all blocks of a sheet, and which of them are one column of the form.

Blocks have a column in common where heading, kind and calculation are alike: 本年预算数 of income
and of expenditure. Only then one rule speaks of both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.draft.calculations import Calculations, ColumnFormula, read_calculations
from xltool.draft.column_kinds import GENERAL, UNKNOWN, column_kind
from xltool.draft.column_names import column_name
from xltool.draft.column_roles import Block, ColumnRole
from xltool.draft.drafted_form import DraftedColumn, quoted
from xltool.draft.sheet_tables import headings
from xltool.kinds import ColumnKind
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xltool.draft.sheet_tables import SheetTable
    from xltool.draft.source_sheet import SourceCell, SourceSheet, Validation

ANY_CODE = "^[0-9A-Za-z]+$"
"""What a code looks like of which no list is known."""
USUAL_PLACES, MOST_PLACES = 2, 6
_FORMULA = Bilingual("公式所在的栏应是数", "a calculated column holds numbers")


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A block of a table, with the rows of its lines and what its formulas calculate."""

    table: SheetTable
    roles: Mapping[int, ColumnRole]
    block: Block
    rows: tuple[int, ...]
    calculations: Calculations

    @property
    def values(self) -> Sequence[int]:
        """Its columns of values."""
        return [col for col in self.block.columns if self.roles[col] is ColumnRole.VALUE]


@dataclass(frozen=True, slots=True)
class FormColumns:
    """The columns of a form, and which column of the sheet is which, by block and column."""

    columns: tuple[DraftedColumn, ...]
    ids: Mapping[tuple[int, int], str]
    formulas: Mapping[str, tuple[int, ColumnFormula]]
    """Calculated columns by id, each with the place of a block that has the formula."""

    def id(self, block: int, col: int) -> str:
        """Return the id of a column of the sheet in one block; empty when it has no values."""
        return self.ids.get((block, col), "")


def table_block(
    sheet: SourceSheet,
    table: SheetTable,
    roles: Mapping[int, ColumnRole],
    block: Block,
    rows: Iterable[int],
) -> TableBlock:
    """Return a block with what its formulas calculate."""
    found = tuple(rows)
    values = [col for col in block.columns if roles[col] is ColumnRole.VALUE]
    return TableBlock(table, roles, block, found, read_calculations(sheet, found, values))


def form_columns(
    sheet: SourceSheet,
    parts: Sequence[TableBlock],
    title_of: Callable[[str], str],
    extra: Callable[[TableBlock, int], Mapping[str, str]],
) -> FormColumns:
    """Return the columns of a form. ``title_of`` puts blanks for years into a heading.

    ``extra`` gives more keywords of a column's recipe.
    """
    made: dict[tuple[object, ...], DraftedColumn] = {}
    ids: dict[tuple[int, int], str] = {}
    formulas: dict[str, tuple[int, ColumnFormula]] = {}
    for place, part in enumerate(parts):
        alike = _alike(sheet, part)
        for col in part.values:
            kind, guess = _kind(sheet, part, col)
            key = alike[col], kind, _signature(part, col, alike)
            if key not in made:
                heads = headings(sheet, part.table, col)
                title = title_of(heads[-1] if heads else "")
                taken = {each.id for each in made.values()}
                options = {**_options(sheet, part, col, kind), **extra(part, col)}
                choices = next(
                    (each.choices for each in _validations(sheet, part, col) if each.choices), ()
                )
                name = column_name(title, taken, len(made) + 1)
                made[key] = DraftedColumn(name, title or name, kind, options, choices, guess)
            ids[place, col] = made[key].id
            if formula := part.calculations.columns.get(col):
                formulas.setdefault(made[key].id, (place, formula))
    return FormColumns(tuple(made.values()), ids, formulas)


def _alike(sheet: SourceSheet, part: TableBlock) -> dict[int, tuple[str, int]]:
    """Return the heading of each column, and how often it stood in the block before."""
    seen = Counter[str]()
    found: dict[int, tuple[str, int]] = {}
    for col in part.values:
        title = squeezed("".join(headings(sheet, part.table, col)[-1:]))
        found[col] = title, seen[title]
        seen[title] += 1
    return found


def _signature(
    part: TableBlock, col: int, alike: Mapping[int, tuple[str, int]]
) -> tuple[object, ...]:
    formula = part.calculations.columns.get(col)
    if formula is None:
        return ()
    return tuple(
        frozenset((alike.get(at, at), count) for at, count in signed)
        for signed in (formula.terms, formula.divisor)
    )


def _kind(sheet: SourceSheet, part: TableBlock, col: int) -> tuple[ColumnKind, Bilingual | None]:
    heads = headings(sheet, part.table, col)
    cells = _cells(sheet, part, col)
    validations = _validations(sheet, part, col)
    kind, guess = column_kind(heads[-1] if heads else "", cells, validations)
    if guess is UNKNOWN and len(heads) > 1:
        kind, guess = column_kind("".join(heads), cells, validations)
    formula = part.calculations.columns.get(col)
    if formula and formula.divisor:
        return ColumnKind.RATE, None
    if not kind.numeric and (formula or any(cell.formula for cell in cells)):
        return ColumnKind.MONEY, _FORMULA
    return kind, guess


def _cells(sheet: SourceSheet, part: TableBlock, col: int) -> list[SourceCell]:
    return [sheet.cell(row, col) for row in part.rows]


def _validations(sheet: SourceSheet, part: TableBlock, col: int) -> list[Validation]:
    found = (sheet.validations.get((row, col)) for row in part.rows)
    return [each for each in found if each]


def _options(sheet: SourceSheet, part: TableBlock, col: int, kind: ColumnKind) -> dict[str, str]:
    """Return keywords of a recipe that Excel's own limits and formats give, as Python."""
    validations = _validations(sheet, part, col)
    options: dict[str, str] = {}
    if kind.numeric and any(each.least in {"0", "0.0"} for each in validations):
        options["ge"] = "0"
    longest = [each.longest for each in validations if each.longest]
    if not kind.numeric and longest:
        options["str_length"] = f'{{"max_value": {max(longest)}}}'
    places = [format_places(cell.number_format) for cell in _cells(sheet, part, col)]
    known = [each for each in places if each is not None]
    if kind in {ColumnKind.MONEY, ColumnKind.NUMBER} and known:
        usual = max(known)
        if usual != USUAL_PLACES and usual <= MOST_PLACES:
            options["places"] = str(usual)
    if any(each.choices and each.open for each in validations):
        options["open"] = "True"
    if kind is ColumnKind.CODE and not any(each.choices for each in validations):
        options["str_matches"] = quoted(ANY_CODE)
    if prompt := next((each.prompt for each in validations if each.prompt), ""):
        options["prompt"] = quoted(prompt)
    return options


def format_places(code: str) -> int | None:
    """Return how many decimals a number format shows; None when it does not say."""
    first = code.partition(";")[0]
    if code == GENERAL or "0" not in first:
        return None
    _, _, decimals = first.partition(".")
    return sum(each in "0#?" for each in decimals.partition("_")[0])
