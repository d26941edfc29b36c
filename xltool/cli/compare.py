"""``xltool compare``: large changes since last year, and their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import (
    HereOption,
    LangOption,
    PackOption,
    TableFormat,
    choose_language,
    require_format,
)
from xltool.cli.output import print_json_list, print_page


@app.command()
def compare(
    campaign: HereOption = Path(),
    above: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="不小于 0 的数 · NUMBER≥0",
            help="增减百分比的界限 · Percent of change to ask about",
        ),
    ] = 20.0,
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """增减较大的项目和原因 · Large changes since last year.

    例 · Example: xltool compare 2021 --above 30
    """
    from decimal import Decimal

    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import accepted_returns, large_changes
    from xltool.pack.load import load_pack
    from xltool.report.campaign_tables import large_page

    require_format(output_format, ("table", "json"))
    loaded, loaded_pack = load_campaign(campaign), load_pack(pack)
    returns = accepted_returns(loaded, loaded_pack).values()
    found = list(large_changes(loaded_pack, returns, Decimal(str(above))))
    if output_format == "json":
        print_json_list(found)
    else:
        print_page(large_page(found, choose_language(lang)))
