"""部门政府采购预算: one row per item bought, under the project that pays for it."""

from xltool.schema import (  # fmt: skip
    alike,
    blank,
    calculated,
    code,
    col,
    found,
    leaf,
    line,
    listed,
    money,
    named,
    number,
    parts,
    percent,
    register,
    rule,
    same,
    setting,
    text,
    total,
    unique,
    whole,
)

from .asset_lines import said

SOURCE = "政府采购预算编制要求；政府采购品目分类目录（财库〔2013〕189号）"
CATCH_ALL = "99"
SHARE = "本行资金中由该来源安排的数额，万元。没有数就留空。"
NAMES = "项目名称按写法归一后比较，公式做不到 · names are compared as people write them"

procurement = register(
    project=text(
        "项目名称", nullable=False, str_length={"max_value": 100},
        prompt="与项目绩效目标表中的项目名称完全一致。",
    ),
    budget=money(
        "预算资金", nullable=False, ge=0, adds="project",
        prompt="整个项目的预算资金，万元。同一项目各行填同一个数。",
    ),
    item=text(
        "采购物品名称", nullable=False, codes="catalogue", open=True, prompt="填目录中的品目名称。",
    ),
    code=code(
        "政府采购目录序号", nullable=False, codes="catalogue", ids={"isin": "R25"},
        prompt="从下拉列表选择政府采购目录序号，按文本填写，如 A020399。",
    ),
    measure=code("计量单位", nullable=False, codes="measures", prompt="从下拉列表选择。"),
    quantity=number("数量", nullable=False, ge=0, adds=False, prompt="填数量，只填数字。"),
    unit_price=money("单价", nullable=False, ge=0, adds=False, prompt="填单价，单位万元。"),
    amount=money("合计"),
    general=money("一般公共预算拨款", ge=0, prompt=SHARE),
    fund=money("基金预算拨款", ge=0, prompt=SHARE),
    soe=money("国有资本经营预算拨款", ge=0, prompt=SHARE),
    special=money("财政专户核拨", ge=0, prompt=SHARE),
    other=money("其他来源收入", ge=0, prompt=SHARE),
    disclosure=code("公开情况", nullable=False, codes="disclosure", prompt="涉密项目选“隐名公开”或“不公开”。"),
    asset=code(
        "对应资产项目", codes="asset_lines",
        prompt="列入固定资产表“拟新增”的哪一项。可以不选，由目录序号判断；从目录序号看不出的，从下拉列表选择。",
    ),
)  # fmt: skip

bought = total.procurement

sums = (
    calculated(
        "R22", col.amount, col.general + col.fund + col.soe + col.special + col.other,
        "合计等于五项资金来源之和",
        "The amount is the sum of the five sources",
        source=SOURCE,
    ),
    calculated(
        "R23", line.total, parts(line.total),
        "小计等于本单位各行之和，合计等于各小计之和",
        "A subtotal is the sum of its rows, the total the sum of the subtotals",
        source=SOURCE,
    ),
    rule(
        "R21", col.quantity * col.unit_price == col.amount,
        "数量×单价应等于金额合计",
        "Quantity times unit price equals the amount",
        within=0.005,
        fix=("请改资金来源的金额，或改数量、单价。", "Correct the amounts, the quantity or the price."),
        right="数量 3 × 单价 26.50 = 合计 79.50", wrong="数量 3 × 单价 26.50，合计 75.90，差 -3.60",
        source=SOURCE,
    ),
)  # fmt: skip

