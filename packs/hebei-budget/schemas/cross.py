"""Rules between forms."""

from xltool.schema import cell, codes, rule, setting

from .shared import BUDGETS, PUBLIC, agree

balance, fiscal, spent, assets = cell.balance, cell.fiscal, cell.three_public, cell.fixed_assets
CLASSES = codes("functions").under("")
INCOME = (
    ("carryover", "carryover", "上年结转", "Carry-over"),
    *((f"income_{budget}", budget, f"{zh}拨款", f"Income from {en}") for budget, zh, en in BUDGETS),
    ("income_special", "special", "财政专户核拨", "Income from the fiscal account"),
    ("income_service", "service", "事业收入", "Income from services"),
    ("income_superior", "superior", "上级补助收入", "Subsidies from superiors"),
    ("income_affiliate", "affiliate", "附属单位上缴收入", "Remittances from subordinates"),
    ("income_business", "business", "事业单位经营收入", "Income from business"),
    ("income_other", "other", "其他来源收入", "Other income"),
)
NOT_FISCAL = (
    sum(getattr(balance, line).amount for line, *_ in INCOME[5:]) + balance.income_special.amount
)
fiscal_year, year = fiscal.expenditure_year, balance.expenditure_year.amount

same = (
    *(
        agree("R8", getattr(cell.income.total, column) == getattr(balance, line).amount,
              f"{zh}：部门收入总表应与部门收支总表一致", f"{en}: both forms of income agree")
        for line, column, zh, en in INCOME
    ),
    *(
        agree("R8", cell.spending[each.code].total == balance[each.code].amount,
              f"{each.code} {each.label}：部门支出总表应与部门收支总表一致",
              f"Class {each.code}: both forms of spending agree")
        for each in CLASSES
    ),
    *(
        agree("R9", getattr(fiscal, line).amount == getattr(balance, line).amount,
              f"{zh}收入：财政拨款收支总表应与部门收支总表一致", f"{en}: both forms agree")
        for line, _, zh, en in INCOME[1:4]
    ),
    *(
        agree("R9", getattr(fiscal_year, budget) == getattr(cell, budget).total.total,
              f"{zh}：财政拨款收支总表应与{zh}支出表一致", f"Spending from {en}: both forms agree")
        for budget, zh, en in BUDGETS
    ),
    *(
        agree("R9", fiscal[each.code].total <= balance[each.code].amount,
              f"{each.code} {each.label}：财政拨款支出不应超过部门支出",
              f"Class {each.code}: fiscal spending is within all spending")
        for each in CLASSES
    ),
    agree("R9", fiscal_year.total == year,
          "没有财政拨款以外的资金时，财政拨款支出应等于部门支出",
          "Where there is no other money, fiscal spending is all spending",
          where=(NOT_FISCAL <= 0) & (balance.carryover.amount == fiscal.carryover.amount)
          & (fiscal_year.total <= year)),
    agree("R10", cell.general.total.basic == cell.basic.total.total,
          "一般公共预算基本支出：按功能科目和按经济分类应一致",
          "Basic spending is the same by function and by economic classification"),
)  # fmt: skip

three_public = tuple(
    agree("R14", cell.basic[code].total <= getattr(spent, line).general,
          f"基本支出中的{zh}（{code}）不应超过“三公”经费的该项", f"{en} in basic spending is within 三公",
          severity="warning", source=PUBLIC)
    for code, line, zh, en in (
        ("30212", "abroad", "因公出国（境）费", "Travel abroad"),
        ("30217", "reception", "公务接待费", "Reception"),
        ("30231", "vehicle_running", "公务用车运行维护费", "Running official cars"),
    )
)  # fmt: skip

running, held = spent.vehicle_running.total, assets.vehicles.quantity
cars = tuple(
    rule(
        "R15", test, zh, en,
        severity="warning", where=where, fix=("请核对车辆数和运行维护费。", "Check vehicles and running costs."),
        right="车辆 8 辆，运行维护费 4.40", wrong=wrong, source=PUBLIC,
    )
    for test, where, zh, en, wrong in (
        (running > 0, held > 0, "有车辆，应有公务用车运行维护费",
         "Where there are vehicles there are running costs", "车辆 8 辆，运行维护费空白"),
        (running >= setting.vehicle_running_low * held, running > 0, "每辆车的运行维护费不应过低",
         "The running costs per vehicle are not too low", "车辆 80 辆，运行维护费 4.40"),
        (running <= setting.vehicle_running_high * held, held > 0, "每辆车的运行维护费不应过高",
         "The running costs per vehicle are not too high", "车辆 8 辆，运行维护费 440.00"),
    )
)  # fmt: skip

rules = (*same, *three_public, *cars)
