"""``xltool publish``: the document and the public tables, as a draft or as a final."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import (
    FOLDER,
    HereOption,
    LangOption,
    PackOption,
    TableFormat,
    choose_language,
    require_format,
)
from xltool.cli.output import ERRORS, print_json, print_note, print_page

if TYPE_CHECKING:
    from xltool.publication.publish import Publication


@app.command()
def publish(
    workbook: Annotated[
        Path | None,
        typer.Argument(
            metavar="汇总工作簿 · WORKBOOK",
            help="部门的汇总工作簿，缺省为最近一次汇总的 · "
            "The department's workbook, default the last consolidated",
        ),
    ] = None,
    campaign: HereOption = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            metavar=FOLDER,
            help="写到此文件夹，缺省为任务文件夹 · Folder, default the campaign's",
        ),
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="定稿：两人已审签 · The final, signed by two people")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="有错误也出送审稿，每页注明 · A draft in spite of errors"),
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="另做一份 PDF · A PDF besides")] = False,
    text: Annotated[
        str,
        typer.Option(metavar="名称 · NAME", help="报表包里的另一份文本 · Another text of the pack"),
    ] = "",
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """做公开文本和公开表 · Make the document and the tables that are published.

    先出送审稿，上面印有编号；两人在公开说明中引用这个编号审签后，用 --final 定稿。

    First a draft with a number; two people quote it in the narrative, then --final.

    例 · Example: xltool publish 2020
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.outputs import require_folder
    from xltool.publication.publication_page import publication_json, publication_page
    from xltool.publication.publish import PublicationRequest, publish_campaign

    require_format(output_format, ("table", "json"))
    loaded, language = load_campaign(campaign), choose_language(lang)
    loaded_pack, base = load_pack_for(loaded, pack), output or loaded.folder
    if output:
        require_folder(output, loaded)
    request = PublicationRequest(workbook, base, language, text, final=final, force=force, pdf=pdf)
    with observing() as observer:
        found = publish_campaign(loaded, loaded_pack, request, observer)
    if output_format == "json":
        print_json(publication_json(found, language))
    else:
        print_page(publication_page(found, language))
    _tell_written(found)
    if found.written is None or found.has_errors:
        raise typer.Exit(ERRORS)


def _tell_written(found: Publication) -> None:
    """Say on stderr where the edition and its review stand, or that nothing was written."""
    if found.written is None:
        print_note("没有写出文件 · nothing was written")
        return
    for path in (found.written.folder, found.written.report):
        print_note(f"已写入 {path} · written {path}")
    sys.stderr.flush()