project = (
    rule(
        "R24", alike(col.project, drop=setting.project_endings),
        "同一项目的名称，各行应写得完全一样",
        "A project's name is written the same on each of its rows",
        severity="warning",
        says=("“{project}”与{others}像是同一个项目，写法不一样。",
              "“{project}” and {others} look like one project, written differently."),
        fix=("同一个项目的，请统一名称；不是的不必改。", "Use one name if it is one project."),
        right="两行都写“天网工程运行保障费”", wrong="一行写“天网工程运行保障费”，另一行写“天网工程运行保障费f”",
        source=SOURCE, python_only=NAMES,
    ),
    rule(
        "R24", same(col.budget, per="project"),
        "同一项目各行的预算资金应相同",
        "The project's budget is the same on each of its rows",
        says=("“{project}”的预算资金这里填 {here}，别处是 {others}。",
              "The budget of “{project}” is {here} here, elsewhere {others}."),
        fix=("请把该项目各行的预算资金改为同一个数。", "Enter one budget on all rows of the project."),
        right="天网工程两行的预算资金都是 328.00", wrong="天网工程一行填 328.00，另一行填 382.00",
        source=SOURCE,
    ),
    rule(
        "R24", bought.amount(per="project") <= col.budget,
        "项目各行采购金额之和不应超过项目预算资金",
        "The rows of a project add up to no more than its budget",
        says=("“{project}”各行合计 {there}，超过预算资金 {limit}，多 {gap}。",
              "The rows of “{project}” add up to {there}, {gap} more than its budget {limit}."),
        fix=("请核对该项目各行金额，或更正预算资金。", "Check the project's amounts or its budget."),
        right="预算资金 328.00，各行合计 303.00", wrong="预算资金 300.00，各行合计 303.00",
        source=SOURCE,
    ),
    rule(
        "R28", ~blank(found(col.project, total.performance.project, "project", drop=setting.project_endings)),
        "采购项目应有项目绩效目标表",
        "A project that buys has a card of goals",
        severity="warning", where=~col.project.contains("**"), once="project",
        says=("绩效目标表里没有“{project}”{near}。", "There is no card of goals for “{project}”{near}."),
        fix=("请补填绩效目标，或把项目名称改得与绩效目标表一致。",
             "Add the card, or use the name that the card has."),
        right="采购：天网工程运行保障费；绩效目标表：天网工程运行保障费f", wrong="采购：天网工程；绩效目标表没有",
        source=SOURCE, python_only=NAMES,
    ),
)  # fmt: skip

catalogue = (
    rule(
        "R25", named(col.code, col.item),
        "采购物品名称应是目录序号对应的品目名称",
        "The item's name is what the catalogue calls its code",
        severity="warning", where=listed(col.code),
        says=("{code} 在目录中是“{code.label}”，名称填的是“{item}”。",
              "{code} is “{code.label}” in the catalogue, but the name is “{item}”."),
        fix=("请按目录填写品目名称，或更正目录序号。", "Use the catalogue's name, or correct the code."),
        right="A02030709 警车", wrong="A02030709 轿车",
        source=SOURCE,
    ),
    rule(
        "R25", leaf(col.code),
        "目录序号应填到末级品目",
        "A code of the catalogue's lowest level is preferred",
        severity="warning", where=listed(col.code),
        says=("{code} {code.label}下面还有更细的品目：{code.below}。",
              "There are codes below {code} {code.label}: {code.below}."),
        fix=("请选下级品目。", "Choose a code below it."),
        right="A02030709 警车", wrong="A0203 车辆",
        source=SOURCE,
    ),
    rule(
        "R25", col.amount <= setting.catch_all_amount,
        "“其他”品目的金额不宜过大，应改用具体品目",
        "A large amount stands under a catch-all code",
        severity="warning", where=col.code.endswith(CATCH_ALL),
        says=("“其他”品目 {code} {code.label}一行就有 {there} 万元（超过 {limit} 万元的宜细化）。",
              "{there} 万元 under the catch-all code {code} {code.label} (above {limit} it should be split)."),
        fix=("请查目录，选用具体品目；确无对应品目的，请在说明中写明。",
             "Choose a more specific code if the catalogue has one."),
        right="C99 其他服务 20.00", wrong="C99 其他服务 300.00",
        source=SOURCE,
    ),
    rule(
        "R25", percent(bought.amount(where=col.code.endswith(CATCH_ALL)), of=bought.amount) <= setting.catch_all_share,
        "“其他”品目在全部采购中的比重不宜过大",
        "Catch-all codes are no large share of all that is bought",
        severity="warning", where=bought.amount > setting.catch_all_amount,
        says=("“其他”品目占全部采购金额的 {there}%（超过 {limit}% 的宜细化）。",
              "{there} per cent of procurement is under catch-all codes (above {limit} they should be split)."),
        fix=("请查目录，尽量选用具体品目。", "Choose more specific codes where the catalogue has them."),
        right="采购 761.50，其中“其他”品目 370.50", wrong="采购 859.50，其中“其他”品目 738.50",
        source=SOURCE,
    ),
    rule(
        "R25", unique(col.code, per=("project", "item", "measure", "unit_price")),
        "同一项目中品目、单位、单价都相同的应填一行",
        "What is the same item at the same price in one project stands on one row",
        severity="warning",
        says=("“{project}”中单价 {unit_price} 的“{item}”分 {count} 行填：{cells}。",
              "“{item}” at {unit_price} stands on {count} rows of “{project}”: {cells}."),
        fix=("请并为一行，数量相加；确需分列的不必改。", "Make them one row with all the quantity, unless they must stand apart."),
        right="天网工程：摄像机 30 台，单价 0.20，一行", wrong="天网工程：摄像机 10 台、20 台，单价都是 0.20，两行",
        source=SOURCE,
    ),
)  # fmt: skip


