"""A job's own process: it runs one task and tells, as plain data, how far it is.

It ends with its desk: a pipe from there, on which nothing is ever sent, has its end when that
process dies. Whatever it was writing is then left half made and swept by the next run, as after a
command that is killed. What it started ends with it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Final, NoReturn

from xltool.campaign.lock import CampaignBusyError, lock_holder
from xltool.desk.routes import HOME_TASKS, TASKS
from xltool.messages.notice_texts import notice_text
from xltool.model.faults import failure_text
from xltool.spreadsheets.stored_files import name_of
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

    from xltool.desk.uploads import StagedFile
    from xltool.model.notices import Notice
    from xltool.model.observer import Observer, Stage

    Task = Callable[["TaskInput", Observer], Mapping[str, str]]
    FindTask = Callable[[str], Task]

WAIT: Final = 3.0
"""Seconds until the lock of a campaign is asked for again."""
_TOLD: Final = 0.1
"""Seconds from one report of progress to the next."""


@dataclass(frozen=True, slots=True)
class TaskInput:
    """What a task is given: where it works, the fields of its form, and the files that wait.

    ``folder`` is the campaign's, None for a task of the desk itself. ``staged`` are the files by
    purpose; whatever of them a task leaves is deleted when it is done. ``scratch`` is an empty
    folder that is deleted in the end.
    """

    home: Path
    folder: Path | None
    form: Mapping[str, str]
    staged: Mapping[str, tuple[StagedFile, ...]]
    language: str
    scratch: Path


class PipeObserver:
    """Sends notices and progress to the desk, the latter ten times a second at most."""

    def __init__(self, pipe: Connection) -> None:
        """Send through a pipe."""
        self._pipe = pipe
        self._done, self._sent = 0, 0.0

    def notify(self, notice: Notice) -> None:
        """Send the sentence of a notice in both languages, behind the file's name alone."""
        place = f"{visible(name_of(notice.path))}: " if notice.path else ""
        texts = [place + visible(notice_text(notice, language)) for language in ("zh", "en")]
        self.send("notice", *texts)

    def start(self, stage: Stage, total: int) -> None:
        """Send that a stage begins."""
        self._done = 0
        self.send("stage", stage.value, total)

    def advance(self) -> None:
        """Send how many steps are done, if that has not just been sent."""
        self._done += 1
        if time.monotonic() - self._sent >= _TOLD:
            self._sent = time.monotonic()
            self.send("done", self._done)

    def send(self, *message: object) -> None:
        """Send a message, unless the desk is gone: then end."""
        try:
            self._pipe.send_bytes(json.dumps(message).encode())
        except OSError:
            _end()


def find_task(kind: str) -> Task:
    """Return what a job of this kind does: ``run`` of the file of its name in ``desk/tasks/``."""
    if kind not in TASKS | HOME_TASKS:
        raise ValueError(kind)
    task: Task = import_module(f"xltool.desk.tasks.{kind.replace('-', '_')}").run
    return task


def run_job(kind: str, task: TaskInput, pipe: Connection, desk: Connection, find: FindTask) -> None:
    """Run a task to its end in this process, which is the job's own.

    ``pipe`` takes what is to be told, ``desk`` ends when the desk does.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the desk, which ends the job
    if hasattr(os, "setsid"):
        os.setsid()  # so that what the job starts can be ended with it
    Thread(target=_end_with, args=(desk,), daemon=True).start()
    observer = PipeObserver(pipe)
    try:
        result = _run_in_turn(find(kind), task, observer)
    except Exception as error:  # noqa: BLE001 - whose fault it is must be said
        text = failure_text(error)
        home = f"{task.home}{os.sep}"
        observer.send("failed", text.replace(home, ""))
        return
    observer.send("result", {str(key): str(value) for key, value in result.items()})


def _run_in_turn(run: Task, task: TaskInput, observer: PipeObserver) -> Mapping[str, str]:
    """Run a task, once no other xltool works on the campaign."""
    while True:
        try:
            return run(_what_is_left(task), observer)
        except CampaignBusyError:
            observer.send("waiting")
            time.sleep(WAIT)
            while task.folder and lock_holder(task.folder):
                time.sleep(WAIT)
            observer.send("running")


def _what_is_left(task: TaskInput) -> TaskInput:
    """Return the task without the files that its last attempt has taken."""
    left = {
        purpose: tuple(each for each in files if each.path.exists())
        for purpose, files in task.staged.items()
    }
    return TaskInput(task.home, task.folder, task.form, left, task.language, task.scratch)


def _end_with(desk: Connection) -> None:
    """Wait until the desk has ended, then end."""
    with suppress(OSError, EOFError):
        desk.recv_bytes()
    _end()


def _end() -> NoReturn:
    """End this process and all that it started, quietly and at once."""
    if hasattr(os, "killpg"):
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
