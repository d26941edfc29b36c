"""Limits hold on every system, and what a child answers is data, whatever it is."""

from __future__ import annotations

import ctypes
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_sandbox import BUDGET, misbehaving_pack
from xltool.kinds import Verdict
from xltool.messages.reasons import word
from xltool.model.faults import unreadable
from xltool.workers import process_limits, worker_pool
from xltool.workers.plain_results import GarbledError, load_plain, load_return
from xltool.workers.process_limits import (
    Usage,
    WindowsJob,
    limit_memory,
    limit_processor,
    measure_process,
    windows_job,
)
from xltool.workers.worker_pool import ReadingTask, WorkerBudget, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.model.findings import Return
    from xltool.model.forms import Pack

# --- Systems without limits --------------------------------------------------------------------

WITHOUT = "\nimport sys\nsys.modules['resource'] = None\n"
"""No module of POSIX limits, as on Windows."""
REFUSING = """
import resource


def refuse(*_):
    raise ValueError("current limit exceeds maximum limit")


resource.setrlimit = refuse
"""
"""A system that refuses limits, as macOS refuses one of address space."""
SYSTEMS = {"without": WITHOUT, "refusing": REFUSING}
EXCESS = {"hoarding": "MemoryError", "looping": "time"}


def pack_of(folder: Path, more: str) -> Path:
    """Write a pack whose Python changes the children's system besides."""
    misbehaving_pack(folder)
    schema = folder / "schemas" / "three_public.py"
    schema.write_text(schema.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder


def read_misdeed(
    name: str, pack: Path, clean: Path, folder: Path, budget: WorkerBudget = BUDGET
) -> tuple[Return, Return]:
    """Read a file that misbehaves, and a clean one after it, in one child."""
    paths = [folder / f"{name}.xlsx", folder / "clean.xlsx"]
    for path in paths:
        shutil.copyfile(clean, path)
    with WorkerPool(ReadingTask(pack, budget=budget), 1) as readers:
        bad, good = readers.read(paths)
    return bad, good


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measured by /proc")
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", EXCESS)
def test_limits_hold_without_those_of_the_system(
    name: str, system: str, returned: Mapping[str, Path], tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Where the system limits nothing, the parent measures, says so, and ends the child."""
    pack = pack_of(tmp_path, SYSTEMS[system])
    budget = replace(BUDGET, wall_seconds=30.0)
    bad, good = read_misdeed(name, pack, returned["312006"], tmp_path, budget)
    assert [finding.params["why"] for finding in bad.findings] == [EXCESS[name]]
    assert (good.verdict, good.findings) == (Verdict.ACCEPTED, ())
    assert len([record for record in caplog.records if record.name == "xltool"]) == 1
    assert "measured instead" in caplog.text


def test_a_system_without_limits_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is raised where there is no module of limits, or a limit is refused."""
    monkeypatch.setitem(sys.modules, "resource", None)
    assert (limit_memory(1 << 40), limit_processor(9)) == (False, False)
    refusing = SimpleNamespace(
        RLIMIT_AS=1, RLIMIT_CORE=2, RLIMIT_CPU=3, RUSAGE_SELF=0,
        setrlimit=_refuse, getrlimit=lambda _: (-1, -1),
        getrusage=lambda _: SimpleNamespace(ru_utime=1.0, ru_stime=1.0),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "resource", refusing)
    assert (limit_memory(1 << 40), limit_processor(9)) == (False, False)
    del refusing.RLIMIT_AS
    assert not limit_memory(1 << 40)


def _refuse(*_: object) -> None:
    message = "current limit exceeds maximum limit"
    raise ValueError(message)


def test_a_process_is_measured() -> None:
    """This one uses memory and processor time; one that is gone uses nothing."""
    usage = measure_process(os.getpid())
    assert usage
    assert usage.memory > 1 << 20
    assert usage.processor > 0
    assert measure_process(1 << 22) is None


def test_ps_measures_where_there_is_no_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    """MacOS tells what is resident, and the time in its own way."""
    told = {"0:01.50": 1.5, "01:02:03": 3723.0, "2-00:00:01": 172_801.0}
    for time, seconds in told.items():
        answer = SimpleNamespace(stdout=f"  2048 {time}\n")
        monkeypatch.setattr(process_limits, "which", lambda _: "/bin/ps")
        monkeypatch.setattr(subprocess, "run", lambda *_, a=answer, **__: a)
        assert vars(process_limits)["_measure_by_ps"](1) == Usage(2 << 20, seconds)
    monkeypatch.setattr(process_limits, "which", lambda _: None)
    assert vars(process_limits)["_measure_by_ps"](1) is None


def test_a_system_that_tells_nothing_still_limits_time(
    returned: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Wall time holds everywhere, and it is said that nothing else does."""
    monkeypatch.setattr(worker_pool, "measure_process", lambda _: None)
    pack = pack_of(tmp_path, WITHOUT)
    budget = replace(BUDGET, wall_seconds=4.0)
    bad, good = read_misdeed("looping", pack, returned["312006"], tmp_path, budget)
    assert bad.findings[0].params["why"] == "time"
    assert good.verdict is Verdict.ACCEPTED
    assert "only their time is limited" in caplog.text


# --- Windows -----------------------------------------------------------------------------------


class Kernel:
    """What a job object is asked for, in place of ``kernel32``."""

    def __init__(self, refused: str = "", used: int = 0) -> None:
        """Refuse one function; the job has used so much time."""
        self.calls, self.limits = list[str](), list[Any]()
        self._refused, self._used = refused, used

    def __getattr__(self, name: str) -> Callable[..., int]:
        """Return a function that notes its call."""
        return lambda *arguments: self._call(name, arguments)

    def _call(self, name: str, arguments: tuple[Any, ...]) -> int:
        self.calls.append(name)
        if name == "SetInformationJobObject":
            limits = vars(process_limits)["_ExtendedLimits"]
            copy = limits.from_buffer_copy(ctypes.string_at(arguments[2], arguments[3]))
            self.limits.append(copy)
        if name == "QueryInformationJobObject":
            ctypes.memmove(arguments[2], self._used.to_bytes(8, "little"), 8)
        return 0 if name == self._refused else 7


def test_a_job_object_limits_memory_and_time() -> None:
    """The limits stand before the process is in the job; each file adds to the time used."""
    kernel = Kernel(used=50_000_000)
    job = WindowsJob(kernel, 42, 512 << 20)
    order = [
        "CreateJobObjectW",
        "OpenProcess",
        "SetInformationJobObject",
        "AssignProcessToJobObject",
    ]
    assert [name for name in kernel.calls if name in order] == order
    (first,) = kernel.limits
    assert first.JobMemoryLimit == 512 << 20
    assert first.BasicLimitInformation.LimitFlags == 0x2600
    job.allow(12)
    basic = kernel.limits[-1].BasicLimitInformation
    assert (basic.LimitFlags, basic.PerProcessUserTimeLimit) == (0x2602, 170_000_000)
    job.close()
    assert kernel.calls[-1] == "CloseHandle"


@pytest.mark.parametrize(
    "function",
    ["CreateJobObjectW", "OpenProcess", "SetInformationJobObject", "AssignProcessToJobObject"],
)
def test_a_job_object_that_is_refused_is_none(
    function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent then measures, if it can, and says so; nothing is raised."""
    monkeypatch.setattr(ctypes, "WinDLL", lambda _: Kernel(function), raising=False)
    assert windows_job(42, 1 << 20) is None
    monkeypatch.setattr(ctypes, "WinDLL", lambda _: Kernel(), raising=False)
    assert isinstance(windows_job(42, 1 << 20), WindowsJob)


@pytest.mark.skipif(hasattr(ctypes, "WinDLL"), reason="simulates what is there")
def test_each_child_has_a_job_of_its_own(
    returned: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child with a job is not measured besides; its job ends with it."""
    kernel = Kernel()
    monkeypatch.setattr(ctypes, "WinDLL", lambda _: kernel, raising=False)
    monkeypatch.setattr(worker_pool, "measure_process", lambda _: pytest.fail("measured"))
    _, good = read_misdeed("clean-too", pack_of(tmp_path, WITHOUT), returned["312006"], tmp_path)
    assert good.verdict is Verdict.ACCEPTED
    assert kernel.calls.count("QueryInformationJobObject") == 2
    assert kernel.calls[-1] == "CloseHandle"


# --- Answers -----------------------------------------------------------------------------------

SENDING = """

import pickle


class Hostile:
    def __reduce__(self):
        return os.system, ("touch " + OWNED,)


def send(pipe, name, item):
    from dataclasses import replace
    if name == "hostile":
        pipe.send(Hostile())
    elif name == "garbage":
        pipe.send_bytes(bytes(range(256)))
    elif name == "nothing":
        pipe.send_bytes(b"")
    elif name == "a-list":
        pipe.send([item, item])
    elif name == "misshapen":
        pipe.send(replace(item, findings=(1, 2)))
    elif name == "half":
        os.write(pipe.fileno(), (1 << 20).to_bytes(4, "big") + b"x")
    elif name == "enormous":
        os.write(pipe.fileno(), b"\\xff\\xff\\xff\\xff" + (1 << 60).to_bytes(8, "big"))


import sys
import xltool.reading.read as reading

frame = sys._getframe()
while frame and frame.f_code.co_name != "_serve":
    frame = frame.f_back
if frame:
    PIPE, really = frame.f_locals["pipe"], reading.Reader.read

    def read(self, path):
        item = really(self, path)
        if path.stem != "clean":
            send(PIPE, path.stem, item)
            time.sleep(600)
        return item

    reading.Reader.read = read
"""
"""This pack's Python takes over its child, and answers in its place."""
ANSWERS = {
    "hostile": "garbled", "garbage": "garbled", "nothing": "garbled", "a-list": "garbled",
    "misshapen": "garbled", "half": "time", "enormous": "died",
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="writes into the pipe of the system")
@pytest.mark.parametrize("name", ANSWERS)
def test_the_parent_survives_any_answer(
    name: str, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """A child that was taken over is one rejected file, and nothing that it sends is run."""
    owned = tmp_path / "owned"
    more = SENDING.replace("OWNED", repr(str(owned)))
    budget = replace(BUDGET, wall_seconds=3.0)
    bad, good = read_misdeed(name, pack_of(tmp_path, more), returned["312006"], tmp_path, budget)
    assert [finding.params["why"] for finding in bad.findings] == [ANSWERS[name]]
    assert (good.verdict, good.findings) == (Verdict.ACCEPTED, ())
    assert not owned.exists()
    assert word("XL-108", "why", ANSWERS[name], "zh") != ANSWERS[name]


class Calling:
    """Pickles as a call of something."""

    def __init__(self, function: Any, *arguments: object) -> None:  # noqa: ANN401 - of anything
        """Keep it."""
        self._call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        """Return it."""
        return self._call


CALLS = {
    "system": Calling(os.system, "true"),
    "getattr": Calling(getattr, "", "join"),
    "eval": Calling(eval, "1"),
    "a function of the model": Calling(unreadable, Path(), ""),
    "a path": Path("x"),
    "a long number": Calling(__import__("decimal").Decimal, "1" * 101),
    "an attribute of a class": (
        b"\x80\x04\x8c\x15xltool.model.findings\x8c\x10Return.__class__\x93."
    ),
    "a module of a module": b"\x80\x04\x8c\x15xltool.model.findings\x8c\x06re.sub\x93.",
    "an import of the module": b"\x80\x04\x8c\x15xltool.model.findings\x8c\x09dataclass\x93.",
    "something stored elsewhere": b"\x80\x04\x8c\x01aQ.",
}


@pytest.mark.parametrize("answer", CALLS.values(), ids=CALLS)
def test_only_classes_of_the_model_are_looked_up(answer: object) -> None:
    """No function is called, and no class that does more than keep values."""
    data = answer if isinstance(answer, bytes) else pickle.dumps(answer)
    with pytest.raises(GarbledError):
        load_plain(data)


def test_answers_come_back_whole(pack: Pack, returned: Mapping[str, Path]) -> None:
    """Every return of the example is what was sent."""
    from xltool.reading.read import read_return  # noqa: PLC0415 - once

    for path in returned.values():
        item = read_return(path, pack)
        assert load_return(pickle.dumps(item)) == item
