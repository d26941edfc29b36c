"""Serve one headless LibreOffice over standard input and output, for `tests.office`.

Each line read is a request, an object with `command`, `timeout` and the command's arguments;
each gets one line back: `{"result": ...}`, `{"error": text}`, or `{"error": text, "fatal": true}`
when LibreOffice is gone and with it this process. End of input ends both.

This runs under the Python that carries LibreOffice's `uno` module, not under the tests' own:
it imports nothing else from outside the standard library and stays within Python 3.9.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    UnoObject = Any

uno: Any = importlib.import_module("uno")

RESTART = 81  # exit code by which a fresh profile asks to be started once more
PATIENCE = 10.0  # seconds for an orderly end
LARGEST = 5_000_000  # cells read at once, some hundred bytes each
FORMULAS = 16  # com.sun.star.sheet.CellFlags
CONTENTS = 1 | 2 | 4 | FORMULAS  # numbers, dates, texts, formulas
ERRORS = 4  # com.sun.star.sheet.FormulaResult


class RefusalError(Exception):
    """The request cannot be met as it stands; LibreOffice itself is well."""


class Soffice:
    """One LibreOffice process in a profile of its own below `folder`."""

    def __init__(self, binary: str, folder: str) -> None:
        """Start the process; `connect` then waits for it."""
        self.folder = pathlib.Path(folder).resolve()
        profile = (self.folder / "profile").as_uri()
        self.name = pipe(profile)
        self.command = [
            binary,
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"--accept=pipe,name={self.name};urp;",
            f"-env:UserInstallation={profile}",
        ]
        self.process = self.launch()
        self.desktop: UnoObject = None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the program; whatever it prints joins this process's stderr."""
        # In the plain C locale LibreOffice cannot open a file with a Chinese name.
        settings = {"LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": str(self.folder)}
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env={**os.environ, **settings},
        )

    def connect(self) -> None:
        """Wait until the process answers on its pipe."""
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        url = f"uno:pipe,name={self.name};urp;StarOffice.ComponentContext"
        refused = uno.getClass("com.sun.star.connection.NoConnectException")
        while self.desktop is None:
            self.keep_starting()
            with contextlib.suppress(refused):
                context = resolver.resolve(url)
                self.desktop = context.ServiceManager.createInstanceWithContext(
                    "com.sun.star.frame.Desktop", context
                )

    def keep_starting(self) -> None:
        """Give the process a moment; start it anew when it asks for that."""
        time.sleep(0.05)
        code = self.process.poll()
        if code == RESTART:
            self.process = self.launch()
        elif code is not None:
            message = f"LibreOffice did not start, exit status {code}"
            raise RuntimeError(message)

    def died(self) -> bool:
        """Tell whether the process has ended; one just dying counts as dead."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.5)
        return self.process.poll() is not None

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process when the block takes longer; the event yielded tells that it did."""
        expired = threading.Event()
        timer = threading.Timer(seconds, self.kill, [expired])
        timer.start()
        try:
            yield expired
        finally:
            timer.cancel()

    def kill(self, expired: threading.Event) -> None:
        """End the process at once, and with it every call that waits for it."""
        expired.set()
        self.process.kill()

    def stop(self) -> None:
        """End the process: in order when it still listens, else by force."""
        with self.deadline(PATIENCE):
            if self.desktop is None:
                self.process.kill()
            else:
                # The answer to this call may die with the process.
                with contextlib.suppress(Exception):
                    self.desktop.terminate()
            self.process.wait()
        # A killed LibreOffice leaves its pipes behind, always in this folder.
        for stale in pathlib.Path("/tmp").glob(f"OSL_PIPE_*_{self.name}"):  # noqa: S108
            stale.unlink()

    @contextlib.contextmanager
    def workbook(self, source: str) -> Iterator[UnoObject]:
        """Open a copy: next to the workbook itself, LibreOffice would put a lock file."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            copy = shutil.copyfile(source, pathlib.Path(folder, pathlib.Path(source).name))
            # Not `ReadOnly`: then cells can be overwritten, but emptying one silently fails.
            document = self.desktop.loadComponentFromURL(
                copy.as_uri(), "_blank", 0, properties(Hidden=True)
            )
            try:
                check(document, source)
                yield document
            except uno.getClass("com.sun.star.uno.Exception") as problem:
                # contextlib gives what it passes on a traceback; a UNO exception takes none.
                message = f"{type(problem).__name__}: {problem}"
                raise RuntimeError(message) from None
            finally:
                if document is not None:
                    document.close(True)  # noqa: FBT003 - UNO takes no keywords


def pipe(profile: str) -> str:
    """Return the name under which LibreOffice marks the profile as in use; it serves us as well."""
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    return "".join(f"{byte:x}" for byte in digest)


def check(document: UnoObject, source: str) -> None:
    """Refuse what LibreOffice could not open, or opened as something else."""
    service = "com.sun.star.sheet.SpreadsheetDocument"
    if document is None or not document.supportsService(service):
        message = f"{source} is no workbook"
        raise RefusalError(message)


def store(document: UnoObject, target: str, store_as: str) -> None:
    """Save to the target in the format of the filter named, with its options behind a colon."""
    filter_name, _, options = store_as.partition(":")
    wanted = properties(FilterName=filter_name, FilterOptions=options)
    document.storeToURL(pathlib.Path(target).as_uri(), wanted)


def properties(**values: object) -> tuple[Any, ...]:
    """Return the values as the property list that UNO takes."""
    struct = "com.sun.star.beans.PropertyValue"
    return tuple(uno.createUnoStruct(struct, Name=name, Value=values[name]) for name in values)


def position(cell: str) -> tuple[int, int]:
    """Return column and row, from 0, of a cell named like `AB12`."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(cell[len(letters) :]) - 1


