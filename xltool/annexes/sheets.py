"""The sheets that explain a consolidated workbook: which there are, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.annexes.chart_page import chart_page, groups
from xltool.annexes.compare_page import compare_page
from xltool.annexes.comparison import Comparison
from xltool.annexes.contents import contents_page
from xltool.annexes.projects import projects_page, purses
from xltool.annexes.proof_page import proof_page
from xltool.annexes.settle_page import settle_page
from xltool.annexes.source_page import source_page
from xltool.identity import CHARTS, COMPARED, PROJECTS, PROOFS, SETTLED, SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.annexes.page import Page
    from xltool.consolidation.plans import Part


@dataclass(frozen=True, slots=True)
class Kind:
    """A sheet that explains a parent: its name, what the contents say of it, how it is made."""

    name: str
    says: str
    page: Callable[[Comparison], Page]
    wanted: Callable[[Comparison], bool] = lambda _: True


KINDS = (
    Kind(COMPARED, "各单位数、抵销、调整、部门数、上年数和增减额，逐行列示", compare_page),
    Kind(PROJECTS, "每个项目的预算资金，只计一次", projects_page, lambda it: bool(purses(it.part))),
    Kind(
        SETTLED,
        "部门内部上下级往来，两边同时扣除",
        settle_page,
        lambda it: bool(it.settlement.pairs),
    ),
    Kind(PROOFS, "部门一级的每条审核关系，两边数值和差额", proof_page),
    Kind(SOURCES, "每个单位的报送文件、校验值和收到时间", source_page),
    Kind(
        CHARTS, "收支构成、本年与上年、各单位所占比重", chart_page, lambda it: any(groups(it.part))
    ),
)


def comparisons(whole: Part) -> Mapping[str, Comparison]:
    """Return the comparison of each parent whose figures are explained, by its code."""
    return {part.code: Comparison(part) for part in whole.walk() if part.explained}


def contents(whole: Part, found: Mapping[str, Comparison]) -> Page:
    """Return the contents of the workbook."""
    told = {
        code: [(kind.name, each.part.prefix + kind.name, kind.says) for kind in _kinds(each)]
        for code, each in found.items()
    }
    return contents_page(whole, told)


def pages(comparison: Comparison) -> Iterator[Page]:
    """Yield the sheets that explain one parent, in order."""
    for kind in _kinds(comparison):
        yield kind.page(comparison)


def _kinds(comparison: Comparison) -> Iterator[Kind]:
    return (kind for kind in KINDS if kind.wanted(comparison))
