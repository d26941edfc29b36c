"""部门收支总表: income by source beside spending by class of function."""

from xltool.schema import line, statement

from .shared import TWO_SIDES, amount, balanced

balance = statement("balance", amount=amount("{period}年预算数"))
rules = (*TWO_SIDES, balanced(line.income_total == line.expenditure_total))
