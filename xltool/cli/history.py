"""``xltool history``: the versions of an entity's workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import HereOption, LangOption, TableFormat, choose_language, require_format
from xltool.cli.output import print_json_list, print_page


@app.command()
def history(
    entity: Annotated[
        str,
        typer.Argument(
            metavar="单位 · UNIT", help="单位代码、全称或简称 · Code, name or short name"
        ),
    ],
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
) -> None:
    """一个单位的各个版本 · The versions of an entity's workbook.

    例 · Example: xltool history 2020 312006
    """
    from xltool.campaign import receipts
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.ledger import open_ledger
    from xltool.report.campaign_tables import history_page

    require_format(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    code = loaded.unit(entity).code
    with open_ledger(loaded.folder) as ledger:
        events = receipts.history(ledger, code)
    if output_format == "json":
        print_json_list(events)
    else:
        print_page(history_page(events, choose_language(lang)))
