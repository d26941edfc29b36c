"""Read files as ``check`` does, and say what was read in the words of the corpus."""

from __future__ import annotations

import multiprocessing
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl.utils import range_boundaries

from tests.corpus.variant import At
from xltool.a1 import address
from xltool.batch.coverage import with_registration_findings
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.model.findings import Return
from xltool.model.submission import DELETED, Key
from xltool.validation.validate import validate
from xltool.values.decimal_text import decimal_text
from xltool.workers.worker_pool import ReadingTask, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.corpus.variant import Expected
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

Values = dict[Key, str]


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read, before it is judged and after; processor seconds, and a child's most bytes."""

    read: Mapping[str, Return]
    returns: Mapping[str, Return]
    seconds: Mapping[str, float]
    memory: int


def read_files(files: Mapping[str, Path], pack: Pack, campaign: Campaign) -> Readings:
    """Read the files one after another in one child, and watch it."""
    read, seconds, memory = list[Return](), dict[str, float](), 0
    with WorkerPool(ReadingTask(pack.folder, campaign.entities), 1) as readers:
        answers, earlier = readers.read(list(files.values())), spent()
        for name in files:
            read.append(next(answers))
            now = spent()
            seconds[name] = sum(now.values()) - sum(earlier.get(child, 0.0) for child in now)
            memory, earlier = max([memory, *map(peak, multiprocessing.active_children())]), now
    judged = validate(pack, with_registration_findings(campaign, read))
    before, after = (dict(zip(files, items, strict=True)) for items in (read, judged))
    return Readings(before, after, seconds, memory)


def spent() -> Mapping[int, float]:
    """Return the processor seconds of each child so far; none where nothing tells."""
    found = {}
    for process in multiprocessing.active_children():
        status = Path(f"/proc/{process.pid}/stat")
        if process.pid and status.exists():
            ticks = status.read_text().rpartition(")")[2].split()[11:13]
            found[process.pid] = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return found


def peak(process: multiprocessing.process.BaseProcess) -> int:
    """Return the most memory that a process ever had, in bytes; 0 where nothing tells."""
    status = Path(f"/proc/{process.pid}/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) << 10 if found else 0


def found(item: Return) -> list[At]:
    """Return where the findings are, in order.

    What the pack's rules advise of the example's own figures is left out: ``tests/faults`` holds
    rules to it.
    """
    return sorted(
        At(finding.rule, finding.sheet, finding.cell)
        for finding in item.findings
        if finding.rule.startswith("XL-") or finding.severity is Severity.ERROR
    )


def entered(submission: Submission | None) -> Values:
    """Return every value that somebody entered; a cell that is gone has none."""
    return {
        Key(table, record.entity, record.row, column): decimal_text(value)
        for table, records in (submission.tables if submission else {}).items()
        for record in records
        for column, value in record.values.items()
        if value is not DELETED
    }


def slots(pack: Pack, submission: Submission) -> dict[str, Key]:
    """Return where values are entered in the clean workbook: ``收支总表!B6`` → key."""
    return {
        f"{form.template.sheet}!{cell.address}": key
        for form in pack.reported
        for key, cell in lay_out(form, submission.extents[form.id]).slots.items()
        if cell.entered
    }


def wanted(clean: Values, places: Mapping[str, Key], expected: Expected) -> Values:
    """Return the values that a variant must have: the clean ones with its changes."""
    values = dict(clean)
    for area, value in expected.values.items():
        keys = [places[name] for name in _cells(area) if name in places]
        assert keys, area
        for key in keys:
            values.pop(key, None)
            if value is not None:
                values[key] = value
    if expected.owner:
        return {key._replace(entity=expected.owner): value for key, value in values.items()}
    return values


def _cells(area: str) -> list[str]:
    """Name every cell of ``sheet!B6:C9``; a sheet alone is all of it."""
    sheet, _, inside = area.partition("!")
    left, top, right, bottom = range_boundaries(inside or "A1:Z999")
    assert left
    assert top
    assert right
    assert bottom
    return [
        f"{sheet}!{address(row - 1, col - 1)}"
        for row in range(top, bottom + 1)
        for col in range(left, right + 1)
    ]
