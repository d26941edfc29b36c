"""A text file → its lines; UTF-8, or GB18030 as older Chinese programs save it."""

from __future__ import annotations

import codecs
import re

from xltool.wordfile.document_content import DocumentContent, TextLine
from xltool.wordfile.refused_documents import refused

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f]")


def read_text(data: bytes, sha256: str) -> DocumentContent:
    """Return the lines of a text file that are not blank, by their numbers in the file.

    A text that was copied out of Word parts cells by tabs; they stay in the lines. Raises
    DocumentError where the file is no text, or one in UTF-16.
    """
    lines = enumerate(decode(data).splitlines(), 1)
    items = (TextLine(number, line.rstrip()) for number, line in lines if line.strip())
    return DocumentContent("txt", sha256, tuple(items))


def decode(data: bytes) -> str:
    """Return the text of a file; raise DocumentError where it is none."""
    if data.startswith(_UTF16):
        raise refused(what="utf-16")
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise refused(what="unknown")
