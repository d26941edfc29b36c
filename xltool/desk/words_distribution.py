"""Words of the page 下发."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

DISTRIBUTION: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("下发", "Hand out"),
    "generate": Bilingual("生成下发的工作簿", "The workbooks to send out"),
    "none": Bilingual(
        "还没有下发工作簿。共 {all} 个单位要填。",
        "No workbook was made yet; {all} units fill one in.",
    ),
    "some": Bilingual(
        "{all} 个单位中 {count} 个已有工作簿。", "{count} of {all} units have their workbook."
    ),
    "all": Bilingual("{all} 个单位的工作簿都有了。", "All {all} units have their workbook."),
    "how": Bilingual(
        "把压缩包发给各单位，里面是工作簿和填报说明。部门自己的一份不用发，自己填。",
        "Send each unit its zip, with the workbook and a guide. The department fills in its own.",
    ),
    "only": Bilingual("只生成这些单位", "Only these units"),
    "only.note": Bilingual(
        "写代码或简称，用顿号隔开；空着是全部。", "Codes or short names, by commas; blank for all."
    ),
    "drop.data": Bilingual("选预填数据", "Choose data to prefill"),
    "drop.data.note": Bilingual(
        "导出的数据文件，填进工作簿供单位修改；没有就不选。",
        "Files as they are exported: filled in for the units to change. None is needed.",
    ),
    "go": Bilingual("生成下发的工作簿", "Make the workbooks"),
    "again": Bilingual("重新生成", "Make them again"),
    "again.note": Bilingual(
        "已发出的工作簿仍然收得回来。", "Those that were sent before can still come back."
    ),
    "workbooks": Bilingual("已生成的工作簿", "Workbooks that were made"),
    "package": Bilingual("全部单位的压缩包，合成一个", "The zips of all units in one"),
    "workbook": Bilingual("工作簿", "Workbook"),
    "zip": Bilingual("压缩包", "Zip"),
    "own": Bilingual("部门自己填", "for itself"),
    "not.made": Bilingual("还没有生成", "not made yet"),
    "made": Bilingual("生成时间", "Made"),
    "lists": Bilingual("名单", "Lists"),
    "lists.note": Bilingual(
        "改名单：下载，改好存盘，再拖回来；换过名单后重新生成工作簿。",
        "To change one: download it, change it, save it and drop it here; then make the workbooks "
        "again.",
    ),
    "list.entities": Bilingual("单位名录", "Units"),
    "list.projects": Bilingual("要填绩效目标的项目", "Projects with objectives"),
    "list.rows": Bilingual("明细表至少留几行", "Least rows of registers"),
    "list.codes": Bilingual("增补代码", "Added codes"),
    "list.lines": Bilingual("科目表的科目", "Lines of code trees"),
    "list": Bilingual("名单", "List"),
    "content": Bilingual("内容", "Content"),
    "content.rows": Bilingual("{count} 行", "{count} rows"),
    "drop.list": Bilingual("选改好的名单", "Choose a list that was changed"),
    "drop.list.note": Bilingual(
        "项目、行数、科目的名单都可以，看表头就知道是哪一种；替换原来的那一份。",
        "Of projects, rows or lines: its headings say which. It replaces the old one.",
    ),
    "list.go": Bilingual("换用这份名单", "Use this list"),
    "deadline": Bilingual("截止日期", "Deadline"),
    "deadline.set": Bilingual("现在是 {day}。", "It is {day}."),
    "deadline.none": Bilingual("还没有定。", "None is set."),
    "deadline.day": Bilingual("改为", "Change it to"),
    "deadline.note": Bilingual(
        "空着就是不设。已经生成的填报说明里还是原来的日期。",
        "Blank for none. The guides that were made still name the old day.",
    ),
    "deadline.go": Bilingual("改截止日期", "Change the deadline"),
    "next": Bilingual("新建下年任务", "Next year's campaign"),
    "next.note": Bilingual(
        "带上单位、项目和已接受的上年数。单位有更名、合并、拆分的，拖入新名录，在“原代码”一栏写明。",
        "It takes over units, projects and the accepted figures. Where units were renamed, merged "
        "or split, drop a new list with their old codes in the column “was”.",
    ),
    "next.drop": Bilingual("选新的单位名录", "Choose the new list of units"),
    "next.drop.note": Bilingual("单位没有变就不选。", "None is needed if the units are the same."),
    "name": Bilingual("文件夹名", "Folder"),
    "period": Bilingual("预算年度", "Budget year"),
    "next.go": Bilingual("新建下年任务", "Start next year's campaign"),
    "created": Bilingual("已新建下年任务 {name}，", "Next year's campaign was started: {name}; "),
    "created.link": Bilingual("到全部任务里打开", "open it among all campaigns"),
    "sealed": Bilingual(
        "任务已封存，不再下发；要改动，先在汇总页解除封存。",
        "The campaign is sealed, nothing is handed out; it can be opened on the page Consolidate.",
    ),
}
