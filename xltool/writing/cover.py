"""The cover sheet 封面: whose workbook it is, how to fill it in, and links to the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.checks import WORDS
from xltool.identity import COVER_SHEET, REVIEW_SHEET
from xltool.writing.review import ORDER
from xltool.writing.styles import text_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xltool.model import Pack, Submission
    from xltool.writing.review import Review
    from xltool.writing.styles import Styles

WIDTHS = (5, 16, 30, 16, 30, 5)
_BOX = {"border": 1, "border_color": "#7F7F7F"}


def draw_cover(
    workbook: Workbook,
    styles: Styles,
    pack: Pack,
    submission: Submission,
    sheets: Sequence[str],
    review: Review | None,
) -> tuple[Worksheet, int]:
    """Draw the cover as the workbook's first sheet, with links to ``sheets``.

    A reissued workbook says what its ``review`` has found. Returns the sheet and its first free
    row; ``finish_cover`` ends it.
    """
    tab = workbook.add_worksheet(COVER_SHEET)
    for col, width in enumerate(WIDTHS):
        tab.set_column(col, col, width)
    row = _title(tab, styles, pack, submission)
    row = _identity(tab, styles, submission, row)
    row = _notice(tab, styles, review, row)
    if not submission.children:
        row = _help(tab, styles, pack, row)
    row = _remarks(tab, styles, submission.forced, row)
    return tab, _contents(tab, styles, sheets, row)


def finish_cover(tab: Worksheet, styles: Styles, row: int) -> None:
    """Draw the place for signatures, and how the cover prints."""
    _page(tab, _signatures(tab, styles, row))


def _title(tab: Worksheet, styles: Styles, pack: Pack, submission: Submission) -> int:
    big = styles.get(font_name="方正小标宋简体", font_size=24, align="center")
    small = styles.get(font_name="仿宋_GB2312", font_size=14, align="center")
    tab.set_row(0, 20)
    tab.set_row(1, 46)
    tab.merge_range(1, 1, 1, 4, f"{submission.period}年{pack.title}", big)
    kind = "（汇总）" if submission.children else "（填报）"
    tab.set_row(2, 26)
    tab.merge_range(2, 1, 2, 4, submission.entity.name + kind, small)
    tab.set_row(3, 10)
    return 4


def _identity(tab: Worksheet, styles: Styles, submission: Submission, row: int) -> int:
    entity = submission.entity
    head = styles.get(**_BOX, font_name="黑体", bg_color="#EEF2F7", align="center")
    plain = styles.get(**_BOX, num_format="@", text_wrap=True)
    facts = [
        ("单位名称", entity.name), ("单位代码", entity.code),
        ("预算年度", submission.period), ("单位性质", entity.nature or "——"),
        ("单位规格", entity.rank or "——"), ("经费保障形式", entity.funding or "——"),
    ]  # fmt: skip
    for index, (name, value) in enumerate(facts):
        line, col = row + index // 2, 1 + index % 2 * 2
        tab.set_row(line, 24)
        tab.write_string(line, col, name, head)
        tab.write_string(line, col + 1, value, plain)
    return row + len(facts) // 2 + 1


def _notice(tab: Worksheet, styles: Styles, review: Review | None, row: int) -> int:
    """Lead to the list of findings."""
    if review is None:
        return row
    counted = "，".join(f"{WORDS[each]} {review.count(each)} 条" for each in ORDER)
    text = f"审核意见：{counted}，见“{REVIEW_SHEET}”。请在有颜色的单元格中改好，报回本工作簿。"
    look = styles.get(**_BOX, bold=True, font_color="#C00000", text_wrap=True)
    tab.merge_range(row, 1, row, 4, "", look)
    tab.write_url(row, 1, f"internal:'{REVIEW_SHEET}'!A1", look, string=text)
    tab.set_row(row, 36)
    return row + 2


def _help(tab: Worksheet, styles: Styles, pack: Pack, row: int) -> int:
    head = styles.get(font_name="黑体", font_size=12)
    note = styles.get(font_name="仿宋_GB2312", font_size=12, text_wrap=True)
    tab.write_string(row, 1, "填报说明", head)
    tab.set_row(row, 22)
    for index, text in enumerate(pack.help, start=1):
        tab.merge_range(row + index, 1, row + index, 4, f"{index}. {text}", note)
        tab.set_row(row + index, 36)
    return row + len(pack.help) + 2


def _remarks(tab: Worksheet, styles: Styles, remarks: Sequence[str], row: int) -> int:
    if not remarks:
        return row
    head = styles.get(font_name="黑体", font_size=12, font_color="#C00000")
    note = styles.get(text_wrap=True, font_color="#C00000")
    tab.write_string(row, 1, "强制汇总：以下问题未解决", head)
    for index, text in enumerate(remarks, start=1):
        tab.merge_range(row + index, 1, row + index, 4, "", note)
        tab.write_string(row + index, 1, f"{index}. {text}", note)
        tab.set_row(row + index, text_height(text, sum(WIDTHS[1:5])))
    return row + len(remarks) + 2


def _contents(tab: Worksheet, styles: Styles, sheets: Sequence[str], row: int) -> int:
    head = styles.get(font_name="黑体", font_size=12)
    link = styles.get(font_color="#0B5394", underline=1)
    tab.write_string(row, 1, "目　　录", head)
    tab.set_row(row, 22)
    for index, sheet in enumerate(sheets):
        line, col = row + 1 + index // 2, 1 + index % 2 * 2
        tab.set_row(line, 20)
        tab.write_url(line, col, f"internal:'{sheet}'!A1", link, string=sheet)
    return row + (len(sheets) + 1) // 2 + 2


def _signatures(tab: Worksheet, styles: Styles, row: int) -> int:
    plain = styles.get(font_name="仿宋_GB2312", font_size=12)
    tab.set_row(row, 30)
    tab.write_string(row, 1, "单位负责人（签章）：", plain)
    tab.write_string(row, 3, "填表人（签字）：", plain)
    return row + 1


def _page(tab: Worksheet, rows: int) -> None:
    tab.set_portrait()
    tab.set_paper(9)
    tab.center_horizontally()
    tab.fit_to_pages(1, 1)
    tab.print_area(0, 0, rows, len(WIDTHS) - 1)
    tab.hide_gridlines(2)
    tab.protect("", {"format_columns": True})
    tab.activate()
