"""The cover sheet 封面: whose workbook it is, how to fill it in, and links to the forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.identity import PROOFS, SOURCES
from xltool.layout.cover_rows import HEAD_ROWS, first_row_below
from xltool.values.decimal_text import shown_value
from xltool.writing.cell_writer import write_value
from xltool.writing.page_writer import draw_cells
from xltool.writing.print_setup import A4
from xltool.writing.styles import (
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    LINK_COLOUR,
    NOTE_FONT,
    TITLE_FONT,
    WARNING,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from xltool.model.forms import Form
    from xltool.schedules.page import Figure, SchedulePage
    from xltool.writing.cell_writer import ValueOf, WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles

WIDTHS = (5, 16, 30, 16, 30, 5)
LEFT, RIGHT = 1, 4
"""The first and last column that is filled; two pairs of columns stand side by side."""
ONE_PAGE = 60
"""Rows that can still be read on one page; a longer cover goes over several."""
_IDENTITY: Sequence[tuple[str, ValueOf]] = (
    ("单位名称", lambda content: content.submission.entity.name),
    ("单位代码", lambda content: content.submission.entity.code),
)
_MORE: Mapping[str, ValueOf] = {
    "period": lambda content: content.submission.period,
    "nature": lambda content: content.submission.entity.nature or "——",
    "rank": lambda content: content.submission.entity.rank or "——",
    "funding": lambda content: content.submission.entity.funding or "——",
}
"""What a pack can have its cover say besides, by the names that it calls them."""
_SIGNATURES = ("单位负责人（签章）：", "财务负责人（签章）：", "填表人（签字）：", "报送日期：")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover shows: whose workbook it is, and links to its ``sheets``.

    That of a parent has its ``key_figures`` and the ``reconciliation`` summary. ``detail`` names
    the folder with the figures of entities and of ``omitted`` forms that have no sheets here.
    """

    content: WorkbookContent
    sheets: Sequence[str]
    key_figures: SchedulePage | None = None
    reconciliation: Figure | None = None
    detail: str = ""
    omitted: Sequence[Form] = ()


