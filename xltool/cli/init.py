"""``xltool init``: a campaign folder, from an example, a list of entities or last year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import FOLDER, LangOption, PackOption, choose_language
from xltool.cli.output import print_line, print_note
from xltool.errors import XltoolError


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar=FOLDER, help="新文件夹 · New folder")],
    example: Annotated[
        str | None, typer.Option(metavar="名称 · NAME", help="示例名称 · Name of an example")
    ] = None,
    entities: Annotated[
        Path | None,
        typer.Option(
            metavar="文件 · FILE", help="单位名录，Excel 或 CSV · Entity list, Excel or CSV"
        ),
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="年度 · YEAR", help="预算年度 · Budget year")
    ] = None,
    deadline: Annotated[
        str | None, typer.Option(metavar="日期 · DATE", help="截止日期，如 2027-11-30 · Due by")
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option("--from", metavar=FOLDER, help="上年的任务文件夹 · Last year's campaign"),
    ] = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """新建报送任务 · Start a campaign folder.

    三选一：从自带示例；从您的单位名录和年度；从上年的任务，单位有更名、合并、拆分的，
    同时给出新名录，在“原代码”一栏写明。

    From an example, from your list of entities and a year, or from last year's campaign, with a
    new list where entities were renamed, merged or split: its column ``was`` has their old codes.

    --pack 是任务所用的报表包，以后各个命令都用它。

    --pack is the pack of the campaign, which every command uses from then on.

    例 · Example: xltool init 2020 --example pingxiang-2020
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.next_step import after_start
    from xltool.campaign.outputs import require_folder
    from xltool.campaign.settings_file import require_day
    from xltool.campaign.start import StartRequest, start_campaign_folder
    from xltool.cli.next_step_text import next_step_text

    language = choose_language(lang)
    require_folder(folder)
    due = require_day("--deadline", deadline) if deadline else ""
    request = StartRequest(example or "", entities, last, period or "", due, pack)
    if not request.source:
        message = (
            "请给出 --example，或同时给出 --entities 和 --period，或给出 --from · "
            "give --example, or both --entities and --period, or --from"
        )
        raise XltoolError(message)
    with observing() as observer:
        started = start_campaign_folder(folder, request, observer)
    print_note(f"已建立 {folder} · created {folder}")
    step = after_start(load_pack_for(started))
    print_line(next_step_text(step, started, language), sys.stderr)
