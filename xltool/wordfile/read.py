"""Read a document of any format that people publish: .docx, .txt, .html, .pdf and workbooks.

The content decides, not the ending. Packages pass the gate of returned workbooks; what is no
document that can be read is refused with what to do about it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from xltool.errors import DocumentError, RefusedError
from xltool.spreadsheets.file_kinds import name_content
from xltool.spreadsheets.intake import admit_data
from xltool.spreadsheets.limits import LIMITS
from xltool.spreadsheets.package_kinds import word_document
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.stored_files import name_of, read_file
from xltool.text import utf8
from xltool.wordfile.docx_read import read_docx
from xltool.wordfile.html_read import read_html
from xltool.wordfile.pdf_read import read_pdf
from xltool.wordfile.refused_documents import not_read, refused
from xltool.wordfile.sheet_read import read_workbook
from xltool.wordfile.text_read import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.wordfile.document_content import DocumentContent

_HEAD = 4096  # bytes by which a file is recognized
_ZIP, _OLE2 = b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(path: Path) -> DocumentContent:
    """Read a file; raise DocumentError that names it and says what to do."""
    name = utf8(name_of(path))
    try:
        data = read_file(path)
    except RefusedError as refusal:
        raise not_read(refusal, name) from None
    return read_document_data(data, name)


def read_document_data(data: bytes, name: str = "") -> DocumentContent:
    """Read bytes; raise DocumentError that begins with ``name``."""
    try:
        return _read(data)
    except RefusedError as refusal:
        raise not_read(refusal, name) from None
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}" if name else str(error)) from None


def _read(data: bytes) -> DocumentContent:
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        package = PackageParts(data, LIMITS)
        if main := word_document(package):
            package.verify()
            return read_docx(package, main, sha256)
    if data.startswith((_ZIP, _OLE2)):
        return read_workbook(admit_data("", data))
    kind = name_content(data[:_HEAD])
    if kind == "pdf":
        return read_pdf(data, sha256)
    if kind == "html":
        return read_html(data, sha256)
    if kind in {"text", "unknown"}:
        return read_text(data, sha256)
    raise refused(kind)
