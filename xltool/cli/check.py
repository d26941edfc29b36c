"""``xltool check``: what is wrong with returned workbooks, and copies that say so in the cells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from xltool.cli.app import app
from xltool.cli.document_output import hand_out_document, require_target, tell_written
from xltool.cli.notices import observing
from xltool.cli.options import (
    CampaignOption,
    CategoryOption,
    EngineOption,
    EveryOption,
    LangOption,
    OptionalPathsArgument,
    OutputOption,
    PackOption,
    ReissueOption,
    ReportFormat,
    choose_categories,
    choose_format,
    choose_language,
    find_campaign,
)
from xltool.cli.output import exit_code, print_line, print_page, write_text
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xltool.campaign.checking import Checked
    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.kinds import Category


REPORTS = {"table": ".txt", "json": ".json", "html": ".html", "xlsx": ".xlsx"}
"""The formats of a report, each with the suffix of its files; the first is the usual one."""


@app.command()
def check(
    paths: OptionalPathsArgument = None,
    campaign: CampaignOption = None,
    output_format: ReportFormat = None,
    output: OutputOption = None,
    reissue: ReissueOption = None,
    every: EveryOption = False,
    category: CategoryOption = None,
    engine: EngineOption = "",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """审核报回的工作簿 · Check returned workbooks.

    不给文件就审核任务的 in/。--reissue 给有问题的另写一份标好问题的工作簿，可以退回填报单位改。

    Those in in/ when no file is named. --reissue writes those with problems anew, marked.

    例 · Example: xltool check 2020 --reissue back
    """
    from xltool.batch.batch import ReadOptions
    from xltool.batch.compact_returns import CompactReturns
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.checking import check_files
    from xltool.campaign.outputs import require_own_folder
    from xltool.campaign.reissue import reissue as issue_again
    from xltool.campaign.standing_seal import require_open
    from xltool.report.copies_page import copies_page

    language, categories = choose_language(lang), choose_categories(category)
    output_format = choose_format(output_format, output, REPORTS)
    if every and not reissue:
        message = "--all 要与 --reissue 同用 · --all goes with --reissue"
        raise XltoolError(message)
    loaded = find_campaign(campaign)
    if loaded is None and not paths:
        message = (
            "请写上任务文件夹或文件，如 xltool check 2020 · "
            "give a campaign folder or files, such as xltool check 2020"
        )
        raise XltoolError(message)
    require_target(output_format, output, loaded, paths or ())
    if reissue:
        require_own_folder(reissue, loaded, paths or ())
        if loaded:
            require_open(loaded)
    keep = list if reissue or output_format == "html" else CompactReturns
    loaded_pack, options = load_pack_for(loaded, pack), ReadOptions(engine, keep)
    with observing() as observer:
        checked = check_files(loaded_pack, loaded, paths or (), observer, options)
        copies = list(issue_again(checked, reissue, observer, every=every)) if reissue else None
    _write_report(checked, output_format, language, output, categories)
    if copies:
        print_page(copies_page(copies, language), sys.stderr)
    on_screen = output_format == "table" and not output
    if on_screen or output or reissue:
        _print_closing(checked, language, reissue, copies, on_screen=on_screen)
    raise typer.Exit(exit_code(checked.returns, checked.between))


def _write_report(
    checked: Checked,
    output_format: str,
    language: str,
    output: Path | None,
    categories: Collection[Category],
) -> None:
    if output_format == "json":
        from xltool.report.check_json import json_pieces

        pieces = json_pieces(checked.returns, language, checked.between, categories)
        write_text(pieces, output)
    elif output_format == "html":
        from xltool.report.html_page import as_page

        write_text(as_page(checked, language, categories), output)
    elif output_format == "xlsx":
        from xltool.report.findings_document import findings_document

        hand_out_document(findings_document(checked, language, categories), "xlsx", output)
        return
    else:
        from xltool.report.terminal import findings_page
        from xltool.report.text_table import plain_text

        page = findings_page(checked.returns, language, checked.between, categories)
        if output:
            write_text(plain_text(page), output)
        else:
            print_page(page)
    tell_written(output)


def _print_closing(
    checked: Checked,
    language: str,
    folder: Path | None,
    copies: Sequence[ReissuedWorkbook] | None,
    *,
    on_screen: bool,
) -> None:
    """Print how many findings there are, and in a campaign what to run next.

    ``folder`` holds the reissued workbooks, ``copies``; ``on_screen`` this follows the table on
    stdout.
    """
    from xltool.campaign.next_step import after_check
    from xltool.cli.next_step_text import next_step_text
    from xltool.report.summary import closing

    stream = sys.stdout if on_screen else sys.stderr
    print_page([closing(checked.returns, checked.between, language)], stream)
    back = (folder, [copy.entity for copy in copies or () if copy.entity]) if folder else None
    if checked.campaign:
        for step in after_check(checked, back):
            print_line(next_step_text(step, checked.campaign, language), stream)
