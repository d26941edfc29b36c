"""What the cover says of a workbook: open problems of each form, rules between forms, ready or not.

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
from xltool.writing.styles import text_height

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell as Place
    from xltool.layout.cells import SheetLayout
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
_BOX = {"border": 1, "border_color": "#7F7F7F", "text_wrap": True}


@dataclass(frozen=True)
class Status:
    """The block of the cover that tells what is still open, in its columns B to E.

    ``fixed`` cells are not the entity's to fill in.
    """

    tab: WorksheetWriter
    styles: Styles
    checks: Checks
    fixed: frozenset[Key]

    def draw(self, row: int) -> int:
        """Draw the block from ``row`` on; return the row after it."""
        spots = {form: spots for form, spots in self.checks.areas.items() if spots.all()}
        rules = self._between
        if not spots and not rules:
            return row
        first = row + 3
        listed = first + len(spots) + 2
        self._verdict(row, first, len(spots) + 1)
        self._head(row + 2, ("报表", "错误", "提醒"))
        for index, (form, checks) in enumerate(spots.items()):
            sheet = self.checks.plans[form].sheet
            self._counts(first + index, sheet, list(_areas(sheet, checks)), _rules(checks))
        between = [rule for rule, _ in rules]
        self._counts(first + len(spots), "", [_results(listed, len(rules))], between)
        self._head(listed - 1, (BETWEEN, "结果"))
        for index, (rule, scope) in enumerate(rules):
            self._rule(listed + index, rule, scope)
        self._paint(row, listed, len(rules))
        return listed + len(rules) + 1

    @cached_property
    def _between(self) -> list[tuple[Rule, EvaluationPoint]]:
        """The rules between forms; a workbook may lack a form, or its rows."""
        found = rules_between_forms(self.checks.pack, self.checks.now.values.submission.entity)
        return [(rule, scope) for rule, scope in found if all(map(self._has, rule.nodes()))]

    def _has(self, node: Expression) -> bool:
        """Whether the workbook has the forms that a node reads, with rows where it selects some."""
        for table in {name.table for name in node.names() if name.table}:
            plan = self.checks.plans.get(self.checks.pack.form_of(table).id)
            if plan is None:
                return False
            if node.selections() and not any(section.count for section in plan.extent.sections):
                return False
        return True

    def _verdict(self, row: int, first: int, count: int) -> None:
        head = self.styles.get(font_name="黑体", font_size=12)
        self.tab.set_row(row, 26)
        self.tab.write_string(row, 1, "填报状态", head)
        errors = f"SUM({area(first, 3, first + count - 1, 3)})"
        before, after = NOT_READY
        text = f'=IF({errors}>0,"{before}"&{errors}&"{after}",{self._filled()})'
        look = self.styles.get(font_name="黑体", font_size=14, font_color="#2E7D32")
        self.tab.merge_range(row, 2, row, 4, "", look)
        self.tab.show((row, 2), self._readiness, self.checks.now, look, text)
        small = self.styles.get(font_size=9, font_color="#595959")
        self.tab.write_string(row + 1, 1, NOTE, small)

    def _readiness(self, now: WorkbookContent) -> str:
        before, after = NOT_READY
        rules = [rule for rule, _ in self._between]
        rules += [rule for area in self.checks.areas.values() for rule in _rules(area)]
        if left := now.results.count(rules, Severity.ERROR):
            return f"{before}{left}{after}"
        numbers = (key for key, value in now.entered() if isinstance(value, Decimal))
        return READY if any(key in self._figured for key in numbers) else UNTOUCHED

    @cached_property
    def _figured(self) -> frozenset[Key | None]:
        return frozenset(cell.key for _, cell in self._figures())

    def _figures(self) -> Iterator[tuple[SheetLayout, Place]]:
        """Yield the cells in which the entity enters figures, each with its sheet."""
        for plan in self.checks.plans.values():
            for key, cell in plan.slots.items():
                numeric = cell.column is not None and cell.column.kind.numeric
                if cell.entered and numeric and key not in self.fixed:
                    yield plan, cell

    def _filled(self) -> str:
        """Draw what is said without an error: a workbook without a figure is not ready."""
        by_sheet: dict[str, list[Place]] = {}
        for plan, cell in self._figures():
            by_sheet.setdefault(plan.sheet, []).append(cell)
        counts = [
            f"COUNT({','.join(on_sheet(sheet, each) for each in ranges(cells))})"
            for sheet, cells in by_sheet.items()
        ]
        return f'IF({"+".join(counts)}=0,"{UNTOUCHED}","{READY}")' if counts else f'"{READY}"'

    def _head(self, row: int, titles: Sequence[str]) -> None:
        look = self.styles.get(**_BOX, font_name="黑体", bg_color="#EEF2F7", align="center")
        self.tab.set_row(row, 20)
        self.tab.merge_range(row, 1, row, 2, titles[0], look)
        if len(titles) > 2:  # noqa: PLR2004 - a title for each count
            for col, title in enumerate(titles[1:], start=3):
                self.tab.write_string(row, col, title, look)
        else:
            self.tab.merge_range(row, 3, row, 4, titles[1], look)

    def _counts(self, row: int, sheet: str, areas: Sequence[str], rules: Sequence[Rule]) -> None:
        box = self.styles.get(**_BOX)
        self.tab.set_row(row, 20)
        self.tab.merge_range(row, 1, row, 2, sheet or BETWEEN, box)
        if sheet:
            link = self.styles.get(**_BOX, font_color="#0B5394", underline=1)
            self.tab.write_url(row, 1, f"internal:{on_sheet(sheet, 'A1')}", link, string=sheet)
        for col, severity in enumerate(COUNTED, start=3):
            found = "+".join(
                f'SUMPRODUCT(1*(LEFT({a},2)="{SEVERITY_WORDS[severity].zh}"))' for a in areas
            )
            centred = self.styles.get(**_BOX, align="center")
            count = partial(_count, rules=rules, severity=severity)
            self.tab.show((row, col), count, self.checks.now, centred, f"={found}")

    def _rule(self, row: int, rule: Rule, scope: EvaluationPoint) -> None:
        box = self.styles.get(**_BOX, font_size=9)
        text = check_title(rule, scope)
        self.tab.merge_range(row, 1, row, 2, text, box)
        self.tab.merge_range(row, 3, row, 4, "", box)
        drawn = CheckFormula(self.checks.sheets, rule, scope, COVER_SHEET, address(row, 1))

        def said(now: WorkbookContent) -> str:
            return now.results.text(check_place(rule, scope))

        def tall(now: WorkbookContent) -> float:
            return max(text_height(text, WIDTH), text_height(said(now), WIDTH))

        self.tab.show((row, 3), said, self.checks.now, box, drawn.formula())
        self.tab.stretch(row, tall, self.checks.now)

    def _paint(self, row: int, listed: int, count: int) -> None:
        red = self.styles.mark(font_color="#C00000", bold=True)
        amber = self.styles.mark(font_color="#9C5700")
        there = address(row, 2)
        self.tab.conditional_format(there, _begins(there, NOT_READY[0][:2], red))
        if count:
            results = area(listed, 3, listed + count - 1, 4)
            first = f"$D{listed + 1}"
            for severity, look in zip(COUNTED, (red, amber), strict=True):
                self.tab.conditional_format(
                    results, _begins(first, SEVERITY_WORDS[severity].zh, look)
                )


def _begins(cell: str, word: str, look: object) -> dict[str, object]:
    return {"type": "formula", "criteria": f'=LEFT({cell},2)="{word}"', "format": look}


def _rules(area: CheckArea) -> list[Rule]:
    return list(dict.fromkeys(check.rule for check in area.all()))


def _count(now: WorkbookContent, rules: Sequence[Rule], severity: Severity) -> int:
    return now.results.count(rules, severity)


def _results(first: int, count: int) -> str:
    return area(first, 3, first + max(count, 1) - 1, 3)


def _areas(name: str, spots: CheckArea) -> Iterator[str]:
    """Yield the areas of a sheet's check cells: of single rules, and of the list."""
    if spots.rows:
        rows = [check.row for check in spots.rows]
        first, last = spots.folded
        yield on_sheet(name, area(min(rows), first, max(rows), last))
    if spots.listed:
        top, bottom = spots.listed[0], spots.listed[-1]
        yield on_sheet(name, area(top.row, top.col, bottom.row, top.col))
