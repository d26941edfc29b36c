"""The line of the fixed assets that a purchase adds to: as its row says, else by code and price.

What is bought is to be added, and the reverse, line by line (R33, R52).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schema import blank, cell, col, rule, setting, side, total

if TYPE_CHECKING:
    from xltool.expressions.nodes import Predicate

SOURCE = "部门预算信息公开情况说明：国有资产信息"
HOUSING, VEHICLES, EQUIPMENT, OTHER, NONE = (
    "房屋", "车辆", "单价在20万元以上设备", "其他固定资产", "不形成固定资产",
)  # fmt: skip

assets = cell.fixed_assets
bought = total.procurement


def adds_to(line: str, derived: Predicate) -> Predicate:
    """Select what is said to add to a line, and what is ``derived`` where nothing is said."""
    return col.asset.isin(line) | (blank(col.asset) & derived)


def lasts(derived: Predicate) -> Predicate:
    """Select what is said to add to any line, and what is ``derived`` where nothing is said."""
    return ~col.asset.isin(NONE) & (~blank(col.asset) | derived)


vehicle = col.code.startswith(setting.vehicles)
makes = col.code.startswith(setting.makes_assets) & ~col.code.startswith(setting.consumables)
durable = (
    col.code.startswith(setting.durable_goods) & ~col.code.startswith(setting.intangible) & ~vehicle
)
single = col.measure.isin(setting.single_measures)
dear = single & (col.unit_price >= setting.equipment_price)
small = single & ~dear & (col.unit_price >= setting.asset_price)
building = col.code.startswith(setting.housing)
works = col.code.startswith(setting.works)

new_vehicles = adds_to(VEHICLES, vehicle)
lasting = lasts(vehicle | durable | building)
assets_bought = bought.amount(where=lasts(makes))

added = (
    rule(
        "R33", assets.new_total.value <= bought.amount,
        "拟新增固定资产已列入政府采购预算，总额不应超过政府采购预算合计",
        "Assets to be added are in the procurement budget and cannot exceed its total",
        fix=("请核对拟新增固定资产和政府采购。", "Check the assets to be added and procurement."),
        right="拟新增 516.50，采购 859.50", wrong="拟新增 1000.00，采购 859.50",
        source=SOURCE,
    ),
    rule(
        "R33", assets.new_total.value <= assets_bought,
        "拟新增固定资产不应超过能形成资产的采购（货物、工程，不含被服、消耗品和服务）",
        "Assets to be added cannot exceed the procurement that makes assets",
        severity="warning", where=assets.new_total.value <= bought.amount,
        says=("拟新增固定资产 {there}，采购中能形成资产的只有 {limit}，多 {gap}。",
              "Assets to be added are {there}; only {limit} of procurement makes assets, {gap} less."),
        fix=("服务、被服和消耗品不是固定资产，请从拟新增中减去；确实形成资产的，请在政府采购“对应资产项目”栏选明。",
             "Leave services, uniforms and consumables out, or choose under 对应资产项目 what they add to."),
        right="拟新增 438.50，货物和工程 438.50", wrong="拟新增 761.50，货物和工程 438.50",
        source=SOURCE,
    ),
)  # fmt: skip

NEW_HOUSING, NEW_EQUIPMENT, NEW_OTHER = (
    assets.new_housing.value, assets.new_equipment.value, assets.new_other.value,
)  # fmt: skip
adds_housing = adds_to(HOUSING, building)
adds_equipment = adds_to(EQUIPMENT, durable & dear)
adds_other = adds_to(OTHER, durable & small)
unsaid = blank(col.asset) & durable
only_in_lots = (bought.amount(where=unsaid & single) <= 0) & (bought.amount(where=unsaid) > 0)
BOUGHT = (
    (NEW_HOUSING, adds_housing, bought.amount(where=adds_housing) > 0, "房屋", "housing", "房屋 90.00"),
    (NEW_EQUIPMENT, adds_equipment, bought.amount(where=adds_equipment) > 0,
     "单价20万元以上设备", "equipment above 200,000 yuan", "服务器一台 45.00"),
    (NEW_OTHER, adds_other, bought.amount(where=adds_other) > 0,
     "其他固定资产", "other assets", "空调十台 6.00"),
    (NEW_EQUIPMENT + NEW_OTHER, unsaid, only_in_lots,
     "设备和其他固定资产", "equipment or other assets", "办公设备一批 28.50"),
)  # fmt: skip
# What stands in the wrong line is said of the line that lacks it, not of this one, too.
ADDED = (
    (NEW_HOUSING, adds_to(HOUSING, building | works), NEW_HOUSING > 0, "房屋", "housing"),
    (NEW_EQUIPMENT, adds_to(EQUIPMENT, makes & ~vehicle & (col.amount >= setting.equipment_price)),
     (NEW_EQUIPMENT > 0) & ((NEW_OTHER > 0) | (bought.amount(where=adds_other) <= 0)),
     "单价20万元以上设备", "equipment above 200,000 yuan"),
    (NEW_OTHER, adds_to(OTHER, makes & ~vehicle & ~dear),
     (NEW_OTHER > 0) & ((NEW_EQUIPMENT > 0) | (bought.amount(where=adds_equipment) <= 0)),
     "其他固定资产", "other assets"),
)  # fmt: skip

by_line = (
    *(
        rule(
            "R52", line > 0,
            f"采购了{zh}的，资产表应有相应的拟新增",
            f"Where {en} are bought, assets are added",
            severity="warning",
            where=where,
            sides=(side(bought.amount(where=kind), ("政府采购有{names} {amount}", "procurement has {names} {amount}"), of="item"),),
            says=(f"{{sides}}，资产表却没有拟新增的{zh}。", f"{{sides}}, but no {en} are to be added."),
            fix=("请在资产表补填拟新增；列入其他资产项目或不形成固定资产的，请在政府采购“对应资产项目”栏选明。",
                 "Enter what is added; if it adds to another line or to none, choose so under 对应资产项目."),
            right=f"采购有{what}，资产表有拟新增{zh}", wrong=f"采购有{what}，资产表没有拟新增{zh}",
            source=SOURCE,
        )
        for line, kind, where, zh, en, what in BOUGHT
    ),
    *(
        rule(
            "R52", bought.amount(where=kind) > 0,
            f"拟新增{zh}的，政府采购应有相应的采购",
            f"Where {en} are to be added, procurement buys them",
            severity="warning", where=where & (assets.new_total.value <= assets_bought),
            sides=(side(line, (f"资产表拟新增{zh} {{amount}}", f"{{amount}} of {en} are to be added")),),
            says=("{sides}，政府采购中没有能列入该项的采购。", "{sides}, but nothing in procurement can be that."),
            fix=("请补填政府采购，或改列其他资产项目；从品目看不出的，请在政府采购“对应资产项目”栏选明。",
                 "Add it to procurement, or move it to another line; say under 对应资产项目 what no code tells."),
            right=f"拟新增{zh} 45.00，采购有相应的采购", wrong=f"拟新增{zh} 45.00，采购没有相应的采购",
            source=SOURCE,
        )
        for line, kind, where, zh, en in ADDED
    ),
)  # fmt: skip

costs_as_much = ~single | (col.unit_price >= setting.equipment_price)
fits = (
    (col.asset.isin(HOUSING) & (building | works))
    | (col.asset.isin(VEHICLES) & vehicle)
    | (col.asset.isin(EQUIPMENT) & makes & costs_as_much)
    | (col.asset.isin(OTHER) & makes)
)

said = (
    rule(
        "R52", fits,
        "对应资产项目应与品目、单价相称",
        "The line of the assets that a purchase adds to fits its code and price",
        severity="warning", where=~blank(col.asset) & ~col.asset.isin(NONE),
        says=("{code} {code.label}（单价 {unit_price} 万元）与所选的对应资产项目“{asset}”不相称。",
              "{code} {code.label} at {unit_price} 万元 does not fit the line “{asset}” that it is said to add to."),
        fix=("请更正对应资产项目，或更正目录序号、单价；对应资产项目留空的，按目录序号判断。",
             "Correct the line, the code or the price; if the line is left blank, the code decides."),
        right="A020101 计算机设备，单价 45.00，对应单价在20万元以上设备",
        wrong="C0803 审计服务，单价 45.00，对应单价在20万元以上设备",
        source=SOURCE,
    ),
)  # fmt: skip
