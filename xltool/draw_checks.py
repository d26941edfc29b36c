"""Draws the check cells of a workbook: live beside each form, counted on the cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.checks import Check, area
from xltool.judge import Judgement, State, judge
from xltool.layout import address, column_name
from xltool.model import Severity
from xltool.terms import Col, walk
from xltool.verdict import PASSED, UNDECIDED, WORDS, Drawing, decimal, failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.checks import Area
    from xltool.evaluate import Book
    from xltool.layout import Layout
    from xltool.rules import Rule, Scope
    from xltool.styles import Styles
    from xltool.verdict import Sheets

TITLE = "校　　验"
LISTED = ("整表校验", "结果")
SUM_WIDTH, LIST_WIDTH, RESULT_WIDTH = 38.0, 34.0, 30.0
LOOK = {"font_size": 9, "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
RED, AMBER = "#C00000", "#9C5700"

Told = dict[tuple[int, str, str, str], Judgement]


@dataclass(frozen=True)
class Results:
    """What every rule says of a submission, by rule and place."""

    told: Told

    @classmethod
    def of(cls, book: Book) -> Results:
        """Judge a submission."""
        return cls({_place(item.rule, item.scope): item for item in judge(book)})

    def text(self, rule: Rule, scope: Scope) -> str:
        """Return what the check cell says."""
        item = self.told.get(_place(rule, scope))
        if item is None:
            return ""
        if item.state is not State.BAD:
            return PASSED if item.state is State.OK else UNDECIDED
        before, after = failed(rule, item.severity)
        return f"{before}{decimal(item.difference)}{after}" if after else before


def _place(rule: Rule, scope: Scope) -> tuple[int, str, str, str]:
    return id(rule), scope.entity, scope.row, scope.column


@dataclass(frozen=True)
class CheckDrawing:
    """Draws the checks of one sheet."""

    tab: Worksheet
    styles: Styles
    plan: Layout
    sheets: Sheets
    results: Results

    def draw(self) -> None:
        """Draw them all, and paint the cells that take part in a broken rule."""
        spots = area(self.plan)
        if not spots.all():
            return
        self._columns(spots)
        self._heads(spots)
        for check in spots.rows:
            self._check(check)
        for row, (first, last) in spots.sums.items():
            self._sum(spots, row, first, last)
        for check in spots.listed:
            self._listed(check, spots.list_col)
        self._paint(spots)

    def _columns(self, spots: Area) -> None:
        self.tab.set_column(spots.first - 1, spots.first - 1, 2)
        self.tab.set_column(spots.first, spots.first, SUM_WIDTH if spots.rows else 2)
        wide = (LIST_WIDTH, RESULT_WIDTH) if spots.listed else (2.0, 2.0)
        for offset, width in enumerate(wide):
            self.tab.set_column(spots.list_col + offset, spots.list_col + offset, width)
        if spots.rows:
            folded = {"level": 1, "hidden": True}
            self.tab.set_column(*spots.folded, 12, None, folded)

    def _heads(self, spots: Area) -> None:
        look = self.styles.get(**LOOK, font_name="黑体", align="center", bg_color="#EEF2F7")
        row = self.plan.heads[1] if self.plan.heads else 0
        if spots.rows:
            self.tab.write_string(row, spots.first, TITLE, look)
            heads = {check.col: check.rule.id for check in spots.rows}
            for col, name in heads.items():
                self.tab.write_string(row, col, name, look)
        if spots.listed:
            for offset, title in enumerate(LISTED):
                self.tab.write_string(row, spots.list_col + offset, title, look)

    def _check(self, check: Check) -> None:
        drawn = Drawing(self.sheets, check.rule, check.scope, self.plan.sheet)
        text = self.results.text(check.rule, check.scope)
        look = self.styles.get(font_size=9)
        self.tab.write_formula(check.row, check.col, drawn.formula(), look, text)

    def _sum(self, spots: Area, row: int, first: int, last: int) -> None:
        """Say all that is wrong in a row."""
        names = [address(row, col) for col in range(first, last + 1)]
        joined = "&".join(names)
        wrong = f'SUBSTITUTE(SUBSTITUTE({joined},"{PASSED}",""),"{UNDECIDED}","")'
        text = f'=IF(LEN({wrong})>0,{wrong},IF(LEN({joined})>0,"{PASSED}",""))'
        said = [self.results.text(c.rule, c.scope) for c in spots.rows if c.row == row]
        told = "".join(part for part in said if part not in {PASSED, UNDECIDED})
        cached = told or (PASSED if any(said) else "")
        self.tab.write_formula(row, spots.first, text, self.styles.get(**LOOK), cached)

    def _listed(self, check: Check, col: int) -> None:
        look = self.styles.get(**LOOK)
        title = _title(self.plan, check)
        self.tab.write_string(check.row, col, f"{check.rule.id} {check.rule.zh}{title}", look)
        drawn = Drawing(self.sheets, check.rule, check.scope, self.plan.sheet)
        text = self.results.text(check.rule, check.scope)
        self.tab.write_formula(check.row, check.col, drawn.formula(), look, text)

    def _paint(self, spots: Area) -> None:
        for first, last, col in _spans(spots):
            there = f"{column_name(col)}{first + 1}:{column_name(col)}{last + 1}"
            for severity, colour in ((Severity.ERROR, RED), (Severity.WARNING, AMBER)):
                look = self.styles.mark(font_color=colour, bold=True)
                self.tab.conditional_format(there, _when(there, severity, look))
        painted = dict.fromkeys(
            (check.col, cell.col)
            for check in spots.rows
            for cell in self._typed(check)
            if check.rule.severity is not Severity.INFO
        )
        for check_col, col in painted:
            rows = sorted(check.row for check in spots.rows if check.col == check_col)
            there = f"{column_name(col)}{rows[0] + 1}:{column_name(col)}{rows[-1] + 1}"
            first = f"${column_name(check_col)}{rows[0] + 1}"
            look = self.styles.mark(font_color=RED, bg_color="#FFC7CE")
            criteria = f'=LEFT({first},2)="{WORDS[Severity.ERROR]}"'
            options = {"type": "formula", "criteria": criteria, "format": look}
            self.tab.conditional_format(there, options)

    def _typed(self, check: Check) -> Iterable[object]:
        names = {term.column for term in walk(check.rule.test) if isinstance(term, Col)}
        return [
            cell
            for key, cell in self.plan.slots.items()
            if cell.row == check.row and key.column in names and key.row == check.scope.row
        ]


def _title(plan: Layout, check: Check) -> str:
    """Name the column that a rule about columns is checked in."""
    if not check.scope.column:
        return ""
    return f"（{plan.form.table.column(check.scope.column).title.replace('　', '')}）"


def _spans(spots: Area) -> Iterable[tuple[int, int, int]]:
    """Yield first row, last row and column of what people see."""
    if spots.rows:
        yield min(spots.sums), max(spots.sums), spots.first
    if spots.listed:
        yield spots.listed[0].row, spots.listed[-1].row, spots.listed[0].col


def _when(there: str, severity: Severity, look: Format) -> Mapping[str, object]:
    first = there.partition(":")[0]
    criteria = f'=LEFT({first},2)="{WORDS[severity]}"'
    return {"type": "formula", "criteria": criteria, "format": look}
