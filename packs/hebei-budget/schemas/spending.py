"""部门支出总表: all spending by function and kind."""

from xltool.schema import calculated, col, money, tree

from .shared import HIERARCHY, SOURCE, amount

spending = tree(
    "functions",
    total=money("合计"),
    basic=amount("基本支出"),
    project=amount("项目支出"),
    remittance=amount("上缴上级支出"),
    business=amount("事业单位经营支出"),
    subsidy=amount("对附属单位补助支出"),
)

rules = (
    HIERARCHY,
    calculated(
        "R6", col.total, col.basic + col.project + col.remittance + col.business + col.subsidy,
        "合计等于基本、项目、上缴上级、经营、对附属单位补助各项支出之和",
        "The total is the sum of the kinds of spending",
        source=SOURCE,
    ),
)  # fmt: skip
