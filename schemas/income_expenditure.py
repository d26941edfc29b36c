"""部门收支预算总表: income beside expenditure, this year against last."""

from xltool.schema import (
    calculated,
    col,
    line,
    money,
    parts,
    percent,
    rate,
    rule,
    statement,
    text,
)  # fmt: skip

SOURCE = "《预算法》；河北省省级预算公开办法"

income_expenditure = statement(
    "income_expenditure",
    current=money(
        "本年预算数", prompt="填本年预算数，单位万元，两位小数。没有就留空，不要填“无”或“-”。"
    ),
    prior=money("上年预算数", prompt="填上年预算数，单位万元，两位小数。没有就填 0。"),
    change=money("增减额"),
    rate=rate("增减%"),
    note=text("说明", str_length={"max_value": 200}, prompt="增减较大时写明原因。"),
)

rules = (
    calculated(
        "R2", line.income_year, parts(line.income_year),
        "本年收入合计等于各项收入之和",
        "Income of the year is the sum of its sources",
        source=SOURCE,
    ),
    calculated(
        "R3", line.income_total, parts(line.income_total),
        "收入总计等于本年收入合计加上年结转",
        "Total income is income of the year plus carry-over",
        source=SOURCE,
    ),
    calculated(
        "R10", line.basic, parts(line.basic),
        "基本支出等于人员经费加日常公用经费",
        "Basic expenditure is personnel plus routine public costs",
        source=SOURCE,
    ),
    calculated(
        "R6", line.expenditure_year, parts(line.expenditure_year),
        "本年支出合计等于基本、项目、上缴上级、经营、对附属单位补助各项支出之和",
        "Expenditure of the year is the sum of its kinds",
        source=SOURCE,
    ),
    calculated(
        "R3", line.expenditure_total, parts(line.expenditure_total),
        "支出总计等于本年支出合计加年终结转",
        "Total expenditure is expenditure of the year plus carry-forward",
        source=SOURCE,
    ),
    rule(
        "R1", line.income_total == line.expenditure_total,
        "收入总计应等于支出总计",
        "Total income equals total expenditure",
        source=SOURCE,
    ),
    calculated(
        "R17", col.change, col.current - col.prior,
        "增减额等于本年预算数减上年预算数",
        "Change is this year less last year",
    ),
    calculated(
        "R19", col.rate, percent(col.change, of=col.prior),
        "增减%等于增减额除以上年预算数；上年为零时不可比",
        "Rate of change is change over last year; not comparable when last year is zero",
    ),
)  # fmt: skip
