"""公开文本: the long texts of the department's disclosure, one paragraph a row."""

from xltool.schema import register, text

paragraphs = register(
    section=text("所在部分", nullable=False, codes="sections", prompt="从下拉列表选择。"),
    text=text(
        "内　容", nullable=False, str_length={"max_value": 1000},
        prompt="一行一段，照原样印出；编号和标点也在内。",
    ),
)  # fmt: skip

rules = ()
