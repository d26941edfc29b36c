"""The words of reminders: what was received, and what to do, for each state of an entity."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES: Mapping[ReportingState, Bilingual] = MappingProxyType({
    ReportingState.OWES: Bilingual("催报通知", "Reminder"),
    ReportingState.UNTOUCHED: Bilingual("催报通知", "Reminder"),
    ReportingState.ERRORS: Bilingual("退回修改通知", "Request for corrections"),
    ReportingState.UNDECIDED: Bilingual("核实通知", "Request for confirmation"),
    ReportingState.ACCEPTED: Bilingual("核实通知", "Request for confirmation"),
})  # fmt: skip
SITUATIONS: Mapping[ReportingState, Bilingual] = MappingProxyType({
    ReportingState.OWES: Bilingual(
        "到 {now} 还没有收到{late}。", "By {now} nothing was received{late}.",
    ),
    ReportingState.UNTOUCHED: Bilingual(
        "收到的“{files}”{at}没有填写：可填的格子都空着，也没有选“无数据”。",
        "“{files}”{at} is not filled in: all cells are blank, and no form is stated to have no "
        "data.",
    ),
    ReportingState.ERRORS: Bilingual(
        "收到的“{files}”{at}审核有错误 {errors} 处{also}，不能接受。",
        "“{files}”{at} cannot be accepted; errors: {errors}{also}.",
    ),
    ReportingState.UNDECIDED: Bilingual(
        "收到几份内容不同的报表：{files}。", "Several different files were received: {files}.",
    ),
    ReportingState.ACCEPTED: Bilingual(
        "收到的“{files}”{at}已接受，另有提醒 {warnings} 条还没有说明。",
        "“{files}”{at} is accepted; warnings that are not explained yet: {warnings}.",
    ),
})  # fmt: skip
WORDS: Mapping[str, Bilingual] = MappingProxyType({
    "document": Bilingual("催报通知", "reminders"),
    "to": Bilingual("{name}：", "{name}:"),
    "due": Bilingual(
        "　　贵单位“{title}”（{period} 年度）的报表，截止日期是 {day}。",
        "Your return for “{title}” (budget year {period}) is due by {day}.",
    ),
    "was due": Bilingual(
        "　　贵单位“{title}”（{period} 年度）的报表，截止日期是 {day}，已过。",
        "Your return for “{title}” (budget year {period}) was due by {day}.",
    ),
    "about": Bilingual(
        "　　关于贵单位“{title}”（{period} 年度）的报表：",
        "About your return for “{title}” (budget year {period}):",
    ),
    "late": Bilingual("，已逾期 {days} 天", ", {days} days late"),
    "at": Bilingual("（{at} 收到）", " (received {at})"),
    "also": Bilingual("、提醒 {warnings} 条", ", warnings: {warnings}"),
    "please": Bilingual("请办理：", "Please:"),
    "fill in": Bilingual(
        "填好下发的工作簿“{workbook}”。", "Fill in the workbook “{workbook}” that was sent to you.",
    ),
    "ask": Bilingual(
        "向我们领取要填的工作簿，填好。", "Ask us for the workbook, and fill it in.",
    ),
    "cover": Bilingual(
        "没有数据的表，在封面该表一行选“无数据”；封面显示“可以上报”后保存。",
        "Where a form has no data, choose “无数据” in its row on the cover; save the workbook when "
        "the cover says “可以上报”.",
    ),
    "compare": Bilingual(
        "核对这几份，书面告知以哪一份为准。", "Compare them, and tell us in writing which counts.",
    ),
    "mend marked": Bilingual(
        "在退回的工作簿“{workbook}”里改正下表所列错误，有错误的格子已标红。",
        "Mend the errors listed below in “{workbook}”, where their cells are red.",
    ),
    "mend": Bilingual("改正下表所列错误。", "Mend the errors listed below."),
    "explain marked": Bilingual(
        "核实下表所列提醒：有误的改正；无误的，在“{workbook}”的“审核意见”页“说明”一栏写明原因。",
        "Look at the warnings listed below: mend what is wrong, and explain the others in "
        "“{workbook}”, sheet “审核意见”, column “说明”.",
    ),
    "explain": Bilingual(
        "核实下表所列提醒：有误的改正；无误的，书面说明原因。",
        "Look at the warnings listed below: mend what is wrong, and explain the others in writing.",
    ),
    "by": Bilingual("于 {day} 前报回。", "Hand it in by {day}."),
    "soon": Bilingual("收到本通知后尽快报回。", "Hand it in as soon as you can."),
    "problems": Bilingual("需要办理的问题", "What has to be mended or explained"),
    "contact": Bilingual(
        "联系人：＿＿＿＿＿＿　电话：＿＿＿＿＿＿＿＿",
        "Contact: ____________   Telephone: ____________",
    ),
    "seal": Bilingual("{name}（盖章）", "{name} (seal)"),
})  # fmt: skip
