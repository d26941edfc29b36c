"""Blank workbooks for entities: drawn for each, and stamped; prints seconds for one of each."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.folder import examples, load_campaign, planned
from xltool.pack.load import load_pack
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5


def timed(work: Callable[[], object]) -> float:
    """Return the median of the seconds that something takes."""
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return median(seconds)


def main() -> None:
    """Time the example's entities: with 24, 1 and 6 projects."""
    pack, campaign = load_pack(), load_campaign(examples() / "pingxiang-2020")
    stamps, found = BulkWriter(pack), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        for entity in campaign.reporting():
            whole, fixed = planned(campaign, pack, entity, {})
            stamps.write(path, whole, fixed)
            stamped = timed(partial(stamps.write, path, whole, fixed))
            drawn = timed(partial(write_workbook, path, pack, whole, fixed))
            found.append([drawn, stamped])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
