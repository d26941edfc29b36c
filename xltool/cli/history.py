"""``xltool history``: the versions of an entity's workbook."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

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


@app.command()
def history(
    entity: Annotated[
        str,
        typer.Argument(
            metavar="单位 · UNIT", help="单位代码、全称或简称 · Code, name or short name"
        ),
    ],
    campaign: HereOption = Path(),
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
) -> None:
    """一个单位的各个版本 · The versions of an entity's workbook.

    用 -o 写成可以打印的文件，后缀决定格式。

    With -o as a file to print; its suffix decides the format.

    例 · Example: xltool history 2020 312006 -o history.html
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.receipts import entity_history
    from xltool.report.history_document import history_document

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = load_campaign(campaign)
    require_target(output_format, output, loaded)
    unit = loaded.unit(entity)
    events = entity_history(loaded, unit.code)
    if output_format == "json":
        hand_out_json([asdict(event) for event in events], output)
    else:
        hand_out_document(history_document(loaded, unit, events, language), output_format, output)
