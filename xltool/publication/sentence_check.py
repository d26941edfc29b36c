"""Sentences that do not read on: punctuation that meets, words that lead to nothing (XL-204)."""

from __future__ import annotations

import re
from typing import Final

_STOPS: Final = "，。；：、,;"
_BROKEN: Final = re.compile(
    rf"""
    [{_STOPS}：:]\s*[{_STOPS}：:]                # ：，
    | [（(“《]\s*[{_STOPS}）)”》]                # （） and （，
    | [，；：、,;]\s*[）)]                       # ，）
    | ^\s*[{_STOPS}：）)]                        # begins with a comma
    | [，、,]\s*$                                # ends with one
    | (?:其中|包括)(?:[，。；、,;）)]|：?$)         # 其中。
    | (?:主要原因|原因是|主要[是为]|主要用于|[比较](?:上|\d{{4}})年)
      (?:[{_STOPS}）)]|$)                        # 主要用于。
    """,
    re.VERBOSE,
)
AROUND: Final = 8
"""How many characters before and behind the place are quoted."""


def broken_place(sentence: str) -> tuple[int, str]:
    """Return where a sentence breaks, and the words around it; an empty text when it does not.

    ``其中：公安局小计`` leads on, ``其中：，`` and ``其中。`` do not.
    """
    found = _BROKEN.search(sentence)
    if found is None:
        return 0, ""
    start = max(0, found.start() - AROUND)
    return found.start(), sentence[start : found.end() + AROUND].strip()
