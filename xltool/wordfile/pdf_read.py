"""A PDF → its paragraphs, by pdfium; a PDF has lines only, so they are joined by where they stand.

A line goes on with the next if it reaches the right edge of the text, the next one begins at the
left edge, and both have letters of one size. A page's number is no line; tables are lines like
others.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from xltool.wordfile.document_content import DocumentContent, HiddenText, TextLine
from xltool.wordfile.refused_documents import refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WRITER_PROPERTIES = frozenset({"Creator", "Producer", "CreationDate", "ModDate", "Trapped"})
"""Properties that a PDF must have, or that its writer gives itself."""
_PAGES = 2000
_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*[0-9]+[-—–－\s]*|第\s*[0-9]+\s*页(\s*[，/]?\s*共\s*[0-9]+\s*页)?"
)
_CLOSE = 1.5
"""Heights of a letter within which a line reaches an edge."""
_SAME_SIZE = 0.2


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    """A line of a page: edges in points, ``height`` of its letters, ``paper`` that of the page."""

    text: str
    left: float
    right: float
    height: float
    paper: int


def read_pdf(data: bytes, sha256: str) -> DocumentContent:
    """Return the paragraphs of a PDF; hidden are its properties, bookmarks and attached files.

    Raises DocumentError: without the extra ``pdf``, a password, damage, no text on any page.
    """
    pdfium = _pdfium()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise refused(what="pdf-locked" if "assword" in str(error) else "pdf-damaged") from None
    try:
        if len(document) > _PAGES:
            raise refused(what="pdf-long")
        pages = [_lines(document[number]) for number in range(len(document))]
        hidden = tuple(_hidden(document))
    except pdfium.PdfiumError:
        raise refused(what="pdf-damaged") from None
    finally:
        document.close()
    if not any(pages):
        raise refused(what="scan")
    running = _running(pages)
    lines = [line for page in pages for line in page[len(running) :]]
    texts = enumerate(_paragraphs(lines), 1)
    items = tuple(TextLine(number, text) for number, text in texts)
    return DocumentContent("pdf", sha256, items, hidden, running)


def joined_pdf(data: bytes, more: bytes) -> bytes:
    """Return the pages of two PDFs in one; DocumentError as ``read_pdf``."""
    pdfium = _pdfium()
    file = io.BytesIO()
    try:
        document = pdfium.PdfDocument(data)
        document.import_pages(pdfium.PdfDocument(more))
        document.save(file)
    except pdfium.PdfiumError:
        raise refused(what="pdf-damaged") from None
    return file.getvalue()


def _running(pages: Sequence[Sequence[_PrintedLine]]) -> tuple[str, ...]:
    """Return the line that begins every page, if there is one and pages are several."""
    firsts = {page[0].text if page else "" for page in pages}
    return tuple(filter(None, firsts)) if len(firsts) == 1 < len(pages) else ()


def _pdfium() -> Any:  # noqa: ANN401 - a module that may not be installed
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError:
        raise refused(what="pdf-extra") from None
    return pypdfium2


def _lines(page: Any) -> list[_PrintedLine]:  # noqa: ANN401 - of a library without types
    """Return the lines of a page from its top, its number left out."""
    text_page = page.get_textpage()
    try:
        lines = list(_placed(text_page, round(page.get_width())))
    finally:
        text_page.close()
        page.close()
    ends = {0, len(lines) - 1}
    return [
        line
        for at, line in enumerate(lines)
        if at not in ends or not _PAGE_NUMBER.fullmatch(line.text)
    ]


def _placed(text_page: Any, paper: int) -> Iterator[_PrintedLine]:  # noqa: ANN401 - as above
    text, at = text_page.get_text_range(), 0
    exact = len(text) == text_page.count_chars()
    for line in text.split("\r\n"):
        shown = line.replace("\ufffe", "").strip()  # what pdfium puts for a soft hyphen
        if shown and exact:
            first = at + len(line) - len(line.lstrip())
            last = at + len(line.rstrip()) - 1
            left, bottom, _, top = text_page.get_charbox(first, loose=True)
            right = text_page.get_charbox(last, loose=True)[2]
            yield _PrintedLine(shown, left, right, abs(top - bottom), paper)
        elif shown:  # places are not known: each line stands for itself
            yield _PrintedLine(shown, 0, 0, 0, paper)
        at += len(line) + len("\r\n")


def _paragraphs(lines: Sequence[_PrintedLine]) -> Iterator[str]:
    """Yield paragraphs; one may go on on the next page."""
    if not lines:
        return
    edges = {
        paper: _edges([line for line in lines if line.paper == paper])
        for paper in {line.paper for line in lines}
    }
    pieces = [lines[0].text]
    for before, line in pairwise(lines):
        if _goes_on(before, line, *edges[line.paper]):
            pieces.append(line.text)
        else:
            yield "".join(pieces)
            pieces = [line.text]
    yield "".join(pieces)


def _goes_on(before: _PrintedLine, line: _PrintedLine, left: float, right: float) -> bool:
    """Whether a line goes on with the paragraph of the one before; edges are those of the text."""
    near = _CLOSE * line.height
    return (
        line.height > 0
        and before.paper == line.paper
        and abs(before.height - line.height) <= _SAME_SIZE * line.height
        and before.right >= right - near
        and abs(line.left - left) < near / 2
    )


def _edges(lines: Sequence[_PrintedLine]) -> tuple[float, float]:
    """Return where lines usually begin and end."""
    left = _usual_edge([line.left for line in lines])
    return left, -_usual_edge([-line.right for line in lines])


def _usual_edge(places: Sequence[float]) -> float:
    """Return where lines usually begin: the median of the lower half."""
    ordered = sorted(places)
    return median(ordered[: len(ordered) // 2 + 1])


def _hidden(document: Any) -> Iterator[HiddenText]:  # noqa: ANN401 - of a library without types
    for name, value in document.get_metadata_dict(skip_empty=True).items():
        yield HiddenText(name, "property", value)
    for bookmark in document.get_toc():
        yield HiddenText("outline", "bookmark", bookmark.get_title())
    for number in range(document.count_attachments()):
        yield HiddenText(document.get_attachment(number).get_name(), "embedded", "")
