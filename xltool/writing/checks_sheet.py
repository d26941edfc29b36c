"""The sheet 检查: a live list of all open problems, in the order of the sheets, each with a link.

To its right stand hidden cells: of each form how many problems it has and how many stand on the
forms before it, and the checks that concern several forms. Line k of the list finds its form by
the latter, its row by the column that counts the problems of that form, and takes its message out
of the text of that row. Names stand for all areas, so that every line has the same formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xltool.a1 import address, column_letters, on_sheet
from xltool.excel_formulas.check_message import count_messages
from xltool.identity import CHECKS_SHEET
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.writing import list_values
from xltool.writing.check_writer import COLOURS, count_name, text_name
from xltool.writing.corrections import joined_tests
from xltool.writing.print_setup import A4
from xltool.writing.review_sheet import draw_tests
from xltool.writing.styles import (
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    LINK_COLOUR,
    NOTE_FONT,
    TITLE_FONT,
    begins_with,
)
from xltool.writing.workbook_checks import ANSWER_COL, OTHER_COL, OTHER_ROW, PART_COL

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles
    from xltool.writing.workbook_checks import Section, WorkbookChecks

LINES = 100
"""Problems that are listed; more are counted, and show as those before them are mended."""
PRINTED = 30
WIDTHS = (6.0, 16.0, 10.0, 8.0, 84.0)
TABLE_ROW = 3
"""The row of the first sheet in the hidden table, counted from 0, and of the first line."""
_HEADS = ("序号", "报表", "单元格", "级别", "问题")
_FORM, _POSITION, _TEXT_ROW, _MESSAGE = 6, 7, 8, 9
"""The hidden columns of a line: its form, its number there, its row, its message."""
_SHEET, _COUNT, _START, _ERRORS, _WARNINGS, _TEXT = range(12, 18)
"""The hidden columns of a form."""
LONGEST = 300
"""Characters of a message that are shown."""
NOTE = "改好一处，这里就少一处。点“单元格”可以跳到出问题的地方；没有问题时本表为空。"


def table_cell(number: int, col: int) -> str:
    """Return the reference to a cell in the hidden table of sheets, counted from 1."""
    return on_sheet(CHECKS_SHEET, f"${column_letters(col)}${TABLE_ROW + number}")


def problems_cell(number: int) -> str:
    """Return the reference to the number of problems of a form."""
    return table_cell(number, _COUNT)


def errors_cell(number: int) -> str:
    """Return the reference to the number of errors of a form."""
    return table_cell(number, _ERRORS)


def warnings_cell(number: int) -> str:
    """Return the reference to the number of warnings of a form."""
    return table_cell(number, _WARNINGS)


def first_message_cell(number: int) -> str:
    """Return the reference to the first message of a form."""
    return table_cell(number, _TEXT)


@dataclass(frozen=True)
class ChecksSheetWriter:
    """Draws the sheet."""

    workbook: Workbook
    sheet: WorksheetWriter
    styles: Styles
    checks: WorkbookChecks
    content: WorkbookContent

    def draw(self) -> None:
        """Draw the list, and the hidden cells that it comes from."""
        for col, width in enumerate(WIDTHS):
            self.sheet.set_column(col, col, width)
        parts = max((len(joined_tests(check.tests)) for check in self.checks.review), default=0)
        self.sheet.set_column(len(WIDTHS), PART_COL - 1 + parts, 9, None, {"hidden": True})
        self._draw_heading()
        self._define_names()
        for section in self.checks.sections:
            self._draw_section(section)
        self._draw_others()
        self._draw_review()
        self._draw_answers()
        for number in range(LINES):
            self._draw_line(number)
        self._colour()
        self._set_up_page()

    def _write(
        self, place: tuple[int, int], value_of: Callable[[WorkbookContent], object],
        formula: str, style: Format | None = None,
    ) -> None:  # fmt: skip
        self.sheet.write_check(place, value_of, self.content, formula, style)  # type: ignore[arg-type]

    def _draw_heading(self) -> None:
        title = self.styles.get(font_name=TITLE_FONT, font_size=18, align="center")
        self.sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, "检　查", title)
        self.sheet.set_row(0, 32)
        count = self.styles.get(font_name=HEAD_FONT, font_size=12)
        self.sheet.merge_range(1, 0, 1, 3, "", count)
        letters = [column_letters(col) for col in (_COUNT, _ERRORS)]
        rows = f"${TABLE_ROW + 1}", f"${TABLE_ROW + len(self.checks.sections)}"
        total, errors = (f"SUM(${x}{rows[0]}:${x}{rows[1]})" for x in letters)
        nothing = f'IF({self.checks.begun},"{list_values.NOTHING_FOUND}","{list_values.NOT_BEGUN}")'
        formula = f'=IF({total}=0,{nothing},"共 "&{total}&" 处，其中错误 "&{errors}&" 处")'
        self._write((1, 0), list_values.summary, formula, count)
        note = self.styles.get(font_name=NOTE_FONT, font_size=10, font_color="#595959")
        self.sheet.write_string(1, 4, NOTE, note)
        self.sheet.set_row(1, 24)
        head = self.styles.get(**BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        for col, text in enumerate(_HEADS):
            self.sheet.write_string(TABLE_ROW - 1, col, text, head)

    def _define_names(self) -> None:
        sections = self.checks.sections
        last = TABLE_ROW + len(sections)
        for name, col in (("xl_forms", _SHEET), ("xl_start", _START)):
            letters = column_letters(col)
            cells = on_sheet(CHECKS_SHEET, f"${letters}${TABLE_ROW + 1}:${letters}${last}")
            self.workbook.define_name(name, f"={cells}")
        self.workbook.define_name("xl_problems", f"={table_cell(len(sections) + 1, _START)}")

    def _draw_section(self, section: Section) -> None:
        """Draw what is known of a sheet: its name, its problems, and the first of them."""
        row, form = TABLE_ROW + section.number - 1, section.form
        text, count = text_name(section.number), count_name(section.number)
        self.sheet.write_string(row, _SHEET, section.sheet)
        self._write((row, _COUNT), partial(list_values.count_all, form=form), f"=MAX({count})")
        if section.number == 1:
            self.sheet.write_number(row, _START, 0)
        above, at = address(row, _START), address(row, _COUNT)
        before = partial(list_values.problems_before, number=section.number)
        self._write((row + 1, _START), before, f"={above}+{at}")
        for col, severity in ((_ERRORS, Severity.ERROR), (_WARNINGS, Severity.WARNING)):
            word = f"{SEVERITY_WORDS[severity].zh} "
            self._write(
                (row, col), partial(list_values.count, severity=severity, form=form),
                f'=SUMPRODUCT(LEN({text})-LEN(SUBSTITUTE({text},"{word}","")))/{len(word)}',
            )  # fmt: skip
        found = f'INDEX({text},COUNTIF({count},"<1"))'
        self._write(
            (row, _TEXT), partial(list_values.first, form=form),
            f'=IF({at}=0,"",LEFT({found},FIND(CHAR(10),{found}&CHAR(10))-1))',
        )  # fmt: skip

    def _draw_others(self) -> None:
        for number, other in enumerate(self.checks.others):
            text = partial(list_values.other_text, number=number)
            self._write((OTHER_ROW + number, OTHER_COL), text, other.formula)

    def _draw_review(self) -> None:
        """Draw the checks of a reissued workbook below; long ones have their tests beside."""
        for number, check in enumerate(self.checks.review, start=len(self.checks.others)):
            row = OTHER_ROW + number
            holds = draw_tests(self.sheet, (row, PART_COL), check.tests, self.content)
            text = partial(list_values.other_text, number=number)
            self._write((row, OTHER_COL), text, check.formula(holds))

    def _draw_answers(self) -> None:
        """Draw the checks of the cover's answers, one below the other, and count them."""
        answers = self.checks.answers
        if not answers:
            return
        top, count_col = OTHER_ROW - 1, ANSWER_COL + 1
        self._write((top, count_col), lambda _: 0, "=0")
        for number, answer in enumerate(answers):
            row = OTHER_ROW + number
            text = partial(list_values.answer_text, number=number)
            self._write((row, ANSWER_COL), text, answer.formula(self.checks.begun))
            above, found = address(row - 1, count_col), address(row, ANSWER_COL)
            counted = partial(list_values.answers_down_to, number=number)
            self._write((row, count_col), counted, f"={above}+{count_messages(found)}")
        last = OTHER_ROW + len(answers)
        for name, col, first in (
            (text_name(1), ANSWER_COL, OTHER_ROW), (count_name(1), count_col, top),
        ):  # fmt: skip
            letters = column_letters(col)
            cells = on_sheet(CHECKS_SHEET, f"${letters}${first + 1}:${letters}${last}")
            self.workbook.define_name(name, f"={cells}")

    def _draw_line(self, number: int) -> None:
        """Draw line ``number``, counted from 0."""
        row = TABLE_ROW + number
        k = f"(ROW()-{TABLE_ROW})"
        form, at, found, message = (
            address(row, col) for col in (_FORM, _POSITION, _TEXT_ROW, _MESSAGE)
        )
        box = self.styles.get(**BOX, font_size=10, text_wrap=True)
        middle = self.styles.get(**BOX, font_size=10, align="center")
        link = self.styles.get(
            **BOX, font_size=10, align="center", font_color=LINK_COLOUR, underline=1
        )
        choices = [
            f"CHOOSE({form},{','.join(name(each.number) for each in self.checks.sections)})"
            for name in (count_name, text_name)
        ]
        counts, texts = choices
        before = f"INDEX({counts},{found})"
        of = partial(partial, list_values.line_value, number=number)
        number_of_form = f'=IF({k}>xl_problems,"",COUNTIF(xl_start,"<"&{k}))'
        self._write((row, _FORM), of("form"), number_of_form)
        self._write((row, _POSITION), of("at"), f'=IF({form}="","",{k}-INDEX(xl_start,{form}))')
        row_found = f'=IF({form}="","",COUNTIF({counts},"<"&{at}))'
        self._write((row, _TEXT_ROW), of("row"), row_found)
        # Line n of a text begins where a tab stands once it replaces the n-th line feed.
        text, nth = f"INDEX({texts},{found})", f"{at}-{before}"
        start = f"FIND(CHAR(9),SUBSTITUTE(CHAR(10)&{text},CHAR(10),CHAR(9),{nth}))"
        taken = f"MID({text},{start},FIND(CHAR(10),{text}&CHAR(10),{start})-{start})"
        self._write((row, _MESSAGE), of("message"), f'=IF({form}="","",{taken})')
        cell = f'MID({message},4,FIND(" ",{message},4)-4)'
        self._write((row, 0), of("number"), f'=IF({form}="","",{k})', middle)
        self._write((row, 1), of("sheet"), f'=IF({form}="","",INDEX(xl_forms,{form}))', middle)
        self._write(
            (row, 2), of("cell"),
            f'=IF({form}="","",HYPERLINK("#\'"&INDEX(xl_forms,{form})&"\'!"&{cell},{cell}))', link,
        )  # fmt: skip
        self._write((row, 3), of("word"), f'=IF({form}="","",LEFT({message},2))', middle)
        said = f'MID({message},FIND(" ",{message},4)+1,{LONGEST})'
        self._write((row, 4), of("said"), f'=IF({form}="","",{said})', box)

    def _colour(self) -> None:
        first, last = TABLE_ROW, TABLE_ROW + LINES - 1
        for severity, colours in COLOURS.items():
            word = SEVERITY_WORDS[severity].zh
            rule = begins_with(f"$D{first + 1}", word, self.styles.conditional(**colours))
            self.sheet.conditional_format(first, 3, last, 3, rule)

    def _set_up_page(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, TABLE_ROW + PRINTED - 1, len(WIDTHS) - 1)
        sheet.freeze_panes(TABLE_ROW, 0)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
