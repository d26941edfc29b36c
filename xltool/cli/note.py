"""``xltool note``: the officer's reply to what a sender says of a warning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import HereOption, LangOption, choose_language
from xltool.cli.output import print_line
from xltool.errors import XltoolError


@app.command()
def note(
    unit: Annotated[
        str,
        typer.Argument(
            metavar="单位 · UNIT", help="单位代码、全称或简称 · Code, name or short name"
        ),
    ],
    cell: Annotated[
        str,
        typer.Argument(
            metavar="位置 · CELL", help="提醒的位置，如 收支总表!B5 · Where the warning is"
        ),
    ],
    campaign: HereOption = Path(),
    accept: Annotated[
        str | None, typer.Option(metavar="文字 · TEXT", help="采纳说明，附言可为空 · Accept it")
    ] = None,
    decline: Annotated[
        str | None,
        typer.Option(metavar="文字 · TEXT", help="不采纳，写明原因 · Decline it, and say why"),
    ] = None,
    lang: LangOption = None,
) -> None:
    """答复单位对提醒的说明 · Reply to the explanation of a warning.

    采纳的不再列出；不采纳的重新成为待改的提醒，您的话写在报告和下一份退回修改的工作簿里。

    A declined warning is open again; your words stand in reports and in the next reissued workbook.

    例 · Example: xltool note 2020 312006 收支总表!B5 --accept "已核对批复"
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.notes import reply
    from xltool.kinds import REPLY_WORDS, ReplyKind
    from xltool.messages.render import render
    from xltool.model.explanations import Reply

    if (accept is None) == (decline is None):
        message = "请给出 --accept 或 --decline 之一 · give either --accept or --decline"
        raise XltoolError(message)
    language, loaded = choose_language(lang), load_campaign(campaign)
    code = loaded.unit(unit).code
    kind = ReplyKind.DECLINED if accept is None else ReplyKind.ACCEPTED
    answer = Reply(kind, (accept if accept is not None else decline) or "")
    with observing() as observer:
        found = reply(loaded, code, cell, answer, observer)
    word = REPLY_WORDS[kind].in_language(language)
    for finding in found:
        said = finding.explained.text if finding.explained else ""
        print_line(f"{word} {code} {cell} [{finding.rule}] {render(finding, language)[0]} “{said}”")
