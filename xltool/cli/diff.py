"""``xltool diff``: what changed between two returns."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.document_output import LISTINGS, hand_out_document, hand_out_json, require_target
from xltool.cli.options import (
    HereOption,
    LangOption,
    ListingFormat,
    OutputOption,
    PackOption,
    choose_format,
    choose_language,
)
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


@app.command()
def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="前一份 · BEFORE", help="文件、单位或校验码开头 · File, unit or hash"
        ),
    ],
    after: Annotated[
        str,
        typer.Argument(
            metavar="后一份 · AFTER", help="文件、单位或校验码开头 · File, unit or hash"
        ),
    ],
    campaign: HereOption = Path(),
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """两次报送之间的变化 · What changed between two returns.

    用 -o 写成可以打印的文件，后缀决定格式。

    With -o as a file to print; its suffix decides the format.

    例 · Example: xltool diff 2020 3fa9 312006-final.xlsx
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.changes import changes
    from xltool.campaign.folder import SETTINGS, load_campaign
    from xltool.campaign.versions import unit_or_version
    from xltool.report.difference_document import change_entry, difference_document

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = load_campaign(campaign) if (campaign / SETTINGS).is_file() else None
    loaded_pack = load_pack_for(loaded, pack)
    paths = [unit_or_version(campaign, loaded, name) for name in (before, after)]
    require_target(output_format, output, loaded, paths)
    submissions = _read_versions(paths, loaded_pack, before, after)
    found = [change_entry(change, language) for change in changes(loaded_pack, *submissions)]
    if output_format == "json":
        hand_out_json([asdict(each) for each in found], output)
        return
    entity, period = submissions[1].entity, submissions[1].period
    whose = f"{entity.code} {entity.name} {period}"
    document = difference_document(whose, (before, after), found, language)
    hand_out_document(document, output_format, output)


def _read_versions(
    paths: Sequence[Path], pack: Pack, before: str, after: str
) -> tuple[Submission, Submission]:
    from xltool.batch.batch import read_all

    first, second = (item.submission for item in read_all(paths, pack, None))
    if first is None or second is None:
        name = after if first else before
        msg = f"{name}: 无法读取，原因请用 xltool check 查看 · cannot be read: see xltool check"
        raise CampaignError(msg)
    return first, second
