"""What both code trees have in common."""

from xltool.schema import calculated, col, line, parts

TREE_RULES = (
    calculated(
        "R5", line.each, parts(line.each),
        "科目等于下级科目之和", "A line is the sum of the lines below it",
    ),
    calculated(
        "R7", col.total, col.basic + col.project,
        "合计等于基本支出加项目支出", "The total is basic and project spending",
    ),
)  # fmt: skip
