"""A program for Windows that prints how it was called: ``python.exe`` of a trial build.

A bundle without Python cannot run, but its launchers can be tried: on a double click the window
shows the command line that Python would have been given.
"""

from __future__ import annotations

import struct
from typing import Final

MESSAGE: Final = (
    "这个文件夹里没有 Python，只供试验 · built without Python, for trials only:\r\n".encode()
)
_BASE: Final = 0x140000000
_PAGE: Final = 0x1000
_CODE, _DATA, _ROOM = _PAGE, 2 * _PAGE, 3 * _PAGE
"""Where code, imports with the message, and the empty buffer stand in memory."""
_BUFFER: Final = 0x8000
_FILE_UNIT: Final = 0x200
_FUNCTIONS: Final = (
    "GetStdHandle", "WriteFile", "GetCommandLineW", "WideCharToMultiByte", "ExitProcess",
)  # fmt: skip
_STANDARD_OUTPUT: Final = b"\xb9\xf5\xff\xff\xff"  # mov ecx, -11
_EXIT_CODE: Final = 1
"""Not nil: a launcher then keeps its window open."""


def stand_in() -> bytes:
    """Return the bytes of the program: PE32+, three sections, kernel32 alone."""
    data, slots, message = _data()
    code = _code(slots, message)
    head = _head(len(code), len(data))
    return b"".join(part.ljust(_up(len(part), _FILE_UNIT), b"\0") for part in (head, code, data))


def _up(size: int, unit: int) -> int:
    return -(-size // unit) * unit


def _data() -> tuple[bytes, dict[str, int], int]:
    """Return the import table, where the address of each function will stand, and the message."""
    names_at = _DATA + 40 + 2 * 8 * (len(_FUNCTIONS) + 1)
    names, places = b"", []
    for name in _FUNCTIONS:
        places.append(names_at + len(names))
        names += struct.pack("<H", 0) + name.encode() + (b"\0" if len(name) % 2 else b"\0\0")
    library = names_at + len(names)
    table = b"".join(struct.pack("<Q", place) for place in (*places, 0))
    lookup, addresses = _DATA + 40, _DATA + 40 + len(table)
    descriptor = struct.pack("<5I", lookup, 0, 0, library, addresses) + bytes(20)
    text = descriptor + table + table + names + b"kernel32.dll\0"
    slots = {name: addresses + 8 * place for place, name in enumerate(_FUNCTIONS)}
    return text + MESSAGE, slots, _DATA + len(text)


def _code(slots: dict[str, int], message: int) -> bytes:
    """Return the machine code: write the message, then the command line as UTF-8, and end."""
    code = bytearray()

    def near(opcode: bytes, target: int) -> None:
        """Add an instruction that names a place by its distance from the next one."""
        end = _CODE + len(code) + len(opcode) + 4
        code.extend(opcode + struct.pack("<i", target - end))

    def call(name: str) -> None:
        near(b"\xff\x15", slots[name])

    def write() -> None:
        """WriteFile(rax, rdx, r8d, &written, NULL)."""
        code.extend(b"\x48\x89\xc1")  # mov rcx, rax
        code.extend(b"\x4c\x8d\x4c\x24\x48")  # lea r9, [rsp+0x48]
        code.extend(b"\x48\xc7\x44\x24\x20" + bytes(4))  # mov qword [rsp+0x20], 0
        call("WriteFile")

    code.extend(b"\x48\x83\xec\x58")  # sub rsp, 0x58: shadow space, aligned to 16
    code.extend(_STANDARD_OUTPUT)
    call("GetStdHandle")
    near(b"\x48\x8d\x15", message)  # lea rdx, [message]
    code.extend(b"\x41\xb8" + struct.pack("<I", len(MESSAGE)))  # mov r8d, length
    write()
    call("GetCommandLineW")
    code.extend(b"\x49\x89\xc0")  # mov r8, rax
    code.extend(b"\xb9" + struct.pack("<I", 65001))  # mov ecx, CP_UTF8
    code.extend(b"\x31\xd2")  # xor edx, edx
    code.extend(b"\x41\x83\xc9\xff")  # or r9d, -1: up to the final NUL
    near(b"\x48\x8d\x05", _ROOM)  # lea rax, [buffer]
    code.extend(b"\x48\x89\x44\x24\x20")  # mov [rsp+0x20], rax
    code.extend(b"\xc7\x44\x24\x28" + struct.pack("<I", _BUFFER))  # mov dword [rsp+0x28], size
    code.extend(b"\x48\xc7\x44\x24\x30" + bytes(4))  # mov qword [rsp+0x30], 0
    code.extend(b"\x48\xc7\x44\x24\x38" + bytes(4))  # mov qword [rsp+0x38], 0
    call("WideCharToMultiByte")
    code.extend(b"\x89\x44\x24\x40")  # mov [rsp+0x40], eax
    code.extend(_STANDARD_OUTPUT)
    call("GetStdHandle")
    near(b"\x48\x8d\x15", _ROOM)  # lea rdx, [buffer]
    code.extend(b"\x44\x8b\x44\x24\x40")  # mov r8d, [rsp+0x40]
    code.extend(b"\x42\xc6\x44\x02\xff\x0a")  # mov byte [rdx+r8-1], 10: in the place of the NUL
    write()
    code.extend(b"\xb9" + struct.pack("<I", _EXIT_CODE))  # mov ecx, code
    call("ExitProcess")
    return bytes(code)


def _head(code: int, data: int) -> bytes:
    """Return the headers; see "PE Format" of Microsoft for the fields in their order."""
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = struct.pack("<4s2H3I2H", b"PE\0\0", 0x8664, 3, 0, 0, 0, 240, 0x0022)
    code_size, data_size = _up(code, _FILE_UNIT), _up(data, _FILE_UNIT)
    optional = struct.pack(
        "<HBBIIIII", 0x20B, 14, 0, code_size, data_size, _BUFFER, _CODE, _CODE
    ) + struct.pack(
        "<QII6HIIIIHHQQQQII",
        _BASE, _PAGE, _FILE_UNIT, 6, 0, 0, 0, 6, 0, 0,
        _ROOM + _BUFFER, _up(64 + 24 + 240 + 3 * 40, _FILE_UNIT), 0, 3, 0x8100,
        0x100000, 0x1000, 0x100000, 0x1000, 0, 16,
    )  # fmt: skip
    directories = bytearray(16 * 8)
    struct.pack_into("<II", directories, 8, _DATA, 40)
    first = _up(64 + 24 + 240 + 3 * 40, _FILE_UNIT)
    sections = b"".join(
        struct.pack("<8s6I2HI", name, size, place, raw, at, 0, 0, 0, 0, kind)
        for name, size, place, raw, at, kind in (
            (b".text", code, _CODE, code_size, first, 0x60000020),
            (b".data", data, _DATA, data_size, first + code_size, 0xC0000040),
            (b".bss", _BUFFER, _ROOM, 0, 0, 0xC0000080),
        )
    )
    return dos + coff + optional + bytes(directories) + sections
