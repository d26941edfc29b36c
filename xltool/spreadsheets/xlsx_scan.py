"""One worksheet of an .xlsx workbook: every cell that holds something, each looked at once.

Programs write their cells in nearly the same way. So the cells are taken apart by regular
expressions that leave no byte out, and what stands around them is read by expat. Where a sheet is
written otherwise, ``walk`` reads the whole of it as XML: some times slower, to the same result.
"""

from __future__ import annotations

import re
from itertools import compress
from operator import call
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.raw_sheet import RawSheet
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.safe_xml import in_utf8, parse, text_of
from xltool.spreadsheets.xlsx_walk import SheetMarks, walk_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xlsx_cells import Take, XlsxCellReader
    from xltool.values.cell_values import Raw

_NUMBER = (
    "(?:[1-9][0-9]{0,5}|10[0-3][0-9]{4}|104[0-7][0-9]{3}"
    "|1048[0-4][0-9]{2}|10485[0-6][0-9]|104857[0-6])"
)
"""The rows there are."""
_TOKEN = re.compile(
    f'<(?:c|(row)) r="((?(1)|[A-Z]{{1,2}}){_NUMBER})"([^>]*)>'
    r"(?:(?<=/>)|(?(1)|(?:(<f(?: [^>]*)?>)(?:(?<=/>)|[^<]*</f>))?"
    r"(?:<v>([^<]+)</v></c>|(<v></v>|<v ?/>)</c>|</c>"
    r'|<is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)))'
)
"""A cell, or the beginning of a row, of a sheet no wider than forms are.

What a formula says is passed over."""
_GROUPS = 8
_ATTRIBUTES = re.compile(r"""((?: [A-Za-z][\w:]*="[ !#-%'-;=-~]*")*) ?/?""", re.ASCII)
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')
_HIDDEN = re.compile(' hidden="(?:1|true)"')
_SPREAD = re.compile(r't="(?:array|dataTable)"')
_OPEN, _CLOSE, _ROW = b"<sheetData>", b"</sheetData>", b"<row "
_CHUNK = 1 << 18


class Scanner:
    """Reads the worksheets of a workbook, whose cells refer to ``terms`` and count in ``tally``."""

    def __init__(self, terms: XlsxCellReader, tally: CellBudget) -> None:
        """Begin before the first sheet."""
        self._terms, self._tally = terms, tally
        self._takes = _ConverterTable(terms)

    def scan(self, content: bytes, part: str) -> RawSheet:
        """Return the sheet that a part holds; raises as ``walk`` does."""
        before = self._tally.cells
        try:
            sheet = _OpenSheet(self._takes, self._tally).read(content, part)
        except (ValueError, LookupError, RefusedError) as odd:
            if isinstance(odd, RefusedError) and odd.rule == "XL-106":
                raise
            self._tally.cells = before
            sheet = walk_sheet(content, part, self._terms, self._tally)
        if "" in sheet.values.values():
            sheet.values = {at: value for at, value in sheet.values.items() if value != ""}
        return sheet


def _read(attributes: str) -> dict[str, str]:
    """Return the attributes of a cell or row, or of a formula, by name."""
    require(_ATTRIBUTES.fullmatch(attributes) is not None)
    found = _ATTRIBUTE.findall(attributes)
    read = dict(found)
    require("r" not in read and len(read) == len(found))
    return read


class _ConverterTable(dict[str, "Take"]):
    """What makes a value of the text in a cell, by the cell's attributes as written."""

    def __init__(self, terms: XlsxCellReader) -> None:
        """Keep what cells refer to."""
        super().__init__()
        self._terms = terms
        self.sound = set[str]()

    def __missing__(self, attributes: str) -> Take:
        """Work it out once: numbers of shared texts are looked up as they are written."""
        found = _read(attributes)
        kind = found.get("t", "n")
        take = self._terms.take(kind, found.get("s", ""))
        self[attributes] = take = take if kind == "s" else _Values(take).__getitem__
        return take

    def vouch(self, attributes: set[str]) -> None:
        """Look at those too that no value needs."""
        for unseen in attributes - self.sound:
            _read(unseen)
            self.sound.add(unseen)


