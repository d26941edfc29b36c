"""``xltool status``: who owes, who has errors, who is accepted."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.options import HereOption, LangOption, TableFormat, choose_language, require_format
from xltool.cli.output import print_json, print_line, print_page


@app.command()
def status(
    campaign: HereOption = Path(), output_format: TableFormat = "table", lang: LangOption = None
) -> None:
    """谁没报、谁有错误、谁已接受 · Who owes, who has errors, who is accepted.

    例 · Example: xltool status 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.inbox import look_into
    from xltool.campaign.ledger import open_ledger
    from xltool.campaign.next_step import after_seal, after_status
    from xltool.campaign.seal import seal_status
    from xltool.campaign.status_board import status_board
    from xltool.report.campaign_tables import board_page
    from xltool.report.seal_page import seal_page

    require_format(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    with open_ledger(loaded.folder) as ledger:
        inbox = look_into(loaded, ledger, lambda _: None)
        board, seal = status_board(loaded, ledger, inbox), seal_status(loaded, ledger, inbox)
    if output_format == "json":
        print_json(asdict(board) | {"seal": asdict(seal) if seal else None})
        return
    language = choose_language(lang)
    print_page(board_page(board, language))
    if seal:
        print_page(seal_page(seal, language))
    step = after_seal(loaded, language) if seal else after_status(loaded, board, language)
    print_line(step, sys.stderr)
