"""Words of the page 公开."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITION: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("公开", "Publish"),
    "none": Bilingual(
        "这个报表包没有公开文本和公开表。", "This pack has no document or tables to publish."
    ),
    "steps": Bilingual("做到哪一步", "Which step it is at"),
    "due": Bilingual(
        "{approved} 批复，应在 {due} 前公开，还有 {days} 天。",
        "Approved {approved}, to be published by {due}: {days} days left.",
    ),
    "overdue": Bilingual(
        "{approved} 批复，应在 {due} 前公开，已过 {days} 天。",
        "Approved {approved}, was to be published by {due}: {days} days ago.",
    ),
    "due.done": Bilingual("{approved} 批复，已定稿。", "Approved {approved}, the final is made."),
    "done": Bilingual("办完", "done"),
    "todo": Bilingual("待办", "to do"),
    "wrong": Bilingual("要处理", "needs you"),
    "unknown": Bilingual("未能判断", "not known"),
    "consolidated": Bilingual("汇总", "Consolidated"),
    "consolidated.none": Bilingual("还没有汇总。", "Nothing is consolidated yet."),
    "consolidated.gone": Bilingual(
        "汇总工作簿不在了，或者被改动，请重新汇总。",
        "The department's workbook is gone or was changed: consolidate again.",
    ),
    "consolidated.forced": Bilingual(
        "是有错误强制汇总的，改好后重新汇总才能公开。",
        "It was made in spite of errors: correct them and consolidate again.",
    ),
    "consolidated.at": Bilingual("{at} 汇总，没有错误。", "Made {at}, without errors."),
    "narrative.owes": Bilingual(
        "部门填报还没有报回，把填好的部门填报拖到收审页。",
        "The department's own workbook has not come back: drop it on the page of returns.",
    ),
    "narrative.unchecked": Bilingual(
        "部门填报还没有审核。", "The department's own workbook is not checked yet."
    ),
    "narrative.empty": Bilingual(
        "部门填报里这张表还没有填。", "This form of the department's own workbook is blank."
    ),
    "narrative.filled": Bilingual(
        "部门填报里已经填写。", "Filled in, in the department's own workbook."
    ),
    "draft": Bilingual("送审稿", "Draft"),
    "draft.none": Bilingual("还没有做送审稿。", "No draft was made yet."),
    "draft.changed": Bilingual(
        "送审稿的文件被改动过，请重新做一份。", "Its files were changed: make the draft again."
    ),
    "draft.made": Bilingual(
        "编号 {number}，{at} 做成；八项证明中 {proved} 项成立。",
        "Number {number}, made {at}; {proved} of the eight proofs hold.",
    ),
    "draft.older": Bilingual(
        "做送审稿之后又汇总过；定稿时按现在的内容核对编号。",
        "It was consolidated again since; the final is held against the number anew.",
    ),
    "signed": Bilingual("两人审签", "Signed by two people"),
    "signed.how": Bilingual(
        "两人看过送审稿，各在部门填报的“{sheet}”里写上姓名和送审稿编号，报回、审核、重新汇总。",
        "Two people read the draft, and each types name and number of it into the form “{sheet}” "
        "of the department's own workbook; then it is checked and consolidated again.",
    ),
    "signed.line": Bilingual("{label}：{person}，编号 {number}", "{label}: {person}, {number}"),
    "signed.other": Bilingual(
        "{label}：{person}，编号 {number}，不是现在这份送审稿的编号",
        "{label}: {person}, {number}, which is not the number of this draft",
    ),
    "signed.blank": Bilingual("{label}：还没有签", "{label}: not signed"),
    "signed.partly": Bilingual(
        "{label}：写的是“{text}”，缺姓名或编号", "{label}: “{text}” lacks a name or a number"
    ),
    "signed.same": Bilingual(
        "两处是同一个人，应由两人审签。", "Both are one person: two must sign."
    ),
    "signed.unknown": Bilingual(
        "读不到部门填报里签的字，请再审核一次部门填报。",
        "What was signed is not known: check the department's own workbook again.",
    ),
    "final": Bilingual("定稿", "Final"),
    "final.none": Bilingual("还没有定稿。", "No final was made yet."),
    "final.changed": Bilingual(
        "公开稿的文件被改动过，请移走后再定稿。",
        "Its files were changed: move them away, then make the final.",
    ),
    "final.made": Bilingual(
        "编号 {number}，{at} 定稿。这个文件夹里的文件可以公开。",
        "Number {number}, made {at}. What stands in its folder may be published.",
    ),
    "final.corrects": Bilingual("更正了 {number}。", "It corrects {number}."),
    "make": Bilingual("做公开文本和公开表", "Make the document and the tables"),
    "first": Bilingual("先汇总，才能做送审稿。", "A draft is made of what was consolidated."),
    "first.link": Bilingual("去汇总", "Consolidate first"),
    "pdf": Bilingual("另做一份 PDF", "A PDF besides"),
    "draft.go": Bilingual("做送审稿", "Make the draft"),
    "final.go": Bilingual("定稿", "Make the final"),
    "force.go": Bilingual(
        "有错误也出送审稿，每页注明", "Make a draft in spite of errors, which every page tells"
    ),
    "refused.draft": Bilingual(
        "没有写出送审稿，原因如下：", "No draft was written, for these reasons:"
    ),
    "refused.final": Bilingual(
        "没有定稿，原因如下：", "The final was not made, for these reasons:"
    ),
    "found": Bilingual("这次发现的问题：", "What was found this time:"),
    "missing": Bilingual("还不能定稿，还差这些：", "Not final yet; this is missing:"),
    "number": Bilingual("编号 {number}", "Number {number}"),
    "made": Bilingual("{at} 做成。", "Made {at}."),
    "review": Bilingual("复核页（证明和发现的问题，全文）", "The review: all proofs and findings"),
    "review.gone": Bilingual("复核页不在了。", "The review is gone."),
    "proofs": Bilingual("证明了什么", "What is proved"),
    "secret": Bilingual(
        "复核页会写出不公开的内容所在的行，不要外传。",
        "The review names the rows of what is withheld: keep it in the house.",
    ),
}
