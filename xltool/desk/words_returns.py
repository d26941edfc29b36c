"""Words of the pages about what came back: 收审, one unit, and which of two files counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("下一步", "Next"),
    "sealed": Bilingual(
        "本任务已封存，不再收文件，也不再改动。", "Sealed: nothing is received or changed any more."
    ),
    "sealed.go": Bilingual("看封存", "See the seal"),
    "new": Bilingual("还没有下发工作簿。", "No workbooks were handed out yet."),
    "new.go": Bilingual("生成下发的工作簿", "Generate the workbooks"),
    "check": Bilingual("有 {0} 份文件待审核。", "Files that are not checked: {0}."),
    "check.go": Bilingual("审核", "Check"),
    "several": Bilingual(
        "{0}报了两份不同的报表，定下采用哪一份。",
        "{0} sent two different files: say which counts.",
    ),
    "several.go": Bilingual("定一份", "Choose one"),
    "answers": Bilingual(
        "单位对提醒作了说明，等您答复：{0}。", "Explanations of warnings wait for your reply: {0}."
    ),
    "answers.go": Bilingual("答复", "Reply"),
    "errors": Bilingual("{0}要退回修改。", "To be corrected: {0}."),
    "errors.go": Bilingual("写退回稿", "Write the corrections"),
    "none": Bilingual(
        "还没有收到文件。把报回的文件拖到下面。", "No file came yet. Drop what comes back below."
    ),
    "back": Bilingual(
        "退回稿已写好。发回单位，改好后拖到下面。",
        "The corrections are written: send them back, and drop below what returns.",
    ),
    "back.go": Bilingual("取退回稿", "Take the corrections"),
    "owes": Bilingual("{0}还没有报。", "Not received: {0}."),
    "owes.go": Bilingual("打印催报单", "Print the reminders"),
    "done": Bilingual("全部单位可以接受。", "All units are accepted."),
    "done.go": Bilingual("汇总", "Consolidate"),
    "units": Bilingual("{0}等 {1} 个单位", "{0} and others, {1} units"),
}
"""The sentence of the next step and, as ``….go``, its button."""

RETURNS: Final[Mapping[str, Bilingual]] = {
    "page": Bilingual("收审", "Returns"),
    "drop": Bilingual("选择报回的文件", "Choose returned files"),
    "drop.hint": Bilingual(
        "或者把文件拖到这一页的任何地方：工作簿、zip、邮件（eml）、文件夹都可以。",
        "or drop them anywhere on this page: workbooks, zip files, mails (eml), folders.",
    ),
    "waiting": Bilingual("等着审核的文件（{0}）：{1}", "Files that wait ({0}): {1}"),
    "discard": Bilingual("不收", "Leave them out"),
    "tiles": Bilingual("各状态的单位", "Units by state"),
    "units": Bilingual("各单位", "Units"),
    "all": Bilingual("全部 {0} 个", "All {0}"),
    "needs": Bilingual("需要办理 {0} 个", "Need you: {0}"),
    "shown": Bilingual("显示 {0} 个", "Showing {0}"),
    "no.rows": Bilingual("没有这样的单位。", "There are no such units."),
    "unit": Bilingual("单位", "Unit"),
    "state": Bilingual("状态", "State"),
    "errors": Bilingual("错误", "Errors"),
    "warnings": Bilingual("提醒", "Warnings"),
    "file": Bilingual("采用的文件", "File that counts"),
    "received": Bilingual("收到", "Received"),
    "actions": Bilingual("办理", "To do"),
    "late": Bilingual("逾期 {0} 天", "{0} days late"),
    "remind": Bilingual("催报单", "Reminder"),
    "check": Bilingual("审核", "Check"),
    "see": Bilingual("看问题", "See the findings"),
    "result": Bilingual("看结果", "See the result"),
    "correction": Bilingual("取退回稿", "Take the correction"),
    "reply": Bilingual("答复 {0} 条", "Reply to {0}"),
    "choose": Bilingual("定一份", "Choose one"),
    "of": Bilingual("{0}：{1}", "{0}: {1}"),
    "others": Bilingual("与报送无关的文件", "Files of no unit"),
    "others.note": Bilingual(
        "这些文件不算任何单位的报表。能读的，看看是不是放错了任务；不能读的，请单位重报。",
        "These count for no unit. If they can be read, they may belong to another campaign; "
        "if not, have them sent again.",
    ),
    "own": Bilingual("汇总单位自己的填报", "What the consolidating unit fills in itself"),
    "unknown": Bilingual("还没有审核，不知道是哪个单位的", "Not checked yet: nobody knows whose"),
    "more.files": Bilingual("另有 {0} 个文件没有列出。", "{0} more files are not listed."),
    "more": Bilingual("另有 {0} 条", "{0} more"),
}

UNIT: Final[Mapping[str, Bilingual]] = {
    "about": Bilingual("收到的文件", "What came"),
    "files": Bilingual("文件", "File"),
    "handed": Bilingual("收到", "Received"),
    "found": Bilingual("问题", "Findings"),
    "counts": Bilingual(
        "错误 {errors} 条，提醒 {warnings} 条", "{errors} errors, {warnings} warnings"
    ),
    "back": Bilingual("退回稿", "Correction"),
    "nothing": Bilingual("还没有收到这个单位的文件。", "Nothing came from this unit yet."),
    "unchecked": Bilingual(
        "文件还没有审核，审核后这里列出问题。", "Not checked yet: then the findings stand here."
    ),
    "answers": Bilingual("单位的说明", "What the unit says"),
    "answers.note": Bilingual(
        "单位对提醒作的说明。接受的不再列为问题；不接受的重新成为要改的提醒，您的话写进退回稿。",
        "What was said of warnings. One that is accepted is listed no more; one that is not is "
        "open again, and your words stand in the correction.",
    ),
    "words": Bilingual("答复（不接受的，请写明原因）", "Reply (say why, if you do not accept it)"),
    "accept": Bilingual("接受", "Accept"),
    "decline": Bilingual("不接受", "Do not accept"),
    "accepted": Bilingual("已接受", "Accepted"),
    "declined": Bilingual("没有接受", "Not accepted"),
    "again": Bilingual("改答复", "Change the reply"),
    "history": Bilingual("报送经过", "History"),
}

CHOOSE: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("定下采用哪一份", "Which file counts"),
    "note": Bilingual(
        "同一单位报了几份不同的报表。后报的、问题少的在前；采用一份，其余的不再计入。",
        "The unit sent different files. The later and better one stands first; choose one, and the "
        "others do not count.",
    ),
    "settled": Bilingual("没有要定的。采用的文件：", "Nothing to choose. The file that counts: "),
    "take": Bilingual("采用这一份", "This one counts"),
    "faulty": Bilingual(
        "有错误的不能采用；请单位改好再报。", "One with errors cannot count: have it corrected."
    ),
    "different": Bilingual("哪里不一样", "What differs"),
    "same": Bilingual("填写的内容都一样。", "What was typed is the same."),
    "not.kept": Bilingual(
        "没有存下填写的数，不能比较。再审核一次就有了。",
        "The figures were not kept, so nothing can be compared. Check once more.",
    ),
    "cell": Bilingual("单元格", "Cell"),
    "line": Bilingual("行和栏次", "Line and column"),
    "blank": Bilingual("空白", "blank"),
    "count": Bilingual("共 {0} 处不一样。", "Cells that differ: {0}."),
    "most": Bilingual(
        "共 {0} 处不一样，这里是前 {1} 处。", "Cells that differ: {0}; these are the first {1}."
    ),
}
