"""“三公”经费预算表: travel abroad, official cars and receptions paid from fiscal money."""

from xltool.schema import (  # fmt: skip
    blank,
    calculated,
    col,
    line,
    money,
    parts,
    quoted,
    rule,
    setting,
    statement,
    text,
)

RISE = ("增加", "增长", "上升")
FALL = ("减少", "下降", "降低", "压减")
SOURCE = "财政拨款“三公”经费口径：因公出国（境）费、公务用车购置及运行维护费、公务接待费"

three_public = statement(
    "three_public",
    current=money("本年预算数", ge=0, prompt="填本年预算数，单位万元，两位小数。确实没有的填 0。"),
    prior=money(
        "上年预算数",
        ge=0,
        ids={"ge": "R17"},
        prompt="填上年预算数，单位万元，两位小数。没有就填 0。",
    ),
    change=money("增减额"),
    reason=text("增减变化原因", str_length={"max_value": 200}, prompt="写明增加或减少的原因。"),
)

rules = (
    calculated(
        "R13", line.vehicle, parts(line.vehicle),
        "公务用车购置及运维费等于购置费加运行维护费",
        "Official cars are purchase plus running costs",
        source=SOURCE,
    ),
    calculated(
        "R13", line.total, parts(line.total),
        "“三公”经费合计等于出国、用车、接待三项之和",
        "The total is travel abroad, official cars and receptions",
        source=SOURCE,
    ),
    calculated(
        "R17", col.change, col.current - col.prior,
        "增减额等于本年预算数减上年预算数",
        "Change is this year less last year",
    ),
    rule(
        "R17", col.change > 0,
        "原因写增加的，本年预算数应有增加",
        "Where the reason tells of a rise, there is one",
        where=col.reason.contains(*RISE) & ~col.reason.contains(*FALL),
        says=("原因写的是增加，增减额却是{change}。", "The reason tells of a rise, but the change is {change}."),
        fix=("请更正原因或预算数。", "Correct the remark or the figures."),
        right="本年 55.05，上年 45.05，原因：增加10万元", wrong="本年 45.05，上年 55.05，原因：增加10万元",
        source=SOURCE,
    ),
    rule(
        "R17", col.change < 0,
        "原因写减少的，本年预算数应有减少",
        "Where the reason tells of a fall, there is one",
        where=col.reason.contains(*FALL) & ~col.reason.contains(*RISE),
        says=("原因写的是减少，增减额却是{change}。", "The reason tells of a fall, but the change is {change}."),
        fix=("请更正原因或预算数。", "Correct the remark or the figures."),
        right="本年 4.40，上年 6.20，原因：减少1.8万元", wrong="本年 6.20，上年 4.40，原因：减少1.8万元",
        source=SOURCE,
    ),
    rule(
        "R17", quoted(col.reason, col.change, after=(*RISE, *FALL)),
        "原因中写的增减金额应与增减额一致",
        "The amounts quoted as reasons reconcile with the change",
        severity="warning",
        says=("原因“{reason}”中的金额与增减额 {change} 对不上。",
              "The amounts in “{reason}” do not come to the change {change}."),
        fix=("请更正原因中的金额，或补写抵消的项目。", "Correct the amounts, or name what offsets them."),
        right="增减额 -1.80，原因：减少1.8万元", wrong="增减额 -1.80，原因：减少8.1万元",
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
)  # fmt: skip
