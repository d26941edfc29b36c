"""Returns that nobody could read or judge, and whose fault it is: the file's, a pack's or ours."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import Finding, Return
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable

FAULT = "XL-109"
"""The rule that xltool and the pack do their work; broken, it is nothing that a clerk can mend."""
PACK_MODULE = "_xltool_pack_"
"""The package that a pack's schemas are loaded into: their names begin with it."""
_LONGEST = 300


def unreadable(path: Path, why: str, sha256: str = "") -> Return:
    """Return the rejected return of a file that could not be read.

    ``why`` is a parameter of XL-108: died, time, or the name of an exception.
    """
    params = {"name": utf8(path.name), "why": why}
    finding = Finding("XL-108", Severity.ERROR, "XL-108", params=params)
    return Return(str(path), None, (finding,), sha256=sha256)


def faulty(path: Path, error: Exception, sha256: str = "") -> Return:
    """Return the return of a file that could not be judged for a fault of the program or pack."""
    message = f"{FAULT}.pack" if is_of_pack(error) else FAULT
    params = {"name": utf8(path.name), "what": described(error)}
    finding = Finding(FAULT, Severity.ERROR, message, params=params)
    return Return(str(path), None, (finding,), sha256=sha256)


def has_fault(returns: Iterable[Return]) -> bool:
    """Whether the program or the pack failed at one of the files."""
    return any(finding.rule == FAULT for item in returns for finding in item.findings)


def is_of_pack(error: BaseException) -> bool:
    """Whether the Python of a pack takes part in an error, directly or as its cause."""
    while True:
        frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
        if any(str(frame.f_globals.get("__name__")).startswith(PACK_MODULE) for frame in frames):
            return True
        cause = error.__cause__ or error.__context__
        if cause is None:
            return False
        error = cause


def described(error: BaseException) -> str:
    """Return what went wrong and where, on one line: ``KeyError: 'x' (form_states.py:12)``."""
    found = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(found[-1].filename).name}:{found[-1].lineno})" if found else ""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return utf8(text[:_LONGEST] + place)
