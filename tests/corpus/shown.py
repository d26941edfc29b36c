"""What a person sees on the sheet is not what the cells hold: pictures, merges, strikes, hiding.

And what was done around the values: rows below the last one, headings in pieces, other formulas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.corpus.book import (
    RELATIONS,
    STYLES,
    WORKBOOK,
    Book,
    Content,
    error,
    formula,
    inline,
    number,
)
from tests.corpus.relocation import BUYING, CARDS, INCOME, PUBLIC, TRANSFERS
from tests.corpus.shifting import insert_rows
from tests.corpus.tamper import MAIN, RELATION
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Edit = Callable[[Book], object]

WPS = 'DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'
XLRD = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
RICH = "http://schemas.microsoft.com/office/2017/06/relationships"
IN_STATEMENT, IN_ROW, IN_CARD = f"{INCOME}!B6", f"{BUYING}!G8", f"{CARDS}!B21"
OPTIONAL = f"{CARDS}!F21"


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (edit, expected) in EDITS.items():
        yield Variant("shown", name, edited(edit), expected)
    for suffix, written in (("ods", "calc8"), ("xls", "MS Excel 97")):
        for name, (edit, expected) in SAVED.items():
            # To .xls LibreOffice writes the font of a text's first run into the format of its
            # cell, and other cells share that format: they are struck out as well.
            if (suffix, name) != ("xls", "struck-in-part"):
                findings = *expected.findings, *at("XL-159")
                found = Expected(expected.verdict, findings, expected.values)
                file = f"{name}.{suffix}"
                yield Variant("shown", f"{suffix}-{name}", edited(edit), found, written, file)


def _put(*cells: tuple[str, Content]) -> Edit:
    """Put something into cells."""

    def edit(book: Book) -> None:
        for place, content in cells:
            book.cell(place, content)

    return edit


def _wps(text: str = f"={WPS}") -> Content:
    """A picture as WPS stores it."""
    return formula(f"_xlfn.{WPS}", text, "str")


def _rich(structure: str, key: str, *places: str) -> Edit:
    """Give cells a rich value of a structure, as Excel does with a picture."""

    def edit(book: Book) -> None:
        for place in places:
            book.cell(place, error("#VALUE!"))
            sheet, _, cell = place.partition("!")
            book.sub(book.sheets[sheet], f'<c r="{cell}"', f'<c r="{cell}" vm="1"')
        block = (
            f'<bk><extLst><ext uri="x"><xlrd:rvb i="0" xmlns:xlrd="{XLRD}"/></ext></extLst></bk>'
        )
        book.put(
            "xl/metadata.xml",
            f'<metadata xmlns="{MAIN}"><futureMetadata name="XLRICHVALUE" count="1">{block}'
            '</futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata>'
            "</metadata>",
        )
        book.put("xl/richData/rdrichvalue.xml", f'<rvData xmlns="{XLRD}"><rv s="0"/></rvData>')
        book.put(
            "xl/richData/rdrichvaluestructure.xml",
            f'<rvStructures xmlns="{XLRD}"><s t="{structure}"><k n="{key}" t="i"/></s>'
            "</rvStructures>",
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
            for n, kind, target in (
                (900, f"{RELATION}/sheetMetadata", "metadata.xml"),
                (901, f"{RICH}/rdRichValue", "richData/rdrichvalue.xml"),
                (902, f"{RICH}/rdRichValueStructure", "richData/rdrichvaluestructure.xml"),
            )
        )
        book.swap(RELATIONS, "</Relationships>", f"{links}</Relationships>")

    return edit


def _merged(area: str, *cells: tuple[str, Content]) -> Edit:
    """Merge an area, with something in its cells."""
    sheet, _, span = area.partition("!")

    def edit(book: Book) -> None:
        _put(*cells)(book)
        merge = f'<mergeCell ref="{span}"/></mergeCells>'
        book.swap(book.sheets[sheet], "</mergeCells>", merge, 1)

    return edit


def _hidden(state: str, *sheets: str) -> Edit:
    """Hide sheets."""

    def edit(book: Book) -> None:
        for sheet in sheets:
            book.swap(WORKBOOK, f'name="{sheet}"', f'name="{sheet}" state="{state}"')

    return edit


def _struck(*places: str, strike: str = "<strike/>") -> Edit:
    """Strike out what stands in cells, by the font of the cell."""

    def edit(book: Book) -> None:
        book.swap(STYLES, "</fonts>", f'<font>{strike}<sz val="11"/></font></fonts>')
        fonts = len(re.findall("<font>", book.text(STYLES).partition("</fonts>")[0]))
        formats = book.text(STYLES).partition("<cellXfs")[2].partition("</cellXfs>")[0]
        style = formats.count("<xf ")
        xf = f'<xf numFmtId="0" fontId="{fonts - 1}" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        book.swap(STYLES, "</cellXfs>", xf)
        for place in places:
            sheet, _, cell = place.partition("!")
            book.sub(book.sheets[sheet], rf'<c r="{cell}" s="\d+"', f'<c r="{cell}" s="{style}"')

    return edit


def _runs(place: str, kind: str, *, struck: str = "<strike/>") -> Edit:
    """Put a text into a cell, one run of which is struck out."""
    runs = (
        f'<r><rPr>{struck}<sz val="11"/></rPr><t>1</t></r>'
        '<r><rPr><sz val="11"/></rPr><t>2460.65</t></r>'
    )

    def edit(book: Book) -> None:
        book.cell(place, book.share_xml(runs) if kind == "s" else Content(kind, f"<is>{runs}</is>"))

    return edit


def _row(row: int, **cells: str | float) -> str:
    """Return a row with numbers and texts."""
    found = "".join(
        f'<c r="{col}{row}"><v>{value}</v></c>'
        if not isinstance(value, str)
        else f'<c r="{col}{row}" t="str"><f>{value[1:]}</f><v>1</v></c>'
        if value.startswith("=")
        else f'<c r="{col}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
        for col, value in cells.items()
    )
    return f'<row r="{row}">{found}</row>'


def _below(sheet: str, *rows: str) -> Edit:
    return lambda book: book.rows(sheet, "".join(rows))


PURCHASE: dict[str, str | float] = {
    "B": "路面科技动态防控工程项目f", "C": 430.0, "D": "其他电子工程安装", "E": "B060199",
    "F": "套", "G": 1.0, "H": 430.0, "J": 430.0, "O": "公开",
}  # fmt: skip


def _unmerged(sheet: str, area: str, *, filled: bool) -> Edit:
    """Take a merged heading apart; with its text in each cell if ``filled``."""
    first, _, last = area.partition(":")
    top, left, bottom, right = int(first[1:]), ord(first[0]), int(last[1:]), ord(last[0])
    cells = [f"{chr(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1)]

    def edit(book: Book) -> None:
        part = book.sheets[sheet]
        book.swap(part, f'<mergeCell ref="{area}"/>', "")
        found = re.search(rf'<c r="{first}"[^>]*>(.*?)</c>', book.text(part))
        assert found
        for cell in cells[1:] if filled else ():
            book.cell(f"{sheet}!{cell}", Content("s", found[1]))

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(book: Book) -> None:
        for each in edits:
            each(book)

    return edit


def _shared(place: str, tag: str) -> Edit:
    """Write another formula element into a cell, whose result stays right."""
    sheet, _, cell = place.partition("!")
    return lambda book: book.sub(
        book.sheets[sheet], rf'(<c r="{cell}"[^>]*>)<f[^>]*?(?:/>|>[^<]*</f>)', rf"\1{tag}", 1
    )


TOTAL = f"{PUBLIC}!B5"
GUARD = (
    'IF(3-COUNT(B6:B7,B10)-COUNTBLANK(B6:B7)-COUNTBLANK(B10),"**",'
    'IF(COUNT(B6:B7,B10),ROUND(SUM({}),6),""))'
)
OURS = GUARD.format("B6:B7,B10")
NOT_READ = {IN_STATEMENT: None}

PICTURES: dict[str, tuple[Edit, Expected]] = {
    "wps-picture-as-figure": (
        _put((IN_STATEMENT, _wps())), needs_fix(*at("XL-179", IN_STATEMENT), values=NOT_READ)
    ),
    "wps-picture-as-required-text": (
        _put((IN_CARD, _wps())), needs_fix(*at("XL-179", IN_CARD), values={IN_CARD: None})
    ),
    "wps-picture-as-optional-text": (
        _put((OPTIONAL, _wps())), accepted(*at("XL-179", OPTIONAL), values={OPTIONAL: None})
    ),
    "wps-picture-opened-in-excel": (
        _put((IN_STATEMENT, formula(f"_xlfn.{WPS}", "#NAME?", "e"))),
        needs_fix(*at("XL-179", IN_STATEMENT), values=NOT_READ),
    ),
    "wps-picture-uncalculated": (
        _put((IN_STATEMENT, formula(WPS))),
        needs_fix(*at("XL-179", IN_STATEMENT), values=NOT_READ),
    ),
    "wps-picture-as-text-alone": (
        lambda book: book.type(IN_CARD, f"={WPS}"),
        needs_fix(*at("XL-179", IN_CARD), values={IN_CARD: None}),
    ),
    "wps-picture-as-inline-text": (
        _put((IN_ROW, inline(f"=_xlfn.{WPS}"))),
        needs_fix(*at("XL-179", IN_ROW), values={IN_ROW: None}),
    ),
    "excel-picture": (
        _rich("_localImage", "_rvRel:LocalImageIdentifier", IN_STATEMENT, IN_ROW),
        needs_fix(
            *at("XL-179", IN_STATEMENT, IN_ROW), values={IN_STATEMENT: None, IN_ROW: None}
        ),
    ),
    "excel-picture-from-the-web": (
        _rich("_webimage", "WebImageIdentifier", IN_STATEMENT),
        needs_fix(*at("XL-179", IN_STATEMENT), values=NOT_READ),
    ),
    "excel-picture-by-a-function": (
        _put((IN_STATEMENT, formula('_xlfn.IMAGE("https://a.cn/b.png")', "#VALUE!", "e"))),
        needs_fix(*at("XL-179", IN_STATEMENT), values=NOT_READ),
    ),
    "excel-error-as-rich-value": (
        _rich("_error", "errorType", IN_STATEMENT),
        needs_fix(*at("XL-125", IN_STATEMENT), values={IN_STATEMENT: "#VALUE!"}),
    ),
}  # fmt: skip

COVERED: dict[str, tuple[Edit, Expected]] = {
    "covered-in-a-statement": (
        _merged(f"{INCOME}!B7:B8", (f"{INCOME}!B8", number(250)), (f"{INCOME}!H7", number("1142.35"))),
        needs_fix(
            *at("XL-180", f"{INCOME}!B8"),
            values={f"{INCOME}!B8": "250", f"{INCOME}!H7": "1142.35"},
        ),
    ),
    "covered-in-a-register": (
        _merged(f"{BUYING}!G8:H8"), needs_fix(*at("XL-180", f"{BUYING}!H8"))
    ),
    "covered-by-a-label": (
        _merged(f"{PUBLIC}!A9:C9"), needs_fix(*at("XL-180", f"{PUBLIC}!B9", f"{PUBLIC}!C9"))
    ),
    "covered-text-on-a-card": (
        _merged(f"{CARDS}!C21:D22"),
        needs_fix(*at("XL-180", f"{CARDS}!D21", f"{CARDS}!C22", f"{CARDS}!D22")),
    ),
    "covered-formula": (
        _merged(f"{INCOME}!B14:B15"), needs_fix(*at("XL-180", f"{INCOME}!B15"))
    ),
    "covered-blanks": (_merged(f"{BUYING}!G40:H40"), accepted(*at("XL-177", f"{BUYING}!G40"))),
    "beside-a-wide-cell": (
        _put((f"{CARDS}!C4", inline("另一个名称"))),
        accepted(*at("XL-171", f"{CARDS}!C4")),
    ),
}  # fmt: skip

HIDDEN: dict[str, tuple[Edit, Expected]] = {
    "form-hidden": (_hidden("hidden", INCOME), needs_fix(*at("XL-186", INCOME))),
    "form-very-hidden": (_hidden("veryHidden", PUBLIC), needs_fix(*at("XL-186", PUBLIC))),
    "forms-hidden": (
        _hidden("hidden", BUYING, CARDS), needs_fix(*at("XL-186", BUYING, CARDS))
    ),
    "blank-form-hidden": (_hidden("hidden", TRANSFERS), accepted(*at("XL-186", TRANSFERS))),
    "state-visible": (_hidden("visible", PUBLIC), accepted()),
    "rows-without-height": (
        lambda book: book.sub(
            book.sheets[PUBLIC], '<row r="8"([^>]*?) ht="[^"]*"', r'<row r="8"\1 ht="0"'
        ),
        accepted(*at("XL-174", f"{PUBLIC}!A8")),
    ),
    "all-rows-hidden": (
        lambda book: book.sub(
            book.sheets[PUBLIC], '<row r="([5-9]|10)"', r'<row r="\1" hidden="1"'
        ),
        needs_fix(*at("XL-174", f"{PUBLIC}!A5")),
    ),
    "all-columns-narrowed-to-nothing": (
        lambda book: book.sub(
            book.sheets[PUBLIC], r'<col min="[2-5]"[^>]*/>', ""
        ).swap(book.sheets[PUBLIC], "<cols>", '<cols><col min="2" max="5" width="0"/>'),
        needs_fix(*at("XL-174", f"{PUBLIC}!B1")),
    ),
    "blank-rows-hidden": (
        lambda book: book.sub(book.sheets[BUYING], '<row r="(4[0-5])"', r'<row r="\1" hidden="1"'),
        accepted(*at("XL-174", f"{BUYING}!A40")),
    ),
    "rows-filtered": (
        lambda book: book.swap(
            book.sheets[BUYING], "<mergeCells",
            '<autoFilter ref="A5:O66"><filterColumn colId="14"/></autoFilter><mergeCells',
        ).sub(book.sheets[BUYING], '<row r="([89])"', r'<row r="\1" hidden="1"'),
        accepted(*at("XL-174", f"{BUYING}!A8")),
    ),
}  # fmt: skip

STRUCK: dict[str, tuple[Edit, Expected]] = {
    "struck-figure": (
        _struck(IN_STATEMENT), needs_fix(*at("XL-187", IN_STATEMENT), values=NOT_READ)
    ),
    "struck-required-text": (
        _struck(f"{CARDS}!C21"),
        needs_fix(*at("XL-187", f"{CARDS}!C21"), values={f"{CARDS}!C21": None}),
    ),
    "struck-optional-text": (_struck(OPTIONAL), accepted(*at("XL-187", OPTIONAL))),
    "struck-row": (
        _struck(*(f"{BUYING}!{col}9" for col in "BCDEFGHIJKLMNO")),
        needs_fix(*at("XL-187", f"{BUYING}!B9"), values={f"{BUYING}!B9:O9": None}),
    ),
    "struck-line-of-a-statement": (
        _struck(*(f"{PUBLIC}!{col}9" for col in "ABCDE")),
        needs_fix(*at("XL-187", f"{PUBLIC}!B9"), values={f"{PUBLIC}!B9:E9": None}),
    ),
    "struck-in-part": (
        _runs(IN_STATEMENT, "s"), needs_fix(*at("XL-187", IN_STATEMENT), values=NOT_READ)
    ),
    "struck-in-part-inline": (
        _runs(IN_STATEMENT, "inlineStr"),
        needs_fix(*at("XL-187", IN_STATEMENT), values=NOT_READ),
    ),
    "strike-off": (
        _runs(IN_ROW, "s", struck='<strike val="0"/>'),
        needs_fix(*at("XL-111", IN_ROW), *at("R21", f"{BUYING}!I8"), values={IN_ROW: "12460.65"}),
    ),
    "strike-off-in-a-style": (_struck(IN_STATEMENT, strike='<strike val="0"/>'), accepted()),
    "struck-label": (_struck(f"{PUBLIC}!A9"), accepted()),
    "struck-blank": (_struck(f"{BUYING}!G40"), accepted()),
    "struck-total": (_struck(f"{INCOME}!B15"), accepted()),
}  # fmt: skip

BELOW: dict[str, tuple[Edit, Expected]] = {
    "row-below-the-register": (
        _below(BUYING, _row(67, A=61.0, **PURCHASE)), needs_fix(*at("XL-163", f"{BUYING}!A67"))
    ),
    "rows-below-the-register": (
        _below(BUYING, _row(67, **PURCHASE), _row(70, **PURCHASE)),
        needs_fix(*at("XL-163", f"{BUYING}!B67")),
    ),
    "figure-below-the-register": (
        _below(BUYING, _row(68, J=12.5)), needs_fix(*at("XL-163", f"{BUYING}!J68"))
    ),
    "texts-below-the-register": (
        _below(BUYING, _row(67, B="办案经费", D="制服")), needs_fix(*at("XL-163", f"{BUYING}!B67"))
    ),
    "row-below-the-cards": (
        lambda book: _below(CARDS, _row(_last(book, CARDS) + 1, B="质量指标", C="合格率", E="≥90%"))(book),
        needs_fix(*at("XL-163", f"{CARDS}!B114")),
    ),
    "remark-below-the-register": (
        _below(BUYING, _row(68, B="填表人：张三", E="联系电话：0799-1234567")),
        accepted(*at("XL-171", f"{BUYING}!B68", f"{BUYING}!E68")),
    ),
    "control-sum-below-the-register": (
        _below(BUYING, _row(68, B="合计", J="=SUM(J7:J66)")),
        accepted(*at("XL-171", f"{BUYING}!B68", f"{BUYING}!J68")),
    ),
}  # fmt: skip

HEADINGS: dict[str, tuple[Edit, Expected]] = {
    "heading-unmerged": (_unmerged(BUYING, "A4:A5", filled=False), accepted()),
    "heading-unmerged-and-filled": (
        _unmerged(BUYING, "A4:A5", filled=True), accepted(*at("XL-165", f"{BUYING}!A5"))
    ),
    "headings-unmerged-and-filled": (
        _all(
            *(
                _unmerged(BUYING, area, filled=True)
                for area in ("A4:A5", "B4:C4", "D4:D5", "G4:G5", "I4:N4", "O4:O5")
            )
        ),
        accepted(*at("XL-165", f"{BUYING}!C4")),
    ),
    "label-unmerged-and-filled": (
        _unmerged(CARDS, "A7:A10", filled=True), accepted(*at("XL-165", f"{CARDS}!A8"))
    ),
    "labels-unmerged-and-filled": (
        _all(
            *(_unmerged(CARDS, area, filled=True) for area in ("A7:A10", "A11:A13", "A14:A15"))
        ),
        accepted(*at("XL-165", f"{CARDS}!A8")),
    ),
    "heading-unmerged-and-filled-below-a-new-row": (
        _all(
            _unmerged(BUYING, "A4:A5", filled=True),
            lambda book: insert_rows(book, BUYING, 8, 1),
        ),
        accepted(*at("XL-165", f"{BUYING}!A5"), *at("XL-161", f"{BUYING}!A9")),
    ),
}  # fmt: skip

FORMULAS: dict[str, tuple[Edit, Expected]] = {
    "formula-of-fewer-lines": (
        _put((TOTAL, formula("SUM(B6:B7)", "48"))), needs_fix(*at("R13", TOTAL))
    ),
    "formula-of-fewer-lines-with-the-same-result": (
        _put((TOTAL, formula(GUARD.format("B7,B10"), "48.4"))), accepted(*at("XL-131", TOTAL))
    ),
    "formula-with-a-constant": (
        _put((TOTAL, formula(f"{OURS}+10", "58.4"))), needs_fix(*at("R13", TOTAL))
    ),
    "formula-with-a-lost-reference": (
        _put((TOTAL, formula("SUM(B6,#REF!,B10)", "#REF!", "e"))), needs_fix(*at("R13", TOTAL))
    ),
    "formula-with-a-lost-reference-and-a-right-result": (
        _put((TOTAL, formula("SUM(B6:B7,B10)+IFERROR(#REF!,0)", "48.4"))),
        needs_fix(*at("R13", TOTAL)),
    ),
    "formula-over-another-workbook": (
        _put((TOTAL, formula("[1]Sheet1!$A$1", "48.4"))), accepted(*at("XL-131", TOTAL))
    ),
    "formula-of-a-row": (
        _put((f"{BUYING}!I9", formula("G9*H9", "5"))), accepted(*at("XL-131", f"{BUYING}!I9"))
    ),
    "formula-of-a-row-too-high": (
        _put((f"{BUYING}!I9", formula("G9*H9*2", "10"))), needs_fix(*at("R22", f"{BUYING}!I9"))
    ),
    "formula-over-its-own-sheet": (
        _put((TOTAL, formula(OURS.replace("(B6:B7", f"('{PUBLIC}'!B6:B7"), "48.4"))), accepted()
    ),
    "formula-written-otherwise": (
        _put((TOTAL, formula("+" + OURS.replace("SUM(B6:B7,B10)", "(sum( $B$6:$B$7 , b10:B10, ))"), "48.4"))),
        accepted(),
    ),
    "formula-shared-upwards": (
        _shared(f"{PUBLIC}!D9", '<f>IF(2-COUNT(B9:C9)-COUNTBLANK(B9:C9),"**",IF(COUNT(B9:C9),ROUND(SUM(B9)-SUM(C9),6),""))</f>'),
        accepted(),
    ),
    "array-over-no-area": (
        _shared(TOTAL, f'<f t="array" ref="garbage">{OURS}</f>'), rejected("XL-105", "bounds")
    ),
    "array-in-an-input-over-no-area": (
        _put((f"{PUBLIC}!B8", Content("n", '<f t="array" ref="B8:">9+9</f><v>18</v>'))),
        accepted(*at("XL-127", f"{PUBLIC}!B8")),
    ),
    "shared-over-no-area": (
        _put(
            (f"{PUBLIC}!B8", Content("n", '<f t="shared" ref="?" si="x">9+9</f><v>18</v>')),
            (f"{PUBLIC}!B9", Content("n", '<f t="shared" si="y"/><v>30</v>')),
        ),
        accepted(*at("XL-127", f"{PUBLIC}!B8", f"{PUBLIC}!B9")),
    ),
}  # fmt: skip


def _last(book: Book, sheet: str) -> int:
    """Return the last row of a sheet."""
    return max(int(row) for row in re.findall('<row r="(\\d+)"', book.text(book.sheets[sheet])))


EDITS = PICTURES | COVERED | HIDDEN | STRUCK | BELOW | HEADINGS | FORMULAS
SAVED: dict[str, tuple[Edit, Expected]] = {
    "covered-in-a-register": COVERED["covered-in-a-register"],
    "form-hidden": HIDDEN["form-hidden"],
    "struck-figure": STRUCK["struck-figure"],
    "struck-in-part": STRUCK["struck-in-part"],
    "struck-row": STRUCK["struck-row"],
    "row-below-the-register": BELOW["row-below-the-register"],
}
