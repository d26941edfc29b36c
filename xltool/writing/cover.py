"""The cover sheet 封面: whose workbook it is, how to fill it in, and links to the forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.identity import PROOFS, REVIEW_SHEET, SOURCES
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.writing.cell_writer import put
from xltool.writing.styles import (
    HEAD_FILL,
    HEAD_FONT,
    LINK_COLOUR,
    NOTE_FONT,
    TITLE_FONT,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Submission
    from xltool.writing.cell_writer import ContentOf, WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.corrections import Corrections
    from xltool.writing.styles import Styles

WIDTHS = (5, 16, 30, 16, 30, 5)
ONE_PAGE = 60
"""Rows that can still be read on one page."""
_BOX = {"border": 1, "border_color": "#7F7F7F"}
_FACTS: Sequence[tuple[str, ContentOf]] = (
    ("单位名称", lambda now: now.submission.entity.name),
    ("单位代码", lambda now: now.submission.entity.code),
    ("预算年度", lambda now: now.submission.period),
    ("单位性质", lambda now: now.submission.entity.nature or "——"),
    ("单位规格", lambda now: now.submission.entity.rank or "——"),
    ("经费保障形式", lambda now: now.submission.entity.funding or "——"),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover tells: whose workbook it is, its ``sheets`` with a link to each, how it stands.

    A reissued workbook says what its ``review`` has found. ``proved`` says how the proofs of a
    parent stand: a formula, and what it says now. ``detail`` names the folder with the entities'
    own figures when they have no sheets here, nor have the forms that are ``left_out``.
    """

    now: WorkbookContent
    sheets: Sequence[str]
    review: Corrections | None = None
    proved: tuple[str, str] | None = None
    detail: str = ""
    left_out: Sequence[Form] = ()


def draw_cover(tab: WorksheetWriter, styles: Styles, cover: Cover) -> int:
    """Draw the cover on its sheet; return the first free row. ``finish_cover`` ends it."""
    submission = cover.now.submission
    for col, width in enumerate(WIDTHS):
        tab.set_column(col, col, width)
    row = _title(tab, styles, cover.now)
    row = _identity(tab, styles, cover.now, row)
    row = _notice(tab, styles, cover.review, row)
    if not submission.children:
        row = _help(tab, styles, cover.now.pack, row)
    if cover.proved:
        row = _consolidated(tab, styles, submission, cover, row)
    row = _remarks(tab, styles, submission.forced, row)
    return _contents(tab, styles, cover.sheets, row)


def finish_cover(tab: Worksheet, styles: Styles, row: int) -> None:
    """Draw the place for signatures, and how the cover prints."""
    _page(tab, _signatures(tab, styles, row))


def _title(tab: WorksheetWriter, styles: Styles, now: WorkbookContent) -> int:
    submission = now.submission
    big = styles.get(font_name=TITLE_FONT, font_size=24, align="center")
    small = styles.get(font_name=NOTE_FONT, font_size=14, align="center")
    tab.set_row(0, 20)
    tab.set_row(1, 46)
    tab.merge_range(1, 1, 1, 4, f"{submission.period}年{now.pack.title}", big)
    kind = "（汇总）" if submission.children else "（填报）"
    tab.set_row(2, 26)
    tab.merge_range(2, 1, 2, 4, "", small)
    tab.show((2, 1), lambda now: now.submission.entity.name + kind, now, small)
    tab.set_row(3, 10)
    return 4


