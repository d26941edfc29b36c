"""The command line around packs: what a pack holds, and whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.console import (
    LangOption,
    PackOption,
    TableFormat,
    as_document,
    emit,
    language,
    one_of,
    the_pack,
)


def forms(
    output_format: TableFormat = "table",
    pack: PackOption = None,
) -> None:
    """列出报表及其栏次 · List the forms and their columns.

    例 · Example: xltool forms --format json
    """
    from dataclasses import asdict

    from xltool.listings import forms_listing, forms_table

    one_of(output_format, ("table", "json"))
    listing = forms_listing(the_pack(pack))
    if output_format == "json":
        emit(as_document([asdict(form) for form in listing]), None)
    else:
        typer.echo(forms_table(listing), nl=False)


def rules(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出审核规则 · List the rules.

    例 · Example: xltool rules --format json
    """
    from xltool.listings import rules_listing

    one_of(output_format, ("table", "json"))
    listing = list(rules_listing(the_pack(pack)))
    if output_format == "json":
        emit(as_document(listing), None)
        return
    spoken = language(lang)
    for rule in listing:
        typer.echo(f"{rule['rule']:<5}{rule['severity']:<9}{rule['form']:<20}{rule[spoken]}")


def lint(
    pack: Annotated[Path, typer.Argument(help="报表包文件夹 · Folder of the pack")],
) -> None:
    """检查报表包（会运行其中的 Python） · Check a pack; this runs its Python.

    例 · Example: xltool lint mypack
    """
    loaded = the_pack(pack)
    typer.echo(
        f"{loaded.id} {loaded.version}: {len(loaded.forms)} 张表，没有问题 · forms, no problems"
    )


COMMANDS = (forms, rules, lint)
