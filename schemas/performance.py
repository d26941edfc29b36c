"""项目绩效目标表: one card per project, with its goals and its indicators."""

from xltool.schema import (  # fmt: skip
    all_masked,
    blank,
    bracket,
    card,
    cards,
    cell,
    code,
    col,
    count,
    found,
    multiplies,
    quoted,
    repeats,
    rows,
    rule,
    same,
    setting,
    stem,
    target,
    text,
    total,
    unique,
    within,
)

SOURCE = "财政部《预算绩效管理指标框架》；项目绩效目标编制要求"
SPLIT = "指标值的写法要先拆开，公式做不到 · the value must be taken apart"
ACROSS = "要与全部项目卡片逐一比较 · every card is compared with every other"
NAMES = "项目名称按写法归一后比较，公式做不到 · names are compared as people write them"
TEXT = "内容写在文字里，公式无法取出 · it stands in free text"

name, value = col.name, target(col.value)
AT_MOST, AT_LEAST = ("≤", "<", "="), ("≥", ">", "=")


bought = total.procurement.project
bought_code, budget, bought_quantity = (
    found(col.project, bought, column, drop=setting.project_endings)
    for column in ("code", "budget", "quantity")
)

performance = cards(
    project=text(
        "项目名称", nullable=False, str_length={"max_value": 100}, ids={"nullable": "P1"},
        prompt="填项目名称，与政府采购表一致。",
    ),
    goal=text(
        "绩效目标", nullable=False, str_length={"max_value": 1000}, ids={"nullable": "P1"},
        prompt="分条写明1至4个目标，每条一行（按 Alt+Enter 换行）。",
    ),
)  # fmt: skip

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

GROUPS = (
    ("产出指标", "output", setting.outputs, "4", "3"),
    ("效果指标", "effect", setting.effects, "3", "2"),
    ("满意度指标", "satisfaction", setting.satisfactions, "2", "1"),
)
KINDS = (("数量指标", "quantity"), ("质量指标", "quality"), ("时效指标", "time"))

complete = (
    rule(
        "P1", ~blank(col.description),
        "指标应有绩效指标描述",
        "An indicator has a description",
        severity="warning", where=~blank(col.name),
        says=("“{name}”没有填绩效指标描述。", "“{name}” has no description."),
        fix=("请写明指标含义或计算方法。", "Say what it means or how it is computed."),
        right="描述：正常运行天数比全年天数", wrong="描述空白", source=SOURCE,
    ),
    rule(
        "P1", ~blank(col.basis),
        "指标应写明指标值确定依据",
        "An indicator names the basis of its value",
        severity="warning", where=~blank(col.name),
        says=("“{name}”没有填指标值确定依据。", "“{name}” does not name the basis of its value."),
        fix=("请填文件、标准、计划或历史数据。", "Name the document, standard, plan or past data."),
        right="依据：调查问卷", wrong="依据空白", source=SOURCE,
    ),
    *(
        rule(
            "P3", count(~blank(col.level2) & col.level1.isin(group)) >= least,
            f"{group}不少于规定的条数",
            f"A card has its {en} indicators",
            severity="warning", where=~blank(col.project),
            says=(f"{group}只有 {{there}} 条，应有 {{limit}} 条。",
                  f"There are {{there}} {en} indicators; {{limit}} are asked for."),
            fix=(f"请补齐{group}。", f"Add {en} indicators."),
            right=f"{group} {enough} 条", wrong=f"{group} {few} 条", source=SOURCE,
        )
        for group, en, least, enough, few in GROUPS
    ),
    *(
        rule(
            "P3", count(col.level2.isin(kind)) >= 1,
            f"产出指标应有{kind}",
            f"The outputs cover {en}",
            severity="warning", where=~blank(col.project),
            says=(f"“{{project}}”没有{kind}。", f"“{{project}}” has no indicator of {en}."),
            fix=(f"请补充{kind}，或改二级指标。", f"Add an indicator of {en}."),
            right="数量、质量、时效指标都有", wrong=f"没有{kind}", source=SOURCE,
        )
        for kind, en in KINDS
    ),
    rule(
        "P3", count(col.level2.isin("成本指标")) >= 1,
        "有采购的项目应有成本指标",
        "A project that buys has an indicator of cost",
        severity="warning", where=~blank(bought_code),
        says=("“{project}”有采购，没有成本指标。", "“{project}” buys, but has no indicator of cost."),
        fix=("请补充成本指标。", "Add an indicator of cost."),
        right="有采购的项目：设备成本 ≤11万元", wrong="有采购的项目没有成本指标",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "P12", all_masked(col.name, col.description, col.value, col.basis),
        "涉密指标应整行隐去，或都不隐去",
        "Mask a whole row or none of it",
        severity="warning",
        says=("这一行只隐去了一部分：{stand}。", "Only a part of this row is masked: {stand}."),
        fix=("内部填报请填实际内容；公开时整行隐去。", "Enter the real content; mask whole rows for publication."),
        right="整行为 ***", wrong="名称为 ***，指标值为 ≥95%",
        source="信息公开脱密要求", python_only="先要认出各种写法的隐去符号 · masks take many forms",
    ),
)  # fmt: skip

