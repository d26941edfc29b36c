"""Rules between forms."""

from xltool.schema import cell, rule, total

rules = (
    rule(
        "R33", cell.fixed_assets.new_total.value <= total.procurement.amount,
        "拟新增固定资产已列入政府采购预算，总额不应超过政府采购预算合计",
        "Assets to be added are in the procurement budget and cannot exceed its total",
        source="部门预算信息公开情况说明：国有资产信息",
    ),
)  # fmt: skip
