"""国有资本经营预算支出表: spending from the proceeds of state capital, by function."""

from xltool.schema import money, tree

from .shared import ONE_BUDGET, amount

soe = tree("functions", total=money("合计"), basic=amount("基本支出"), project=amount("项目支出"))
rules = ONE_BUDGET
