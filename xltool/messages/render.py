"""The one catalogue of finding texts, Chinese and English: what is there, what to do.

``{value}`` is what stands in the cell, ``{expected}`` what should; other blanks come from the
finding's ``params``. Where a finding is, the report says before the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.file_texts import FILE_TEXTS
from xltool.messages.form_texts import FORM_TEXTS
from xltool.messages.reasons import word
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.messages.message_text import MessageText
    from xltool.model.findings import Finding


LANGUAGES = ("zh", "en")


_TEXTS: Mapping[str, MessageText] = MappingProxyType({**FILE_TEXTS, **FORM_TEXTS})


_NOTHING = Bilingual("空白", "blank")
_GAP = Bilingual("、", ", ")


class _Blank(dict[str, str]):
    """Leaves an unknown blank visible instead of failing the report."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def render(finding: Finding, language: str) -> tuple[str, str]:
    """Return the text of a finding and what to do about it, ``zh`` or ``en``."""
    text = _TEXTS[finding.message]
    words = {
        name: word(finding.message, name, value, language) for name, value in finding.params.items()
    }
    if words.get("taken") == "":
        words["taken"] = _NOTHING.in_language(language)
    blanks = _Blank(
        {"value": finding.value, "expected": finding.expected or _NOTHING.in_language(language)}
        | words
    )
    blanks.setdefault("cells", _GAP.in_language(language).join(finding.cells))
    found, hint = text.text.in_language(language), text.hint.in_language(language)
    return found.format_map(blanks), hint.format_map(blanks)


def item_of(finding: Finding, language: str) -> str:
    """Return what a finding is about: the labels of its line and column."""
    label = finding.label.in_language(language)
    return " ".join(part for part in (label, finding.column) if part)


def wording(message: str, language: str) -> str:
    """Return a text of the catalogue with its blanks open."""
    return _TEXTS[message].text.in_language(language)


def known(message: str) -> bool:
    """Whether the catalogue has a text for ``message``."""
    return message in _TEXTS
