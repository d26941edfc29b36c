"""Measure the desk as somebody would use it: its first page, a drop of three files, one of many.

    python -m benchmarks.desk             1,000 returns
    python -m benchmarks.desk -n 200      fewer

Prints a table of what was measured and what is aimed at. The desk runs as the command that a person
types; requests are those of a browser, four uploads at a time. Wall times depend on the machine.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.measure import family, resident
from benchmarks.returns import make
from tests.desks import Visitor, entered, visitor_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AT_A_TIME: Final = 4
"""Uploads that a page of the desk has on their way."""
POLL, WATCH = 0.4, 0.1
"""Seconds between two questions of a page, and between two looks at the memory."""
PATIENCE: Final = 900.0
MIB: Final = 1 << 20


@dataclass(slots=True)
class Watched:
    """What was seen meanwhile: seconds of answers, and bytes of the server and of all processes."""

    answers: list[float] = field(default_factory=list)
    server: int = 0
    together: int = 0


@contextmanager
def running(campaign: Path) -> Iterator[tuple[Visitor, int, float]]:
    """Yield the user of a desk, its process, and the seconds until its first page."""
    command = [sys.executable, "-m", "xltool", "desk", "-C", str(campaign), "--no-browser"]
    began = time.perf_counter()
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=null, encoding="utf-8") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        user = entered(visitor_of(address), address)
        user.get("1/")
        yield user, process.pid, time.perf_counter() - began
        user.post("end")


@contextmanager
def watched(user: Visitor, process: int) -> Iterator[Watched]:
    """Ask as a page does, and look at the memory, until the end."""
    seen, done = Watched(), threading.Event()

    def ask() -> None:
        while not done.wait(POLL):
            began = time.perf_counter()
            user.state()
            seen.answers.append(time.perf_counter() - began)

    def look() -> None:
        while not done.wait(WATCH):
            seen.server = max(seen.server, resident(process))
            seen.together = max(seen.together, sum(map(resident, family(process))))

    threads = [threading.Thread(target=ask), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    yield seen
    done.set()
    for thread in threads:
        thread.join()


def drop(user: Visitor, files: Sequence[Path]) -> tuple[float, float]:
    """Drop files; return the seconds until all are there, and until they are checked."""
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(lambda path: user.upload("1/upload", path.name, path.read_bytes()), files))
    uploaded = time.perf_counter() - began
    user.post("1/check")
    job = user.job_ends(within=PATIENCE)
    assert job["status"] == "done", job
    return uploaded, time.perf_counter() - began


def lines(folder: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """Yield what was measured, the figure, and what is aimed at."""
    made = folder / "made"
    make(made, count, office=False)
    files = sorted((made / "in").iterdir())
    random.Random(count).shuffle(files)  # noqa: S311 - an order, no secret
    with running(_empty(made, folder / "few")) as (user, process, first):
        yield "first page", f"{first:.2f} s", "0.3 s"
        yield "at rest", f"{resident(process) / MIB:.0f} MB", "35 MB"
        yield "3 files dropped, checked", f"{drop(user, files[:3])[1]:.1f} s", "1.5 s"
    with running(_empty(made, folder / "many")) as (user, process, _):
        with watched(user, process) as seen:
            uploaded, checked = drop(user, files)
        yield f"{count} files dropped, there", f"{uploaded:.1f} s", "12 s for 1,000"
        yield f"{count} files dropped, checked", f"{checked:.0f} s", ""
        answers = sorted(seen.answers)
        late = answers[int(len(answers) * 0.95)]
        told = f"{median(answers) * 1000:.0f} and {late * 1000:.0f} ms"
        yield "the state meanwhile, median and 95 of 100", told, "100 ms"
        yield "the server at most", f"{seen.server / MIB:.0f} MB", "60 MB"
        yield "all processes at most", f"{seen.together / MIB:.0f} MB", "400 MB"
        unit = min(path.name.partition("-")[0] for path in files)
        page = f"1/unit/{Path(unit).stem}"
        for name, route in (("the board", "1/"), ("the first unit", page), ("a unit", page)):
            began = time.perf_counter()
            size = len(user.get(route, Accept_Encoding="gzip").content)
            yield name, f"{time.perf_counter() - began:.2f} s, {size / 1000:.0f} KB", "0.15 s"


def _empty(made: Path, target: Path) -> Path:
    """Return a campaign of the same units to which nothing has come."""
    target.mkdir()
    for path in made.iterdir():
        if path.is_file():
            shutil.copy(path, target / path.name)
    (target / "in").mkdir()
    return target


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=1000, help="how many returns")
    count = parser.parse_args().n
    with tempfile.TemporaryDirectory() as folder:
        for what, measured, aim in lines(Path(folder), count):
            sys.stdout.write(f"| {what} | {measured} | {aim} |\n")


if __name__ == "__main__":
    main()
