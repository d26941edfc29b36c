"""The schedules of a consolidated workbook: which there are, in order, and how each is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.identity import CHARTS, COMPARED, PROOFS, SETTLED, SOURCES
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
    """A sheet that explains a parent's figures; ``text`` describes it in the contents.

    ``name`` is that of the sheet, after the parent's prefix. ``wanted`` is whether a parent has it.
    """

    name: str
    text: str
    page: Callable[[ConsolidationWorksheet], SchedulePage]
    wanted: Callable[[ConsolidationWorksheet], bool] = lambda _: True


_FIGURES = ScheduleKind(
    COMPARED, "各单位数、抵销、调整、部门数、上年数和增减额，逐行列示", worksheet_page
)
_OTHERS = (
    ScheduleKind(
        SETTLED,
        "部门内部上下级往来，两边同时扣除",
        eliminations_page,
        lambda worksheet: bool(worksheet.eliminations.pairs),
    ),
    ScheduleKind(PROOFS, "部门一级的每条审核关系，两边数值和差额", reconciliation_page),
    ScheduleKind(SOURCES, "每个单位的报送文件、校验值和收到时间", sources_page),
    ScheduleKind(
        CHARTS,
        "收支构成、本年与上年、各单位所占比重",
        charts_page,
        lambda worksheet: any(chart_groups(worksheet.parent)),
    ),
)


def consolidation_worksheets(whole: EntityPlan) -> Mapping[str, ConsolidationWorksheet]:
    """Return the worksheet of each parent that has schedules, by its code."""
    return {plan.code: ConsolidationWorksheet(plan) for plan in whole.walk() if plan.has_schedules}


def workbook_contents(
    whole: EntityPlan, worksheets: Mapping[str, ConsolidationWorksheet]
) -> SchedulePage:
    """Return the sheet 目录 of the workbook."""
    schedules = {
        code: [(kind.name, each.parent.prefix + kind.name, kind.text) for kind in _kinds(each)]
        for code, each in worksheets.items()
    }
    return contents_page(whole, schedules)


def schedule_pages(worksheet: ConsolidationWorksheet) -> Iterator[SchedulePage]:
    """Yield the schedules of one parent, in order."""
    return (kind.page(worksheet) for kind in _kinds(worksheet))


def _kinds(worksheet: ConsolidationWorksheet) -> Iterator[ScheduleKind]:
    words = worksheet.parent.values.pack.texts.projects
    projects = ScheduleKind(
        words.sheet,
        f"每个{words.each}的{words.amount}，只计一次",
        project_budgets_page,
        lambda worksheet: bool(project_budgets(worksheet.parent)),
    )
    return (kind for kind in (_FIGURES, projects, *_OTHERS) if kind.wanted(worksheet))
