"""What a file is that is no workbook, by its first bytes."""

from __future__ import annotations

import codecs
import re

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!\x1a\7", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"\x09\0\4\0", "xls-old"),
    (b"\x09\2\6\0", "xls-old"),
    (b"\x09\4\6\0", "xls-old"),
)
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_HTML = re.compile(r"^mime-version:|<(!doctype html|html|head|body|meta|style|script|table)\b(?!:)")
_XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def what(head: bytes) -> str:
    """Return the word of XL-101 for a file that begins with ``head``."""
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = _text(head)
    return "unknown" if text is None else _what_text(text.strip().lower())


def _text(head: bytes) -> str | None:
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(codec)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _what_text(text: str) -> str:
    if _XML_2003 in text:
        return "xmlss"
    if _HTML.search(text):
        return "html"
    return "xml" if text.startswith("<") else "text"
