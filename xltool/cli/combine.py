"""``xltool combine``: two half-filled copies of one workbook, put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import (
    CampaignOption,
    LangOption,
    PackOption,
    choose_language,
    find_campaign,
    require_output,
)
from xltool.cli.output import ERRORS, exit_code, print_line, print_note, print_page

if TYPE_CHECKING:
    from xltool.campaign.combine import Combination


@app.command()
def combine(
    first: Annotated[
        str, typer.Argument(metavar="一份 · ONE", help="文件或校验码开头 · File or hash")
    ],
    second: Annotated[
        str, typer.Argument(metavar="另一份 · OTHER", help="文件或校验码开头 · File or hash")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", metavar="文件 · FILE", help="合并成的工作簿 · The workbook to write"),
    ],
    campaign: CampaignOption = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """把一个单位分头填的两份合为一份 · Combine two half-filled copies.

    逐表合并；同一处填得不一样的逐条列出，不写文件。

    Form by form. Where both say different things, each place is told and nothing is written.

    例 · Example: xltool combine 财务填的.xlsx 资产填的.xlsx -o 312006.xlsx
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.combine import combine as combined
    from xltool.campaign.next_step import after_combine
    from xltool.campaign.versions import version
    from xltool.cli.next_step_text import next_step_text

    language, loaded = choose_language(lang), find_campaign(campaign)
    folder = loaded.folder if loaded else Path()
    paths = [version(folder, first), version(folder, second)]
    require_output(output, (".xlsx",), loaded, paths)
    result = combined(load_pack_for(loaded, pack), loaded, paths, output)
    _print_notes(result, language)
    if not result.serial:
        _print_why_not(result, paths, language)
        raise typer.Exit(exit_code(result.stopped) or ERRORS)
    typer.echo(output)
    if loaded:
        print_line(next_step_text(after_combine(output), loaded, language), sys.stderr)


def _print_why_not(result: Combination, paths: list[Path], language: str) -> None:
    """Print what would be lost, and what both copies say differently."""
    from xltool.report.conflicts import conflicts_page
    from xltool.report.terminal import findings_page

    if result.stopped:
        print_page(findings_page(result.stopped, language), sys.stderr)
        print_note(
            "有的无法读取，有的合并后会丢失，没有写入文件；请在原文件里改好，再合并 · "
            "this cannot be read or would be lost, so nothing was written: correct it in the "
            "files, then combine again"
        )
        return
    names = str(paths[0]), str(paths[1])
    print_page(conflicts_page(result.conflicts, names, language), sys.stderr)
    print_note(
        "没有写入文件；请在其中一份里改好或清空这些地方，再合并 · "
        "nothing was written: correct or clear these places in one of the files, then combine again"
    )


def _print_notes(result: Combination, language: str) -> None:
    """Print what was restored, and which explanations lapsed."""
    from xltool.messages.render import render

    for path, finding in result.notes:
        place = " ".join(part for part in (path, finding.location) if part)
        print_note(f"{place} [{finding.rule}] {' '.join(render(finding, language))}")
