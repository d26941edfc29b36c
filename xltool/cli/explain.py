"""``xltool explain``: one rule in full, by example."""

from __future__ import annotations

from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import LangOption, PackOption, choose_language, find_campaign
from xltool.errors import XltoolError


@app.command()
def explain(
    rule: Annotated[
        str, typer.Argument(metavar="规则 · RULE", help="规则编号，如 R24 · Rule id, such as R24")
    ],
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """说明一条规则，附正误举例 · Explain a rule, by example.

    例 · Example: xltool explain R24
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.report.rule_listing import rule_entries, rule_text

    found = [
        entry
        for entry in rule_entries(load_pack_for(None if pack else find_campaign(None), pack))
        if entry.rule == rule.upper()
    ]
    if not found:
        message = f"没有规则 {rule}，请用 xltool rules 查看 · no rule {rule}; see xltool rules"
        raise XltoolError(message)
    for text in rule_text(found, choose_language(lang)):
        typer.echo(text)
