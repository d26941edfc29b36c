"""Starts a job in a process of its own, hears from it, and ends it.

What comes through the pipe is data: JSON, of which nothing is run. The process is not daemonic, for
it has reading processes itself; its end is seen by the end of the pipe.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final

from xltool.desk.job import JobState, JobStatus
from xltool.desk.job_process import find_task, run_job
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from xltool.desk.job_process import FindTask, TaskInput

    Ended = Callable[[JobStatus, int, TaskInput], None]

LISTED: Final = 200
"""Notices of a job that are kept; of more it is told how many there were."""
_LARGEST: Final = 4 << 20
_PATIENCE: Final = 5.0
"""Seconds that a job has to end when it is told to, before it is killed."""


class JobRunner:
    """The one job of a desk."""

    def __init__(self, folder: Path, ended: Ended, find: FindTask = find_task) -> None:
        """Let jobs work in a private folder; ``ended`` is called when one has ended.

        ``find`` tells by the kind of a job what it does, in its process.
        """
        self._folder, self._ended, self._find = folder, ended, find
        self._lock = Lock()
        self._state = JobState()
        self._notices: list[Bilingual] = []
        self._process: SpawnProcess | None = None
        self._outcome = JobStatus.DIED
        self._listener: Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job goes on."""
        return self._state.status.is_busy

    def state(self, language: str) -> JobState:
        """Return how far the job is, its notices in ``zh`` or ``en``."""
        with self._lock:
            texts = tuple(notice.in_language(language) for notice in self._notices)
            return replace(self._state, notices=texts)

    def start(self, kind: str, campaign: int, task: TaskInput) -> bool:
        """Start a job; return False when one goes on.

        ``task`` names no scratch folder yet: the job gets one of its own.
        """
        with self._lock:
            if self._state.status.is_busy:
                return False
            scratch = Path(tempfile.mkdtemp(dir=self._folder))
            task = replace(task, scratch=scratch)
            number = self._state.number + 1
            self._notices, self._outcome = [], JobStatus.DIED
            hears = self._spawn(kind, task)
            self._state = JobState(kind, JobStatus.RUNNING, number=number, campaign=campaign)
        self._listener = Thread(target=self._listen, args=(*hears, task), daemon=True)
        self._listener.start()
        return True

    def stop(self) -> None:
        """End the job, if one goes on, with all that it started."""
        with self._lock:
            process, listener = self._process, self._listener
            if process is None:
                return
            if self._outcome is JobStatus.DIED:
                self._outcome = JobStatus.STOPPED
        _end(process)
        if listener:
            listener.join(_PATIENCE)

    def _spawn(self, kind: str, task: TaskInput) -> tuple[Connection, Connection]:
        context = multiprocessing.get_context("spawn")
        hears, tells = context.Pipe(duplex=False)
        ends, held = context.Pipe(duplex=False)
        self._process = context.Process(target=run_job, args=(kind, task, tells, ends, self._find))
        self._process.start()
        tells.close()
        ends.close()
        return hears, held

    def _listen(self, hears: Connection, held: Connection, task: TaskInput) -> None:
        """Take what a job tells until its pipe ends, then say how it ended."""
        with suppress(EOFError, OSError, ValueError):
            while True:
                self._take(json.loads(hears.recv_bytes(_LARGEST)))
        process = self._process
        assert process is not None
        _end(process, _PATIENCE)
        hears.close()
        held.close()
        shutil.rmtree(task.scratch, ignore_errors=True)
        self._ended(self._outcome, self._state.campaign, task)
        with self._lock:
            self._process = None
            self._state = replace(self._state, status=self._outcome)

    def _take(self, message: object) -> None:
        """Take one message; raise ``ValueError`` for one that is none."""
        with self._lock:
            match message:
                case ["stage", str(stage), int(total)]:
                    self._change(status=JobStatus.RUNNING, stage=stage, done=0, total=total)
                case ["done", int(done)]:
                    self._change(done=done)
                case ["notice", str(zh), str(en)] if len(self._notices) < LISTED:
                    self._notices.append(Bilingual(zh, en))
                case ["notice", str(), str()]:
                    self._change(unlisted=self._state.unlisted + 1)
                case ["waiting"]:
                    self._change(status=JobStatus.WAITING)
                case ["running"]:
                    self._change(status=JobStatus.RUNNING)
                case ["failed", str(error)]:
                    self._change(error=error)
                    self._outcome = JobStatus.FAILED
                case ["result", dict(result)]:
                    self._change(result={str(key): str(value) for key, value in result.items()})
                    self._outcome = JobStatus.DONE
                case _:
                    raise ValueError

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - as the fields are
        self._state = replace(self._state, **changes)


def _end(process: SpawnProcess, patience: float = 0.0) -> None:
    """Wait until a job has ended by itself; then end it, with all that it started."""
    process.join(patience)
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if process.exitcode is None:
            _signal(process, number)
            process.join(_PATIENCE)


def _signal(process: SpawnProcess, number: int) -> None:
    """Send a signal to a job and all that it started."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError):
            # it leads a group of its own as soon as it runs anything of ours
            if process.pid and os.getpgid(process.pid) == process.pid:
                os.killpg(process.pid, number)
                return
    process.terminate()
