"""What stands above and below a table: title, subtitle, measure, notes, paper; years as blanks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.draft.sheet_tables import INDEX_WORD, is_numbering, notes_below
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.draft.sheet_tables import SheetTable
    from xltool.draft.source_sheet import SourceSheet

LONGEST_SHEET_NAME = 20
USUAL_HEIGHT = 22.0
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")
_NAMED_YEAR = re.compile(r"(?<![\d.-])(20\d\d)(?![\d.-])")
_MEASURE = re.compile(r"单位[:：].*元|元$|截止|截至")
_OWNER = re.compile(r".*?(?:单位|部门)(?:名称|（公章）|（盖章）)?[:：]")
_AFTER_OWNER = re.compile(r"[\u3000 ]+[^\u3000 :：]+[:：].*$")
_CODE_AND_NAME = re.compile(r"\d+ \S+")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
ENTITY = "{code} {short}"


@dataclass(frozen=True, slots=True)
class Years:
    """The year that an official workbook is about, as it writes it; empty when it names none."""

    period: str

    def blanks(self, text: str) -> str:
        """Return a text with blanks for the years: ``2021年预算数`` as ``{period}年预算数``."""
        if not self.period:
            return text
        previous = str(int(self.period) - 1)
        names = {self.period: "{period}", previous: "{previous}"}
        return _NAMED_YEAR.sub(lambda match: names.get(match[1], match[1]), text)


def years_of(sheets: Iterable[SourceSheet]) -> Years:
    """Return the latest year that several workbooks' sheets name, else any that they name."""
    found = Counter(
        year
        for sheet in sheets
        for cell in sheet.cells.values()
        for year in _YEAR.findall(cell.text)
    )
    return Years(max(found, default=""))


@dataclass(slots=True)
class PrintedTexts:
    """Keys of a template that do not depend on its columns, and what was guessed of them."""

    keys: dict[str, object] = field(default_factory=dict)
    todo: list[Bilingual] = field(default_factory=list)


def printed_texts(
    sheet: SourceSheet, tables: Sequence[SheetTable], years: Years, taken: Iterable[str]
) -> PrintedTexts:
    """Return what a template says besides its bands. ``taken`` are sheet names of other forms."""
    found = PrintedTexts()
    found.keys["sheet"] = _sheet_name(sheet.name, set(taken), found.todo)
    _read_titles(sheet, tables[0].head, years, found)
    _read_notes(sheet, tables[-1].end, years, found)
    first = tables[0]
    if first.numbers is not None and is_numbering(sheet, first.numbers):
        words = [t for t in sheet.texts(first.numbers) if not squeezed(t)[:1].isdecimal()]
        found.keys["index"] = words[0] if words else INDEX_WORD
    heights = [
        round(sheet.heights[row], 2)
        for table in tables
        for row in table.lines
        if row in sheet.heights
    ]
    usual = max(dict.fromkeys(heights), key=heights.count, default=USUAL_HEIGHT)
    if usual != USUAL_HEIGHT:
        found.keys["row_height"] = usual
    if sheet.portrait:
        found.keys["paper"] = "portrait"
    if sheet.fits_page:
        found.keys["fit"] = True
    return found


def _sheet_name(name: str, taken: set[str], todo: list[Bilingual]) -> str:
    short = re.sub(r"[\[\]:*?/\\']", "", name)[:LONGEST_SHEET_NAME].strip() or "Sheet"
    unique, number = short, 2
    while unique in taken:
        unique, number = f"{short[: LONGEST_SHEET_NAME - 3]}{number}", number + 1
    if unique != name:
        todo.append(Bilingual("工作表名有改动", "the name of the sheet was changed"))
    return unique


def _read_titles(sheet: SourceSheet, head: int, years: Years, found: PrintedTexts) -> None:
    rows = range(sheet.printed.top, head)
    texts = [text for row in rows for text in sheet.texts(row) if not text.startswith("=")]
    if not texts:
        found.todo.append(Bilingual("表上没有标题", "the sheet has no title"))
    title, *others = texts or [sheet.name]
    found.keys["title"] = years.blanks(title)
    measures = [text for text in others if _MEASURE.search(squeezed(text))]
    rest = [text for text in others if text not in measures]
    found.keys["subtitle"] = _subtitle(rest[0] if rest else "", years)
    kept = [*rest[:1], *(measures[-1:] or rest[1:2])]
    if len(kept) > bool(rest):
        found.keys["measure"] = years.blanks(kept[-1])
    if len(kept) < len(others):
        found.todo.append(
            Bilingual("标题下还有别的文字没有起草", "more texts below the title are not drafted")
        )


def _subtitle(text: str, years: Years) -> str:
    """Return a subtitle that names the entity: ``编制单位：`` with its code and name."""
    owner = _OWNER.match(text)
    if owner:
        after = _AFTER_OWNER.search(text, owner.end())
        return owner.group() + ENTITY + years.blanks(after.group() if after else "")
    if not text or _CODE_AND_NAME.fullmatch(text):
        return ENTITY
    return years.blanks(text)


def _read_notes(sheet: SourceSheet, end: int, years: Years, found: PrintedTexts) -> None:
    notes = []
    for _, text in notes_below(sheet, end):
        if not text.startswith("="):
            notes.append(years.blanks(text))
        elif quoted := max(_QUOTED.findall(text), key=len, default=""):
            found.keys["empty"] = years.blanks(quoted.replace('""', '"'))
    if notes:
        found.keys["notes"] = notes
