"""Drive a real, headless LibreOffice: fill in, recalculate, read and print workbooks."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIMEOUT = 120.0
GRACE = 15.0  # seconds the worker has, beyond a request's own, to end an overdue LibreOffice
WORKER_LOST = '{"error": "the worker ended, or hung and was ended", "fatal": true}'
MAC = Path("/Applications/LibreOffice.app/Contents")


class OfficeError(Exception):
    """LibreOffice is missing, refused a request, took too long or died."""


@dataclass(frozen=True)
class Recalculated:
    """A formula, in LibreOffice's own notation, and its result.

    When `error` is not 0, it is LibreOffice's error number (532: division by zero, 32767: #N/A)
    and `value` is the text that the cell shows.
    """

    formula: str
    value: float | str
    error: int


class Office:
    """One LibreOffice for many workbooks, started by the first request.

    When it dies or takes longer than `timeout` seconds over a request, that request raises
    `OfficeError`, nothing of it stays behind, and the next request starts another one.
    """

    worker = "uno_worker.py"
    """The script beside this file that drives it."""

    def __init__(self, timeout: float = TIMEOUT) -> None:
        """Prepare only; nothing starts yet."""
        self.timeout = timeout
        self.process_id: int | None = None
        self._session: _Session | None = None

    def __enter__(self) -> Self:
        """Return the office."""
        return self

    def __exit__(self, *_: object) -> None:
        """End LibreOffice."""
        self.close()

    def close(self) -> None:
        """End LibreOffice if it runs; a later request would start it again."""
        session, self._session, self.process_id = self._session, None, None
        if session is not None:
            session.close()

    def fill(
        self,
        source: Path,
        target: Path,
        entries: Mapping[tuple[str, str], Decimal | str],
        *,
        filter: str = "Calc MS Excel 2007 XML",  # noqa: A002 - LibreOffice's word for a format
    ) -> None:
        """Type each value into its (sheet, cell), as a clerk would; recalculate and save.

        A locked cell of a protected sheet is refused, and then nothing is saved. Text stays
        text, whatever it looks like. In a merged area the first cell takes what is typed.
        """
        typed = [[*at, *_keys(at, value)] for at, value in entries.items()]
        self.ask(
            "fill",
            source=str(source.resolve()),
            target=str(target.resolve()),
            entries=typed,
            store_as=filter,
        )

    def recalculate(self, path: Path) -> dict[tuple[str, str], Recalculated]:
        """Compute every formula anew, on hidden sheets too, whatever results the file holds."""
        rows = self.ask("recalculate", source=str(path.resolve()))
        return {(sheet, cell): Recalculated(*result) for sheet, cell, *result in rows}

    def values(self, path: Path) -> dict[tuple[str, str], float | str]:
        """Return each cell that is not empty as the file holds it, without recalculation."""
        rows = self.ask("values", source=str(path.resolve()))
        return {(sheet, cell): value for sheet, cell, value in rows}

    def pdf(self, path: Path, target: Path) -> None:
        """Recalculate the workbook, as Excel does when it opens one, and print it to a file."""
        self.ask("pdf", source=str(path.resolve()), target=str(target.resolve()))

    def png(self, path: Path, folder: Path, dpi: int = 70) -> list[Path]:
        """Print the workbook and return its pages as pictures, in order."""
        printed = folder / f"{path.stem}.pdf"
        self.pdf(path, printed)
        for stale in _pages(printed):
            stale.unlink()
        command = [_programs().pdftoppm, "-r", str(dpi), "-png", str(printed)]
        command.append(str(printed.with_suffix("")))
        done = subprocess.run(command, capture_output=True, check=False, timeout=self.timeout)
        if done.returncode:
            raise OfficeError(done.stderr.decode(errors="replace"))
        return _pages(printed)

    def ask(self, command: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON
        """Return the worker's result for the command, or raise its error."""
        if self._session is None:
            self._session = _Session(self.worker)
            self.process_id = self._exchange("start", {"timeout": TIMEOUT})
        return self._exchange(command, {"timeout": self.timeout, **arguments})

    def _exchange(self, command: str, request: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return the result; leave no session behind that may be out of step."""
        assert self._session is not None
        try:
            reply = self._session.exchange({"command": command, **request}, request["timeout"])
        except BaseException:
            self.close()
            raise
        if "error" in reply:
            message = f"{command}: {reply['error']}"
            raise OfficeError(message)
        return reply["result"]


class _Session:
    """A worker process, its LibreOffice, and the throw-away folder they live in."""

    def __init__(self, script: str) -> None:
        programs = _programs()
        self._folder = TemporaryDirectory(prefix="xltool-office-", ignore_cleanup_errors=True)
        self._log = Path(self._folder.name, "log")
        worker = Path(__file__).with_name(script)
        with self._log.open("wb") as log:
            self._worker = subprocess.Popen(
                [programs.python, worker, programs.soffice, self._folder.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                env=_environment(),
                start_new_session=True,  # a group of its own, which can be killed as a whole
            )

    def exchange(self, request: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        """Send the request and return the reply; raise when the worker or LibreOffice is gone."""
        # The worker itself keeps the time; this is for a worker that hangs as well.
        watch = threading.Timer(timeout + GRACE, self._kill)
        watch.start()
        try:
            reply = self._send(json.dumps(request))
        finally:
            watch.cancel()
        if "fatal" in reply:
            message = f"{request['command']}: {reply['error']}\n{self._stderr()}"
            raise OfficeError(message)
        return reply

    def _send(self, line: str) -> dict[str, Any]:
        """Return the reply to the line."""
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        with suppress(BrokenPipeError):
            self._worker.stdin.write(line + "\n")
            self._worker.stdin.flush()
        answer = self._worker.stdout.readline()
        if not answer:
            self._kill()  # the worker cannot end its LibreOffice any more
        reply: dict[str, Any] = json.loads(answer or WORKER_LOST)
        return reply

    def _stderr(self) -> str:
        """Return the end of what worker and LibreOffice complained about."""
        return self._log.read_text("utf-8", errors="replace")[-4000:]

    def _kill(self) -> None:
        """End the worker and LibreOffice at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._worker.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the worker, in order if it listens, and remove the folder."""
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        with suppress(BrokenPipeError):
            self._worker.stdin.close()
        try:
            self._worker.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._kill()
            self._worker.wait()
        finally:
            self._worker.stdout.close()
            self._folder.cleanup()


def _keys(at: tuple[str, str], value: Decimal | str) -> tuple[str, str]:
    """Return kind and text of what is typed at the place."""
    problem = ""
    if not re.fullmatch("[A-Z]{1,3}[1-9][0-9]*", at[1]):
        problem = "there is no such cell"
    elif isinstance(value, Decimal) and not value.is_finite():
        problem = f"{value} is no number to type"
    if problem:
        message = f"sheet {at[0]!r}, cell {at[1]}: {problem}"
        raise OfficeError(message)
    return "number" if isinstance(value, Decimal) else "text", str(value)


def _pages(printed: Path) -> list[Path]:
    """Return the pictures made of the PDF file."""
    page = re.compile(re.escape(printed.stem) + r"-\d+\.png")
    return sorted(path for path in printed.parent.iterdir() if page.fullmatch(path.name))


@dataclass(frozen=True)
class _Programs:
    soffice: str
    python: str
    pdftoppm: str


def find_office() -> str | None:
    """Return why LibreOffice cannot be driven here, or None when it can."""
    try:
        _programs()
    except OfficeError as missing:
        return str(missing)
    return None


@functools.cache
def _programs() -> _Programs:
    """Find everything that is needed, or raise naming what is missing."""
    if os.name != "posix":
        message = "LibreOffice is driven on Linux and macOS only"
        raise OfficeError(message)
    soffice = _soffice()
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        message = "pdftoppm (of poppler-utils) is not installed"
        raise OfficeError(message)
    return _Programs(str(soffice), _python(soffice), pdftoppm)


def _soffice() -> Path:
    """Find LibreOffice's binary itself: killing a wrapper of it would leave it running."""
    command = shutil.which("soffice") or shutil.which("libreoffice")
    starter = Path(command) if command else MAC / "MacOS" / "soffice"
    if not starter.exists():
        message = "LibreOffice (soffice) is not installed"
        raise OfficeError(message)
    binary = starter.resolve().with_name("soffice.bin")
    return binary if binary.exists() else starter


def _python(soffice: Path) -> str:
    """Find a Python that has LibreOffice's `uno` module."""
    for python in _pythons(soffice):
        command = [python, "-c", "import uno"]
        done = subprocess.run(command, capture_output=True, check=False, env=_environment())
        if done.returncode == 0:
            return python
    message = "no Python has LibreOffice's uno module (python3-uno)"
    raise OfficeError(message)


def _pythons(soffice: Path) -> Iterator[str]:
    """Yield each Python that may have it: the system's, LibreOffice's own, the tests'."""
    places = [Path("/usr/bin/python3"), soffice.with_name("python"), MAC / "Resources" / "python"]
    yield from (str(place) for place in places if place.exists())
    yield sys.executable


def _environment() -> dict[str, str]:
    """Return the environment without what would bend another Python to this one's modules."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
