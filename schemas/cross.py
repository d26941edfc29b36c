"""Rules between forms, what is taken out between entities, and how a parent adjusts."""

from xltool.schema import adjusting, cell, rule, total, transfer

money, register = cell.income_expenditure, total.transfers
SOURCE = "部门预算编制要求：上下级之间的补助和上缴，汇总时按对方单位抵销"

rules = (
    rule(
        "R33", cell.fixed_assets.new_total.value <= total.procurement.amount,
        "拟新增固定资产已列入政府采购预算，总额不应超过政府采购预算合计",
        "Assets to be added are in the procurement budget and cannot exceed its total",
        source="部门预算信息公开情况说明：国有资产信息",
    ),
    rule(
        "R38", money.income_superior.current == register.superior,
        "上级补助收入（本年）应等于内部往来表按对方单位填列的合计",
        "Subsidies from superiors this year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.income_affiliate.current == register.affiliate,
        "附属单位上缴收入（本年）应等于内部往来表按对方单位填列的合计",
        "Remittances from subordinates this year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.remittance.current == register.remittance,
        "上缴上级支出（本年）应等于内部往来表按对方单位填列的合计",
        "Remittances to superiors this year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.subsidy.current == register.subsidy,
        "对附属单位补助支出（本年）应等于内部往来表按对方单位填列的合计",
        "Subsidies to subordinates this year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.income_superior.prior == register.superior_prior,
        "上级补助收入（上年）应等于内部往来表按对方单位填列的合计",
        "Subsidies from superiors last year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.income_affiliate.prior == register.affiliate_prior,
        "附属单位上缴收入（上年）应等于内部往来表按对方单位填列的合计",
        "Remittances from subordinates last year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.remittance.prior == register.remittance_prior,
        "上缴上级支出（上年）应等于内部往来表按对方单位填列的合计",
        "Remittances to superiors last year equal the register by counterparty",
        source=SOURCE,
    ),
    rule(
        "R38", money.subsidy.prior == register.subsidy_prior,
        "对附属单位补助支出（上年）应等于内部往来表按对方单位填列的合计",
        "Subsidies to subordinates last year equal the register by counterparty",
        source=SOURCE,
    ),
)  # fmt: skip

transfers = (
    transfer(
        "R38", (money.subsidy.current, register.subsidy),
        (money.income_superior.current, register.superior), counterparty="counterparty",
        zh="对附属单位补助（本年）", en="Subsidies to subordinates, this year",
    ),
    transfer(
        "R38", (money.remittance.current, register.remittance),
        (money.income_affiliate.current, register.affiliate), counterparty="counterparty",
        zh="上缴上级（本年）", en="Remittances to superiors, this year",
    ),
    transfer(
        "R38", (money.subsidy.prior, register.subsidy_prior),
        (money.income_superior.prior, register.superior_prior), counterparty="counterparty",
        zh="对附属单位补助（上年）", en="Subsidies to subordinates, last year",
    ),
    transfer(
        "R38", (money.remittance.prior, register.remittance_prior),
        (money.income_affiliate.prior, register.affiliate_prior), counterparty="counterparty",
        zh="上缴上级（上年）", en="Remittances to superiors, last year",
    ),
)  # fmt: skip

adjustment = adjusting(item=total.adjustments.item, amount=total.adjustments.amount)
