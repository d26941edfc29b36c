"""公开04 财政拨款收入支出决算总表: appropriations, and what they were spent on."""

from xltool.schema import cell, col, line, parts, statement

from .shared import TWO_SIDES, adds_up, amount, balanced

fiscal = statement(
    "fiscal",
    amount=amount("金额"),
    total=amount("合计"),
    general=amount("一般公共预算财政拨款"),
    fund=amount("政府性基金预算财政拨款"),
    soe=amount("国有资本经营预算财政拨款"),
)
rules = (
    *TWO_SIDES,
    adds_up("R3", line.in_opening, parts(line.in_opening),
            "年初结转和结余等于三个预算之和", "What came over is that of the three budgets"),
    adds_up("R6", col.total, col.general + col.fund + col.soe,
            "合计等于三个预算之和", "The total is that of the three budgets"),
    balanced(cell.fiscal.in_total.amount == cell.fiscal.out_total.total),
)  # fmt: skip
