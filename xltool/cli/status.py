"""``xltool status``: who owes, who has errors, who is accepted."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.document_output import LISTINGS, hand_out_document, hand_out_json, require_target
from xltool.cli.options import (
    HereOption,
    LangOption,
    ListingFormat,
    OutputOption,
    choose_format,
    choose_language,
)
from xltool.cli.output import print_line, print_page


@app.command()
def status(
    campaign: HereOption = Path(),
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
) -> None:
    """谁没报、谁有错误、谁已接受 · Who owes, who has errors, who is accepted.

    用 -o 写成可以打印、上报的文件，后缀决定格式。

    With -o as a file to print or hand on; its suffix decides the format.

    例 · Example: xltool status 2020 -o status.xlsx
    """
    from xltool.campaign.campaign_status import campaign_status
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.next_step import SEALED, after_status
    from xltool.cli.next_step_text import next_step_text
    from xltool.report.board_document import board_document
    from xltool.report.seal_page import seal_page

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = load_campaign(campaign)
    require_target(output_format, output, loaded)
    found = campaign_status(loaded)
    board, seal = found.board, found.seal
    if output_format == "json":
        hand_out_json(asdict(board) | {"seal": asdict(seal) if seal else None}, output)
        return
    hand_out_document(board_document(board, language), output_format, output)
    if seal:
        print_page(seal_page(seal, language), sys.stderr if output else None)
    step = SEALED if seal else after_status(board)
    print_line(next_step_text(step, loaded, language), sys.stderr)
