"""职责分项绩效目标: one card per duty of the department, with its goal and its indicators.

P9: an indicator that a project of the duty has, too, has the same target there.
"""

from xltool.schema import (  # fmt: skip
    agrees_with_linked,
    card_links,
    cards,
    col,
    has_linked,
    rows,
    rule,
    setting,
    text,
    total,
)

SOURCE = "部门整体绩效目标与项目绩效目标应衔接一致"
NAMES = "要与所属项目的卡片逐一比较 · it is compared with the cards of the duty's projects"

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

projects = card_links(
    through=(total.duty_projects.duty, total.duty_projects.project),
    cards=total.performance.project,
    name=total.indicators.name,
    value=total.indicators.value,
)
is_in_projects, agrees = (
    word(col.value, col.name, card=col.duty, links=projects, drop=setting.project_endings)
    for word in (has_linked, agrees_with_linked)
)

rules = (
    rule(
        "P9", agrees,
        "职责的绩效指标应与所属项目的同名指标一致",
        "A duty's indicator has the target that its projects give it",
        severity="warning", where=is_in_projects,
        category="inconsistent",
        says=("“{duty}”的指标“{name}”是“{value}”，项目的同名指标却是{detail}。",
              "The indicator “{name}” of “{duty}” is “{value}”; its projects say {detail}."),
        fix=("请核对职责和项目的指标值。", "Make the duty and its projects agree."),
        right="职责和项目的“群众满意度”都是 ≥90%", wrong="职责的“群众满意度”是 ≥90%，项目的是 ≥80%",
        source=SOURCE, python_only=NAMES,
    ),
)  # fmt: skip
