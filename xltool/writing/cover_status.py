"""The status of a workbook, on its cover: whether it is ready, and how each form stands.

All of it is live, and counts what the sheet 检查 lists. For each form that may have no data the
cover asks whether it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xltool.a1 import area, on_sheet
from xltool.identity import CHECKS_SHEET, COVER_SHEET, HAS_DATA, NO_DATA, nil_name
from xltool.kinds import Severity
from xltool.layout.cover_rows import answer_place
from xltool.writing.checks_sheet import errors_cell, warnings_cell
from xltool.writing.styles import (
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    INPUT_FILL,
    LINK_COLOUR,
    begins_with,
)
from xltool.writing.workbook_checks import filled_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook

    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles
    from xltool.writing.workbook_checks import FormChecks, WorkbookChecks

READY, UNTOUCHED = "可以上报", "尚未填报"
NOT_READY = "不可上报：还有 {} 处错误，见“检查”"
WARNED = "可以上报；另有 {} 处提醒请核对"
UNKNOWN = "不可上报：有的单元格无法计算，请清除公式或错误值"
PROMPT = "本表确实没有数据的，选“无数据”；有数据的不必选。"
EMPTY, NIL, CONTRADICTED = "没有填", "无数据", "选了“无数据”，表中却有数据"
ERRORS, WARNINGS, FINE = "还有 {} 处错误", "已填，有 {} 处提醒", "已填，没有错误"
_GREEN = {"font_color": "#1E6B34"}
_RED = {"font_color": "#C00000", "bold": True}
_GREY = {"font_color": "#7F7F7F"}
_AMBER = {"font_color": "#7F6000"}
_BOX = BOX | {"text_wrap": True}


@dataclass(frozen=True)
class StatusWriter:
    """Draws the part of the cover that says how the workbook stands, in its columns B to E."""

    workbook: Workbook
    sheet: WorksheetWriter
    styles: Styles
    checks: WorkbookChecks
    content: WorkbookContent

    def draw(self, row: int) -> int:
        """Draw the verdict, and the table of forms with links, from ``row`` on.

        Return the row after it.
        """
        self._draw_verdict(row)
        self._draw_headings(row + 2)
        assert (row + 3, 3) == answer_place(self.content.pack), (
            "the checks of the answers name these cells"
        )
        for line, checks in enumerate(self.checks.forms.values(), start=row + 3):
            self._draw_form(line, checks)
        last = row + 2 + len(self.checks.forms)
        self._colour_states(row + 3, last)
        return last + 2

    def _numbers(self) -> Sequence[int]:
        return [section.number for section in self.checks.sections]

    def _draw_verdict(self, row: int) -> None:
        self.sheet.set_row(row, 36)
        style = self.styles.get(
            **BOX, font_name=HEAD_FONT, font_size=16, align="center", text_wrap=True, **_GREEN
        )
        self.sheet.merge_range(row, 1, row, 4, "", style)
        self.sheet.write_check((row, 1), verdict, self.content, self._verdict_formula(), style)
        for text, look in ((NOT_READY[:4], _RED), (UNTOUCHED, _GREY)):
            rule = begins_with(f"$B${row + 1}", text, self.styles.conditional(**look))
            self.sheet.conditional_format(area(row, 1, row, 4), rule)
        link = self.styles.get(font_color=LINK_COLOUR, underline=1, font_size=10)
        target = f"internal:{on_sheet(CHECKS_SHEET, 'A1')}"
        self.sheet.write_url(row + 1, 1, target, link, string=f"查看“{CHECKS_SHEET}”")
        small = self.styles.get(font_size=9, font_color="#595959")
        self.sheet.write_string(row + 1, 2, self.content.pack.texts.hint, small)
        self.sheet.set_row(row + 1, 20)

    def _verdict_formula(self) -> str:
        """Return the formula of the verdict, the first that holds; it is never green in doubt."""
        errors, warnings = (
            "+".join(cell(number) for number in self._numbers())
            for cell in (errors_cell, warnings_cell)
        )
        not_ready, warned = (_joined(text, n) for text, n in
                             ((NOT_READY, errors), (WARNED, warnings)))  # fmt: skip
        return (
            f'=IFERROR(IF(NOT({self.checks.begun}),"{UNTOUCHED}",IF({errors}>0,{not_ready},'
            f'IF({warnings}>0,{warned},"{READY}"))),"{UNKNOWN}")'
        )

    def _draw_headings(self, row: int) -> None:
        style = self.styles.get(**_BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        self.sheet.set_row(row, 20)
        self.sheet.merge_range(row, 1, row, 2, "报　表（点击打开）", style)
        for col, title in ((3, "有无数据"), (4, "填报情况")):
            self.sheet.write_string(row, col, title, style)

    def _draw_form(self, row: int, checks: FormChecks) -> None:
        """Draw one form: its link, whether it has data, how it stands."""
        form, sheet = checks.layout.form.id, checks.layout.sheet
        self.sheet.set_row(row, 22)
        link = self.styles.get(**_BOX, font_color=LINK_COLOUR, underline=1)
        self.sheet.merge_range(row, 1, row, 2, "", link)
        self.sheet.write_url(row, 1, f"internal:{on_sheet(sheet, 'A1')}", link, string=sheet)
        self._draw_answer(row, checks)
        style = self.styles.get(**_BOX, align="center")
        self.sheet.write_check(
            (row, 4), partial(state, form=form), self.content, self._state_formula(checks), style
        )

    def _draw_answer(self, row: int, checks: FormChecks) -> None:
        form = checks.layout.form
        if not form.template.nil:
            plain = self.styles.get(**_BOX, align="center", **_GREY)
            self.sheet.write_string(row, 3, "——", plain)
            return
        style = self.styles.get(**_BOX, align="center", locked=False, bg_color=INPUT_FILL)
        self.sheet.write_content((row, 3), partial(answer, form=form.id), self.content, style)
        self.workbook.define_name(nil_name(form.id), f"={on_sheet(COVER_SHEET, f'$D${row + 1}')}")
        self.sheet.data_validation(row, 3, row, 3, {
            "validate": "list", "source": [HAS_DATA, NO_DATA],
            "input_title": "有无数据", "input_message": PROMPT,
            "error_title": "填写有误", "error_message": f"请选“{HAS_DATA}”或“{NO_DATA}”，或留空。",
        })  # fmt: skip

    def _state_formula(self, checks: FormChecks) -> str:
        form, number = checks.layout.form, checks.number
        filled, errors, warnings = filled_name(form.id), errors_cell(number), warnings_cell(number)
        found = (
            f'IF({errors}>0,{_joined(ERRORS, errors)},IF({filled}=0,"{EMPTY}",'
            f'IF({warnings}>0,{_joined(WARNINGS, warnings)},"{FINE}")))'
        )
        if form.template.nil:
            nil = f'{nil_name(form.id)}="{NO_DATA}"'
            some_errors = f'IF({errors}>0,{_joined(ERRORS, errors)},"{NIL}")'
            stated = f'IF({filled}>0,"{CONTRADICTED}",{some_errors})'
            found = f'IF({nil},{stated},IF({filled}=0,"{EMPTY}",{found}))'
        return f'=IFERROR({found},"{UNKNOWN}")'

    def _colour_states(self, first: int, last: int) -> None:
        cells, cell = area(first, 4, last, 4), f"$E{first + 1}"
        looks = (FINE, _GREEN), (NIL, _GREY), (EMPTY, _GREY), (WARNINGS[:4], _AMBER)
        for start, look in looks:
            rule = begins_with(cell, start, self.styles.conditional(**look))
            self.sheet.conditional_format(cells, rule)
        red = {"type": "no_blanks", "format": self.styles.conditional(**_RED)}
        self.sheet.conditional_format(cells, red)


def _joined(text: str, count: str) -> str:
    """Return the formula of a text with a count in it."""
    before, after = text.split("{}")
    return f'"{before}"&{count}&"{after}"'


def verdict(content: WorkbookContent) -> str:
    """Return what the formula of the verdict gives."""
    problems = content.problems
    if not problems.is_begun:
        return UNTOUCHED
    if errors := problems.count(Severity.ERROR):
        return NOT_READY.format(errors)
    warnings = problems.count(Severity.WARNING)
    return WARNED.format(warnings) if warnings else READY


def answer(content: WorkbookContent, form: str) -> str:
    """Return what stands in the dropdown of a form."""
    if form in content.submission.nil:
        return NO_DATA
    return HAS_DATA if form in content.submission.with_data else ""


def state(content: WorkbookContent, form: str) -> str:
    """Return what the formula of a form's state gives."""
    problems = content.problems
    filled, errors = problems.filled[form], problems.count(Severity.ERROR, form)
    warnings = problems.count(Severity.WARNING, form)
    asks = problems.checks.layouts[form].form.template.nil
    if form in problems.nil and filled:
        return CONTRADICTED
    if form in problems.nil:
        return ERRORS.format(errors) if errors else NIL
    if not filled and (asks or not errors):
        return EMPTY
    if errors:
        return ERRORS.format(errors)
    return WARNINGS.format(warnings) if warnings else FINE
