"""Returned files → a parent's workbook: check, refuse or be forced, consolidate, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.batch import READ_HERE, ReadOptions, check
from xltool.campaign.generate import workbook_name
from xltool.campaign.roll_up import LevelRollUp, sort_returns
from xltool.consolidation.workbook_scope import select_sheets
from xltool.errors import CampaignError
from xltool.kinds import Severity
from xltool.messages.render import render
from xltool.validation.rule_findings import check_parents
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


DETAIL = "明细"


@dataclass(frozen=True, slots=True)
class DepartmentWorkbook:
    """What consolidation came to: the checked returns and what is wrong between them.

    ``path`` and ``serial`` are of the workbook; without it errors stand in the way. ``detail`` is
    the folder with the figures of entities that have no sheets in it.
    """

    returns: Collection[Return]
    between: Sequence[Finding]
    path: Path | None = None
    serial: str = ""
    detail: Path | None = None


def build(
    campaign: Campaign,
    pack: Pack,
    files: Sequence[Path],
    target: Path | None,
    *,
    force: bool,
    way: ReadOptions = READ_HERE,
) -> DepartmentWorkbook:
    """Consolidate ``files`` into the workbook of the campaign's root entity, level by level.

    Errors that ``force`` overrides are told on the workbook's cover. Raises ``CampaignError`` when
    nothing can be consolidated.
    """
    root = campaign.entity(campaign.root)
    path = target or campaign.folder / workbook_name(root, campaign.period, "汇总")
    files = [file for file in files if file.resolve() != path.resolve()]
    returns, between = check(files, pack, campaign, way)
    roll = LevelRollUp(pack, campaign, sort_returns(pack, returns, campaign.period), _told)
    parent = roll.up(root)
    general = [*between, *roll.rolled.findings, *_checked(pack, parent)]
    errors = any(_errors(general)) or any(
        any(_errors(item.findings)) or item.submission is None for item in returns
    )
    if errors and not force:
        return DepartmentWorkbook(returns, general)
    if parent is None:
        msg = "没有可以汇总的报表 · nothing can be consolidated"
        raise CampaignError(msg)
    remarks = _remarks(returns, general, roll.rolled.used)
    detail = _detail(pack, parent, path.with_name(f"{path.stem}-{DETAIL}"))
    whole = replace(parent, forced=remarks)
    serial = write_workbook(path, pack, whole, detail=detail.name if detail else "")
    return DepartmentWorkbook(returns, general, path, serial, detail)


def _detail(pack: Pack, parent: Submission, folder: Path) -> Path | None:
    """Write the figures of all entities beside the workbook, if it has not all their sheets."""
    if select_sheets(parent).whole:
        return None
    from xltool.facts.parquet import ParquetFolder  # noqa: PLC0415 - only large departments need it

    with ParquetFolder(pack, folder) as files:
        for leaf in parent.parts():
            if not leaf.children:
                files.add(leaf)
    return folder


def _checked(pack: Pack, parent: Submission | None) -> Iterator[Finding]:
    """Judge what was consolidated here: its own rules, and the transfers inside it."""
    if parent is not None:
        yield from check_parents(pack, parent)


def _errors(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.severity is Severity.ERROR)


def _told(item: Return) -> tuple[str, ...]:
    """Say in Chinese, as on the forms, what is wrong with a return."""
    return tuple(_said("", finding) for finding in _errors(item.findings))


def _remarks(
    returns: Collection[Return], general: Sequence[Finding], used: Collection[Return]
) -> tuple[str, ...]:
    """Say in Chinese, as on the forms, what was overridden."""
    taken = {item.submission.entity.code: item.path for item in used if item.submission}
    told = [(Path(item.path).name, f) for item in returns for f in _errors(item.findings)]
    told += [("", finding) for finding in _errors(general)]
    return tuple(
        _said(name, finding)
        + (f"已采用 {Path(taken[finding.entity]).name}。" if _is_choice(finding, taken) else "")
        for name, finding in told
    )


def _said(name: str, finding: Finding) -> str:
    parts = (name, finding.sheet, finding.cell, finding.rule)
    return " ".join(part for part in parts if part) + "：" + render(finding, "zh")[0]


def _is_choice(finding: Finding, taken: Mapping[str, str]) -> bool:
    return finding.message == "R34.duplicate" and finding.entity in taken
