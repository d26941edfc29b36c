"""Options and arguments that commands share, and what is made of their values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.language import LANGUAGES, chosen_language
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.kinds import Category
    from xltool.model.campaign import Campaign

FOLDER = "文件夹 · DIR"
"""The value of an option that is a folder."""
PackOption = Annotated[
    str | None,
    typer.Option(
        "--pack",
        metavar="报表包 · PACK",
        help="报表包的名称或文件夹，缺省用任务的 · "
        "Name or folder of the pack, default that of the campaign",
    ),
]
CampaignOption = Annotated[
    Path | None,
    typer.Option(
        "-C", "--campaign", metavar=FOLDER, help="报送任务文件夹 · Folder of the campaign"
    ),
]
HereOption = Annotated[
    Path,
    typer.Option(
        "-C", "--campaign", metavar=FOLDER, help="报送任务文件夹 · Folder of the campaign"
    ),
]
UnitArgument = Annotated[
    str,
    typer.Argument(
        metavar="单位 · UNIT",
        help="单位代码、全称或简称，缺省为全部 · Code, name or short name, default all",
    ),
]
OutputOption = Annotated[
    Path | None, typer.Option("-o", metavar="文件 · FILE", help="输出文件 · Output file")
]
PathsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="文件 · PATH", help="文件、文件夹或通配符 · Files, folders or globs"),
]
OptionalPathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="文件 · PATH",
        help="文件、文件夹或通配符，缺省为任务的 in/ · Files, folders or globs, default in/",
    ),
]
ReportFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="table|json|html|xlsx",
        help="输出为表格、JSON、网页或 Excel，缺省看 -o 的后缀 · "
        "table, json, html or xlsx, default by -o",
    ),
]
ReissueOption = Annotated[
    Path | None,
    typer.Option(
        "--reissue",
        metavar=FOLDER,
        help="把标好问题的工作簿写到此文件夹，退回填报单位 · Write the marked workbooks here",
    ),
]
EveryOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help="与 --reissue 同用：可以接受的也写 · With --reissue: accepted returns, too",
    ),
]
EngineOption = Annotated[
    str,
    typer.Option(
        metavar="dask://HOST:PORT",
        help="在 Dask 集群上读取，缺省用本机 · Read on a Dask cluster, default this machine",
    ),
]
TableFormat = Annotated[
    str, typer.Option("--format", metavar="table|json", help="输出为表格或 JSON · table or json")
]
ListingFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="table|html|xlsx|json",
        help="输出为表格、网页、Excel 或 JSON，缺省看 -o 的后缀 · "
        "table, html, xlsx or json, default by -o",
    ),
]
DocumentFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="table|html|xlsx",
        help="输出为表格、网页或 Excel，缺省看 -o 的后缀 · table, html or xlsx, default by -o",
    ),
]
AboveOption = Annotated[
    float,
    typer.Option(
        min=0,
        metavar="不小于 0 的数 · NUMBER≥0",
        help="增减百分比的界限 · Percent of change to ask about",
    ),
]
FactsFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="csv|json|xlsx|parquet",
        help="输出为 CSV、JSON、Excel 或 Parquet，缺省看 -o 的后缀 · "
        "csv, json, xlsx or parquet, default by -o",
    ),
]
CategoryOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="missing|inconsistent|implausible|form",
        help="只列这一类（缺项、不一致、不合理、格式），可重复；计数仍是全部 · "
        "List only this category, repeatable; counts still say all",
    ),
]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh|en", help="消息语言 zh 或 en · Language of messages"),
]


def choose_language(lang: str | None) -> str:
    """Return ``zh`` or ``en`` for a report: the language that was chosen, else Chinese.

    Raises ``XltoolError`` for any other language.
    """
    if lang and lang not in LANGUAGES:
        message = f"--lang {lang}: 只能是 zh 或 en · must be zh or en"
        raise XltoolError(message)
    return lang or chosen_language() or "zh"


def choose_categories(names: Iterable[str] | None) -> frozenset[Category]:
    """Return the categories of ``--category``; none stands for all.

    Raises ``XltoolError`` for any other.
    """
    from xltool.kinds import CATEGORY_WORDS, Category

    for name in names or ():
        if name not in tuple(Category):
            words = [f"{each}（{CATEGORY_WORDS[each].zh}）" for each in Category]
            message = (
                f"--category {name}: 只能是 {'、'.join(words)} · "
                f"must be one of {', '.join(Category)}"
            )
            raise XltoolError(message)
    return frozenset(map(Category, names or ()))


def require_format(value: str, valid: Sequence[str]) -> None:
    """Raise ``XltoolError`` unless ``--format`` is one of the valid ones."""
    if value not in valid:
        message = _must_be(f"--format {value}", valid)
        raise XltoolError(message)


def _must_be(place: str, valid: Sequence[str]) -> str:
    chinese, english = "、".join(valid), ", ".join(valid)
    return f"{place}: 只能是 {chinese} · must be one of {english}"


def choose_format(value: str | None, output: Path | None, suffixes: Mapping[str, str]) -> str:
    """Return the format to write: of ``--format``, else of the suffix of ``-o``, else the first.

    ``suffixes`` are those of the formats that are written to files. Raises ``XltoolError`` for any
    other format, and for a suffix that no format has.
    """
    if value is not None:
        require_format(value, tuple(suffixes))
        return value
    if output is None:
        return next(iter(suffixes))
    found = [name for name, suffix in suffixes.items() if suffix == output.suffix.lower() != ""]
    if not found:
        from xltool.campaign.outputs import wrong_suffix

        raise wrong_suffix(output, [suffix for suffix in suffixes.values() if suffix])
    return found[0]


def require_output(
    output: Path | None,
    suffixes: Sequence[str],
    campaign: Campaign | None = None,
    inputs: Iterable[Path] = (),
) -> None:
    """Raise ``XltoolError`` when the file ``-o`` is given and may not be written to."""
    from xltool.campaign.outputs import require_file

    if output is not None:
        require_file(output, suffixes, campaign, inputs)


def find_campaign(folder: Path | None) -> Campaign | None:
    """Load the campaign in ``folder``, else the one in the current folder; None without one."""
    from xltool.campaign.folder import load_campaign

    here = folder or Path()
    if folder is None and not (here / "campaign.toml").exists():
        return None
    return load_campaign(here)
