"""Reading alone, in one process or in xltool's children: prints the seconds that it took."""

from __future__ import annotations

import argparse
import sys
import time
import zipfile
from pathlib import Path
from xml.parsers.expat import ParserCreate

from python_calamine import CalamineWorkbook

from xltool.pack.shipped_packs import default_pack
from xltool.workers.worker_pool import ReadingTask, WorkerPool


def floor(paths: list[Path]) -> None:
    """Inflate every part and parse its XML: no reader of xlsx can do with less."""
    for path in paths:
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                ParserCreate().Parse(packed.read(name), True)  # noqa: FBT003 - expat's last piece


def calamine(paths: list[Path]) -> None:
    """Read the cells of every sheet."""
    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def children(paths: list[Path], workers: int) -> float:
    """Read, guard included, in so many children that are running; return the seconds."""
    with WorkerPool(ReadingTask(default_pack()), workers) as readers:
        list(readers.read(paths[: 2 * workers]))
        begin = time.perf_counter()
        list(readers.read(paths))
        return time.perf_counter() - begin


def main() -> None:
    """Read the files in one way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=("floor", "calamine", "children-1", "children-2"))
    parser.add_argument("paths", nargs="+", type=Path)
    arguments = parser.parse_args()
    begin = time.perf_counter()
    if arguments.way == "floor":
        floor(arguments.paths)
    elif arguments.way == "calamine":
        calamine(arguments.paths)
    else:
        seconds = children(arguments.paths, int(arguments.way[-1]))
        begin = time.perf_counter() - seconds
    sys.stdout.write(f"{time.perf_counter() - begin}\n")


if __name__ == "__main__":
    main()
