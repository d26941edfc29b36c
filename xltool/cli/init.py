"""``xltool init``: a campaign folder, from an example, a list of entities or last year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import FOLDER, LangOption, PackOption, choose_language
from xltool.cli.output import print_note
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

    三选一：从自带示例；从您的单位名录和年度；从上年的任务。

    From an example, from your list of entities and a year, or from last year's campaign.

    例 · Example: xltool init 2020 --example pingxiang-2020
    """
    from xltool.campaign.entity_list import read_entities
    from xltool.campaign.folder import start_campaign, start_from_example
    from xltool.campaign.outputs import require_folder
    from xltool.campaign.settings_file import require_day

    choose_language(lang)
    require_folder(folder)
    due = require_day("--deadline", deadline) if deadline else ""
    match (example or None, entities, last, period or None):
        case (str(name), None, None, None):
            start_from_example(folder, name)
        case (None, Path() as path, None, str(year)):
            start_campaign(folder, read_entities(path), year, due)
        case (None, None, Path() as before, _):
            _start_from_last_year(folder, before, period, due, pack)
        case _:
            message = (
                "请给出 --example，或同时给出 --entities 和 --period，或给出 --from · "
                "give --example, or both --entities and --period, or --from"
            )
            raise XltoolError(message)
    print_note(f"已建立 {folder} · created {folder}")


def _start_from_last_year(
    folder: Path, last: Path, period: str | None, deadline: str, pack: Path | None
) -> None:
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import start_next
    from xltool.pack.load import load_pack

    for entity in start_next(folder, load_campaign(last), load_pack(pack), period, deadline):
        unit = f"{entity.code} {entity.short}"
        print_note(
            f"{unit}: 没有已接受的报表，所以没有上年数 · "
            "no accepted return, so no figures of last year"
        )
