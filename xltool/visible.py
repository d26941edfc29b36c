"""Text from outside made safe to print: what nobody sees is written out."""

from __future__ import annotations

import json
import unicodedata

ASTRAL = 0x10000


def visible(text: str) -> str:
    """Return ``text`` with control, format and bidi characters written out as escapes."""
    if text.isprintable():  # nearly always, and a hundred times as fast
        return text
    return "".join(_escaped(char) if is_unseen(char) else char for char in text)


def is_unseen(char: str) -> bool:
    """Whether a character acts on a terminal or a reader instead of being read."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < ASTRAL else f"\\U{ord(char):08x}"


def as_json_text(document: object) -> str:
    """Return JSON in UTF-8 text, with what nobody sees as JSON's own escapes."""
    lines = json.dumps(document, ensure_ascii=False, indent=1).split("\n")
    return "\n".join(line if line.isprintable() else _seen(line) for line in lines)


def _seen(line: str) -> str:
    return "".join(json.dumps(char)[1:-1] if is_unseen(char) else char for char in line)
