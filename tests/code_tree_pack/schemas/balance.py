"""部门收支总表: spending by class."""

from xltool.schema import calculated, line, money, parts, statement

balance = statement("classes", amount=money("金额", ge=0))
rules = (
    calculated(
        "R4", line.total, parts(line.total),
        "本年支出合计等于各类之和", "The total is the sum of the classes",
    ),
)  # fmt: skip
