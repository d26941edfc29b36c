"""Returns that nobody could read or judge, and whose fault it is: the file's, a pack's or ours."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import NeedsCommandError, PackError, RuleError, XltoolError, faulty_pack, reason
from xltool.kinds import Severity
from xltool.model.findings import Finding, Return
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form

FAULT = "XL-109"
"""The rule that xltool and the pack do their work; broken, it is nothing that a clerk can mend."""
PACK_MODULE = "_xltool_pack_"
"""The package that a pack's schemas are loaded into: their names begin with it."""
_LONGEST = 300
NO_MEMORY = "内存不足，没有写完的文件不留下；请关闭别的程序再运行 · out of memory: run again"
"""What a run says that the system gives no more memory."""
_SENT = "pack"
"""The message of what is no finding: a reading process says so that the pack is faulty."""


def unreadable(path: Path, why: str, sha256: str = "") -> Return:
    """Return the rejected return of a file that could not be read.

    ``why`` is a parameter of XL-108: died, time, or the name of an exception.
    """
    params = {"name": utf8(path.name), "why": why}
    finding = Finding("XL-108", Severity.ERROR, "XL-108", params=params)
    return Return(str(path), None, (finding,), sha256=sha256)


def faulty(path: Path, error: Exception, sha256: str = "") -> Return:
    """Return the return of a file at which the program failed."""
    params = {"name": utf8(path.name), "what": described(error)}
    finding = Finding(FAULT, Severity.ERROR, FAULT, params=params)
    return Return(str(path), None, (finding,), sha256=sha256)


def as_pack_error(error: Exception, path: Path) -> PackError | None:
    """Return the error of a pack that failed at a file; None when it is not the pack's fault."""
    name = utf8(path.name)
    if isinstance(error, RuleError):
        return PackError(faulty_pack(error.place, error.what, name))
    if isinstance(error, PackError):
        return error
    return PackError(faulty_pack("schemas", described(error), name)) if is_of_pack(error) else None


def sent_pack_error(path: Path, error: PackError) -> Return:
    """Return what a reading process sends instead of a return when the pack is faulty."""
    finding = Finding(FAULT, Severity.ERROR, _SENT, params={"what": str(error)})
    return Return(str(path), None, (finding,))


def received_pack_error(item: Return) -> PackError | None:
    """Return the error of a pack that a reading process sent; None when it sent a return."""
    for finding in item.findings:
        if (finding.rule, finding.message) == (FAULT, _SENT):
            return PackError(" ".join(finding.params.get("what", "").split()))
    return None


@contextmanager
def faults_of(rule: Rule, form: Form | None) -> Iterator[None]:
    """Say of whatever fails inside that this rule does: raise ``RuleError`` for it."""
    try:
        yield
    except (XltoolError, MemoryError):
        raise
    except Exception as error:
        raise rule_error(rule, form, error) from error


def rule_error(rule: Rule, form: Form | None, error: Exception) -> RuleError:
    """Return the error of a rule that failed with another one."""
    file = form.schema_file if form else "schemas/cross.py"
    return RuleError(form.id if form else "", rule.id, f"{file}: {rule.id}", described(error))


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


def failure_text(error: Exception) -> str:
    """Return what a page says when ``error`` has stopped a run."""
    match error:
        case NeedsCommandError():
            return error.on_page
        case XltoolError():
            return str(error)
        case OSError():
            return reason(error)
        case MemoryError():
            return NO_MEMORY
    return fault_text(error)


def fault_text(error: Exception) -> str:
    """Return what is said when xltool or a pack fails: whom to tell, and what to send."""
    if is_of_pack(error):
        whom = (
            "报表包出错，不是文件的问题；请把以下全部文字和所用文件发给报表包的编制人员 · "
            "the pack failed, not the files: send all of this to whoever maintains the pack"
        )
    else:
        whom = (
            "程序出错，不是文件的问题；请把以下全部文字和所用文件发给 xltool 的维护人员 · "
            "xltool failed, not the files: send all of this to whoever maintains xltool"
        )
    return f"{whom}\n{''.join(traceback.format_exception(error))}"


def described(error: BaseException) -> str:
    """Return what went wrong and where, on one line: ``KeyError: 'x' (form_states.py:12)``."""
    found = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(found[-1].filename).name}:{found[-1].lineno})" if found else ""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return utf8(text[:_LONGEST] + place)
