"""An admitted file as calamine can read it: what it misreads is put right before."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from xltool import biff, ole2
from xltool.intake import Format
from xltool.zips import directory, stream

if TYPE_CHECKING:
    from xltool.intake import Package

_INDENT = re.compile(rb">\s+(?=</?table:)")
_BREAK = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break>)")
_NEEDED = ("mimetype", "META-INF/manifest.xml")


def readable(package: Package) -> bytes:
    """Return the bytes to hand to calamine."""
    if package.format is Format.ODS:
        return _unindented(package.data)
    if package.format is Format.XLS:
        book = ole2.workbook(package.data)
        plain = biff.renumbered(book)
        return package.data if plain == book else ole2.replaced(package.data, plain)
    return package.data


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
