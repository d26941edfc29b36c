"""Make text from outside safe to print: invisible characters are written out as escapes.

Such a character could hide text from a reader, turn its direction, or control the terminal.
"""

from __future__ import annotations

import json
import unicodedata

LAST_OF_BMP = 0xFFFF
LINE_END = "／"
"""What stands for a line end in a text that is printed on one line."""


def visible(text: str) -> str:
    r"""Return ``text`` with control and format characters as escapes: ``a\u202eb``.

    Only the line ends that people type into a cell are shown as ``LINE_END``.
    """
    if text.isprintable():  # nearly always, and a hundred times as fast
        return text
    line = text.replace("\r\n", "\n").replace("\n", LINE_END)
    return "".join(_escaped(char) if is_unseen(char) else char for char in line)


def is_unseen(char: str) -> bool:
    """Whether a character is a control, format or surrogate one, or separates lines."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= LAST_OF_BMP else f"\\U{ord(char):08x}"


def as_json_text(document: object) -> str:
    """Return an indented JSON text; only invisible characters are JSON escapes, Chinese is not."""
    lines = json.dumps(document, ensure_ascii=False, indent=1).split("\n")
    return "\n".join(line if line.isprintable() else _escaped_json(line) for line in lines)


def _escaped_json(line: str) -> str:
    return "".join(_in_json(char) if is_unseen(char) else char for char in line)


def _in_json(char: str) -> str:
    r"""Return a character as JSON spells it; half a character as the text ``\\udcff``.

    JSON could spell it, too, but many programs refuse what holds it.
    """
    escape = json.dumps(char)[1:-1]
    return f"\\{escape}" if unicodedata.category(char) == "Cs" else escape
