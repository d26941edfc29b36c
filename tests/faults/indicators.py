"""Faults on the cards of performance goals."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tests.faults import indicator_rows
from tests.faults.cards import (
    BUY,
    CLEAN,
    ENDINGS,
    GOALS,
    ROWS,
    as_on_card,
    first_bought,
    is_full,
    keys,
    kinds_on,
    on_card,
    outputs,
    project,
)
from tests.faults.draft import ERROR, INFO, WARNING, Draft, Expected, Fault, Put, Twin, expect
from xltool.expressions.free_text import normalize_name
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from xltool.kinds import Severity

GROUPS = {"outputs": range(1, 5), "effects": range(5, 8), "satisfactions": range(8, 10)}


def undescribed(column: str, draft: Draft) -> list[Expected] | None:
    """P1: a description, or the basis of a value, is blank."""
    row = draft.pick(row for row in draft.indicators() if draft.get(ROWS, row, column))
    if row is None:
        return None
    draft.put(ROWS, row, **{column: None})
    return [expect("P1", WARNING, *keys(draft, row, column, "name"))]


def too_few(group: str, draft: Draft) -> list[Expected] | None:
    """P3: a row of a card that lacks nothing is missing; its kind stands there once more."""

    def spare(row: str) -> bool:
        card, _, slot = row.partition("/")
        kinds = kinds_on(draft, card)
        return (
            int(slot) in GROUPS[group]
            and is_full(draft, card)
            and (group != "outputs" or kinds.count(draft.get(ROWS, row, "level2")) > 1)
        )

    row = draft.pick(filter(spare, draft.indicators()))
    if row is None:
        return None
    draft.clear(ROWS, row)
    return [counted(draft, row.partition("/")[0])]


def counted(draft: Draft, card: str) -> Expected:
    """Expect a card that lacks indicators: it names all that were counted, and the project.

    Of a project that buys it names the first row in procurement, too.
    """
    levels = [draft.key(ROWS, row, "level2") for row in on_card(draft, card)]
    others = [draft.key(BUY, row, "code") for row in first_bought(draft, f"{card}/1")]
    return expect("P3", WARNING, *levels, draft.key(GOALS, card, "project"), *others)


def kind_missing(kind: str, other: str, draft: Draft) -> list[Expected] | None:
    """P3: the only output of a kind is given as another kind; the card lacks nothing else."""

    def alone(row: str) -> bool:
        card = row.partition("/")[0]
        return is_full(draft, card) and kinds_on(draft, card).count(kind) == 1

    row = draft.pick(filter(alone, outputs(draft, kind=kind)))
    if row is None:
        return None
    value = as_on_card(draft, row, CLEAN["value"])
    draft.put(ROWS, row, **CLEAN | {"level2": other, "value": value})
    return [counted(draft, row.partition("/")[0])]


def no_cost(draft: Draft) -> list[Expected] | None:
    """P3: a project that buys has all kinds of indicators but one of cost."""

    def last(row: str) -> bool:
        card = row.partition("/")[0]
        kinds = kinds_on(draft, card)
        return (
            is_full(draft, card) and kinds.count("成本指标") == 1 and bool(first_bought(draft, row))
        )

    row = draft.pick(filter(last, outputs(draft, kind="成本指标")))
    if row is None:
        return None
    draft.put(ROWS, row, **CLEAN | {"value": as_on_card(draft, row, CLEAN["value"])})
    draft.put(ROWS, row, level2="质量指标")
    return [counted(draft, row.partition("/")[0])]


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


def same_card(draft: Draft, level2: str = "质量指标") -> tuple[str, str] | None:
    """Return two rows of one kind on one card."""
    rows = [
        row for row in outputs(draft, kind=level2) if row.partition("/")[0] in draft.cards()
    ]  # fmt: skip
    pairs = [
        f"{one} {other}" for one in rows for other in rows
        if one < other and one.partition("/")[0] == other.partition("/")[0]
    ]  # fmt: skip
    pair = draft.pick(pairs)
    return None if pair is None else (pair.split()[0], pair.split()[1])


def part_above_whole(
    whole: tuple[str, str], part: tuple[str, str], draft: Draft
) -> list[Expected] | None:
    """P10: a part's target is above its whole's; each is given as name and value."""
    rows = same_card(draft)
    if rows is None:
        return None
    for row, (name, value) in zip(rows, (whole, part), strict=True):
        typed = {"name": name, "description": f"{name}：抽查的占比，按月完成"}
        draft.put(ROWS, row, **CLEAN | typed | {"value": as_on_card(draft, row, value)})
    above, below = rows
    cells = (*keys(draft, below, "name", "value"), *keys(draft, above, "name", "value"))
    return [expect("P10", WARNING, *cells)]


def name_twice(
    severity: Severity, names: tuple[str, str], odd: int, draft: Draft
) -> list[Expected] | None:
    """P8: one indicator stands twice on a card; the finding points at one of both."""
    rows = same_card(draft)
    if rows is None:
        return None
    for row, name in zip(rows, names, strict=True):
        draft.put(ROWS, row, name=name, value="较好")
    cells = [keys(draft, row, "name")[0] for row in rows]
    return [expect("P8", severity, cells[odd], *cells)]


def description_twice(texts: tuple[str, str], draft: Draft) -> list[Expected] | None:
    """P8: two indicators share one description."""
    rows = same_card(draft)
    if rows is None:
        return None
    for row, text in zip(rows, texts, strict=True):
        draft.put(ROWS, row, description=text)
    first, second = rows
    return [expect("P8", WARNING, *keys(draft, second, "name"), *keys(draft, first, "name"))]


def goals_twice(goals: tuple[str, str], draft: Draft) -> list[Expected] | None:
    """P8: two projects have the same goals."""
    cards = draft.cards()
    if len(cards) < 2:
        return None
    first, second = sorted(draft.random.sample(cards, 2), key=int)
    for card, goal in zip((first, second), goals, strict=True):
        draft.put(GOALS, card, goal=goal)
    cells = (draft.key(GOALS, card, "goal") for card in (second, first))
    return [expect("P8", WARNING, *cells)]


def contradicted(goal: str, name: str, value: str, draft: Draft) -> list[Expected] | None:
    """P9: the goals give another number than the indicator."""
    row = draft.pick(
        row for row in outputs(draft, kind="质量指标") if row.partition("/")[0] in draft.cards()
    )
    if row is None:
        return None
    card = row.partition("/")[0]
    draft.put(ROWS, row, **CLEAN | {"name": name, "value": as_on_card(draft, row, value)})
    draft.put(GOALS, card, goal=goal)
    return [
        expect("P9", WARNING, draft.key(GOALS, card, "goal"), *keys(draft, row, "name", "value"))
    ]


def goal_is(rule: str, severity: Severity, text: str, draft: Draft) -> list[Expected] | None:
    """P17, P18, P19: something is wrong with the goals themselves."""
    flagged = draft.flagged(rule)
    card = draft.pick(card for card in draft.cards() if card not in flagged)
    if card is None:
        return None
    draft.put(GOALS, card, goal=text)
    more = [draft.key(GOALS, card, "project")] if rule == "P20" else []
    return [expect(rule, severity, draft.key(GOALS, card, "goal"), *more)]


def one_per_cent(draft: Draft) -> list[Expected] | None:
    """P18: a card with a whole-number target and shares writes per cent in one way."""
    row = draft.pick(outputs(draft, kind="质量指标"))
    if row is None:
        return None
    draft.put(ROWS, row, **CLEAN | {"name": "夜间到岗次数", "value": "≥90次"})
    return []


def other_project(draft: Draft, *, own: bool) -> list[Expected] | None:
    """P20: the goals name another project, or else the card's own."""
    cards = [card for card in draft.cards() if len(named(draft, card)) > 6]
    if len(cards) < 2:
        return None
    card, other = draft.random.sample(cards, 2)
    text = named(draft, card if own else other)
    draft.put(GOALS, card, goal=f"1、完成{text}的全部工作，共3件。")
    return [expect("P20", WARNING, *(draft.key(GOALS, card, c) for c in ("goal", "project")))]


