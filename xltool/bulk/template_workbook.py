"""A drawn workbook that is written anew with other contents, part by part."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltool.bulk.recording_sheet import RecordingSheet
from xltool.bulk.shared_strings import SharedStrings, held, items
from xltool.bulk.template_sheet import TemplateSheetPart
from xltool.writing.content import PlaceholderNames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from xltool.values.decimal_text import Shown
    from xltool.writing.cell_writer import Place, WorksheetWriter
    from xltool.writing.content import WorkbookContent

    Changed: TypeAlias = Mapping[str, dict[Place, Shown]]
    """What is said elsewhere, by sheet and cell."""

STRINGS = "xl/sharedStrings.xml"
SMALL, QUICK = 6, 3
"""How hard to compress: what is made once, and what is made for each."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: the same content gives the same bytes."""
_REFERENCE = re.compile(r' t="s"><v>(\d+)</v>')


class TemplateWorkbook:
    """A workbook whose parts can be written with other contents than it was drawn with."""

    def __init__(
        self, package: BytesIO, tabs: Sequence[WorksheetWriter], now: WorkbookContent
    ) -> None:
        """Take the drawn package, its sheets in order, and what they were drawn with."""
        with ZipFile(package) as packed:
            self._parts = {name: packed.read(name) for name in packed.namelist()}
        self._sheets = {
            name: TemplateSheetPart(self._parts[name].decode(), tab, now)
            for name, tab in ((f"xl/worksheets/sheet{n}.xml", tab) for n, tab in enumerate(tabs, 1))
            if isinstance(tab, RecordingSheet)
        }
        self._named = {
            name: self._parts[name].decode()
            for name in self._parts
            if name not in self._sheets
            and name != STRINGS
            and now.words.has(self._parts[name].decode())
        }
        self._items = items(self._parts[STRINGS].decode())
        self._uses = Counter(
            int(number)
            for name, part in self._parts.items()
            if name.startswith("xl/worksheets/")
            for number in _REFERENCE.findall(part.decode())
        )
        self._own = self._owned()
        self._rest: dict[frozenset[str], bytes] = {}

    def _owned(self) -> dict[int, list[tuple[str, Place]]]:
        """Return the strings that only cells with something else to say refer to, and who does."""
        found: dict[int, list[tuple[str, Place]]] = {}
        for name, sheet in self._sheets.items():
            for place, number in sheet.strings():
                found.setdefault(number, []).append((name, place))
        return {number: at for number, at in found.items() if len(at) == self._uses[number]}

    def stamped(self, now: WorkbookContent) -> bytes:
        """Return the package that says what ``now`` says."""
        changed = {name: sheet.changes(now) for name, sheet in self._sheets.items()}
        rows = {
            name: sheet.rows({row for row, _ in changed[name]}, now)
            for name, sheet in self._sheets.items()
        }
        strings = self._exchanged(changed)
        parts = {
            name: sheet.xml(changed[name], rows[name], strings)
            for name, sheet in self._sheets.items()
            if changed[name] or rows[name]
        }
        names = PlaceholderNames({sign: held(name) for sign, name in now.words.names.items()})
        parts |= {name: names.with_names(text) for name, text in self._named.items()}
        return self._packed(parts | {STRINGS: strings.xml(self._referring(changed))})

    def _exchanged(self, changed: Changed) -> SharedStrings:
        """Let new texts stand where old ones stood, so that the cells need not change."""
        strings = SharedStrings(self._items)
        for number, spots in self._own.items():
            moved = [place in changed[name] for name, place in spots]
            said = {
                changed[name].get(place, self._sheets[name].was(place)) for name, place in spots
            }
            text = next(iter(said))
            if any(moved) and len(said) == 1 and isinstance(text, str) and text:
                strings.put(number, text)
                for name, place in spots:
                    del changed[name][place]
            elif all(moved):
                strings.put(number, "")
        return strings

    def _referring(self, changed: Changed) -> int:
        """Return how many cells refer to a string, when cells have changed."""
        uses = sum(self._uses.values())
        for name, cells in changed.items():
            sheet = self._sheets[name]
            uses += sum(sheet.refers(value, place) for place, value in cells.items())
            uses -= sum(sheet.refers(sheet.was(place), place) for place in cells)
        return uses

    def _packed(self, parts: Mapping[str, str]) -> bytes:
        """Return the package: what did not change as it was compressed, then what did."""
        names = frozenset(parts)
        if names not in self._rest:
            rest = {name: part for name, part in self._parts.items() if name not in names}
            self._rest[names] = _package(b"", rest, SMALL)
        anew = {name: parts[name].encode() for name in self._parts if name in names}
        return _package(self._rest[names], anew, QUICK)


def _package(before: bytes, parts: Mapping[str, bytes], effort: int) -> bytes:
    whole = BytesIO(before)
    with ZipFile(whole, "a", ZIP_DEFLATED, compresslevel=effort) as packed:
        for name, part in parts.items():
            member = ZipInfo(name, EARLIEST)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            packed.writestr(member, part)
    return whole.getvalue()
