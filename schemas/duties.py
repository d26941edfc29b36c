"""职责分项绩效目标: one card per duty of the department, with its goal and its indicators."""

from xltool.schema import cards, rows, text

duties = cards(
    duty=text("职　　责", nullable=False, str_length={"max_value": 100}, prompt="填职责名称。"),
    goal=text(
        "绩效目标", nullable=False, str_length={"max_value": 1000}, prompt="这一项职责的绩效目标。",
    ),
)  # fmt: skip

duty_indicators = rows(
    name=text("绩效指标", nullable=False, str_length={"max_value": 200}, prompt="填具体指标名称。"),
    value=text(
        "指标值", nullable=False, str_length={"max_value": 100},
        prompt="如：≥95%、增长20%、10次以上、进一步提高。",
    ),
)  # fmt: skip

rules = ()
