"""Texts that a document hides beside what it masks: the original kept ten titles in that way.

A heading reads ``3、Y*****绩效目标表``, and a field beside it has the title in full. What is hidden
elsewhere, or repeats what the page shows, is listed and no error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xltool.text import squeezed
from xltool.values.decimal_text import is_masked
from xltool.wordfile.document_content import TextLine
from xltool.wordfile.pdf_read import WRITER_PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.wordfile.document_content import DocumentContent, HiddenText

_STARS: Final = re.compile(r"[*＊]{2,}")
_SWITCHES: Final = re.compile(r'^\s*\w+\s*["“”]?|["“”]?\s*\\\w\s*\w?\s*\w?\s*$|\\\w \w?')
"""The name of a field, and its switches: ``TC "…" \\f C \\l 1``."""
_WORDS: Final = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z]{4,}")
_NEAR: Final = 1
"""Lines around a masked one in which a hidden text may stand: a field in a paragraph of its own."""


def beside_masks(content: DocumentContent) -> Iterator[HiddenText]:
    """Yield the hidden texts that say more than a masked text beside them."""
    shown = _shown_by_line(content)
    for hidden in content.hidden:
        if any(_says_more(hidden.text, text) for text in _near(shown, hidden.line)):
            yield hidden


def off_the_page(content: DocumentContent) -> Iterator[HiddenText]:
    """Yield the hidden texts that no page repeats, the number of pages left out."""
    shown = squeezed("".join(_shown_by_line(content).values()))
    for hidden in content.hidden:
        if hidden.part in WRITER_PROPERTIES:
            continue
        words = _WORDS.findall(
            _SWITCHES.sub("", hidden.text) if hidden.what == "field" else hidden.text
        )
        if words and not all(squeezed(word) in shown for word in words):
            yield hidden


def _shown_by_line(content: DocumentContent) -> dict[int, str]:
    shown: dict[int, str] = {}
    for item in content.items:
        if isinstance(item, TextLine):
            shown[item.line] = item.text
            continue
        for row, texts in enumerate(item.grid()):
            shown[item.line_of(row)] = "\n".join(texts)
    return shown


def _near(shown: dict[int, str], line: int) -> Iterator[str]:
    """Yield the masked texts at a line and around it; of a line of its own that is masked, that."""
    if not line:
        return
    own = shown.get(line, "")
    around = [own] if own else [shown.get(line + off, "") for off in (-_NEAR, _NEAR)]
    yield from (text for text in around if _STARS.search(text))


def _says_more(hidden: str, masked: str) -> bool:
    """Whether a hidden text fits a masked one and has letters in place of its stars."""
    if is_masked(hidden) or _STARS.search(hidden):
        return False
    words = squeezed("".join(_WORDS.findall(_SWITCHES.sub("", hidden))))
    return bool(words) and words not in squeezed(masked)
