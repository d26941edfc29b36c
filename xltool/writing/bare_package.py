"""A workbook without the parts that say who made it when: no page shows them."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_PROPERTIES = "docProps/"
_REFERENCE = re.compile(rb'<(?:Relationship|Override) [^>]*"/?docProps/[^>]*/>')
"""A relationship to a part of properties, or what says of which kind such a part is."""
_LISTS = ("[Content_Types].xml", "_rels/.rels")
_DOS_EPOCH = (1980, 1, 1, 0, 0, 0)


def without_properties(package: bytes) -> bytes:
    """Return a package of Office Open XML without its properties (ECMA-376 Part 2, section 11).

    They are optional. The times in the ZIP are fixed: the same parts give the same bytes.
    """
    bare = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as parts, ZipFile(bare, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            if name.startswith(_PROPERTIES):
                continue
            content = parts.read(name)
            entry = ZipInfo(name, _DOS_EPOCH)
            entry.create_system = 0  # the same on every system
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, _REFERENCE.sub(b"", content) if name in _LISTS else content)
    return bare.getvalue()
