"""Words of the page of all campaigns, and of the forms that start one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("全部任务", "All campaigns"),
    "campaigns": Bilingual("报送任务", "Campaigns"),
    "campaigns.none": Bilingual(
        "这里还没有报送任务，在下面新建一个。", "There is no campaign here yet: start one below."
    ),
    "campaign": Bilingual("任务", "Campaign"),
    "state": Bilingual("文件夹", "Folder"),
    "broken": Bilingual("打不开：{error}", "cannot be opened: {error}"),
    "home": Bilingual("任务都放在这个文件夹里：", "Campaigns stand in this folder: "),
    "new": Bilingual("新建任务：从单位名录", "New campaign: from a list of units"),
    "new.note": Bilingual(
        "名录是一张表：单位代码、单位名称、单位简称、上级单位，一行一个单位；"
        "没有上级单位的那一个负责汇总。表头在第一行，表格或文本文件都可以。",
        "The list is a table with code, name, short name and parent, a row for each unit; the one "
        "without a parent consolidates. Headings stand in the first row.",
    ),
    "drop": Bilingual("选单位名录", "Choose the list of units"),
    "drop.note": Bilingual("或者把文件拖到这里。", "Or drop the file here."),
    "period": Bilingual("预算年度", "Budget year"),
    "deadline": Bilingual("截止日期", "Due by"),
    "deadline.note": Bilingual("可以以后再定。", "It can be set later."),
    "pack": Bilingual("报表包", "Pack"),
    "pack.name": Bilingual("{title}（{name}）", "{title} ({name})"),
    "name": Bilingual("文件夹名", "Folder"),
    "name.note": Bilingual("空着就用年度。", "Blank for the year."),
    "new.go": Bilingual("新建", "Start it"),
    "list.missing": Bilingual("先选单位名录。", "First choose the list of units."),
    "example": Bilingual("先试一试：用自带的示例", "Try it out: with an example"),
    "example.note": Bilingual(
        "示例带着报回的工作簿，可以把审核、汇总、公开走一遍。",
        "It comes with returned workbooks, so that the whole round can be run.",
    ),
    "example.which": Bilingual("示例", "Example"),
    "example.go": Bilingual("新建示例任务", "Start with the example"),
    "created": Bilingual("已新建任务：", "The campaign was started: "),
}
