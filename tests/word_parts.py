"""Word documents made by hand for tests: parts, and markup of paragraphs, put into a package."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from xltool.wordfile.blocks import PageLook, Paragraph
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWING: Final = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """Return a package with these parts added or replaced."""
    return package({**parts_of(data), **parts})


def with_body(body: str, parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return a document whose body is this markup; ``parts`` are added or replaced."""
    usual = docx_bytes([Paragraph("x")], PageLook())
    pages = '<w:sectPr><w:footerReference r:id="rId4"/></w:sectPr>'
    document = f"<w:document {W} {R} {DRAWING}><w:body>{body}{pages}</w:body></w:document>"
    return with_parts(usual, {"word/document.xml": document, **(parts or {})})


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run of a text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field(instruction: str, result: str | None = None) -> str:
    """Return a field; one without a result, like TC, shows nothing."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = "" if result is None else mark.format("separate") + run(result)
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{mark.format('begin')}{code}{shown}{mark.format('end')}"


def rows(*texts: Sequence[str]) -> str:
    """Return a table of texts."""
    body = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(run(text))}</w:tc>' for text in row)}</w:tr>"
        for row in texts
    )
    return f"<w:tbl>{body}</w:tbl>"
