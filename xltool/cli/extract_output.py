"""What ``xltool extract`` writes, file by file as they are read, in each of its formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.batch.compact_returns import CompactReturns
from xltool.cli.output import write_text
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


class SubmissionStream:
    """The submissions of files that are being read, one at a time.

    ``returns`` keeps of each file what was found, so that it can be reported at the end.
    """

    def __init__(self, returns: Iterable[Return]) -> None:
        """Take the returns as they come."""
        self._coming = returns
        self.returns = CompactReturns()

    def __iter__(self) -> Iterator[Submission]:
        """Yield the submission of each file that could be read."""
        for item in self._coming:
            self.returns.add(item)
            if item.submission:
                yield item.submission


def write_facts_of(
    submissions: Iterable[Submission],
    pack: Pack,
    output_format: str,
    output: Path | None,
    *,
    trace: bool,
) -> None:
    """Write the facts of the submissions, or with ``trace`` what calculated facts are made of."""
    if output_format == "parquet":
        assert output is not None
        _write_parquet(submissions, pack, output)
    elif trace:
        from xltool.schedules.trace import traced, write_contributions

        contributions = (row for submission in submissions for row in traced(pack, submission))
        write_text(write_contributions(contributions, output_format), output)
    else:
        from xltool.facts.facts import fact_lines, facts

        rows = (fact for submission in submissions for fact in facts(pack, submission))
        write_text(fact_lines(rows, output_format), output)


def require_parquet_folder(folder: Path | None, campaign: Campaign | None) -> None:
    """Raise ``XltoolError`` unless Parquet has a folder to go to."""
    from xltool.campaign.outputs import require_folder

    if folder is None:
        message = "--format parquet 写入文件夹，请用 -o 给出 · give the folder to write into by -o"
        raise XltoolError(message)
    require_folder(folder, campaign)


def _write_parquet(submissions: Iterable[Submission], pack: Pack, folder: Path) -> None:
    from xltool.facts.parquet import ParquetFolder

    with ParquetFolder(pack, folder) as files:
        for submission in submissions:
            files.add(submission)
