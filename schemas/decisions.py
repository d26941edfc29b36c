"""公开审定: how each project is published, under which name, on what ground, who decided and when."""

from xltool.schema import code, date, register, text

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

rules = ()
