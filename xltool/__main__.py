"""Where the program begins and ends, as ``xltool`` and as ``python -m xltool``.

Whatever stops a command becomes one message and an exit code here. Imports stand inside functions:
``--version`` is answered before the command line is loaded.
"""
# ruff: noqa: PLC0415 - as said above

import os
import sys

from xltool.version import __version__

TYPE_CHECKING = False  # as in typing, which takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

CANNOT_RUN = 2
INTERRUPTED = 130
"""128 and the number of SIGINT: how shells know an interruption."""


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C; what was begun is undone on the way out."""


def main() -> None:
    """Print the version, or run the command line; exit code 2 when it cannot go on."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"xltool {__version__}\n")
        return
    import gc
    import signal

    from xltool.errors import FAILED, XltoolError, reason

    signal.signal(signal.SIGINT, _raise_interrupted)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # What imports make is there to stay: to look for garbage in it, again and again while more
        # is imported, takes a sixth of the processor time of ``--help``.
        gc.disable()
        run = _program()
        gc.freeze()
        gc.enable()
        run()
    except Interrupted:
        _stop("已中断，没有写完的文件不留下，可以重新运行 · interrupted: run again", INTERRUPTED)
    except XltoolError as error:
        _stop(str(error))
    except BrokenPipeError:
        # Python flushes stdout once more when it ends: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _stop(reason(error))
    except Exception as error:  # noqa: BLE001 - whose fault it is must be said
        from xltool.model.faults import failure_text

        _stop(failure_text(error), CANNOT_RUN if isinstance(error, MemoryError) else FAILED)


def _program() -> "Callable[[], object]":
    """Return what does what was typed: the desk by itself, all else by the command line."""
    if sys.argv[1:2] == ["desk"]:
        from xltool.cli.plain_desk import plain_options, serve_desk

        if options := plain_options(sys.argv[1:]):
            return lambda: serve_desk(options)
    from xltool.cli.app import app

    return app


def _raise_interrupted(_signal: int, _frame: "FrameType | None") -> "NoReturn":
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not stop the undoing
    raise Interrupted


def _stop(message: str, code: int = CANNOT_RUN) -> "NoReturn":
    """Write the message to stderr, each line with the name of the program, and exit."""
    from xltool.cli.language import chosen_language
    from xltool.text import in_one_language
    from xltool.visible import visible

    sys.unraisablehook = lambda _: None  # what breaks while we end has the same cause
    for line in in_one_language(message, chosen_language(sys.argv[1:])).splitlines():
        sys.stderr.write(f"xltool: {visible(line)}\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