def name(column: int, row: int) -> str:
    """Return the name of the cell at the column and row, both from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


class Typist:
    """Types into one sheet as a clerk would, and no further than a clerk could."""

    def __init__(self, document: UnoObject, title: str) -> None:
        """Open the sheet."""
        if not document.Sheets.hasByName(title):
            message = "there is no such sheet"
            raise RefusalError(message)
        sheet = document.Sheets.getByName(title)
        self.protected = sheet.isProtected()
        self.last = sheet.getRangeAddress()
        self.cursor = sheet.createCursor()
        self.cursor.collapseToSize(1, 1)

    def go(self, cell: str) -> None:
        """Go to the cell that takes what is typed there: the first one of a merged area."""
        column, row = position(cell)
        if column > self.last.EndColumn or row > self.last.EndRow:
            message = "there is no such cell"
            raise RefusalError(message)
        # One moving cursor per sheet: every new UNO object costs some milliseconds.
        here = self.cursor.getRangeAddress()
        self.cursor.gotoOffset(column - here.StartColumn, row - here.StartRow)
        self.cursor.collapseToMergedArea()
        self.cursor.collapseToSize(1, 1)

    def type(self, cell: str, kind: str, text: str) -> None:
        """Type the text, or the number that the text spells."""
        self.go(cell)
        if self.protected and self.cursor.CellProtection.IsLocked:
            message = "the cell is locked"
            raise RefusalError(message)
        # Unlike `setString` and `setValue`, which overwrite locked cells, this respects locks
        # by itself as well; and it takes a text for a text, never for a formula or a number.
        self.cursor.setDataArray(((float(text) if kind == "number" else text,),))


def fill(
    office: Soffice, source: str, target: str, entries: list[list[str]], store_as: str
) -> None:
    """Type the entries, each a sheet, cell, kind and text, recalculate, and save."""
    typists: dict[str, Typist] = {}
    with office.workbook(source) as document:
        for sheet, cell, kind, text in entries:
            try:
                if sheet not in typists:
                    typists[sheet] = Typist(document, sheet)
                typists[sheet].type(cell, kind, text)
            except RefusalError as refusal:
                message = f"sheet {sheet!r}, cell {cell}: {refusal}"
                raise RefusalError(message) from None
        document.calculateAll()
        store(document, target, store_as)


def recalculate(office: Soffice, source: str) -> list[list[Any]]:
    """Recalculate everything; return each formula: sheet, cell, formula, value, error."""
    with office.workbook(source) as document:
        document.calculateAll()
        return [row for sheet in document.Sheets for row in contents(sheet, FORMULAS)]


def values(office: Soffice, source: str) -> list[list[Any]]:
    """Return each cell that is not empty: sheet, cell, value."""
    with office.workbook(source) as document:
        found = [row for sheet in document.Sheets for row in contents(sheet, CONTENTS)]
    return [[sheet, cell, value] for sheet, cell, _, value, _ in found]


def pdf(office: Soffice, source: str, target: str) -> None:
    """Print the recalculated workbook to a PDF file."""
    with office.workbook(source) as document:
        document.calculateAll()
        store(document, target, "calc_pdf_Export")


def contents(sheet: UnoObject, kinds: int) -> list[list[Any]]:
    """Return each cell with contents of these kinds: sheet, cell, formula, value, error."""
    areas = sheet.queryContentCells(kinds).getRangeAddresses()
    if not areas:
        return []
    left, top, block = span(sheet, areas)
    data, formulas, failed, title = block.DataArray, block.FormulaArray, errors(sheet), sheet.Name
    rows: list[list[Any]] = []
    for at in (spot for area in areas for spot in spots(area)):
        column, row = at[0] - left, at[1] - top
        value, error = failed.get(at, (data[row][column], 0))
        rows.append([title, name(*at), formulas[row][column], value, error])
    return rows


def span(sheet: UnoObject, areas: tuple[UnoObject, ...]) -> tuple[int, int, UnoObject]:
    """Return first column, first row and cells of the block around the areas.

    One block is read at once, while area by area every call takes a millisecond or more.
    """
    left, top = min(area.StartColumn for area in areas), min(area.StartRow for area in areas)
    right, bottom = max(area.EndColumn for area in areas), max(area.EndRow for area in areas)
    if (right - left + 1) * (bottom - top + 1) > LARGEST:
        message = f"the contents of sheet {sheet.Name!r} are too widely spread"
        raise RefusalError(message)
    return left, top, sheet.getCellRangeByPosition(left, top, right, bottom)


def errors(sheet: UnoObject) -> dict[tuple[int, int], tuple[str, int]]:
    """Return the text shown and the error number of every formula that fails."""
    failed = {}
    for area in sheet.queryFormulaCells(ERRORS).getRangeAddresses():
        for at in spots(area):
            cell = sheet.getCellByPosition(*at)
            failed[at] = cell.getString(), cell.getError()
    return failed


def spots(area: UnoObject) -> Iterator[tuple[int, int]]:
    """Yield column and row of each cell of the area."""
    for row in range(area.StartRow, area.EndRow + 1):
        for column in range(area.StartColumn, area.EndColumn + 1):
            yield column, row


def start(office: Soffice) -> int:
    """Wait until LibreOffice listens; return the number of its process."""
    office.connect()
    return office.process.pid


COMMANDS: dict[str, Any] = {
    function.__name__: function for function in (start, fill, recalculate, values, pdf)
}


def answer(office: Soffice, request: dict[str, Any]) -> dict[str, Any]:
    """Carry out the request within its time; return the reply."""
    command, seconds = COMMANDS[request.pop("command")], request.pop("timeout")
    with office.deadline(seconds) as expired:
        try:
            return {"result": command(office, **request)}
        except RefusalError as refusal:
            return {"error": str(refusal)}
        except Exception as problem:  # noqa: BLE001 - whatever UNO raises goes to the test
            if expired.is_set():
                office.process.wait()
                return {"error": f"timed out after {seconds:g} s", "fatal": True}
            if office.died():
                code = office.process.returncode
                return {"error": f"LibreOffice ended, exit status {code}", "fatal": True}
            return {"error": f"{type(problem).__name__}: {problem}"}


def serve(office: Soffice) -> bool:
    """Answer requests until they end or LibreOffice does; tell whether all went well."""
    for line in sys.stdin:
        reply = answer(office, json.loads(line))
        print(json.dumps(reply), flush=True)  # noqa: T201 - the protocol
        if "fatal" in reply:
            return False
    return True


def main(binary: str, folder: str) -> None:
    """Serve with the program named, below the folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    office = Soffice(binary, folder)
    try:
        well = serve(office)
    finally:
        office.stop()
    if well:  # else the log in it is still wanted; and the tests may be too dead to remove it
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
