"""``xltool compare``: large changes since last year, and their reasons."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.document_output import LISTINGS, hand_out_document, hand_out_json, require_target
from xltool.cli.notices import observing
from xltool.cli.options import (
    AboveOption,
    HereOption,
    LangOption,
    ListingFormat,
    OutputOption,
    PackOption,
    choose_format,
    choose_language,
)


@app.command()
def compare(
    campaign: HereOption = Path(),
    above: AboveOption = 20.0,
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """增减较大的项目和原因 · Large changes since last year.

    例 · Example: xltool compare 2021 --above 30 -o changes.xlsx
    """
    from decimal import Decimal

    from xltool.campaign.accepted_returns import accepted_returns
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import large_changes
    from xltool.report.change_document import change_document

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded, percent = load_campaign(campaign), Decimal(str(above))
    loaded_pack = load_pack_for(loaded, pack)
    require_target(output_format, output, loaded)
    with observing() as observer:
        returns = accepted_returns(loaded, loaded_pack, observer).reported.values()
    found = list(large_changes(loaded_pack, returns, percent))
    if output_format == "json":
        hand_out_json([asdict(item) for item in found], output)
        return
    document = change_document(loaded, loaded_pack, found, percent, len(returns), language)
    hand_out_document(document, output_format, output)
