"""Texts planted in copies of the files that are searched: a search that misses one proves nothing.

In a copy of each file in memory a text of its own is planted in each of fourteen places, where
programs keep texts or people hid them. The same search, with the same secrets, must find all of
them. The texts are rare characters that no budget has.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import DocumentError
from xltool.publication.search import Hit, Secret, SecretSearch
from xltool.wordfile.blocks import TITLE_LEVEL, Heading, PageLook
from xltool.wordfile.pdf_read import joined_pdf
from xltool.wordfile.pdf_write import pdf_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_RARE = "鼗鼐黼黻鼍龠"
_NUMBERS = "子丑寅卯辰巳午未申酉戌亥乾坤"
CANARIES = tuple(f"{_RARE}{number}{_RARE[::-1]}" for number in _NUMBERS)
"""Fourteen texts; each holds a piece of six characters that no other has."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class SearchProof:
    """What a search found: ``hits`` of secrets, and of the texts that were planted.

    ``planted`` and ``found`` count those; ``missed`` are the places, as ``docx field``, where one
    was not found. ``searched`` counts the secrets that were searched for: the others are public as
    well, or too short. The proof holds only if something was planted and nothing missed.
    """

    hits: tuple[Hit, ...]
    planted: int
    found: int
    missed: tuple[str, ...]
    searched: int
    files: int

    @property
    def evaluated(self) -> bool:
        """Whether the search may be believed."""
        return bool(self.files and self.planted) and not self.missed


def search_proof(
    files: Mapping[str, bytes],
    secrets: Sequence[Secret],
    public_texts: Sequence[str],
    in_order: Sequence[str] = (),
) -> SearchProof:
    """Search files for secrets, and copies of them for planted texts, by the same search.

    ``files`` are .docx, .xlsx and .pdf by name. Raises ValueError at a file of another kind, in
    which nothing can be planted.
    """
    search = SecretSearch([*secrets, *map(Secret, CANARIES)], public_texts, in_order)
    first = len(secrets)
    found = search.hits(files)
    planted, missed = 0, list[str]()
    for name, data in files.items():
        kind = kind_of(data)
        places = PLACES[kind]
        copy = plant(data, kind)
        seen = {hit.secret - first for hit in search.hits({name: copy})}
        own = {hit.secret - first for hit in found if hit.file == name}
        # One that stands in the file itself was not found where it was planted.
        missed += (
            f"{kind} {place}"
            for number, place in enumerate(places)
            if number not in seen or number in own
        )
        planted += len(places)
    return SearchProof(
        tuple(hit for hit in found if hit.secret < first),
        planted,
        planted - len(missed),
        tuple(missed),
        len([number for number in search.searched if number < first]),
        len(files),
    )


def kind_of(data: bytes) -> str:
    """Return ``docx``, ``xlsx`` or ``pdf``; raise ValueError for anything else."""
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK"):
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        for name, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
            if name in names:
                return kind
    raise ValueError


