"""The sheet 审核意见 of a reissued workbook: what was found, a row each, in the sheets' order.

The list does not move. Beside each row stands whether one of its cells has been changed, and beside
a warning an open cell for the explanation, which a hidden mark binds to the finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import area, column_letters, on_sheet, parse_address
from xltool.identity import COVER_SHEET
from xltool.kinds import SEVERITY_WORDS
from xltool.model.explanations import (
    EXPLANATION_HEAD,
    LONGEST_EXPLANATION,
    NO_EXPLANATION,
    explanation_mark,
)
from xltool.writing.check_writer import COLOURS
from xltool.writing.corrections import joined_tests, shortened
from xltool.writing.data_validation import ERROR_TITLE, LONGEST_PROMPT
from xltool.writing.print_setup import A4
from xltool.writing.styles import (
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    INPUT_FILL,
    LINK_COLOUR,
    NOTE_FONT,
    TITLE_FONT,
    begins_with,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

    from xltool.writing.cell_writer import Place, WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.corrections import CorrectionEntry, Corrections, ReviewRow
    from xltool.writing.styles import Styles

COLUMNS = {
    "序号": 6.0, "位置": 20.0, "级别": 8.0, "问题": 56.0, "修改建议": 36.0, "状态": 10.0,
    EXPLANATION_HEAD: 36.0, "审核答复": 22.0,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
_STATE, _EXPLANATION, _REPLY, _MARK, _ANSWER, _PART = range(5, 11)
"""Columns; those from the mark on are hidden."""
FIRST_ROW = 3
"""The row of the first finding, counted from 0."""
CHANGED, UNCHANGED = "已改", "仍在"
LONGEST = 1000
"""Characters of one text; what was typed stands whole in its own cell."""
GUIDE = (
    "这是审核后退回的工作簿，填过的内容都在原处，批注不必删除。错误必须改正；"
    "提醒核对无误的，在“说明”一栏写明原因，改了数的不必写。“状态”只看有没有改过，改得对不对，报送后再审。"
)
PROMPT = "核对无误的，写明原因；改了数的不必写。"
WHOLE_FILE = "整个文件"


def draw_tests(
    sheet: WorksheetWriter, place: Place, tests: Sequence[str], content: WorkbookContent
) -> str:
    """Return what draws whether all tests hold; long ones are drawn from ``place`` on, too."""
    parts, (row, col) = joined_tests(tests), place
    if len(parts) == 1:
        return parts[0]
    for at, part in enumerate(parts, start=col):
        sheet.write_check((row, at), lambda _: 1, content, f"=1*{part}")
    cells = area(row, col, row, col + len(parts) - 1)
    return f"SUM({cells})={len(parts)}"


@dataclass(frozen=True)
class ReviewSheetWriter:
    """Draws the sheet."""

    sheet: WorksheetWriter
    styles: Styles
    content: WorkbookContent
    review: Corrections

    def draw(self) -> None:
        """Draw the heading, a row for each finding, and lock all but the explanations."""
        rows = sorted(self.review.rows(), key=self._order)
        parts = max((len(joined_tests(row.entry.tests)) for row in rows), default=0)
        for col, width in enumerate(WIDTHS):
            self.sheet.set_column(col, col, width)
        self.sheet.set_column(_MARK, _PART + parts, 9, None, {"hidden": True})
        self._draw_heading()
        self.sheet.write_column(FIRST_ROW, _ANSWER, self.content.pack.answers)
        for number, row in enumerate(rows):
            self._draw_row(FIRST_ROW + number, row)
        self._colour(FIRST_ROW, FIRST_ROW + max(len(rows), 1) - 1)
        self._set_up_page(FIRST_ROW + len(rows))

    def _order(self, row: ReviewRow) -> tuple[int, tuple[int, int], int]:
        """Return the order of a row: the whole file first, then by sheet and cell."""
        pack, entry = self.content.pack, row.entry
        sheets = ["", COVER_SHEET, *(form.template.sheet for form in pack.forms)]
        place = parse_address(entry.cell) or (-1, -1)
        return sheets.index(entry.sheet), place, entry.severity.rank

    def _draw_heading(self) -> None:
        last = len(WIDTHS) - 1
        title = self.styles.get(font_name=TITLE_FONT, font_size=18, align="center")
        self.sheet.merge_range(0, 0, 0, last, "审 核 意 见", title)
        self.sheet.set_row(0, 32)
        guide = self.styles.get(
            font_name=NOTE_FONT, font_size=10, font_color="#595959", text_wrap=True
        )
        self.sheet.merge_range(1, 0, 1, last, GUIDE, guide)
        self.sheet.set_row(1, text_height(GUIDE, sum(WIDTHS)))
        head = self.styles.get(**BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        self.sheet.write_row(FIRST_ROW - 1, 0, list(COLUMNS), head)

    def _draw_row(self, row: int, item: ReviewRow) -> None:
        entry, middle = item.entry, self._style(align="center")
        said, hint = (shortened(text, LONGEST) for text in (_said(entry), entry.hint))
        reply = shortened(entry.reply, LONGEST)
        self.sheet.write_number(row, 0, row - FIRST_ROW + 1, middle)
        self._draw_place(row, entry)
        self.sheet.write_string(row, 2, SEVERITY_WORDS[entry.severity].zh, middle)
        for col, text in ((3, said), (4, hint), (_REPLY, reply)):
            self.sheet.write_string(row, col, text, self._style())
        self._draw_state(row, item)
        if entry.can_be_explained and not item.fate:
            self._draw_explanation(row, entry)
        else:
            self.sheet.write_string(row, _EXPLANATION, NO_EXPLANATION, middle)
        texts = {3: said, 4: hint, _EXPLANATION: entry.explanation, _REPLY: reply}
        self.sheet.set_row(row, max(text_height(text, WIDTHS[col]) for col, text in texts.items()))

    def _style(self, **more: object) -> Format:
        return self.styles.get(**BOX, font_size=10, text_wrap=True, **more)

    def _draw_place(self, row: int, entry: CorrectionEntry) -> None:
        if not entry.sheet:
            self.sheet.write_string(row, 1, WHOLE_FILE, self._style(align="center"))
            return
        link = self._style(align="center", font_color=LINK_COLOUR, underline=1)
        target = f"internal:{on_sheet(entry.sheet, entry.cell or 'A1')}"
        place = f"{entry.sheet}!{entry.cell}" if entry.cell else entry.sheet
        self.sheet.write_url(row, 1, target, link, string=place)

    def _draw_state(self, row: int, item: ReviewRow) -> None:
        """Draw whether a cell of the finding has been changed, where that can be told."""
        style, entry = self._style(align="center"), item.entry
        if item.fate or not entry.tests:
            self.sheet.write_string(row, _STATE, item.fate or NO_EXPLANATION, style)
            return
        holds = draw_tests(self.sheet, (row, _PART), entry.tests, self.content)
        formula = f'=IF({holds},"{UNCHANGED}","{CHANGED}")'
        self.sheet.write_check((row, _STATE), lambda _: UNCHANGED, self.content, formula, style)

    def _draw_explanation(self, row: int, entry: CorrectionEntry) -> None:
        """Draw the open cell, with what was said before, and the mark that binds it."""
        style = self._style(locked=False, bg_color=INPUT_FILL, num_format="@")
        text = shortened(entry.explanation, LONGEST_EXPLANATION)
        self.sheet.write_string(row, _EXPLANATION, text, style)
        self.sheet.write_string(row, _MARK, explanation_mark(entry.subject, entry.state))
        self.sheet.data_validation(row, _EXPLANATION, row, _EXPLANATION, self._choice())

    def _choice(self) -> dict[str, object]:
        """Return the pack's answers as a list that takes other texts, too; else a length."""
        prompt = {"input_title": EXPLANATION_HEAD, "input_message": PROMPT[:LONGEST_PROMPT]}
        count = len(self.content.pack.answers)
        if not count:
            return prompt | {
                "validate": "length", "criteria": "<=", "value": LONGEST_EXPLANATION,
                "error_title": ERROR_TITLE,
                "error_message": f"说明最多 {LONGEST_EXPLANATION} 个字。",
            }  # fmt: skip
        letters = f"${column_letters(_ANSWER)}$"
        source = f"={letters}{FIRST_ROW + 1}:{letters}{FIRST_ROW + count}"
        return prompt | {"validate": "list", "source": source, "show_error": False}

    def _colour(self, first: int, last: int) -> None:
        for severity, colours in COLOURS.items():
            word = SEVERITY_WORDS[severity].zh
            rule = begins_with(f"$C{first + 1}", word, self.styles.conditional(**colours))
            self.sheet.conditional_format(first, 2, last, 2, rule)
        green = self.styles.conditional(font_color="#1E6B34")
        rule = begins_with(f"$F{first + 1}", CHANGED, green)
        self.sheet.conditional_format(first, _STATE, last, _STATE, rule)

    def _set_up_page(self, rows: int) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.print_area(0, 0, max(rows - 1, FIRST_ROW - 1), len(WIDTHS) - 1)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _said(entry: CorrectionEntry) -> str:
    """Return what is wrong; what was typed in quotes, if it is not named yet."""
    item = f"{entry.item}：" if entry.item else ""
    value = f"填写的是“{entry.value}”。" if entry.value and entry.value not in entry.said else ""
    return f"{item}{entry.said}{value}"
