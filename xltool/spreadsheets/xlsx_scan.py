"""One worksheet of an .xlsx workbook: every cell that holds something, each looked at once.

There are two ways to read the XML of a sheet, because cells are nearly all of a file, and calling
Python for each of their elements is slow. Programs write cells alike: a ``<row>`` (ECMA-376 Part 1
§18.3.1.73) of ``<c>`` (§18.3.1.4), each with a formula ``<f>`` (§18.3.1.40), a value ``<v>``, an
inline text or nothing. So one regular expression cuts up the sheet, and columns of its groups are
worked on as wholes. It may only do so where nothing can be overlooked: between two cells there may
be nothing but the ends of rows, every attribute must have the usual form, and what is around the
cells is read by expat. Where any of that fails, ``walk_sheet`` reads the whole sheet as XML,
however it is written, in five times the time; it alone reports what is wrong with a sheet.

Both ways give the same result or refusal: ``tests/test_worksheet.py`` holds that for random sheets,
each read as it is and once more with a blank that only ``walk_sheet`` accepts.
"""

from __future__ import annotations

import re
from itertools import compress, repeat
from operator import call, eq, or_
from string import ascii_uppercase
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import SIGNS_OF_CALLS
from xltool.spreadsheets.raw_sheet import RawSheet
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.safe_xml import decode_text, is_utf8, parse_xml
from xltool.spreadsheets.xlsx_marks import SheetMarks
from xltool.spreadsheets.xlsx_walk import walk_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xlsx_cells import Converter, XlsxCellReader
    from xltool.values.cell_values import Raw

_ROW_NUMBER = (
    "(?:[1-9][0-9]{0,5}|10[0-3][0-9]{4}|104[0-7][0-9]{3}"
    "|1048[0-4][0-9]{2}|10485[0-6][0-9]|104857[0-6])"
)
"""1 to 1,048,576, the rows that a sheet has."""
_TOKEN = re.compile(
    rf"""
    <(?:c|(row))                                  # 1: a row, or else a cell
    \ r="((?(1)|[A-Z]{{1,2}}){_ROW_NUMBER})"      # 2: its place, no further right than forms are
    ([^>]*)>                                      # 3: its other attributes
    (?: (?<=/>) | (?(1) |                         # that is all of an empty cell, and of a row
        (<f(?:\ [^>]*)?>                         # 4: a formula
            (?: (?<=/>) | [^<]*</f> ) )?
        (?: <v>([^<]+)</v></c>                    # 5: a value
          | (<v></v>|<v\ ?/>)</c>                 # 6: an empty value
          | </c>
          | <is><t(?:\ xml:space="preserve")?>
            ([^<]*)</t></is></c> ) ) )            # 7: an inline text
    """,
    re.VERBOSE,
)
"""A cell, or the beginning of a row."""
_STEP = 8  # pieces from one token to the next: what stands between them, and seven groups
_ATTRIBUTES = re.compile(r"""((?: [A-Za-z][\w:]*="[ !#-%'-;=-~]*")*) ?/?""", re.ASCII)
"""Attributes of printable ASCII without references and ``<``, as programs write all that matter."""
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')
_HIDDEN = re.compile(' (?:hidden="(?:1|true)"|ht="0(?:\\.0*)?")')
_STYLE = re.compile(' s="([^"]*)"')
_RICH_VALUE = re.compile(' vm="([^"]*)"')
_SPREADS = re.compile(r't="(?:array|dataTable)"')
_OPEN, _CLOSE, _ROW = b"<sheetData>", b"</sheetData>", b"<row "
_MARK = 3  # bytes of a byte order mark, which may stand before the XML declaration
_CLOSER_LOOK = ("[", "&#")
_CHUNK = 1 << 18
"""Bytes that are cut up at a time, so that memory does not grow with the sheet."""


