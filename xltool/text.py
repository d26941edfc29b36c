"""Texts that users read: in Chinese and in English, and without the spaces that widen a label."""

from __future__ import annotations

from typing import NamedTuple

IDEOGRAPHIC_SPACE = "\u3000"


class Bilingual(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


NO_TEXT = Bilingual("", "")


def same_in_both(text: str) -> Bilingual:
    """Return a text that reads the same in both languages, such as one that a form prints."""
    return Bilingual(text, text)


def unspaced(text: str) -> str:
    """Return a printed label without the spaces that widen it: ``合　计`` becomes ``合计``."""
    return text.replace(IDEOGRAPHIC_SPACE, "")
