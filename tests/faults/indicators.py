"""Faults on the cards of performance goals."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.draft import ERROR, INFO, WARNING, Draft, Expected, Fault, expect
from xltool.expressions.free_text import normalize_name

if TYPE_CHECKING:
    from xltool.kinds import Severity
    from xltool.model.submission import Key

GOALS, ROWS, BUY = "performance", "indicators", "procurement"
KINDS = ("数量指标", "质量指标", "时效指标", "成本指标")
GROUPS = {"outputs": range(1, 5), "effects": range(5, 8), "satisfactions": range(8, 10)}


def keys(draft: Draft, row: str, *columns: str) -> list[Key]:
    """Return cells of one row of a card."""
    return [draft.key(ROWS, row, column) for column in columns]


def outputs(draft: Draft, *, kind: str = "") -> list[str]:
    """Return the outputs of one kind; without it, those of quality and time."""
    wanted = {kind} if kind else {"质量指标", "时效指标"}
    return [row for row in draft.indicators() if draft.get(ROWS, row, "level2") in wanted]


def undescribed(column: str, draft: Draft) -> list[Expected] | None:
    """P1: a description, or the basis of a value, is blank."""
    row = draft.pick(row for row in draft.indicators() if draft.get(ROWS, row, column))
    if row is None:
        return None
    draft.put(ROWS, row, **{column: None})
    return [expect("P1", WARNING, *keys(draft, row, column, "name"))]


def too_few(group: str, draft: Draft) -> list[Expected] | None:
    """P3: a row of a card is missing; its kind stands there once more."""

    def spare(row: str) -> bool:
        card, _, slot = row.partition("/")
        kinds = [draft.get(ROWS, other, "level2") for other in on_card(draft, card)]
        return int(slot) in GROUPS[group] and (
            group != "outputs" or kinds.count(draft.get(ROWS, row, "level2")) > 1
        )

    row = draft.pick(filter(spare, draft.indicators()))
    if row is None:
        return None
    draft.clear(ROWS, row)
    return [counted(draft, row.partition("/")[0])]


def on_card(draft: Draft, card: str) -> list[str]:
    """Return the rows on a card."""
    return [row for row in draft.rows(ROWS) if row.partition("/")[0] == card]


def counted(draft: Draft, card: str) -> Expected:
    """Expect a card that lacks indicators: it names all that were counted, and the project."""
    levels = [draft.key(ROWS, row, "level2") for row in on_card(draft, card)]
    return expect("P3", WARNING, *levels, draft.key(GOALS, card, "project"))


def kind_missing(kind: str, other: str, draft: Draft) -> list[Expected] | None:
    """P3: the only output of a kind is given as another kind."""

    def alone(row: str) -> bool:
        kinds = [draft.get(ROWS, each, "level2") for each in on_card(draft, row.partition("/")[0])]
        return kinds.count(kind) == 1 and other in kinds

    buying = {normalize_name(name, ("f kn", "yp", "f")) for name in draft.projects()}
    row = draft.pick(
        row for row in outputs(draft, kind=kind)
        if alone(row) and (kind != "成本指标" or project(draft, row) in buying)
    )  # fmt: skip
    if row is None:
        return None
    draft.put(ROWS, row, level2=other)
    card = row.partition("/")[0]
    found = counted(draft, card)
    if kind != "成本指标":
        return [found]
    first = next(
        r
        for r in draft.rows(BUY)
        if normalize_name(str(draft.get(BUY, r, "project")), ("f kn", "yp", "f"))
        == project(draft, row)
    )
    return [expect("P3", WARNING, found.at, *found.cells, draft.key(BUY, first, "code"))]


def project(draft: Draft, row: str) -> str:
    """Return the project of a row, as names are compared."""
    name = draft.get(GOALS, row.partition("/")[0], "project")
    return normalize_name(str(name), ("f kn", "yp", "f"))


def half_masked(draft: Draft) -> list[Expected] | None:
    """P12, mistake 22: only a part of a row is masked."""
    row = draft.pick(draft.indicators())
    if row is None:
        return None
    draft.put(ROWS, row, description="****")
    typed = [c for c in ("name", "description", "value", "basis") if draft.get(ROWS, row, c)]
    return [
        expect(
            "P12",
            WARNING,
            *keys(draft, row, *typed),
            *keys(draft, row, "name", "description", "value", "basis"),
        )
    ]


def reworded(
    rule: str, severity: Severity, name: str, value: str, more: tuple[str, ...], draft: Draft
) -> list[Expected] | None:
    """P4 to P7: an indicator's name and value do not fit each other."""
    rows = outputs(draft, kind="数量指标" if "level2" in more else "")
    if "level2" in more:  # not where a rate stands already
        rows = [
            row for row in rows if not re.search("[%％﹪比]", str(draft.get(ROWS, row, "value")))
        ]
    row = draft.pick(rows)
    if row is None:
        return None
    draft.put(ROWS, row, name=name, value=value)
    return [expect(rule, severity, *keys(draft, row, "value", *more))]


