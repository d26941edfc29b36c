"""A sheet that explains: tables drawn cell by cell, with links, ready to print on A4."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.writing.styles import HEAD_FILL, HEAD_FONT, STRONG_FILL, TITLE_FONT, text_height

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.model import Value
    from xltool.writing.styles import Styles

    Look: TypeAlias = str | Mapping[str, object]

A4 = 9
LINK_COLOUR = "#0B5394"
MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530."""
WIDEST = 180.0
"""Characters that still print on one page across, some 6 points small."""
_BOX = {"border": 1, "border_color": "#7F7F7F"}
LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "head": _BOX | {
        "font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": HEAD_FILL,
    },
    "section": _BOX | {"font_name": HEAD_FONT, "bg_color": HEAD_FILL, "align": "left"},
    "label": _BOX | {"text_wrap": True},
    "code": _BOX | {"align": "center", "num_format": "@"},
    "small": _BOX | {"text_wrap": True, "font_size": 8, "num_format": "@"},
    "number": _BOX | {"align": "right", "shrink": True},
    "note": {"font_name": "仿宋_GB2312", "font_size": 10, "text_wrap": True},
    "bad": {"text_wrap": True, "font_color": "#C00000"},
}  # fmt: skip
MONEY = "#,##0.00_ "
COUNT = "#,##0_ "
STRONG: dict[str, object] = {"bold": True, "bg_color": STRONG_FILL}


def like(name: str, **more: object) -> Mapping[str, object]:
    """Return a look with more properties."""
    return {**LOOKS[name], **more}


class Page:
    """One sheet under construction."""

    def __init__(
        self, workbook: Workbook, styles: Styles, name: str, widths: Sequence[float]
    ) -> None:
        """Add the sheet; ``widths`` are its columns, in characters."""
        self.tab: Worksheet = workbook.add_worksheet(name)
        self.name = name
        self.widths = widths
        self._styles = styles
        self._links = 0
        self._rows = 0
        for col, width in enumerate(widths):
            self.tab.set_column(col, col, width)

    def heading(self, title: str, left: str, right: str) -> None:
        """Draw the title and the line below it."""
        width, half = len(self.widths), (len(self.widths) + 1) // 2
        self.tab.set_row(0, 12)
        self.merged(1, 0, 1, width, title, "title")
        self.tab.set_row(1, 34)
        self.merged(2, 0, 1, half, left, "left")
        self.merged(2, half, 1, width - half, right, "right")
        self.tab.set_row(2, 20)

    def merged(self, row: int, col: int, height: int, width: int, text: str, look: Look) -> None:
        """Write text over several cells."""
        style = self._style(look)
        if height > 1 or width > 1:
            self.tab.merge_range(row, col, row + height - 1, col + width - 1, "", style)
        self.tab.write_string(row, col, text, style)
        self._rows = max(self._rows, row + height)

    def heads(self, row: int, titles: Iterable[str], links: Sequence[str] = ()) -> None:
        """Draw one row of headings; a heading may lead to another sheet."""
        for col, title in enumerate(titles):
            self.put(row, col, title, "head", links[col] if col < len(links) else "")
        self.tab.set_row(row, 34)

    def put(
        self,
        row: int,
        col: int,
        value: Value | int | None,
        look: Look = "label",
        link: str = "",
    ) -> None:
        """Write a value; ``link`` is an address in this workbook."""
        style = self._style(look)
        self._link(row, col, link)
        if value is None or value == "":
            self.tab.write_blank(row, col, None, style)
        elif isinstance(value, str):
            self.tab.write_string(row, col, value, style)
        else:
            self.tab.write_number(row, col, float(value), style)
        self._rows = max(self._rows, row + 1)

    def formula(
        self,
        row: int,
        col: int,
        text: str,
        value: Value | None,
        look: Look = "number",
        link: str = "",
    ) -> None:
        """Write a formula with the value that it gives."""
        style = self._style(look)
        if value not in (None, ""):
            self._link(row, col, link)
        cached = float(value) if isinstance(value, Decimal) else value or ""
        self.tab.write_formula(row, col, text, style, cached)
        self._rows = max(self._rows, row + 1)

    def _style(self, look: Look) -> Format:
        return self._styles.get(**(LOOKS[look] if isinstance(look, str) else look))

    def _link(self, row: int, col: int, target: str) -> None:
        """Lead from a cell to another; what the cell shows is written over it."""
        if target and self._links < MOST_LINKS:
            self._links += 1
            self.tab.write_url(row, col, f"internal:{target}", string=" ")

    def fit(self, row: int, texts: Iterable[tuple[str, float]], least: float = 20.0) -> None:
        """Make a row as tall as its wrapped texts need, each given with its width."""
        self.tab.set_row(row, max([least, *(text_height(text, width) for text, width in texts)]))

    def finish(self, heads: tuple[int, int] | None = None, *, labels: int = 0) -> None:
        """Set up printing on A4 across, repeat the headings, and lock the sheet."""
        tab = self.tab
        tab.set_landscape()
        tab.set_paper(A4)
        tab.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        tab.center_horizontally()
        tab.set_footer("&C&9第 &P 页，共 &N 页")
        tab.hide_gridlines(2)
        tab.print_area(0, 0, self._rows - 1, len(self.widths) - 1)
        if heads:
            tab.repeat_rows(*heads)
            tab.freeze_panes(heads[1] + 1, labels)
        if sum(self.widths) <= WIDEST:
            tab.fit_to_pages(1, 0)
        else:
            tab.set_print_scale(70)
            if labels:
                tab.repeat_columns(0, labels - 1)
        tab.protect("", {"format_columns": True, "format_rows": True})
