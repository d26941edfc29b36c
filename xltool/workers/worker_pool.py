"""Reading processes: untrusted files are parsed in children that may die.

Each child reads one file after another under limits of memory, processor and wall time. A child
that dies, takes too long or answers what is no return is one rejected file; another child takes its
place. What a child says is data (``plain_results``). Children are spawned, so a script that reads
files needs the usual ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import signal
import sys
import time
from collections import deque
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from threading import Timer
from typing import TYPE_CHECKING

from xltool.model.faults import (
    as_pack_error,
    faulty,
    received_pack_error,
    sent_pack_error,
    unreadable,
)
from xltool.model.findings import Return
from xltool.spreadsheets.limits import LIMITS, MIB, Limits
from xltool.workers.plain_results import LARGEST, GarbledError, load_plain, load_return
from xltool.workers.process_limits import (
    MEMORY,
    POLL,
    PROCESSOR,
    QUOTA_EXIT,
    WindowsJob,
    limit_memory,
    limit_processor,
    measure_process,
    windows_job,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from xltool.model.forms import AddedCodes, Entity, Pack

    AfterRead = Callable[[Pack, Return], Return]


_LOG = logging.getLogger("xltool")
JOINING = 5.0
"""Seconds that a child has to end after it closed its pipe, before it is killed."""
STARTING = 120.0
"""Seconds that a child may take to start, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class WorkerBudget:
    """What one child may use: address space in bytes, processor and wall time in seconds a file.

    Where the system itself does not hold memory and processor time, the parent measures them
    (``process_limits``); wall time it always does. A child that uses more is ended (XL-108).
    """

    memory_bytes: int = 512 * MIB
    cpu_seconds: int = 12
    wall_seconds: float = 40.0


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """What a child needs to read files: the pack's folder, names of entities, limits.

    ``added`` is what the campaign adds to the code lists of the pack.
    ``then`` is what it does with each return besides; a module's function, for it is pickled.
    """

    pack: Path
    entities: tuple[Entity, ...] = ()
    then: AfterRead | None = None
    limits: Limits = LIMITS
    budget: WorkerBudget = field(default_factory=WorkerBudget)
    added: AddedCodes = field(default_factory=dict)


@dataclass(slots=True)
class _Child:
    """One process, the pipe to it, and the number of the file it reads until ``deadline``.

    It reports when it is ``ready``: how long it takes to start is not the file's fault. It also
    says which limits its system does not hold: these are ``watched``; before this file it had
    ``spent`` so many seconds of processor time.
    """

    process: SpawnProcess
    pipe: Connection
    deadline: float
    file: int | None = None
    ready: bool = False
    job: WindowsJob | None = None
    watched: frozenset[str] = frozenset()
    spent: float = 0.0


