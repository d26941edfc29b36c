"""公开说明: the short texts of the department's disclosure, one line each."""

from xltool.schema import statement, text

narrative = statement(
    "narrative",
    text=text(
        "内　容", str_length={"max_value": 1000},
        prompt="印入公开文本的话，不带句末标点；没有这一项的留空。",
    ),
)  # fmt: skip

rules = ()
