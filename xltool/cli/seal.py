"""``xltool seal``: close a consolidated campaign, or open it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing, print_notice
from xltool.cli.options import HereOption, LangOption, choose_language
from xltool.cli.output import ERRORS, print_note
from xltool.errors import CampaignError


@app.command()
def seal(
    campaign: HereOption = Path(),
    reopen: Annotated[
        str | None,
        typer.Option(metavar="原因 · REASON", help="解除封存，写明原因 · Open it, and say why"),
    ] = None,
    lang: LangOption = None,
) -> None:
    """封存汇总完的任务 · Close a consolidated campaign.

    封存后不再登记、接受、退改、答复和汇总；文件变动了，status 会指出。没有报齐或汇总的不封存。

    Nothing is entered any more, and status tells what was changed. Who owes keeps it open.

    例 · Example: xltool seal 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.seal import reopen_campaign, seal_campaign

    choose_language(lang)
    loaded = load_campaign(campaign)
    if reopen is not None:
        if not reopen.strip():
            message = "--reopen: 请写明解除封存的原因 · say why it is reopened"
            raise CampaignError(message)
        with observing() as observer:
            reopen_campaign(loaded, reopen, observer)
        print_note(f"已解除封存 {loaded.folder} · reopened {loaded.folder}")
        return
    with observing() as observer:
        outcome = seal_campaign(loaded, observer)
    if outcome.seal is None:
        for each in outcome.obstacles:
            print_notice(each)
        print_note("没有封存 · not sealed")
        raise typer.Exit(ERRORS)
    count = len(outcome.seal.contents)
    folder = loaded.folder
    print_note(f"已封存 {folder}（{count} 个文件） · sealed {folder} ({count} files)")
    typer.echo(outcome.seal.digest)
