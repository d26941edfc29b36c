"""政府性基金预算支出表: spending from government funds, by function."""

from xltool.schema import money, tree

from .shared import ONE_BUDGET, amount

fund = tree("functions", total=money("合计"), basic=amount("基本支出"), project=amount("项目支出"))
rules = ONE_BUDGET
