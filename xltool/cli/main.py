"""The commands: workbooks out, workbooks in. Heavy imports stand inside the commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli import campaign_commands as desk
from xltool.cli import pack_commands as packdesk
from xltool.cli.console import (
    ERRORS,
    CampaignOption,
    EngineOption,
    FactsFormat,
    HereOption,
    LangOption,
    OptionalPaths,
    OutputOption,
    PackOption,
    Paths,
    ReissueOption,
    ReportFormat,
    app,
    language,
    one_of,
    tell,
    the_campaign,
    the_pack,
)
from xltool.cli.output import complain, conclude, has_errors, report, send_back
from xltool.errors import XltoolError
from xltool.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer.models import CommandInfo

__all__ = ["app", "run"]


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback protocol
    if value:
        typer.echo(f"xltool {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版本 · Version"),
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹 · New folder")],
    example: Annotated[str | None, typer.Option(help="示例名称 · Name of an example")] = None,
    entities: Annotated[Path | None, typer.Option(help="单位名录 CSV · Entity list")] = None,
    period: Annotated[str | None, typer.Option(help="预算年度 · Budget year")] = None,
    last: Annotated[
        Path | None, typer.Option("--from", help="上年的任务文件夹 · Last year's campaign")
    ] = None,
    pack: PackOption = None,
) -> None:
    """新建报送任务 · Start a campaign folder.

    三选一：从自带示例；从您的单位名录和年度；从上年的任务。

    From an example, from your list of entities and a year, or from last year's campaign.

    例 · Example: xltool init 2020 --example pingxiang-2020
    """
    from xltool.campaign.folder import start_campaign, start_from_example

    given = (bool(example), bool(entities), bool(last), bool(period))
    match given:
        case (True, False, False, False):
            start_from_example(folder, example or "")
        case (False, True, False, True):
            start_campaign(folder, entities or Path(), period or "")
        case (False, False, True, _):
            _continue(folder, last or Path(), period, pack)
        case _:
            message = (
                "请给出 --example，或同时给出 --entities 和 --period，或给出 --from · "
                "give --example, or both --entities and --period, or --from"
            )
            raise XltoolError(message)
    tell(f"已建立 · created {folder}")


def _continue(folder: Path, last: Path, period: str | None, pack: Path | None) -> None:
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import start_next

    absent = start_next(folder, load_campaign(last), the_pack(pack), period)
    for entity in absent:
        tell(
            f"没有上年数 · no figures of last year: {entity.code} {entity.short}"
            "（没有已接受的报表 · no accepted return）"
        )


@app.command()
def generate(
    campaign: HereOption = Path(),
    data: Annotated[
        list[Path] | None, typer.Option(help="预填数据（事实 CSV） · Facts to prefill")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="只生成该单位 · Only this entity")] = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """生成下发的工作簿 · Write the workbooks to send out.

    每个填报单位一份工作簿和一个压缩包（附填报说明），写入 out/。

    One workbook per reporting entity into out/, and a zip of it with a guide.

    例 · Example: xltool generate -C 2020 --only 312002
    """
    from xltool.campaign.distribution import hand_out
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.next_step import after_generate
    from xltool.report.progress import with_progress

    loaded, spoken = load_campaign(campaign), language(lang)
    written = hand_out(loaded, the_pack(pack), data or (), only or (), tell)
    for workbook in with_progress(written, len(only or loaded.reporting())):
        typer.echo(workbook.path)
    tell(after_generate(loaded, spoken))


@app.command()
def check(
    paths: OptionalPaths = None,
    campaign: CampaignOption = None,
    output_format: ReportFormat = "table",
    output: OutputOption = None,
    reissue: ReissueOption = None,
    engine: EngineOption = "",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """审核报回的工作簿 · Check returned workbooks.

    不给文件就审核任务的 in/。--reissue 另写一份标好问题的工作簿，可以退回填报单位改。

    Those in in/ when no file is named. --reissue writes each anew with its problems marked.

    例 · Example: xltool check -C 2020 --reissue back
    """
    from xltool.batch.batch import ReadOptions
    from xltool.batch.compact_returns import CompactReturns
    from xltool.campaign.checking import check_files
    from xltool.report.campaign_tables import copies_table
    from xltool.report.progress import with_progress

    spoken = language(lang)
    one_of(output_format, ("table", "json", "html"))
    loaded = the_campaign(campaign)
    if loaded is None and not paths:
        message = "请给出文件，或用 -C 给出报送任务文件夹 · give files, or a campaign folder by -C"
        raise XltoolError(message)
    way = ReadOptions(
        with_progress, engine, list if reissue or output_format == "html" else CompactReturns
    )
    checked = check_files(the_pack(pack), loaded, paths or (), tell, way)
    copies = send_back(checked, reissue) if reissue else None
    report(checked, output_format, spoken, output)
    if copies:
        tell(copies_table(copies, spoken))
    on_screen = output_format == "table" and not output
    if on_screen or output or reissue:
        conclude(checked, spoken, reissue, on_screen=on_screen)
    raise typer.Exit(ERRORS if has_errors(checked.returns, checked.between) else 0)


@app.command()
def extract(
    paths: Paths,
    output_format: FactsFormat = "csv",
    trace: Annotated[
        bool, typer.Option("--trace", help="汇总数由哪些报送单元格构成 · What sums are made of")
    ] = False,
    output: OutputOption = None,
    engine: EngineOption = "",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """读出全部数据和位置 · Read all facts, with sheet and cell.

    parquet 格式写入 -o 给出的文件夹，每张表一个文件。

    As parquet into the folder -o, a file for each table.

    例 · Example: xltool extract department.xlsx -o facts.csv
    """
    from xltool.batch.batch import ReadOptions, files_of, read_returns
    from xltool.cli.extract_output import Extracting, write
    from xltool.report.progress import with_progress

    one_of(output_format, ("csv", "json") if trace else ("csv", "json", "parquet"))
    loaded, files = the_pack(pack), files_of(paths, tell)
    coming = Extracting(
        read_returns(files, loaded, the_campaign(None), ReadOptions(with_progress, engine))
    )
    write(loaded, coming, output_format, output, trace=trace)
    if has_errors(coming.read):
        complain(coming.read, (), language(lang))
        raise typer.Exit(ERRORS)


@app.command()
def consolidate(
    output: Annotated[Path | None, typer.Option("-o", help="汇总工作簿 · Output workbook")] = None,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="报回的文件，缺省为 in/ · Returns, default in/"),
    ] = None,
    campaign: HereOption = Path(),
    entity: Annotated[
        str, typer.Option(help="汇总单位代码，缺省为报送任务的汇总单位 · Who consolidates")
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

    例 · Example: xltool consolidate -C 2020 -o department.xlsx
    """
    from xltool.batch.batch import ReadOptions
    from xltool.campaign.department import build
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.session import at_work
    from xltool.report.progress import with_progress

    loaded, with_pack, spoken = load_campaign(campaign), the_pack(pack), language(lang)
    loaded = replace(loaded, root=entity or loaded.root)
    with at_work(loaded, "consolidate", tell) as session:
        files = session.files(paths or ())
        way = ReadOptions(with_progress, engine)
        built = build(loaded, with_pack, files, output, force=force, way=way)
        session.built(built)
    complain(built.returns, built.between, spoken)
    if built.path is None:
        tell("有错误，未汇总（--force 可强制汇总） · not consolidated; --force overrides")
        raise typer.Exit(ERRORS)
    typer.echo(built.path)
    if built.detail:
        tell(f"各单位的明细 · the entities' own figures: {built.detail}")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹 · New folder")] = Path(
        "demo"
    ),
    lang: LangOption = None,
) -> None:
    """用自带示例走完一遍 · The whole round on an example.

    例 · Example: xltool demo mydemo
    """
    from xltool.cli.demo import run_demo

    for line in run_demo(folder, language(lang)):
        typer.echo(line)


for _command in (*desk.COMMANDS, *packdesk.COMMANDS):
    app.command()(_command)


def run(arguments: Sequence[str]) -> None:
    """Run the command line; of the commands only the one asked for is made ready.

    Who asks for none, or for one there is not, is shown them all, without their options.
    """
    named = [info for info in app.registered_commands if _name(info) in arguments[:1]]
    for info in app.registered_commands if not named else ():
        info.callback = _title(info)
    app.registered_commands = named or app.registered_commands
    app()


def _name(info: CommandInfo) -> str:
    assert info.callback
    return info.callback.__name__


def _title(info: CommandInfo) -> Callable[[], None]:
    def shown() -> None:
        pass

    shown.__name__ = _name(info)
    shown.__doc__ = info.callback.__doc__
    return shown
