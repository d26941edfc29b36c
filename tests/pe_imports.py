"""Which libraries a program for Windows asks for, read from its import tables."""

from __future__ import annotations

import struct

_IMPORTS, _DELAYED = 1, 13
"""The places of both tables in the list of directories; see "PE Format" of Microsoft."""


def imported_libraries(content: bytes) -> set[str]:
    """Return the names of libraries in small letters, those that are loaded later too."""
    head: int = struct.unpack_from("<I", content, 60)[0]
    assert content[:2] == b"MZ"
    assert content[head : head + 4] == b"PE\0\0"
    sections, optional = struct.unpack_from("<H12xH", content, head + 6)
    start = head + 24
    assert struct.unpack_from("<H", content, start)[0] == 0x20B, "for 64 bits"
    table = [
        struct.unpack_from("<4I", content, start + optional + 40 * place + 8)
        for place in range(sections)
    ]

    def offset(address: int) -> int:
        size: int
        first: int
        raw: int
        at: int
        for size, first, raw, at in table:
            if first <= address < first + max(size, raw):
                return address - first + at
        raise AssertionError(address)

    def text(address: int) -> str:
        begin = offset(address)
        return content[begin : content.index(b"\0", begin)].decode("ascii").lower()

    found = set[str]()
    for place, size, name in ((_IMPORTS, 20, 12), (_DELAYED, 32, 4)):
        address = struct.unpack_from("<I", content, start + 112 + 8 * place)[0]
        while address and (library := struct.unpack_from("<I", content, offset(address) + name)[0]):
            found.add(text(library))
            address += size
    return found
