"""This year against last: what every statement with both years and a text about the change obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schema import (  # fmt: skip
    blank,
    calculated,
    col,
    compares_with_last_year,
    explains,
    in_wan,
    largest_part,
    rule,
    setting,
    smallest_part,
)

if TYPE_CHECKING:
    from xltool.expressions.references import ColumnRef
    from xltool.expressions.rule import Rule

RISE = ("增加", "增长", "上升")
FALL = ("减少", "下降", "降低", "压减")
NEITHER = ("未增", "不增", "没有增", "无增", "零增长", "未减", "不减", "没有减", "无减", "控制增长")
MORE = (*RISE, "新增", "净增", "增支")
LESS = (*FALL, "压缩", "核减", "节约", "净减", "减支")
OFFSET = ("相抵", "抵消", "抵减", "抵扣")
FREE_TEXT = "金额写在文字里，公式无法取出 · the amounts stand in free text"
PARTS_BELOW = "每行的下级行不同，公式不逐行取 · which lines stand below differs from line to line"
UNITS = "部门预算公开：文字中的金额与表中一致，计量单位相同"
MISTAKES = "常见填报错误"


def change() -> Rule:
    """Return how the change is calculated."""
    return calculated(
        "R17", col.change, col.current - col.prior,
        "增减额等于本年预算数减上年预算数",
        "Change is this year less last year",
    )  # fmt: skip


def years(
    reason: ColumnRef, zh: str, en: str, *, source: str, explained: tuple[str, ...]
) -> tuple[Rule, ...]:
    """Return the rules about both years, and about the text ``reason`` that explains the change.

    ``zh`` and ``en`` are what the text is called, ``explained`` the lines of which a large change
    needs one: totals are explained by their parts.
    """
    return (*_reasons(reason, zh, en, source), *_missing(reason, zh, en, explained), *_slips())


def _reasons(reason: ColumnRef, zh: str, en: str, source: str) -> tuple[Rule, ...]:
    told = "{" + reason.column + "}"
    rises = reason.contains(*RISE) & ~reason.contains(*LESS, *OFFSET, *NEITHER)
    falls = reason.contains(*FALL) & ~reason.contains(*MORE, *OFFSET, *NEITHER)
    contrary = (rises & (col.change <= 0)) | (falls & (col.change >= 0))
    return (
        rule(
            "R17", col.change > 0,
            f"{zh}写增加的，本年预算数不应减少",
            f"Where the {en} tells of a rise, there is no fall",
            where=rises & (col.change != 0),
            says=(f"{zh}写的是增加，增减额却是{{change}}。", f"The {en} tells of a rise, but the change is {{change}}."),
            fix=(f"请更正{zh}或预算数。", f"Correct the {en} or the figures."),
            right=f"本年 55.05，上年 45.05，{zh}：增加10万元", wrong=f"本年 45.05，上年 55.05，{zh}：增加10万元",
            source=source,
        ),
        rule(
            "R17", col.change < 0,
            f"{zh}写减少的，本年预算数不应增加",
            f"Where the {en} tells of a fall, there is no rise",
            where=falls & (col.change != 0),
            says=(f"{zh}写的是减少，增减额却是{{change}}。", f"The {en} tells of a fall, but the change is {{change}}."),
            fix=(f"请更正{zh}或预算数。", f"Correct the {en} or the figures."),
            right=f"本年 4.40，上年 6.20，{zh}：减少1.8万元", wrong=f"本年 6.20，上年 4.40，{zh}：减少1.8万元",
            source=source,
        ),
        rule(
            "R17", ~(rises | falls),
            f"没有增减的，{zh}不应写增加或减少",
            f"Where nothing changed, the {en} tells of no rise or fall",
            severity="warning", where=(col.change == 0) & ~blank(reason),
            says=(f"本年与上年相同，{zh}却写“{told}”。", f"Nothing changed, but the {en} says “{told}”."),
            fix=(f"请更正{zh}或预算数；一增一减相抵的，两项都写明。",
                 f"Correct the {en} or the figures; if a rise and a fall offset each other, name both."),
            right=f"本年 4.40，上年 4.40，{zh}：与上年持平", wrong=f"本年 4.40，上年 4.40，{zh}：增加1.8万元",
            source=source,
        ),
        rule(
            "R17", explains(reason, col.change, rises=MORE, falls=LESS),
            f"{zh}中写的增减金额应与增减额一致，多出的应写明由什么抵消",
            f"The amounts quoted in the {en} come to the change, and what exceeds it is offset",
            severity="warning", where=~contrary,
            says=(f"{zh}“{told}”中的金额与增减额 {{change}} 对不上。",
                  f"The amounts in “{told}” do not come to the change {{change}}."),
            fix=(f"请更正{zh}中的金额，或补写抵消的项目。", "Correct the amounts, or name what offsets them."),
            right=f"增减额 -1.80，{zh}：减少1.8万元", wrong=f"增减额 -1.80，{zh}：减少8.1万元",
            source=source, python_only=FREE_TEXT,
        ),
        rule(
            "R17", reason.contains(*LESS, *OFFSET),
            f"其中一项增加得比总的还多时，{zh}应写明哪些减少",
            f"Where a part rises by more than its total, the {en} names what falls",
            severity="warning",
            where=(col.change > 0) & (largest_part(col.change) > col.change + setting.change_amount),
            shows=largest_part(col.change),
            says=(f"{{line}}增减额 {{change}}，其中一项就增加 {{shown}}，{zh}没有写哪些减少。",
                  f"{{line}} changes by {{change}}, one of its parts by {{shown}}; the {en} names no fall."),
            fix=("请补写抵消的减少及金额。", "Name what falls, and by how much."),
            right=f"增减额 10.00，{zh}：购车增加18万元，运行费减少8万元", wrong=f"增减额 10.00，其中购车 18.00，{zh}：计划新增两辆车",
            source=source, python_only=PARTS_BELOW,
        ),
        rule(
            "R17", reason.contains(*MORE, *OFFSET),
            f"其中一项减少得比总的还多时，{zh}应写明哪些增加",
            f"Where a part falls by more than its total, the {en} names what rises",
            severity="warning",
            where=(col.change < 0) & (smallest_part(col.change) + setting.change_amount < col.change),
            shows=smallest_part(col.change),
            says=(f"{{line}}增减额 {{change}}，其中一项就有 {{shown}}，{zh}没有写哪些增加。",
                  f"{{line}} changes by {{change}}, one of its parts by {{shown}}; the {en} names no rise."),
            fix=("请补写抵消的增加及金额。", "Name what rises, and by how much."),
            right=f"增减额 -902.24，{zh}：项目减少1511.4万元，基本增加609.16万元", wrong=f"增减额 -902.24，其中项目 -1511.40，{zh}：减少基础建设项目",
            source=source, python_only=PARTS_BELOW,
        ),
        rule(
            "R17", compares_with_last_year(reason),
            f"{zh}应与上年比较",
            f"The {en} compares with last year",
            severity="warning",
            says=(f"{zh}“{told}”比较的不是上年。", f"“{told}” compares with another year than the last."),
            fix=("请更正年份；与别的年份比较的，改为与上年比较。", "Correct the year: the change is that on last year."),
            right=f"2020年预算，{zh}：较2019年减少1.8万元", wrong=f"2020年预算，{zh}：较2018年减少1.8万元",
            source=source, python_only=FREE_TEXT,
        ),
        rule(
            "R20", in_wan(reason, col.current, col.prior, col.change),
            f"{zh}中写本表的数，单位应是万元",
            f"Figures of the form are in 万元 in the {en}, too",
            says=(f"{zh}“{told}”把本表的数写成了“元”，本表单位是万元。",
                  f"“{told}” gives a figure of this form in 元; the form is in 万元."),
            fix=("请把“元”改为“万元”。", "Write 万元 instead of 元."),
            right=f"本年 657.20，{zh}：安排657.2万元", wrong=f"本年 657.20，{zh}：安排657.2元",
            source=UNITS, python_only=FREE_TEXT,
        ),
        rule(
            "R20", in_wan(reason),
            f"{zh}中的金额应以万元为单位",
            f"Amounts in the {en} are in 万元",
            severity="warning", where=in_wan(reason, col.current, col.prior, col.change),
            says=(f"{zh}“{told}”中的金额以“元”为单位，本表单位是万元。",
                  f"An amount in “{told}” is in 元; the form is in 万元."),
            fix=("请换算为万元。", "Convert it to 万元."),
            right=f"{zh}：减少1.8万元", wrong=f"{zh}：减少18000元",
            source=UNITS, python_only=FREE_TEXT,
        ),
    )  # fmt: skip


def _missing(reason: ColumnRef, zh: str, en: str, explained: tuple[str, ...]) -> tuple[Rule, ...]:
    rise, fall = col.change, col.prior - col.current
    large = tuple(
        (size >= setting.change_amount) & (100 * size >= setting.change_share * col.prior)
        for size in (rise, fall)
    )
    return (
        rule(
            "R18", ~blank(col.prior),
            "有本年预算数的，上年预算数不应空白（确实为零的填 0）",
            "Where this year has a figure, last year has one, too (blank is not zero)",
            severity="warning", where=~blank(col.current),
            says=("本年填了 {current}，上年空白。", "This year has {current}, last year is blank."),
            fix=("请填上年预算数；上年确实为零的填 0。", "Enter last year's figure; 0 if it was zero."),
            right="本年 18.00，上年 0.00", wrong="本年 18.00，上年空白",
            source="部门预算公开：与上年对比",
        ),
        rule(
            "R43", ~blank(reason),
            f"增减较大的，应在{zh}中写明",
            f"A large change is explained in the {en}",
            severity="warning", lines=explained,
            where=(large[0] | large[1]) & ~blank(col.current) & ~blank(col.prior),
            says=(f"{{line}}增减额 {{change}}，变动较大，没有写{zh}。",
                  f"{{line}} changes by {{change}}, which is much; the {en} is blank."),
            fix=(f"请在{zh}中写明增减的主要项目和金额。", f"Say in the {en} what changed, and by how much."),
            right=f"本年 18.00，上年 0.00，{zh}：计划新增两辆执法执勤用车", wrong=f"本年 18.00，上年 0.00，{zh}空白",
            source="部门预算公开：与上年对比，说明增减变化原因",
        ),
    )  # fmt: skip


def _slips() -> tuple[Rule, ...]:
    return (
        rule(
            "R42", col.current <= setting.unit_slip * col.prior,
            "本年数不应是上年数的上千倍（可能把元填成了万元）",
            "This year's figure is not thousands of times last year's: yuan may stand for 万元",
            severity="warning", where=(col.current > 0) & (col.prior > 0),
            says=("本年 {current} 是上年 {prior} 的上千倍，像是把元当成了万元。",
                  "{current} is thousands of times last year's {prior}: yuan may stand for 万元."),
            fix=("请核对计量单位，本表单位是万元。", "Check the unit: this form is in 万元."),
            right="本年 468.60，上年 430.20", wrong="本年 4686000.00，上年 430.20",
            source=MISTAKES,
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
            source=MISTAKES,
        ),
    )  # fmt: skip
