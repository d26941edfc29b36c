"""What must hold of the code that is chosen in an open row of a code tree; rules of every pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.expressions.nodes import IsBlank, Not, Or
from xltool.expressions.predicates import InCodeList, IsLeafCode, IsMasked, UniqueInGroup
from xltool.expressions.references import ColumnRef
from xltool.expressions.rule import Rule
from xltool.kinds import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.nodes import Predicate

OPEN_ROW_RULE: Final = "XL-146"
"""The id of these rules."""
_CHOOSE = (
    "请从下拉列表选择最末级科目的编码。",
    "Choose the code of a lowest line from the list.",
)


def open_row_rules(
    code: str,
    others: Iterable[str],
    rows: tuple[str, ...],
    printed: Iterable[str],
    *,
    lowest: bool,
) -> Iterator[Rule]:
    """Yield the rules about the open rows ``rows``, which hold a code in the column ``code``.

    ``others`` are the other columns; ``printed`` the codes that are printed, of which none is to be
    chosen again. ``lowest`` is whether codes below which there are others are refused.
    """
    chosen = ColumnRef(code)
    if not rows:
        return
    yield Rule(
        OPEN_ROW_RULE, Not(IsBlank(chosen)),
        "空行填了数的，应选科目编码", "An open row with figures has a code",
        where=_any_filled(others), lines=rows, category=Category.MISSING, fix=_CHOOSE,
        says=("这一行填了数，没有选科目编码。", "This row holds figures, but no code is chosen."),
        right="编码 2050202，基本支出 12.00", wrong="编码空着，基本支出 12.00",
    )  # fmt: skip
    yield Rule(
        OPEN_ROW_RULE, Not(IsMasked(chosen)),
        "空行的科目编码不能用星号代替", "The code of an open row is not masked",
        lines=rows, fix=_CHOOSE,
        says=("科目编码用星号代替了，不知道计入哪一类。",
              "The code is masked: nobody knows in which line it counts."),
        right="2050202", wrong="**",
    )  # fmt: skip
    yield Rule(
        OPEN_ROW_RULE, InCodeList(chosen),
        "空行的科目编码应在科目表中", "The code of an open row is in the code list",
        lines=rows, fix=_CHOOSE,
        says=("科目表里没有编码“{code}”。", "The code list has no code “{code}”."),
        right="2050202", wrong="2059999",
    )  # fmt: skip
    where = None
    if lowest:
        where = IsLeafCode(chosen)
        yield Rule(
            OPEN_ROW_RULE, where,
            "空行应选最末级科目", "The code of an open row has none below it",
            lines=rows, fix=_CHOOSE,
            says=("“{code} {code.label}”下面还有明细科目。",
                  "“{code} {code.label}” has codes below it."),
            right="2050202", wrong="20502",
        )  # fmt: skip
    fix = ("请把两行合为一行。", "Put both rows together in one.")
    yield Rule(
        OPEN_ROW_RULE, UniqueInGroup(code, ()),
        "同一科目只填一行", "A code stands in one row only",
        lines=rows, fix=fix,
        says=("科目“{code} {code.label}”填了不止一行。",
              "“{code} {code.label}” stands in more than one row."),
        right="2050202 只有一行", wrong="2050202 有两行",
    )  # fmt: skip
    yield Rule(
        OPEN_ROW_RULE, Not(chosen.isin(*printed)),
        "已经印出的科目填在印出的行上", "Figures of a printed line stand in that line",
        where=where, lines=rows,
        fix=("请把数填到印出的那一行。", "Enter the figures in the printed line."),
        says=("科目“{code} {code.label}”上面已经印出。",
              "“{code} {code.label}” is printed above."),
        right="2040201 的数填在印出的行上", wrong="印出的 2040201 空着，空行里填 2040201",
    )  # fmt: skip


def _any_filled(columns: Iterable[str]) -> Predicate:
    first, *others = [Not(IsBlank(ColumnRef(name))) for name in columns]
    found: Predicate = first
    for each in others:
        found = Or(found, each)
    return found
