"""The text of a finding in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.text import Bilingual


@dataclass(frozen=True, slots=True)
class MessageText:
    """The text of a finding and a hint what to do, in both languages.

    Both have blanks: ``“{value}” is not a number: it {why}.``
    """

    zh: str
    en: str
    zh_hint: str = ""
    en_hint: str = ""

    @property
    def text(self) -> Bilingual:
        """What stands there."""
        return Bilingual(self.zh, self.en)

    @property
    def hint(self) -> Bilingual:
        """What to do about it."""
        return Bilingual(self.zh_hint, self.en_hint)
