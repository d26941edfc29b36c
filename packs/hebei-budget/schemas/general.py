"""一般公共预算支出表: spending from the general budget, by function."""

from xltool.schema import money, tree

from .shared import ONE_BUDGET, amount

general = tree(
    "functions", total=money("合计"), basic=amount("基本支出"), project=amount("项目支出")
)
rules = ONE_BUDGET