class WorksheetScanner:
    """Reads the worksheets of one workbook; cells of all of them count in ``cell_budget``."""

    def __init__(
        self, cell_reader: XlsxCellReader, cell_budget: CellBudget, *, short: bool = True
    ) -> None:
        """Begin before the first sheet; without ``short`` all are read as XML."""
        self._short = short
        self._cell_reader, self._cell_budget = cell_reader, cell_budget
        self._converters = _ConverterTable(cell_reader)

    def scan(self, content: bytes, part: str) -> RawSheet:
        """Return the sheet that a part holds; raises as ``walk_sheet`` does."""
        before = self._cell_budget.cells
        try:
            require(self._short)
            sheet = _SheetScan(self._converters, self._cell_budget).read(content, part)
        except (ValueError, LookupError, RefusedError) as error:
            if isinstance(error, RefusedError) and error.rule == "XL-106":
                raise
            self._cell_budget.cells = before
            sheet = walk_sheet(content, part, self._cell_reader, self._cell_budget)
        if "" in sheet.values.values():
            sheet.values = {at: value for at, value in sheet.values.items() if value != ""}
        sheet.struck &= sheet.values.keys()
        return sheet


def _parse_attributes(markup: str) -> dict[str, str]:
    """Return the attributes of a cell or row, or of a formula, by name; ValueError if unusual."""
    require(_ATTRIBUTES.fullmatch(markup) is not None)
    found = _ATTRIBUTE.findall(markup)
    attributes = dict(found)
    require("r" not in attributes and len(attributes) == len(found))
    require(not any(name.startswith("xmlns") for name in attributes))
    return attributes


class _ConverterTable(dict[str, "Converter"]):
    """What makes a value of the text in a cell, by the cell's attributes as written.

    A sheet has thousands of cells and a dozen different attributes, so each is parsed once.
    """

    def __init__(self, cell_reader: XlsxCellReader) -> None:
        """Keep what cells refer to."""
        super().__init__()
        self.cell_reader = cell_reader
        self._usual = set[str]()

    def __missing__(self, markup: str) -> Converter:
        """Find it once; numbers of shared texts are looked up as they are written."""
        attributes = _parse_attributes(markup)
        kind = attributes.get("t", "n")
        convert = self.cell_reader.converter(kind, attributes.get("s", ""))
        self[markup] = found = convert if kind == "s" else _ValueTable(convert).__getitem__
        return found

    def require_usual(self, markups: set[str]) -> None:
        """Check those attributes too that no value needs; ValueError if they are unusual."""
        for markup in markups - self._usual:
            _parse_attributes(markup)
            self._usual.add(markup)


class _ValueTable(dict[str, "Raw"]):
    """The values of texts in cells as they are written, each byte one character."""

    def __init__(self, convert: Converter) -> None:
        """Keep what makes a value of a text."""
        super().__init__()
        self._convert = convert

    def __missing__(self, markup: str) -> Raw:
        """Convert it once."""
        self[markup] = value = self._convert(decode_text(markup.encode("latin-1")))
        return value


