"""一般公共预算基本支出表: basic spending from the general budget, by economic classification."""

from xltool.schema import calculated, cell, col, line, money, parts, rule, tree

from .shared import SOURCE, amount

basic = tree(
    "economics", total=money("合计"), personnel=amount("人员经费"), public=amount("公用经费")
)

rules = (
    calculated(
        "R10", line.each, parts(line.each),
        "类等于各款之和，合计等于各类之和", "A line is the sum of the lines below it",
        source=SOURCE,
    ),
    calculated(
        "R10", col.total, col.personnel + col.public,
        "合计等于人员经费加公用经费", "The total is personnel and public costs",
        source=SOURCE,
    ),
    *(
        rule(
            "R10",
            getattr(cell.basic.total, column) == cell.basic[first].total + cell.basic[second].total,
            f"{zh}应等于 {first}、{second} 两类之和", f"{en} are the classes {first} and {second}",
            severity="warning",
            fix=("请把金额移到科目所属的一栏：301、303 是人员经费，302、310 是公用经费。",
                 "301 and 303 are personnel, 302 and 310 public costs: move the amounts."),
            right=f"{zh} 100.00，两类 100.00", wrong=f"{zh} 100.00，两类 90.00",
            source="人员经费：工资福利支出、对个人和家庭的补助；公用经费：商品和服务支出、资本性支出",
        )
        for column, first, second, zh, en in (
            ("personnel", "301", "303", "人员经费", "Personnel costs"),
            ("public", "302", "310", "公用经费", "Public costs"),
        )
    ),
)  # fmt: skip
