"""How commands write: results to stdout or into a file, everything beside them to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from _typeshed import DataclassInstance

    from xltool.model.findings import Finding, Return


ERRORS = 1
"""Exit code when errors were found."""


def print_note(message: str) -> None:
    """Print something beside the results, on stderr, with control characters made visible."""
    from xltool.visible import visible

    typer.echo("\n".join(map(visible, message.split("\n"))), err=True)


def write_text(text: str | Iterable[str], target: Path | None) -> None:
    """Write a result, whole or piece by piece, to ``target``, or to stdout."""
    from xltool.files import replacing

    pieces = [text] if isinstance(text, str) else text
    if target is None:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return
    with replacing(target) as path, path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def print_json(document: object) -> None:
    """Print a document as JSON on stdout."""
    from xltool.visible import as_json_text

    write_text(as_json_text(document) + "\n", None)


def print_json_list(items: Iterable[DataclassInstance]) -> None:
    """Print dataclasses as a JSON list of objects on stdout."""
    print_json([asdict(item) for item in items])


def has_errors(returns: Iterable[Return], between: Sequence[Finding] = ()) -> bool:
    """Whether something keeps the files from being accepted: exit code 1."""
    from xltool.kinds import Severity, Verdict

    return any(finding.severity is Severity.ERROR for finding in between) or any(
        item.verdict is not Verdict.ACCEPTED for item in returns
    )


def findings_text(
    returns: Collection[Return], between: Sequence[Finding], language: str, *, screen: bool
) -> str:
    """Return the findings as text: wrapped and coloured for a screen, plain elsewhere."""
    from xltool.report.terminal import as_screen, as_table

    if not screen:
        return as_table(returns, language, between)
    columns = shutil.get_terminal_size().columns
    plain = os.name == "nt" and "WT_SESSION" not in os.environ  # the old console shows escapes
    colour = not (plain or os.environ.get("NO_COLOR"))
    return as_screen(returns, language, between, columns, colour=colour)


def print_errors(returns: Collection[Return], between: Sequence[Finding], language: str) -> None:
    """Print on stderr what keeps files from being accepted, and the closing line."""
    from xltool.report.summary import closing

    shown = returns if has_errors(returns, between) else ()
    text = findings_text(shown, between, language, screen=sys.stderr.isatty())
    typer.echo(text, err=True, nl=False)
    print_note(closing(returns, between, language))
