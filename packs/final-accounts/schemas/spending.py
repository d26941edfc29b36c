"""公开03 支出决算表: spending of the year by function and kind."""

from xltool.schema import col, tree

from .shared import HIERARCHY, adds_up, amount

spending = tree(
    "functions",
    total=amount("本年支出合计"),
    basic=amount("基本支出"),
    project=amount("项目支出"),
    upward=amount("上缴上级支出"),
    operating=amount("经营支出"),
    affiliate=amount("对附属单位补助支出"),
)
ALL = col.basic + col.project + col.upward + col.operating + col.affiliate
rules = (
    HIERARCHY,
    adds_up(
        "R6", col.total, ALL, "本年支出合计等于各项支出之和", "Spending is the sum of its kinds"
    ),
)
