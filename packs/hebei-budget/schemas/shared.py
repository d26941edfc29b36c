"""What several forms have in common: columns, and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schema import calculated, col, line, money, parts, rule, there

if TYPE_CHECKING:
    from typing import Unpack

    from xltool.expressions.nodes import Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Column
    from xltool.schema import RuleOptions

SOURCE = "《预算法》；河北省省级预算公开办法"
BUDGET = "部门预算编制要求：各表之间的勾稽关系"
PUBLIC = "财政拨款“三公”经费口径：因公出国（境）费、公务用车购置及运行维护费、公务接待费"
PLACES = "两张表的科目不在同一行 · the lines of both forms stand in different rows"
BUDGETS = (
    ("general", "一般公共预算", "the general budget"),
    ("fund", "政府性基金预算", "government funds"),
    ("soe", "国有资本经营预算", "state capital"),
)
"""Column, and form, of each budget that appropriations come from."""


def amount(title: str) -> Column:
    """Return the column of an amount that units enter."""
    return money(title, ge=0, prompt="万元，两位小数。没有数就留空，确实为零才填 0。")


def budgets() -> dict[str, Column]:
    """Return a column for each budget, and that of their total."""
    return {"total": money("合计"), **{column: amount(zh) for column, zh, _ in BUDGETS}}


def total_of_budgets(rule_id: str) -> Rule:
    """Return that the total is that of the three budgets."""
    return calculated(
        rule_id, col.total, col.general + col.fund + col.soe,
        "合计等于三个预算之和", "The total is the sum of the three budgets",
        source=SOURCE,
    )  # fmt: skip


def agree(rule_id: str, test: Predicate, zh: str, en: str, **more: Unpack[RuleOptions]) -> Rule:
    """Return a rule that holds one form against another, which has the same or the larger figure."""
    options: RuleOptions = {
        "fix": ("请核对两张表。", "Make both forms agree."),
        "right": "两张表都是 3254.09", "wrong": "前一张表 3254.09，后一张表 3250.00",
        "source": BUDGET, **more,
    }  # fmt: skip
    return rule(rule_id, test, zh, en, **options)


HIERARCHY = calculated(
    "R5", line.each, parts(line.each),
    "科目等于下级科目之和，合计等于各类之和", "A line is the sum of the lines below it",
    source=SOURCE,
)  # fmt: skip
ONE_BUDGET = (
    HIERARCHY,
    calculated(
        "R7", col.total, col.basic + col.project,
        "合计等于基本支出加项目支出", "The total is basic and project spending",
        source=SOURCE,
    ),
    agree(
        "R9", col.basic <= there.spending.basic,
        "基本支出不应超过部门支出总表的同一科目", "Basic spending is within all spending of the same line",
        python_only=PLACES,
    ),
    agree(
        "R9", col.project <= there.spending.project,
        "项目支出不应超过部门支出总表的同一科目", "Project spending is within all spending of the same line",
        python_only=PLACES,
    ),
)  # fmt: skip
"""The rules of a form that shows what one budget spends."""
TWO_SIDES = tuple(
    calculated(rule_id, total, parts(total), zh, en, source=SOURCE)
    for rule_id, total, zh, en in (
        ("R2", line.income_year, "本年收入合计等于各项收入之和", "Income of the year is the sum of its sources"),
        ("R3", line.income_total, "收入总计等于本年收入合计加上年结转",
         "Total income is income of the year plus carry-over"),
        ("R4", line.expenditure_year, "本年支出合计等于各类支出之和",
         "Expenditure of the year is the sum of its classes"),
        ("R3", line.expenditure_total, "支出总计等于本年支出合计加年终结转",
         "Total expenditure is expenditure of the year plus carry-forward"),
    )
)  # fmt: skip
"""The sums of a form that sets income beside expenditure."""


def balanced(test: Predicate) -> Rule:
    """Return that both sides of such a form come to the same."""
    return rule(
        "R1", test, "收入总计应等于支出总计", "Total income equals total expenditure",
        fix=("请核对收入、支出各项；多出的收入列年终结转。",
             "Check income and expenditure; carry what is left forward."),
        right="收入总计 5459.02，支出总计 5459.02", wrong="收入总计 5459.02，支出总计 5450.00",
        source=SOURCE,
    )  # fmt: skip
