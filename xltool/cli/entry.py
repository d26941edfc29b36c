"""Where the program begins and ends: whatever stops it is told in one message."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from xltool.errors import XltoolError, reason

if TYPE_CHECKING:
    from types import FrameType

CANNOT_RUN = 2
INTERRUPTED = 130
"""What shells know an interruption by."""


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C; what was begun is undone on the way out."""


def main() -> None:
    """Run the command line; exit code 2 with one message when it cannot go on."""
    signal.signal(signal.SIGINT, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        gc.disable()  # what loading makes is there to stay: to look for garbage is a tenth of it
        from xltool.cli.main import run

        gc.freeze()
        gc.enable()
        run(sys.argv[1:])
    except Interrupted:
        _stop("已中断，没有写完的文件不留下，可以重新运行 · interrupted: run again", INTERRUPTED)
    except XltoolError as error:
        _stop(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _stop(reason(error))


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
    raise Interrupted


def _stop(message: str, code: int = CANNOT_RUN) -> NoReturn:
    sys.unraisablehook = lambda _: None  # what breaks while we end has been told already
    from xltool.visible import visible

    for line in message.splitlines():
        sys.stderr.write(f"xltool: {visible(line)}\n")
    raise SystemExit(code)
