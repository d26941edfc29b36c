"""What a file is that is not a readable workbook, by its first bytes: the refusal names it."""

from __future__ import annotations

import codecs
import re

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!\x1a\7", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    # The first record of Excel 2, 3 and 4, which wrote a sheet without a workbook around it.
    (b"\x09\0\4\0", "xls-old"),
    (b"\x09\2\6\0", "xls-old"),
    (b"\x09\4\6\0", "xls-old"),
)
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_HTML = re.compile(r"^mime-version:|<(!doctype html|html|head|body|meta|style|script|table)\b(?!:)")
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def name_content(head: bytes) -> str:
    """Return the word of XL-101 (see ``intake``) for a file that begins with ``head``."""
    if not head:
        return "empty"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    text = _decode(head)
    return "unknown" if text is None else _name_text(text.strip().lower())


def _decode(head: bytes) -> str | None:
    """Return the beginning of a text, in UTF or as older Chinese programs save it; else None."""
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            # Incrementally, for the head may end within a character.
            text = codecs.getincrementaldecoder(codec)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _name_text(text: str) -> str:
    if _XML_2003 in text:
        return "xmlss"
    if _HTML.search(text):
        return "html"
    return "xml" if text.startswith("<") else "text"