targets = (
    rule(
        "P4", value.amount <= 100,
        "比率类指标的目标不应超过 100%",
        "The target of a share cannot exceed 100 per cent",
        where=(value.unit == "%") & stem(name).contains(setting.shares) & ~name.contains(setting.growth),
        says=("“{name}”的指标值“{value}”超过了 100%。", "The target “{value}” of “{name}” is above 100 per cent."),
        fix=("请更正指标值。", "Correct the value."),
        right="完成率 ≥95%", wrong="完成率 ≥950%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P4", value.amount <= 100,
        "增长类指标的目标一般不超过 100%",
        "A growth target is seldom above 100 per cent",
        severity="info", where=(value.unit == "%") & name.contains(setting.growth),
        says=("“{name}”的指标值“{value}”超过 100%，请确认。", "The target “{value}” of “{name}” is above 100 per cent."),
        fix=("确实如此的不必改。", "Nothing to do if it is meant."),
        right="增长率 ≥20%", wrong="增长率 ≥120%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P5", value.amount >= setting.satisfaction_low,
        "满意度目标不应过低",
        "The satisfaction target is not trivially low",
        severity="info", where=(value.unit == "%") & name.contains("满意"),
        says=("“{name}”的目标“{value}”偏低（低于 {limit}%）。", "The target “{value}” of “{name}” is below {limit} per cent."),
        fix=("请核对指标值。", "Check the value."),
        right="满意度 ≥90%", wrong="满意度 ≥30%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P6", bracket(name) == value.dimension,
        "指标值的单位应与指标名称括号中的单位一致",
        "The value's unit is the one in the name's brackets",
        severity="warning",
        where=(bracket(name) != "") & (value.shape == "quant"),
        says=("“{name}”括号中的单位与指标值“{value}”的单位不一致。",
              "The unit in the brackets of “{name}” is not that of its value “{value}”."),
        fix=("请统一单位。", "Use one unit."),
        right="响应时间（小时） ≤2小时", wrong="响应时间（小时） ≤2百分比",
        source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P6", value.unit != "%",
        "人数、数量类指标的值不应是百分比",
        "A count is not a percentage",
        severity="warning", where=stem(name).endswith(setting.counts),
        says=("“{name}”是人数或数量，指标值却是“{value}”。", "“{name}” is a count, but its value is “{value}”."),
        fix=("请改指标值的单位，或改指标名称。", "Correct the unit or the name."),
        right="补助民警人数 ≥160人", wrong="补助民警人数 ≥95%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P6", value.unit == "%",
        "率、比例、满意度类指标的值应是百分比",
        "A rate is a percentage",
        severity="warning",
        where=stem(name).endswith("率", "比例", "满意度") & (value.shape == "quant"),
        says=("“{name}”是比率，指标值却是“{value}”。", "“{name}” is a rate, but its value is “{value}”."),
        fix=("请改指标值的单位，或改指标名称。", "Correct the unit or the name."),
        right="完成率 ≥95%", wrong="完成率 ≥95人", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P6", value.unit != "%",
        "数量指标中不宜填比率",
        "Rates do not stand among the indicators of quantity",
        severity="info",
        where=col.level2.isin("数量指标") & (value.shape == "quant"),
        says=("“{name}”（{value}）是比率，却列在数量指标中。", "“{name}” ({value}) is a rate among the indicators of quantity."),
        fix=("比率宜列入质量或时效指标。", "Rates belong to quality or time."),
        right="数量指标：培训人次 ≥300人次", wrong="数量指标：培训完成率 ≥95%",
        source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P7", value.sign.isin(*AT_MOST),
        "成本、故障、投诉、事故、响应时间等指标越小越好，应写“≤”",
        "Cost, faults, complaints and response time use at most",
        severity="warning",
        where=(stem(name).endswith(setting.smaller_is_better) | name.contains("反向指标"))
        & (value.shape == "quant"),
        says=("“{name}”越小越好，指标值却写成“{value}”。", "Of “{name}” less is better, but its value is “{value}”."),
        fix=("请把“≥”改为“≤”，或改指标名称。", "Use ≤, or correct the name."),
        right="系统故障率 ≤3%", wrong="系统故障率 ≥3%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P7", value.sign.isin(*AT_LEAST),
        "完成率、满意度等指标越大越好，应写“≥”",
        "Completion and satisfaction use at least",
        severity="warning",
        where=stem(name).endswith(setting.larger_is_better) & (value.shape == "quant")
        & ~name.contains("反向指标"),
        says=("“{name}”越大越好，指标值却写成“{value}”。", "Of “{name}” more is better, but its value is “{value}”."),
        fix=("请把“≤”改为“≥”，或改指标名称。", "Use ≥, or correct the name."),
        right="满意度 ≥90%", wrong="满意度 ≤90%", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P7", value.sign.isin(*AT_MOST),
        "名次越小越好，应写“前N名”",
        "A rank is better the smaller it is",
        severity="warning", where=value.shape == "rank",
        says=("“{name}”是名次，越小越好，指标值却写成“{value}”。", "“{name}” is a rank, the smaller the better, but its value is “{value}”."),
        fix=("请改为“前N名”。", "Write 前N名."),
        right="全市排名 前8名", wrong="全市排名 ≥8名次", source=SOURCE, python_only=SPLIT,
    ),
    rule(
        "P10", within(col.name, col.value, setting.subsets),
        "部分的目标不应高于整体的目标",
        "A part's target cannot exceed its whole's",
        severity="warning",
        says=("“{name}”的目标“{value}”高于它所属的整体：{stand}。",
              "The target “{value}” of “{name}” is above that of its whole: {stand}."),
        fix=("请核对两条指标值。", "Check both values."),
        right="合格率 ≥95%，优秀率 ≥60%", wrong="合格率 ≥80%，优秀率 ≥90%",
        source=SOURCE, python_only=SPLIT,
    ),
)  # fmt: skip

