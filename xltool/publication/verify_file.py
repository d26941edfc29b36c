"""Verify a file that is published: by the editions of a campaign, its workbook, or by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.ledger import open_ledger
from xltool.errors import CampaignError
from xltool.publication.compose import compose
from xltool.publication.department_check import read_department
from xltool.publication.edition_folder import manifests
from xltool.publication.read_text_file import read_text_file, text_path
from xltool.publication.verify import unchanged, verify_itself
from xltool.publication.verify_workbook import verify_by_workbook
from xltool.spreadsheets.stored_files import digest_if_readable, name_of, read_file
from xltool.wordfile.read import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.publication.verify import Verification


def verify_edition(file: Path, campaign: Campaign | None = None) -> Verification | None:
    """Return what is known of a file that is byte for byte one of an edition; None of any other.

    Editions are those of the campaign, and those beside whose folder the file stands.
    """
    bases = [campaign.folder] if campaign else []
    bases += list(file.resolve().parents)[1:3]
    editions = [each for base in bases for each in manifests(base)]
    return unchanged(digest_if_readable(file), name_of(file), editions)


def verify_alone(file: Path) -> Verification:
    """Hold a file against itself: what it says twice."""
    return verify_itself(read_document(file), name_of(file))


def verify_against(file: Path, workbook: Path, campaign: Campaign, pack: Pack) -> Verification:
    """Hold a file against the department's workbook of a campaign.

    Raises ``CampaignError`` when no values of the department can be read from it.
    """
    content = read_document(file)
    with open_ledger(campaign.folder) as ledger:
        department = read_department(workbook, pack, campaign, ledger).submission
    if department is None or pack.disclosure is None:
        message = (
            f"{workbook.name}: 读不出部门汇总数据，请用 xltool check 查看原因 · "
            "holds no values of the department: see why by xltool check"
        )
        raise CampaignError(message)
    text = read_text_file(text_path(pack, pack.disclosure, campaign.folder))
    composition = compose(pack, campaign, department, text)
    return verify_by_workbook(read_file(file), content, name_of(file), composition)
