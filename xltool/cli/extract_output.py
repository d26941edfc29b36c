"""What ``extract`` writes, file by file as they are read, in each of its formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.batch.compact_returns import CompactReturns
from xltool.cli.output import emit
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


class Extracting:
    """The submissions of files that are being read; of each file only what was found is kept."""

    def __init__(self, returns: Iterable[Return]) -> None:
        """Take the returns as they come."""
        self._returns = returns
        self.read = CompactReturns()

    def __iter__(self) -> Iterator[Submission]:
        """Yield what was read of each file that could be."""
        for item in self._returns:
            self.read.add(item)
            if item.submission:
                yield item.submission


def write(
    pack: Pack, submissions: Iterable[Submission], form: str, output: Path | None, *, trace: bool
) -> None:
    """Write the facts of the submissions, or with ``trace`` what they are made of.

    Raises ``XltoolError`` when Parquet has no folder to go to.
    """
    if form == "parquet":
        _write_parquet(pack, submissions, output)
    elif trace:
        from xltool.schedules.trace import traced, write_contributions

        made = (row for submission in submissions for row in traced(pack, submission))
        emit(write_contributions(made, form), output)
    else:
        from xltool.facts.facts import fact_lines, facts

        rows = (fact for submission in submissions for fact in facts(pack, submission))
        emit(fact_lines(rows, form), output)


def _write_parquet(pack: Pack, submissions: Iterable[Submission], folder: Path | None) -> None:
    if folder is None or folder.is_file():
        message = "--format parquet 写入文件夹，请用 -o 给出 · give the folder to write into by -o"
        raise XltoolError(message)
    from xltool.facts.parquet import ParquetFolder

    with ParquetFolder(pack, folder) as files:
        for submission in submissions:
            files.add(submission)
