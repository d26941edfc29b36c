"""公开05 一般公共预算财政拨款支出决算表: what the general budget spends."""

from .shared import ONE_BUDGET, one_budget

general = one_budget("本年支出合计")
rules = ONE_BUDGET
