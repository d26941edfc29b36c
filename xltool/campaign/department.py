"""Consolidate returned files into a parent's workbook: check, refuse or override, write."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.batch import ReadOptions, check
from xltool.campaign.folder import IN
from xltool.campaign.inbox import name_inside
from xltool.campaign.ledger import now
from xltool.campaign.ledger_seals import Consolidated
from xltool.campaign.roll_up import LevelRollUp, sort_returns
from xltool.campaign.session import at_work
from xltool.campaign.workbook_names import workbook_name
from xltool.consolidation.workbook_scope import select_sheets
from xltool.errors import CampaignError
from xltool.kinds import Severity, Verdict
from xltool.messages.render import render
from xltool.model.findings import has_errors
from xltool.model.observer import SILENT, Stage, watched
from xltool.spreadsheets.stored_files import digest
from xltool.text import utf8
from xltool.validation.rule_findings import check_parents
from xltool.writing.write import write_department

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xltool.campaign.session import Session
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer
    from xltool.model.submission import Submission

DETAIL = "明细"


@dataclass(frozen=True, slots=True)
class ConsolidationRequest:
    """What to consolidate: files, folders and patterns, else ``in/``; into which workbook.

    With ``force`` in spite of errors. ``engine`` is as of ``ReadOptions``.
    """

    paths: Sequence[Path] = ()
    target: Path | None = None
    force: bool = False
    engine: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentWorkbook:
    """The result of a consolidation: the checked returns, and the findings between them.

    ``path`` and ``serial`` are of the workbook; without a ``path`` errors kept it from being
    written. ``detail`` is the folder with the figures of entities that have no sheets in it.
    """

    returns: Collection[Return]
    between: Sequence[Finding]
    path: Path | None = None
    serial: str = ""
    detail: Path | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something keeps a return from being accepted, or stands between them."""
        return has_errors(self.returns, self.between)


def consolidate_campaign(
    campaign: Campaign,
    pack: Pack,
    request: ConsolidationRequest,
    observer: Observer = SILENT,
) -> DepartmentWorkbook:
    """Consolidate a locked campaign as ``consolidate_files`` does, and enter all of it.

    Without paths the files are those in ``in/`` that count. Raises ``CampaignError`` when another
    run holds the lock, or the campaign is closed.
    """
    with at_work(campaign, "consolidate", observer) as session:
        files = session.files(request.paths)
        options = session.with_earlier(ReadOptions(request.engine))
        built = consolidate_files(campaign, pack, replace(request, paths=files), options, observer)
        session.record_returns(built.returns)
        if built.path:
            session.record_sent(built.path, campaign.root, built.serial)
            made = _consolidated(session, built, built.path)
            session.ledger.seals.record_consolidated(made)
    return built


def build(
    campaign: Campaign,
    pack: Pack,
    files: Sequence[Path],
    target: Path | None = None,
    *,
    force: bool = False,
    engine: str = "",
) -> DepartmentWorkbook:
    """Consolidate ``files`` as ``consolidate_files`` does; nothing is entered in a ledger."""
    request = ConsolidationRequest(files, target, force, engine)
    return consolidate_files(campaign, pack, request, ReadOptions(engine))


def consolidate_files(
    campaign: Campaign,
    pack: Pack,
    request: ConsolidationRequest,
    options: ReadOptions,
    observer: Observer = SILENT,
) -> DepartmentWorkbook:
    """Consolidate files into the workbook of the campaign's root entity, level by level.

    Nothing is written when there are errors, unless with ``force``: then they are listed on the
    workbook's cover. Raises ``CampaignError`` when nothing can be consolidated.
    """
    root = campaign.entity(campaign.root)
    path = request.target or campaign.folder / workbook_name(root, campaign.period, "汇总")
    # the last workbook may stand among the returns
    files = [file for file in request.paths if os.path.realpath(file) != os.path.realpath(path)]
    returns, between = check(files, pack, campaign, options, observer)
    roll_up = LevelRollUp(
        pack, campaign, sort_returns(pack, returns, campaign.period), _error_texts, observer
    )
    observer.start(Stage.CONSOLIDATING, len(roll_up.below(root.code)))
    parent = roll_up.consolidated(root)
    general = [*between, *roll_up.result.findings]
    if parent is not None:
        name = utf8(path.name)
        general += [replace(each, workbook=name) for each in check_parents(pack, parent)]
    accepted = all(item.verdict is Verdict.ACCEPTED for item in returns)
    if not request.force and (any(_errors(general)) or not accepted):
        return DepartmentWorkbook(returns, general)
    if parent is None:
        msg = "没有可以汇总的报表 · nothing can be consolidated"
        raise CampaignError(msg)
    detail = _write_detail(pack, parent, detail_folder(path), observer)
    parent = replace(parent, forced=_overridden(returns, general, roll_up.result.used))
    serial = write_department(path, pack, parent, detail.name if detail else "", observer)
    return DepartmentWorkbook(returns, general, path, serial, detail)


def _consolidated(session: Session, built: DepartmentWorkbook, path: Path) -> Consolidated:
    """Return what the ledger keeps of a workbook: what it was made of, and in spite of errors."""
    campaign = session.campaign
    names = {item.path: name_inside(campaign, Path(item.path)) for item in built.returns}
    files = {
        f"{IN}/{names[item.path]}" if names[item.path] else item.path: item.sha256
        for item in built.returns
    }
    detail = sorted(built.detail.rglob("*")) if built.detail else []
    return Consolidated(
        now(),
        campaign.root,
        session.name_of_output(path),
        digest(path),
        files,
        forced=built.has_errors,
        detail={session.name_of_output(each): digest(each) for each in detail if each.is_file()},
    )


def detail_folder(workbook: Path) -> Path:
    """Return where the figures of entities go that have no sheets in a parent's workbook."""
    return workbook.with_name(f"{workbook.stem}-{DETAIL}")


def _write_detail(pack: Pack, parent: Submission, folder: Path, observer: Observer) -> Path | None:
    """Write the figures of all entities beside the workbook, if it has not all their sheets."""
    if select_sheets(parent).whole:
        return None
    from xltool.facts.parquet import ParquetFolder  # noqa: PLC0415 - only large departments need it

    with ParquetFolder(pack, folder) as files:
        parts = [part for part in parent.parts() if not part.children]
        for part in watched(parts, observer, Stage.WRITING, len(parts)):
            files.add(part)
    return folder


def _errors(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.severity is Severity.ERROR)


def _error_texts(item: Return) -> tuple[str, ...]:
    """Return the errors of a return in Chinese, as on the forms."""
    return tuple(_error_text("", finding) for finding in _errors(item.findings))


def _overridden(
    returns: Collection[Return], general: Sequence[Finding], used: Collection[Return]
) -> tuple[str, ...]:
    """Return the overridden errors in Chinese, as on the forms; of duplicates also which counts."""
    chosen = {item.submission.entity.code: item.path for item in used if item.submission}
    errors = [
        (utf8(Path(item.path).name), error) for item in returns for error in _errors(item.findings)
    ]
    errors += [(error.workbook, error) for error in _errors(general)]
    texts = []
    for file, error in errors:
        text = _error_text(file, error)
        if error.message == "R34.duplicate" and error.entity in chosen:
            text += f"已采用 {utf8(Path(chosen[error.entity]).name)}。"
        texts.append(text)
    return tuple(texts)


def _error_text(file: str, error: Finding) -> str:
    parts = (file, error.sheet, error.cell, error.rule)
    return " ".join(part for part in parts if part) + "：" + render(error, "zh")[0]