def part_above_whole(draft: Draft) -> list[Expected] | None:
    """P10: a part's target is above its whole's."""
    pairs = [
        (one, other) for one in outputs(draft) for other in outputs(draft)
        if one < other and one.partition("/")[0] == other.partition("/")[0]
    ]  # fmt: skip
    if not pairs:
        return None
    whole, part = draft.random.choice(pairs)
    draft.put(ROWS, whole, name="抽查合格率", value="≥80%")
    draft.put(ROWS, part, name="抽查优秀率", value="≥90%")
    return [
        expect(
            "P10",
            WARNING,
            *keys(draft, part, "name", "value"),
            *keys(draft, whole, "name", "value"),
        )
    ]


def same_card(draft: Draft) -> tuple[str, str] | None:
    """Return two rows of one card."""
    pairs = [
        f"{one} {other}" for one in draft.indicators() for other in draft.indicators()
        if one < other and one.partition("/")[0] == other.partition("/")[0]
    ]  # fmt: skip
    pair = draft.pick(pairs)
    return None if pair is None else (pair.split()[0], pair.split()[1])


def name_twice(draft: Draft) -> list[Expected] | None:
    """P8: one indicator stands twice on a card."""
    rows = same_card(draft)
    if rows is None:
        return None
    for row in rows:
        draft.put(ROWS, row, name="受训情况", value="较好")
    first, second = rows
    return [expect("P8", ERROR, *keys(draft, second, "name"), *keys(draft, first, "name"))]


def description_twice(draft: Draft) -> list[Expected] | None:
    """P8: two indicators share one description."""
    rows = same_card(draft)
    if rows is None:
        return None
    for row in rows:
        draft.put(ROWS, row, description="按本年实际情况统计所得")
    first, second = rows
    return [expect("P8", WARNING, *keys(draft, second, "name"), *keys(draft, first, "name"))]


def goals_twice(draft: Draft) -> list[Expected] | None:
    """P8: two projects have the same goals."""
    cards = draft.cards()
    if len(cards) < 2:
        return None
    first, second = sorted(draft.random.sample(cards, 2), key=int)
    for card in (first, second):
        draft.put(GOALS, card, goal="1、保障工作正常开展。")
    goals = (draft.key(GOALS, card, "goal") for card in (second, first))
    return [expect("P8", WARNING, *goals)]


def boilerplate(draft: Draft) -> list[Expected] | None:
    """P8: the description only repeats the name."""
    row = draft.pick(draft.indicators())
    if row is None:
        return None
    draft.put(ROWS, row, description=str(draft.get(ROWS, row, "name")))
    return [expect("P8", INFO, *keys(draft, row, "description", "name"))]


def contradicted(draft: Draft) -> list[Expected] | None:
    """P9: the goals give another number than the indicator."""
    row = draft.pick(row for row in outputs(draft) if row.partition("/")[0] in draft.cards())
    if row is None:
        return None
    card = row.partition("/")[0]
    draft.put(ROWS, row, name="夜间巡逻到位率", value="≥80%")
    draft.put(GOALS, card, goal=f"{draft.get(GOALS, card, 'goal')}夜间巡逻到位率达到75%。")
    return [
        expect("P9", WARNING, draft.key(GOALS, card, "goal"), *keys(draft, row, "name", "value"))
    ]


def goal_says(rule: str, severity: Severity, text: str, draft: Draft) -> list[Expected] | None:
    """P9, R31: the goals hold a wrong product, or other total assets than the table."""
    card = draft.pick(draft.cards())
    if card is None:
        return None
    draft.put(GOALS, card, goal=f"{draft.get(GOALS, card, 'goal')}\n{text}")
    total = [draft.key("fixed_assets", "total", "value")] if rule == "R31" else []
    return [expect(rule, severity, draft.key(GOALS, card, "goal"), *total)]


def bought(draft: Draft, kind: str) -> tuple[str, str] | None:
    """Return a row of a kind whose project buys, and the first row that it buys."""
    first = {
        normalize_name(str(draft.get(BUY, row, "project")), ("f kn", "yp", "f")): row
        for row in reversed(draft.rows(BUY))
    }
    row = draft.pick(row for row in outputs(draft, kind=kind) if project(draft, row) in first)
    return None if row is None else (row, first[project(draft, row)])


