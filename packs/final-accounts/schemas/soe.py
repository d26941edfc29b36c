"""公开09 国有资本经营预算财政拨款支出决算表: what the state capital budget spends."""

from .shared import ONE_BUDGET, one_budget

soe = one_budget("合计")
rules = ONE_BUDGET
