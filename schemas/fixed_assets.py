"""固定资产占用情况表: what is held at the end of last year, and what is to be added."""

from xltool.schema import (
    calculated,
    cell,
    col,
    line,
    money,
    number,
    parts,
    rule,
    setting,
    statement,
)

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
        fix=("请更正房屋或办公用房；办公用房已含在房屋内，不另加。", "Correct one of them; offices are part of housing."),
        right="房屋 2781.26，其中办公用房 2781.26", wrong="房屋 2013.20，其中办公用房 2781.26",
        source=SOURCE,
    ),
    calculated(
        "R33", line.new_total, parts(line.new_total),
        "拟新增固定资产总额等于各类拟新增资产之和",
        "Assets to be added are the sum of their kinds",
        source=SOURCE,
    ),
    rule(
        "R32", cell.fixed_assets.office.quantity != cell.fixed_assets.housing.quantity,
        "房屋一般不全是办公用房，请核对业务用房等其他用房",
        "All housing is reported as offices",
        severity="warning", where=cell.fixed_assets.housing.quantity > 0,
        fix=("如有业务用房、其他用房，请从办公用房中减去。", "Leave out what is not used as offices."),
        right="房屋 16850.25，其中办公用房 9500.00", wrong="房屋 16850.25，其中办公用房 16850.25",
        source=SOURCE,
    ),
    rule(
        "R32", col.value > 0,
        "有数量的应有价值",
        "There is a quantity without a value",
        severity="warning", where=col.quantity > 0,
        fix=("请填账面价值。", "Enter the book value."),
        right="车辆 8 辆，价值 87.20", wrong="车辆 8 辆，价值空白",
        source=SOURCE,
    ),
    rule(
        "R32", col.quantity > 0,
        "有价值的应有数量",
        "There is a value without a quantity",
        severity="warning", where=col.value > 0,
        lines=("housing", "office", "vehicles", "new_housing", "new_vehicles"),
        fix=("请填数量。", "Enter the quantity."),
        right="车辆 8 辆，价值 87.20", wrong="车辆空白，价值 87.20",
        source=SOURCE,
    ),
    rule(
        "R32", col.value >= setting.housing_value_low * col.quantity,
        "房屋每平方米的价值不应过低，请核对面积和计量单位",
        "Housing is worth too little per square metre",
        severity="warning", where=(col.quantity > 0) & (col.value > 0),
        lines=("housing", "office", "new_housing"),
        fix=("面积填平方米，价值填万元。", "Enter square metres and 万元."),
        right="16850.25 平方米，2013.20 万元", wrong="16850.25 平方米，2.01 万元",
        source=SOURCE,
    ),
    rule(
        "R32", col.value <= setting.housing_value_high * col.quantity,
        "房屋每平方米的价值不应过高，请核对面积和计量单位",
        "Housing is worth too much per square metre",
        severity="warning", where=(col.quantity > 0) & (col.value > 0),
        lines=("housing", "office", "new_housing"),
        fix=("面积填平方米，价值填万元。", "Enter square metres and 万元."),
        right="16850.25 平方米，2013.20 万元", wrong="168.50 平方米，20132000.00 万元",
        source=SOURCE,
    ),
    rule(
        "R32", col.value >= setting.vehicle_value_low * col.quantity,
        "车辆单价不应过低，请核对数量和计量单位",
        "Vehicles are worth too little each",
        severity="warning", where=(col.quantity > 0) & (col.value > 0),
        lines=("vehicles", "new_vehicles"),
        fix=("价值填万元。", "Enter the value in 万元."),
        right="8 辆，87.20 万元", wrong="87 辆，8.00 万元",
        source=SOURCE,
    ),
    rule(
        "R32", col.value <= setting.vehicle_value_high * col.quantity,
        "车辆单价不应过高，请核对数量和计量单位",
        "Vehicles are worth too much each",
        severity="warning", where=(col.quantity > 0) & (col.value > 0),
        lines=("vehicles", "new_vehicles"),
        fix=("价值填万元。", "Enter the value in 万元."),
        right="8 辆，87.20 万元", wrong="8 辆，872000.00 万元",
        source=SOURCE,
    ),
)  # fmt: skip
