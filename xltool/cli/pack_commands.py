"""The command line around packs: what a pack holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.console import LangOption, PackOption, TableFormat, language, one_of, the_pack
from xltool.cli.output import as_document, emit, listed
from xltool.errors import XltoolError


def forms(
    output_format: TableFormat = "table",
    pack: PackOption = None,
) -> None:
    """列出报表及其栏次 · List the forms and their columns.

    例 · Example: xltool forms --format json
    """
    from xltool.report.listings import forms_listing, forms_table

    one_of(output_format, ("table", "json"))
    listing = forms_listing(the_pack(pack))
    listed(listing, lambda: forms_table(listing), output_format)


def rules(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出审核规则 · List the rules.

    例 · Example: xltool rules --format json
    """
    from xltool.report.rule_listing import as_entries, rule_entries

    one_of(output_format, ("table", "json"))
    listing = rule_entries(the_pack(pack))
    if output_format == "json":
        emit(as_document(as_entries(listing)), None)
        return
    chinese = language(lang) == "zh"
    for rule in listing:
        said = rule.zh if chinese else rule.en
        typer.echo(f"{rule.rule:<7}{rule.severity:<9}{rule.form:<20}{said}")


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="规则编号，如 R24 · Rule id, such as R24")
    ],
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """说明一条规则，附正误举例 · Explain a rule, by example.

    例 · Example: xltool explain R24
    """
    from xltool.report.rule_listing import rule_entries, rule_text

    found = [entry for entry in rule_entries(the_pack(pack)) if entry.rule == rule.upper()]
    if not found:
        message = f"没有规则 {rule}，请用 xltool rules 查看 · no rule {rule}; see xltool rules"
        raise XltoolError(message)
    for text in rule_text(found, language(lang)):
        typer.echo(text)


def lint(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="报表包文件夹 · Folder of the pack")],
) -> None:
    """检查报表包 · Check a pack; this runs its Python.

    例 · Example: xltool lint mypack
    """
    loaded = the_pack(pack)
    typer.echo(
        f"{loaded.id} {loaded.version}: {len(loaded.forms)} 张表，没有问题 · forms, no problems"
    )


COMMANDS = (forms, rules, explain, lint)