class WorkerPool(AbstractContextManager["WorkerPool"]):
    """Children that read returned files; use as a context manager."""

    def __init__(self, task: ReadingTask, workers: int) -> None:
        """Start ``workers`` children; they load the pack while the caller goes on."""
        self._task, self._told = task, False
        self._children = [self._start() for _ in range(max(workers, 1))]

    def __exit__(self, *_: object) -> None:
        """End every child, whatever it is doing."""
        for child in self._children:
            _end(child)

    def read(self, paths: Sequence[Path]) -> Iterator[Return]:
        """Read the files; yield their returns in the order of ``paths``.

        Raises ``PackError`` when the pack turns out to be faulty: that is no file's fault.
        """
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
        job = windows_job(process.pid or 0, self._task.budget.memory_bytes)
        return _Child(process, ours, time.monotonic() + STARTING, job=job)

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
            budget = self._task.budget
            child.deadline = time.monotonic() + budget.wall_seconds
            if child.job:
                child.job.allow(budget.cpu_seconds)
            elif child.watched and (usage := measure_process(child.process.pid or 0)):
                child.spent = usage.processor

    def _collect(self, paths: Sequence[Path]) -> Iterator[tuple[int, Return]]:
        """Wait until a child answers, dies or runs out of time; yield file numbers and returns."""
        busy = [(child, child.file) for child in self._children if child.file is not None]
        first = min(child.deadline for child, _ in busy)
        if any(child.watched for child, _ in busy):
            first = min(first, time.monotonic() + POLL)
        ready = wait([child.pipe for child, _ in busy], max(first - time.monotonic(), 0.0))
        for child, number in busy:
            if child.pipe in ready:
                if item := self._receive(child, paths[number]):
                    yield number, item
            elif why := self._excess(child):
                yield number, self._replace(child, paths[number], why)

    def _excess(self, child: _Child) -> str:
        """Return why a child must be ended: too much time or, where nobody else looks, memory."""
        if time.monotonic() >= child.deadline:
            return "time"
        usage = measure_process(child.process.pid or 0) if child.watched and child.ready else None
        if usage is None:
            return ""
        budget = self._task.budget
        if MEMORY in child.watched and usage.memory > budget.memory_bytes:
            return "MemoryError"
        late = usage.processor - child.spent > budget.cpu_seconds + 1
        return "time" if PROCESSOR in child.watched and late else ""

    def _receive(self, child: _Child, path: Path) -> Return | None:
        """Return what a child sent, or the rejected return if it died; None if it is now ready."""
        # It may send the beginning of an answer only, and keep whoever reads it waiting.
        stalled = Timer(max(child.deadline - time.monotonic(), POLL), child.process.kill)
        stalled.start()
        try:
            data = child.pipe.recv_bytes(LARGEST)
            if not child.ready:
                self._welcome(child, load_plain(data))
                return None
            item = load_return(data)
        except (EOFError, OSError):
            late = time.monotonic() >= child.deadline
            child.process.join(JOINING)
            no_time_left = child.process.exitcode in {-getattr(signal, "SIGXCPU", 0), QUOTA_EXIT}
            return self._replace(child, path, "time" if no_time_left or late else "died")
        except GarbledError:
            return self._replace(child, path, "garbled")
        finally:
            stalled.cancel()
        child.file = None
        if of_pack := received_pack_error(item):
            raise of_pack
        return replace(item, path=str(path))

    def _welcome(self, child: _Child, unlimited: object) -> None:
        """Take a child's word, before it reads anything, which limits its system does not hold."""
        child.ready = True
        if isinstance(unlimited, tuple) and not child.job:
            child.watched = frozenset(map(str, unlimited))
        if child.watched and not self._told:
            self._told = True
            _tell_unlimited(child)
        self._set_deadline(child)

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


def _tell_unlimited(child: _Child) -> None:
    """Say once which limits the system does not hold, and what is done instead."""
    names = "、".join(sorted(_LIMITS[name] for name in child.watched if name in _LIMITS))
    if measure_process(child.process.pid or 0):
        _LOG.warning(
            "系统不能限制读取进程的%s，改由主程序随时核对 · this system does not limit these of "
            "reading processes; they are measured instead",
            names,
        )
    else:
        _LOG.warning(
            "系统不能限制、也不能核对读取进程的%s，只限制时间 · this system neither limits nor "
            "tells these of reading processes; only their time is limited",
            names,
        )


_LIMITS = {MEMORY: "内存 (memory)", PROCESSOR: "处理器时间 (processor time)"}


def _end(child: _Child) -> None:
    child.pipe.close()
    child.process.kill()
    child.process.join()
    child.process.close()
    if child.job:
        child.job.close()


def _serve(pipe: Connection, task: ReadingTask) -> None:
    """Read the files that come through the pipe until it closes: all that a child does."""
    gc.disable()  # what loading makes is there to stay
    from xltool.pack.code_lists import with_added_codes  # noqa: PLC0415 - only the child needs it
    from xltool.pack.load import load_pack  # noqa: PLC0415 - same
    from xltool.reading.read import Reader  # noqa: PLC0415 - same

    pack = with_added_codes(load_pack(task.pack), task.added)
    reader = Reader(pack, task.limits, task.entities)
    budget = task.budget
    held = {
        MEMORY: limit_memory(budget.memory_bytes),
        PROCESSOR: limit_processor(budget.cpu_seconds),
    }
    gc.freeze()
    gc.enable()
    pipe.send(tuple(name for name, holds in held.items() if not holds))  # ready
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path = pipe.recv()
            limit_processor(budget.cpu_seconds)
            try:
                item = reader.read(path)
                item = task.then(pack, item) if task.then else item
            except (MemoryError, RecursionError) as error:
                item = unreadable(path, type(error).__name__)
            except Exception as error:  # noqa: BLE001 - one file must not stop the others
                of_pack = as_pack_error(error, path)
                item = sent_pack_error(path, of_pack) if of_pack else faulty(path, error)
            pipe.send(item)