def _identity(tab: WorksheetWriter, styles: Styles, now: WorkbookContent, row: int) -> int:
    head = styles.get(**_BOX, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
    plain = styles.get(**_BOX, num_format="@", text_wrap=True)
    for index, (name, said) in enumerate(_FACTS):
        line, col = row + index // 2, 1 + index % 2 * 2
        tab.set_row(line, 24)
        tab.write_string(line, col, name, head)
        tab.show((line, col + 1), said, now, plain)
    return row + len(_FACTS) // 2 + 1


def _notice(tab: Worksheet, styles: Styles, review: Corrections | None, row: int) -> int:
    """Lead to the list of findings."""
    if review is None:
        return row
    counted = "，".join(f"{SEVERITY_WORDS[each].zh} {review.count(each)} 条" for each in Severity)
    text = f"审核意见：{counted}，见“{REVIEW_SHEET}”。请在有颜色的单元格中改好，报回本工作簿。"
    look = styles.get(**_BOX, bold=True, font_color="#C00000", text_wrap=True)
    tab.merge_range(row, 1, row, 4, "", look)
    tab.write_url(row, 1, f"internal:{on_sheet(REVIEW_SHEET, 'A1')}", look, string=text)
    tab.set_row(row, 36)
    return row + 2


def _help(tab: Worksheet, styles: Styles, pack: Pack, row: int) -> int:
    head = styles.get(font_name=HEAD_FONT, font_size=12)
    note = styles.get(font_name=NOTE_FONT, font_size=12, text_wrap=True)
    tab.write_string(row, 1, "填报说明", head)
    tab.set_row(row, 22)
    for index, text in enumerate(pack.help, start=1):
        tab.merge_range(row + index, 1, row + index, 4, f"{index}. {text}", note)
        tab.set_row(row + index, 36)
    return row + len(pack.help) + 2


def _consolidated(
    tab: Worksheet, styles: Styles, submission: Submission, cover: Cover, row: int
) -> int:
    """Say of a parent how many it is made of, and how its proofs stand."""
    head = styles.get(font_name=HEAD_FONT, font_size=12)
    link = styles.get(font_color=LINK_COLOUR, underline=1)
    tab.write_string(row, 1, "汇总情况", head)
    tab.set_row(row, 22)
    right, below = len(submission.children), sum(1 for _ in submission.parts()) - 1
    more = f"，逐级共 {below} 个单位" if below > right else ""
    tab.write_string(row + 1, 1, f"由 {right} 个所属单位的报表汇总{more}", styles.get())
    tab.write_url(row + 1, 3, f"internal:{on_sheet(SOURCES, 'A1')}", link, string="数据来源")
    formula, said = cover.proved or ("", "")
    put(tab, (row + 2, 1), said, styles.get(), formula)
    tab.write_url(row + 2, 3, f"internal:{on_sheet(PROOFS, 'A1')}", link, string="逐条校核")
    for line in (row + 1, row + 2):
        tab.set_row(line, 20)
    if cover.detail:
        names = "、".join(form.template.sheet for form in cover.left_out)
        absent = f"各单位的表和行数很多的{names}" if names else "各单位的表"
        text = f"单位多，{absent}不在本工作簿中；明细见同处的文件夹“{cover.detail}”（Parquet）"
        look = styles.get(text_wrap=True)
        tab.merge_range(row + 3, 1, row + 3, 4, text, look)
        tab.set_row(row + 3, text_height(text, sum(WIDTHS[1:5]), 20.0))
    return row + 5 if cover.detail else row + 4


def _remarks(tab: Worksheet, styles: Styles, remarks: Sequence[str], row: int) -> int:
    if not remarks:
        return row
    head = styles.get(font_name=HEAD_FONT, font_size=12, font_color="#C00000")
    note = styles.get(text_wrap=True, font_color="#C00000")
    tab.write_string(row, 1, "强制汇总：以下问题未解决", head)
    for index, text in enumerate(remarks, start=1):
        tab.merge_range(row + index, 1, row + index, 4, "", note)
        tab.write_string(row + index, 1, f"{index}. {text}", note)
        tab.set_row(row + index, text_height(text, sum(WIDTHS[1:5])))
    return row + len(remarks) + 2


def _contents(tab: Worksheet, styles: Styles, sheets: Sequence[str], row: int) -> int:
    head = styles.get(font_name=HEAD_FONT, font_size=12)
    link = styles.get(font_color=LINK_COLOUR, underline=1)
    tab.write_string(row, 1, "目　　录", head)
    tab.set_row(row, 22)
    for index, sheet in enumerate(sheets):
        line, col = row + 1 + index // 2, 1 + index % 2 * 2
        tab.set_row(line, 20)
        tab.write_url(line, col, f"internal:{on_sheet(sheet, 'A1')}", link, string=sheet)
    return row + (len(sheets) + 1) // 2 + 2


def _signatures(tab: Worksheet, styles: Styles, row: int) -> int:
    plain = styles.get(font_name=NOTE_FONT, font_size=12)
    signed = ("单位负责人（签章）：", "财务负责人（签章）：", "填表人（签字）：", "报送日期：")
    for index, text in enumerate(signed):
        line, col = row + index // 2, 1 + index % 2 * 2
        tab.set_row(line, 34)
        tab.write_string(line, col, text, plain)
    return row + len(signed) // 2


def _page(tab: Worksheet, rows: int) -> None:
    tab.set_portrait()
    tab.set_paper(9)
    tab.center_horizontally()
    tab.fit_to_pages(1, 1 if rows <= ONE_PAGE else 0)
    tab.print_area(0, 0, rows, len(WIDTHS) - 1)
    tab.hide_gridlines(2)
    tab.protect("", {"format_columns": True})
    tab.activate()
