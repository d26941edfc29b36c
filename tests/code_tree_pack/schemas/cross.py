"""Rules between the balance and the code trees."""

from xltool.schema import cell, codes, rule

CLASSES = [each.code for each in codes("functions").under("")]

rules = (
    *(
        rule(
            "R8", cell.spending[code].total == cell.balance[code].amount,
            f"支出总表 {code} 类与收支总表一致", f"Class {code} agrees with the balance",
        )
        for code in CLASSES
    ),
)  # fmt: skip
