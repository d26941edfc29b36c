"""Blocks → the bytes of a PDF, by typst: for archives (PDF/A-2a), for reading programs (PDF/UA-1).

ISO 19005-2 and ISO 14289-1; typst refuses a document that does not keep to them. What the document
says is handed over as data and never becomes part of the source. The same blocks give the same
bytes on one machine: both dates are given. Which fonts are installed decides what it looks like.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xltool.errors import DocumentError
from xltool.wordfile.blocks import TITLE_LEVEL, Heading, Paragraph
from xltool.wordfile.docx_markup import millimetres
from xltool.wordfile.docx_tables import covering_cells, heading_rows, letters_that_fit
from xltool.wordfile.refused_documents import refused
from xltool.wordfile.sections import parted, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.wordfile.blocks import Block, Lettering, PageLook, WordTable

DATE = dt.date(1980, 1, 1)
"""The date of a PDF that is not given any: a PDF must have one, and today's would differ."""
_ROLES = ("title", "heading1", "heading2", "heading3", "body", "table", "page_number")
_FREE_FONTS = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "SimSun")
"""Fonts for Chinese that are taken where none of a role's is installed."""
_UNTITLED = "—"
_LINES_ABOVE = 4
"""Lines that stand above a card on its page: its title in two lines, and whose it is."""
_LONG = 300
"""Characters from which on a cell may go on on the next page; shorter ones stay in one piece."""


def pdf_bytes(
    blocks: Sequence[Block],
    look: PageLook,
    banner: str = "",
    language: str = "zh-CN",
    date: dt.date = DATE,
) -> bytes:
    """Return a document as PDF; ``banner`` is printed at the head of every page.

    Raises DocumentError without the extra ``pdf``, and where no installed font has a character.
    """
    data = json.dumps(_data(blocks, look, banner, language, date), ensure_ascii=False)
    typst = _typst()
    moment = dt.datetime.combine(date, dt.time(), dt.UTC)
    source = files("xltool.wordfile").joinpath("document.typ").read_bytes()
    try:
        compiled, _ = typst.compile_with_warnings(
            source,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=moment,
        )
    except typst.TypstError as error:
        raise DocumentError(_not_made(str(error.message))) from None
    assert isinstance(compiled, bytes)
    return compiled


def _typst() -> Any:  # noqa: ANN401 - a module that may not be installed
    try:
        import typst  # noqa: PLC0415 - 84 MB, loaded only where a PDF is wanted
    except ImportError:
        raise refused(what="pdf-write") from None
    return typst


def _not_made(why: str) -> str:
    if "font" in why or "glyph" in why or "displayed" in why:
        return (
            "没有能显示全部文字的中文字体，请安装仿宋或宋体后再生成 PDF · "
            "no installed font has all characters: install FangSong, SimSun or Noto Serif CJK"
        )
    reason = " ".join(why.split())
    return f"PDF 没有生成：{reason} · the PDF was not made: {reason}"


def _data(
    blocks: Sequence[Block], look: PageLook, banner: str, language: str, date: dt.date
) -> dict[str, object]:
    spoken, _, region = language.partition("-")
    return {
        "title": _title(blocks),
        "date": [date.year, date.month, date.day],
        "language": spoken,
        "region": region or None,
        "banner": banner,
        "look": _look_data(look),
        "sections": [
            {
                "landscape": section.landscape,
                "blocks": [
                    _block_data(each, look, landscape=section.landscape) for each in section.blocks
                ],
            }
            for section in parted(blocks)
        ],
    }


def _title(blocks: Sequence[Block]) -> str:
    """Return what a PDF is called, which PDF/UA asks for: its title, else what it begins with."""
    texts = [each for each in blocks if isinstance(each, Heading | Paragraph) and each.text.strip()]
    titles = (each for each in texts if isinstance(each, Heading) and each.level == TITLE_LEVEL)
    first = next(titles, texts[0] if texts else None)
    return first.text.replace("\n", "") if first else _UNTITLED


def _look_data(look: PageLook) -> dict[str, object]:
    lengths = ("paper_width", "paper_height", "top", "bottom", "left", "right", "line_pitch")
    fonts = {role: _fonts(getattr(look, role)) for role in _ROLES}
    height = (look.paper_width - look.left - look.right) / 25.4 * 72  # of a turned page
    card = height - _LINES_ABOVE * look.line_pitch
    return {**{name: getattr(look, name) for name in lengths}, **fonts, "card_height": card}


def _fonts(letters: Lettering) -> dict[str, object]:
    return {"fonts": [letters.font, *letters.fallback, *_FREE_FONTS], "size": letters.size}


def _block_data(block: Block, look: PageLook, *, landscape: bool) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "align": block.align}
    return _table_data(block, look, landscape=landscape)


def _table_data(table: WordTable, look: PageLook, *, landscape: bool) -> dict[str, object]:
    covering_cells(table)  # no cell may cover another
    width = millimetres(text_width(look, landscape=landscape))
    return {
        "kind": "table",
        "title": table.title,
        "heads": heading_rows(table),
        "widths": list(table.widths),
        "size": letters_that_fit(table.widths, width, look.table.size),
        "cells": [
            {
                "row": cell.row, "col": cell.col, "height": cell.height, "width": cell.width,
                "text": cell.text, "align": cell.align, "strong": cell.strong or cell.head,
                "long": len(cell.text) > _LONG,
            }
            for cell in table.cells
        ],
    }  # fmt: skip
