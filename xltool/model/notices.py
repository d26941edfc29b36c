"""What a run tells beside its result, as a value: the command line and the desk word it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: which one, of which file, and the words for the blanks of its text.

    ``key`` names the text in ``notice_texts``. ``path`` is None where it is of no file.
    """

    key: str
    path: Path | None = None
    params: Mapping[str, str] = field(default_factory=dict)
