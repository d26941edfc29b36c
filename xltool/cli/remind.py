"""``xltool remind``: a letter to each entity that owes, or has something to mend."""

from __future__ import annotations

import sys
from pathlib import Path

from xltool.cli.app import app
from xltool.cli.document_output import DOCUMENTS, hand_out_document, require_target
from xltool.cli.options import (
    DocumentFormat,
    HereOption,
    LangOption,
    OutputOption,
    UnitArgument,
    choose_format,
    choose_language,
)
from xltool.cli.output import print_line, print_note


@app.command()
def remind(
    entity: UnitArgument = "",
    campaign: HereOption = Path(),
    output_format: DocumentFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
) -> None:
    """催报通知 · Letters to those who owe or have something to mend.

    没报的、有错误的、提醒没有说明的单位，每个一页，写明截止日期和要办的事；后缀决定格式。

    A page for each: by when, and what is to be done. The suffix of -o decides the format.

    例 · Example: xltool remind 2020 -o reminders.html
    """
    from xltool.campaign.campaign_status import campaign_reminders
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.next_step import unchecked
    from xltool.cli.next_step_text import next_step_text
    from xltool.report.reminder_document import reminder_document

    output_format, language = choose_format(output_format, output, DOCUMENTS), choose_language(lang)
    loaded = load_campaign(campaign)
    require_target(output_format, output, loaded)
    code = loaded.unit(entity).code if entity else ""
    found = campaign_reminders(loaded, code)
    if found.reminders:
        issuer = loaded.entity(loaded.root)
        document = reminder_document(found.board, found.reminders, issuer, language)
        hand_out_document(document, output_format, output)
    else:
        print_note("没有需要催办的单位，没有写出通知 · nobody has to be reminded; nothing written")
    if step := unchecked(found.board):
        print_line(next_step_text(step, loaded, language), sys.stderr)
