"""职责项目对照: which duty of the department each project serves."""

from xltool.schema import register, text

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

rules = ()
