"""Texts that users read: in Chinese and in English, and without the spaces that widen a label.

And the one way in which text that UTF-8 cannot hold becomes text that it can.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, NamedTuple

IDEOGRAPHIC_SPACE = "\u3000"
SIDE_BY_SIDE = " · "
"""What stands between the Chinese and the English of one message."""
PLACE_END = ": "
"""What ends the place that a message begins with; Chinese has a colon of its own."""
_EMOJI = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f"
INVISIBLE = re.compile(
    f"(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])|"
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160"
    "\u17b4-\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that only say how others are shown: direction, joining, variants, tags.

Unicode calls them format characters (category Cf) or ignores them by default (UAX 44,
Default_Ignorable_Code_Point). Programs leave them in what is pasted: Windows' calculator puts a
number between U+202D and U+202C. A joiner between two pictures is left: it makes them one.
"""


class Bilingual(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


NO_TEXT = Bilingual("", "")


def in_one_language(message: str, language: str) -> str:
    """Return each line of a message in ``zh`` or ``en``; in both, as it is, for an empty language.

    A line is ``place: 中文 · English``, and the place stands before both. One with another mark in
    it, in a file's name perhaps, is not taken apart: nothing that it says may be lost.
    """
    return "\n".join(_line_in(line, language) for line in message.split("\n"))


def _line_in(line: str, language: str) -> str:
    if not language or line.count(SIDE_BY_SIDE) != 1:
        return line
    chinese, english = line.split(SIDE_BY_SIDE)
    place, mark, _ = chinese.rpartition(PLACE_END)
    return chinese if language == "zh" else place + mark + english


def toml_place(error: ValueError) -> Bilingual:
    """Return where a TOML file cannot be read on, by what ``tomllib`` says."""
    _, _, place = str(error).rpartition("(at line ")
    number, _, _ = place.partition(",")
    if number.isdecimal():
        return Bilingual(f"第 {number} 行", f"line {number}")
    return Bilingual("文件末尾", "end of the file")


def same_in_both(text: str) -> Bilingual:
    """Return a text that reads the same in both languages, such as one that a form prints."""
    return Bilingual(text, text)


def without_invisible(text: str) -> str:
    """Return a text without invisible characters: two texts that look the same are the same."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def unspaced(text: str) -> str:
    """Return a printed label without the spaces that widen it: ``合　计`` becomes ``合计``."""
    return text.replace(IDEOGRAPHIC_SPACE, "")


def squeezed(text: str) -> str:
    """Return ``text`` without spacing and what has no ink, full-width characters as half-width."""
    return "".join(unicodedata.normalize("NFKC", without_invisible(text)).split())


def utf8(text: str) -> str:
    r"""Return text that UTF-8 can hold: bytes of a file name that are no UTF-8 as ``\udcff``."""
    return text.encode("utf-8", "backslashreplace").decode()


def load_json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    r"""Return what a JSON text holds, with texts as by ``utf8``: ``["\ud800"]`` is valid JSON."""
    return _in_utf8(json.loads(text))


def _in_utf8(data: object) -> object:
    match data:
        case str():
            return utf8(data)
        case list():
            return [_in_utf8(each) for each in data]
        case dict():
            return {utf8(name): _in_utf8(each) for name, each in data.items()}
        case _:
            return data


def holds_half_characters(text: str) -> bool:
    """Whether a JSON text spells halves of characters, which no file can hold: ``load_json``."""
    if "\\u" not in text:  # nearly always
        return False
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except ValueError:
        return False
    return False


def of_year(text: str, period: str) -> str:
    """Put the year into a printed text: ``{period}年预算数`` is ``2021年预算数`` in 2021."""
    if "{" not in text:
        return text
    return text.replace("{period}", period).replace("{previous}", str(int(period) - 1))


def of_any_year(text: str) -> str:
    """Return a printed text as it is called when no year is known: ``本年预算数``."""
    for blank, word in (("{period}", "本年"), ("{previous}", "上年")):
        text = text.replace(f"{blank}年", word).replace(blank, word)
    return text