MEASURES = (
    ("A", setting.goods_measures, "货物", "goods", "A02030709 警车，辆", "A02030709 警车，次"),
    ("B", setting.works_measures, "工程", "works", "B060199 其他电子工程安装，项", "B060199 其他电子工程安装，辆"),
    ("C", setting.service_measures, "服务", "services", "C0803 审计服务，次", "C0803 审计服务，辆"),
)  # fmt: skip

USUAL = tuple(usual for _, usual, *_ in MEASURES)
"""The units that the rules know; what a campaign added is for it to judge."""

measures = (
    *(
        rule(
            "R26", col.measure.isin(usual),
            f"{zh}类品目的计量单位应与品目相称",
            f"The unit of measure fits {en}",
            severity="warning", where=col.code.startswith(start) & col.measure.isin(*USUAL),
            says=(f"{{code}} {{code.label}}是{zh}，计量单位填了“{{measure}}”，一般是{{options}}。",
                  f"{{code}} {{code.label}} is among {en}; its unit is “{{measure}}”, usually {{options}}."),
            fix=("请更正计量单位或目录序号。", "Correct the unit or the code."),
            right=right, wrong=wrong,
            source=SOURCE,
        )
        for start, usual, zh, en, right, wrong in MEASURES
    ),
    rule(
        "R26", whole(col.quantity),
        "按台、辆、人、件计的数量应是整数",
        "Pieces, vehicles and people come in whole numbers",
        where=col.measure.isin(setting.whole_measures) & ~whole(col.unit_price),
        says=("按“{measure}”计的数量应是整数，填了 {quantity}。",
              "Counted by “{measure}”, the quantity is a whole number, not {quantity}."),
        fix=("请把数量改为整数。", "Enter a whole number."),
        right="警车 3 辆", wrong="警车 2.5 辆，单价 9.80",
        source=SOURCE,
    ),
    rule(
        "R26", whole(col.quantity),
        "按台、辆、人、件计的数量应是整数，不应与单价填反",
        "Pieces, vehicles and people come in whole numbers, not swapped with the price",
        where=col.measure.isin(setting.whole_measures) & whole(col.unit_price),
        says=("按“{measure}”计的数量应是整数，填了 {quantity}，单价 {unit_price} 反而是整数，像是填反了：应为 {unit_price} × {quantity}。",
              "Counted by “{measure}”, the quantity is a whole number, not {quantity}; it seems swapped with the price: {unit_price} × {quantity}."),
        fix=("如填反了，请把数量与单价对调；没有填反的，请把数量改为整数。", "Swap quantity and price if they are, or enter a whole number."),
        right="警车 3 辆，单价 26.50", wrong="警车 26.5 辆，单价 3.00",
        source=SOURCE,
    ),
    rule(
        "R26", whole(col.quantity),
        "按套、批、次等计的数量有小数、单价是整数的，不应填反",
        "Sets, lots and times have no decimals while the price has none",
        severity="warning", where=col.measure.isin(setting.counted_measures) & whole(col.unit_price),
        says=("按“{measure}”计的数量有小数（{quantity}），单价 {unit_price} 反而是整数，像是填反了：应为 {unit_price} × {quantity}。",
              "Counted by “{measure}”, the quantity {quantity} has decimals and the price {unit_price} has none; they seem swapped: {unit_price} × {quantity}."),
        fix=("如填反了，请把数量与单价对调。", "Swap quantity and price if they are."),
        right="审计服务 2 次，单价 2.50", wrong="审计服务 2.5 次，单价 2.00",
        source=SOURCE,
    ),
    rule(
        "R26", col.unit_price != 1,
        "数量与单价不应填反（单价为 1，数量等于金额）",
        "Quantity and unit price are not swapped (a price of 1, the amount as quantity)",
        severity="warning", where=(col.quantity == col.amount) & (col.quantity > 1),
        says=("数量 {quantity}，单价 {unit_price}，数量正好是金额，像是填反了：应为 1 × {amount}。",
              "Quantity {quantity}, unit price {unit_price}: the quantity is the amount, they seem swapped: 1 × {amount}."),
        fix=("如填反了，请把数量与单价对调。", "Swap quantity and price if they are."),
        expects="1 × {amount}",
        right="数量 1，单价 197.00，合计 197.00", wrong="数量 197，单价 1.00，合计 197.00",
        source=SOURCE,
    ),
    rule(
        "R26", col.unit_price >= setting.durable_price_low,
        "按台、辆计的，不应数量很大而单价极小",
        "Vehicles and devices are not bought in great numbers for next to nothing",
        severity="warning",
        where=col.measure.isin(setting.durable_measures) & (col.quantity > setting.durable_quantity_high),
        says=("{quantity} {measure}“{item}”，单价只有 {unit_price} 万元，像是数量与单价填反，或单价以元计。",
              "{quantity} {measure} of “{item}” at only {unit_price} 万元: quantity and price seem swapped, or the price in 元."),
        fix=("请核对数量和单价，单价以万元为单位。", "Check quantity and price; the price is in 万元."),
        right="摄像机 200 台，单价 0.20", wrong="警车 9000 辆，单价 0.01",
        source=SOURCE,
    ),
)  # fmt: skip

