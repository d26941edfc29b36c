"""Blocks → the bytes of a .docx: parts of our own, nothing in them but the page.

Parts, elements and attributes are few, so that every one can be held against a list:
no properties, comments, bookmarks or alternative texts, no field but the page's number. The same
blocks give the same bytes: the times in the ZIP are fixed. Sections are those of ECMA-376 Part 1;
the package is that of Part 2.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from xltool.wordfile.blocks import Heading, Paragraph, WordTable
from xltool.wordfile.docx_markup import (
    NAMESPACE,
    RELATIONSHIPS,
    millimetres,
    part,
    run,
)  # fmt: skip
from xltool.wordfile.docx_styles import (
    BANNER,
    PAGE_NUMBER,
    PARAGRAPH_STYLES,
    SPACER,
    TABLE_TITLE,
    fonts_part,
    heading_style,
    settings_part,
    styles_part,
)  # fmt: skip
from xltool.wordfile.docx_tables import table_markup
from xltool.wordfile.sections import parted, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.wordfile.blocks import Block, PageLook
    from xltool.wordfile.sections import PageSection

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DOS_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEADER_MM, _FOOTER_MM = 20, 23
"""From the paper's edge; so the page number is 7 mm below the text (GB/T 9704-2012, 7.5)."""


def docx_bytes(
    blocks: Sequence[Block], look: PageLook, banner: str = "", language: str = "zh-CN"
) -> bytes:
    """Return a document; ``banner`` is printed at the head of every page.

    ``language`` is that of the text (BCP 47). Raises DocumentError at a character that no document
    can hold, ValueError at a table whose cells cover each other.
    """
    return _zip({
        "[Content_Types].xml": _content_types(banner=bool(banner)),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": _document(blocks, look, banner=bool(banner)),
        "word/_rels/document.xml.rels": _relationships(_references(banner=bool(banner))),
        "word/styles.xml": styles_part(look, language),
        "word/settings.xml": settings_part(),
        "word/fontTable.xml": fonts_part(look),
        "word/footer1.xml": _footer(),
        **({"word/header1.xml": _header(banner)} if banner else {}),
    })  # fmt: skip


def _zip(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DOS_EPOCH)
            entry.create_system = 0  # the same on every system
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def _content_types(*, banner: bool) -> bytes:
    kinds = {
        "document": "document.main", "styles": "styles", "settings": "settings",
        "fontTable": "fontTable", "footer1": "footer", **({"header1": "header"} if banner else {}),
    }  # fmt: skip
    defaults = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return part("Types", defaults + overrides, f'xmlns="{_PACKAGE}/content-types"')


def _references(*, banner: bool) -> dict[str, tuple[str, str]]:
    kinds = ["styles", "settings", "fontTable", "footer", *(["header"] if banner else [])]
    return {f"rId{at}": (kind, _TARGETS[kind]) for at, kind in enumerate(kinds, 1)}


_TARGETS = {
    "styles": "styles.xml", "settings": "settings.xml", "fontTable": "fontTable.xml",
    "footer": "footer1.xml", "header": "header1.xml",
}  # fmt: skip


def _relationships(found: Mapping[str, tuple[str, str]]) -> bytes:
    links = "".join(
        f'<Relationship Id="{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in found.items()
    )
    return part("Relationships", links, f'xmlns="{_PACKAGE}/relationships"')


def _header(banner: str) -> bytes:
    return part("w:hdr", _paragraph(BANNER, run(banner, "<w:b/>")))


def _footer() -> bytes:
    """Return the foot of each page: its number between dashes, in a field (17.16.19)."""
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return part("w:ftr", _paragraph(PAGE_NUMBER, f"{run('— ')}{field}{run(' —')}"))


def _document(blocks: Sequence[Block], look: PageLook, *, banner: bool) -> bytes:
    sections = parted(blocks)
    body = "".join(
        _section(section, look, banner=banner, last=at == len(sections))
        for at, section in enumerate(sections, 1)
    )
    namespaces = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONSHIPS}"'
    return part("w:document", f"<w:body>{body}</w:body>", namespaces)


def _section(section: PageSection, look: PageLook, *, banner: bool, last: bool) -> str:
    """Return the blocks of a section; where its pages end stands in a last paragraph (17.6.18)."""
    width = millimetres(text_width(look, landscape=section.landscape))
    pieces = list[str]()
    for at, block in enumerate(section.blocks):
        if isinstance(block, WordTable):
            pieces.append(_table(block, width, look))
            following = section.blocks[at + 1 : at + 2]
            if following and isinstance(following[0], WordTable) and not following[0].title:
                pieces.append(_paragraph(SPACER, ""))  # or Word takes both for one table
        else:
            pieces.append(_text(block))
    pages = _pages(look, landscape=section.landscape, banner=banner)
    if not last:
        return "".join(pieces) + _paragraph(SPACER, "", pages)
    # A document ends with a paragraph, also after a table.
    ends_in_table = bool(section.blocks) and isinstance(section.blocks[-1], WordTable)
    return "".join(pieces) + (_paragraph(SPACER, "") if ends_in_table else "") + pages


def _text(block: Heading | Paragraph) -> str:
    if isinstance(block, Heading):
        return _paragraph(heading_style(block.level), run(block.text))
    return _paragraph(PARAGRAPH_STYLES[block.align], run(block.text))


def _table(table: WordTable, width: int, look: PageLook) -> str:
    title = _paragraph(TABLE_TITLE, run(table.title)) if table.title else ""
    return title + table_markup(table, width, look.table.size)


def _paragraph(style: str, content: str, pages: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{pages}</w:pPr>{content}</w:p>'


def _pages(look: PageLook, *, landscape: bool, banner: bool) -> str:
    """Return how pages are (17.6.17): head, foot, paper and margins."""
    references = _references(banner=banner)
    ends = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{number}"/>'
        for kind in ("header", "footer")
        for number, (found, _) in references.items()
        if found == kind
    )
    size = f'w:w="{millimetres(look.paper_width)}" w:h="{millimetres(look.paper_height)}"'
    margins = (look.top, look.right, look.bottom, look.left)
    if landscape:
        size = (
            f'w:w="{millimetres(look.paper_height)}" w:h="{millimetres(look.paper_width)}" '
            'w:orient="landscape"'
        )
        margins = (look.left, look.bottom, look.right, look.top)
    top, right, bottom, left = map(millimetres, margins)
    return (
        f'<w:sectPr>{ends}<w:pgSz {size}/><w:pgMar w:top="{top}" w:right="{right}" '
        f'w:bottom="{bottom}" w:left="{left}" w:header="{millimetres(_HEADER_MM)}" '
        f'w:footer="{millimetres(_FOOTER_MM)}" w:gutter="0"/></w:sectPr>'
    )
