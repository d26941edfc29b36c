"""部门收入总表: income by function and source."""

from xltool.schema import calculated, col, money, tree

from .shared import HIERARCHY, SOURCE, amount

income = tree(
    "functions",
    total=money("合计"),
    carryover=amount("上年结转"),
    general=amount("一般公共预算拨款"),
    fund=amount("政府性基金预算拨款"),
    soe=amount("国有资本经营预算拨款"),
    special=amount("财政专户核拨"),
    service=amount("事业收入"),
    superior=amount("上级补助收入"),
    affiliate=amount("附属单位上缴收入"),
    business=amount("事业单位经营收入"),
    other=amount("其他来源收入"),
)

rules = (
    HIERARCHY,
    calculated(
        "R6", col.total,
        col.carryover + col.general + col.fund + col.soe + col.special + col.service
        + col.superior + col.affiliate + col.business + col.other,
        "合计等于上年结转与各项收入之和", "The total is carry-over and the sum of the sources",
        source=SOURCE,
    ),
)  # fmt: skip
