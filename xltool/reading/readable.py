"""An admitted file as calamine can read it: what it misreads is put right before."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from xltool.reading import biff, ole2
from xltool.reading.intake import Format
from xltool.reading.zips import directory, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.reading.intake import Package
    from xltool.reading.sheetguard import SheetGuard

_INDENT = re.compile(rb">\s+(?=</?table:)")
_BREAK = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break>)")
_ERROR = re.compile(
    rb"""<((?:\w+:)?c)\s(?:[^<>]*?\s)?t\s*=\s*["']e["'][^<>]*(?<!/)>.*?</\1\s*>""", re.DOTALL
)
_VALUE = re.compile(rb"(<((?:\w+:)?v)[^<>]*>)[^<]*(</\2\s*>)")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", ""})
"""The error values that calamine knows; at any other it gives the whole file up."""
_NEEDED = ("mimetype", "META-INF/manifest.xml")


def readable(package: Package, guards: Mapping[str, SheetGuard]) -> bytes:
    """Return the bytes to hand to calamine; ``guards`` tell which error values there are."""
    newer = any(not _ERRORS.issuperset(guard.errors.values()) for guard in guards.values())
    if package.format is Format.XLSX and newer:
        return _with_known_errors(package.data)
    if package.format is Format.ODS:
        return _unindented(package.data)
    if package.format is Format.XLS:
        book = ole2.workbook(package.data)
        plain = biff.renumbered(book)
        return package.data if plain == book else ole2.replaced(package.data, plain)
    return package.data


def _with_known_errors(data: bytes) -> bytes:
    """Write ``#N/A`` for every error value: which it was, the guard has noted."""
    with zipfile.ZipFile(out := BytesIO(), "w") as archive:
        for member in directory(data).values():
            content = b"".join(stream(data, member))
            if b"<" in content[:8] and member.name.lower().endswith(".xml"):
                content = _ERROR.sub(_known, content)
            archive.writestr(member.name, content)
    return out.getvalue()


def _known(cell: re.Match[bytes]) -> bytes:
    return _VALUE.sub(rb"\1#N/A\3", cell[0])


def _unindented(data: bytes) -> bytes:
    """Strip indentation, which calamine refuses, and line breaks, which it passes over."""
    members = directory(data)
    content = b"".join(stream(data, members["content.xml"]))
    plain = _BREAK.sub(b"\n", _INDENT.sub(b">", content))
    if plain == content:
        return data
    with zipfile.ZipFile(out := BytesIO(), "w") as archive:
        for name in _NEEDED:
            if member := members.get(name.lower()):
                archive.writestr(name, b"".join(stream(data, member)))
        archive.writestr("content.xml", plain)
    return out.getvalue()
