"""Rows, columns and sheets that were inserted, deleted, moved or renamed; labels that changed.

``xml-…`` shifts as Excel does: merges and formulas follow. ``openpyxl-…`` shifts the cells only.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openpyxl.cell.cell import MergedCell

from tests.corpus.book import WORKBOOK, Book
from tests.corpus.shifting import delete_cols, delete_rows, insert_cols, insert_rows
from tests.corpus.variant import At, Expected, Variant, accepted, at, edited, needs_fix, resaved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openpyxl.workbook import Workbook

INCOME, PUBLIC, BUYING, ASSETS, CARDS = "收支总表", "三公经费", "政府采购", "固定资产", "绩效目标"
TRANSFERS = "内部往来"
FORMS = (INCOME, PUBLIC, BUYING, ASSETS, CARDS, TRANSFERS)


def moved(*places: str) -> tuple[At, ...]:
    """Return the findings of a shift: where what moved now starts."""
    return at("XL-161", *places)


def gone(sheet: str, count: int = 1) -> tuple[At, ...]:
    """Return the findings of rows or columns that are no longer there."""
    return at("XL-164", *[sheet] * count)


def lost(place: str) -> Expected:
    """The form is not read: here is the first printed text that is not in its place."""
    return needs_fix(*at("XL-124", place), values={place.partition("!")[0]: None})


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (shift, arguments, expected) in SHIFTS.items():
        yield Variant(
            "relocation", f"xml-{name}", edited(partial(_by_xml, shift, arguments)), expected
        )
        yield Variant(
            "relocation", f"openpyxl-{name}", resaved(partial(_by_openpyxl, shift, arguments)),
            OPENPYXL.get(name, expected),
        )  # fmt: skip
    for name, (edit, expected) in EDITS.items():
        yield Variant("relocation", name, edited(edit), expected)
    for name, (change, expected) in RESAVED.items():
        yield Variant("relocation", name, resaved(change), expected)


Arguments = tuple[str, int | str, int]
BY_XML = {
    "insert_rows": insert_rows, "delete_rows": delete_rows,
    "insert_cols": insert_cols, "delete_cols": delete_cols,
}  # fmt: skip


def _by_xml(shift: str, arguments: Arguments, book: Book) -> None:
    sheet, first, count = arguments
    BY_XML[shift](book, sheet, first, count)  # type: ignore[operator]


def _by_openpyxl(shift: str, arguments: Arguments, workbook: Workbook) -> None:
    sheet, first, count = arguments
    number = first if isinstance(first, int) else ord(first) - ord("A") + 1
    getattr(workbook[sheet], shift)(number, count)


SHIFTS: dict[str, tuple[str, Arguments, Expected]] = {
    # rows that came in
    "row-into-statement": ("insert_rows", (INCOME, 9, 1), accepted(*moved(f"{INCOME}!A10"))),
    "rows-into-statement": ("insert_rows", (PUBLIC, 8, 3), accepted(*moved(f"{PUBLIC}!A11"))),
    "rows-above-form": ("insert_rows", (ASSETS, 1, 3), accepted(*moved(f"{ASSETS}!A4"))),
    "row-above-heads": ("insert_rows", (BUYING, 4, 1), accepted(*moved(f"{BUYING}!A5"))),
    "row-below-heads": ("insert_rows", (BUYING, 6, 1), accepted(*moved(f"{BUYING}!A7"))),
    "row-below-total": ("insert_rows", (BUYING, 7, 1), accepted(*moved(f"{BUYING}!A8"))),
    "row-into-register": ("insert_rows", (BUYING, 12, 1), accepted(*moved(f"{BUYING}!A13"))),
    "rows-into-register": ("insert_rows", (BUYING, 12, 40), accepted(*moved(f"{BUYING}!A52"))),
    "row-between-blocks": ("insert_rows", (ASSETS, 11, 1), accepted(*moved(f"{ASSETS}!A12"))),
    "row-between-cards": ("insert_rows", (CARDS, 16, 1), accepted(*moved(f"{CARDS}!A17"))),
    "row-between-groups": ("insert_rows", (CARDS, 11, 1), accepted(*moved(f"{CARDS}!A12"))),
    "row-into-group": ("insert_rows", (CARDS, 10, 1), lost(f"{CARDS}!A11")),
    "row-below-form": ("insert_rows", (INCOME, 19, 2), accepted()),
    # rows that went
    "row-from-register": (
        "delete_rows", (BUYING, 12, 1),
        needs_fix(*gone(BUYING), *moved(f"{BUYING}!A12"), values={f"{BUYING}!B12:O12": None}),
    ),
    "last-row-from-register": (
        "delete_rows", (BUYING, 42, 1), needs_fix(*gone(BUYING)),
    ),
    "spare-rows-from-register": ("delete_rows", (BUYING, 33, 10), needs_fix(*gone(BUYING, 10))),
    "line-from-statement": (
        "delete_rows", (PUBLIC, 8, 1),
        needs_fix(*gone(PUBLIC), *moved(f"{PUBLIC}!A8"), values={f"{PUBLIC}!B8:E8": None}),
    ),
    "last-line-from-statement": (
        "delete_rows", (PUBLIC, 10, 1), needs_fix(*gone(PUBLIC), values={f"{PUBLIC}!B10:E10": None})
    ),
    "last-line-from-form": (
        "delete_rows", (ASSETS, 17, 1), needs_fix(*gone(ASSETS), values={f"{ASSETS}!B17:C17": None})
    ),
    "some-spare-rows-from-register": (
        "delete_rows", (BUYING, 33, 4), needs_fix(*gone(BUYING, 4), *moved(f"{BUYING}!A33"))
    ),
    "total-from-statement": ("delete_rows", (ASSETS, 5, 1), accepted(*moved(f"{ASSETS}!A5"))),
    "note-below-form": ("delete_rows", (INCOME, 18, 1), accepted()),
    "title": (
        "delete_rows",
        (INCOME, 2, 1),
        accepted(*moved(f"{INCOME}!A1"), *at("XL-165", f"{INCOME}!A1")),
    ),
    "identity-line": (
        "delete_rows", (INCOME, 1, 1), accepted(*at("XL-155", INCOME), *moved(f"{INCOME}!A1"))
    ),
    "heads": ("delete_rows", (INCOME, 5, 1), lost(f"{INCOME}!A5")),
    "row-from-card": ("delete_rows", (CARDS, 10, 1), lost(f"{CARDS}!A11")),
    "card": ("delete_rows", (CARDS, 16, 14), lost(f"{CARDS}!A16")),
    "spare-card": ("delete_rows", (CARDS, 100, 14), accepted(*gone(CARDS))),
    # columns
    "column-into-register": ("insert_cols", (BUYING, "D", 1), accepted(*moved(f"{BUYING}!E1"))),
    "column-into-statement": ("insert_cols", (INCOME, "C", 1), accepted(*moved(f"{INCOME}!D1"))),
    "column-before-form": ("insert_cols", (INCOME, "A", 1), accepted(*moved(f"{INCOME}!B1"))),
    "column-into-blocks": ("insert_cols", (ASSETS, "B", 1), accepted(*moved(f"{ASSETS}!C1"))),
    "column-into-cards": ("insert_cols", (CARDS, "D", 1), accepted(*moved(f"{CARDS}!E1"))),
    "column-between-bands": ("insert_cols", (INCOME, "G", 2), accepted(*moved(f"{INCOME}!I1"))),
    "column-beside-form": ("insert_cols", (PUBLIC, "F", 1), accepted()),
    "column-from-register": (
        "delete_cols", (BUYING, "J", 1),
        needs_fix(*gone(BUYING), *moved(f"{BUYING}!J1"), values={f"{BUYING}!J7:J42": None}),
    ),
    "column-from-statement": (
        "delete_cols", (INCOME, "F", 1),
        needs_fix(*gone(INCOME), *moved(f"{INCOME}!F1"), values={f"{INCOME}!F6:F17": None}),
    ),
    "last-column-from-cards": (
        "delete_cols", (CARDS, "F", 1), needs_fix(*gone(CARDS), values={f"{CARDS}!F7:F113": None})
    ),
    "last-column-from-statement": (
        "delete_cols", (PUBLIC, "E", 1), needs_fix(*gone(PUBLIC), values={f"{PUBLIC}!E5:E10": None})
    ),
    "last-column-from-register": (
        "delete_cols", (BUYING, "P", 1), needs_fix(*gone(BUYING), values={f"{BUYING}!P7:P42": None})
    ),
    "columns-from-register": (
        "delete_cols", (BUYING, "K", 2), needs_fix(*gone(BUYING, 2), *moved(f"{BUYING}!K1"))
    ),
    "calculated-column": ("delete_cols", (BUYING, "I", 1), accepted(*moved(f"{BUYING}!I1"))),
    "numbers-from-register": (
        "delete_cols", (BUYING, "A", 1),
        needs_fix(*at("XL-155", BUYING), *at("XL-124", f"{BUYING}!A4"), values={BUYING: None}),
    ),
}  # fmt: skip

OPENPYXL: dict[str, Expected] = {}
"""Where cells that move alone, without their merges, make a difference."""


def _first(*edits: Callable[[Book], object]) -> Callable[[Book], None]:
    """Return the edits, one after another."""

    def edit(book: Book) -> None:
        for change in edits:
            change(book)

    return edit


def _typing(texts: Mapping[str, str]) -> Callable[[Book], None]:
    """Return the edit that types over printed texts."""

    def edit(book: Book) -> None:
        for place, text in texts.items():
            book.type(place, text)

    return edit


def _renaming(names: Mapping[str, str]) -> Callable[[Book], None]:
    """Return the edit that renames sheets."""

    def edit(book: Book) -> None:
        for old, new in names.items():
            book.swap(WORKBOOK, f'<sheet name="{old}"', f'<sheet name="{new}"')

    return edit


def _dropping(*names: str) -> Callable[[Book], None]:
    """Return the edit that deletes sheets."""

    def edit(book: Book) -> None:
        for name in names:
            book.sub(WORKBOOK, f'<sheet name="{name}"[^>]*/>', "")
        book.sub(WORKBOOK, "<definedNames>.*</definedNames>", "")

    return edit


def _reversed(book: Book) -> None:
    """Turn the order of the sheets around."""
    text = book.text(WORKBOOK)
    before, _, rest = text.partition("<sheets>")
    sheets, _, after = rest.partition("</sheets>")
    tags = [f"<sheet {tag}" for tag in sheets.split("<sheet ")[1:]]
    book.put(WORKBOOK, f"{before}<sheets>{''.join(reversed(tags))}</sheets>{after}")
    book.sub(WORKBOOK, "<definedNames>.*</definedNames>", "")


def _unmerged(book: Book) -> None:
    for part in book.cell_parts:
        if "<mergeCells" in book.text(part):
            book.sub(part, "<mergeCells.*</mergeCells>", "")


def _swapped(sheet: str, one: str, two: str) -> Callable[[Book], None]:
    """Return the edit that exchanges two printed texts."""

    def edit(book: Book) -> None:
        part, text = book.sheets[sheet], book.text(book.sheets[sheet])
        first, second = (_index(text, cell) for cell in (one, two))
        book.swap(part, _shared(one, text, first), _shared(one, text, second))
        book.swap(part, _shared(two, text, second), _shared(two, text, first))

    return edit


def _index(text: str, cell: str) -> str:
    return text.partition(f'<c r="{cell}" ')[2].partition("<v>")[2].partition("</v>")[0]


def _shared(cell: str, text: str, index: str) -> str:
    head = text.partition(f'<c r="{cell}" ')[2].partition(">")[0]
    return f'<c r="{cell}" {head}><v>{index}</v>'


def _foreign_row(book: Book) -> None:
    """Insert a row and fill it in."""
    insert_rows(book, BUYING, 12)
    cells = '<c r="B12" t="inlineStr"><is><t>新项目</t></is></c><c r="C12"><v>5</v></c>'
    book.swap(book.sheets[BUYING], '<row r="13"', f'<row r="12">{cells}</row><row r="13"')


def _row_below(book: Book) -> None:
    """Go on below the last row."""
    cells = '<c r="A67"><v>61</v></c><c r="B67" t="inlineStr"><is><t>新项目</t></is></c>'
    book.rows(BUYING, f'<row r="67">{cells}<c r="C67"><v>5</v></c></row>')


def _without_numbers(book: Book) -> None:
    """Delete the numbers of the register and one of its rows."""
    delete_cols(book, BUYING, "A")
    delete_rows(book, BUYING, 12)


EDITS: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "row-inserted-and-filled": (
        _foreign_row, needs_fix(*at("XL-163", f"{BUYING}!A12"), *moved(f"{BUYING}!A13"))
    ),
    "row-added-below": (_row_below, needs_fix(*at("XL-163", f"{BUYING}!A67"))),
    "numbers-and-a-row-from-register": (
        _without_numbers,
        needs_fix(*at("XL-155", BUYING), *at("XL-124", f"{BUYING}!A4"), values={BUYING: None}),
    ),
    "rows-inserted-twice": (
        _first(partial(insert_rows, sheet=INCOME, first=13), partial(insert_rows, sheet=INCOME, first=8)),
        accepted(*moved(f"{INCOME}!A9", f"{INCOME}!A15")),
    ),
    "label-of-a-group-gone": (
        _first(
            partial(insert_rows, sheet=CARDS, first=78, count=2),
            partial(delete_rows, sheet=CARDS, first=82, count=3),
        ),
        lost(f"{CARDS}!A81"),
    ),
    "row-and-column-inserted": (
        _first(partial(insert_rows, sheet=PUBLIC, first=7), partial(insert_cols, sheet=PUBLIC, first="B")),
        accepted(*moved(f"{PUBLIC}!A8", f"{PUBLIC}!C1")),
    ),
    "line-deleted-and-inserted": (
        _first(
            partial(delete_rows, sheet=PUBLIC, first=8), partial(insert_rows, sheet=PUBLIC, first=8)
        ),
        needs_fix(*gone(PUBLIC), values={f"{PUBLIC}!B8:E8": None}),
    ),
    "sheet-renamed": (_renaming({BUYING: "采购表新"}), accepted(*moved("采购表新"))),
    "sheets-renamed": (
        _renaming({name: f"Sheet{n}" for n, name in enumerate(FORMS, 1)}),
        accepted(*moved(*(f"Sheet{n}" for n in range(1, len(FORMS) + 1)))),
    ),
    "sheets-exchanged-names": (
        _first(
            _renaming({PUBLIC: "x"}), _renaming({ASSETS: PUBLIC}), _renaming({"x": ASSETS})
        ),
        needs_fix(*at("XL-152", PUBLIC, ASSETS), values={PUBLIC: None, ASSETS: None}),
    ),
    "sheet-renamed-without-line": (
        _first(_typing({f"{BUYING}!A1": ""}), _renaming({BUYING: "采购"})),
        needs_fix(*at("R34", BUYING), *at("XL-162", "采购"), values={BUYING: None}),
    ),
    "sheets-reordered": (_reversed, accepted()),
    "sheet-deleted": (_dropping(PUBLIC), needs_fix(*at("R34", PUBLIC), values={PUBLIC: None})),
    "sheet-deleted-that-others-refer-to": (
        _dropping(BUYING), needs_fix(*at("R34", BUYING), values={BUYING: None})
    ),
    "all-forms-deleted": (
        _dropping(*FORMS), needs_fix(*at("R34", *FORMS), values=dict.fromkeys(FORMS))
    ),
    "cover-and-lists-deleted": (_dropping("封面", "_codes"), accepted()),
    "label-edited": (
        _typing({f"{INCOME}!A10": "事业收入（新）"}), accepted(*at("XL-165", f"{INCOME}!A10"))
    ),
    "label-spaced": (_typing({f"{INCOME}!A10": " 事业　收入 "}), accepted()),
    "label-blanked": (_typing({f"{INCOME}!A10": ""}), accepted(*at("XL-165", f"{INCOME}!A10"))),
    "labels-edited-apart": (
        _typing({f"{INCOME}!A8": "甲", f"{INCOME}!A11": "乙"}),
        accepted(*at("XL-165", f"{INCOME}!A8", f"{INCOME}!A11")),
    ),
    "labels-edited-together": (
        _typing({f"{INCOME}!A10": "甲", f"{INCOME}!G10": "乙", f"{INCOME}!A11": "丙",
                 f"{INCOME}!G11": "丁"}),
        lost(f"{INCOME}!A10"),
    ),
    "labels-swapped": (_swapped(INCOME, "A10", "A11"), lost(f"{INCOME}!A10")),
    "label-repeated": (
        _typing({f"{INCOME}!A10": "上级补助收入"}), lost(f"{INCOME}!A10")
    ),
    "head-edited": (
        _typing({f"{BUYING}!J5": "一般公共预算拨款（万元）"}),
        accepted(*at("XL-165", f"{BUYING}!J5")),
    ),
    "first-head-edited": (
        _typing({f"{PUBLIC}!B4": "2020年预算数"}), accepted(*at("XL-165", f"{PUBLIC}!B4"))
    ),
    "heads-swapped": (_swapped(BUYING, "J5", "K5"), lost(f"{BUYING}!J5")),
    "heads-of-years-swapped": (_swapped(INCOME, "B5", "C5"), lost(f"{INCOME}!B5")),
    "band-head-edited": (
        _typing({f"{BUYING}!I4": "采购金额"}), accepted(*at("XL-165", f"{BUYING}!I4"))
    ),
    "bands-swapped": (_swapped(INCOME, "A4", "G4"), lost(f"{INCOME}!A4")),
    "title-edited": (_typing({f"{INCOME}!A2": "2020年收支预算表"}), accepted(*at("XL-165", f"{INCOME}!A2"))),
    "measure-edited": (
        _typing({f"{PUBLIC}!D3": "单位：元"}), accepted(*at("XL-165", f"{PUBLIC}!D3"))
    ),
    "cut-off-date-edited": (
        _typing({f"{ASSETS}!C3": "截止时间：2018年12月31日"}),
        needs_fix(*at("R30", f"{ASSETS}!C3")),
    ),
    "entity-line-edited": (
        _typing({f"{PUBLIC}!A3": "编制单位：312002公安局"}),
        accepted(*at("XL-165", f"{PUBLIC}!A3")),
    ),
    "number-edited": (
        _typing({f"{BUYING}!A12": "六"}), accepted(*at("XL-165", f"{BUYING}!A12"))
    ),
    "number-repeated": (_typing({f"{BUYING}!A12": "5"}), lost(f"{BUYING}!A12")),
    "card-title-edited": (_typing({f"{CARDS}!A16": "2、我的项目"}), accepted()),
    "card-title-without-number": (_typing({f"{CARDS}!A16": "我的项目"}), accepted()),
    "merges-removed": (_unmerged, accepted()),
}  # fmt: skip


def _extra(workbook: Workbook) -> None:
    workbook.create_sheet("草稿")["B2"] = "x"


def _extra_blank(workbook: Workbook) -> None:
    workbook.create_sheet("Sheet1")


def _extra_hidden(workbook: Workbook) -> None:
    tab = workbook.create_sheet("草稿")
    tab["B2"] = 5
    tab.sheet_state = "hidden"


def _copy(workbook: Workbook) -> None:
    workbook.copy_worksheet(workbook[PUBLIC])


def _only_copy(workbook: Workbook) -> None:
    _copy(workbook)
    del workbook[PUBLIC]


def _only_copies(workbook: Workbook) -> None:
    _copy(workbook)
    _only_copy(workbook)


def _outside(workbook: Workbook) -> None:
    workbook[PUBLIC]["H7"] = "见说明"
    workbook[PUBLIC]["Z99"] = 5


def _sorted(workbook: Workbook) -> None:
    """Sort the register by its unit prices, numbers and all."""
    tab = workbook[BUYING]
    rows = [[cell.value for cell in row] for row in tab["A7:O30"]]
    rows.sort(key=lambda row: -row[7])
    for cells, values in zip(tab["A7:O30"], rows, strict=True):
        for cell, value in zip(cells, values, strict=True):
            cell.value = value


def _cards_exchanged(workbook: Workbook) -> None:
    """Exchange the second card with the third, titles and all."""
    tab = workbook[CARDS]
    for row in range(16, 30):
        for col in range(1, 7):
            one, two = tab.cell(row, col), tab.cell(row + 14, col)
            if not isinstance(one, MergedCell) and not isinstance(two, MergedCell):
                one.value, two.value = two.value, one.value


def _merged(workbook: Workbook) -> None:
    """Merge two input cells: the value of the second one is lost."""
    workbook[PUBLIC].merge_cells("C9:C10")


_STRIPPED = accepted(
    *moved(f"{PUBLIC} Copy"), *at("XL-172", f"{PUBLIC} Copy"), *at("XL-173", f"{PUBLIC} Copy")
)
"""openpyxl copies neither protection nor validations."""

RESAVED: dict[str, tuple[Callable[[Workbook], object], Expected]] = {
    "sheet-added": (_extra, accepted(*at("XL-162", "草稿"))),
    "sheet-added-blank": (_extra_blank, accepted()),
    "sheet-added-hidden": (_extra_hidden, accepted(*at("XL-162", "草稿"))),
    "sheet-copied": (
        _copy, accepted(*at("XL-154", PUBLIC), *at("XL-162", f"{PUBLIC} Copy"))
    ),
    "sheet-copied-and-deleted": (_only_copy, _STRIPPED),
    "sheet-copied-twice-and-deleted": (
        _only_copies,
        needs_fix(
            *at("XL-154", f"{PUBLIC} Copy"), *at("XL-162", f"{PUBLIC} Copy1"), values={PUBLIC: None}
        ),
    ),
    "content-outside": (_outside, accepted(*at("XL-171", f"{PUBLIC}!H7", f"{PUBLIC}!Z99"))),
    "register-sorted": (_sorted, lost(f"{BUYING}!A7")),
    "cards-exchanged": (_cards_exchanged, lost(f"{CARDS}!A16")),
    "input-cells-merged": (
        _merged,
        needs_fix(
            *at("R17", f"{PUBLIC}!D10"), *at("XL-177", f"{PUBLIC}!C9"),
            values={f"{PUBLIC}!C10": None},
        ),
    ),
}  # fmt: skip
