"""The words of one page in the language that it is shown in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.text import Bilingual


@dataclass(frozen=True, slots=True)
class PageWords:
    """Texts by their keys, as ``language`` has them."""

    texts: Mapping[str, Bilingual]
    language: str

    def say(self, key: str, /, *blanks: object, **params: object) -> str:
        """Return a text with its blanks filled in: ``{0}`` and ``{count}``."""
        return self.texts[key].in_language(self.language).format(*blanks, **params)
