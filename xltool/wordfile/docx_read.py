"""A .docx → what its pages say and what the package holds besides.

Sections are those of ECMA-376 Part 1. Headers and footers that no section shows, comments,
properties, custom XML and embedded files are told as hidden, part by part.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from xltool.spreadsheets.limits import LIMITS
from xltool.spreadsheets.package_parts import PackageParts
from xltool.wordfile.document_content import DocumentContent, HiddenText, ReadItem, TextLine
from xltool.wordfile.docx_body import PartText
from xltool.wordfile.docx_letters import LetterStyles, is_switched_on
from xltool.wordfile.hidden_attributes import attribute_texts
from xltool.wordfile.xml_tree import Element, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENDINGS = (".xml", ".rels")
_KINDS = (
    (re.compile("docprops/"), "property"),
    (re.compile("customxml/"), "customxml"),
    (re.compile("word/(comments|people)"), "comment"),
    (re.compile("word/(charts|diagrams|drawings)/"), "drawing"),
    (re.compile(".*/?embeddings/"), "embedded"),
)
"""What parts hold that no page shows as text, by their names in lower case."""
_OF_LOOKS = re.compile(
    r"\[content_types\]\.xml|word/(styles\w*|fonttable|numbering|websettings|theme/\w+)\.xml"
)
"""Parts that say how the document looks: names of fonts and styles are no texts."""
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_DEEPEST = 3


def read_docx(package: PackageParts, main: str, sha256: str) -> DocumentContent:
    """Return what a Word document says; ``main`` is its main part.

    Raises ``RefusedError``: XL-102 (xml, part), XL-105 (doctype, ambiguous), XL-106.
    """
    links = package.relationships(main)
    by_kind = dict(links.values())
    document = _Document(package, LetterStyles(_tree(package, by_kind.get("styles", ""))))
    root = _tree(package, main)
    items = list(document.read(main, 1, *root.elements("body")))
    for kind in ("footnotes", "endnotes"):
        items += document.read_notes(by_kind.get(kind, ""), root, len(items) + 1)
    running = list[str]()
    for name in _shown_ends(root, _tree(package, by_kind.get("settings", "")), links):
        ends = document.read(name, 0, _tree(package, name))
        running += (item.text for item in ends if isinstance(item, TextLine) and item.text)
    hidden = (*document.hidden, *_other_parts(package, document.parts))
    return DocumentContent("docx", sha256, tuple(items), hidden, tuple(running))


class _Document:
    """Reads parts of one document: what is ``hidden`` in them, and which ``parts`` were read."""

    def __init__(self, package: PackageParts, styles: LetterStyles) -> None:
        self.hidden: list[HiddenText] = []
        self.parts = set[str]()
        self._package, self._styles = package, styles

    def read(self, name: str, line: int, *elements: Element) -> list[ReadItem]:
        """Return the paragraphs and tables of elements of a part, from this line on."""
        part = PartText(name, self._styles, line)
        for element in elements:
            part.read(element)
        self.hidden += part.hidden
        self.parts.add(name.lower())
        return part.items

    def read_notes(self, name: str, root: Element, line: int) -> Iterator[ReadItem]:
        """Yield the foot or end notes (17.11) that the text refers to; others are hidden."""
        shown = {
            each.attributes.get("id")
            for each in root.walk()
            if each.tag in {"footnoteReference", "endnoteReference"}
        }
        for note in _tree(self._package, name).elements() if name else ():
            if note.attributes.get("id") in shown:
                yield from self.read(name, line, note)
            elif text := " ".join(note.text().split()):
                self.hidden.append(HiddenText(name, "unreferenced", text))
            self.parts.add(name.lower())


def _tree(package: PackageParts, name: str) -> Element:
    """Return a part as a tree; an empty one where there is no such part."""
    return read_tree(package.read(name), name) if name and package.has(name) else Element("none")


def _shown_ends(
    root: Element, settings: Element, links: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Yield the headers and footers that are printed on some page (17.10.1, 17.10.6)."""
    sections = [each for each in root.walk() if each.tag == "sectPr"]
    kinds = {"default"}
    kinds |= {"even"} if is_switched_on(settings, "evenAndOddHeaders") else set()
    kinds |= {"first"} if any(is_switched_on(each, "titlePg") for each in sections) else set()
    references = (
        (links.get(reference.attributes.get("id", "")), reference.attributes.get("type", "default"))
        for section in sections
        for reference in section.elements("headerReference", "footerReference")
    )
    return iter(dict.fromkeys(part[1] for part, kind in references if part and kind in kinds))


def _other_parts(package: PackageParts, read: set[str], depth: int = 1) -> Iterator[HiddenText]:
    """Yield the texts of all parts that no page shows, and comments in the markup of any."""
    for key, member in package.members.items():
        content = package.read(key) if not key.endswith("/") else b""
        for comment in _COMMENT.findall(content) if key.endswith(_ENDINGS) else ():
            yield HiddenText(member.name, "other", comment.decode("utf-8", "replace").strip())
        if key not in read and not _OF_LOOKS.fullmatch(key):
            yield from _part_texts(member.name, content, depth)


def _part_texts(name: str, content: bytes, depth: int) -> Iterator[HiddenText]:
    what = _kind(name)
    if content.startswith(b"PK\3\4") and depth < _DEEPEST:
        inner = PackageParts(content, LIMITS)
        found = [f"{each.part}: {each.text}" for each in _other_parts(inner, set(), depth + 1)]
        yield HiddenText(name, "embedded", "\n".join(found))
    elif name.lower().endswith(_ENDINGS):
        root = read_tree(content, name)
        yield from (HiddenText(name, own, text) for own, text in attribute_texts(root))
        if text := " ".join(root.text().split()):
            yield HiddenText(name, what, text)
    elif what == "embedded":
        yield HiddenText(name, what, "")


def _kind(name: str) -> str:
    lower = name.lower()
    if posixpath.basename(lower).startswith(("header", "footer", "footnotes", "endnotes")):
        return "unreferenced"
    return next((what for pattern, what in _KINDS if pattern.match(lower)), "other")