def named(draft: Draft, card: str) -> str:
    """Return a project's name without the mark of the budget system."""
    return normalize_name(str(draft.get(GOALS, card, "project")), ENDINGS)


def document(draft: Draft) -> list[Expected] | None:
    """P15: a project is named after a document."""
    return renamed("P15", WARNING, "关于下达夜间巡逻补助资金的通知", draft)


def renamed(rule: str, severity: Severity, name: str, draft: Draft) -> list[Expected] | None:
    """P15, P18: something is wrong with the name of a project that buys nothing."""
    buying = {normalize_name(each, ENDINGS) for each in draft.projects()}
    card = draft.pick(
        card
        for card in draft.cards()
        if named(draft, card) not in buying
        and named(draft, card) == str(draft.get(GOALS, card, "project")).lower()
        and not any("采购" in str(draft.get(ROWS, row, "name")) for row in on_card(draft, card))
    )
    if card is None:
        return None
    draft.put(GOALS, card, project=name)
    return [expect(rule, severity, draft.key(GOALS, card, "project"))]


def per_cent_twice(draft: Draft) -> list[Expected] | None:
    """P18: a card writes per cent in two ways."""

    def shares(card: str) -> list[str]:
        rows = on_card(draft, card)
        return [row for row in rows if "百分比" in str(draft.get(ROWS, row, "value"))]

    card = draft.pick(
        card for card in draft.cards()
        if len(shares(card)) > 2 and len(draft.indicators(card)) == len(on_card(draft, card))
        and not any("%" in str(draft.get(ROWS, row, "value")) for row in on_card(draft, card))
    )  # fmt: skip
    if card is None:
        return None
    odd, *others = draft.random.sample(shares(card), len(shares(card)))
    value = str(draft.get(ROWS, odd, "value"))
    draft.put(ROWS, odd, value=value.replace("百分比", "%"))
    cells = (keys(draft, row, "value")[0] for row in (odd, *others))
    return [expect("P18", INFO, *cells)]


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
        normalize_name(str(draft.get(BUY, row, "project")), ENDINGS): row
        for row in reversed(draft.rows(BUY))
    }
    row = draft.pick(row for row in outputs(draft, kind=kind) if project(draft, row) in first)
    return None if row is None else (row, first[project(draft, row)])


