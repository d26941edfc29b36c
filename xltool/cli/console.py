"""The command line's frame: the app, options that commands share, and how text gets out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

app = typer.Typer(
    name="xltool",
    help=(
        "部门预算报表：生成、读取、审核、汇总 · "
        "Budget workbooks: generate, read, validate, consolidate"
    ),
    epilog=(
        "在任务文件夹里运行时 -C 可以不写 · Inside a campaign -C may be left out.\n\n"
        "退出码 · Exit code: 0 没有错误 clean，1 有错误 errors，2 不能运行 cannot run，"
        "130 中断 interrupted."
    ),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ERRORS = 1

PackOption = Annotated[
    Path | None, typer.Option("--pack", help="报表包文件夹，缺省用自带的 · Folder of the pack")
]
CampaignOption = Annotated[
    Path | None, typer.Option("-C", "--campaign", help="报送任务文件夹 · Folder of the campaign")
]
HereOption = Annotated[
    Path, typer.Option("-C", "--campaign", help="报送任务文件夹 · Folder of the campaign")
]
OutputOption = Annotated[Path | None, typer.Option("-o", help="输出文件 · Output file")]
Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="文件、文件夹或通配符 · Files, folders or globs"),
]
OptionalPaths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="文件、文件夹或通配符，缺省为任务的 in/ · Files, folders or globs, default in/",
    ),
]
ReportFormat = Annotated[
    str, typer.Option("--format", help="输出为表格、JSON 或网页 · table, json or html")
]
ReissueOption = Annotated[
    Path | None,
    typer.Option(
        "--reissue",
        metavar="DIR",
        help="把标好问题的工作簿写到此文件夹，退回填报单位 · Write the marked workbooks here",
    ),
]
EngineOption = Annotated[
    str,
    typer.Option(
        metavar="dask://HOST:PORT",
        help="在 Dask 集群上读取，缺省用本机 · Read on a Dask cluster, default this machine",
    ),
]
TableFormat = Annotated[str, typer.Option("--format", help="输出为表格或 JSON · table or json")]
FactsFormat = Annotated[
    str, typer.Option("--format", help="输出为 CSV、JSON 或 Parquet · csv, json or parquet")
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="消息语言 zh 或 en · Language of messages")
]


def tell(message: str) -> None:
    """Say something beside the results, on stderr."""
    from xltool.visible import visible

    typer.echo("\n".join(map(visible, message.split("\n"))), err=True)


def language(given: str | None) -> str:
    """Return the language asked for, else that of the locale, else Chinese."""
    if given:
        if given not in ("zh", "en"):
            message = f"--lang {given}: 只能是 zh 或 en · must be zh or en"
            raise XltoolError(message)
        return given
    locale = next(
        (os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "en" if locale.lower().startswith("en") else "zh"


def one_of(value: str, valid: Sequence[str]) -> None:
    """Raise ``XltoolError`` unless ``--format`` is one of the valid ones."""
    if value not in valid:
        message = f"--format {value}: 只能是 · must be one of {', '.join(valid)}"
        raise XltoolError(message)


def the_pack(folder: Path | None) -> Pack:
    """Load the pack that was asked for, else the default one."""
    from xltool.pack.load import load_pack

    return load_pack(folder)


def the_campaign(folder: Path | None) -> Campaign | None:
    """Load the campaign that was asked for, else the one that the command runs in, if any."""
    from xltool.campaign.folder import load_campaign

    here = folder or Path()
    if folder is None and not (here / "campaign.toml").exists():
        return None
    return load_campaign(here)
