"""The command line. Heavy imports stand inside the commands, so that ``--help`` is quick."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from xltool import __version__
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.campaign import Campaign
    from xltool.model import Finding, Pack, Return

app = typer.Typer(
    name="xltool",
    help=(
        "部门预算报表：生成、读取、审核、汇总 · "
        "Budget workbooks: generate, read, validate, consolidate"
    ),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ERRORS = 1
CANNOT_RUN = 2

PackOption = Annotated[
    Path | None, typer.Option("--pack", help="报表包文件夹，缺省用自带的 · Folder of the pack")
]
CampaignOption = Annotated[
    Path | None, typer.Option("-C", "--campaign", help="报送任务文件夹 · Folder of the campaign")
]
Paths = Annotated[list[Path], typer.Argument(help="文件、文件夹或通配符 · Files, folders or globs")]
TableFormat = Annotated[str, typer.Option("--format", help="输出为表格或 JSON · table or json")]
FactsFormat = Annotated[str, typer.Option("--format", help="输出为 CSV 或 JSON · csv or json")]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="消息语言 zh 或 en · Language of messages")
]


def main() -> None:
    """Run the command line; say in one message why it cannot go on, exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except XltoolError as error:
        _stop(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _stop(f"{error.filename or ''}: {error.strerror or error}")


def _stop(message: str) -> NoReturn:
    from xltool.report import visible

    for line in message.splitlines():
        typer.echo(f"xltool: {visible(line)}", err=True)
    raise SystemExit(CANNOT_RUN)


def _tell(message: str) -> None:
    typer.echo(message, err=True)


def _language(given: str | None) -> str:
    if given:
        if given not in ("zh", "en"):
            message = f"--lang {given}: 只能是 zh 或 en · must be zh or en"
            raise XltoolError(message)
        return given
    locale = next(
        (os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "en" if locale.lower().startswith("en") else "zh"


def _pack(folder: Path | None) -> Pack:
    from xltool.pack import load_pack

    return load_pack(folder)


def _campaign(folder: Path | None) -> Campaign | None:
    from xltool.campaign import load_campaign

    here = folder or Path()
    if folder is None and not (here / "campaign.toml").exists():
        return None
    return load_campaign(here)


def _emit(text: str, target: Path | None) -> None:
    from xltool.files import replacing

    if target is None:
        sys.stdout.write(text)
        return
    with replacing(target) as path:
        path.write_text(text, encoding="utf-8", newline="")


def _files(paths: Iterable[Path]) -> list[Path]:
    from xltool.batch import gather

    found = list(gather(paths, lambda text: _tell(f"跳过 · skipped {text}")))
    if not found:
        message = "没有找到文件 · no files found"
        raise XltoolError(message)
    return found


def _has_errors(returns: Iterable[Return], general: Sequence[Finding] = ()) -> bool:
    from xltool.model import Severity, Verdict

    errors = any(finding.severity is Severity.ERROR for finding in general)
    return errors or any(item.verdict is not Verdict.ACCEPTED for item in returns)


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
) -> None:
    """新建报送任务 · Start a campaign folder.

    例 · Example: xltool init 2020 --example pingxiang-2020
    """
    from xltool.campaign import start_campaign, start_from_example

    if example and not (entities or period):
        start_from_example(folder, example)
    elif entities and period and not example:
        start_campaign(folder, entities, period)
    else:
        message = (
            "请给出 --example，或同时给出 --entities 和 --period · "
            "give --example, or both --entities and --period"
        )
        raise XltoolError(message)
    _tell(f"已建立 · created {folder}")


@app.command()
def generate(
    campaign: Annotated[
        Path, typer.Option("-C", "--campaign", help="报送任务文件夹 · Folder of the campaign")
    ] = Path(),
    data: Annotated[
        list[Path] | None, typer.Option(help="预填数据（事实 CSV） · Facts to prefill")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="只生成该单位 · Only this entity")] = None,
    pack: PackOption = None,
) -> None:
    """生成各单位工作簿，写入 out/ · Write one workbook per entity into out/.

    例 · Example: xltool generate -C 2020 --only 312002
    """
    from xltool.campaign import load_campaign
    from xltool.generate import generate_all

    for path in generate_all(load_campaign(campaign), _pack(pack), data or (), only or ()):
        typer.echo(path)


@app.command()
def check(
    paths: Paths,
    campaign: CampaignOption = None,
    output_format: TableFormat = "table",
    output: Annotated[Path | None, typer.Option("-o", help="输出文件 · Output file")] = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """审核报回的工作簿 · Check returned workbooks.

    例 · Example: xltool check 2020/in -C 2020
    """
    from xltool.batch import check as check_files
    from xltool.report import as_json, as_table, closing

    language = _language(lang)
    _one_of(output_format, ("table", "json"))
    returns, general = check_files(_files(paths), _pack(pack), _campaign(campaign))
    if output_format == "json":
        _emit(as_json(returns, language, general), output)
    else:
        text = as_table(returns, language, general)
        _emit(text + closing(returns, general, language) + "\n", output)
    raise typer.Exit(ERRORS if _has_errors(returns, general) else 0)


def _one_of(value: str, valid: Sequence[str]) -> None:
    if value not in valid:
        message = f"--format {value}: 只能是 · must be one of {', '.join(valid)}"
        raise XltoolError(message)


@app.command()
def extract(
    paths: Paths,
    output_format: FactsFormat = "csv",
    trace: Annotated[
        bool,
        typer.Option("--trace", help="汇总数的来源，追到报送文件的单元格 · What sums are made of"),
    ] = False,
    output: Annotated[Path | None, typer.Option("-o", help="输出文件 · Output file")] = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """读出全部数据，注明工作表和单元格 · Read all facts, with sheet and cell.

    例 · Example: xltool extract department.xlsx -o facts.csv
    """
    from xltool.batch import read_all
    from xltool.facts import facts, write_facts
    from xltool.report import as_table
    from xltool.trace import traced, write_contributions

    _one_of(output_format, ("csv", "json"))
    loaded = _pack(pack)
    returns = read_all(_files(paths), loaded, _campaign(None))
    submissions = [item.submission for item in returns if item.submission]
    if trace:
        made = (row for submission in submissions for row in traced(loaded, submission))
        text = write_contributions(made, output_format)
    else:
        rows = (fact for submission in submissions for fact in facts(loaded, submission))
        text = write_facts(rows, output_format)
    _emit(text, output)
    if _has_errors(returns):
        typer.echo(as_table(returns, _language(lang)), err=True, nl=False)
        raise typer.Exit(ERRORS)


@app.command()
def consolidate(
    output: Annotated[Path | None, typer.Option("-o", help="汇总工作簿 · Output workbook")] = None,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="报回的文件，缺省为 in/ · Returns, default in/")
    ] = None,
    campaign: Annotated[
        Path, typer.Option("-C", "--campaign", help="报送任务文件夹 · Folder of the campaign")
    ] = Path(),
    entity: Annotated[
        str, typer.Option(help="汇总单位代码，缺省为报送任务的汇总单位 · Who consolidates")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="有错误也汇总，并在封面注明 · In spite of errors")
    ] = False,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """汇总各单位为部门工作簿 · Consolidate the entities into the department's workbook.

    例 · Example: xltool consolidate -C 2020 -o department.xlsx
    """
    from dataclasses import replace

    from xltool.campaign import IN, load_campaign
    from xltool.department import build
    from xltool.report import as_table, closing

    loaded = load_campaign(campaign)
    language = _language(lang)
    files = _files(paths or [campaign / IN])
    loaded = replace(loaded, root=entity or loaded.root)
    target, returns, general = build(loaded, _pack(pack), files, output, force=force)
    if _has_errors(returns, general):
        typer.echo(as_table(returns, language, general), err=True, nl=False)
    typer.echo(closing(returns, general, language), err=True)
    if target is None:
        _tell("有错误，未汇总（--force 可强制汇总） · not consolidated; --force overrides")
        raise typer.Exit(ERRORS)
    typer.echo(target)


@app.command()
def forms(
    output_format: TableFormat = "table",
    pack: PackOption = None,
) -> None:
    """列出报表及其栏次 · List the forms and their columns.

    例 · Example: xltool forms --format json
    """
    import json
    from dataclasses import asdict

    from xltool.report import forms_listing, forms_table

    _one_of(output_format, ("table", "json"))
    listing = forms_listing(_pack(pack))
    if output_format == "json":
        entries = [asdict(form) for form in listing]
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=1))
    else:
        typer.echo(forms_table(listing), nl=False)


