"""``xltool verify``: whether a document that is published says what the forms have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.document_output import LISTINGS, hand_out_document, hand_out_json, require_target
from xltool.cli.options import (
    CampaignOption,
    LangOption,
    ListingFormat,
    OutputOption,
    PackOption,
    choose_format,
    choose_language,
    find_campaign,
)

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.publication.verify import Verification

_FOUND = 1
"""Exit code when an error was found."""


@app.command()
def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="文件 · FILE",
            help="公开的文件：Word、PDF、文本、网页、Excel · The published document",
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="汇总工作簿 · WORKBOOK",
            help="与部门汇总工作簿核对 · Hold it against the department's workbook",
        ),
    ] = None,
    campaign: CampaignOption = None,
    output_format: ListingFormat = None,
    output: OutputOption = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """核对公开的文件 · Verify a published document.

    没有改动的按清单认出；不给工作簿的，只与文件自身核对。

    One that is unchanged is known by its manifest; without a workbook it is held against itself.

    例 · Example: xltool verify 公开稿.docx --against 312-公安局-汇总-2020.xlsx -C 2020
    """
    from xltool.publication.verify_document import verify_data, verify_document
    from xltool.publication.verify_file import verify_alone, verify_edition

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = find_campaign(campaign)
    require_target(output_format, output, loaded, [file, *([against] if against else [])])
    found = verify_edition(file, loaded)
    if found is None:
        found = _by_workbook(file, against, loaded, pack) if against else verify_alone(file)
    if output_format == "json":
        hand_out_json(verify_data(found, language), output)
    else:
        hand_out_document(verify_document(found, language), output_format, output)
    if found.has_errors:
        raise typer.Exit(_FOUND)


def _by_workbook(
    file: Path, against: Path, campaign: Campaign | None, pack: str | None
) -> Verification:
    """Verify a file by the department's workbook of a campaign, which must be known."""
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.errors import CampaignError
    from xltool.publication.verify_file import verify_against

    if campaign is None:
        message = "--against: 请用 -C 给出报送任务文件夹 · give the folder of the campaign by -C"
        raise CampaignError(message)
    return verify_against(file, against, campaign, load_pack_for(campaign, pack))