def too_costly(value: str, draft: Draft) -> list[Expected] | None:
    """P9: the cost indicator exceeds the project's budget."""
    found = bought(draft, "成本指标")
    if found is None:
        return None
    row, first = found
    draft.put(ROWS, row, name="全部支出", value=value)
    there = draft.key(BUY, first, "budget")
    card = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("P9", WARNING, *keys(draft, row, "value", "level2"), there, card)]


def other_quantity(value: str, draft: Draft) -> list[Expected] | None:
    """P9: the quantity to buy is not the one in procurement."""
    found = bought(draft, "质量指标")
    if found is None:
        return None
    row, first = found
    bought_there = decimal_text(draft.amount(BUY, first, "quantity"))
    draft.put(ROWS, row, name="装备购置数量", value=value.format(bought_there))
    there = draft.key(BUY, first, "quantity")
    card = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("P9", WARNING, *keys(draft, row, "value", "name"), there, card)]


def speaks_of_purchases(draft: Draft, *, buys: bool = False) -> list[Expected] | None:
    """R28: an indicator speaks of purchases, but the project buys nothing."""
    buying = {normalize_name(name, ENDINGS) for name in draft.projects()}
    row = draft.pick(
        row for row in outputs(draft)
        if (project(draft, row) in buying) is buys and row.partition("/")[0] in draft.cards()
    )  # fmt: skip
    if row is None:
        return None
    draft.put(ROWS, row, name="办公设备政府采购执行程度", value="较好")
    there = draft.key(GOALS, row.partition("/")[0], "project")
    return [expect("R28", WARNING, there, *keys(draft, row, "name"))]


def across(
    column: str, indicators: tuple[str, str, str], values: tuple[str, str, str], draft: Draft
) -> list[Expected] | None:
    """P11: one indicator differs between projects; the third is the odd one."""
    kinds = ("质量指标", "质量指标", "时效指标" if column == "level2" else "质量指标")
    names = Counter(draft.get(ROWS, row, "name") for row in draft.rows(ROWS))
    cards = draft.cards()
    rows = list[str]()
    for kind in kinds:
        taken = {row.partition("/")[0] for row in rows}
        free = set(cards) - taken
        found = [
            row for row in outputs(draft, kind=kind)
            if row.partition("/")[0] in free and names[draft.get(ROWS, row, "name")] == 1
        ]  # fmt: skip
        if not found:
            return None
        rows.append(draft.random.choice(found))
    for row, name, value in zip(rows, indicators, values, strict=True):
        typed = {"name": name, "value": as_on_card(draft, row, value)}
        draft.put(ROWS, row, **CLEAN | typed)
    one, two, odd = (keys(draft, row, column)[0] for row in rows)
    return [expect("P11", INFO, odd, one, two)]


