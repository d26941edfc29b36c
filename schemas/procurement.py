"""部门政府采购预算: one row per item bought, under the project that pays for it."""

from xltool.schema import (
    calculated,
    code,
    col,
    line,
    money,
    number,
    parts,
    register,
    rule,
    same,
    text,
    total,
)  # fmt: skip

SOURCE = "政府采购预算编制要求；政府采购品目分类目录（财库〔2013〕189号）"

procurement = register(
    project=text(
        "项目名称",
        nullable=False,
        str_length={"max_value": 100},
        prompt="与项目绩效目标表中的项目名称完全一致。",
    ),
    budget=money(
        "预算资金",
        nullable=False,
        ge=0,
        adds="project",
        prompt="整个项目的预算资金，万元。同一项目各行填同一个数。",
    ),
    item=text(
        "采购物品名称",
        nullable=False,
        codes="catalogue",
        open=True,
        prompt="填目录中的品目名称。",
    ),
    code=code(
        "政府采购目录序号",
        nullable=False,
        codes="catalogue",
        ids={"isin": "R25"},
        prompt="从下拉列表选择政府采购目录序号，按文本填写，如 A020399。",
    ),
    measure=code("计量单位", nullable=False, codes="measures", prompt="从下拉列表选择。"),
    quantity=number("数量", nullable=False, ge=0, adds=False, prompt="填数量，只填数字。"),
    unit_price=money("单价", nullable=False, ge=0, adds=False, prompt="填单价，单位万元。"),
    amount=money("合计"),
    general=money(
        "一般公共预算拨款", ge=0, prompt="本行资金中由该来源安排的数额，万元。没有就留空。"
    ),
    fund=money("基金预算拨款", ge=0, prompt="本行资金中由该来源安排的数额，万元。没有就留空。"),
    soe=money(
        "国有资本经营预算拨款", ge=0, prompt="本行资金中由该来源安排的数额，万元。没有就留空。"
    ),
    special=money("财政专户核拨", ge=0, prompt="本行资金中由该来源安排的数额，万元。没有就留空。"),
    other=money("其他来源收入", ge=0, prompt="本行资金中由该来源安排的数额，万元。没有就留空。"),
    disclosure=code("公开情况", nullable=False, codes="disclosure", prompt="涉密项目选“不公开”。"),
)

rules = (
    calculated(
        "R22", col.amount, col.general + col.fund + col.soe + col.special + col.other,
        "合计等于五项资金来源之和",
        "The amount is the sum of the five sources",
        source=SOURCE,
    ),
    calculated(
        "R23", line.total, parts(line.total),
        "小计等于本单位各行之和，合计等于各小计之和",
        "A subtotal is the sum of its rows, the total the sum of the subtotals",
        source=SOURCE,
    ),
    rule(
        "R21", col.quantity * col.unit_price == col.amount,
        "数量×单价应等于金额合计",
        "Quantity times unit price equals the amount",
        source=SOURCE,
    ),
    rule(
        "R24", same(col.budget, per="project"),
        "同一项目各行的预算资金应相同",
        "The project's budget is the same on each of its rows",
        source=SOURCE,
    ),
    rule(
        "R24", total.procurement.amount(per="project") <= col.budget,
        "项目各行采购金额之和不应超过项目预算资金",
        "The rows of a project add up to no more than its budget",
        source=SOURCE,
    ),
)  # fmt: skip