@app.command()
def rules(
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """列出审核规则 · List the rules.

    例 · Example: xltool rules --format json
    """
    import json

    from xltool.report import rules_listing

    _one_of(output_format, ("table", "json"))
    listing = list(rules_listing(_pack(pack)))
    if output_format == "json":
        typer.echo(json.dumps(listing, ensure_ascii=False, indent=1))
        return
    language = _language(lang)
    for rule in listing:
        typer.echo(f"{rule['rule']:<5}{rule['severity']:<9}{rule['form']:<20}{rule[language]}")


@app.command()
def lint(
    pack: Annotated[Path, typer.Argument(help="报表包文件夹 · Folder of the pack")],
) -> None:
    """检查报表包（会运行其中的 Python） · Check a pack; this runs its Python.

    例 · Example: xltool lint mypack
    """
    loaded = _pack(pack)
    typer.echo(
        f"{loaded.id} {loaded.version}: {len(loaded.forms)} 张表，没有问题 · forms, no problems"
    )


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹 · New folder")] = Path(
        "demo"
    ),
    lang: LangOption = None,
) -> None:
    """用自带示例走完一遍：生成、审核、汇总 · The whole round on the bundled example.

    例 · Example: xltool demo mydemo
    """
    from xltool.demo import run_demo

    for line in run_demo(folder, _language(lang)):
        typer.echo(line)
