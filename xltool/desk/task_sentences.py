"""What the tasks about returns say when they are done, in both languages at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.desk.words_returns import TASKS
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable


def task_text(key: str, *blanks: object) -> Bilingual:
    """Return a sentence of ``TASKS`` with its blanks filled in, in both languages."""
    zh, en = (
        TASKS[key].in_language(language).format(*(_in(blank, language) for blank in blanks))
        for language in ("zh", "en")
    )
    return Bilingual(zh, en)


def _in(blank: object, language: str) -> object:
    return blank.in_language(language) if isinstance(blank, Bilingual) else blank


def listed_texts(texts: Iterable[Bilingual]) -> Bilingual:
    """Return texts as one, with commas."""
    found = list(texts)
    return Bilingual("，".join(text.zh for text in found), ", ".join(text.en for text in found))


def as_result(text: Bilingual, **more: str) -> dict[str, str]:
    """Return the result of a task that says ``text``, as ``job_text`` shows it."""
    return {"zh": text.zh, "en": text.en, **more}
