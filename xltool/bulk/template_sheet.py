"""The part of one drawn sheet, taken apart where it says what is another content's elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.bulk.shared_strings import escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TypeAlias

    from xltool.bulk.recording_sheet import RecordingSheet
    from xltool.bulk.shared_strings import SharedStrings
    from xltool.values.decimal_text import Shown
    from xltool.writing.cell_writer import Place
    from xltool.writing.content import WorkbookContent

    Changes: TypeAlias = Mapping[Place, Shown]

_TAGS = re.compile(
    r'<row r="(?P<row>\d+)"[^>]*>'
    r'|<c r="(?P<cell>[A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)'
    r"|(?P<page><pageSetup [^>]*>)",
    re.DOTALL,
)
_HEAD = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d+")?')
_FORMULA = re.compile("<f>.*?</f>", re.DOTALL)
_STRING = re.compile(r' t="s"><v>(\d+)</v>')
_HEIGHT = re.compile(r' (?:ht|customHeight)="[^"]*"')
_SCALE = re.compile(r' scale="\d+"')
USUAL = 20
"""Pixels of a row whose height is not written."""


class TemplateSheetPart:
    """One sheet of a master: what it says, and its XML in pieces."""

    def __init__(self, xml: str, tab: RecordingSheet, now: WorkbookContent) -> None:
        """Take the drawn sheet apart; ``now`` is what it was drawn with."""
        self._tab = tab
        self._was = {place: shown(now) for place, shown in tab.cells.items()}
        self._was |= {place: now.get(key) for key, place in tab.facts.items()}
        self._filled = [key for key, place in tab.facts.items() if self._was[place] is not None]
        self._pieces: list[str] = []
        self._at: dict[Place | int | str, int] = {}
        self._take_apart(xml)

    def _take_apart(self, xml: str) -> None:
        places = {address(*place): place for place in self._was}
        end = 0
        for found in _TAGS.finditer(xml):
            where = self._where(found, places)
            if where is not None:
                self._pieces += [xml[end : found.start()], found[0]]
                self._at[where] = len(self._pieces) - 1
                end = found.end()
        self._pieces.append(xml[end:])

    def _where(self, found: re.Match[str], places: Mapping[str, Place]) -> Place | int | str | None:
        if found["cell"]:
            return places.get(found["cell"])
        if found["row"]:
            row = int(found["row"]) - 1
            return row if row in self._tab.tall else None
        return "page" if self._tab.percent else None

    def strings(self) -> Iterator[tuple[Place, int]]:
        """Yield the cells that refer to a shared string, and its number."""
        for place in self._was:
            if found := _STRING.search(self._pieces[self._at[place]]):
                yield place, int(found[1])

    def was(self, place: Place) -> Shown:
        """Return what a cell says in the master."""
        return self._was[place]

    def refers(self, value: Shown, place: Place) -> bool:
        """Whether a cell refers to a shared string when it says ``value``."""
        formula = "<f>" in self._pieces[self._at[place]]
        return isinstance(value, str) and value != "" and not formula

    def changes(self, now: WorkbookContent) -> dict[Place, Shown]:
        """Return the cells that say something else with another content, and what."""
        told = {place: shown(now) for place, shown in self._tab.cells.items()}
        for key in self._filled:
            told[self._tab.facts[key]] = now.get(key)
        for key, value in now.entered():
            if key in self._tab.facts:
                told[self._tab.facts[key]] = value
        return {place: value for place, value in told.items() if value != self._was[place]}

    def rows(self, rows: Collection[int], now: WorkbookContent) -> dict[int, float]:
        """Return those of the rows that have another height, and that height."""
        tall = {row: self._tab.tall[row](now) for row in rows if row in self._tab.tall}
        return {row: each for row, each in tall.items() if each != self._tab.heights[row]}

    def xml(self, changes: Changes, rows: Mapping[int, float], strings: SharedStrings) -> str:
        """Return the part with other values and heights."""
        pieces = list(self._pieces)
        for place, value in changes.items():
            pieces[self._at[place]] = _cell(pieces[self._at[place]], value, strings)
        for row, height in rows.items():
            pieces[self._at[row]] = _row(pieces[self._at[row]], height)
        if rows and self._tab.percent:
            heights = self._tab.heights | dict(rows)
            percent = self._tab.percent([heights[row] for row in sorted(heights)])
            page = self._at["page"]
            pieces[page] = _SCALE.sub(f' scale="{percent}"', pieces[page])
        return "".join(pieces)


def _cell(old: str, value: Shown, strings: SharedStrings) -> str:
    head, formula = _HEAD.match(old), _FORMULA.search(old)
    assert head is not None
    held = float(value) if isinstance(value, Decimal) else value
    if formula:
        kind = ' t="str"' if isinstance(held, str) and held else ""
        shown = escaped(held) if isinstance(held, str) else "" if held is None else str(held)
        return f"{head[0]}{kind}>{formula[0]}<v>{shown}</v></c>"
    if held is None or held == "":
        return f"{head[0]}/>"
    if isinstance(held, str):
        return f'{head[0]} t="s"><v>{strings.number(held)}</v></c>'
    return f"{head[0]}><v>{held:.16G}</v></c>"


def _row(old: str, height: float) -> str:
    pixels = int(height * 4.0 / 3.0 + 0.5)
    plain = _HEIGHT.sub("", old).removesuffix(">")
    said = f' ht="{pixels * 0.75:.16g}" customHeight="1"' if pixels != USUAL else ""
    return f"{plain}{said}>"
