"""Parts of sentences about broken rules: values, codes and lists of them, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.evaluation.cell_texts import BLANK, NOT_READ, describe_number, shortened_text
from xltool.messages.render import LANGUAGES
from xltool.model.submission import DELETED
from xltool.text import Bilingual, same_in_both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.model.forms import CodeList, Column
    from xltool.model.submission import Value

FEW = 5
"""How many cells are named one by one; of more only so many, and that there are others."""
GAPS = Bilingual("、", ", ")
_MORE = Bilingual("等", " …")


@dataclass(frozen=True, slots=True)
class QuotedCode:
    """A code in a sentence: itself, and as ``label`` and ``below`` its label and codes below it."""

    text: str
    codes: CodeList
    language: str = ""

    def in_language(self, language: str) -> QuotedCode:
        """Return the same, to be put into a sentence in a language."""
        return replace(self, language=language)

    def __str__(self) -> str:
        """Return the code."""
        return self.text

    @property
    def label(self) -> str:
        """The label of the code; blank when it is not listed."""
        return next((line.label for line in self.codes.lines if line.code == self.text), "")

    @property
    def below(self) -> str:
        """The first codes right below it, with their labels."""
        below = [f"{line.code} {line.label}" for line in self.codes.under(self.text)]
        return list_few(below, self.language)


def in_both(text_in: Callable[[str], str]) -> Bilingual:
    """Return the texts that a function gives for each language."""
    return Bilingual(*map(text_in, LANGUAGES))


def list_few(parts: Sequence[str], language: str) -> str:
    """Return the first parts as a list in words, and that there are more."""
    listed = GAPS.in_language(language).join(parts[:FEW])
    return listed + (_MORE.in_language(language) if len(parts) > FEW else "")


def quoted_value(value: Value | None, column: Column) -> Bilingual:
    """Return the value of a column as a sentence quotes it: blank and unread ones in words."""
    if value is None or value is DELETED:
        return Bilingual(*(BLANK if value is None else NOT_READ))
    return same_in_both(
        shortened_text(value) if isinstance(value, str) else describe_number(value, column.kind)
    )
