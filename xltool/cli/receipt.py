"""``xltool receipt``: what was received when, with its hash."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import HereOption, LangOption, TableFormat, choose_language, require_format
from xltool.cli.output import print_json_list, print_page


@app.command()
def receipt(
    entity: Annotated[
        str,
        typer.Argument(
            metavar="单位 · UNIT",
            help="单位代码、全称或简称，缺省为全部 · Code, name or short name, default all",
        ),
    ] = "",
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
) -> None:
    """收件回执 · What was received when, with its hash.

    例 · Example: xltool receipt 2020 312006
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.ledger import open_ledger
    from xltool.campaign.receipts import receipts
    from xltool.report.campaign_tables import receipt_page

    require_format(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    code = loaded.unit(entity).code if entity else ""
    with open_ledger(loaded.folder) as ledger:
        found = list(receipts(loaded, ledger, code))
    if output_format == "json":
        print_json_list(found)
    else:
        print_page(receipt_page(loaded, found, choose_language(lang)))
