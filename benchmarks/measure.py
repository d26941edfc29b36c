"""How long a program takes, and how much memory it and its children hold at the most."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall and processor time in seconds, of all its processes; peak memory in MB.

    The peak is that of the resident memory of all processes together.
    """

    seconds: float
    busy: float
    peak: float
    printed: str
    code: int


def run(command: Sequence[str | Path]) -> Run:
    """Run a program and watch it; Linux only (``/proc``)."""
    begin, before = time.perf_counter(), _spent()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    peaks, done = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, done))
    watcher.start()
    printed, _ = process.communicate()
    seconds = time.perf_counter() - begin
    done.set()
    watcher.join()
    return Run(seconds, _spent() - before, max(peaks), printed, process.returncode)


def _spent() -> float:
    """Return the processor time of all children that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def python(script: str, *arguments: str | Path) -> Run:
    """Run a program of this folder."""
    return run([sys.executable, "-m", f"benchmarks.{script}", *arguments])


def xltool(*arguments: str | Path) -> Run:
    """Run a command of xltool."""
    return run([sys.executable, "-m", "xltool", *arguments])


def _watch(pid: int, peaks: list[float], done: threading.Event) -> None:
    while not done.wait(EVERY):
        peaks.append(sum(resident(each) for each in family(pid)) / 1e6)


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 when it is gone."""
    with suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
