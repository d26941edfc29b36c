"""What ``xltool extract`` writes, file by file as they are read, in each of its formats."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from xltool.batch.compact_returns import CompactReturns
from xltool.cli.output import write_text
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
        self.returns = CompactReturns(figures=False)

    def __iter__(self) -> Iterator[Submission]:
        """Yield the submission of each file that could be read."""
        for item in self._coming:
            self.returns.add(item)
            if item.submission:
                yield item.submission


@dataclass(frozen=True, slots=True)
class FactsTarget:
    """In which format facts are written, to which file (else stdout), in which language."""

    output_format: str
    output: Path | None
    language: str


def write_facts_of(
    submissions: Iterable[Submission], pack: Pack, target: FactsTarget, *, trace: bool
) -> None:
    """Write the facts of the submissions, or with ``trace`` what calculated facts are made of."""
    if target.output_format == "parquet":
        assert target.output is not None
        _write_parquet(submissions, pack, target.output)
    elif trace:
        _write_trace(submissions, pack, target)
    else:
        from xltool.facts.facts import fact_cells, fact_lines, facts, headings

        rows = (fact for submission in submissions for fact in facts(pack, submission))
        if target.output_format == "xlsx":
            _write_sheet(target, ("数据", "facts"), headings(target.language), fact_cells(rows))
        else:
            _write_lines(target, fact_lines(rows, target.output_format, target.language))


def _write_trace(submissions: Iterable[Submission], pack: Pack, target: FactsTarget) -> None:
    from xltool.schedules.trace import contribution_cells, headings, traced, write_contributions

    rows = (row for submission in submissions for row in traced(pack, submission))
    if target.output_format == "xlsx":
        titles, cells = headings(target.language), contribution_cells(rows)
        _write_sheet(target, ("构成", "sources"), titles, cells)
    else:
        _write_lines(target, [write_contributions(rows, target.output_format, target.language)])


def _write_sheet(
    target: FactsTarget,
    names: tuple[str, str],
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> None:
    from xltool.writing.list_writer import write_list

    assert target.output is not None
    write_list(target.output, names[target.language == "en"], titles, rows)


def _write_lines(target: FactsTarget, lines: Iterable[str]) -> None:
    """Write lines of text; a CSV file begins with the mark by which Excel knows its encoding."""
    mark = ["\ufeff"] if target.output and target.output_format == "csv" else []
    write_text(chain(mark, lines), target.output)


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
