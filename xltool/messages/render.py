"""The one catalogue of texts of findings in Chinese and English: what stands there, what to do.

The blank ``{value}`` is what stands in the cell, ``{expected}`` what should; others are the
finding's ``params``. No text names the place: reports show it before the text.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.messages.explanation_texts import EXPLANATION_TEXTS
from xltool.messages.file_texts import FILE_TEXTS
from xltool.messages.form_texts import FORM_TEXTS
from xltool.messages.publication_texts import PUBLICATION_TEXTS
from xltool.messages.reasons import word
from xltool.messages.shown_texts import SHOWN_TEXTS
from xltool.messages.text_file_texts import TEXT_FILE_TEXTS
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.messages.message_text import MessageText
    from xltool.model.findings import Finding

LANGUAGES = ("zh", "en")
_TEXTS: Mapping[str, MessageText] = MappingProxyType(
    {
        **FILE_TEXTS,
        **FORM_TEXTS,
        **SHOWN_TEXTS,
        **EXPLANATION_TEXTS,
        **PUBLICATION_TEXTS,
        **TEXT_FILE_TEXTS,
    }
)
_NOTHING = Bilingual("空白", "blank")
_SEPARATOR = Bilingual("、", ", ")


class _Blank(dict[str, str]):
    """The values of blanks; one that an older ledger does not have is left out."""

    def __missing__(self, key: str) -> str:
        return "…"


def render(finding: Finding, language: str) -> tuple[str, str]:
    """Return the text of a finding and the hint what to do, in ``zh`` or ``en``.

    ``("“2辆” is not a number: it has a unit of measure.", "Type digits only, …")``
    """
    text = _TEXTS[finding.message]
    words = {
        name: word(finding.message, name, value, language) for name, value in finding.params.items()
    }
    if words.get("taken") == "":  # read as a blank
        words["taken"] = _NOTHING.in_language(language)
    blanks = _Blank(
        {"value": finding.value, "expected": finding.expected or _NOTHING.in_language(language)}
        | words
    )
    blanks.setdefault("cells", _SEPARATOR.in_language(language).join(finding.cells))
    found, hint = text.text.in_language(language), text.hint.in_language(language)
    return found.format_map(blanks), hint.format_map(blanks)


def item_of(finding: Finding, language: str) -> str:
    """Return what a finding is about, the labels of its line and column: ``row 9 数量``."""
    label = finding.label.in_language(language)
    return " ".join(part for part in (label, finding.column) if part)


def wording(message: str, language: str) -> str:
    """Return a text of the catalogue with its blanks as ``{value}``."""
    return _TEXTS[message].text.in_language(language)


def known(message: str) -> bool:
    """Whether the catalogue has a text for ``message``."""
    return message in _TEXTS
