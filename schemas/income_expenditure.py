"""部门收支预算总表: income beside expenditure, this year against last."""

from xltool.schema import (  # fmt: skip
    blank,
    calculated,
    col,
    line,
    money,
    parts,
    percent,
    quoted,
    rate,
    rule,
    setting,
    statement,
    text,
)

RISE = ("增加", "增长", "上升")
FALL = ("减少", "下降", "降低", "压减")
SOURCE = "《预算法》；河北省省级预算公开办法"

income_expenditure = statement(
    "income_expenditure",
    current=money(
        "本年预算数", ge=0, prompt="填本年预算数，单位万元，两位小数。没有就留空，不要填“无”或“-”。"
    ),
    prior=money(
        "上年预算数",
        ge=0,
        ids={"ge": "R17"},
        prompt="填上年预算数，单位万元，两位小数。没有就填 0。",
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
    rule(
        "R17", col.change > 0,
        "说明写增加的，本年预算数应有增加",
        "Where the remark tells of a rise, there is one",
        where=col.note.contains(*RISE) & ~col.note.contains(*FALL),
        says=("说明写的是增加，增减额却是{change}。", "The remark tells of a rise, but the change is {change}."),
        fix=("请更正说明或预算数。", "Correct the remark or the figures."),
        right="本年 55.05，上年 45.05，说明：增加10万元", wrong="本年 45.05，上年 55.05，说明：增加10万元",
        source=SOURCE,
    ),
    rule(
        "R17", col.change < 0,
        "说明写减少的，本年预算数应有减少",
        "Where the remark tells of a fall, there is one",
        where=col.note.contains(*FALL) & ~col.note.contains(*RISE),
        says=("说明写的是减少，增减额却是{change}。", "The remark tells of a fall, but the change is {change}."),
        fix=("请更正说明或预算数。", "Correct the remark or the figures."),
        right="本年 4.40，上年 6.20，说明：减少1.8万元", wrong="本年 6.20，上年 4.40，说明：减少1.8万元",
        source=SOURCE,
    ),
    rule(
        "R17", quoted(col.note, col.change, after=(*RISE, *FALL)),
        "说明中写的增减金额应与增减额一致",
        "The amounts quoted as reasons reconcile with the change",
        severity="warning",
        says=("说明“{note}”中的金额与增减额 {change} 对不上。",
              "The amounts in “{note}” do not come to the change {change}."),
        fix=("请更正说明中的金额，或补写抵消的项目。", "Correct the amounts, or name what offsets them."),
        right="增减额 -1.80，说明：减少1.8万元", wrong="增减额 -1.80，说明：减少8.1万元",
        source=SOURCE,
        python_only="金额写在文字里，公式无法取出 · the amounts stand in free text",
    ),
    rule(
        "R18", ~blank(col.prior),
        "有本年预算数的，上年预算数不应空白（没有就填 0）",
        "Where this year has a figure, last year has one, too (blank is not zero)",
        severity="warning", where=~blank(col.current),
        says=("本年填了 {current}，上年空白。", "This year has {current}, last year is blank."),
        fix=("请填上年预算数；上年没有安排的填 0。", "Enter last year's figure, 0 if there was none."),
        right="本年 18.00，上年 0.00", wrong="本年 18.00，上年空白",
        source="部门预算公开：与上年对比",
    ),
    rule(
        "R42", col.current <= setting.unit_slip * col.prior,
        "本年数不应是上年数的上千倍（可能把元填成了万元）",
        "This year's figure is not thousands of times last year's: yuan may stand for 万元",
        severity="warning", where=(col.current > 0) & (col.prior > 0),
        says=("本年 {current} 是上年 {prior} 的上千倍，像是把元当成了万元。",
              "{current} is thousands of times last year's {prior}: yuan may stand for 万元."),
        fix=("请核对计量单位，本表单位是万元。", "Check the unit: this form is in 万元."),
        right="本年 468.60，上年 430.20", wrong="本年 4686000.00，上年 430.20",
        source="常见填报错误",
    ),
    rule(
        "R42", col.prior <= setting.unit_slip * col.current,
        "上年数不应是本年数的上千倍（可能把元填成了万元）",
        "Last year's figure is not thousands of times this year's: yuan may stand for 万元",
        severity="warning", where=(col.current > 0) & (col.prior > 0),
        says=("上年 {prior} 是本年 {current} 的上千倍，像是把元当成了万元。",
              "Last year's {prior} is thousands of times {current}: yuan may stand for 万元."),
        fix=("请核对计量单位，本表单位是万元。", "Check the unit: this form is in 万元."),
        right="本年 468.60，上年 430.20", wrong="本年 0.05，上年 430.20",
        source="常见填报错误",
    ),
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
