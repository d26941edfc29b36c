"""``xltool consolidate``: the department's workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import (
    EngineOption,
    HereOption,
    LangOption,
    PackOption,
    choose_language,
    require_output,
)
from xltool.cli.output import ERRORS, exit_code, print_errors, print_note


@app.command()
def consolidate(
    output: Annotated[
        Path | None, typer.Option("-o", metavar="文件 · FILE", help="汇总工作簿 · Output workbook")
    ] = None,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件 · PATH", help="报回的文件，缺省为 in/ · Returns, default in/"),
    ] = None,
    campaign: HereOption = Path(),
    entity: Annotated[
        str,
        typer.Option(
            metavar="单位 · UNIT", help="汇总单位，缺省为报送任务的汇总单位 · Who consolidates"
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="有错误也汇总，并在封面注明 · In spite of errors")
    ] = False,
    engine: EngineOption = "",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """汇总为部门工作簿 · Add up the department's workbook.

    有错误、缺单位、同一单位有两份时不汇总，除非用 --force，封面会注明。

    Errors, missing and double returns refuse it, unless --force, which the cover then tells.

    例 · Example: xltool consolidate 2020 -o department.xlsx
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.department import (
        ConsolidationRequest,
        consolidate_campaign,
        detail_folder,
    )
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.outputs import require_folder

    loaded, language = load_campaign(campaign), choose_language(lang)
    loaded_pack = load_pack_for(loaded, pack)
    loaded = replace(loaded, root=loaded.unit(entity).code if entity else loaded.root)
    require_output(output, (".xlsx",), loaded, paths or ())
    if output:
        require_folder(detail_folder(output), loaded)
    request = ConsolidationRequest(paths or (), output, force, engine)
    with observing() as observer:
        built = consolidate_campaign(loaded, loaded_pack, request, observer)
    print_errors(built.returns, built.between, language)
    if built.path is None:
        print_note(
            "有错误，没有汇总；一定要汇总的，加 --force · "
            "there are errors, not consolidated; --force does it all the same"
        )
        raise typer.Exit(exit_code(built.returns, built.between) or ERRORS)
    typer.echo(built.path)
    if built.detail:
        print_note(
            f"各单位的明细在 {built.detail} · the entities' own figures are in {built.detail}"
        )
