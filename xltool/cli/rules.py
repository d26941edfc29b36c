"""``xltool rules``: the rules of a pack, a line each."""

from __future__ import annotations

import typer

from xltool.cli.app import app
from xltool.cli.options import LangOption, PackOption, TableFormat, choose_language, require_format
from xltool.cli.output import print_json


@app.command()
def rules(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出审核规则 · List the rules.

    例 · Example: xltool rules --format json
    """
    from xltool.pack.load import load_pack
    from xltool.report.rule_listing import as_entries, rule_entries

    require_format(output_format, ("table", "json"))
    listing = rule_entries(load_pack(pack))
    if output_format == "json":
        print_json(as_entries(listing))
        return
    chinese = choose_language(lang) == "zh"
    for rule in listing:
        text = rule.zh if chinese else rule.en
        typer.echo(f"{rule.rule:<7}{rule.severity:<9}{rule.form:<20}{text}")
