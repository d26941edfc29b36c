"""Whether a department's workbook can be published: without errors, whole, and not out of date.

A workbook that is byte for byte the one that was consolidated last was judged then; any other is
judged again, with all rules.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.campaign.inbox import look_into
from xltool.campaign.seal import differing_files
from xltool.campaign.status_board import status_board
from xltool.errors import CampaignError, NeedsCommandError
from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def last_workbook(campaign: Campaign, ledger: Ledger) -> Path:
    """Return the department's workbook that was consolidated last.

    Raises ``CampaignError`` that says what to do when there is none, or it is gone.
    """
    last = ledger.seals.consolidated(campaign.root)
    if last is None:
        msg = (
            "还没有汇总，请先运行 xltool consolidate · "
            "not consolidated yet: run xltool consolidate first"
        )
        on_page = "还没有汇总，请先汇总 · not consolidated yet: consolidate first"
        raise NeedsCommandError(msg, on_page)
    path = campaign.folder / last.path
    if not path.is_file():
        msg = (
            f"{path}: 汇总工作簿不在了，请重新汇总，或写出它的文件名 · "
            "the department's workbook is gone: consolidate again, or name its file"
        )
        raise CampaignError(msg)
    return path


def read_department(path: Path, pack: Pack, campaign: Campaign, ledger: Ledger) -> Return:
    """Read a department's workbook; with all rules unless it is the one consolidated last.

    Raises ``CampaignError`` for a workbook that is not the department's.
    """
    found = read_return(path, pack, entities=campaign.entities)
    last = ledger.seals.consolidated(campaign.root)
    if found.submission and (last is None or last.sha256 != found.sha256):
        from xltool.batch.batch import check  # noqa: PLC0415 - pandas is only needed to judge anew

        (found,), _ = check([path], pack, campaign)
    department = found.submission
    if department is None:
        return found
    if department.entity.code != campaign.root or not department.children:
        root = campaign.entity(campaign.root)
        msg = (
            f"{path}: 不是 {root.code} {root.short} 的汇总工作簿 · "
            f"is not the consolidated workbook of {root.code} {root.short}"
        )
        raise CampaignError(msg)
    return found


def department_findings(found: Return, campaign: Campaign, ledger: Ledger) -> Iterator[Finding]:
    """Yield what keeps a department's workbook from being published: XL-207."""
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    name = Path(found.path).name
    if errors:
        yield _finding("XL-207.errors", name, count=str(len(errors)))
    department = found.submission
    if department is None:
        return
    for text in department.forced:
        yield _finding("XL-207.forced", name, value=text)
    expected = campaign.reporting()
    leaves = {part.entity.code: part for part in department.parts() if not part.children}
    missing = [entity for entity in expected if entity.code not in leaves]
    if missing:
        counts = {"count": str(len(leaves)), "expected": str(len(expected))}
        yield _finding("XL-207.coverage", name, **counts)
    yield from _outdated(found, leaves, campaign, ledger)


def _outdated(
    found: Return, leaves: dict[str, Submission], campaign: Campaign, ledger: Ledger
) -> Iterator[Finding]:
    """Yield a finding for each file that came, went or changed after the consolidation.

    The last workbook is held against all that went into it, the department's own workbook, too; of
    an older one only the receipts of its units are known.
    """
    name, last = Path(found.path).name, ledger.seals.consolidated(campaign.root)
    inbox = look_into(campaign, ledger)
    if last and last.sha256 == found.sha256:
        for file in differing_files(last, inbox):
            yield _finding("XL-207.older", name, name=file)
        return
    board = status_board(campaign, ledger, inbox)
    for status in board.standings:
        part = leaves.get(status.entity.code)
        if part is None or part.receipt is None or not status.files:
            continue
        is_unchecked = not set(board.unchecked).isdisjoint(status.files)
        if is_unchecked or set(status.contents) != {part.receipt.sha256}:
            yield _finding("XL-207.older", name, name=f"{status.entity.code} {status.entity.short}")


def _finding(message: str, workbook: str, *, value: str = "", **params: str) -> Finding:
    return Finding("XL-207", Severity.ERROR, message, value=value, params=params, workbook=workbook)