repeated = (
    rule(
        "P8", unique(col.name, per=card),
        "同一项目中三级指标不应重复",
        "No indicator stands twice on a card",
        says=("“{name}”在本项目中填了 {count} 次：{cells}。", "“{name}” stands {count} times on this card: {cells}."),
        fix=("请删去或改写重复的指标。", "Delete or rewrite one of them."),
        right="九条指标名称各不相同", wrong="“满意度”填了两次", source=SOURCE,
    ),
    rule(
        "P8", same(col.name, per=(card, "description")),
        "不同的三级指标不应用同一描述",
        "Different indicators have different descriptions",
        severity="warning",
        says=("“{name}”与{others}用了同一描述：“{description}”。",
              "“{name}” and {others} share one description: “{description}”."),
        fix=("请分别写明各指标的含义或计算方法。", "Describe each of them."),
        right="每条指标各有描述", wrong="两条指标的描述完全相同", source=SOURCE,
    ),
    rule(
        "P8", unique(col.goal),
        "各项目的绩效目标不应完全相同",
        "No two projects have the same goals",
        severity="warning",
        says=("“{project}”的绩效目标与另一个项目（{elsewhere}）逐字相同。",
              "The goals of “{project}” are word for word those of another project ({elsewhere})."),
        fix=("请按项目分别编写绩效目标。", "Write goals for each project."),
        right="各项目的目标不同", wrong="两个项目的目标逐字相同", source=SOURCE, python_only=ACROSS,
    ),
    rule(
        "P8", col.description != col.name,
        "描述不应只重复指标名称",
        "The description does more than repeat the name",
        severity="info",
        says=("描述只重复了指标名称“{name}”。", "The description only repeats the name “{name}”."),
        fix=("请写明含义或计算方法。", "Say what it means or how it is computed."),
        right="出勤率：实际出勤天数比应出勤天数", wrong="出勤率：出勤率", source=SOURCE,
    ),
    rule(
        "P11", same(col.value, per="name"),
        "同名指标在不同项目中的目标宜一致",
        "One indicator has one target in all projects",
        severity="info",
        says=("“{name}”这里是“{value}”，别处是{others}。", "“{name}” is “{value}” here, elsewhere {others}."),
        fix=("如应一致，请统一。", "Use one target if they should agree."),
        right="各项目“群众满意度”都是 ≥90%", wrong="一个项目 ≥90%，另一个 ≥80%",
        source=SOURCE, python_only=ACROSS,
    ),
)  # fmt: skip

