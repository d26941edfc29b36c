"""财政拨款收支总表: fiscal appropriations, and the spending from each budget by class."""

from xltool.schema import cell, statement

from .shared import TWO_SIDES, amount, balanced, budgets, total_of_budgets

fiscal = statement("balance", part=True, amount=amount("{period}年预算数"), **budgets())
rules = (
    *TWO_SIDES,
    total_of_budgets("R4"),
    balanced(cell.fiscal.income_total.amount == cell.fiscal.expenditure_total.total),
)
