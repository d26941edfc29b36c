"""How commands write: results to stdout or into a file, everything beside them to stderr."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from xltool.cli.language import SPOKEN
from xltool.text import in_one_language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from _typeshed import DataclassInstance

    from xltool.model.findings import Finding, Return
    from xltool.report.text_table import Block


ERRORS = 1
"""Exit code when errors were found."""
USUAL_COLUMNS = 80
"""When a terminal does not say how wide it is."""


def print_note(message: str) -> None:
    """Print a message beside the results, on stderr, in the language of this run."""
    print_message(message, sys.stderr)


def print_message(message: str, stream: TextIO | None = None) -> None:
    """Print a message in the language of this run, line by line, on stdout or on ``stream``."""
    for line in in_one_language(message, SPOKEN.get()).split("\n"):
        print_line(line, stream)


def print_line(line: str, stream: TextIO | None = None) -> None:
    """Print a line on stdout, or on ``stream``, as long as it is: commands and paths are copied.

    Control characters are made visible.
    """
    from xltool.visible import visible

    stream = stream or sys.stdout
    stream.write(f"{visible(line)}\n")
    stream.flush()


def write_text(text: str | Iterable[str], target: Path | None) -> None:
    """Write a result, whole or piece by piece, to ``target``, or to stdout."""
    from xltool.files import replacing

    pieces = [text] if isinstance(text, str) else text
    if target is None:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return
    with replacing(target) as file:
        file.writelines(piece.encode("utf-8", "backslashreplace") for piece in pieces)


def print_json(document: object) -> None:
    """Print a document as JSON on stdout."""
    from xltool.visible import as_json_text

    write_text(as_json_text(document) + "\n", None)


def print_json_list(items: Iterable[DataclassInstance]) -> None:
    """Print dataclasses as a JSON list of objects on stdout."""
    print_json([asdict(item) for item in items])


def exit_code(returns: Collection[Return], between: Sequence[Finding] = ()) -> int:
    """Return the exit code of a command that judged files."""
    from xltool.errors import FAILED
    from xltool.model.faults import has_fault
    from xltool.model.findings import has_errors

    if has_fault(returns):
        return FAILED
    return ERRORS if has_errors(returns, between) else 0


def print_errors(returns: Collection[Return], between: Sequence[Finding], language: str) -> None:
    """Print on stderr what keeps files from being accepted, and the closing line."""
    from xltool.model.findings import has_errors
    from xltool.report.summary import closing
    from xltool.report.terminal import findings_page

    shown = returns if has_errors(returns, between) else ()
    print_page(findings_page(shown, language, between), sys.stderr)
    print_line(closing(returns, between, language), sys.stderr)


def print_page(page: Iterable[Block], stream: TextIO | None = None) -> None:
    """Print a report on stdout, or on ``stream``: tables on a terminal, plain lines elsewhere."""
    stream = stream or sys.stdout
    if stream.isatty():
        from xltool.report.screen import screen_text

        pieces = screen_text(page, terminal_columns(stream), colour=has_colour())
    else:
        from xltool.report.text_table import plain_text

        pieces = plain_text(page)
    stream.writelines(pieces)
    stream.flush()


def terminal_columns(terminal: TextIO) -> int:
    """Return how many columns may be written to: those of ``COLUMNS``, else as it is wide."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    try:
        columns = os.get_terminal_size(terminal.fileno()).columns or USUAL_COLUMNS
    except OSError:
        columns = USUAL_COLUMNS
    return columns - (os.name == "nt")  # the old console breaks a line that fills its last column


def has_colour() -> bool:
    """Whether escape codes may be written: not with NO_COLOR, nor where they would be printed."""
    old_console = os.name == "nt" and "WT_SESSION" not in os.environ
    return not (old_console or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")
