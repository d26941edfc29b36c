"""What the command line says: results on stdout or in a file, everything beside them on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from xltool.cli.console import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from _typeshed import DataclassInstance

    from xltool.campaign.checking import Checked
    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.model.findings import Finding, Return


def emit(text: str | Iterable[str], target: Path | None) -> None:
    """Write a result, whole or piece by piece, to ``target``, or to stdout."""
    from xltool.files import replacing

    pieces = [text] if isinstance(text, str) else text
    if target is None:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return
    with replacing(target) as path, path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def as_document(value: object) -> str:
    """Return a listing as JSON text."""
    from xltool.visible import as_json_text

    return as_json_text(value) + "\n"


def listed(
    items: Sequence[DataclassInstance], as_text: Callable[[], str], output_format: str
) -> None:
    """Print a listing as JSON, or as the text that ``as_text`` makes of it."""
    if output_format == "json":
        emit(as_document([asdict(item) for item in items]), None)
    else:
        emit(as_text(), None)


def has_errors(returns: Iterable[Return], between: Sequence[Finding] = ()) -> bool:
    """Say whether something keeps the files from being accepted: exit code 1."""
    from xltool.kinds import Severity, Verdict

    return any(finding.severity is Severity.ERROR for finding in between) or any(
        item.verdict is not Verdict.ACCEPTED for item in returns
    )


def report(checked: Checked, form: str, language: str, output: Path | None) -> None:
    """Give out the report of a check in the format asked for."""
    emit(_rendered(checked, form, language, output), output)
    if output:
        tell(f"已写入 · written {output}")


def _rendered(
    checked: Checked, form: str, language: str, output: Path | None
) -> str | Iterable[str]:
    if form == "json":
        from xltool.report.check_json import json_pieces

        return json_pieces(checked.returns, language, checked.between)
    if form == "html":
        from xltool.report.html_page import as_page

        return as_page(checked, language)
    screen = output is None and sys.stdout.isatty()
    return _as_text(checked.returns, checked.between, language, screen=screen)


def _as_text(
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


def send_back(checked: Checked, folder: Path) -> list[ReissuedWorkbook]:
    """Write the workbooks that go back to their senders; return what became of each return."""
    from xltool.campaign.reissue import reissue
    from xltool.report.progress import with_progress

    return list(with_progress(reissue(checked, folder, tell), len(checked.returns)))


def conclude(checked: Checked, language: str, folder: Path | None, *, on_screen: bool) -> None:
    """Say how many findings there are, and in a campaign what to run next.

    ``folder`` holds reissued workbooks; ``on_screen`` this follows the table on stdout.
    """
    from xltool.campaign.next_step import after_check
    from xltool.report.summary import closing

    lines = [closing(checked.returns, checked.between, language)]
    lines += [step for step in (after_check(checked, language, folder),) if step]
    if on_screen:
        emit("\n".join(lines) + "\n", None)
    else:
        tell("\n".join(lines))


def complain(returns: Collection[Return], between: Sequence[Finding], language: str) -> None:
    """Tell on stderr what keeps files from being accepted, and what was found between them."""
    from xltool.report.summary import closing

    told = returns if has_errors(returns, between) else ()
    text = _as_text(told, between, language, screen=sys.stderr.isatty())
    typer.echo(text, err=True, nl=False)
    tell(closing(returns, between, language))
