"""The status of a workbook, on its cover: open problems of each form, and whether it is ready.

All of it is live: the counts look at the check cells of the forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from xltool.a1 import address, area, on_sheet
from xltool.excel_formulas.cell_areas import ranges
from xltool.excel_formulas.check_cells import rules_between_forms
from xltool.excel_formulas.check_formula import CheckFormula, check_title
from xltool.identity import COVER_SHEET
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.writing.content import check_place
from xltool.writing.styles import (
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    LINK_COLOUR,
    begins_with,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.check_writer import Checks
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles

READY, UNTOUCHED = "可以上报", "尚未填报"
NOT_READY = ("不可上报：还有 ", " 处错误")
NOTE = "随填随查。指标值的写法、项目名称是否一致等少数规则，报送后由 xltool 审核。"
BETWEEN = "表间关系"
COUNTED = (Severity.ERROR, Severity.WARNING)
WIDTH = 46.0
"""Characters in the two columns that a rule is printed over."""
_BOX = BOX | {"text_wrap": True}


@dataclass(frozen=True)
class StatusWriter:
    """Draws the part of the cover that shows what is still open, in its columns B to E.

    ``fixed`` cells are not the entity's to fill in.
    """

    sheet: WorksheetWriter
    styles: Styles
    checks: Checks
    fixed: frozenset[Key]

    def draw(self, row: int) -> int:
        """Draw this part from ``row`` on; return the row after it.

        It is the readiness in words, a table with the counts of each form, a list of the rules
        between forms. Nothing is drawn for a workbook without checks.
        """
        areas = {form: checks for form, checks in self.checks.areas.items() if checks.all()}
        rules = self._rules_between_forms
        if not areas and not rules:
            return row
        first = row + 3
        first_rule = first + len(areas) + 2
        self._draw_readiness(row, first, len(areas) + 1)
        self._draw_headings(row + 2, ("报表", "错误", "提醒"))
        for line, (form, checks) in enumerate(areas.items(), start=first):
            name = self.checks.layouts[form].sheet
            self._draw_counts(line, name, list(_result_areas(name, checks)), _rules_of(checks))
        results = area(first_rule, 3, first_rule + max(len(rules), 1) - 1, 3)
        self._draw_counts(first_rule - 2, "", [results], [rule for rule, _ in rules])
        self._draw_headings(first_rule - 1, (BETWEEN, "结果"))
        for line, (rule, point) in enumerate(rules, start=first_rule):
            self._draw_rule(line, rule, point)
        self._add_colours(row, first_rule, len(rules))
        return first_rule + len(rules) + 1

    @cached_property
    def _rules_between_forms(self) -> list[tuple[Rule, EvaluationPoint]]:
        """The rules between forms; a workbook may lack a form, or its rows."""
        found = rules_between_forms(self.checks.pack, self.checks.content.values.submission.entity)
        return [(rule, point) for rule, point in found if all(map(self._has, rule.nodes()))]

    def _has(self, node: Expression) -> bool:
        """Whether the workbook has the forms that a node reads, with rows where it selects some."""
        for table in {name.table for name in node.names() if name.table}:
            layout = self.checks.layouts.get(self.checks.pack.form_of(table).id)
            if layout is None:
                return False
            if node.selections() and not any(section.count for section in layout.extent.sections):
                return False
        return True

    def _draw_readiness(self, row: int, first: int, count: int) -> None:
        """Draw whether the workbook can be sent in, by the errors in ``count`` rows."""
        head = self.styles.get(font_name=HEAD_FONT, font_size=12)
        self.sheet.set_row(row, 26)
        self.sheet.write_string(row, 1, "填报状态", head)
        errors = f"SUM({area(first, 3, first + count - 1, 3)})"
        before, after = NOT_READY
        formula = f'=IF({errors}>0,"{before}"&{errors}&"{after}",{self._without_errors()})'
        style = self.styles.get(font_name=HEAD_FONT, font_size=14, font_color="#2E7D32")
        self.sheet.merge_range(row, 2, row, 4, "", style)
        content = self.checks.content
        self.sheet.write_content((row, 2), self._readiness, content, style, formula)
        small = self.styles.get(font_size=9, font_color="#595959")
        self.sheet.write_string(row + 1, 1, NOTE, small)

    def _readiness(self, content: WorkbookContent) -> str:
        """Return what the formula of ``_draw_readiness`` gives."""
        before, after = NOT_READY
        rules = [rule for rule, _ in self._rules_between_forms]
        rules += [rule for checks in self.checks.areas.values() for rule in _rules_of(checks)]
        if errors := content.results.count(rules, Severity.ERROR):
            return f"{before}{errors}{after}"
        numbers = (key for key, value in content.entered() if isinstance(value, Decimal))
        return READY if any(key in self._figure_keys for key in numbers) else UNTOUCHED

    @cached_property
    def _figure_keys(self) -> frozenset[Key | None]:
        return frozenset(cell.key for _, cell in self._figures())

    def _figures(self) -> Iterator[tuple[SheetLayout, FormCell]]:
        """Yield the cells in which the entity enters figures, each with its sheet."""
        for layout in self.checks.layouts.values():
            for key, cell in layout.slots.items():
                numeric = cell.column is not None and cell.column.kind.numeric
                if cell.entered and numeric and key not in self.fixed:
                    yield layout, cell

    def _without_errors(self) -> str:
        """Return the formula of the status without an error: without a figure it is not ready."""
        by_sheet: dict[str, list[FormCell]] = {}
        for layout, cell in self._figures():
            by_sheet.setdefault(layout.sheet, []).append(cell)
        counts = [
            f"COUNT({','.join(on_sheet(name, each) for each in ranges(cells))})"
            for name, cells in by_sheet.items()
        ]
        return f'IF({"+".join(counts)}=0,"{UNTOUCHED}","{READY}")' if counts else f'"{READY}"'

    def _draw_headings(self, row: int, titles: Sequence[str]) -> None:
        """Draw the headings of a table; the last of two is as wide as two counts."""
        style = self.styles.get(**_BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        self.sheet.set_row(row, 20)
        self.sheet.merge_range(row, 1, row, 2, titles[0], style)
        if len(titles) > 2:  # noqa: PLR2004 - a title for each count
            for col, title in enumerate(titles[1:], start=3):
                self.sheet.write_string(row, col, title, style)
        else:
            self.sheet.merge_range(row, 3, row, 4, titles[1], style)

    def _draw_counts(
        self, row: int, name: str, areas: Sequence[str], rules: Sequence[Rule]
    ) -> None:
        """Draw how many check cells in ``areas`` show an error, and how many a warning.

        ``name`` is the sheet to link to, empty for the rules between forms.
        """
        box = self.styles.get(**_BOX)
        self.sheet.set_row(row, 20)
        self.sheet.merge_range(row, 1, row, 2, name or BETWEEN, box)
        if name:
            link = self.styles.get(**_BOX, font_color=LINK_COLOUR, underline=1)
            self.sheet.write_url(row, 1, f"internal:{on_sheet(name, 'A1')}", link, string=name)
        for col, severity in enumerate(COUNTED, start=3):
            word = SEVERITY_WORDS[severity].zh
            found = "+".join(f'SUMPRODUCT(1*(LEFT({each},2)="{word}"))' for each in areas)
            style = self.styles.get(**_BOX, align="center")
            count = partial(_count, rules=rules, severity=severity)
            self.sheet.write_content((row, col), count, self.checks.content, style, f"={found}")

    def _draw_rule(self, row: int, rule: Rule, point: EvaluationPoint) -> None:
        box = self.styles.get(**_BOX, font_size=9)
        title = check_title(rule, point)
        self.sheet.merge_range(row, 1, row, 2, title, box)
        self.sheet.merge_range(row, 3, row, 4, "", box)
        drawn = CheckFormula(self.checks.sheets, rule, point, COVER_SHEET, address(row, 1))

        def result(content: WorkbookContent) -> str:
            return content.results.text(check_place(rule, point))

        def height(content: WorkbookContent) -> float:
            return max(text_height(title, WIDTH), text_height(result(content), WIDTH))

        self.sheet.write_content((row, 3), result, self.checks.content, box, drawn.formula())
        self.sheet.set_height(row, height, self.checks.content)

    def _add_colours(self, row: int, first_rule: int, count: int) -> None:
        """Colour the readiness, and the results of ``count`` rules, while they are not good."""
        red = self.styles.conditional(font_color="#C00000", bold=True)
        amber = self.styles.conditional(font_color="#9C5700")
        cell = address(row, 2)
        self.sheet.conditional_format(cell, begins_with(cell, NOT_READY[0][:2], red))
        if count:
            results = area(first_rule, 3, first_rule + count - 1, 4)
            first = f"$D{first_rule + 1}"
            styles: tuple[Format, ...] = (red, amber)
            for severity, style in zip(COUNTED, styles, strict=True):
                rule = begins_with(first, SEVERITY_WORDS[severity].zh, style)
                self.sheet.conditional_format(results, rule)


def _rules_of(checks: CheckArea) -> list[Rule]:
    return list(dict.fromkeys(check.rule for check in checks.all()))


def _count(content: WorkbookContent, rules: Sequence[Rule], severity: Severity) -> int:
    return content.results.count(rules, severity)


def _result_areas(name: str, checks: CheckArea) -> Iterator[str]:
    """Yield the areas of a sheet's check cells: of single rules, and of the list."""
    if checks.rows:
        rows = [check.row for check in checks.rows]
        first, last = checks.folded
        yield on_sheet(name, area(min(rows), first, max(rows), last))
    if checks.listed:
        top, bottom = checks.listed[0], checks.listed[-1]
        yield on_sheet(name, area(top.row, top.col, bottom.row, top.col))
