"""``xltool extract``: all facts of workbooks, with sheet and cell."""

from __future__ import annotations

from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.document_output import require_target
from xltool.cli.notices import observing
from xltool.cli.options import (
    EngineOption,
    FactsFormat,
    LangOption,
    OutputOption,
    PackOption,
    PathsArgument,
    choose_format,
    choose_language,
    find_campaign,
)
from xltool.cli.output import exit_code, print_errors

TRACES = {"csv": ".csv", "json": ".json", "xlsx": ".xlsx"}
FACTS = {**TRACES, "parquet": ""}
"""The formats, each with the suffix of its files; Parquet goes into a folder."""


@app.command()
def extract(
    paths: PathsArgument,
    output_format: FactsFormat = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="汇总数由哪些报送单元格构成 · What sums are made of")
    ] = False,
    output: OutputOption = None,
    engine: EngineOption = "",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """导出全部数据和位置 · Read all facts, with sheet and cell.

    写成 .xlsx、.csv 的，Excel 双击打开；parquet 写入 -o 给出的文件夹，每张表一个文件。

    Excel opens .xlsx and .csv files by a double click. As parquet into the folder -o, a file for
    each table.

    例 · Example: xltool extract department.xlsx -o facts.xlsx
    """
    from xltool.batch.batch import ReadOptions, read_returns
    from xltool.batch.found_files import files_of
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.cli.extract_output import (
        FactsTarget,
        SubmissionStream,
        require_parquet_folder,
        write_facts_of,
    )

    output_format = choose_format(output_format, output, TRACES if trace else FACTS)
    campaign = find_campaign(None)
    if output_format == "parquet":
        require_parquet_folder(output, campaign)
    else:
        require_target(output_format, output, campaign, paths, FACTS)
    loaded = load_pack_for(campaign, pack)
    # Programs that read stdout know the columns by their ids.
    language = choose_language(lang) if output or lang else "en"
    target = FactsTarget(output_format, output, language)
    with observing() as observer:
        files = files_of(paths, observer)
        returns = read_returns(files, loaded, campaign, ReadOptions(engine), observer)
        submissions = SubmissionStream(returns)
        write_facts_of(submissions, loaded, target, trace=trace)
    if code := exit_code(submissions.returns):
        print_errors(submissions.returns, (), choose_language(lang))
        raise typer.Exit(code)