def too_costly(draft: Draft) -> list[Expected] | None:
    """P9: the cost indicator exceeds the project's budget."""
    found = bought(draft, "成本指标")
    if found is None:
        return None
    row, first = found
    draft.put(ROWS, row, name="全部支出", value="≤99999万元")
    there = draft.key(BUY, first, "budget")
    card = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("P9", WARNING, *keys(draft, row, "value", "level2"), there, card)]


def other_quantity(draft: Draft) -> list[Expected] | None:
    """P9: the quantity to buy is not the one in procurement."""
    found = bought(draft, "数量指标") or bought(draft, "质量指标")
    if found is None:
        return None
    row, first = found
    draft.put(ROWS, row, name="装备购置数量", value="987654台")
    there = draft.key(BUY, first, "quantity")
    card = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("P9", WARNING, *keys(draft, row, "value", "name"), there, card)]


def speaks_of_purchases(draft: Draft) -> list[Expected] | None:
    """R28: an indicator speaks of purchases, but the project buys nothing."""
    buying = {normalize_name(name, ("f kn", "yp", "f")) for name in draft.projects()}
    row = draft.pick(
        row for row in outputs(draft)
        if project(draft, row) not in buying and row.partition("/")[0] in draft.cards()
    )  # fmt: skip
    if row is None:
        return None
    draft.put(ROWS, row, name="办公设备政府采购执行程度", value="较好")
    there = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("R28", WARNING, there, *keys(draft, row, "name"))]


def other_target(draft: Draft) -> list[Expected] | None:
    """P11: one indicator has different targets in different projects."""
    cards = {row.partition("/")[0]: row for row in outputs(draft)}
    if len(cards) < 3:
        return None
    chosen = sorted(
        draft.random.sample(sorted(cards.values()), 3), key=lambda row: int(row.partition("/")[0])
    )
    for row, value in zip(chosen, ("较好", "较好", "良好"), strict=True):
        draft.put(ROWS, row, name="队伍精神面貌", value=value)
    one, two, odd = (keys(draft, row, "value")[0] for row in chosen)
    return [expect("P11", INFO, odd, one, two)]


REWORDED = {
    "share-above-100": ("P4", ERROR, "夜间出警到位率", "≥950%", ("name",)),
    "growth-above-100": ("P4", INFO, "接警量增长比", "≥120%", ("name",)),
    "low-satisfaction": ("P5", INFO, "对巡逻的满意程度", "≥30%", ("name",)),
    "unit-of-the-name": ("P6", WARNING, "培训时长（小时）", "≥20百分比", ("name",)),
    "count-as-share": ("P6", WARNING, "参训民警人数", "≥95%", ("name",)),
    "rate-as-count": ("P6", WARNING, "民警到岗率", "≥95人", ("name",)),
    "rate-as-number": ("P6", WARNING, "民警到岗率", "0.95", ("name",)),
    "rate-among-quantities": ("P6", INFO, "巡逻覆盖程度", "≥95%", ("level2",)),
    "less-is-better": ("P7", WARNING, "摄像系统故障率", "≥3%", ("name",)),
    "more-is-better": ("P7", WARNING, "抽检合格率", "≤90%", ("name",)),
    "rank": ("P7", WARNING, "全省业务排位", "≥8名次", ()),
}
"""Mistake 16 among them: 95 %, 0.95 and 95 mixed."""
FAULTS = (
    Fault("no-description", "cards", partial(undescribed, "description")),
    Fault("no-basis", "cards", partial(undescribed, "basis")),
    *(Fault(f"few-{group}", "cards", partial(too_few, group)) for group in GROUPS),
    Fault("no-quantity", "cards", partial(kind_missing, "数量指标", "质量指标")),
    Fault("no-quality", "cards", partial(kind_missing, "质量指标", "时效指标")),
    Fault("no-time", "cards", partial(kind_missing, "时效指标", "质量指标")),
    Fault("no-cost", "cards", partial(kind_missing, "成本指标", "质量指标")),
    Fault("half-masked", "cards", half_masked),
    *(Fault(name, "cards", partial(reworded, *case)) for name, case in REWORDED.items()),
    Fault("part-above-whole", "cards", part_above_whole),
    Fault("name-twice", "cards", name_twice),
    Fault("description-twice", "cards", description_twice),
    Fault("goals-twice", "cards", goals_twice),
    Fault("boilerplate", "cards", boilerplate),
    Fault("contradicted", "cards", contradicted),
    Fault("wrong-product", "cards", partial(goal_says, "P9", WARNING, "补助10人*500元=0.8万元。")),
    Fault("other-assets", "cards", partial(goal_says, "R31", ERROR, "固定资产总额1.00万元。")),
    Fault("too-costly", "cards", too_costly),
    Fault("other-quantity", "cards", other_quantity),
    Fault("speaks-of-purchases", "cards", speaks_of_purchases),
    Fault("other-target", "cards", other_target),
)
