"""Files that were dropped on a page and wait in a private folder until a job takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that waits: the name that its sender gave it, which is no path, and where it is."""

    name: str
    path: Path
    size: int
