"""公开审定: how each project is published, under which name, on what ground, who decided and when.

The parent decides; what units enter in 公开情况 of 政府采购 is a proposal. R54: a project has one
row. R55: it is on a card or in a register. R56: what is withheld has a name to print, a ground, and
who decided when.
"""

from xltool.schema import (  # fmt: skip
    blank,
    code,
    col,
    date,
    found,
    named_once,
    register,
    rule,
    setting,
    text,
    total,
)

SOURCE = "《地方预决算公开操作规程》涉密信息的处理；《中华人民共和国保守国家秘密法》"
NAMES = "项目名称按写法归一后比较，公式做不到 · names are compared as people write them"
NAMELESS, WITHHELD = ("隐名公开",), ("隐名公开", "不公开")

decisions = register(
    project=text(
        "项目名称", nullable=False, str_length={"max_value": 100},
        prompt="与项目绩效目标表、政府采购表中的项目名称一致。",
    ),
    treatment=code("公开情况", nullable=False, codes="disclosure", prompt="从下拉列表选择。"),
    shown=text(
        "公开名称", str_length={"max_value": 100},
        prompt="隐名公开时印出的名称，如 Y****建设；星号的个数不要与隐去的字数相同。",
    ),
    ground=text("依据", str_length={"max_value": 200}, prompt="定密依据或不公开的依据。"),
    reviewer=text("审定人", str_length={"max_value": 50}, prompt="审定人姓名。"),
    date=date("审定日期", prompt="如 2020-04-10。"),
    inferable=code(
        "允许推算", codes="inferable",
        prompt="隐去的数可以由公开的数推算出来、仍然同意公开的，选“是”；其他留空。",
    ),
)  # fmt: skip

on_card, bought = (
    found(col.project, names, "project", drop=setting.project_endings)
    for names in (total.performance.project, total.procurement.project)
)

projects = (
    rule(
        "R54", named_once(col.project, drop=setting.project_endings),
        "一个项目只审定一次",
        "A project is decided on once",
        category="inconsistent",
        says=("“{project}”在上面已经审定过。", "“{project}” was decided on in a row above."),
        fix=("请删去一行。", "Delete one of the rows."),
        right="每个项目一行", wrong="“天网工程运行保障费”和“天网工程运行保障费f”各一行",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R55", ~blank(on_card) | ~blank(bought),
        "审定的项目应在绩效目标表或政府采购表中",
        "A project that is decided on has a card of goals or is in procurement",
        category="inconsistent",
        says=("报表里没有“{project}”{near}。", "The forms have no “{project}”{near}."),
        fix=("请把名称改得与报表一致，或删去这一行。", "Use the name that the forms have, or delete the row."),
        right="审定：天网工程运行保障费；采购：天网工程运行保障费f", wrong="审定：天网工程；报表里没有",
        source=SOURCE, python_only=NAMES,
    ),
)  # fmt: skip

DETAILS = (
    (col.ground, "依据", "a ground", "《中华人民共和国保守国家秘密法》"),
    (col.reviewer, "审定人", "who decided", "张三"),
    (col.date, "审定日期", "a day", "2020-04-10"),
)

complete = (
    rule(
        "R56", ~blank(col.shown),
        "隐名公开的应有公开名称",
        "What is published without its name has a name to print",
        where=col.treatment.isin(*NAMELESS),
        says=("“{project}”隐名公开，没有填公开名称。", "“{project}” is published without its name, and no other is given."),
        fix=("请填公开文本中印出的名称。", "Enter the name that is printed."),
        right="隐名公开，公开名称“Y****建设”", wrong="隐名公开，公开名称空白",
        source=SOURCE,
    ),
    *(
        rule(
            "R56", ~blank(column),
            f"不按原名公开的应写明{zh}",
            f"What is withheld has {en}",
            where=col.treatment.isin(*WITHHELD),
            says=(f"“{{project}}”{{treatment}}，没有填{zh}。", f"“{{project}}” is withheld without {en}."),
            fix=(f"请填{zh}。", f"Enter {en}."),
            right=f"不公开，{zh}“{example}”", wrong=f"不公开，{zh}空白",
            source=SOURCE,
        )
        for column, zh, en, example in DETAILS
    ),
)  # fmt: skip

rules = (*projects, *complete)
