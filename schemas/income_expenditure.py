"""部门收支预算总表: income beside expenditure, this year against last."""

from xltool.schema import (  # fmt: skip
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
)

from .year_on_year import change, years

SOURCE = "《预算法》；河北省省级预算公开办法"
EXPLAINED = (
    "income_special", "income_service", "income_superior", "income_affiliate", "income_business",
    "income_other", "personnel", "public", "project", "remittance", "business", "subsidy",
)  # fmt: skip
"""Where a large change needs a reason: not of appropriations, which follow from expenditure."""

income_expenditure = statement(
    "income_expenditure",
    current=money(
        "本年预算数",
        ge=0,
        prompt="填本年预算数，单位万元，两位小数。没有数就留空，确实为零才填 0，不要填“无”或“-”。",
    ),
    prior=money(
        "上年预算数",
        ge=0,
        ids={"ge": "R17"},
        last="current",
        prompt="填上年预算数，单位万元，两位小数。没有数就留空，确实为零才填 0。",
    ),
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
        fix=("请核对收入、支出各项；多出的收入列年终结转。", "Check income and expenditure; carry what is left forward."),
        right="收入总计 5459.02，支出总计 5459.02", wrong="收入总计 5459.02，支出总计 5450.00，差 -9.02",
        source=SOURCE,
    ),
    change(),
    calculated(
        "R19", col.rate, percent(col.change, of=col.prior),
        "增减%等于增减额除以上年预算数；上年为零时不可比",
        "Rate of change is change over last year; not comparable when last year is zero",
    ),
    *years(col.note, "说明", "remark", source=SOURCE, explained=EXPLAINED),
    rule(
        "R41", col.current == 0,
        "行政单位一般没有这项收支",
        "An administrative body normally has none of this",
        severity="warning",
        nature=("行政", "行政单位"),
        lines=(
            "income_service", "income_superior", "income_affiliate", "income_business",
            "remittance", "business", "subsidy",
        ),
        says=("行政单位一般没有{line}，填了 {current}。",
              "An administrative body normally has no {line}; {current} is entered."),
        fix=("请核对科目；如确有，请在说明中写明依据。", "Check the line; if it is right, name the basis."),
        right="行政单位：事业收入空白", wrong="行政单位：事业收入 20.00",
        source="行政单位财务规则",
    ),
)  # fmt: skip
