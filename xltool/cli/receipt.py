"""``xltool receipt``: what was received when, with its hash."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.document_output import LISTINGS, hand_out_document, hand_out_json, require_target
from xltool.cli.options import (
    HereOption,
    LangOption,
    ListingFormat,
    OutputOption,
    UnitArgument,
    choose_format,
    choose_language,
)


@app.command()
def receipt(
    entity: UnitArgument = "",
    campaign: HereOption = Path(),
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
) -> None:
    """收件回执 · What was received when, with its hash.

    用 -o 写成可以签章的回执，每个单位一页；后缀决定格式。

    With -o as a file to sign, a page for each entity; its suffix decides the format.

    例 · Example: xltool receipt 2020 312006 -o receipt.html
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.receipts import campaign_receipts
    from xltool.report.receipt_document import receipt_document

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = load_campaign(campaign)
    require_target(output_format, output, loaded)
    code = loaded.unit(entity).code if entity else ""
    found = campaign_receipts(loaded, code)
    if output_format == "json":
        hand_out_json([asdict(item) for item in found], output)
    else:
        hand_out_document(receipt_document(loaded, found, language), output_format, output)
