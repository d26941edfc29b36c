"""Rules between forms, what is taken out between entities, and how a parent adjusts."""

from xltool.schema import adjusting, cell, col, rule, setting, total, transfer

BUDGET = "部门预算编制要求：各表之间的勾稽关系"
ASSETS = "部门预算信息公开情况说明：国有资产信息"
PUBLIC = "财政拨款“三公”经费口径"
TRANSFERS = "部门预算编制要求：上下级之间的补助和上缴，汇总时按对方单位抵销"

assets = cell.fixed_assets
income = cell.income_expenditure
spent = cell.three_public
bought = total.procurement
paid = total.transfers

vehicles = (
    rule(
        "R15", spent.vehicle_running.current > 0,
        "有车辆，应有公务用车运行维护费",
        "Where there are vehicles there are running costs",
        severity="warning", where=assets.vehicles.quantity > 0,
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
        "R16", spent.vehicle_purchase.current == bought.amount(where=col.code.startswith(setting.official_cars)),
        "公务用车购置费应等于政府采购中的公务用车",
        "The purchase of official cars is what procurement buys of them",
        severity="warning",
        shows=bought.amount(where=col.code.startswith(setting.vehicles) & ~col.code.startswith(setting.official_cars)),
        says=("公务用车购置费 {there}，政府采购中的公务用车合计 {limit}，差 {difference}。计入的采购：{counted}；未计入的其他车辆：{shown}。",
              "Official cars cost {there}, but procurement buys {limit}, counted: {counted}; other vehicles, not counted: {shown}."),
        fix=("请核对“三公”经费与政府采购；未计入的车辆，请确认不属于公务用车。",
             "Check both forms; make sure that vehicles not counted are no official cars."),
        right="购置费 18.00，警车 2 辆 18.00", wrong="购置费 0.00，警车 2 辆 18.00",
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

added = (
    rule(
        "R33", assets.new_total.value <= bought.amount,
        "拟新增固定资产已列入政府采购预算，总额不应超过政府采购预算合计",
        "Assets to be added are in the procurement budget and cannot exceed its total",
        fix=("请核对拟新增固定资产和政府采购。", "Check the assets to be added and procurement."),
        right="拟新增 516.50，采购 859.50", wrong="拟新增 1000.00，采购 859.50",
        source=ASSETS,
    ),
    rule(
        "R33", assets.new_total.value <= bought.amount(
            where=(col.code.startswith(setting.makes_assets) & ~col.code.startswith(setting.consumables))
        ),
        "拟新增固定资产不应超过能形成资产的采购（货物、工程，不含被服、消耗品和服务）",
        "Assets to be added cannot exceed the procurement that makes assets",
        severity="warning", where=assets.new_total.value <= bought.amount,
        says=("拟新增固定资产 {there}，采购中能形成资产的只有 {limit}，多 {gap}。",
              "Assets to be added are {there}; only {limit} of procurement makes assets, {gap} less."),
        fix=("服务、被服和消耗品不是固定资产，请从拟新增中减去。", "Leave services, uniforms and consumables out."),
        right="拟新增 438.50，货物和工程 438.50", wrong="拟新增 761.50，货物和工程 438.50",
        source=ASSETS,
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

rules = (*vehicles, *procurement, *added, *counterparties)

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
