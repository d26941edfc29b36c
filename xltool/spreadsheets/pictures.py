"""Cells that show a picture: WPS by a function of its own, Excel by a rich value or a function.

WPS writes ``=DISPIMG("ID_…",1)``, whose stored result is that text, and every other program shows
``#NAME?``. Excel writes the error ``#VALUE!`` and the number of a rich value ([MS-XLSX] 2.3.6), or
the function ``IMAGE``. A number or text that a person sees there is none that could be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.spreadsheets.package_parts import PackageParts
    from xltool.spreadsheets.raw_sheet import RawSheet

_MARKS = b"DISPIMG(", b"IMAGE("
_FUNCTION = re.compile(r"(?<![A-Za-z0-9_])(?:_xl[a-z]+\.)*(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_RESULT = re.compile(r"=?(?:_xl[a-z]+\.)*DISPIMG\(", re.IGNORECASE)
_METADATA = "sheetMetadata", "xl/metadata.xml"
_VALUES = "rdRichValue", "xl/richData/rdrichvalue.xml"
_STRUCTURES = "rdRichValueStructure", "xl/richData/rdrichvaluestructure.xml"


def may_hold_pictures(content: bytes) -> bool:
    """Whether a part names one of the functions; of UTF-16 that is not looked for."""
    return any(mark in content for mark in _MARKS) or b"\0" in content[:2]


def holds_result(texts: Iterable[str]) -> bool:
    """Whether a text is the stored result of WPS's function."""
    return any("DISPIMG(" in text for text in texts)


def mark_pictures(sheet: RawSheet) -> None:
    """Mark the cells whose formula shows a picture, and those that hold what WPS stores."""
    formulas = sheet.stored_formulas
    for at in formulas.elements:
        formula = formulas.at(at)
        if formula and _FUNCTION.search(formula.text):
            sheet.pictures.add(at)
    for at, value in sheet.values.items():
        if isinstance(value, str) and _RESULT.match(value):
            sheet.pictures.add(at)


def rich_pictures(package: PackageParts, related: Mapping[str, str]) -> frozenset[str]:
    """Return the numbers ``vm`` of cells whose rich value is a picture.

    ``related`` are the parts of the workbook by the type of their relationship. The number counts
    ``<bk>`` of ``<valueMetadata>`` from 1; its ``v`` counts those of the metadata of rich values,
    whose ``i`` counts rich values, whose ``s`` counts structures: from 0, those three. One that
    cannot be followed is taken for a picture where the workbook has any.
    """
    parts = [related.get(kind, usual) for kind, usual in (_METADATA, _VALUES, _STRUCTURES)]
    if not all(map(package.has, parts)):
        return frozenset()
    metadata, values, structures = parts
    pictures = _picture_structures(package, structures)
    if not pictures:
        return frozenset()
    shown = [attributes.get("s") for _, attributes in package.elements(values, "rv")]
    blocks, rich = _metadata(package, metadata)

    def is_picture(block: str) -> bool:
        try:
            return shown[int(rich[int(block)])] in pictures
        except (ValueError, IndexError):
            return True

    return frozenset(str(number) for number, block in enumerate(blocks, 1) if is_picture(block))


def _picture_structures(package: PackageParts, part: str) -> set[str]:
    """Return the numbers of structures of pictures: they name one that the package holds."""
    found, number = set[str](), -1
    for tag, attributes in package.elements(part, "s", "k"):
        number += tag == "s"
        name = attributes.get("t" if tag == "s" else "n", "")
        if "image" in name.lower():
            found.add(str(number))
    return found


def _metadata(package: PackageParts, part: str) -> tuple[list[str], list[str]]:
    """Return the ``v`` of each block of values, and the ``i`` of each rich value."""
    blocks, rich, of_values = list[str](), list[str](), False
    wanted = "valueMetadata", "cellMetadata", "futureMetadata", "rc", "rvb"
    for tag, attributes in package.elements(part, *wanted):
        if tag == "rc" and of_values:
            blocks.append(attributes.get("v", ""))
        elif tag == "rvb":
            rich.append(attributes.get("i", ""))
        elif tag.endswith("Metadata"):
            of_values = tag == "valueMetadata"
    return blocks, rich
