"""What xltool prints and says in the words of a pack, where these words are not those of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

COVER: Final[Mapping[str, str]] = MappingProxyType(
    {"period": "预算年度", "nature": "单位性质", "rank": "单位规格", "funding": "经费保障形式"}
)
"""What a cover can say of an entity besides its name and code, and how budgets call it."""


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """The words of the sheet with what counts once, however many rows repeat it.

    ``sheet`` is its name, ``each`` what counts once, ``amount`` what is counted of it.
    """

    sheet: str = "项目预算"
    each: str = "项目"
    amount: str = "预算资金"


@dataclass(frozen=True, slots=True)
class PackTexts:
    """Words that are those of a department's budget unless the pack has its own.

    ``name`` is what is reported, in the titles of campaigns; ``cover`` are the labels of rows of
    the cover by what stands there; ``hint`` tells on the cover what is judged only after sending;
    ``chart_title`` stands above the charts. ``deadline`` is a date to propose, in which
    ``{previous}``, ``{period}`` and ``{next}`` are years.
    """

    name: str = "部门预算"
    cover: Mapping[str, str] = field(default_factory=lambda: dict(COVER))
    hint: str = "随填随查。指标值的写法、文字中的金额、数字格式等少数问题，报送后审核。"
    projects: ProjectWords = ProjectWords()
    chart_title: str = "预算收支分析图"
    deadline: str = "{period}-11-30"

    @property
    def period(self) -> str:
        """What the year is called that is reported."""
        return self.cover.get("period", "年度")

    def proposed_deadline(self, period: str) -> str:
        """Return the date to propose for a period, as ``2020-11-30``.

        Raises ``ValueError`` or ``KeyError`` when ``deadline`` gives no date.
        """
        year = int(period)
        text = self.deadline.format(previous=year - 1, period=year, next=year + 1)
        return date.fromisoformat(text).isoformat()
