"""一般公共预算支出表: spending from the general budget, by function."""

from xltool.schema import col, money, rule, there, tree

from .shared import TREE_RULES

general = tree(
    "functions",
    total=money("合计"),
    basic=money("基本支出", ge=0),
    project=money("项目支出", ge=0),
)
rules = (
    *TREE_RULES,
    rule(
        "R9", col.basic <= there.spending.basic,
        "不超过部门支出同一科目", "Within all spending of the same line",
        python_only="两张表的行不在同一位置",
    ),
)  # fmt: skip
