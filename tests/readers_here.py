"""Reads returned files in the process of the test itself."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Self

from xltool.pack.code_lists import with_added_codes
from xltool.pack.load import load_pack
from xltool.reading.read import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.model.findings import Return
    from xltool.workers.worker_pool import ReadingTask


class ReadersHere(AbstractContextManager["ReadersHere"]):
    """Reads files in this process, as a child would: for tests of what becomes of what was read.

    A child takes most of a second to start, and a command starts two. What they defend against, and
    that their answers are the same, is tested in ``test_sandbox``, ``test_limits``, ``test_blame``,
    ``test_batch`` and by the story of a campaign.
    """

    def __init__(self, task: ReadingTask, _: int) -> None:
        """Take what a pool takes; a pack cannot be loaded while a thread imports something."""
        import_module("xltool.validation.validate")
        self._task = task

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def read(self, paths: Sequence[Path]) -> Iterator[Return]:
        """Read the files one by one."""
        pack = with_added_codes(load_pack(self._task.pack), self._task.added)
        reader = Reader(pack, self._task.limits, self._task.entities)
        for path in paths:
            item = reader.read(path)
            yield self._task.then(pack, item) if self._task.then else item

    def __enter__(self) -> Self:
        """Begin."""
        return self
