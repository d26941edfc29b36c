"""固定资产占用情况表: what is held at the end of last year, and what is to be added."""

from xltool.schema import calculated, line, money, number, parts, rule, statement

SOURCE = "行政单位国有资产占用情况；截止上年12月31日"

fixed_assets = statement(
    "fixed_assets",
    quantity=number("数　量", ge=0, prompt="房屋填平方米（两位小数），车辆填整数。没有就留空。"),
    value=money(
        "价值（金额单位：万元）", ge=0, prompt="填账面价值，单位万元，两位小数。没有就留空。"
    ),
)

rules = (
    calculated(
        "R29", line.total, parts(line.total),
        "资产总额等于房屋、车辆、单价20万元以上设备、其他固定资产之和",
        "Total assets are housing, vehicles, equipment above 200,000 yuan and other",
        source=SOURCE,
    ),
    rule(
        "R29", line.office <= line.housing,
        "办公用房是房屋的其中数，不应大于房屋",
        "Office space is part of housing and cannot exceed it",
        source=SOURCE,
    ),
    calculated(
        "R33", line.new_total, parts(line.new_total),
        "拟新增固定资产总额等于各类拟新增资产之和",
        "Assets to be added are the sum of their kinds",
        source=SOURCE,
    ),
)  # fmt: skip
