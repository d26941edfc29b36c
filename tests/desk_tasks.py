"""What jobs of a desk under test do, and such a desk as a process of its own.

A job looks into the folder of campaigns for a file that lets it go on, and leaves others there that
say what it is doing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import load_campaign
from xltool.campaign.lock import locked
from xltool.campaign.receiving import receive
from xltool.desk.job_process import find_task
from xltool.desk.serve import serve
from xltool.errors import CampaignError
from xltool.model.notices import Notice
from xltool.model.observer import Observer, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import Task, TaskInput


def wait_for(path: Path, within: float = 20.0) -> None:
    """Wait until there is such a file."""
    end = time.monotonic() + within
    while not path.exists():
        assert time.monotonic() < end, path
        time.sleep(0.01)


def _tell_progress(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    observer.start(Stage.READING, 5)
    for number in range(3):
        observer.notify(Notice("skipped.unrelated", task.home / "c" / f"{number}.doc"))
        observer.advance()
        time.sleep(0.15)
    wait_for(task.home / "go")
    return {"count": "3", "home": task.home.name}


def _tell_much(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    for number in range(500):
        observer.notify(Notice("skipped.unrelated", task.home / f"{number}.doc"))
    return {}


def _sleep(task: TaskInput, _: Observer) -> Mapping[str, str]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    new = task.home / "new"
    new.write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    new.rename(task.home / "pids")
    time.sleep(600)
    return {}


def _die(_: TaskInput, __: Observer) -> Mapping[str, str]:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return {}


def _refuse(task: TaskInput, _: Observer) -> Mapping[str, str]:
    msg = f"{task.home / 'c' / 'x.csv'}: 不行 · no"
    raise CampaignError(msg)


def _fail(_: TaskInput, __: Observer) -> Mapping[str, str]:
    found: dict[str, str] = {}
    return {"x": found["missing"]}


def _lock(task: TaskInput, _: Observer) -> Mapping[str, str]:
    assert task.folder is not None
    with locked(task.folder, "check"):
        (task.home / "ran").touch()
    return {}


def _receive(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    assert task.folder is not None
    found = receive(load_campaign(task.folder), task.staged["returns"], observer)
    return {"count": str(len(found))}


def _take(task: TaskInput, _: Observer) -> Mapping[str, str]:
    task.staged["returns"][0].path.unlink()
    raise CampaignError


def _name_staged(task: TaskInput, _: Observer) -> Mapping[str, str]:
    return {"staged": ",".join(each.name for files in task.staged.values() for each in files)}


ACTS: Final = {
    "progress": _tell_progress, "many": _tell_much, "sleep": _sleep, "die": _die,
    "refuse": _refuse, "fault": _fail, "locked": _lock, "receive": _receive, "take": _take,
}  # fmt: skip


def act(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Do what the form says."""
    return ACTS.get(task.form.get("do", ""), _name_staged)(task, observer)


def find(kind: str) -> Task:
    """Return ``act`` for a check, and any other job as it is."""
    return act if kind == "check" else find_task(kind)


def main() -> None:
    """Serve the campaigns of a folder, and print the address."""

    def tell(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()

    # a shell makes what runs in its background deaf to Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    serve(Path(sys.argv[1]), "zh", tell, opens=False, find=find)


if __name__ == "__main__":
    main()
