"""公开08 政府性基金预算财政拨款收入支出决算表: government funds, by function."""

from xltool.schema import col, tree

from .shared import ONE_BUDGET, adds_up, amount

fund = tree(
    "functions",
    opening=amount("年初结转和结余"),
    income=amount("本年收入"),
    total=amount("小计"),
    basic=amount("基本支出"),
    project=amount("项目支出"),
    closing=amount("年末结转和结余"),
)
rules = (
    *ONE_BUDGET,
    adds_up("R6", col.closing, col.opening + col.income - col.total,
            "年末结转和结余等于年初加本年收入减本年支出", "What goes on is what came over and in, less spending"),
)  # fmt: skip
