"""Faults in single rows of the cards: each types a row anew, wrong or, as its twin, right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.faults.cards import CLEAN, ROWS, as_on_card, keys
from tests.faults.draft import ERROR, INFO, WARNING, Draft, Expected, Fault, Twin, expect, nothing

if TYPE_CHECKING:
    from xltool.kinds import Severity

QUALITY, QUANTITY, TIME, COST = "质量指标", "数量指标", "时效指标", "成本指标"


class Typed(NamedTuple):
    """A row typed anew with a mistake, and how it should be typed instead.

    ``level2`` is of which kind the row is. A finding points at ``at`` and names ``others``, too. Of
    ``wrong`` and ``right`` only what differs from ``CLEAN`` is given. With ``everywhere``, the
    example itself has the mistake in every row, and all are typed right before.
    """

    rule: str
    severity: Severity
    level2: str
    wrong: dict[str, str]
    right: dict[str, str]
    at: str
    others: str = ""
    everywhere: bool = False

    def put(self, draft: Draft) -> list[Expected] | None:
        """Type the mistake."""
        row = self._type(draft, self.wrong)
        if row is None:
            return None
        cells = keys(draft, row, self.at, *self.others.split())
        return [expect(self.rule, self.severity, *cells)]

    def put_right(self, draft: Draft) -> list[Expected] | None:
        """Type what is right."""
        return None if self._type(draft, self.right) is None else []

    def put_everywhere(self, draft: Draft) -> None:
        """Type what is right into every row of the kind: the example has the mistake in all."""
        for row in self._rows(draft):
            draft.put(ROWS, row, **CLEAN | self.right)

    def _rows(self, draft: Draft) -> list[str]:
        """Return the rows of the kind, on cards that are not masked."""
        return [
            row for row in draft.indicators()
            if draft.get(ROWS, row, "level2") == self.level2
            and row.partition("/")[0] in draft.cards()
        ]  # fmt: skip

    def _type(self, draft: Draft, values: dict[str, str]) -> str | None:
        flagged = set[str]() if self.everywhere else draft.flagged(self.rule)
        rows = self._rows(draft)
        row = draft.pick(row for row in rows if row not in flagged)
        if row is not None:
            typed = CLEAN | values
            draft.put(ROWS, row, **typed | {"value": as_on_card(draft, row, typed["value"])})
        return row


RATIO = "夜间到岗次数占应到次数的比率"
SURVEY = {"name": "夜间巡逻满意度", "description": "满意的人数占调查人数的比率"}
SPENT = {"name": "巡逻用品支出额", "value": "≤0.1万元"}
TYPED = {
    "share-above-100": Typed(
        "P4", ERROR, QUALITY, {"name": "夜间到岗比率", "value": "≥950%"},
        {"name": "夜间到岗比率"}, "value", "name",
    ),
    "growth-above-100": Typed(
        "P4", INFO, QUALITY, {"name": "夜间接警量增长比", "value": "≥120%"},
        {"name": "夜间接警量增长比", "value": "≥20%"}, "value", "name",
    ),
    "low-satisfaction": Typed(
        "P5", INFO, QUALITY, {"name": "对夜间巡逻的满意程度", "value": "≥30%"},
        {"name": "对夜间巡逻的满意程度"}, "value", "name",
    ),
    "low-completion": Typed(
        "P5", INFO, QUALITY, {"name": "巡逻装备发放率", "value": "≥70%"},
        {"name": "巡逻装备损耗度", "value": "≤70%"}, "value", "name",
    ),
    "unit-of-the-name": Typed(
        "P6", WARNING, QUALITY, {"name": "夜训用时（小时）", "value": "≥20%"},
        {"name": "夜训用时（小时）", "value": "≥20小时"}, "value", "name",
    ),
    "other-measure": Typed(
        "P6", WARNING, QUALITY, {"name": "夜训用时（小时）", "value": "≥45分钟"},
        {"name": "夜训用时（月）", "value": "≥2个月"}, "value", "name",
    ),
    "count-as-share": Typed(
        "P6", WARNING, QUALITY, {"name": "参训民警人数", "value": "≥95%"},
        {"name": "参训民警人数", "value": "≥95人"}, "value", "name",
    ),
    "rate-as-count": Typed(
        "P6", WARNING, QUALITY, {"name": "民警到岗率", "value": "≥95人"},
        {"name": "民警到岗率"}, "value", "name level2",
    ),
    "rate-as-number": Typed(
        "P6", WARNING, QUALITY, {"name": "民警到岗率", "value": "=0.95"},
        {"name": "民警到岗率", "value": "=95%"}, "value", "name level2",
    ),
    "less-is-better": Typed(
        "P7", WARNING, QUALITY, {"name": "摄像系统故障率", "value": "≥3%"},
        {"name": "降低事故率", "value": "≥3%"}, "value", "name",
    ),
    "described-inverse": Typed(
        "P7", WARNING, QUALITY, {"description": f"{RATIO}（反向指标）"},
        {"description": f"{RATIO}（反向指标）", "value": "≤10%"}, "value", "description name",
    ),
    "cost-at-least": Typed(
        "P7", WARNING, COST, SPENT | {"value": "≥0.1万元"}, SPENT, "value", "level2 name",
    ),
    "slower-is-better": Typed(
        "P7", WARNING, TIME, {"name": "夜间警情处置用时", "value": "≥45分钟"},
        {"name": "夜间警情处置用时", "value": "≤45分钟"}, "value", "name",
    ),
    "more-is-better": Typed(
        "P7", WARNING, QUALITY, {"name": "抽检合格率", "value": "≤90%"},
        {"name": "抽检合格率", "value": "90%以上"}, "value", "name",
    ),
    "rank": Typed(
        "P7", WARNING, QUALITY, {"name": "全省业务排位", "value": "≥8名次"},
        {"name": "全省业务排位", "value": "≤8名次"}, "value",
    ),
    "no-sign": Typed("P13", INFO, QUALITY, {"value": "90%"}, {"value": "90%-95%"}, "value"),
    "no-unit": Typed(
        "P14", WARNING, QUALITY, {"name": "夜间巡逻强度", "value": "≥90"},
        {"name": "夜间巡逻强度（次）", "value": "≥90"}, "value", "name",
    ),
    "name-is-target": Typed(
        "P15", WARNING, QUALITY, {"name": "≥95%"}, {"name": "2020年夜间到岗频度"}, "name",
    ),
    "description-is-target": Typed(
        "P15", WARNING, QUALITY, {"description": "≥90%"},
        {"description": "90%以上的夜间应到次数有人到岗"}, "description",
    ),
    "basis-is-nothing": Typed(
        "P15", WARNING, QUALITY, {"basis": "无"}, {"basis": "无线通信规划"}, "basis",
    ),
    "sentence-as-name": Typed(
        "P15", WARNING, QUALITY, {"name": "通过统计，了解夜间巡逻到岗频度"},
        {"name": "夜间、清晨巡逻到岗频度"}, "name",
    ),
    "described-value": Typed(
        "P15", WARNING, QUALITY, {"value": "加强夜间巡逻力度使到岗频度明显提高"},
        {"value": "稳步提升"}, "value",
    ),
    "computed-basis": Typed(
        "P15", WARNING, QUALITY, {"basis": "到岗次数/应到次数"},
        {"basis": "GB/T 28181 标准"}, "basis",
    ),
    "copied-basis": Typed(
        "P15", WARNING, QUALITY,
        {"description": "夜间到岗次数", "basis": "夜间到岗的次数", "value": "≥90次"},
        {"description": "夜间到岗次数", "basis": "夜间勤务计划", "value": "≥90次"},
        "basis", "description",
    ),
    "untimely": Typed(
        "P16", WARNING, TIME, {"description": RATIO}, {"description": f"{RATIO}，按月统计"},
        "name", "description value level2",
    ),
    "uneconomic": Typed(
        "P16", WARNING, "经济效益指标", {}, {"description": "节约的费用占上年费用的比率"},
        "name", "description value level2",
    ),
    "unecological": Typed(
        "P16", WARNING, "生态效益指标", {}, {"description": "节约的用电占上年用电的比率"},
        "name", "description value level2", everywhere=True,
    ),
    "unlasting": Typed(
        "P16", WARNING, "可持续影响指标", {"description": RATIO}, {"description": f"持续{RATIO}"},
        "name", "description value level2",
    ),
    "unsatisfied": Typed(
        "P16", WARNING, "服务对象满意度指标", {}, SURVEY, "name", "description value level2",
    ),
    "timely-as-quality": Typed(
        "P16", WARNING, QUALITY, {"name": "夜间巡逻及时率"},
        {"name": "夜间巡逻完好度"}, "name", "level2",
    ),
    "cost-as-quality": Typed(
        "P16", WARNING, QUALITY, {"name": "夜间巡逻成本", "value": "≤0.1万元"},
        {"name": "成本核算准确度"}, "name", "level2",
    ),
    "cost-as-rate": Typed(
        "P16", WARNING, COST, {}, {"name": "巡逻支出节约率"}, "value", "name level2",
    ),
    "ranked-satisfaction": Typed(
        "P16", WARNING, "服务对象满意度指标", SURVEY | {"value": "前8名"}, SURVEY,
        "value", "level2 name",
    ),
    "rate-among-quantities": Typed(
        "P16", WARNING, QUANTITY, {}, {"name": "夜间巡逻到岗次数", "value": "≥90次"},
        "value", "level2",
    ),
    "from-a-model": Typed(
        "P17", WARNING, QUALITY, {"description": "研究任务的到岗次数占应到次数的比率"},
        {"description": "任务的到岗次数占应到次数的比率"}, "description",
    ),
    "repeated-name": Typed(
        "P17", WARNING, QUALITY, {"description": "夜间巡逻的到岗频度", "value": "≥90次"},
        {"description": "夜间巡逻的到岗频度，按月统计", "value": "≥90次"}, "description", "name",
    ),
    "no-ratio": Typed(
        "P17", WARNING, QUALITY, {"description": "夜间有人到岗，按月统计"},
        {"description": "夜间有人到岗，按月统计", "value": "较高"}, "name", "description value",
    ),
    "yes-or-no": Typed(
        "P17", WARNING, QUALITY, {"description": "夜间到岗比率是否合乎要求"},
        {"description": "夜间到岗比率是否合乎要求", "value": "合乎要求"}, "description", "value",
    ),
    "boilerplate": Typed(
        "P8", INFO, QUALITY, {"description": CLEAN["name"], "value": "≥90次"}, {"value": "≥90次"},
        "description", "name",
    ),
    "half-bracket": Typed(
        "P18", INFO, QUALITY, {"name": "夜间到岗频度（%"}, {"name": "夜间到岗频度（%)"}, "name",
    ),
    "half-sentence": Typed(
        "P18", INFO, QUALITY, {"description": f"{RATIO}，"},
        {"description": f"1）{RATIO}。"}, "description",
    ),
    "half-title": Typed(
        "P18", INFO, QUALITY, {"basis": "《勤务考核办法"},
        {"basis": "《勤务考核办法》（试行）"}, "basis",
    ),
    "described-last-year": Typed(
        "P19", WARNING, QUALITY, {"description": f"2019年{RATIO}"},
        {"description": f"比2019年提高的{RATIO}"}, "description",
    ),
    "described-otherwise": Typed(
        "P9", WARNING, QUALITY, {"description": f"{RATIO}，应达到95%"},
        {"description": f"{RATIO}，上半年应达到85%，全年应达到90%"}, "description", "name value",
    ),
}  # fmt: skip
"""Mistake 16 among them: 95 %, 0.95 and 95 mixed."""
FAULTS = tuple(
    Fault(name, "cards", typed.put, typed.put_everywhere if typed.everywhere else nothing)
    for name, typed in TYPED.items()
)
TWINS = tuple(Twin(name, typed.put_right) for name, typed in TYPED.items())
