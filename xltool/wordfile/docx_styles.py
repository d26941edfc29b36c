"""The styles, fonts and settings of our documents: as few as the look of a page needs.

Sections are those of ECMA-376 Part 1. A table's borders stand in each table: LibreOffice ignores
those of a default table style.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from xltool.wordfile.docx_markup import part, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.wordfile.blocks import Lettering, PageLook

TITLE, TABLE_TITLE, SPACER = "Title", "TableTitle", "Spacer"
TABLE_TEXT, KEPT_TEXT = "TableText", "TableTextKept"
"""Texts in cells; those that are kept stay on the page of the next row (17.3.1.15)."""
BANNER, PAGE_NUMBER = "Banner", "PageNumber"
PARAGRAPH_STYLES = {
    "body": "BodyText", "left": "LeftText", "right": "RightText", "center": "CenterText",
    "note": "NoteText",
}  # fmt: skip
_KEEP = "<w:keepNext/>"
_SINGLE = '<w:spacing w:line="240" w:lineRule="auto"/>'
_COMPATIBILITY = "http://schemas.microsoft.com/office/word"


def heading_style(level: int) -> str:
    """Return the style of a heading: programs list headings by these built-in ones."""
    return f"Heading{level}" if level else TITLE


def styles_part(look: PageLook, language: str) -> bytes:
    """Return ``word/styles.xml`` (17.7)."""
    lang = quoteattr(language)
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_letters(look.body, look)}"
        f"<w:lang w:val={lang} w:eastAsia={lang}/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    styles = "".join((
        _style(look, "Normal", "Normal", _exact(look)),
        _headings(look),
        _texts(look),
        _style(look, TABLE_TITLE, "Table Title", f"{_KEEP}{_jc('center')}", letters=look.heading1),
        _style(look, TABLE_TEXT, "Table Text", _SINGLE, letters=look.table),
        _style(look, KEPT_TEXT, "Table Text Kept", f"{_KEEP}{_SINGLE}", letters=look.table),
        _style(look, SPACER, "Spacer", '<w:spacing w:line="20" w:lineRule="exact"/>'),
        _style(look, BANNER, "Banner", _jc("right"), letters=look.page_number),
        _style(look, PAGE_NUMBER, "Page Number", _jc("center"), letters=look.page_number),
    ))  # fmt: skip
    return part("w:styles", defaults + styles)


def _headings(look: PageLook) -> str:
    """Return the styles of the title and of headings.

    Reading programs go from heading to heading by the outline level (17.3.1.20).
    """
    above = f'{_KEEP}<w:spacing w:line="{points(look.title.size * 1.6)}" w:lineRule="exact"/>'
    title = _style(look, TITLE, "Title", f"{above}{_jc('center')}", letters=look.title)
    headings = (
        _style(
            look,
            heading_style(level),
            f"heading {level}",
            f'{_KEEP}<w:ind w:firstLineChars="200" w:firstLine="{points(2 * look.body.size)}"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>',
            letters=look.heading(level),
        )
        for level in (1, 2, 3)
    )
    return title + "".join(headings)


def _texts(look: PageLook) -> str:
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{points(2 * look.body.size)}"/>'
    properties = {
        "body": f"{indent}{_jc('both')}",
        "left": _jc("left"),
        "right": f"{_KEEP}{_jc('right')}",
        "center": f"{_KEEP}{_jc('center')}",
        "note": f"{_SINGLE}{_jc('left')}",
    }
    names = {"body": "Body Text"}
    return "".join(
        _style(
            look,
            style,
            names.get(align, style.removesuffix("Text") + " Text"),
            properties[align],
            letters=look.table if align == "note" else None,
        )
        for align, style in PARAGRAPH_STYLES.items()
    )


def _style(
    look: PageLook, number: str, name: str, paragraph: str, letters: Lettering | None = None
) -> str:
    """Return one paragraph style (17.7.4.17); all others are based on Normal."""
    normal = number == "Normal"
    more, based = (' w:default="1"', "") if normal else ("", '<w:basedOn w:val="Normal"/>')
    text = f"<w:rPr>{_letters(letters, look)}</w:rPr>" if letters else ""
    return (
        f'<w:style w:type="paragraph"{more} w:styleId="{number}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr>{text}</w:style>"
    )


def _exact(look: PageLook) -> str:
    return f'<w:spacing w:line="{points(look.line_pitch)}" w:lineRule="exact"/>'


def _jc(align: str) -> str:
    return f'<w:jc w:val="{align}"/>'


def _letters(letters: Lettering, look: PageLook) -> str:
    """Return font, distance and size; one font for all scripts, or quotation marks are narrow."""
    font, size = quoteattr(letters.font), round(letters.size * 2)
    return (
        f"<w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>"
        f'<w:spacing w:val="{_closer(letters, look)}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _closer(letters: Lettering, look: PageLook) -> int:
    """Return by how much letters of the text stand closer (17.3.2.35): a line has its characters.

    Twenty-eight letters of 16 points are wider than 156 mm. A grid of characters (17.6.5) would do
    the same in Word, but LibreOffice sets them wide apart.
    """
    if letters.size != look.body.size:
        return 0
    width = (look.paper_width - look.left - look.right) / 25.4 * 72
    return min(0, floor((width / look.line_characters - letters.size) * 20))


def fonts_part(look: PageLook) -> bytes:
    """Return ``word/fontTable.xml`` (17.8.3): what to take where a font is not installed."""
    used = (
        look.title, look.heading1, look.heading2, look.heading3, look.body, look.table,
        look.page_number,
    )  # fmt: skip
    fonts = {letters.font: letters.fallback for letters in used}
    content = (_font(font, others) for font, others in fonts.items() if others)
    return part("w:fonts", "".join(content))


def _font(font: str, others: Sequence[str]) -> str:
    other = quoteattr(",".join(others))
    return f"<w:font w:name={quoteattr(font)}><w:altName w:val={other}/></w:font>"


def settings_part() -> bytes:
    """Return ``word/settings.xml`` (17.15): Word would open a document without it as an old one.

    The compatibility setting is that of [MS-DOCX] 2.3.1 (``compatibilityMode``, 15).
    """
    mode = f'w:name="compatibilityMode" w:uri="{_COMPATIBILITY}" w:val="15"'
    spacing = '<w:characterSpacingControl w:val="compressPunctuation"/>'
    return part("w:settings", f"{spacing}<w:compat><w:compatSetting {mode}/></w:compat>")
