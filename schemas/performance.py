"""项目绩效目标表: one card per project, with its goals and its indicators."""

from xltool.schema import cards, code, rows, text

performance = cards(
    project=text(
        "项目名称",
        nullable=False,
        str_length={"max_value": 100},
        ids={"nullable": "P1"},
        prompt="填项目名称，与政府采购表一致。",
    ),
    goal=text(
        "绩效目标",
        nullable=False,
        str_length={"max_value": 1000},
        ids={"nullable": "P1"},
        prompt="分条写明1至4个目标，每条一行（按 Alt+Enter 换行）。",
    ),
)

indicators = rows(
    level1=text("一级指标", printed=True, codes="indicators"),
    level2=code(
        "二级指标", nullable=False, codes="indicators", under="level1",
        ids={"nullable": "P1", "isin": "P2", "under": "P2"}, prompt="从下拉列表选择。",
    ),
    name=text(
        "三级指标", nullable=False, str_length={"max_value": 100}, ids={"nullable": "P1"},
        prompt="填具体指标名称。",
    ),
    description=text(
        "绩效指标描述", str_length={"max_value": 500}, prompt="说明指标含义或计算方法。",
    ),
    value=text(
        "指标值", nullable=False, str_length={"max_value": 50}, ids={"nullable": "P1"},
        prompt="如：≥95百分比、≤45分钟、前8名、2批、稳步提升。",
    ),
    basis=text(
        "指标值确定依据", str_length={"max_value": 200}, prompt="文件、标准、计划或历史数据。",
    ),
)  # fmt: skip

rules = ()
