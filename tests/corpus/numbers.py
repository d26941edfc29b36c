"""What clerks type into number and code cells: repaired and told, or an error at that cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.corpus.book import (
    BLANK,
    STYLES,
    Book,
    Content,
    boolean,
    error,
    formula,
    inline,
    number,
)
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix

if TYPE_CHECKING:
    from collections.abc import Iterator

INCOME = "收支总表!B6"
"""2460.65: the income and expenditure totals stand or fall with it."""

OTHER = "固定资产!C9"
"""158.79: part of one total, and of no rule."""

VEHICLES = "固定资产!B8"
"""28, whole."""

NIL = "固定资产!B14"
"""Blank."""

CODE = "政府采购!E7"
"""A07030101."""


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, text in REPAIRED.items():
        yield _typed(name, INCOME, text, accepted(*at("XL-111", INCOME)))
    for name, text in NOT_A_NUMBER.items():
        yield _typed(name, OTHER, text, needs_fix(*at("XL-112", OTHER), values={OTHER: text}))
    for name, (content, expected) in STORED.items():
        yield Variant(
            "numbers", name, edited(partial(Book.cell, at=OTHER, content=content)), expected
        )
    for name, (place, text, expected) in TYPED.items():
        yield _typed(name, place, text, expected)
    for name, (place, content, expected) in PLACED.items():
        yield Variant(
            "numbers", name, edited(partial(Book.cell, at=place, content=content)), expected
        )
    yield from _formatted()


def _typed(name: str, place: str, text: str, expected: Expected) -> Variant:
    return Variant("numbers", name, edited(partial(Book.type, at=place, text=text)), expected)


REPAIRED = {
    "text": "2460.65",
    "text-trailing-zero": "2460.650",
    "text-plus": "+2460.65",
    "apostrophe": "'2460.65",
    "apostrophe-curly": "‘2460.65",
    "space-before": "  2460.65",
    "space-after": "2460.65 ",
    "line-end": "2460.65\n",
    "tab": "\t2460.65",
    "nbsp": "\u00a02460.65\u00a0",
    "ideographic-space": "2460.65\u3000",
    "zero-width-space": "2460\u200b.65",
    "byte-order-mark": "\ufeff2460.65",
    "full-width": "２４６０．６５",
    "separators": "2,460.65",
    "separators-full-width": "２，４６０．６５",
    "separators-mixed": "2，460.65",
    "yuan": "¥2460.65",
    "yuan-full-width": "￥2,460.65",
    "yuan-space": "¥ 2460.65",
}  # fmt: skip

NOT_A_NUMBER = {
    "measure": "158.79万元",
    "measure-space": "158.79 万元",
    "measure-yuan": "1587900元",
    "measure-full-width": "１５８．７９万元",
    "percent": "95%",
    "percent-full-width": "95％",
    "parentheses": "(158.79)",
    "parentheses-full-width": "（158.79）",
    "exponent": "1e3",
    "exponent-excel": "1.58E+02",
    "infinite-exponent": "1e309",
    "nan": "nan",
    "nan-excel": "#NUM",
    "inf": "inf",
    "minus-inf": "-Infinity",
    "dash": "-",
    "dash-double": "--",
    "dash-chinese": "——",
    "dash-em": "—",
    "slash": "/",
    "word-none": "无",
    "word-nil": "零",
    "word-na": "N/A",
    "word-see": "见附表",
    "word-about": "约158",
    "note": "158.79（含上年）",
    "sum": "100+58.79",
    "formula-as-text": "=158.79",
    "hash-as-text": "#REF!",
    "date": "2019.12.31",
    "date-chinese": "2019年12月31日",
    "separators-wrong": "15,8.79",
    "separators-decimal-comma": "158,79",
    "two-points": "158.79.1",
    "space-inside": "1 58.79",
    "leading-zeros": "0158.79",
    "dollar": "$158.79",
    "renminbi": "人民币158.79",
    "chinese-digits": "一百五十八",
    "arabic-indic-digits": "١٥٨",
    "star": "*",
    "list": "158.79、20",
    "lines": "158.79\n20",
    "boolean-as-text": "TRUE",
    "format-blank": "{value}",
}  # fmt: skip

STORED: dict[str, tuple[Content, Expected]] = {
    "stored-inline-text": (inline("158.79"), accepted(*at("XL-111", OTHER))),
    "stored-noise": (number("158.79000000000002"), accepted(*at("XL-111", OTHER))),
    "stored-noise-below": (number("158.78999999999996"), accepted(*at("XL-111", OTHER))),
    "stored-17-digits-of-the-same": (number("158.78999999999999"), accepted()),
    "stored-exponent": (number("1.5879E2"), accepted()),
    "stored-places-3": (number("158.791"), needs_fix(*at("XL-113", OTHER), values={OTHER: "158.791"})),
    "stored-places-7": (
        number("158.1234567"), needs_fix(*at("XL-113", OTHER), values={OTHER: "158.1234567"})
    ),
    "stored-third": (
        number("0.3333333333333333"),
        needs_fix(*at("XL-113", OTHER), values={OTHER: "0.3333333333333333"}),
    ),
    "stored-tiny": (
        number("1E-300"),
        needs_fix(*at("XL-113", OTHER), values={OTHER: "0." + "0" * 299 + "1"}),
    ),
    "stored-largest": (number("9999999999999.99"), accepted(values={OTHER: "9999999999999.99"})),
    "stored-too-large": (
        number("10000000000000"),
        needs_fix(*at("XL-114", OTHER), values={OTHER: "10000000000000"}),
    ),
    "stored-17-digits": (
        number("12345678901234567"),
        needs_fix(*at("XL-114", OTHER), values={OTHER: "12345678901234568"}),
    ),
    "stored-huge": (
        number("1E308"), needs_fix(*at("XL-114", OTHER), values={OTHER: "1" + "0" * 308})
    ),
    "stored-infinite": (number("1E309"), needs_fix(*at("XL-112", OTHER), values={OTHER: "inf"})),
    "stored-nan": (number("NaN"), needs_fix(*at("XL-112", OTHER), values={OTHER: "NaN"})),
    "stored-minus-zero": (number("-0"), accepted(values={OTHER: "0"})),
    "stored-negative": (number("-158.79"), needs_fix(*at("XL-143", OTHER), values={OTHER: "-158.79"})),
    "stored-true": (boolean(value=True), needs_fix(*at("XL-112", OTHER), values={OTHER: "TRUE"})),
    "stored-false": (boolean(value=False), needs_fix(*at("XL-112", OTHER), values={OTHER: "FALSE"})),
    "blank": (BLANK, accepted(values={OTHER: None})),
    "blank-empty-v": (Content("n", "<v/>"), accepted(values={OTHER: None})),
    "blank-empty-text": (Content("str", "<v></v>"), accepted(values={OTHER: None})),
    "zero": (number(0), accepted(values={OTHER: "0"})),
    "masked": (inline("**"), accepted(*at("XL-115", OTHER), values={OTHER: "**"})),
    "masked-long": (inline("********"), accepted(*at("XL-115", OTHER), values={OTHER: "********"})),
    "masked-full-width": (inline("＊＊"), accepted(*at("XL-115", OTHER), values={OTHER: "＊＊"})),
    "formula": (formula("100+58.79", "158.79"), accepted(*at("XL-127", OTHER))),
    "formula-shared": (
        Content("n", '<f t="shared" ref="C9:C9" si="0">100+58.79</f><v>158.79</v>'),
        accepted(*at("XL-127", OTHER)),
    ),
    "formula-array": (
        Content("n", '<f t="array" ref="C9">SUM({100,58.79})</f><v>158.79</v>'),
        accepted(*at("XL-127", OTHER)),
    ),
    "formula-no-result": (formula("100+58.79"), needs_fix(*at("XL-126", OTHER), values={OTHER: None})),
    "formula-empty-result": (
        formula("100+58.79", ""), needs_fix(*at("XL-126", OTHER), values={OTHER: None})
    ),
    "formula-empty-text": (
        formula('""', "", "str"), accepted(*at("XL-127", OTHER), values={OTHER: None})
    ),
    "formula-text": (
        formula('"无"', "无", "str"),
        needs_fix(*at("XL-127", OTHER), *at("XL-112", OTHER), values={OTHER: "无"}),
    ),
    "formula-external": (
        formula("[1]Sheet1!$A$1", "158.79"), accepted(*at("XL-127", OTHER), *at("XL-176", OTHER))
    ),
    "formula-error": (
        formula("1/0", "#DIV/0!", "e"), needs_fix(*at("XL-125", OTHER), values={OTHER: "#DIV/0!"})
    ),
    **{
        f"error-{name}": (error(text), needs_fix(*at("XL-125", OTHER), values={OTHER: text}))
        for name, text in {
            "ref": "#REF!", "div": "#DIV/0!", "na": "#N/A", "value": "#VALUE!",
            "name": "#NAME?", "null": "#NULL!", "num": "#NUM!",
        }.items()
    },
}  # fmt: skip

TYPED: dict[str, tuple[str, str, Expected]] = {
    "typed-places-3": (
        OTHER, "158.791", needs_fix(*at("XL-113", OTHER), values={OTHER: "158.791"})
    ),
    "typed-places-7": (
        OTHER, "158.1234567", needs_fix(*at("XL-113", OTHER), values={OTHER: "158.1234567"})
    ),
    "typed-too-large": (
        OTHER, "10,000,000,000,000",
        needs_fix(*at("XL-114", OTHER), values={OTHER: "10,000,000,000,000"}),
    ),
    "typed-99-digits": (
        OTHER, "1" * 99, needs_fix(*at("XL-114", OTHER), values={OTHER: "1" * 99})
    ),
    "typed-negative": (
        OTHER, "－158.79",
        needs_fix(*at("XL-111", OTHER), *at("XL-143", OTHER), values={OTHER: "-158.79"}),
    ),
    "typed-minus-sign": (
        OTHER, "−158.79",
        needs_fix(*at("XL-111", OTHER), *at("XL-143", OTHER), values={OTHER: "-158.79"}),
    ),
    "typed-vehicles-half": (
        VEHICLES, "28.5", needs_fix(*at("XL-113", VEHICLES), values={VEHICLES: "28.5"})
    ),
    "typed-vehicles": (VEHICLES, "28.0", accepted(*at("XL-111", VEHICLES))),
    "typed-vehicles-measure": (
        VEHICLES, "28辆", needs_fix(*at("XL-112", VEHICLES), values={VEHICLES: "28辆"})
    ),
    "spaces-only": (NIL, "   ", accepted(*at("XL-111", NIL))),
    "spaces-only-over-value": (OTHER, "\u3000", accepted(*at("XL-111", OTHER), values={OTHER: None})),
    "code-spaces": (CODE, " A07030101 ", accepted(*at("XL-111", CODE))),
    "code-full-width": (CODE, "Ａ０７０３０１０１", accepted(*at("XL-111", CODE))),
    "code-nbsp": (CODE, "A07030101\u00a0", accepted(*at("XL-111", CODE))),
    "code-apostrophe": (CODE, "'A07030101", accepted(*at("XL-111", CODE))),
    "code-small": (CODE, "a07030101", needs_fix(*at("R25", CODE), values={CODE: "a07030101"})),
    "code-unknown": (CODE, "A99999999", needs_fix(*at("R25", CODE), values={CODE: "A99999999"})),
    "code-edition-2022": (
        CODE, "A05030301", needs_fix(*at("R25", CODE), values={CODE: "A05030301"})
    ),
    "code-scientific": (
        CODE, "2.04E+06", needs_fix(*at("XL-116", CODE), values={CODE: "2.04E+06"})
    ),
    "code-with-name": (
        CODE, "A07030101 制服", needs_fix(*at("R25", CODE), values={CODE: "A07030101 制服"})
    ),
    "code-measure": (
        "政府采购!F7", "打", needs_fix(*at("XL-142", "政府采购!F7"), values={"政府采购!F7": "打"})
    ),
    "code-disclosure": (
        "政府采购!O7", "保密",
        needs_fix(*at("XL-142", "政府采购!O7"), values={"政府采购!O7": "保密"}),
    ),
    "code-indicator-of-another-group": (
        "绩效目标!B7", "社会效益指标",
        needs_fix(*at("P2", "绩效目标!B7"), values={"绩效目标!B7": "社会效益指标"}),
    ),
    "code-masked": (CODE, "**", accepted(values={CODE: "**"})),
}  # fmt: skip

PLACED: dict[str, tuple[str, Content, Expected]] = {
    "vehicles-half": (
        VEHICLES, number("28.5"), needs_fix(*at("XL-113", VEHICLES), values={VEHICLES: "28.5"})
    ),
    "vehicles-negative": (
        VEHICLES, number("-1"), needs_fix(*at("XL-143", VEHICLES), values={VEHICLES: "-1"})
    ),
    "area-places-3": (
        "固定资产!B6", number("3920.605"),
        needs_fix(*at("XL-113", "固定资产!B6"), values={"固定资产!B6": "3920.605"}),
    ),
    "blank-was-zero": ("收支总表!B7", BLANK, accepted(values={"收支总表!B7": None})),
    "zero-was-blank": ("收支总表!B8", number(0), accepted(values={"收支总表!B8": "0"})),
    "code-number": (
        CODE, number(2040201), needs_fix(*at("XL-116", CODE), values={CODE: "2040201"})
    ),
    "code-true": (CODE, boolean(value=True), needs_fix(*at("XL-116", CODE), values={CODE: "TRUE"})),
    "code-error": (CODE, error("#N/A"), needs_fix(*at("XL-125", CODE), values={CODE: "#N/A"})),
    "code-blank": (CODE, BLANK, needs_fix(*at("XL-141", CODE), values={CODE: None})),
    "text-number": ("收支总表!L7", number("5.5"), accepted(values={"收支总表!L7": "5.5"})),
    "text-true": (
        "收支总表!L7", boolean(value=True),
        accepted(*at("XL-111", "收支总表!L7"), values={"收支总表!L7": "TRUE"}),
    ),
    "text-error": (
        "收支总表!L7", error("#NAME?"),
        needs_fix(*at("XL-125", "收支总表!L7"), values={"收支总表!L7": "#NAME?"}),
    ),
    "text-blank": (
        "绩效目标!C7", BLANK, needs_fix(*at("P1", "绩效目标!C7"), values={"绩效目标!C7": None})
    ),
}  # fmt: skip

DATE, TIME = 14, 21
"""Number formats that are built into Excel."""


def _formatted() -> Iterator[Variant]:
    """A date or a time is a number that is shown as one."""
    found = needs_fix(*at("XL-112", OTHER), values={OTHER: "2019-12-31"})
    yield Variant("numbers", "stored-date", edited(partial(as_format, DATE, "43830")), found)
    found = needs_fix(*at("XL-112", OTHER), values={OTHER: "2019-12-31 12:00:00"})
    yield Variant("numbers", "stored-date-time", edited(partial(as_format, DATE, "43830.5")), found)
    found = needs_fix(*at("XL-112", OTHER), values={OTHER: "08:30:00"})
    yield Variant(
        "numbers", "stored-time", edited(partial(as_format, TIME, "0.3541666666666667")), found
    )


def as_format(code: int, value: str, book: Book) -> None:
    """Show a number in another format: a style of its own."""
    formats = book.text(STYLES).partition("<cellXfs")[2].partition("</cellXfs>")[0]
    style = formats.count("<xf ")
    book.swap(STYLES, "</cellXfs>", f'<xf numFmtId="{code}" applyNumberFormat="1"/></cellXfs>')
    book.cell(OTHER, number(value))
    sheet, _, address = OTHER.partition("!")
    book.sub(book.sheets[sheet], rf'(<c r="{address}" s=)"\d+"', rf'\1"{style}"')
