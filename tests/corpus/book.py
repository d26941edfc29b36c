"""A workbook as parts that can be edited: change one thing in its XML, leave the rest as it was."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
CUSTOM = "docProps/custom.xml"


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: its type and what stands inside it, as XML."""

    kind: str
    inner: str


def number(text: float | str) -> Content:
    """A number as it is stored; any text, to store what is none."""
    return Content("n", f"<v>{text}</v>")


def inline(text: str) -> Content:
    """A text that stands in the cell itself."""
    return Content("inlineStr", f'<is><t xml:space="preserve">{escape(text)}</t></is>')


def error(text: str) -> Content:
    """An error value."""
    return Content("e", f"<v>{text}</v>")


def boolean(*, value: bool) -> Content:
    """TRUE or FALSE."""
    return Content("b", f"<v>{value:d}</v>")


def formula(text: str, result: str | None = None, kind: str = "n") -> Content:
    """A formula with its stored result, if any."""
    stored = "" if result is None else f"<v>{escape(result)}</v>"
    return Content(kind, f"<f>{escape(text)}</f>{stored}")


BLANK = Content("", "")


class Book:
    """The parts of an .xlsx by name; cells are named ``收支总表!B6``. Editing returns the book."""

    def __init__(self, data: bytes) -> None:
        """Unpack ``data``."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def data(self, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        """Pack the parts."""
        return packed(self.parts, method)

    def text(self, part: str) -> str:
        """Return a part as text."""
        return self.parts[part].decode()

    def put(self, part: str, content: str | bytes) -> Self:
        """Replace or add a part."""
        self.parts[part] = content.encode() if isinstance(content, str) else content
        return self

    def drop(self, *parts: str) -> Self:
        """Remove parts, and nothing that refers to them."""
        for part in parts:
            del self.parts[part]
        return self

    def swap(self, part: str, old: str, new: str, count: int = -1) -> Self:
        """Replace text in a part, where it must occur."""
        text = self.text(part)
        assert old in text, (part, old)
        return self.put(part, text.replace(old, new, count))

    def sub(
        self, part: str, pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 0
    ) -> Self:
        """Replace a pattern in a part, where it must occur."""
        text, found = re.subn(pattern, new, self.text(part), count=count)
        assert found, (part, pattern)
        return self.put(part, text)

    @property
    def sheets(self) -> Mapping[str, str]:
        """The part of each sheet by its name."""
        names = re.findall('<sheet name="([^"]*)"', self.text(WORKBOOK))
        return {name: f"xl/worksheets/sheet{n}.xml" for n, name in enumerate(names, 1)}

    @property
    def cell_parts(self) -> list[str]:
        """Every worksheet's part."""
        return list(self.sheets.values())

    def cell(self, at: str, content: Content) -> Self:
        """Put something into a cell that the form has; its style stays."""
        sheet, _, address = at.partition("!")
        kind = f' t="{content.kind}"' if content.kind not in {"", "n"} else ""
        closed = f"{kind}>{content.inner}</c>" if content.inner else f"{kind}/>"
        pattern = rf'(<c r="{address}"(?: s="\d+")?)(?: t="\w+")?(?:/>|>.*?</c>)'
        return self.sub(self.sheets[sheet], pattern, rf"\1{_literal(closed)}", 1)

    def share(self, text: str) -> Content:
        """Add a shared string; return a cell that shows it."""
        return self.share_xml(f'<t xml:space="preserve">{escape(text)}</t>')

    def share_xml(self, inner: str) -> Content:
        """Add a shared string written as XML."""
        count = self.text(STRINGS).count("<si>")
        self.swap(STRINGS, "</sst>", f"<si>{inner}</si></sst>")
        return Content("s", f"<v>{count}</v>")

    def type(self, at: str, text: str) -> Self:
        """Put a text into a cell as Excel stores it."""
        return self.cell(at, self.share(text))

    def rows(self, sheet: str, xml: str) -> Self:
        """Append rows below the last one."""
        return self.swap(self.sheets[sheet], "</sheetData>", f"{xml}</sheetData>")

    def beside(self, sheet: str, row: int, xml: str) -> Self:
        """Append cells at the end of a row."""
        return self.sub(
            self.sheets[sheet], rf'(<row r="{row}" .*?)(</row>)', rf"\1{_literal(xml)}\2", 1
        )

    def meta(self, key: str, value: str) -> Self:
        """Change a value in the ``_meta`` sheet."""
        return self.cell(f"_meta!B{self._meta_row(key)}", self.share(value))

    def _meta_row(self, key: str) -> int:
        strings = re.findall("<si><t[^>]*>(.*?)</t></si>", self.text(STRINGS), re.DOTALL)
        cells = re.findall(r'<c r="A(\d+)" t="s"><v>(\d+)</v></c>', self.text(self.sheets["_meta"]))
        return next(int(row) for row, index in cells if strings[int(index)] == key)


def _literal(text: str) -> str:
    """Return a replacement that stands for itself."""
    return text.replace("\\", "\\\\")


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into a zip; the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()
