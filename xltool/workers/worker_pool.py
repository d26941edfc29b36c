"""Reading processes: untrusted files are parsed in children that may die.

Each child reads one file after another under limits of memory, processor and wall time. A child
that dies or takes too long is one rejected file; another child takes its place. Children are
spawned, so a script that reads files needs the usual ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import time
from collections import deque
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import Finding, Return
from xltool.spreadsheets.limits import LIMITS, MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from xltool.model.forms import Entity, Pack

    AfterRead = Callable[[Pack, Return], Return]


STARTING = 120.0
"""Seconds that a child may take to start, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class WorkerBudget:
    """What one child may use: address space in bytes, processor and wall time in seconds a file.

    Memory and processor time are held on POSIX only; wall time everywhere. A child that uses more
    is ended (XL-108).
    """

    memory_bytes: int = 512 * MIB
    cpu_seconds: int = 12
    wall_seconds: float = 40.0


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """What a child needs to read files: the pack's folder, names of entities, limits.

    ``then`` is what it does with each return besides; a module's function, for it is pickled.
    """

    pack: Path
    entities: tuple[Entity, ...] = ()
    then: AfterRead | None = None
    limits: Limits = LIMITS
    budget: WorkerBudget = field(default_factory=WorkerBudget)


@dataclass(slots=True)
class _Child:
    """One process, the pipe to it, and the number of the file it reads until ``deadline``.

    It reports when it is ``ready``: how long it takes to start is not the file's fault.
    """

    process: SpawnProcess
    pipe: Connection
    deadline: float
    file: int | None = None
    ready: bool = False


class WorkerPool(AbstractContextManager["WorkerPool"]):
    """Children that read returned files; use as a context manager."""

    def __init__(self, task: ReadingTask, workers: int) -> None:
        """Start ``workers`` children; they load the pack while the caller goes on."""
        self._task = task
        self._children = [self._start() for _ in range(max(workers, 1))]

    def __exit__(self, *_: object) -> None:
        """End every child, whatever it is doing."""
        for child in self._children:
            _end(child)

    def read(self, paths: Sequence[Path]) -> Iterator[Return]:
        """Read the files; yield their returns in the order of ``paths``."""
        waiting, done, following = deque(enumerate(paths)), dict[int, Return](), 0
        while following < len(paths):
            self._assign(waiting)
            for number, item in self._collect(paths):
                done[number] = item
            while following in done:
                yield done.pop(following)
                following += 1

    def _start(self) -> _Child:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._task), daemon=True)
        with _interrupts_blocked():
            process.start()
        theirs.close()
        return _Child(process, ours, time.monotonic() + STARTING)

    def _assign(self, waiting: deque[tuple[int, Path]]) -> None:
        """Give each child that has nothing to do the next file."""
        for child in self._children:
            if child.file is None and waiting:
                child.file, path = waiting.popleft()
                self._set_deadline(child)
                with suppress(OSError):  # a dead child is found when its answer is waited for
                    child.pipe.send(path)

    def _set_deadline(self, child: _Child) -> None:
        """Give a child that has started its time for one file."""
        if child.ready:
            child.deadline = time.monotonic() + self._task.budget.wall_seconds

    def _collect(self, paths: Sequence[Path]) -> Iterator[tuple[int, Return]]:
        """Wait until a child answers, dies or runs out of time; yield file numbers and returns."""
        busy = [(child, child.file) for child in self._children if child.file is not None]
        first = min(child.deadline for child, _ in busy)
        ready = wait([child.pipe for child, _ in busy], max(first - time.monotonic(), 0.0))
        for child, number in busy:
            if child.pipe in ready:
                if item := self._receive(child, paths[number]):
                    yield number, item
            elif time.monotonic() >= child.deadline:
                yield number, self._replace(child, paths[number], "time")

    def _receive(self, child: _Child, path: Path) -> Return | None:
        """Return what a child sent, or the rejected return if it died; None if it is now ready."""
        try:
            item = child.pipe.recv()
        except (EOFError, OSError):
            child.process.join()
            no_time_left = child.process.exitcode == -getattr(signal, "SIGXCPU", 0)
            return self._replace(child, path, "time" if no_time_left else "died")
        if item is None:
            child.ready = True
            self._set_deadline(child)
            return None
        child.file = None
        assert isinstance(item, Return)
        return item

    def _replace(self, child: _Child, path: Path, why: str) -> Return:
        """Put a new child in the place of one that failed at a file; return the rejected return."""
        _end(child)
        self._children[self._children.index(child)] = self._start()
        return unreadable(path, why)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let children that start here ignore Ctrl-C, which reaches all processes of a terminal.

    They inherit the blocked signal; whoever started them ends them.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # which, when it starts, lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def unreadable(path: Path, why: str) -> Return:
    """Return the rejected return of a file that no child could read.

    ``why`` is a parameter of XL-108: died, time, or the name of an exception.
    """
    params = {"name": path.name, "why": why}
    return Return(str(path), None, (Finding("XL-108", Severity.ERROR, "XL-108", params=params),))


def _end(child: _Child) -> None:
    child.pipe.close()
    child.process.kill()
    child.process.join()
    child.process.close()


def _serve(pipe: Connection, task: ReadingTask) -> None:
    """Read the files that come through the pipe until it closes: all that a child does."""
    gc.disable()  # what loading makes is there to stay
    from xltool.pack.load import load_pack  # noqa: PLC0415 - only the child needs it
    from xltool.reading.read import Reader  # noqa: PLC0415 - same

    pack = load_pack(task.pack)
    reader = Reader(pack, task.limits, task.entities)
    _limit_memory(task.budget)
    gc.freeze()
    gc.enable()
    pipe.send(None)  # ready
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path = pipe.recv()
            _limit_processor(task.budget)
            try:
                item = reader.read(path)
                item = task.then(pack, item) if task.then else item
            except (MemoryError, RecursionError) as error:
                item = unreadable(path, type(error).__name__)
            pipe.send(item)


def _limit_memory(budget: WorkerBudget) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (budget.memory_bytes, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor(budget: WorkerBudget) -> None:
    """Let the process use so much more processor time; the limit counts from its start."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used.ru_utime + used.ru_stime) + budget.cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
