"""What the forms of final accounts have in common: columns, and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schema import calculated, col, line, money, parts, rule, tails, there, tree

if TYPE_CHECKING:
    from typing import Unpack

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.references import ColumnRef, LineRef
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Column, Table
    from xltool.schema import RuleOptions

SOURCE = "《部门决算管理办法》（财库〔2021〕36号）；地方预决算公开操作规程"
PLACES = "两张表的科目不在同一行 · the lines of both forms stand in different rows"


def amount(title: str) -> Column:
    """Return the column of an amount; what is carried over may be below zero, and corrections."""
    return money(title, prompt="万元，两位小数，与决算批复一致。")


def adds_up(rule_id: str, whole: ColumnRef | LineRef, value: Expression, zh: str, en: str) -> Rule:
    """Return that a published figure is what others come to."""
    return calculated(rule_id, whole, value, zh, en, source=SOURCE)


def agree(rule_id: str, test: Predicate, zh: str, en: str, **more: Unpack[RuleOptions]) -> Rule:
    """Return a rule between two figures that were rounded by themselves: a small rest is noted.

    Published forms do differ; that they do is told, and keeps none from being accepted.
    """
    options: RuleOptions = {
        "severity": "warning", "rounding": tails(), "source": "部门决算公开表之间的勾稽关系",
        "fix": ("请核对两处与决算批复。", "Check both against the accounts approved."),
        "right": "两处都是 3254.09", "wrong": "前一处 3254.09，后一处 3250.00", **more,
    }  # fmt: skip
    return rule(rule_id, test, zh, en, **options)


def balanced(test: Predicate) -> Rule:
    """Return that both sides of a form come to the same."""
    return agree(
        "R1", test, "收入总计等于支出总计", "Both sides come to the same", severity="error"
    )


def one_budget(total: str) -> Table:
    """Return the form that shows what one budget spends, by function."""
    columns = {"total": total, "basic": "基本支出", "project": "项目支出"}
    return tree("functions", **{name: amount(title) for name, title in columns.items()})


HIERARCHY = adds_up("R5", line.each, parts(line.each),
                    "科目等于下级科目之和，合计等于各类之和", "A line is the sum of the lines below it")  # fmt: skip
ONE_BUDGET = (
    HIERARCHY,
    adds_up("R7", col.total, col.basic + col.project,
            "合计等于基本支出加项目支出", "The total is basic and project spending"),
    *(
        agree("R9", here <= all_of_it, f"{zh}不应超过支出决算表的同一科目",
              f"{en} spending is within all spending of the same line", python_only=PLACES)
        for here, all_of_it, zh, en in (
            (col.basic, there.spending.basic, "基本支出", "Basic"),
            (col.project, there.spending.project, "项目支出", "Project"),
        )
    ),
)  # fmt: skip
"""The rules of a form that shows what one budget spends."""
TWO_SIDES = tuple(
    adds_up(rule_id, total, parts(total), zh, en)
    for rule_id, total, zh, en in (
        ("R2", line.in_year, "本年收入合计等于各项收入之和", "Income is the sum of its sources"),
        ("R3", line.in_total, "收入总计等于本年收入与年初结转等之和", "All income is what came in and over"),
        ("R4", line.out_year, "本年支出合计等于各类支出之和", "Spending is the sum of its classes"),
        ("R3", line.out_total, "支出总计等于本年支出与年末结转等之和", "All spending is with what goes on"),
    )
)  # fmt: skip
"""The rules of a form with income on the left and spending on the right."""
