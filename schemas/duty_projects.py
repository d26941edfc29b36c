"""职责项目对照: which duty of the department each project serves.

R54: a project has one row. R57: the duty has a card, and so has the project.
"""

from xltool.schema import (  # fmt: skip
    blank,
    col,
    found,
    named_once,
    register,
    rule,
    setting,
    text,
    total,
)

SOURCE = "部门整体绩效目标与项目绩效目标应衔接一致"
NAMES = "名称按写法归一后比较，公式做不到 · names are compared as people write them"

duty_projects = register(
    project=text(
        "项目名称", nullable=False, str_length={"max_value": 100},
        prompt="与项目绩效目标表中的项目名称一致。",
    ),
    duty=text(
        "职责", nullable=False, str_length={"max_value": 100},
        prompt="与职责绩效目标表中的职责名称一致。",
    ),
)  # fmt: skip

on_card = found(col.project, total.performance.project, "project", drop=setting.project_endings)
of_duty = found(col.duty, total.duties.duty, "duty")

rules = (
    rule(
        "R54", named_once(col.project, drop=setting.project_endings),
        "一个项目只对应一项职责",
        "A project serves one duty",
        category="inconsistent",
        says=("“{project}”在上面已经对应了职责。", "“{project}” was given a duty in a row above."),
        fix=("请删去一行。", "Delete one of the rows."),
        right="每个项目一行", wrong="“天网工程运行保障费”和“天网工程运行保障费f”各一行",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R57", ~blank(of_duty),
        "对照的职责应在职责绩效目标表中",
        "The duty that a project serves has a card",
        category="inconsistent",
        says=("职责绩效目标表里没有“{duty}”{near}。", "There is no card of the duty “{duty}”{near}."),
        fix=("请把名称改得与职责绩效目标表一致，或补填一张。", "Use the name that its card has, or add the card."),
        right="对照：社会面管控；职责绩效目标表：社会面管控", wrong="对照：社会管控；职责绩效目标表没有",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R57", ~blank(on_card),
        "对照的项目应有项目绩效目标表",
        "A project that serves a duty has a card of goals",
        category="inconsistent",
        says=("绩效目标表里没有“{project}”{near}。", "There is no card of goals for “{project}”{near}."),
        fix=("请把名称改得与绩效目标表一致，或删去这一行。", "Use the name that its card has, or delete the row."),
        right="对照：天网工程运行保障费；绩效目标表：天网工程运行保障费f", wrong="对照：天网工程；绩效目标表没有",
        source=SOURCE, python_only=NAMES,
    ),
)  # fmt: skip
