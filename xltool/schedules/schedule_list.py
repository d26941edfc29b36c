"""The sheets that explain a consolidated workbook: which there are, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.identity import CHARTS, COMPARED, PROJECTS, PROOFS, SETTLED, SOURCES
from xltool.schedules.charts_page import chart_groups, charts_page
from xltool.schedules.contents_page import contents_page
from xltool.schedules.eliminations_page import eliminations_page
from xltool.schedules.project_budgets import project_budgets
from xltool.schedules.project_budgets_page import project_budgets_page
from xltool.schedules.reconciliation_page import reconciliation_page
from xltool.schedules.sources_page import sources_page
from xltool.schedules.worksheet import ConsolidationWorksheet
from xltool.schedules.worksheet_page import worksheet_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.schedules.page import SchedulePage


@dataclass(frozen=True, slots=True)
class ScheduleKind:
    """A sheet that explains a parent: its name, what the contents say of it, how it is made."""

    name: str
    says: str
    page: Callable[[ConsolidationWorksheet], SchedulePage]
    wanted: Callable[[ConsolidationWorksheet], bool] = lambda _: True


KINDS = (
    ScheduleKind(
        COMPARED, "各单位数、抵销、调整、部门数、上年数和增减额，逐行列示", worksheet_page
    ),
    ScheduleKind(
        PROJECTS,
        "每个项目的预算资金，只计一次",
        project_budgets_page,
        lambda it: bool(project_budgets(it.part)),
    ),
    ScheduleKind(
        SETTLED,
        "部门内部上下级往来，两边同时扣除",
        eliminations_page,
        lambda it: bool(it.settlement.pairs),
    ),
    ScheduleKind(PROOFS, "部门一级的每条审核关系，两边数值和差额", reconciliation_page),
    ScheduleKind(SOURCES, "每个单位的报送文件、校验值和收到时间", sources_page),
    ScheduleKind(
        CHARTS,
        "收支构成、本年与上年、各单位所占比重",
        charts_page,
        lambda it: any(chart_groups(it.part)),
    ),
)


def consolidation_worksheets(whole: EntityPlan) -> Mapping[str, ConsolidationWorksheet]:
    """Return the comparison of each parent whose figures are explained, by its code."""
    return {part.code: ConsolidationWorksheet(part) for part in whole.walk() if part.explained}


def workbook_contents(
    whole: EntityPlan, found: Mapping[str, ConsolidationWorksheet]
) -> SchedulePage:
    """Return the contents of the workbook."""
    told = {
        code: [(kind.name, each.part.prefix + kind.name, kind.says) for kind in _kinds(each)]
        for code, each in found.items()
    }
    return contents_page(whole, told)


def schedule_pages(comparison: ConsolidationWorksheet) -> Iterator[SchedulePage]:
    """Yield the sheets that explain one parent, in order."""
    for kind in _kinds(comparison):
        yield kind.page(comparison)


def _kinds(comparison: ConsolidationWorksheet) -> Iterator[ScheduleKind]:
    return (kind for kind in KINDS if kind.wanted(comparison))