def assets_quoted(draft: Draft) -> list[Expected] | None:
    """R31: the goals quote what the table says."""
    lines = ("housing", "vehicles", "equipment", "other")
    amounts = (draft.amount("fixed_assets", line, "value") for line in lines)
    total = decimal_text(sum(amounts, Decimal(0)))
    return goal_says("R31", ERROR, f"固定资产总额{total}万元。", draft)


def masked(draft: Draft) -> list[Expected] | None:
    """P12, P3: a row is masked as a whole: it still counts."""
    row = draft.pick(outputs(draft))
    if row is None:
        return None
    draft.put(ROWS, row, name="****", description="****", value="****", basis="****")
    return []


def right(put: Put) -> Put:
    """Return what puts a twin in: it changes a return as a fault does, and nothing is expected."""

    def put_right(draft: Draft) -> list[Expected] | None:
        return None if put(draft) is None else []

    return put_right


def twin(name: str, put: Put) -> Twin:
    """Return the twin of a fault."""
    return Twin(name, right(put))


def described(draft: Draft, column: str) -> list[Expected] | None:
    """P1: a description, or the basis of a value, is there, however short."""
    row = draft.pick(row for row in outputs(draft) if draft.get(ROWS, row, column))
    if row is None:
        return None
    value = as_on_card(draft, row, CLEAN["value"])
    draft.put(ROWS, row, **CLEAN | {"name": "夜间到岗率", "value": value, column: "到岗率报表"})
    return []


