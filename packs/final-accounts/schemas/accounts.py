"""公开01 收入支出决算总表: income by source beside spending by class of function."""

from xltool.schema import line, statement

from .shared import TWO_SIDES, amount, balanced

accounts = statement("accounts", amount=amount("决算数"))
rules = (*TWO_SIDES, balanced(line.in_total == line.out_total))
