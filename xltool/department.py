"""Returned files → the parent's workbook: check, refuse or be forced, consolidate, write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch import Watch, check, uncovered, unwatched
from xltool.consolidate import consolidate
from xltool.errors import CampaignError
from xltool.generate import workbook_name
from xltool.messages import render
from xltool.model import Finding, Pack, Return, Severity
from xltool.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.campaign import Campaign


def build(
    campaign: Campaign,
    pack: Pack,
    files: Sequence[Path],
    target: Path | None,
    *,
    force: bool,
    watch: Watch = unwatched,
) -> tuple[Path | None, list[Return], list[Finding]]:
    """Consolidate ``files`` into the workbook of the campaign's root entity.

    Return its path, the checked returns and the findings between them. The path is None when
    errors stand in the way and ``force`` does not override them; forced errors are told on the
    workbook's cover. Raises ``CampaignError`` when nothing can be consolidated.
    """
    root = campaign.entity(campaign.root)
    path = target or campaign.folder / workbook_name(root, campaign.period, "汇总")
    files = [file for file in files if file.resolve() != path.resolve()]
    returns, between = check(files, pack, campaign, watch)
    usable, absent = uncovered(campaign.children(root.code), returns, campaign.period)
    general = [*between, *absent]
    errors = general or any(_errors(item) or item.submission is None for item in returns)
    if errors and not force:
        return None, returns, general
    submissions = [item.submission for item in usable if item.submission]
    if not submissions:
        msg = "没有可以汇总的报表 · nothing can be consolidated"
        raise CampaignError(msg)
    write_workbook(
        path, pack, consolidate(pack, root, submissions), remarks=_remarks(returns, general, usable)
    )
    return path, returns, general


def _errors(item: Return) -> list[Finding]:
    return [finding for finding in item.findings if finding.severity is Severity.ERROR]


def _remarks(
    returns: Sequence[Return], general: Sequence[Finding], usable: Sequence[Return]
) -> tuple[str, ...]:
    """Say in Chinese, as on the forms, what was overridden."""
    taken = {item.submission.entity.code: item.path for item in usable if item.submission}
    told = [(Path(item.path).name, finding) for item in returns for finding in _errors(item)]
    told += [("", finding) for finding in general]
    return tuple(
        " ".join(part for part in (name, finding.sheet, finding.cell, finding.rule) if part)
        + "："
        + render(finding, "zh")[0]
        + (f"已采用 {Path(taken[finding.entity]).name}。" if _is_choice(finding, taken) else "")
        for name, finding in told
    )


def _is_choice(finding: Finding, taken: Mapping[str, str]) -> bool:
    return finding.message == "R34.duplicate" and finding.entity in taken
