"""A finding's text in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.text import Bilingual


@dataclass(frozen=True, slots=True)
class MessageText:
    """A finding's text, and what to do about it, in both languages."""

    zh: str
    en: str
    zh_hint: str = ""
    en_hint: str = ""

    @property
    def text(self) -> Bilingual:
        """What there is, in both languages."""
        return Bilingual(self.zh, self.en)

    @property
    def hint(self) -> Bilingual:
        """What to do about it, in both languages."""
        return Bilingual(self.zh_hint, self.en_hint)
