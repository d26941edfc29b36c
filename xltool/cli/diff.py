"""``xltool diff``: what changed between two returns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import (
    HereOption,
    LangOption,
    PackOption,
    TableFormat,
    choose_language,
    require_format,
)
from xltool.cli.output import print_json_list, print_page
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="文件或指纹开头 · File or hash")],
    after: Annotated[str, typer.Argument(metavar="B", help="文件或指纹开头 · File or hash")],
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """两次报送之间的变化 · What changed between two returns.

    例 · Example: xltool diff 3fa9 312006-final.xlsx -C 2020
    """
    from xltool.campaign.changes import changes
    from xltool.pack.load import load_pack
    from xltool.report.campaign_tables import change_entry, changes_page

    require_format(output_format, ("table", "json"))
    loaded_pack, language = load_pack(pack), choose_language(lang)
    submissions = _read_versions(campaign, loaded_pack, before, after)
    found = [change_entry(change, language) for change in changes(loaded_pack, *submissions)]
    if output_format == "json":
        print_json_list(found)
    else:
        print_page(changes_page(found, language))


def _read_versions(
    campaign: Path, pack: Pack, before: str, after: str
) -> tuple[Submission, Submission]:
    from xltool.batch.batch import read_all
    from xltool.campaign.inbox import version

    paths = [version(campaign, before), version(campaign, after)]
    first, second = (item.submission for item in read_all(paths, pack, None))
    if first is None or second is None:
        name = after if first else before
        msg = f"{name}: 读不出来，请先运行 xltool check · cannot be read: see xltool check"
        raise CampaignError(msg)
    return first, second
