"""Limits of memory and processor time of one process, by whatever the system has for that.

POSIX: the process limits itself (``limit_memory``, ``limit_processor``), before it reads anything.
Windows: whoever starts it puts it into a job object (``WindowsJob``). Where the system has neither,
or refuses (macOS takes no limit of address space), its parent measures it ten times a second
(``measure_process``) and ends it. Nothing here raises: what cannot be limited is told by its name.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

MEMORY: Final = "memory"
PROCESSOR: Final = "processor"
POLL: Final = 0.1
"""Seconds from one measurement of a process to the next."""
QUOTA_EXIT: Final = 1816
"""Exit code of a process that a job object ended: ERROR_NOT_ENOUGH_QUOTA."""
_PS_TIMEOUT = 5.0
_REFUSED = (OSError, ValueError, AttributeError)  # how a system says that it has no such limit


def limit_memory(most: int) -> bool:
    """Let this process have ``most`` bytes of address space; return whether that holds from now."""
    resource = _resource()
    if resource is None:
        return False
    with suppress(*_REFUSED):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(
            resource.RLIMIT_AS, (most, most)
        )  # the hard limit, too: not to be undone
    except _REFUSED:
        return False
    return True


def limit_processor(seconds: int) -> bool:
    """Let this process use so much more processor time; return whether that holds from now.

    The limit of the system counts from the start of the process, in whole seconds.
    """
    resource = _resource()
    if resource is None:
        return False
    try:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    except _REFUSED:
        return False
    return True


def _resource() -> ModuleType | None:
    """Return the module of POSIX limits; None where the system has none."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return None
    return resource


class Usage(NamedTuple):
    """What a process uses: bytes of memory now, seconds of processor time so far."""

    memory: int
    processor: float


def measure_process(pid: int) -> Usage | None:
    """Return what another process uses; None where the system does not tell, or it is gone.

    Linux tells address space, as a limit would count it; ``ps`` of other systems what is resident.
    """
    try:
        return _measure_by_proc(pid) if Path("/proc/self/statm").exists() else _measure_by_ps(pid)
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def _measure_by_proc(pid: int) -> Usage:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0])
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    user, system = fields.rpartition(")")[2].split()[11:13]
    seconds = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return Usage(pages * os.sysconf("SC_PAGE_SIZE"), seconds)


def _measure_by_ps(pid: int) -> Usage | None:
    program = which("ps")
    if program is None:
        return None
    told = subprocess.run(  # noqa: S603 - the system's own, with a number
        [program, "-o", "rss=,time=", "-p", str(pid)],
        capture_output=True, text=True, timeout=_PS_TIMEOUT, check=True,
    )  # fmt: skip
    kilobytes, time = told.stdout.split()
    return Usage(int(kilobytes) << 10, _seconds(time))


def _seconds(time: str) -> float:
    """Return the seconds of ``[[days-]hours:]minutes:seconds``."""
    days, _, rest = time.rpartition("-")
    seconds = 0.0
    for part in rest.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + 86_400 * int(days or 0)


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class _Accounting(ctypes.Structure):
    """JOBOBJECT_BASIC_ACCOUNTING_INFORMATION."""

    _fields_ = (
        ("TotalUserTime", ctypes.c_int64),
        ("TotalKernelTime", ctypes.c_int64),
        ("ThisPeriodTotalUserTime", ctypes.c_int64),
        ("ThisPeriodTotalKernelTime", ctypes.c_int64),
        ("TotalPageFaultCount", ctypes.c_uint32),
        ("TotalProcesses", ctypes.c_uint32),
        ("ActiveProcesses", ctypes.c_uint32),
        ("TotalTerminatedProcesses", ctypes.c_uint32),
    )


_ACCOUNTING, _EXTENDED = 1, 9  # JOBOBJECTINFOCLASS
_TIME, _JOB_MEMORY, _NO_DIALOG, _END_WITH_JOB = 0x2, 0x200, 0x400, 0x2000
_TICKS = 10_000_000  # a second in units of 100 ns
_RIGHTS = 0x0101  # PROCESS_TERMINATE | PROCESS_SET_QUOTA, which a job asks for


class WindowsJob:
    """A job object of Windows that holds one process and whatever it starts.

    When the job is closed, or its owner dies, its processes end. ``kernel`` is ``kernel32``.
    """

    def __init__(self, kernel: Any, pid: int, memory: int) -> None:  # noqa: ANN401 - a library
        """Put a process into a job with ``memory`` bytes; OSError when the system refuses."""
        self._kernel, self._limits = kernel, _ExtendedLimits()
        basic = self._limits.BasicLimitInformation
        basic.LimitFlags = _JOB_MEMORY | _NO_DIALOG | _END_WITH_JOB
        self._limits.JobMemoryLimit = memory
        self._job = _pointer(kernel.CreateJobObjectW, None, None)
        process = _pointer(kernel.OpenProcess, _RIGHTS, 0, pid)
        try:
            self._require(process.value and self._job.value)
            self._set_limits()
            self._require(kernel.AssignProcessToJobObject(self._job, process))
        finally:
            kernel.CloseHandle(process)

    def allow(self, seconds: int) -> None:
        """Let the process use so much more processor time; OSError when the system refuses."""
        used = _Accounting()
        size, none = ctypes.sizeof(used), None
        self._require(
            self._kernel.QueryInformationJobObject(
                self._job, _ACCOUNTING, ctypes.byref(used), size, none
            )
        )
        basic = self._limits.BasicLimitInformation
        basic.PerProcessUserTimeLimit = used.TotalUserTime + seconds * _TICKS
        basic.LimitFlags |= _TIME
        self._set_limits()

    def close(self) -> None:
        """End what is left in the job."""
        self._kernel.CloseHandle(self._job)

    def _set_limits(self) -> None:
        limits = self._limits
        self._require(
            self._kernel.SetInformationJobObject(
                self._job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
            )
        )

    @staticmethod
    def _require(done: object) -> None:
        if not done:
            message = "the system refuses a job object"
            raise OSError(message)


def _pointer(function: Any, *arguments: object) -> ctypes.c_void_p:  # noqa: ANN401 - same
    """Call a function that returns a handle, which is as wide as a pointer."""
    with suppress(AttributeError):
        function.restype = ctypes.c_void_p
    return ctypes.c_void_p(function(*arguments))


def windows_job(pid: int, memory: int) -> WindowsJob | None:
    """Put a process into a job of its own; None on other systems, or where it is refused."""
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return None
    try:
        return WindowsJob(load("kernel32"), pid, memory)
    except OSError:
        return None