elsewhere = (
    rule(
        "P9", repeats(col.goal, col.name, col.value),
        "绩效目标中写的数应与指标值一致",
        "The goals give the same number as the indicator",
        severity="warning",
        says=("绩效目标里“{name}”的数与指标值“{value}”不一致。", "The goals give another number for “{name}” than “{value}”."),
        fix=("请统一绩效目标与指标值。", "Make goals and indicator agree."),
        right="目标：破案率95%；破案率 ≥95%", wrong="目标：破案率90%；破案率 ≥95%",
        source=SOURCE, python_only=TEXT,
    ),
    rule(
        "P9", multiplies(col.goal),
        "绩效目标中的人数×标准应等于金额",
        "Where the goals multiply, the product is right",
        severity="warning",
        says=("“{project}”的绩效目标里，人数×标准与写的金额对不上。", "A product in the goals of “{project}” is wrong."),
        fix=("请核对人数、标准和金额。", "Check number, standard and amount."),
        right="157*7000元=109.9", wrong="157*7000元=119.9",
        source=SOURCE, python_only=TEXT,
    ),
    rule(
        "P9", value.wan <= budget,
        "成本指标不应超过项目预算资金",
        "The cost indicator does not exceed the project's budget",
        severity="warning",
        where=col.level2.isin("成本指标") & (value.dimension == "money") & ~blank(budget),
        says=("“{name}”是“{value}”，超过政府采购表中的预算资金 {limit} 万元。",
              "“{name}” is “{value}”, above the budget of {limit} 万元 in procurement."),
        fix=("请核对成本指标或预算资金。", "Check the cost or the budget."),
        right="项目成本 ≤20万元，预算资金 20.00", wrong="项目成本 ≤200万元，预算资金 20.00",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "P9", value.amount == bought_quantity,
        "采购数量指标应与政府采购表的数量一致",
        "The quantity to buy is the one in procurement",
        severity="warning",
        where=stem(name).endswith(setting.bought_quantities) & (value.shape == "quant")
        & ~blank(bought_quantity),
        says=("“{name}”是“{value}”，政府采购表中的数量是 {limit}。",
              "“{name}” is “{value}”, but procurement says {limit}."),
        fix=("请核对指标值与政府采购数量。", "Check the value and the quantity bought."),
        right="购置数量 =3辆，采购 3 辆", wrong="购置数量 =5辆，采购 3 辆",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R28", ~blank(bought_code),
        "指标涉及政府采购、购置的，政府采购表中应有该项目",
        "Where an indicator speaks of purchases, procurement has the project",
        severity="warning", where=col.name.contains(setting.purchases) & ~col.project.contains("**"),
        says=("“{name}”说到采购，政府采购表里没有“{project}”{near}。",
              "“{name}” speaks of purchases, but procurement has no “{project}”{near}."),
        fix=("请在政府采购表中补充，或改指标。", "Add it to procurement, or change the indicator."),
        right="政府采购率 ≥90%，采购表有该项目", wrong="政府采购率 ≥90%，采购表没有该项目",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R31", quoted(col.goal, cell.fixed_assets.total.value, after=("固定资产总额", "资产总额")),
        "文字中的固定资产总额应与资产表一致",
        "Total assets in a text are those of the table",
        says=("绩效目标里写的资产总额与资产表不一致：{stand}。",
              "The goals give other total assets than the table: {stand}."),
        fix=("请更正文字中的数。", "Correct the number in the text."),
        right="固定资产总额4878.98万元，资产总额 4878.98", wrong="固定资产总额4978.98万元，资产总额 4878.98",
        source="部门预算信息公开情况说明", python_only=TEXT,
    ),
)  # fmt: skip

rules = (*complete, *targets, *repeated, *elsewhere)
