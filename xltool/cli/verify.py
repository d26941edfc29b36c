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
    from xltool.publication.manifest import EditionManifest
    from xltool.publication.verify import Verification
    from xltool.wordfile.document_content import DocumentContent

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
    from xltool.publication.verify import unchanged, verify_itself
    from xltool.publication.verify_document import verify_data, verify_document
    from xltool.spreadsheets.stored_files import digest_if_readable, name_of

    output_format, language = choose_format(output_format, output, LISTINGS), choose_language(lang)
    loaded = find_campaign(campaign)
    require_target(output_format, output, loaded, [file, *([against] if against else [])])
    name = name_of(file)
    found = unchanged(digest_if_readable(file), name, _editions(file, loaded))
    if found is None:
        from xltool.wordfile.read import read_document

        content = read_document(file)
        found = (
            _by_workbook(file, content, against, loaded, pack)
            if against
            else verify_itself(content, name)
        )
    if output_format == "json":
        hand_out_json(verify_data(found, language), output)
    else:
        hand_out_document(verify_document(found, language), output_format, output)
    if found.has_errors:
        raise typer.Exit(_FOUND)


def _editions(file: Path, campaign: Campaign | None) -> list[EditionManifest]:
    """Return the editions of the campaign, and those beside whose folder a file stands."""
    from xltool.publication.edition_folder import manifests

    bases = [campaign.folder] if campaign else []
    bases += list(file.resolve().parents)[1:3]
    return [each for base in bases for each in manifests(base)]


def _by_workbook(
    file: Path,
    content: DocumentContent,
    against: Path,
    campaign: Campaign | None,
    pack: str | None,
) -> Verification:
    """Verify a document by the department's workbook of a campaign."""
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.ledger import open_ledger
    from xltool.errors import CampaignError
    from xltool.publication.compose import compose
    from xltool.publication.department_check import read_department
    from xltool.publication.read_text_file import read_text_file, text_path
    from xltool.publication.verify_workbook import verify_by_workbook
    from xltool.spreadsheets.stored_files import name_of, read_file

    if campaign is None:
        message = "--against: 请用 -C 给出报送任务文件夹 · give the folder of the campaign by -C"
        raise CampaignError(message)
    loaded = load_pack_for(campaign, pack)
    with open_ledger(campaign.folder) as ledger:
        department = read_department(against, loaded, campaign, ledger).submission
    if department is None or loaded.disclosure is None:
        message = (
            f"{against.name}: 读不出部门汇总数据，请用 xltool check 查看原因 · "
            "holds no values of the department: see why by xltool check"
        )
        raise CampaignError(message)
    text = read_text_file(text_path(loaded, loaded.disclosure, campaign.folder))
    composition = compose(loaded, campaign, department, text)
    return verify_by_workbook(read_file(file), content, name_of(file), composition)
