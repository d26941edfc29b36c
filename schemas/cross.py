"""Rules between forms, what is taken out between entities, and how a parent adjusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schema import (  # fmt: skip
    adjusting,
    any_row,
    cell,
    col,
    has_data,
    once,
    rule,
    setting,
    side,
    total,
    transfer,
)

from .asset_lines import SOURCE as ASSETS
from .asset_lines import added, assets, bought, by_line, lasting, new_vehicles, vehicle

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression, Predicate

BUDGET = "部门预算编制要求：各表之间的勾稽关系"
PUBLIC = "财政拨款“三公”经费口径"
TRANSFERS = "部门预算编制要求：上下级之间的补助和上缴，汇总时按对方单位抵销"

income = cell.income_expenditure
spent = cell.three_public
paid = total.transfers

official_cars = vehicle & ~col.code.startswith(setting.not_official_cars)
vehicle_service = col.code.startswith(setting.vehicle_services)


def fiscal(where: Predicate) -> Expression:
    """Return what is bought with fiscal money, which alone is 三公, in the rows ``where``."""
    special = bought.special(where=where & (col.special > 0))
    return bought.amount(where=where) - special - bought.other(where=where & (col.other > 0))


official, purchased = fiscal(official_cars), spent.vehicle_purchase.current
AGREE = ("{sides}。", "{sides}.")
MAKE_AGREE = (
    "请核对这三张表；不列入“三公”经费的车辆，请写明原因。",
    "Make the three forms agree, or say why vehicles are left out of 三公.",
)
CARS = (
    side(bought.amount(where=official_cars), ("政府采购有{names} {amount}", "procurement has {names} {amount}"),
         ("政府采购没有公务用车", "procurement has no official cars"), of="item"),
    side(bought.amount(where=new_vehicles & ~official_cars),
         ("另有不计入公务用车的{names} {amount}", "besides {names} {amount}, which are no official cars"), of="item"),
    side(spent.vehicle_purchase.current, ("三公经费有购置费 {amount}", "三公 has a purchase of {amount}"),
         ("三公经费没有购置费", "三公 has no purchase")),
    side(assets.new_vehicles.value, ("资产表有新增车辆 {amount}", "assets have new vehicles of {amount}"),
         ("资产表没有新增车辆", "assets have no new vehicles")),
)  # fmt: skip

vehicles = (
    rule(
        "R15", spent.vehicle_running.current > 0,
        "有车辆，应有公务用车运行维护费",
        "Where there are vehicles there are running costs",
        severity="warning", where=(assets.vehicles.quantity > 0) & (fiscal(vehicle_service) <= 0),
        says=("有车辆，却没有公务用车运行维护费：{stand}。", "There are vehicles without running costs: {stand}."),
        fix=("请填公务用车运行维护费；车辆都不是公务用车的，请在原因中写明。",
             "Enter the running costs, or say why there are none."),
        right="车辆 8 辆，运行维护费 4.40", wrong="车辆 8 辆，运行维护费空白",
        source=PUBLIC,
    ),
    rule(
        "R15", spent.vehicle_running.current >= setting.vehicle_running_low * assets.vehicles.quantity,
        "每辆车的运行维护费不应过低",
        "The running costs per vehicle are not too low",
        severity="warning",
        where=(assets.vehicles.quantity > 0) & (spent.vehicle_running.current > 0),
        says=("平均每辆车的运行维护费不到 {setting.vehicle_running_low} 万元：{stand}。",
              "The running costs per vehicle are below {setting.vehicle_running_low} 万元: {stand}."),
        fix=("请核对车辆数和运行维护费。", "Check vehicles and running costs."),
        right="8 辆，4.40 万元", wrong="80 辆，4.40 万元",
        source=PUBLIC,
    ),
    rule(
        "R15", spent.vehicle_running.current <= setting.vehicle_running_high * assets.vehicles.quantity,
        "每辆车的运行维护费不应过高",
        "The running costs per vehicle are not too high",
        severity="warning", where=assets.vehicles.quantity > 0,
        says=("平均每辆车的运行维护费超过 {setting.vehicle_running_high} 万元：{stand}。",
              "The running costs per vehicle are above {setting.vehicle_running_high} 万元: {stand}."),
        fix=("请核对车辆数和运行维护费。", "Check vehicles and running costs."),
        right="8 辆，4.40 万元", wrong="8 辆，440.00 万元",
        source=PUBLIC,
    ),
    rule(
        "R16", official == purchased,
        "公务用车购置费应等于政府采购中由财政拨款购买的公务用车",
        "The purchase of official cars is what procurement buys of them with fiscal money",
        severity="warning", sides=CARS, says=AGREE, fix=MAKE_AGREE,
        right="政府采购、三公经费、资产表都是 18.00", wrong="政府采购有警车 18.00，三公经费没有购置费",
        source=PUBLIC,
    ),
    rule(
        "R16", bought.amount(where=new_vehicles) == assets.new_vehicles.value,
        "拟新增车辆的价值应等于政府采购中的车辆",
        "The vehicles to be added are those that procurement buys",
        severity="warning", where=official == purchased, sides=CARS, says=AGREE, fix=MAKE_AGREE,
        right="政府采购、三公经费、资产表都是 18.00", wrong="政府采购有警车 18.00，资产表没有新增车辆",
        source=ASSETS,
    ),
    rule(
        "R50", spent.vehicle_running.current >= fiscal(vehicle_service),
        "采购的车辆加油、维修、保险应在公务用车运行维护费之内",
        "Fuel, repair and insurance of vehicles in procurement are within the running costs",
        severity="warning",
        says=("政府采购中车辆加油、维修、保险共 {limit}，公务用车运行维护费只有 {there}，少 {gap}。",
              "Procurement has {limit} of fuel, repair and insurance; the running costs are {there}, {gap} less."),
        fix=("这些支出属于公务用车运行维护费，请核对两张表。", "These are running costs: make both forms agree."),
        right="加油、维修、保险 30.00，运行维护费 30.00", wrong="加油、维修、保险 30.00，运行维护费 4.40",
        source=PUBLIC,
    ),
)  # fmt: skip

SOURCES = (
    (bought.general, income.income_general, "一般公共预算拨款", "the general budget"),
    (bought.fund, income.income_fund, "基金预算拨款", "government funds"),
    (bought.soe, income.income_soe, "国有资本经营预算拨款", "state capital"),
    (bought.special, income.income_special, "财政专户核拨", "the fiscal account"),
    (bought.other, income.income_other, "其他来源收入", "other sources"),
)

procurement = (
    rule(
        "R27", bought.amount <= income.expenditure_total.current,
        "政府采购合计不应超过支出总计",
        "Procurement cannot exceed total expenditure",
        fix=("请核对政府采购和支出预算。", "Check procurement and expenditure."),
        right="采购 761.50，支出总计 5459.02", wrong="采购 7615.00，支出总计 5459.02",
        source=BUDGET,
    ),
    rule(
        "R27", bought.amount <= income.project.current,
        "政府采购合计不应超过项目支出",
        "Procurement cannot exceed project expenditure",
        where=bought.amount <= income.expenditure_total.current,
        fix=("请核对政府采购和项目支出；由基本支出安排的采购请与财政部门确认。",
             "Check procurement and projects."),
        right="采购 761.50，项目支出 2204.93", wrong="采购 2300.00，项目支出 2204.93",
        source=BUDGET,
    ),
    rule(
        "R51", income.project.current >= once(
            bought.budget, per="project", drop=setting.project_endings
        ),
        "各采购项目的预算资金合计不应超过项目支出",
        "The budgets of the projects that buy, each once, are within project expenditure",
        severity="warning", where=bought.amount <= income.project.current,
        says=("各采购项目的预算资金（每个项目只计一次）共 {limit}，项目支出只有 {there}，少 {gap}。",
              "The budgets of the projects that buy, each once, are {limit}; project expenditure is {there}, {gap} less."),
        fix=("请核对各项目的预算资金和项目支出。", "Check the projects' budgets and project expenditure."),
        right="预算资金共 835.50，项目支出 2204.93", wrong="预算资金共 2300.00，项目支出 2204.93",
        source=BUDGET, python_only="同一项目的预算资金各行都填，公式做不到只加一次 · each project is added once",
    ),
    *(
        rule(
            "R27", part <= whole.current,
            f"采购的{zh}不应超过该项收入",
            f"Procurement from {en} cannot exceed that income",
            fix=("请核对资金来源。", "Check the source of funds."),
            right="采购 20.00，收入 50.00", wrong="采购 20.00，收入 0.00",
            source=BUDGET,
        )
        for part, whole, zh, en in SOURCES
    ),
)  # fmt: skip

PAYMENTS = (
    (income.income_superior.current, paid.superior, "上级补助收入（本年）", "Subsidies from superiors this year"),
    (income.income_affiliate.current, paid.affiliate, "附属单位上缴收入（本年）", "Remittances from subordinates this year"),
    (income.remittance.current, paid.remittance, "上缴上级支出（本年）", "Remittances to superiors this year"),
    (income.subsidy.current, paid.subsidy, "对附属单位补助支出（本年）", "Subsidies to subordinates this year"),
    (income.income_superior.prior, paid.superior_prior, "上级补助收入（上年）", "Subsidies from superiors last year"),
    (income.income_affiliate.prior, paid.affiliate_prior, "附属单位上缴收入（上年）", "Remittances from subordinates last year"),
    (income.remittance.prior, paid.remittance_prior, "上缴上级支出（上年）", "Remittances to superiors last year"),
    (income.subsidy.prior, paid.subsidy_prior, "对附属单位补助支出（上年）", "Subsidies to subordinates last year"),
)  # fmt: skip

counterparties = tuple(
    rule(
        "R38", stated == listed,
        f"{zh}应等于内部往来表按对方单位填列的合计",
        f"{en} equal the register by counterparty",
        fix=("请把收支总表的该行与内部往来表对齐：每个对方单位一行。",
             "Make both agree: one row for each counterparty."),
        right="收支总表 20.00，内部往来 20.00", wrong="收支总表 20.00，内部往来 15.00",
        source=TRANSFERS,
    )
    for stated, listed, zh, en in PAYMENTS
)  # fmt: skip

ON_COVER = "有没有数据填在封面上，公式不在该处 · the answer stands on the cover"
SAYS = {
    "procurement": ("政府采购", "procurement", "补填政府采购", "fill in procurement"),
    "fixed_assets": ("固定资产", "assets", "补填固定资产", "fill in assets"),
    "performance": ("绩效目标", "goals", "补填绩效目标", "fill in the goals"),
}
new_assets = side(
    assets.new_total.value, ("固定资产有拟新增 {amount}", "assets of {amount} are to be added")
)
purchase = side(
    spent.vehicle_purchase.current,
    ("三公经费有公务用车购置费 {amount}", "official cars of {amount} are bought"),
)
running = side(
    spent.vehicle_running.current,
    ("三公经费有公务用车运行维护费 {amount}", "official cars have running costs of {amount}"),
)
goods = side(
    bought.amount(where=lasting),
    ("政府采购有{names} {amount}", "procurement has {names} {amount}"), of="item",
)  # fmt: skip
procured = side(bought.amount, ("政府采购有 {amount}", "procurement has {amount}"))
projects = side(income.project.current, ("项目支出有 {amount}", "project expenditure is {amount}"))
speaks = any_row(total.indicators.name, where=col.name.contains(setting.purchases))

NIL = (
    ("procurement", "error", (new_assets, purchase), new_assets.amount > 0,
     "有拟新增固定资产的，政府采购不应是无数据", "Where assets are to be added, procurement has data"),
    ("procurement", "warning", (purchase,), (purchase.amount > 0) & (new_assets.amount <= 0),
     "有公务用车购置费的，政府采购不应是无数据", "Where official cars are bought, procurement has data"),
    ("fixed_assets", "warning", (running, purchase, goods),
     (running.amount > 0) | (purchase.amount > 0) | (goods.amount > 0),
     "有公务用车费用或购置资产的，固定资产不应是无数据",
     "Where official cars cost money or assets are bought, the form of assets has data"),
    ("performance", "warning", (procured, projects), (procured.amount > 0) | (projects.amount > 0),
     "有采购或项目支出的，绩效目标不应是无数据", "Where there are purchases or projects, there are goals"),
)  # fmt: skip

nil_forms = (
    *(
        rule(
            "R53", has_data(form), zh, en,
            severity=severity, where=where, sides=sides,
            says=(f"封面上“{SAYS[form][0]}”选了“无数据”，但{{sides}}。",
                  f"The cover states that {SAYS[form][1]} have no data, but {{sides}}."),
            fix=(f"请{SAYS[form][2]}，或更正其他表。", f"Please {SAYS[form][3]}, or correct the other forms."),
            right="两张表都有数据，或都没有", wrong="一张表选了无数据，另一张表却有金额",
            source=BUDGET, python_only=ON_COVER,
        )
        for form, severity, sides, where, zh, en in NIL
    ),
    rule(
        "R53", has_data("procurement"),
        "绩效指标说到采购、工程的，政府采购不应是无数据",
        "Where indicators speak of purchases or works, procurement has data",
        severity="warning", shows=speaks,
        where=speaks & (new_assets.amount <= 0) & (purchase.amount <= 0),
        says=("封面上“政府采购”选了“无数据”，但绩效指标有{shown}。",
              "The cover states that procurement has no data, but there are indicators {shown}."),
        fix=("请补填政府采购，或改指标。", "Fill in procurement, or change the indicators."),
        right="没有采购，指标也不提采购", wrong="选了无数据，指标有“政府采购率”",
        source=BUDGET, python_only=ON_COVER,
    ),
)  # fmt: skip

rules = (*vehicles, *procurement, *added, *by_line, *nil_forms, *counterparties)

BETWEEN = (
    (income.subsidy.current, paid.subsidy, income.income_superior.current, paid.superior,
     "对附属单位补助（本年）", "Subsidies to subordinates, this year"),
    (income.remittance.current, paid.remittance, income.income_affiliate.current, paid.affiliate,
     "上缴上级（本年）", "Remittances to superiors, this year"),
    (income.subsidy.prior, paid.subsidy_prior, income.income_superior.prior, paid.superior_prior,
     "对附属单位补助（上年）", "Subsidies to subordinates, last year"),
    (income.remittance.prior, paid.remittance_prior, income.income_affiliate.prior, paid.affiliate_prior,
     "上缴上级（上年）", "Remittances to superiors, last year"),
)  # fmt: skip

transfers = tuple(
    transfer("R38", (spent_on, given), (got_from, taken), counterparty="counterparty", zh=zh, en=en)
    for spent_on, given, got_from, taken, zh, en in BETWEEN
)

adjustment = adjusting(item=total.adjustments.item, amount=total.adjustments.amount)
