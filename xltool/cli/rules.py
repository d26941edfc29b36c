"""``xltool rules``: the rules of a pack, a line each."""

from __future__ import annotations

from xltool.cli.app import app
from xltool.cli.options import (
    LangOption,
    PackOption,
    TableFormat,
    choose_language,
    find_campaign,
    require_format,
)
from xltool.cli.output import print_json, print_page


@app.command()
def rules(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出审核规则 · List the rules.

    例 · Example: xltool rules --format json
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.report.rule_listing import as_entries, rule_entries, rules_page

    require_format(output_format, ("table", "json"))
    listing = rule_entries(load_pack_for(None if pack else find_campaign(None), pack))
    if output_format == "json":
        print_json(as_entries(listing))
    else:
        print_page(rules_page(listing, choose_language(lang)))
