"""The text of a part of a .docx: what is printed, and what stands between it unseen.

Sections are those of ECMA-376 Part 1. Hidden is what Word does not print: instructions of fields
(17.16), deleted and moved text (17.13.5), letters that vanish (17.3.2.41), are white or tiny, and
what attributes say: bookmarks (17.13.6), alternative texts (20.4.2.5), content controls (17.5.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.wordfile.document_content import HiddenText, ReadCell, ReadItem, ReadTable, TextLine
from xltool.wordfile.docx_letters import is_shaded, is_switched_on, properties_of
from xltool.wordfile.hidden_attributes import attribute_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.wordfile.docx_letters import LetterStyles
    from xltool.wordfile.xml_tree import Element

_WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
_BLOCKS = frozenset({"p", "tbl"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_GONE = frozenset({"del", "moveFrom"})
_PROPERTIES = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "fldData", "smartTagPr", "customXmlPr"})
_LAST_CHARACTER, _DIGITS = 0x10FFFF, 2


@dataclass(slots=True)
class _Field:
    """A field (17.16.18) that is open: its instruction, and whether that is over."""

    instruction: list[str] = field(default_factory=list)
    shows: bool = False


class PartText:
    """Reads the blocks of a part in their order; ``items`` and ``hidden`` are what was found."""

    def __init__(self, part: str, styles: LetterStyles, first_line: int = 1) -> None:
        """Begin at a line number."""
        self.items: list[ReadItem] = []
        self.hidden: list[HiddenText] = []
        self.line = first_line
        self._part, self._styles = part, styles
        self._fields: list[_Field] = []
        self._shaded = False

    def read(self, root: Element) -> None:
        """Read all blocks that stand in an element."""
        for block in _unwrapped(root):
            self._tell_attributes(block)
            if block.tag == "tbl":
                self._read_table(block)
            elif block.tag == "p":
                found = self._paragraph(block)
                self.items += (each for each in found if not _is_blank(each))
                self.line += 1

    def _tell_attributes(self, element: Element) -> None:
        self.hidden += (
            HiddenText(self._part, what, text, self.line) for what, text in attribute_texts(element)
        )

    def _paragraph(self, paragraph: Element) -> list[ReadItem]:
        """Return a paragraph and those in text boxes that hang on it."""
        reader = _ParagraphText(self, paragraph)
        reader.read(paragraph)
        self._hide(reader.hidden)
        text = "".join(reader.printed)
        level = self._styles.level(properties_of(paragraph, "pPr"))
        boxes = (
            item for box in reader.boxes for block in _blocks(box) for item in self._box(block)
        )
        return [TextLine(self.line, text, level), *boxes]

    def _box(self, block: Element) -> list[ReadItem]:
        if block.tag == "p":
            return self._paragraph(block)
        self._read_table(block)
        return []

    def _hide(self, found: list[tuple[str, str]]) -> None:
        """Keep hidden texts; what is hidden in one way in a row is one text."""
        joined: list[tuple[str, str]] = []
        for what, text in found:
            if joined and joined[-1][0] == what != "field":
                joined[-1] = what, joined[-1][1] + text
            else:
                joined.append((what, text))
        self.hidden += (
            HiddenText(self._part, what, text, self.line) for what, text in joined if text.strip()
        )

    def _read_table(self, table: Element) -> None:
        place, first = len(self.items), self.line
        cells: list[ReadCell] = []
        open_cells: dict[int, int] = {}
        rows = [row for row in _unwrapped(table) if row.tag == "tr"]
        styled = properties_of(table, "tblPr").first("tblStyle") is not None
        height = 0
        for row in rows:
            properties = properties_of(row, "trPr")
            if is_switched_on(properties, "hidden") or properties.first("del") is not None:
                what = "row" if properties.first("del") is None else "deleted"
                self._hide([(what, row.text())])
                continue
            self._read_row(row, height, cells, open_cells, styled=styled)
            height, self.line = height + 1, self.line + 1
        width = max((cell.col + cell.width for cell in cells), default=0)
        self.items.insert(place, ReadTable(first, tuple(cells), height, width))

    def _read_row(
        self, row: Element, at: int, cells: list[ReadCell], above: dict[int, int], *, styled: bool
    ) -> None:
        """Add the cells of a row; ``above`` has, by column, the cell that may go on downwards."""
        col = _number(properties_of(row, "trPr").value("gridBefore"), 0)
        for cell in (each for each in _unwrapped(row) if each.tag == "tc"):
            properties = properties_of(cell, "tcPr")
            width = max(1, _number(properties.value("gridSpan"), 1))
            merged = properties.first("vMerge")
            goes_on = merged is not None and merged.attributes.get("val", "continue") == "continue"
            self._shaded = styled or is_shaded(properties)
            text = self._cell_text(cell)
            self._shaded = False
            if properties.value("hMerge") == "continue" and cells and cells[-1].row == at:
                cells[-1] = _widened(cells[-1], width)
            elif goes_on and col in above:
                cells[above[col]] = _heightened(cells[above[col]], at, text)
            else:
                above[col] = len(cells)
                cells.append(ReadCell(at, col, text, 1, width))
            if merged is None:
                above.pop(col, None)
            col += width

    def _cell_text(self, cell: Element) -> str:
        """Return the text of a cell; tables in it become items of their own behind this one."""
        pieces: list[str] = []
        for block in _blocks(cell):
            if block.tag == "tbl":
                self._read_table(block)
                continue
            found = self._paragraph(block)
            pieces += (item.text for item in found if isinstance(item, TextLine))
        return "\n".join(pieces).strip("\n")

    @property
    def shaded(self) -> bool:
        """Whether what is read now stands in a cell with a colour behind it."""
        return self._shaded

    @property
    def fields(self) -> list[_Field]:
        """The fields that are open here; one may go on over several paragraphs."""
        return self._fields

    @property
    def styles(self) -> LetterStyles:
        """The styles of the document."""
        return self._styles


class _ParagraphText:
    """Reads one paragraph: what is ``printed``, what is ``hidden`` (how and what), text boxes."""

    def __init__(self, part: PartText, paragraph: Element) -> None:
        self.printed: list[str] = []
        self.hidden: list[tuple[str, str]] = []
        self.boxes: list[Element] = []
        self._part = part
        self._properties = properties_of(paragraph, "pPr")
        self._shaded = part.shaded or is_shaded(self._properties)

    def read(self, element: Element, hidden_as: str = "") -> None:
        """Read what stands in an element of a paragraph."""
        for child in element.elements():
            if child.tag in _GONE:
                self.read(child, "deleted")
            elif child.tag == "AlternateContent":
                self._read_alternatives(child, hidden_as)
            elif child.tag == "txbxContent":
                self.boxes.append(child)
            elif child.tag == "r":
                self._read_run(child, hidden_as)
            elif child.tag == "fldSimple":
                self.hidden.append(("field", child.attributes.get("instr", "")))
                self.read(child, hidden_as)
            elif child.tag not in _PROPERTIES:
                self.read(child, "ruby" if child.tag == "rt" else hidden_as)

    def _read_alternatives(self, element: Element, hidden_as: str) -> None:
        """Read what Word shows (Part 3, 10.2.1); what older ones show if it says other words."""
        choice, fallback = element.first("Choice"), element.first("Fallback")
        shown = choice or fallback
        if shown is not None:
            self.read(shown, hidden_as)
        if choice is not None and fallback is not None and fallback.text() != choice.text():
            self.hidden.append(("other", fallback.text()))

    def _read_run(self, run: Element, hidden_as: str) -> None:
        styles = self._part.styles
        letters = properties_of(run, "rPr")
        how = hidden_as or styles.hidden_as(letters, self._properties, shaded=self._shaded)
        for child in run.elements():
            match child.tag:
                case "t":
                    self._add(child.text(), how)
                case "delText":
                    self._add(child.text(), "deleted")
                case "instrText" | "delInstrText":
                    self._instruct(child.text())
                case "fldChar":
                    self._turn(child.attributes.get("fldCharType", ""))
                case "sym":
                    self._add(_symbol(child), how)
                case "tab" | "br" | "cr" | "noBreakHyphen" | "ptab":
                    self._add(_SIGNS[child.tag], how)
                case "rPr":
                    pass
                case _:
                    self._read_inside(child, how)

    def _read_inside(self, child: Element, how: str) -> None:
        """Read what else may stand in a run: pictures with text boxes, phonetic guides."""
        if child.tag == "AlternateContent":
            self._read_alternatives(child, how)
        elif child.tag == "txbxContent":
            self.boxes.append(child)
        else:
            self.read(child, how)

    def _add(self, text: str, how: str) -> None:
        closed = [each for each in self._part.fields if not each.shows]
        if closed:
            closed[-1].instruction.append(text)
        elif how:
            self.hidden.append((how, text))
        else:
            self.printed.append(text)

    def _instruct(self, text: str) -> None:
        if self._part.fields:
            self._part.fields[-1].instruction.append(text)
        else:  # outside of any field nobody shows it
            self.hidden.append(("field", text))

    def _turn(self, kind: str) -> None:
        """Follow the marks of a field: it begins, its result begins, it ends."""
        fields = self._part.fields
        if kind == "begin":
            fields.append(_Field())
        elif kind == "separate" and fields:
            fields[-1].shows = True
        elif kind == "end" and fields:
            self.hidden.append(("field", "".join(fields.pop().instruction)))


def _blocks(root: Element) -> Iterator[Element]:
    """Yield paragraphs and tables, also those in content controls and inserted ones."""
    return (each for each in _unwrapped(root) if each.tag in _BLOCKS)


def _unwrapped(root: Element) -> Iterator[Element]:
    for child in root.elements():
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        elif child.tag == "AlternateContent":
            shown = child.first("Choice") or child.first("Fallback")
            yield from _unwrapped(shown) if shown is not None else ()
        else:
            yield child


def _is_blank(item: ReadItem) -> bool:
    return isinstance(item, TextLine) and not item.text.strip()


def _symbol(element: Element) -> str:
    code = element.attributes.get("char", "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if number <= _LAST_CHARACTER else ""


def _number(text: str | None, otherwise: int) -> int:
    """Return a small number of an attribute; a table has no more than 63 columns (17.4.17)."""
    short = text is not None and len(text) <= _DIGITS and text.isascii() and text.isdecimal()
    return int(text) if text and short else otherwise


def _widened(cell: ReadCell, width: int) -> ReadCell:
    return ReadCell(cell.row, cell.col, cell.text, cell.height, cell.width + width)


def _heightened(cell: ReadCell, row: int, text: str) -> ReadCell:
    """Return a cell that goes on in a row; what stands there is part of its text."""
    joined = "\n".join(filter(None, (cell.text, text)))
    return ReadCell(cell.row, cell.col, joined, row - cell.row + 1, cell.width)