SAME_NAMES = (ERROR, ("受训情况", "受训情况"), 1), (WARNING, ("受训情况（%）", "受训情况（％）"), 1)
OUGHT = "1、夜间巡逻到位率达到{}。\n2、改善治安环境。"
FAULTS = (
    *indicator_rows.FAULTS,
    Fault("no-description", "cards", partial(undescribed, "description")),
    Fault("no-basis", "cards", partial(undescribed, "basis")),
    *(Fault(f"few-{group}", "cards", partial(too_few, group)) for group in GROUPS),
    Fault("no-quality", "cards", partial(kind_missing, "质量指标", "时效指标")),
    Fault("no-time", "cards", partial(kind_missing, "时效指标", "质量指标")),
    Fault("no-cost", "cards", no_cost),
    Fault("half-masked", "cards", half_masked),
    Fault("part-above-whole", "cards", partial(
        part_above_whole, ("抽查合格率", "≥85%"), ("抽查优秀率", "≥90%"))),
    Fault("name-twice", "cards", partial(name_twice, *SAME_NAMES[0])),
    Fault("name-twice-otherwise", "cards", partial(name_twice, *SAME_NAMES[1])),
    Fault("description-twice", "cards", partial(
        description_twice, ("按本年情况统计所得的比率", "按本年情况统计所得的比率"))),
    Fault("goals-twice", "cards", partial(
        goals_twice, ("1、查处案件9件。", "1、 查处案件９件。"))),
    Fault("contradicted", "cards", partial(
        contradicted, OUGHT.format("75%"), "夜间巡逻的到位率", "≥80%")),
    Fault("contradicted-unit", "cards", partial(
        contradicted, "1、夜间警情出警用时1小时以内。", "夜间出警用时", "≤45分钟")),
    Fault("empty-goals", "cards", partial(
        goal_is, "P17", WARNING, "1、保障工作正常开展。\n2、确保巡逻有序进行。")),
    Fault("misnumbered", "cards", partial(goal_is, "P18", INFO, "1、完成巡逻。\n3、改善环境。")),
    Fault("last-year", "cards", partial(goal_is, "P19", WARNING, "1、2019年完成巡逻任务。")),
    Fault("other-project", "cards", partial(other_project, own=False)),
    Fault("document-as-project", "cards", document),
    Fault("marked-project", "cards", partial(renamed, "P18", INFO, "夜间巡逻补助项目f")),
    Fault("per-cent-twice", "cards", per_cent_twice),
    Fault("wrong-product", "cards", partial(goal_says, "P9", WARNING, "补助10人*500元=0.8万元。")),
    Fault("other-assets", "cards", partial(goal_says, "R31", ERROR, "固定资产总额1.00万元。")),
    Fault("too-costly", "cards", partial(too_costly, "≤99999万元")),
    Fault("other-quantity", "cards", partial(other_quantity, "=987654台")),
    Fault("speaks-of-purchases", "cards", speaks_of_purchases),
    Fault("other-target", "cards", partial(
        across, "value", ("队伍精神面貌",) * 3, ("较好", "较好", "良好"))),
    Fault("other-kind", "cards", partial(
        across, "level2", ("队伍精神面貌",) * 3, ("较好",) * 3)),
    Fault("other-unit-in-name", "cards", partial(
        across, "name", ("夜训用时（分钟）", "夜训用时(分钟)", "夜训用时（小时）"),
        ("较短",) * 3)),
    Fault("other-unit", "cards", partial(
        across, "value", ("夜训用时",) * 3, ("≤60分钟", "≤60分钟", "≤1小时"))),
)  # fmt: skip
TWINS = (
    *indicator_rows.TWINS,
    twin("no-description", partial(described, column="description")),
    twin("no-basis", partial(described, column="basis")),
    *(twin(f"few-{group}", masked) for group in GROUPS),
    twin("no-quality", masked),
    twin("no-time", masked),
    twin("no-cost", masked),
    twin("half-masked", masked),
    twin("part-above-whole", partial(
        part_above_whole, ("抽查合格率", "≥90%"), ("抽查优秀率", "≥85%"))),
    twin("part-above-whole", partial(
        part_above_whole, ("案件查结度", "≥85%"), ("重大案件查结度", "≥90%"))),
    twin("name-twice", partial(name_twice, ERROR, ("受训情况", "施训情况"), 1)),
    twin("name-twice-otherwise", partial(
        name_twice, WARNING, ("受训情况（一期）", "受训情况（二期）"), 1)),
    twin("description-twice", partial(
        description_twice, ("按本年情况统计所得的比率", "按上半年情况统计所得的比率"))),
    twin("goals-twice", partial(goals_twice, ("1、查处案件9件。", "1、查处案件8件。"))),
    twin("contradicted", partial(contradicted, OUGHT.format("80%"), "夜间巡逻的到位率", "≥80%")),
    twin("contradicted", partial(contradicted, OUGHT.format("75%"), "宣传覆盖程度", "≥80%")),
    twin("contradicted-unit", partial(
        contradicted, "1、夜间警情出警用时0.75小时以内。", "夜间出警用时", "≤45分钟")),
    twin("empty-goals", partial(
        goal_is, "", INFO, "1、保障工作正常开展。\n2、夜间巡逻覆盖全部路段。")),
    twin("misnumbered", partial(goal_is, "", INFO, "（1）完成巡逻。\n（2）改善环境。")),
    twin("last-year", partial(goal_is, "", INFO, "1、夜间警情比2019年下降。")),
    twin("other-project", partial(other_project, own=True)),
    twin("document-as-project", partial(renamed, "", INFO, "通知书送达补助项目")),
    twin("marked-project", partial(renamed, "", INFO, "夜间巡逻记录PDF")),
    twin("per-cent-twice", one_per_cent),
    twin("wrong-product", partial(goal_says, "", INFO, "补助10人*500元=0.5万元。")),
    twin("other-assets", assets_quoted),
    twin("too-costly", partial(too_costly, "≤0.1万元")),
    twin("other-quantity", partial(other_quantity, "={}台")),
    twin("speaks-of-purchases", partial(speaks_of_purchases, buys=True)),
    twin("other-target", partial(
        across, "value", ("夜训到岗度", "夜训到岗度（%）", "夜训到岗度（％）"),
        ("≥90%", "不低于90%", "90%以上"))),
    twin("other-kind", partial(across, "value", ("队伍精神面貌",) * 3, ("较好",) * 3)),
    twin("other-unit-in-name", partial(
        across, "name", ("夜训用时（月）", "夜训用时（个月）", "夜训用时"), ("较短",) * 3)),
    twin("other-unit", partial(
        across, "value", ("夜训用时",) * 3, ("≤2月", "≤2个月", "≤2月"))),
)  # fmt: skip
