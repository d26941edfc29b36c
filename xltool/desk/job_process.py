"""A job's own process: it runs one task and tells, as plain data, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.desk.uploads import StagedFile


@dataclass(frozen=True, slots=True)
class TaskInput:
    """What a task is given: where it works, the fields of its form, and the files that wait.

    ``folder`` is the campaign's, None for a task of the desk itself. ``staged`` are the files by
    purpose; whatever of them a task leaves is deleted when it is done. ``scratch`` is an empty
    folder that is deleted in the end.
    """

    home: Path
    folder: Path | None
    form: Mapping[str, str]
    staged: Mapping[str, tuple[StagedFile, ...]]
    language: str
    scratch: Path