class _SheetScan:
    """A sheet while it is cut up; ValueError or LookupError where it is not written as usual."""

    def __init__(self, converters: _ConverterTable, cell_budget: CellBudget) -> None:
        """Begin before the first row."""
        self._sheet, self._cell_budget, self._converters = RawSheet(), cell_budget, converters
        self._cell_reader = converters.cell_reader
        self._seen = set[str]()

    def read(self, content: bytes, part: str) -> RawSheet:
        """Read the part."""
        start, end = content.index(_OPEN) + len(_OPEN), content.rindex(_CLOSE)
        require(is_utf8(content[:start]))
        frame = content[:start] + content[end:]
        marks = SheetMarks(self._sheet, part, frame)
        # What looks like the beginning of cells may stand in a comment, or an instruction.
        require(b"<!" not in frame and frame.rfind(b"<?") <= _MARK)
        parse_xml(frame, part, marks.start, marks.end)
        require(marks.data == 1)
        capitals = content[start:end].upper()
        require(not any(sign in capitals for sign in SIGNS_OF_CALLS))
        for text in _chunks(content, start, end):
            # A formula with a bracket may refer to another workbook, one with a reference such as
            # "&#82;" may call anything: such formulas are not looked at here.
            for sign in _CLOSER_LOOK:
                require(sign not in text or not any(map(_ends_in_formula, text.split(sign)[:-1])))
            self._read_rows(text)
        return self._sheet

    def _read_rows(self, text: str) -> None:
        """Read rows with all their cells, a column of pieces at a time."""
        pieces = _TOKEN.split(text)
        between, rows, places, attributes, formulas, values, empty, inline = (
            pieces[group::_STEP] for group in range(_STEP)
        )
        # Nothing may be overlooked, stand twice, or be written in an unusual way.
        around_rows = [*compress(between, rows), between[-1]]
        _require_rows(between, around_rows, compress(attributes, rows))
        _require_places(rows, places)
        self._claim(places)
        self._cell_budget.add(rows.count(None))
        kinds = set(attributes)
        tags = {element[: element.index(">") + 1] for element in filter(None, formulas)}
        require(not any(map(_SPREADS.search, tags)))  # further cells belong to such a formula
        self._converters.require_usual({*kinds, *(tag[2:-1] for tag in tags)})
        sheet, converters = self._sheet, self._converters
        if hidden := {kind for kind in kinds if _HIDDEN.search(kind)}:
            hidden_rows = compress(places, map(hidden.__contains__, attributes))
            sheet.hidden_rows.update(int(row) - 1 for row in hidden_rows)
        self._read_marks(kinds, zip(places, attributes, values, strict=True))
        # Each value by the converter that the attributes of its cell select.
        for texts in (values, inline):
            selected = map(converters.__getitem__, compress(attributes, texts))
            found = map(call, selected, filter(None, texts))
            sheet.values.update(zip(compress(places, texts), found, strict=True))
        # A formula without a value was not calculated; an empty text is a value.
        with_formula = list(compress(places, formulas))
        sheet.formulas.update(with_formula)
        elements = list(filter(None, formulas))
        size = sum(map(len, elements))
        sheet.stored_formulas.keep(zip(with_formula, elements, strict=True), size)
        results = zip(places, attributes, values, inline, empty, strict=True)
        sheet.uncached |= {
            place
            for place, kind, value, text, none in compress(results, formulas)
            if value is text is None and not (none and 't="str"' in kind)
        }

    def _read_marks(self, kinds: set[str], cells: Iterable[tuple[str, str, str | None]]) -> None:
        """Find pictures and struck-out texts; nothing is done where the workbook has none.

        ``cells`` are place, attributes and value of each cell and row.
        """
        reader, sheet = self._cell_reader, self._sheet
        struck = _with_attribute(kinds, _STYLE, reader.struck_styles)
        pictures = _with_attribute(kinds, _RICH_VALUE, reader.pictures)
        if not struck and not pictures and not reader.struck_texts:
            return
        for place, kind, value in cells:
            if kind in pictures:
                sheet.pictures.add(place)
            if kind in struck or (value in reader.struck_texts and ' t="s"' in kind):
                sheet.struck.add(place)

    def _claim(self, places: list[str]) -> None:
        """Require that no row or cell comes twice, neither here nor before."""
        before = len(self._seen)
        self._seen.update(places)
        require(len(self._seen) == before + len(places))


def _with_attribute(
    kinds: set[str], attribute: re.Pattern[str], wanted: frozenset[str]
) -> set[str]:
    """Return those of ``kinds`` whose attribute has a value that is wanted."""
    if not wanted:
        return set()
    found = ((kind, attribute.search(kind)) for kind in kinds)
    return {kind for kind, value in found if value and value[1] in wanted}


def _require_rows(between: list[str], around: list[str], rows: Iterable[str]) -> None:
    """Require that each row ends before the next begins, and that nothing else stands between.

    ``between`` is what stands between tokens, ``around`` what stands before and after rows, and
    ``rows`` their attributes: a row without cells may have no end tag.
    """
    ends = ["" if row.endswith("/") else "</row>" for row in rows]
    require(around == ["", *ends])
    require(between.count("") + ends.count("</row>") == len(between))


def _require_places(rows: list[str], places: list[str]) -> None:
    """Require that each cell is one of its row: of others some programs believe the row."""
    numbers = list(map(str.lstrip, places, repeat(ascii_uppercase)))
    require(all(map(or_, map(bool, rows[1:]), map(eq, numbers[1:], numbers))))


def _ends_in_formula(text: str) -> bool:
    """Whether a formula is left open: what follows is in it, or in the attributes of it."""
    return text.startswith(("<f>", "<f "), text.rfind("<"))


def _chunks(content: bytes, start: int, end: int) -> Iterator[str]:
    """Yield what stands between two places, whole rows together, each byte one character.

    UTF-8 is not decoded here, for most texts come often and the tables decode each of them once.
    """
    while start < end:
        found = content.find(_ROW, start + _CHUNK, end)
        stop = end if found < 0 else found
        yield content[start:stop].decode("latin-1")
        start = stop
