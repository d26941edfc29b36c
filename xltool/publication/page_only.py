"""Nothing but the page is in a file of ours (proof 1): parts, elements and attributes on a list.

The lists are short, for our documents and workbooks are written with few elements; whatever else
stands in a file was put there by somebody. Attributes hold technical words only, apart from names
of fonts and sheets. What the reader of documents finds hidden is told as well, and texts that no
cell shows: strings of a workbook that no cell refers to, values below merged cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.errors import DocumentError, RefusedError
from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.page_lists import MOST_OF_AN_ATTRIBUTE, PAGE_PARTS, THEME, PartList
from xltool.publication.proof import judged
from xltool.spreadsheets.raw_sheet import area_corners, cell_position
from xltool.spreadsheets.safe_xml import LocalNames, parse_xml
from xltool.text import squeezed
from xltool.wordfile.pdf_read import WRITER_PROPERTIES
from xltool.wordfile.read import read_document_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.publication.proof import Proof
    from xltool.wordfile.document_content import DocumentContent

_TECHNICAL = re.compile(rf"[A-Za-z0-9 _.:/#%+,;$!'*()\-]{{0,{MOST_OF_AN_ATTRIBUTE}}}")
_THEME_ATTRIBUTE = re.compile(r"[\w .+\-'#/:(){}]{0,80}")


@dataclass(frozen=True, slots=True)
class OffPage:
    """What is in a part of a file and not on its page: an element, an attribute, a kind of text."""

    part: str
    what: str


@dataclass(frozen=True, slots=True)
class PageCheck:
    """How many parts were held against the lists, and what was found besides the page."""

    parts: int
    found: tuple[OffPage, ...]


def page_proof(
    files: Mapping[str, bytes], contents: Mapping[str, DocumentContent] | None = None
) -> Proof:
    """Prove that files hold nothing but their pages; each thing besides is an error XL-221.

    ``contents`` are what was read of the files already, by name.
    """
    contents = contents or {}
    checks = {name: check_page(data, contents.get(name)) for name, data in files.items()}
    findings = [
        Finding(
            "XL-221", Severity.ERROR, "XL-221", workbook=name,
            params={"part": f"{name} {each.part}".rstrip(), "what": each.what},
        )
        for name, check in checks.items()
        for each in check.found
    ]  # fmt: skip
    parts = sum(check.parts for check in checks.values())
    evaluated = bool(checks) and all(check.parts for check in checks.values())
    return judged("page", findings, {"parts": parts}, evaluated=evaluated)


def check_page(data: bytes, content: DocumentContent | None = None) -> PageCheck:
    """Hold a .docx, .xlsx or .pdf against the lists; each thing found stands there once.

    ``content`` is what was read of it; without it, the file is read. One that cannot be read has no
    parts that were judged.
    """
    try:
        content = content or read_document_data(data)
    except DocumentError:
        return PageCheck(0, (OffPage("", "unreadable"),))
    if content.kind == "pdf":
        return PageCheck(1, tuple(dict.fromkeys(_off_page_of_pdf(content))))
    if content.kind not in PAGE_PARTS:
        return PageCheck(0, (OffPage("", content.kind),))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = list(_off_package(archive))
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        found += _off_part(name, part, PAGE_PARTS[content.kind])
    found += (
        OffPage(hidden.part, hidden.what)
        for hidden in content.hidden
        if (hidden.what, hidden.text) != ("field", " PAGE ")
    )
    found += _unshown_values(parts) if content.kind == "xlsx" else _unshown_cells(parts)
    return PageCheck(len(parts), tuple(dict.fromkeys(found)))


def _off_package(archive: zipfile.ZipFile) -> Iterator[OffPage]:
    """Yield comments and extra fields of a zip (APPNOTE.TXT 4.4.12, 4.4.28)."""
    if archive.comment:
        yield OffPage("", "zip comment")
    for entry in archive.infolist():
        if entry.comment or entry.extra:
            yield OffPage(entry.filename, "zip comment" if entry.comment else "zip field")


def _off_part(name: str, content: bytes, lists: Mapping[str, PartList]) -> Iterator[OffPage]:
    listed = next((each for pattern, each in lists.items() if re.fullmatch(pattern, name)), None)
    if listed is None and not (name == THEME and "xl/styles" in "".join(lists).replace("\\", "")):
        yield OffPage(name, "part")
        return
    reader = _ListedPart(name, listed)
    try:
        parse_xml(
            content, name, reader.start, reader.end, reader.text, lambda: reader.tell("comment")
        )
    except RefusedError:
        reader.tell("unreadable")
    yield from reader.found


@dataclass(slots=True)
class _ListedPart:
    """Holds what the parser meets against the list of a part; a theme has none."""

    name: str
    listed: PartList | None
    found: list[OffPage] = field(default_factory=list)
    _names: LocalNames = field(default_factory=LocalNames)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Note something that is not on the list."""
        self.found.append(OffPage(self.name, what))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Judge an element and its attributes."""
        self._end_text()
        kind = self._names[tag]
        self._path.append(kind)
        if self.listed is None:
            self._judge_theme(attributes)
            return
        allowed = self.listed.elements.get(kind)
        if allowed is None:
            self.tell(kind)
            return
        for key, value in attributes.items():
            if key.startswith("xmlns"):
                if not value.isascii():
                    self.tell(key)
                continue
            own = f"{kind} {self._names[key]}"
            pattern = self.listed.names.get(own, _TECHNICAL)
            if own.partition(" ")[2] not in allowed or not pattern.fullmatch(value):
                self.tell(own)

    def end(self, _: str) -> None:
        """Close an element."""
        self._end_text()
        self._path.pop()

    def text(self, piece: str) -> None:
        """Take a piece of text; the parser hands it over in several."""
        self._text.append(piece)

    def _end_text(self) -> None:
        text, self._text = "".join(self._text), []
        if text.strip():
            kind = self._path[-1]
            pattern = self.listed.texts.get(kind) if self.listed else None
            if pattern is None or not pattern.fullmatch(text):
                self.tell(f"{kind} text")

    def _judge_theme(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if not _THEME_ATTRIBUTE.fullmatch(value):
                self.tell(f"{self._path[-1]} {self._names[key]}")


def _unshown_values(parts: Mapping[str, bytes]) -> Iterator[OffPage]:
    """Yield strings that no cell refers to, and values of cells below a merged one."""
    used = set[int]()
    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            text = content.decode("utf-8", "replace")
            used |= {int(number) for number in _STRING_CELL.findall(text)}
            below = {
                (row, col)
                for area in _MERGED.findall(text)
                for row, col in _below(area)
            }  # fmt: skip
            if any(cell_position(place) in below for place in _VALUE_CELL.findall(text)):
                yield OffPage(name, "below merged")
    strings = parts.get("xl/sharedStrings.xml", b"").count(b"<si>")
    if used != set(range(strings)):
        yield OffPage("xl/sharedStrings.xml", "unused string")


_STRING_CELL = re.compile(r'<c r="[A-Z]+[0-9]+"[^>]* t="s"[^>]*><v>([0-9]+)</v>')
_VALUE_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*[^/]><')
_MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"')


def _below(area: str) -> Iterator[tuple[int, int]]:
    top, left, bottom, right = area_corners(area)
    for row in range(top, bottom + 1):
        for col in range(left, right + 1):
            if (row, col) != (top, left):
                yield row, col


def _unshown_cells(parts: Mapping[str, bytes]) -> Iterator[OffPage]:
    """Yield the part of a document where a cell that goes on from above has a text of its own."""
    text = parts.get("word/document.xml", b"").decode("utf-8", "replace")
    if any("<w:t" in cell for cell in _CONTINUED.findall(text)):
        yield OffPage("word/document.xml", "below merged")


_CONTINUED = re.compile(r"<w:vMerge/>(.*?)</w:tc>", re.DOTALL)


def _off_page_of_pdf(content: DocumentContent) -> Iterator[OffPage]:
    """Yield what a PDF holds besides its pages; title and bookmarks repeat what stands there."""
    shown = squeezed("".join(line.text for line in content.lines()))
    for hidden in content.hidden:
        repeats = hidden.what == "bookmark" or hidden.part == "Title"
        if (
            not (repeats and squeezed(hidden.text) in shown)
            and hidden.part not in WRITER_PROPERTIES
        ):
            yield OffPage(hidden.part, hidden.what)
