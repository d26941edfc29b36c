"""公开06 一般公共预算财政拨款基本支出决算表: basic spending by economic classification."""

from xltool.schema import line, parts, statement

from .shared import adds_up, amount

basic = statement("basic", amount=amount("决算数"))
rules = (
    adds_up("R10", line.each, parts(line.each),
            "合计、类等于下级科目之和", "A line is the sum of the lines below it"),
)  # fmt: skip