class _Values(dict[str, "Raw"]):
    """The values of texts in cells as they are written, each byte one character."""

    def __init__(self, take: Take) -> None:
        """Keep what makes a value of a text."""
        super().__init__()
        self._take = take

    def __missing__(self, markup: str) -> Raw:
        """Work it out once."""
        self[markup] = value = self._take(text_of(markup.encode("latin-1")))
        return value


class _OpenSheet:
    """A sheet while it is taken apart; ValueError or LookupError where it is written otherwise."""

    def __init__(self, takes: _ConverterTable, tally: CellBudget) -> None:
        """Begin before the first row."""
        self._sheet, self._tally, self._takes = RawSheet(), tally, takes
        self._seen = set[str]()

    def read(self, content: bytes, part: str) -> RawSheet:
        """Read the part."""
        start, end = content.index(_OPEN) + len(_OPEN), content.rindex(_CLOSE)
        require(in_utf8(content[:start]))
        marks = SheetMarks(self._sheet)
        parse(content[:start] + content[end:], part, marks.start)
        require(marks.data == 1)
        for text in _chunks(content, start, end):
            require("[" not in text or not any(map(_ends_in_formula, text.split("[")[:-1])))
            self._take(text)
        return self._sheet

    def _take(self, text: str) -> None:
        """Take rows with all their cells."""
        pieces = _TOKEN.split(text)
        between, rows, places, attributes, formulas, values, empty, inline = (
            pieces[group::_GROUPS] for group in range(_GROUPS)
        )
        _require_rows(between, [*compress(between, rows), between[-1]], compress(attributes, rows))
        self._claim(places)
        self._tally.add(rows.count(None))
        kinds, tags = set(attributes), set(filter(None, formulas))
        require(not any(map(_SPREAD.search, tags)))
        self._takes.vouch({*kinds, *(tag[2:-1] for tag in tags)})
        sheet, takes = self._sheet, self._takes
        if hidden := {kind for kind in kinds if _HIDDEN.search(kind)}:
            hidden_rows = compress(places, map(hidden.__contains__, attributes))
            sheet.hidden_rows.update(int(row) - 1 for row in hidden_rows)
        for texts in (values, inline):
            made = map(takes.__getitem__, compress(attributes, texts))
            found = map(call, made, filter(None, texts))
            sheet.values.update(zip(compress(places, texts), found, strict=True))
        sheet.formulas.update(compress(places, formulas))
        results = zip(places, attributes, values, inline, empty, strict=True)
        sheet.uncached |= {
            place
            for place, kind, value, text, none in compress(results, formulas)
            if value is text is None and not (none and 't="str"' in kind)
        }

    def _claim(self, places: list[str]) -> None:
        """Hold places against each other, and against those before."""
        before = len(self._seen)
        self._seen.update(places)
        require(len(self._seen) == before + len(places))


def _require_rows(between: list[str], around: list[str], rows: Iterable[str]) -> None:
    """Require that each row ends before the next begins, and that nothing else stands between.

    ``between`` is what stands between tokens, ``around`` what stands before and after rows.
    """
    ends = ["" if row.endswith("/") else "</row>" for row in rows]
    require(around == ["", *ends])
    require(between.count("") + ends.count("</row>") == len(between))


def _ends_in_formula(text: str) -> bool:
    """Whether a formula is left open: what follows is in it, or in the attributes of it."""
    return text.startswith(("<f>", "<f "), text.rfind("<"))


def _chunks(content: bytes, start: int, end: int) -> Iterator[str]:
    """Yield what stands between two places, whole rows together, each byte one character."""
    while start < end:
        found = content.find(_ROW, start + _CHUNK, end)
        stop = end if found < 0 else found
        yield content[start:stop].decode("latin-1")
        start = stop