def plant(data: bytes, kind: str) -> bytes:
    """Return a copy of a file with one of ``CANARIES`` in each of the ``PLACES`` of its kind."""
    if kind == "pdf":
        return _planted_pdf(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for text, planter in zip(CANARIES, _PLANTERS[kind].values(), strict=True):
        planter(parts, text)
    return _package(parts)


def _package(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return file.getvalue()


def _into(part: str, before: str, markup: str) -> Callable[[Parts, str], None]:
    """Return what puts markup with a text at the end of an element of a part."""

    def planter(parts: Parts, text: str) -> None:
        place = parts[part].rindex(before.encode())
        new = markup.format(text=text, first=text[:4], rest=text[4:], entities=_entities(text))
        parts[part] = parts[part][:place] + new.encode() + parts[part][place:]

    return planter


def _as_part(part: str, markup: str, codec: str = "utf-8") -> Callable[[Parts, str], None]:
    """Return what adds a part that holds a text."""

    def planter(parts: Parts, text: str) -> None:
        parts[part] = markup.format(text=text).encode(codec)

    return planter


def _as_base64(part: str) -> Callable[[Parts, str], None]:
    def planter(parts: Parts, text: str) -> None:
        parts[part] = b"<c>" + base64.b64encode(text.encode()) + b"</c>"

    return planter


def _as_package(part: str) -> Callable[[Parts, str], None]:
    def planter(parts: Parts, text: str) -> None:
        parts[part] = _package({"xl/sharedStrings.xml": f"<sst><t>{text}</t></sst>".encode()})

    return planter


def _as_name(folder: str) -> Callable[[Parts, str], None]:
    def planter(parts: Parts, text: str) -> None:
        parts[f"{folder}{text}.bin"] = b""

    return planter


def _entities(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


_BODY, _DOCUMENT = "</w:body>", "word/document.xml"
_SHEET, _WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
_PLANTERS: Mapping[str, Mapping[str, Callable[[Parts, str], None]]] = {
    "docx": {
        "text": _into(_DOCUMENT, _BODY, "<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
        "runs": _into(
            _DOCUMENT,
            _BODY,
            "<w:p><w:r><w:t>{first}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{rest}</w:t></w:r></w:p>",
        ),
        "field": _into(
            _DOCUMENT, _BODY, '<w:p><w:r><w:instrText> TC "{text}" </w:instrText></w:r></w:p>'
        ),
        "attribute": _into(
            _DOCUMENT, _BODY, '<w:p><w:bookmarkStart w:id="9" w:name="{text}"/></w:p>'
        ),
        "entities": _into(_DOCUMENT, _BODY, "<w:p><w:r><w:t>{entities}</w:t></w:r></w:p>"),
        "comment": _as_part("word/comments.xml", f'<w:c xmlns:w="{_W}"><w:t>{{text}}</w:t></w:c>'),
        "properties": _as_part("docProps/core.xml", "<c><title>{text}</title></c>"),
        "custom xml": _as_part("customXml/item1.xml", '<c a="{text}"/>'),
        "header": _as_part("word/header9.xml", f'<w:h xmlns:w="{_W}"><w:t>{{text}}</w:t></w:h>'),
        "utf-16": _as_part("customXml/item2.xml", "<c>{text}</c>", "utf-16"),
        "gb18030": _as_part("word/embeddings/a.bin", "\1\2{text}\3", "gb18030"),
        "base64": _as_base64("customXml/item3.xml"),
        "package": _as_package("word/embeddings/b.xlsx"),
        "part name": _as_name("word/media/"),
    },
    "xlsx": {
        "cell": _into(
            _SHEET, "</sheetData>", '<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'
        ),
        "runs": _into(
            _SHEET,
            "</sheetData>",
            '<row><c t="inlineStr"><is><r><t>{first}</t></r><r><t>{rest}</t></r></is></c></row>',
        ),
        "hidden sheet": _as_part(
            "xl/worksheets/sheet999.xml", "<worksheet><t>{text}</t></worksheet>"
        ),
        "defined name": _into(
            _WORKBOOK, "</workbook>", '<definedName name="{text}">1</definedName>'
        ),
        "entities": _into(_SHEET, "</sheetData>", "<row><c><f>{entities}</f></c></row>"),
        "comment": _as_part("xl/comments9.xml", "<comments><t>{text}</t></comments>"),
        "properties": _as_part("docProps/custom.xml", "<c><lpwstr>{text}</lpwstr></c>"),
        "custom xml": _as_part("customXml/item1.xml", '<c a="{text}"/>'),
        "shared string": _as_part("xl/sharedStrings9.xml", "<sst><si><t>{text}</t></si></sst>"),
        "utf-16": _as_part("customXml/item2.xml", "<c>{text}</c>", "utf-16"),
        "gb18030": _as_part("xl/embeddings/a.bin", "\1\2{text}\3", "gb18030"),
        "base64": _as_base64("customXml/item3.xml"),
        "package": _as_package("xl/embeddings/b.docx"),
        "part name": _as_name("xl/media/"),
    },
}
_IN_PDF: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: b"%" + text.encode(),
    "utf-16": lambda text: b"(\xfe\xff" + text.encode("utf-16-be") + b")",
    "utf-16 little": lambda text: b"(\xff\xfe" + text.encode("utf-16-le") + b")",
    "gb18030": lambda text: b"(" + text.encode("gb18030") + b")",
    "hexadecimal": lambda text: b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">",
    "hexadecimal utf-8": lambda text: b"<" + text.encode().hex().upper().encode() + b">",
    "name": lambda text: b"/" + re.sub(rb"(..)", rb"#\1", text.encode().hex().encode()),
    "stream": lambda text: _pdf_stream(text.encode()),
    "stream utf-16": lambda text: _pdf_stream(text.encode("utf-16-be")),
    "stream hexadecimal": lambda text: _pdf_stream(
        b"<" + text.encode("utf-16-be").hex().encode() + b">"
    ),
    "metadata": lambda text: _pdf_stream(f"<title>{_entities(text)}</title>".encode()),
    "base64": lambda text: b"%" + base64.b64encode(text.encode()),
    "attached package": lambda text: _pdf_stream(_package({"a.xml": text.encode()})),
}
"""What is written behind the end of a PDF; the last text stands on a page of its own."""
PLACES: Mapping[str, tuple[str, ...]] = {
    **{kind: tuple(planters) for kind, planters in _PLANTERS.items()},
    "pdf": (*_IN_PDF, "page"),
}
"""Where a text is planted in a copy, by kind of file, in the order of ``CANARIES``."""


def _planted_pdf(data: bytes) -> bytes:
    """Return a PDF with a page more, and texts behind its end, for a search looks at all bytes.

    Without the extra ``pdf`` there is no page more, and its text is missed.
    """
    planted = (write(text) for text, write in zip(CANARIES, _IN_PDF.values(), strict=False))
    return b"\n".join((_with_page(data, CANARIES[-1]), *planted, b""))


def _with_page(data: bytes, text: str) -> bytes:
    try:
        page = pdf_bytes([Heading(text, TITLE_LEVEL)], PageLook())
    except DocumentError:
        return data
    return joined_pdf(data, page)


def _pdf_stream(content: bytes) -> bytes:
    return b"<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(content) + b"\nendstream"
