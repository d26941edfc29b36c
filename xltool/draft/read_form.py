"""One sheet of an official workbook → a drafted form: statement, code tree or register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.draft.block_columns import TableBlock, form_columns, table_block
from xltool.draft.column_roles import TOTAL_WORDS, ColumnRole, blocks, column_roles
from xltool.draft.drafted_form import DraftedForm
from xltool.draft.form_bands import form_bands
from xltool.draft.form_lines import FormLines, form_lines, tree_lines
from xltool.draft.form_rules import EACH_LINE, TOTAL_OF_ROWS, code_rules, column_rules, line_rules
from xltool.draft.printed_texts import printed_texts
from xltool.draft.sheet_tables import SEVERAL_FORMS, LeftOutError, headings, sheet_tables
from xltool.kinds import ColumnKind, Shape
from xltool.layout.printed_parts import NUMBER_TITLE
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.draft.block_columns import FormColumns
    from xltool.draft.drafted_form import DraftedColumn, DraftedLine, DraftedRule
    from xltool.draft.printed_texts import PrintedTexts, Years
    from xltool.draft.sheet_tables import SheetTable
    from xltool.draft.source_sheet import SourceSheet

OTHER_FORMULAS = Bilingual("公式没有全部起草", "not all formulas are drafted")
NO_FORMULAS = Bilingual(
    "原表没有公式，合计照填，按科目编码核对", "no formulas: totals are typed and held to the codes"
)
ORDINALS = Bilingual("上级是按序号猜的", "lines above others are guessed from ordinals")
LIST_IS_SHORT = Bilingual("编码表只有印出的科目", "the code list has the printed codes only")


def read_form(sheet: SourceSheet, form_id: str, years: Years, taken: Iterable[str]) -> DraftedForm:
    """Return the form of a sheet; raise ``LeftOutError`` where it cannot be drafted.

    ``taken`` are sheet names of forms before it.
    """
    tables = sheet_tables(sheet)
    printed = printed_texts(sheet, tables, years, taken)
    printed.todo += _year_problems(sheet, years)
    roles = [column_roles(sheet, table) for table in tables]
    if _is_register(sheet, tables[0], roles[0]):
        if len(tables) > 1:
            raise LeftOutError(SEVERAL_FORMS)
        return _register(sheet, form_id, tables[0], _register_roles(roles[0]), years, printed)
    parts = [
        table_block(sheet, table, each, block, _line_rows(sheet, table, block.label))
        for table, each in zip(tables, roles, strict=True)
        for block in blocks(sheet, each)
    ]
    return _statement(sheet, form_id, parts, years, printed)


def _year_problems(sheet: SourceSheet, years: Years) -> Iterator[Bilingual]:
    """Yield that a year was taken for that of the campaign, if the sheet names one."""
    cells = (sheet.cell(row, col) for row in sheet.rows for col in sheet.columns)
    if any(years.blanks(cell.printed) != cell.printed for cell in cells):
        yield Bilingual(f"{years.period} 当作本年", f"{years.period} is taken for the period")


def _is_register(sheet: SourceSheet, table: SheetTable, roles: Mapping[int, ColumnRole]) -> bool:
    """Whether rows have no labels, or numbers 序号 where nothing else is printed."""
    labels = [col for col, role in roles.items() if role is ColumnRole.LABEL]
    if not labels:
        return len(table.lines) > 1
    return any(
        role is ColumnRole.NUMBER
        and squeezed("".join(headings(sheet, table, col)[-1:])) == NUMBER_TITLE
        and any(
            sheet.cell(row, col).text and not sheet.cell(row, labels[0]).text for row in table.lines
        )
        for col, role in roles.items()
    )


def _register_roles(roles: Mapping[int, ColumnRole]) -> dict[int, ColumnRole]:
    """Return roles as a register has them: what is printed in its rows are values."""
    numbers = [col for col, role in roles.items() if role is ColumnRole.NUMBER][:1]
    return {col: ColumnRole.NUMBER if col in numbers else ColumnRole.VALUE for col in roles}


def _line_rows(sheet: SourceSheet, table: SheetTable, label: int | None) -> Iterator[int]:
    """Yield the rows with a line; without labels every one."""
    return (row for row in table.lines if label is None or sheet.cell(row, label).printed)


def _statement(
    sheet: SourceSheet,
    form_id: str,
    parts: Sequence[TableBlock],
    years: Years,
    printed: PrintedTexts,
) -> DraftedForm:
    columns = form_columns(sheet, parts, years.blanks, lambda _, __: {})
    lines = form_lines(sheet, parts, columns)
    has_codes = len(parts) == 1 and parts[0].block.code is not None
    tree = tree_lines(lines.lines, sheet.code_names) if has_codes else None
    todo = [*printed.todo, *_formula_problems(parts, columns, is_tree=tree is not None)]
    if tree is None:
        codes = [lines.printed(place, part) for place, part in enumerate(parts)]
        of_lines = tuple(line_rules(parts, lines))
        rules = (*column_rules(columns), *of_lines)
        if len(of_lines) < sum(len(part.calculations.lines) for part in parts):
            todo.append(OTHER_FORMULAS)
        if not _has_formulas(parts) and (of_codes := tuple(code_rules(lines))):
            rules = (*rules, *of_codes)
            printed.keys["totals"] = "typed"
            todo.append(NO_FORMULAS)
        if any(_is_guessed(line, lines, parts) for line in lines.lines):
            todo.append(ORDINALS)
        kept = lines.lines
    else:
        codes = [[]]
        rules = (EACH_LINE, *column_rules(columns))
        if not _has_formulas(parts):
            printed.keys["totals"] = "typed"
        in_use = {line.shown for line in lines.lines}
        printed.keys["start"] = _lowest(line for line in tree if line.code in in_use)
        if rows := _open_rows(sheet, parts[0]):
            printed.keys["rows"] = rows
        if len(tree) == len(in_use - {""}):
            todo.append(LIST_IS_SHORT)
        kept = tree
    bands = form_bands(sheet, parts, columns, codes, years.blanks)
    return DraftedForm(
        form_id,
        sheet.name,
        Shape.STATEMENT,
        is_tree=tree is not None,
        printed=printed.keys,
        bands=bands,
        columns=columns.columns,
        lines=kept,
        rules=rules,
        todo=tuple(dict.fromkeys(todo)),
    )


def _formula_problems(
    parts: Sequence[TableBlock], columns: FormColumns, *, is_tree: bool
) -> Iterator[Bilingual]:
    others = [part for part in parts if part.calculations.others]
    if is_tree and not _has_formulas(parts):
        yield NO_FORMULAS
    if others and not is_tree:
        yield OTHER_FORMULAS
    drafted = {rule.target for rule in column_rules(columns)}
    if any(f"col.{name}" not in drafted for name in columns.formulas):
        yield OTHER_FORMULAS


def _has_formulas(parts: Sequence[TableBlock]) -> bool:
    """Whether formulas calculate lines."""
    return any(part.calculations.lines or part.calculations.others for part in parts)


def _is_guessed(line: DraftedLine, lines: FormLines, parts: Sequence[TableBlock]) -> bool:
    """Whether no formula shows that a line is below its parent."""
    rows = {each.code: each.row for each in lines.lines}
    return bool(line.parent) and not any(
        line.row in dict(part.calculations.lines.get(rows[line.parent], ())) for part in parts
    )


def _lowest(lines: Iterable[DraftedLine]) -> list[str]:
    found = list(lines)
    above = {line.parent for line in found}
    return [line.code for line in found if line.code not in above]


def _open_rows(sheet: SourceSheet, part: TableBlock) -> int:
    """Return how many rows below the last line of a tree are free."""
    label = part.block.label
    last = max(part.rows, default=0)
    return sum(
        row > last and label is not None and not sheet.cell(row, label).printed
        for row in part.table.lines
    )


def _register(
    sheet: SourceSheet,
    form_id: str,
    table: SheetTable,
    roles: Mapping[int, ColumnRole],
    years: Years,
    printed: PrintedTexts,
) -> DraftedForm:
    (block,) = blocks(sheet, dict(roles))
    part = table_block(sheet, table, roles, block, table.lines)
    totals = [row for row in table.lines if _total_label(sheet, row)]
    summed = {
        col for row in totals for col in part.values if sheet.cell(row, col).formula
    }  # fmt: skip
    has_total = bool(summed) and any(row in part.calculations.lines for row in totals)

    def adds(_: TableBlock, col: int) -> Mapping[str, str]:
        return {} if col in summed or not has_total else {"adds": "False"}

    columns = form_columns(sheet, [part], years.blanks, adds)
    kept = tuple(_without_needless_adds(each) for each in columns.columns)
    bands = form_bands(sheet, [part], columns, [()], years.blanks)
    keys = printed.keys | {"rows": max(len(table.lines) - len(totals), 1)}
    if has_total:
        keys["total"] = _total_labels(sheet, totals[0], part, columns)
    rules: tuple[DraftedRule, ...] = tuple(column_rules(columns))
    return DraftedForm(
        form_id,
        sheet.name,
        Shape.REGISTER,
        printed=keys,
        bands=bands,
        columns=kept,
        rules=(*rules, TOTAL_OF_ROWS) if has_total else rules,
        todo=(*printed.todo, *_register_problems(part, columns, totals)),
    )


def _without_needless_adds(column: DraftedColumn) -> DraftedColumn:
    """Return a column without a keyword that says what is so anyway: only amounts add up."""
    if column.kind in {ColumnKind.MONEY, ColumnKind.NUMBER}:
        return column
    options = {name: text for name, text in column.options.items() if name != "adds"}
    return replace(column, options=options)


def _register_problems(
    part: TableBlock, columns: FormColumns, totals: Sequence[int]
) -> Iterator[Bilingual]:
    if any(row not in totals for row, _ in part.calculations.others):
        yield OTHER_FORMULAS
    drafted = {rule.target for rule in column_rules(columns)}
    if any(f"col.{name}" not in drafted for name in columns.formulas):
        yield OTHER_FORMULAS
    if totals and totals[0] != part.table.body:
        yield Bilingual("合计行改在最上面", "the total moves to the top")


def _total_label(sheet: SourceSheet, row: int) -> str:
    texts = [text for text in sheet.texts(row) if squeezed(text) in TOTAL_WORDS]
    return texts[0] if texts else ""


def _total_labels(
    sheet: SourceSheet, row: int, part: TableBlock, columns: FormColumns
) -> dict[str, str]:
    """Return the label of the total by the column that it stands in, or the first that can."""
    label = _total_label(sheet, row)
    places = [col for col in part.values if sheet.cell(row, col).text == label]
    names = [columns.id(0, col) for col in (places or part.values)[:1]]
    return dict.fromkeys(names, label)
