"""公开02 收入决算表: income of the year by function and source."""

from xltool.schema import col, tree

from .shared import HIERARCHY, adds_up, amount

income = tree(
    "functions",
    total=amount("本年收入合计"),
    fiscal=amount("财政拨款收入"),
    superior=amount("上级补助收入"),
    business=amount("事业收入"),
    operating=amount("经营收入"),
    affiliate=amount("附属单位上缴收入"),
    other=amount("其他收入"),
)
ALL = col.fiscal + col.superior + col.business + col.operating + col.affiliate + col.other
rules = (
    HIERARCHY,
    adds_up(
        "R6", col.total, ALL, "本年收入合计等于各项收入之和", "Income is the sum of its sources"
    ),
)
