"""Many workbooks, pasted into and recalculated by one LibreOffice: what their covers say then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LIST_SHEET: Final = "检查"
"""The sheet that lists every problem, in workbooks that have one."""
READY: Final = "可以上报"
NOT_READY: Final = "不可上报"
VERDICTS: Final = (READY, NOT_READY, "尚未填报", "没有填写")
"""What the verdict on the cover begins with."""
PLACE, WEIGHT = "单元格", "级别"
"""Headings of the columns of the list that name the cell and how much a problem weighs."""

TOGETHER: Final = 10
"""Jobs on one workbook that are asked for together: an answer has to come in time."""

Line = tuple[str, str, str, str]
"""A line of the list: sheet, cell, weight and text."""


@dataclass(frozen=True)
class Paste:
    """What is pasted at a cell.

    ``kind`` is number, text, formula, boolean, date, time or datetime (a number with a format of
    its own), or block: rows of numbers and texts, of which an empty text empties its cell.
    """

    sheet: str
    cell: str
    kind: str
    value: float | str | Sequence[Sequence[float | str]]

    def __str__(self) -> str:
        """Return it on one line, to be typed in again by whoever looks into it."""
        text = repr(self.value)
        return f"{self.sheet}!{self.cell} {self.kind} {text if len(text) < 200 else text[:200]}"


@dataclass(frozen=True)
class Job:
    """Pastes into a copy of ``source``, which is saved as ``target``, unless that is None.

    ``names`` are texts for cells that have a name in the workbook; one without it is left out.
    """

    source: Path
    target: Path | None
    pastes: Sequence[Paste] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return source and pastes, a line each."""
        return "\n    ".join([self.source.name, *map(str, self.pastes)])


@dataclass(frozen=True)
class ShownCell:
    """A cell after recalculation; ``error`` is LibreOffice's number of the error, else 0."""

    formula: str
    value: float | str
    error: int


@dataclass(frozen=True)
class Shown:
    """What a workbook shows after recalculation: its cover, and its list if it has one."""

    cover: Mapping[str, ShownCell]
    problems: Mapping[str, ShownCell] | None
    seconds: float

    @property
    def verdict(self) -> str:
        """The verdict of the cover; the error that the cover shows when there is no verdict."""
        texts = [
            str(cell.value) for cell in self.cover.values() if cell.formula.startswith(("=", "{"))
        ]
        found = [text for text in texts if text.startswith(VERDICTS)]
        if found:
            return found[0]
        return next((str(cell.value) for cell in self.cover.values() if cell.error), "")

    @property
    def ready(self) -> bool:
        """Whether the cover says that the workbook can be sent in."""
        return self.verdict.startswith(READY)

    @property
    def lines(self) -> list[Line]:
        """The lines of the list, in order; raises ``ValueError`` when the list has no heading."""
        cells = self.problems or {}
        heads = [at for at, cell in cells.items() if cell.value == PLACE]
        if not heads:
            message = f"{LIST_SHEET}: no heading {PLACE}"
            raise ValueError(message)
        top = _row(heads[0])
        columns = {str(cell.value): _column(at) for at, cell in cells.items() if _row(at) == top}
        rows = sorted({_row(at) for at in cells if _row(at) > top})
        wanted = ("报表", PLACE, WEIGHT, "问题")
        lines = [
            tuple(
                str(cells[at].value) if (at := f"{columns[name]}{row}") in cells else ""
                for name in wanted
            )
            for row in rows
        ]
        return [(one, two, three, four) for one, two, three, four in lines if two]


class Lab(Office):
    """One LibreOffice for many jobs."""

    worker = "sheet_lab_uno.py"

    def run(self, jobs: Iterable[Job]) -> list[Shown]:
        """Carry out the jobs and return what each workbook shows, in order.

        Those on one workbook are carried out one after the other in it, some at a time.
        """
        wanted = list(jobs)
        by_source: dict[Path, list[int]] = {}
        for number, job in enumerate(wanted):
            by_source.setdefault(job.source, []).append(number)
        shown = {
            number: each
            for source, numbers in by_source.items()
            for start in range(0, len(numbers), TOGETHER)
            for number, each in self._run(source, numbers[start : start + TOGETHER], wanted)
        }
        return [shown[number] for number in range(len(wanted))]

    def _run(
        self, source: Path, numbers: Sequence[int], jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Shown]]:
        replies = self.ask(
            "lab",
            source=str(source.resolve()),
            jobs=[_asked(jobs[number]) for number in numbers],
            sheets=[LIST_SHEET],
        )
        for number, reply in zip(numbers, replies, strict=True):
            problems = reply["sheets"][LIST_SHEET]
            listed = None if problems is None else _shown(problems)
            yield number, Shown(_shown(reply["cover"] or ()), listed, reply["seconds"])

    def edit(self, path: Path, sheet: str, cell: str, times: int = 5) -> list[float]:
        """Return the seconds that it takes to type a number into the cell, each time."""
        found: list[float] = self.ask(
            "edits", source=str(path.resolve()), sheet=sheet, cell=cell, times=times
        )
        return found


def _asked(job: Job) -> dict[str, object]:
    """Return a job as it is sent."""
    return {
        "target": str(job.target.resolve()) if job.target else "",
        "names": list(job.names.items()),
        "pastes": [[paste.sheet, paste.cell, paste.kind, paste.value] for paste in job.pastes],
    }


def _shown(rows: Iterable[tuple[str, str, float | str, int]]) -> dict[str, ShownCell]:
    return {at: ShownCell(formula, value, error) for at, formula, value, error in rows}


def _row(at: str) -> int:
    return int(at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _column(at: str) -> str:
    return at.rstrip("0123456789")
