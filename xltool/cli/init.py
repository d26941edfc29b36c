"""``xltool init``: a campaign folder, from an example, a list of entities or last year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
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
    from xltool.campaign.entity_list import read_entities
    from xltool.campaign.folder import (
        load_campaign,
        load_example,
        start_campaign,
        start_from_example,
    )
    from xltool.campaign.next_step import after_init
    from xltool.campaign.outputs import require_folder
    from xltool.campaign.settings_file import require_day
    from xltool.pack.load import load_pack

    language = choose_language(lang)
    require_folder(folder)
    due = require_day("--deadline", deadline) if deadline else ""
    match (example or None, entities, last, period or None):
        case (str(name), None, None, None):
            load_pack_for(load_example(name), pack)
            start_from_example(folder, name)
        case (None, Path() as path, None, str(year)):
            start_campaign(folder, read_entities(path), year, load_pack(pack), due)
            _tell_former_codes(path)
        case (None, None, Path() as before, _):
            _start_from_last_year(folder, before, None, period, due, pack)
        case (None, Path() as path, Path() as before, _):
            _start_from_last_year(folder, before, path, period, due, pack)
        case _:
            message = (
                "请给出 --example，或同时给出 --entities 和 --period，或给出 --from · "
                "give --example, or both --entities and --period, or --from"
            )
            raise XltoolError(message)
    print_note(f"已建立 {folder} · created {folder}")
    started = load_campaign(folder)
    print_line(after_init(started, load_pack_for(started), language), sys.stderr)


def _tell_former_codes(entities: Path) -> None:
    """Print that former codes are of no use without last year's campaign, if the list has any."""
    from xltool.campaign.entity_list import read_former_codes

    if any(row["was"] for row in read_former_codes(entities)):
        print_note(
            f"{entities}: 填有原代码，没有给出 --from，所以没有带入上年数 · "
            "has former codes; without --from no figures of last year are carried"
        )


def _start_from_last_year(
    folder: Path,
    last: Path,
    entities: Path | None,
    period: str | None,
    deadline: str,
    pack: str | None,
) -> None:
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import start_next
    from xltool.campaign.succession import read_succession

    before = load_campaign(last)
    loaded = load_pack_for(before, pack)
    succession = read_succession(entities, before) if entities else None
    for each in start_next(folder, before, loaded, period, deadline, succession=succession):
        print_note(f"{each.entity.code} {each.entity.short}: {each.why.zh} · {each.why.en}")
