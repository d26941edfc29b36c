"""Options and arguments that commands share, and what is made of their values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.campaign import Campaign

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
PathsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="文件、文件夹或通配符 · Files, folders or globs"),
]
OptionalPathsArgument = Annotated[
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


def choose_language(lang: str | None) -> str:
    """Return ``zh`` or ``en``: that of ``--lang``, else of the locale, else Chinese.

    Raises ``XltoolError`` for any other language.
    """
    if lang:
        if lang not in ("zh", "en"):
            message = f"--lang {lang}: 只能是 zh 或 en · must be zh or en"
            raise XltoolError(message)
        return lang
    locale = next(
        (os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "en" if locale.lower().startswith("en") else "zh"


def require_format(value: str, valid: Sequence[str]) -> None:
    """Raise ``XltoolError`` unless ``--format`` is one of the valid ones."""
    if value not in valid:
        message = f"--format {value}: 只能是 · must be one of {', '.join(valid)}"
        raise XltoolError(message)


def find_campaign(folder: Path | None) -> Campaign | None:
    """Load the campaign in ``folder``, else the one in the current folder; None without one."""
    from xltool.campaign.folder import load_campaign

    here = folder or Path()
    if folder is None and not (here / "campaign.toml").exists():
        return None
    return load_campaign(here)