@dataclass(frozen=True, slots=True)
class CoverWriter:
    """Draws a cover in parts; each takes the row to begin at and returns the first free one."""

    sheet: WorksheetWriter
    styles: Styles
    cover: Cover

    def draw_head(self) -> int:
        """Draw whose workbook it is; return the first free row."""
        for col, width in enumerate(WIDTHS):
            self.sheet.set_column(col, col, width)
        return self._identity(self._title())

    def draw_body(self, row: int) -> int:
        """Draw what is behind the status of a workbook to fill in, or a parent's whole cover."""
        cover, submission = self.cover, self.cover.content.submission
        if not submission.children:
            return self._help(cover.content.pack.help, row)
        if cover.key_figures and cover.key_figures.cells:
            row = self._key_figures(cover.key_figures, row)
        if cover.reconciliation:
            row = self._consolidation(cover.reconciliation, row)
        if submission.forced:
            row = self._forced(submission.forced, row)
        return self._contents(row)

    def _merged(self, row: int, text: str, style: Format) -> None:
        self.sheet.merge_range(row, LEFT, row, RIGHT, text, style)

    def _heading(self, row: int, text: str, **properties: object) -> None:
        style = self.styles.get(font_name=HEAD_FONT, font_size=12, **properties)
        self.sheet.write_string(row, LEFT, text, style)

    def _link(self, row: int, col: int, sheet: str, text: str) -> None:
        style = self.styles.get(font_color=LINK_COLOUR, underline=1)
        self.sheet.write_url(row, col, f"internal:{on_sheet(sheet, 'A1')}", style, string=text)

    def _title(self) -> int:
        sheet, content = self.sheet, self.cover.content
        submission = content.submission
        large = self.styles.get(font_name=TITLE_FONT, font_size=24, align="center")
        small = self.styles.get(font_name=NOTE_FONT, font_size=14, align="center")
        for row, height in enumerate((20, 46, 26, 10)):
            sheet.set_row(row, height)
        self._merged(1, f"{submission.period}年{content.pack.title}", large)
        kind = "（汇总）" if submission.children else "（填报）"
        self._merged(2, "", small)
        sheet.write_content(
            (2, LEFT), lambda content: content.submission.entity.name + kind, content, small
        )
        return HEAD_ROWS

    def _identity(self, row: int) -> int:
        head = self.styles.get(**BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        plain = self.styles.get(**BOX, num_format="@", text_wrap=True)
        pack = self.cover.content.pack
        more = [(label, _MORE[name]) for name, label in pack.texts.cover.items()]
        for index, (name, value_of) in enumerate((*_IDENTITY, *more)):
            line, col = row + index // 2, LEFT + index % 2 * 2
            self.sheet.set_row(line, 24)
            self.sheet.write_string(line, col, name, head)
            self.sheet.write_content((line, col + 1), value_of, self.cover.content, plain)
        return first_row_below(pack)

    def _help(self, texts: Sequence[str], row: int) -> int:
        if not texts:
            return row
        self._heading(row, "填报说明")
        self.sheet.set_row(row, 22)
        style = self.styles.get(font_name=NOTE_FONT, font_size=12, text_wrap=True)
        for index, text in enumerate(texts, start=1):
            self._merged(row + index, f"{index}. {text}", style)
            self.sheet.set_row(row + index, 36)
        return row + len(texts) + 2

    def _key_figures(self, page: SchedulePage, row: int) -> int:
        assert row == first_row_below(self.cover.content.pack), "the page names the cover's cells"
        draw_cells(self.sheet, self.styles, page)
        for line in range(row, page.rows):
            self.sheet.set_row(line, 22)
        return page.rows + 1

    def _consolidation(self, reconciliation: Figure, row: int) -> int:
        """Draw how many entities a parent is made of, and how its reconciliations stand."""
        sheet, submission, cover = self.sheet, self.cover.content.submission, self.cover
        self._heading(row, "汇总情况")
        sheet.set_row(row, 22)
        children, below = len(submission.children), sum(1 for _ in submission.parts()) - 1
        more = f"，逐级共 {below} 个单位" if below > children else ""
        plain = self.styles.get()
        text, style = f"由 {children} 个所属单位的报表汇总{more}", plain
        if submission.coverage:
            text, style = submission.coverage.printed, self.styles.get(**WARNING)
        sheet.write_string(row + 1, LEFT, text, style)
        self._link(row + 1, 3, SOURCES, "数据来源")
        value, formula, _ = reconciliation
        write_value(sheet, (row + 2, LEFT), shown_value(value), plain, formula)
        self._link(row + 2, 3, PROOFS, "逐条校核")
        for line in (row + 1, row + 2):
            sheet.set_row(line, 20)
        if not cover.detail:
            return row + 4
        names = "、".join(form.template.sheet for form in cover.omitted)
        absent = f"各单位的表和行数很多的{names}" if names else "各单位的表"
        text = f"单位多，{absent}不在本工作簿中；明细见同处的文件夹“{cover.detail}”（Parquet）"
        self._merged(row + 3, text, self.styles.get(text_wrap=True))
        sheet.set_row(row + 3, text_height(text, sum(WIDTHS[LEFT : RIGHT + 1]), 20.0))
        return row + 5

    def _forced(self, texts: Sequence[str], row: int) -> int:
        """List the findings that were overridden."""
        self._heading(row, "强制汇总：以下问题未解决", **WARNING)
        style = self.styles.get(text_wrap=True, **WARNING)
        for index, text in enumerate(texts, start=1):
            self._merged(row + index, "", style)
            self.sheet.write_string(row + index, LEFT, f"{index}. {text}", style)
            self.sheet.set_row(row + index, text_height(text, sum(WIDTHS[LEFT : RIGHT + 1])))
        return row + len(texts) + 2

    def _contents(self, row: int) -> int:
        self._heading(row, "目　　录")
        self.sheet.set_row(row, 22)
        for index, name in enumerate(self.cover.sheets):
            line, col = row + 1 + index // 2, LEFT + index % 2 * 2
            self.sheet.set_row(line, 20)
            self._link(line, col, name, name)
        return row + (len(self.cover.sheets) + 1) // 2 + 2

    def finish(self, row: int) -> None:
        """Draw the place for signatures from ``row`` on, and set how the cover prints."""
        sheet, style = self.sheet, self.styles.get(font_name=NOTE_FONT, font_size=12)
        for index, text in enumerate(_SIGNATURES):
            line, col = row + index // 2, LEFT + index % 2 * 2
            sheet.set_row(line, 34)
            sheet.write_string(line, col, text, style)
        rows = row + len(_SIGNATURES) // 2
        sheet.set_portrait()
        sheet.set_paper(A4)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1 if rows <= ONE_PAGE else 0)
        sheet.print_area(0, 0, rows, len(WIDTHS) - 1)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True})
        sheet.activate()
