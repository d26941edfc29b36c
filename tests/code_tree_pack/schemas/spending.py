"""部门支出总表: spending by function."""

from xltool.schema import money, tree

from .shared import TREE_RULES

spending = tree(
    "functions",
    total=money("合计"),
    basic=money("基本支出", ge=0),
    project=money("项目支出", ge=0),
)
rules = TREE_RULES
