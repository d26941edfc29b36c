"""The banner in row 1 of a form: whether it has problems, with a link to the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xltool.a1 import area
from xltool.identity import NO_DATA, nil_name
from xltool.kinds import Severity
from xltool.model.templates import NO_DATA_WORDS
from xltool.writing.check_writer import COLOURS, FOUND
from xltool.writing.checks_sheet import errors_cell, first_message_cell, problems_cell
from xltool.writing.styles import BODY_FONT, begins_with
from xltool.writing.workbook_checks import filled_name

if TYPE_CHECKING:
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles
    from xltool.writing.workbook_checks import FormChecks

FAULTY = "本表还有 {} 处问题（全部见“检查”）。第一处："
WARNED = "本表有 {} 处提醒请核对（全部见“检查”）。第一处："
FINE = "本表没有发现问题"
BLANK = "本表还没有填写"
STATED_NIL = NO_DATA_WORDS
LONGEST = 160
"""Characters of the first problem; the text of a link has at most 255."""
_CALM = {"font_color": "#1E6B34", "bg_color": "#E2F0D9"}
_EMPTY = {"font_color": "#595959", "bg_color": "#EDEDED"}


@dataclass(frozen=True)
class BannerWriter:
    """Draws the banner of one form, right of the identity line."""

    sheet: WorksheetWriter
    styles: Styles
    checks: FormChecks
    content: WorkbookContent

    def draw(self) -> None:
        """Draw it over the columns of the form; a form of one column has none."""
        last = len(self.checks.layout.widths) - 1
        if last < 1:
            return
        form, number = self.checks.layout.form.id, self.checks.number
        style = self.styles.get(font_name=BODY_FONT, font_size=11, align="left", indent=1, **_CALM)
        if last > 1:
            self.sheet.merge_range(0, 1, 0, last, "", style)
        count, first = problems_cell(number), first_message_cell(number)
        cell = f'MID({first},4,FIND(" ",{first},4)-4)'
        target = f"\"#'{self.checks.layout.sheet}'!\"&{cell}"
        faulty, warned = (
            f'HYPERLINK({target},"{before}"&{count}&"{after}"&MID({first},4,{LONGEST}))'
            for before, after in (text.split("{}") for text in (FAULTY, WARNED))
        )
        empty = f'"{BLANK}"'
        if self.checks.layout.form.template.nil:
            empty = f'IF({nil_name(form)}="{NO_DATA}","{STATED_NIL}",{empty})'
        formula = (
            f"=IF({errors_cell(number)}>0,{faulty},IF({count}>0,{warned},"
            f'IF({filled_name(form)}=0,{empty},"{FINE}")))'
        )
        self.sheet.write_check((0, 1), partial(_banner, form=form), self.content, formula, style)
        cells = area(0, 1, 0, last)
        looks = (
            (FAULTY, FOUND), (WARNED, COLOURS[Severity.WARNING]), (BLANK, _EMPTY),
            (STATED_NIL, _EMPTY),
        )  # fmt: skip
        for text, look in looks:
            style = self.styles.conditional(**look)
            self.sheet.conditional_format(cells, begins_with("$B$1", text[:5], style))


def _banner(content: WorkbookContent, form: str) -> str:
    problems = content.problems.by_form[form]
    if problems:
        first = f"{problems[0].cell} {problems[0].said}"[:LONGEST]
        faulty = content.problems.count(Severity.ERROR, form)
        return (FAULTY if faulty else WARNED).format(len(problems)) + first
    if content.problems.filled.get(form):
        return FINE
    return STATED_NIL if form in content.problems.nil else BLANK
