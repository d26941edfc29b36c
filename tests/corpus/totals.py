"""Totals: overwritten, stale or missing; and figures that no longer agree with each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.corpus.book import BLANK, Book, Content, error, formula, number
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix, resaved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openpyxl.workbook import Workbook


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (cells, expected) in CELLS.items():
        yield Variant("totals", name, edited(_putting(cells)), expected)
    for name, edit in {"stale": stale, "missing": _missing, "empty": _empty, "text": _text}.items():
        yield Variant("totals", f"results-{name}", edited(edit), accepted())
    yield Variant("totals", "results-dropped-by-openpyxl", resaved(_unchanged), accepted())
    yield Variant("totals", "department", edited(_nothing, "312"), accepted(entity="312"))
    yield Variant(
        "totals", "department-results-stale", edited(stale, "312"), accepted(entity="312")
    )
    yield Variant(
        "totals", "department-overwritten-wrong",
        edited(_putting({"收支总表!B6": number(1)}), "312"),
        needs_fix(*at("R39", "收支总表!B6"), entity="312"),
    )  # fmt: skip


def _putting(cells: Mapping[str, Content | str]) -> Callable[[Book], None]:
    """Return the edit that puts something into each of the cells."""

    def edit(book: Book) -> None:
        for place, content in cells.items():
            if isinstance(content, str):
                book.type(place, content)
            else:
                book.cell(place, content)

    return edit


CELLS: dict[str, tuple[Mapping[str, Content | str], Expected]] = {
    "overwritten-right": (
        {"收支总表!B15": number("2460.65")}, accepted(*at("XL-131", "收支总表!B15"))
    ),
    "overwritten-right-as-text": (
        {"收支总表!B15": "2460.65"}, accepted(*at("XL-131", "收支总表!B15"))
    ),
    "overwritten-wrong": ({"收支总表!B15": number(9999)}, needs_fix(*at("R2", "收支总表!B15"))),
    "overwritten-by-a-cent": (
        {"收支总表!B15": number("2460.66")}, needs_fix(*at("R2", "收支总表!B15"))
    ),
    "overwritten-by-zero": ({"三公经费!B5": number(0)}, needs_fix(*at("R13", "三公经费!B5"))),
    "overwritten-by-text": ({"收支总表!B15": "见附表"}, needs_fix(*at("R2", "收支总表!B15"))),
    "overwritten-by-mask": ({"收支总表!B15": "**"}, needs_fix(*at("R2", "收支总表!B15"))),
    "overwritten-by-error": (
        {"收支总表!B15": error("#REF!")}, needs_fix(*at("R2", "收支总表!B15"))
    ),
    "overwritten-by-blank": ({"收支总表!B15": BLANK}, accepted()),
    "overwritten-change-right": (
        {"收支总表!D6": number("77.55")}, accepted(*at("XL-131", "收支总表!D6"))
    ),
    "overwritten-change-sign": (
        {"收支总表!D6": number("-77.55")}, needs_fix(*at("R17", "收支总表!D6"))
    ),
    "overwritten-rate-fraction": (
        {"收支总表!E6": number("0.0325")}, needs_fix(*at("R19", "收支总表!E6"))
    ),
    "overwritten-rate-percent-text": (
        {"收支总表!E6": "3.25%"}, accepted(*at("XL-131", "收支总表!E6"))
    ),
    "overwritten-row-right": (
        {"政府采购!I7": number(15)}, accepted(*at("XL-131", "政府采购!I7"))
    ),
    "overwritten-row-wrong": ({"政府采购!I7": number(16)}, needs_fix(*at("R22", "政府采购!I7"))),
    "overwritten-blank-row": ({"政府采购!I40": number(5)}, needs_fix(*at("R22", "政府采购!I40"))),
    "overwritten-total-of-rows": (
        {"政府采购!I6": number(860)}, needs_fix(*at("R23", "政府采购!I6"))
    ),
    "overwritten-by-another-formula": (
        {"收支总表!B15": formula("1+1", "2")}, needs_fix(*at("R2", "收支总表!B15"))
    ),
    "formula-with-error": (
        {"收支总表!B15": formula("SUM(#REF!)", "#REF!", "e")}, needs_fix(*at("R2", "收支总表!B15"))
    ),
    "pasted-over-as-values": (
        {"三公经费!B7": number(48), "三公经费!C7": number("35.4"), "三公经费!B5": number("48.4")},
        accepted(*at("XL-131", "三公经费!B5", "三公经费!B7", "三公经费!C7")),
    ),
    "unbalanced": (
        {"收支总表!H7": number(900)},
        needs_fix(*at("R1", "收支总表!H17"), values={"收支总表!H7": "900"}),
    ),
    "in-yuan": (
        {"收支总表!B6": number(24606500)},
        needs_fix(*at("R1", "收支总表!H17"), values={"收支总表!B6": "24606500"}),
    ),
    "quantity-times-price": (
        {"政府采购!G8": number(2)},
        needs_fix(*at("R21", "政府采购!I8"), values={"政府采购!G8": "2"}),
    ),
    "quantity-and-price-swapped": (
        {"政府采购!G11": number("2.5"), "政府采购!H11": number(2)},
        accepted(values={"政府采购!G11": "2.5", "政府采购!H11": "2"}),
    ),
    "budget-differs-within-project": (
        {"政府采购!C8": number(60)},
        needs_fix(*at("R24", "政府采购!C8"), values={"政府采购!C8": "60"}),
    ),
    "budget-below-rows": (
        {f"政府采购!C{row}": number(58) for row in range(7, 12)},
        needs_fix(*at("R24", "政府采购!I7"), values={"政府采购!C7:C11": "58"}),
    ),
    "office-space-above-housing": (
        {"固定资产!B7": number(4000)},
        needs_fix(*at("R29", "固定资产!B7"), values={"固定资产!B7": "4000"}),
    ),
    "new-assets-above-procurement": (
        {"固定资产!C16": number(9000)},
        needs_fix(*at("R33", "固定资产!C13"), values={"固定资产!C16": "9000"}),
    ),
    "masked-addend-hides-the-balance": (
        {"收支总表!B6": "**"}, accepted(*at("XL-115", "收支总表!B6"), values={"收支总表!B6": "**"})
    ),
    "last-year-left-blank": (
        {"三公经费!C6": BLANK, "三公经费!C8": BLANK, "三公经费!C9": BLANK, "三公经费!C10": BLANK},
        needs_fix(*at("R17", "三公经费!D9", "三公经费!D10"), values={"三公经费!C6:C10": None}),
    ),
}  # fmt: skip

_RESULT = re.compile(r"(<c [^>]*>)(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v>[^<]*</v>")
"""A formula, or the number of one that is shared, and its result."""


def stale(book: Book) -> None:
    """Leave every formula with a result of long ago, as ExcelJS and SheetJS do."""
    for part in book.cell_parts:
        book.put(part, _RESULT.sub(r"\1\2<v>1</v>", book.text(part)))


def _missing(book: Book) -> None:
    """Leave every formula without a result."""
    for part in book.cell_parts:
        book.put(part, _RESULT.sub(r"\1\2", book.text(part)))


def _empty(book: Book) -> None:
    """Leave every formula with an empty result."""
    for part in book.cell_parts:
        book.put(part, _RESULT.sub(r"\1\2<v/>", book.text(part)))


def _text(book: Book) -> None:
    """Leave every formula with a text as its result."""
    for part in book.cell_parts:
        text = _RESULT.sub(r"\1\2<v>计算中</v>", book.text(part))
        book.put(part, re.sub(r'<c ([^>]*?)(?: t="\w+")?>(<f[ >])', r'<c \1 t="str">\2', text))


def _unchanged(_: Workbook) -> None:
    """Saving is enough."""


def _nothing(_: Book) -> None:
    """Packing is enough."""
