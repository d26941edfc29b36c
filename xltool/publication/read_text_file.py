"""The bytes of a text file → its text: UTF-8 with or without a mark, or GB18030, which is told.

Notepad writes UTF-8 since 2019, ANSI (GB18030 in China) before, and UTF-16 as “Unicode”.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from xltool.errors import XltoolError
from xltool.publication.text_file import TextFile, parse_text

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Pack

UTF_8, GB18030 = "utf-8", "gb18030"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
LARGEST_TEXT: Final = 4_000_000
"""Bytes of the largest text file that is read; the published one of 2020 has 100,000."""


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and its encoding, ``utf-8`` or ``gb18030``.

    Raises ``XltoolError`` for UTF-16, for what is no text, and for a file that is too large.
    """
    if len(data) > LARGEST_TEXT:
        msg = f"{name}: 超过 4 MB，不像文本文件 · larger than 4 MB, hardly a text file"
        raise XltoolError(msg)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        msg = f"{name}: 编码是 UTF-16，请在记事本中另存为 UTF-8 · in UTF-16: save it as UTF-8"
        raise XltoolError(msg)
    for encoding in (UTF_8, GB18030):
        try:
            return _printable(data.decode(encoding).removeprefix("\ufeff"), name), encoding
        except UnicodeDecodeError:
            continue
    msg = f"{name}: 无法识别编码，请另存为 UTF-8 · the encoding is unknown: save it as UTF-8"
    raise XltoolError(msg)


def _printable(text: str, name: str) -> str:
    """Return a text; raise ``XltoolError`` for a control character, which no document can hold."""
    found = _CONTROL.search(text)
    if found is None:
        return text
    line = len(re.split(r"\r\n|\r|\n", text[: found.start()]))
    msg = f"{name}:{line}: 有看不见的控制字符，请删去 · a control character: delete it"
    raise XltoolError(msg)


def read_text_file(path: Path) -> TextFile:
    """Read and parse a text file; raise ``XltoolError`` when it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        msg = f"{path}: 没有这个文件 · no such file"
        raise XltoolError(msg) from None
    except OSError:
        msg = f"{path}: 无法读取，请核对文件和权限 · cannot be read: check the file"
        raise XltoolError(msg) from None
    return parse_text(path.name, *decode_text(data, path.name))


def text_path(pack: Pack, disclosure: Disclosure, folder: Path | None, named: str = "") -> Path:
    """Return the text file that is used: the campaign's own if it has one, else the pack's.

    ``folder`` is the campaign's, ``named`` one of the pack's texts, else the first is taken.
    Raises ``XltoolError`` for a text that the pack has not.
    """
    name = named or disclosure.texts[0]
    if name not in disclosure.texts:
        known = "、".join(disclosure.texts)
        msg = f"{name}: 报表包没有这个文本，有 {known} · no such text in the pack; it has {known}"
        raise XltoolError(msg)
    own = folder / name if folder else None
    return own if own and own.is_file() else pack.folder / "templates" / name
