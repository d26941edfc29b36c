"""``xltool summary``: the department on one page, for whoever signs."""

from __future__ import annotations

import sys
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.document_output import DOCUMENTS, hand_out_document, require_target
from xltool.cli.notices import observing
from xltool.cli.options import (
    AboveOption,
    DocumentFormat,
    HereOption,
    LangOption,
    OutputOption,
    PackOption,
    choose_format,
    choose_language,
)
from xltool.cli.output import print_line


@app.command()
def summary(
    campaign: HereOption = Path(),
    above: AboveOption = 20.0,
    output_format: DocumentFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """给领导的一页汇报 · The department on one page.

    已接受的报表汇总出的主要数据、比上年增减、谁没报、还有什么没办；后缀决定格式。

    Main totals of what is accepted, change since last year, who is missing, what is open.

    例 · Example: xltool summary 2020 -o summary.html
    """
    from decimal import Decimal

    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.department_summary import department_summary
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.next_step import unchecked
    from xltool.cli.next_step_text import next_step_text
    from xltool.report.summary_document import summary_document

    output_format, language = choose_format(output_format, output, DOCUMENTS), choose_language(lang)
    loaded, percent = load_campaign(campaign), Decimal(str(above))
    require_target(output_format, output, loaded)
    loaded_pack = load_pack_for(loaded, pack)
    with observing() as observer:
        found = department_summary(loaded, loaded_pack, percent, observer)
    hand_out_document(summary_document(found, percent, language), output_format, output)
    if step := unchecked(found.board):
        print_line(next_step_text(step, loaded, language), sys.stderr)
