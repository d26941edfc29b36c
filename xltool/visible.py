"""Make text from outside safe to print: invisible characters are written out as escapes.

Such a character could hide text from a reader, turn its direction, or control the terminal.
"""

from __future__ import annotations

import json
import unicodedata

LAST_OF_BMP = 0xFFFF


def visible(text: str) -> str:
    r"""Return ``text`` with control and format characters as escapes: ``a\u202eb``."""
    if text.isprintable():  # nearly always, and a hundred times as fast
        return text
    return "".join(_escaped(char) if is_unseen(char) else char for char in text)


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
    return "".join(json.dumps(char)[1:-1] if is_unseen(char) else char for char in line)
