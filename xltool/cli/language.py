"""In which language a run speaks: by what was typed, by the environment, or by the system."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LANGUAGES = ("zh", "en")
SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default="")
"""The language of this run, ``zh`` or ``en``; empty where none was chosen: messages in both."""
_OPTION = "--lang"
_VARIABLES = ("XLTOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set decides; but ours only when it names a language that we have."""
_PRIMARY = 0x3FF
_WINDOWS = {0x04: "zh", 0x09: "en"}
"""Languages of Windows by their primary identifiers."""


def chosen_language(arguments: Sequence[str] = ()) -> str:
    """Return ``zh`` or ``en``: of ``--lang``, the environment, or Windows; else an empty text."""
    for language in _typed(arguments):
        if language in LANGUAGES:
            return language
    if ours := _named(os.environ.get(_VARIABLES[0], "")):
        return ours
    locale = next((os.environ[name] for name in _VARIABLES[1:] if os.environ.get(name)), "")
    return _named(locale) or _of_windows()


def _typed(arguments: Sequence[str]) -> Iterator[str]:
    """Yield what stands behind each ``--lang``."""
    for word, after in pairwise((*arguments, "")):
        if word == _OPTION:
            yield after
        elif word.startswith(f"{_OPTION}="):
            yield word.removeprefix(f"{_OPTION}=")


def _named(locale: str) -> str:
    """Return the language of a locale such as ``zh_CN.UTF-8``; empty for one that is not ours."""
    return next((name for name in LANGUAGES if locale.lower().startswith(name)), "")


def _of_windows() -> str:
    if sys.platform == "win32":
        import ctypes

        return _WINDOWS.get(ctypes.windll.kernel32.GetUserDefaultUILanguage() & _PRIMARY, "")
    return ""
