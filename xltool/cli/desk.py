"""``xltool desk``: the whole round in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import FOLDER, LangOption, choose_language
from xltool.cli.plain_desk import DeskOptions, serve_desk


@app.command()
def desk(
    campaign: Annotated[
        Path | None,
        typer.Option(
            "-C",
            "--campaign",
            metavar=FOLDER,
            help="报送任务文件夹，或放任务的文件夹 · Folder of the campaign, or of campaigns",
        ),
    ] = None,
    no_browser: Annotated[
        bool,
        typer.Option(
            "--no-browser",
            help="不打开浏览器，只给出地址 · Open no browser, only tell the address",
        ),
    ] = False,
    lang: LangOption = None,
) -> None:
    """在浏览器里办理 · The whole round in the browser.

    只有这台电脑上的您打得开。点“结束”，或 15 分钟没有打开的页面，就自己结束。

    Only you on this computer can open it. It ends by its button, or when no page has been open
    for 15 minutes.

    例 · Example: xltool desk -C 2020
    """
    serve_desk(DeskOptions(campaign, choose_language(lang), not no_browser))
