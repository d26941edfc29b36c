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
    quantity=number("数　量", ge=0, prompt="房屋填平方米（两位小数），车辆填整数。没有数就留空。"),
    value=money(
        "价值（金额单位：万元）", ge=0, prompt="填账面价值，单位万元，两位小数。没有数就留空。"
    ),
)

sums = (
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
)  # fmt: skip

present = (
    rule(
        "R32", cell.fixed_assets.office.quantity != cell.fixed_assets.housing.quantity,
        "房屋一般不全是办公用房",
        "Housing is seldom all offices",
        severity="warning", where=cell.fixed_assets.housing.quantity > 0,
        says=("{there} 平方米房屋全部填成了办公用房。", "All {there} square metres of housing are reported as offices."),
        fix=("如有业务用房、其他用房，请从办公用房中减去。", "Leave out what is not used as offices."),
        right="房屋 16850.25，其中办公用房 9500.00", wrong="房屋 16850.25，其中办公用房 16850.25",
        source=SOURCE,
    ),
    rule(
        "R32", col.value > 0,
        "有数量的应有价值",
        "What has a quantity has a value",
        severity="warning", category="missing", where=col.quantity > 0,
        says=("有数量 {quantity}，价值却是{value}。", "The quantity is {quantity}, but the value {value}."),
        fix=("请填账面价值。", "Enter the book value."),
        right="车辆 8 辆，价值 87.20", wrong="车辆 8 辆，价值空白",
        source=SOURCE,
    ),
    rule(
        "R32", col.quantity > 0,
        "有价值的应有数量",
        "What has a value has a quantity",
        severity="warning", category="missing", where=col.value > 0,
        lines=("housing", "office", "vehicles", "new_housing", "new_vehicles"),
        says=("有价值 {value}，数量却是{quantity}。", "The value is {value}, but the quantity {quantity}."),
        fix=("请填数量。", "Enter the quantity."),
        right="车辆 8 辆，价值 87.20", wrong="车辆空白，价值 87.20",
        source=SOURCE,
    ),
)  # fmt: skip


HOUSING = ("housing", "office", "new_housing")
VEHICLES = ("vehicles", "new_vehicles")
WORTH = (
    (HOUSING, col.value >= setting.housing_value_low * col.quantity, "过低", "little", "房屋每平方米", "housing", "平方米",
     "16850.25 平方米，2013.20 万元", "16850.25 平方米，2.01 万元"),
    (HOUSING, col.value <= setting.housing_value_high * col.quantity, "过高", "much", "房屋每平方米", "housing", "平方米",
     "16850.25 平方米，2013.20 万元", "168.50 平方米，20132000.00 万元"),
    (VEHICLES, col.value >= setting.vehicle_value_low * col.quantity, "过低", "little", "每辆车", "vehicles", "辆",
     "8 辆，87.20 万元", "87 辆，8.00 万元"),
    (VEHICLES, col.value <= setting.vehicle_value_high * col.quantity, "过高", "much", "每辆车", "vehicles", "辆",
     "8 辆，87.20 万元", "8 辆，872000.00 万元"),
)  # fmt: skip

values = tuple(
    rule(
        "R32", in_bounds,
        f"{each}的价值不应{odd}",
        f"The value of {kind} is not too {size}",
        severity="warning", lines=lines, where=(col.quantity > 0) & (col.value > 0),
        says=(f"{{quantity}} {measure}，价值 {{value}} 万元，{each}的价值{odd}。",
              f"{{quantity}} {measure} are worth {{value}} 万元: too {size} for {kind}."),
        fix=(f"请核对：数量的单位是{measure}，价值的单位是万元。", f"Enter {measure} and 万元."),
        right=right, wrong=wrong,
        source=SOURCE,
    )
    for lines, in_bounds, odd, size, each, kind, measure, right, wrong in WORTH
)  # fmt: skip

rules = (*sums, *present, *values)
