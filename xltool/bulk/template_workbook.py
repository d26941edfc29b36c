"""A drawn workbook from which others are written by replacing bytes, part by part.

Parts in which nothing differs are copied compressed; a new text that stands where one other text
stood everywhere takes its place among the shared strings, so that no cell need be touched.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltool.bulk.recording_sheet import RecordingSheet
from xltool.bulk.shared_strings import SharedStrings, escape_string, split_items
from xltool.bulk.template_sheet import STRING_REFERENCE, TemplateSheetPart
from xltool.writing.content import PlaceholderNames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from xltool.values.decimal_text import Shown
    from xltool.writing.cell_writer import Place, WorksheetWriter
    from xltool.writing.content import WorkbookContent

    Changed: TypeAlias = Mapping[str, dict[Place, Shown]]
    """The cells that show something else than in the template, by the name of the sheet's part."""

STRINGS = "xl/sharedStrings.xml"
TEMPLATE_LEVEL, ENTITY_LEVEL = 6, 3
"""Levels of compression: of what is compressed once, and of what is for each entity."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: the same content gives the same bytes."""


class TemplateWorkbook:
    """A workbook whose parts can be written with other contents than it was drawn with."""

    def __init__(
        self, package: BytesIO, sheets: Sequence[WorksheetWriter], content: WorkbookContent
    ) -> None:
        """Take the drawn package, its sheets in order, and what they were drawn with."""
        with ZipFile(package) as opened:
            self._parts = {name: opened.read(name) for name in opened.namelist()}
        self._sheets = {
            name: TemplateSheetPart(self._parts[name].decode(), sheet, content)
            for number, sheet in enumerate(sheets, start=1)
            for name in (f"xl/worksheets/sheet{number}.xml",)
            if isinstance(sheet, RecordingSheet)
        }
        others = self._parts.keys() - self._sheets.keys() - {STRINGS}
        texts = {name: self._parts[name].decode() for name in self._parts if name in others}
        self._named = {name: text for name, text in texts.items() if content.words.has(text)}
        self._items = split_items(self._parts[STRINGS].decode())
        self._uses = Counter(
            int(number)
            for name, part in self._parts.items()
            if name.startswith("xl/worksheets/")
            for number in STRING_REFERENCE.findall(part.decode())
        )
        self._replaceable = self._replaceable_strings()
        self._unchanged: dict[frozenset[str], bytes] = {}

    def _replaceable_strings(self) -> dict[int, list[tuple[str, Place]]]:
        """Return the strings to which only cells refer that can change, each with these cells."""
        found: dict[int, list[tuple[str, Place]]] = {}
        for name, sheet in self._sheets.items():
            for place, number in sheet.string_cells():
                found.setdefault(number, []).append((name, place))
        return {number: at for number, at in found.items() if len(at) == self._uses[number]}

    def package_for(self, content: WorkbookContent) -> bytes:
        """Return the bytes of the workbook that shows ``content``."""
        changed = {name: sheet.changes(content) for name, sheet in self._sheets.items()}
        heights = {
            name: sheet.height_changes({row for row, _ in changed[name]}, content)
            for name, sheet in self._sheets.items()
        }
        strings = self._replace_strings(changed)
        names = content.words.names.items()
        words = PlaceholderNames({sign: escape_string(name) for sign, name in names})
        parts = {
            name: sheet.xml(changed[name], heights[name], strings, words)
            for name, sheet in self._sheets.items()
            if changed[name] or heights[name] or sheet.has_footer
        }
        parts |= {name: words.with_names(text) for name, text in self._named.items()}
        return self._pack(parts | {STRINGS: strings.xml(self._count_uses(changed))})

    def _replace_strings(self, changed: Changed) -> SharedStrings:
        """Return the strings with new texts in place of old ones; drop the cells this changes.

        A string stays when not all of its cells change. When all do, but not to one text, it is
        emptied: no workbook may hold a text that belongs to another entity's.
        """
        strings = SharedStrings(self._items)
        for number, cells in self._replaceable.items():
            moved = [place in changed[name] for name, place in cells]
            values = {
                changed[name].get(place, self._sheets[name].template_value(place))
                for name, place in cells
            }
            text = next(iter(values))
            if any(moved) and len(values) == 1 and isinstance(text, str) and text:
                strings.replace(number, text)
                for name, place in cells:
                    del changed[name][place]
            elif all(moved):
                strings.replace(number, "")
        return strings

    def _count_uses(self, changed: Changed) -> int:
        """Return how many cells refer to a string, when cells have changed."""
        uses = sum(self._uses.values())
        for name, cells in changed.items():
            sheet = self._sheets[name]
            uses += sum(sheet.refers_to_string(place, value) for place, value in cells.items())
            uses -= sum(sheet.refers_to_string(at, sheet.template_value(at)) for at in cells)
        return uses

    def _pack(self, parts: Mapping[str, str]) -> bytes:
        """Return the package: first what did not change, compressed once, then ``parts``.

        Entities mostly change the same parts, so the package of all others is kept.
        """
        names = frozenset(parts)
        if names not in self._unchanged:
            others = {name: part for name, part in self._parts.items() if name not in names}
            self._unchanged[names] = _append(b"", others, TEMPLATE_LEVEL)
        changed = {name: parts[name].encode() for name in self._parts if name in names}
        return _append(self._unchanged[names], changed, ENTITY_LEVEL)


def _append(package: bytes, parts: Mapping[str, bytes], level: int) -> bytes:
    """Return a zip with more parts; their headers do not depend on the time or the system."""
    target = BytesIO(package)
    with ZipFile(target, "a", ZIP_DEFLATED, compresslevel=level) as opened:
        for name, part in parts.items():
            member = ZipInfo(name, EARLIEST)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3  # Unix, also on Windows
            member.external_attr = 0o600 << 16
            opened.writestr(member, part)
    return target.getvalue()