LUMPS = (
    (("A", "B"), setting.lump_goods, "货物、工程", "goods and works",
     "其他电子工程安装 25 套，单价 17.20", "其他电子工程安装 1 套，单价 430.00"),
    (("C",), setting.lump_services, "服务", "services",
     "车辆加油服务 1 年，单价 15.00", "其他维修和保养服务 1 年，单价 110.00"),
)  # fmt: skip

lump_sums = tuple(
    rule(
        "R44",
        col.unit_price <= limit,
        f"{zh}不宜大额打包填为“1”",
        f"Large {en} are not entered as a lump",
        severity="warning",
        where=(col.quantity == 1)
        & col.measure.isin(setting.lump_measures)
        & col.code.startswith(*kinds),
        says=(
            "“{item}”按 1 {measure}打包填报，单价 {there} 万元（超过 {limit} 万元的宜细化）。",
            "“{item}” is one {measure} for {there} 万元 (above {limit} it should be split).",
        ),
        fix=(
            "请按具体内容分行填数量和单价；确为一项的，请写明依据。",
            "Enter each part with its quantity and price, or say why it is one.",
        ),
        right=right,
        wrong=wrong,
        source=SOURCE,
    )
    for kinds, limit, zh, en, right, wrong in LUMPS
)

rules = (*sums, *project, *catalogue, *measures, *lump_sums, *said)
