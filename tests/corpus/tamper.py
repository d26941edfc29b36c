"""What was done to the forms besides filling them in: a warning each, and every value is read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.corpus.book import BLANK, RELATIONS, WORKBOOK, Book, Content, formula, inline, number
from tests.corpus.relocation import ASSETS, BUYING, FORMS, INCOME, PUBLIC
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (edit, expected) in EDITS.items():
        yield Variant("tamper", name, edited(edit), expected)


def _cut(pattern: str, sheets: tuple[str, ...], book: Book) -> None:
    """Take something out of sheets."""
    for sheet in sheets:
        book.sub(book.sheets[sheet], pattern, "")


def _put(at: str, content: Content, book: Book) -> None:
    book.cell(at, content)


def _row(sheet: str, row: int, attribute: str, book: Book) -> None:
    book.sub(book.sheets[sheet], f'<row r="{row}"', f'<row r="{row}" {attribute}')


def _rows_hidden(book: Book) -> None:
    for row in (8, 9, 11):
        _row(PUBLIC, row, 'hidden="1"', book)


def _column_hidden(book: Book) -> None:
    book.sub(book.sheets[PUBLIC], '<col min="2" max="4"', '<col hidden="1" min="2" max="4"')


def _rows_below_hidden(book: Book) -> None:
    book.rows(PUBLIC, '<row r="20" hidden="1"/>')


def _related(sheet: str, kind: str, target: str, content: str, book: Book) -> None:
    """Add a part that a sheet refers to."""
    part = book.sheets[sheet]
    folder, _, base = part.rpartition("/")
    link = f'<Relationship Id="rId1" Type="{kind}" Target="../{target}"/>'
    book.put(f"{folder}/_rels/{base}.rels", f"<Relationships>{link}</Relationships>")
    book.put(f"xl/{target}", content)


def _commented(ref: str, book: Book) -> None:
    comment = f'<comment ref="{ref}" authorId="0"><text><t>请核对</t></text></comment>'
    content = f'<comments xmlns="{MAIN}"><commentList>{comment}</commentList></comments>'
    _related(PUBLIC, f"{RELATION}/comments", "comments1.xml", content, book)


def _threaded(book: Book) -> None:
    thread = (
        '<threadedComment ref="B8" dT="2020-01-01T00:00:00.00"><text>?</text></threadedComment>'
    )
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    content = f"<ThreadedComments>{thread}</ThreadedComments>"
    _related(PUBLIC, kind, "threadedComments/threadedComment1.xml", content, book)


def _external_link(book: Book) -> None:
    """Leave a link to another workbook that no cell uses any more."""
    book.put("xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{MAIN}"/>')
    link = (
        f'<Relationship Id="rId98" Type="{RELATION}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/>'
    )
    book.swap(RELATIONS, "</Relationships>", f"{link}</Relationships>")
    references = '<externalReferences><externalReference r:id="rId98"/></externalReferences>'
    book.swap(WORKBOOK, "</sheets>", f"</sheets>{references}")


def _drawn(book: Book) -> None:
    """Put a picture on a sheet."""
    content = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    _related(PUBLIC, f"{RELATION}/drawing", "drawings/drawing1.xml", content, book)


def _coloured(book: Book) -> None:
    """Colour cells by a condition, which has formulas of its own."""
    rule = '<cfRule type="expression" priority="1"><formula>$B$6&gt;0</formula></cfRule>'
    condition = f'<conditionalFormatting sqref="B6:C10">{rule}</conditionalFormatting>'
    book.swap(book.sheets[PUBLIC], "<dataValidations", f"{condition}<dataValidations")


def _cells_outside(count: int, book: Book) -> None:
    """Put something into as many cells beside the form."""
    for row in range(1, count + 1):
        book.beside(PUBLIC, row, f'<c r="BZ{row}"><v>{row}</v></c>')


def _merge(area: str, book: Book) -> None:
    book.swap(book.sheets[PUBLIC], "</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>', 1)


PROTECTION = "<sheetProtection [^>]*/>"
VALIDATIONS = "<dataValidations.*</dataValidations>"
EDITS: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "protection-gone": (partial(_cut, PROTECTION, (PUBLIC,)), accepted(*at("XL-172", PUBLIC))),
    "protection-gone-everywhere": (
        partial(_cut, PROTECTION, FORMS), accepted(*at("XL-172", *FORMS))
    ),
    "protection-off": (
        lambda book: book.swap(book.sheets[PUBLIC], ' sheet="1"', ' sheet="0"'),
        accepted(*at("XL-172", PUBLIC)),
    ),
    "protection-with-a-password": (
        lambda book: book.swap(book.sheets[PUBLIC], ' sheet="1"', ' password="CC1A" sheet="1"'),
        accepted(),
    ),
    "validations-gone": (partial(_cut, VALIDATIONS, (PUBLIC,)), accepted(*at("XL-173", PUBLIC))),
    "validations-gone-everywhere": (
        partial(_cut, VALIDATIONS, FORMS), accepted(*at("XL-173", *FORMS))
    ),
    "one-validation-gone": (
        lambda book: book.sub(
            book.sheets[PUBLIC], "<dataValidation .*?</dataValidation>", "", 1
        ),
        accepted(),
    ),
    "row-hidden": (
        partial(_row, PUBLIC, 8, 'hidden="1"'), accepted(*at("XL-174", f"{PUBLIC}!A8"))
    ),
    "rows-hidden": (_rows_hidden, accepted(*at("XL-174", f"{PUBLIC}!A8", f"{PUBLIC}!A11"))),
    "columns-hidden": (_column_hidden, accepted(*at("XL-174", f"{PUBLIC}!B1"))),
    "rows-below-hidden": (_rows_below_hidden, accepted()),
    "sheet-hidden": (
        lambda book: book.swap(WORKBOOK, f'name="{PUBLIC}"', f'name="{PUBLIC}" state="hidden"'),
        needs_fix(*at("XL-186", PUBLIC)),
    ),
    "comment": (partial(_commented, "B8"), accepted(*at("XL-175", f"{PUBLIC}!B8"))),
    "comment-outside": (partial(_commented, "K20"), accepted()),
    "comment-threaded": (_threaded, accepted(*at("XL-175", f"{PUBLIC}!B8"))),
    "external-formula": (
        partial(_put, f"{PUBLIC}!B8", formula("[1]Sheet1!$A$1", "18")),
        accepted(*at("XL-127", f"{PUBLIC}!B8"), *at("XL-176", f"{PUBLIC}!B8")),
    ),
    "external-formula-on-a-drive": (
        partial(_put, f"{PUBLIC}!B8", formula("'D:\\[预算.xlsx]Sheet1'!A1", "18")),
        accepted(*at("XL-127", f"{PUBLIC}!B8"), *at("XL-176", f"{PUBLIC}!B8")),
    ),
    "external-formula-in-a-total": (
        partial(_put, f"{PUBLIC}!B5", formula("[1]Sheet1!$A$1", "48.4")),
        accepted(*at("XL-131", f"{PUBLIC}!B5")),
    ),
    "inputs-merged": (partial(_merge, "B8:C8"), needs_fix(*at("XL-180", f"{PUBLIC}!C8"))),
    "input-merged-into-its-label": (
        partial(_merge, "A8:B8"), needs_fix(*at("XL-180", f"{PUBLIC}!B8"))
    ),
    "form-merged": (
        partial(_merge, "A1:XFD1048576"),
        needs_fix(*at("XL-180", *(f"{PUBLIC}!{col}{row}" for row in (5, 6) for col in "BCD"))),
    ),
    "merged-outside": (partial(_merge, "H7:J9"), accepted()),
    "merged-nowhere": (partial(_merge, "B8:!"), rejected("XL-105", "bounds")),
    "external-link-unused": (_external_link, accepted()),
    "text-outside": (
        lambda book: book.beside(PUBLIC, 7, '<c r="BZ7" t="inlineStr"><is><t>待定</t></is></c>'),
        accepted(*at("XL-171", f"{PUBLIC}!BZ7")),
    ),
    "five-cells-outside": (
        partial(_cells_outside, 5),
        accepted(*at("XL-171", *(f"{PUBLIC}!BZ{row}" for row in range(1, 6)))),
    ),
    "nine-cells-outside": (
        partial(_cells_outside, 9),
        accepted(*at("XL-171", *(f"{PUBLIC}!BZ{row}" for row in range(1, 6)), PUBLIC)),
    ),
    "number-where-none-applies": (
        partial(_put, f"{ASSETS}!B9", number(5)), accepted(*at("XL-171", f"{ASSETS}!B9"))
    ),
    "dash-where-none-applies-gone": (partial(_put, f"{ASSETS}!B9", BLANK), accepted()),
    "text-where-nothing-is": (
        partial(_put, f"{INCOME}!H13", inline("5")), accepted(*at("XL-171", f"{INCOME}!H13"))
    ),
    "text-beside-the-total": (
        partial(_put, f"{BUYING}!D6", inline("共24项")), accepted(*at("XL-171", f"{BUYING}!D6"))
    ),
    "picture": (_drawn, accepted()),
    "condition": (_coloured, accepted()),
    "filter": (
        lambda book: book.swap(
            book.sheets[PUBLIC], "<mergeCells", '<autoFilter ref="A4:E10"/><mergeCells'
        ),
        accepted(),
    ),
}  # fmt: skip
