"""``xltool accept``: which of an entity's files counts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import HereOption, LangOption, PackOption, choose_language
from xltool.cli.output import print_message


@app.command()
def accept(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="文件 · FILE",
            help="in/ 中的文件，只有一份的可以写单位 · A file in in/; of a unit with one, the unit",
        ),
    ],
    campaign: HereOption = Path(),
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """定下采用哪一份 · Decide which file of an entity counts.

    同一单位报了几份不同的文件时用。

    When an entity has sent several files that differ.

    例 · Example: xltool accept 2020 312006-final.xlsx
    """
    from xltool.campaign.acceptance import accept_file
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.folder import load_campaign

    choose_language(lang)
    loaded = load_campaign(campaign)
    loaded_pack = load_pack_for(loaded, pack)
    with observing() as observer:
        item = accept_file(loaded, loaded_pack, file, observer)
    told = f"{item.entity} {item.name} {item.sha256}"
    print_message(f"已接受 {told} · accepted {told}")
