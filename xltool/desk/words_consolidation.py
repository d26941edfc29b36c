"""Words of the page 汇总."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

CONSOLIDATION: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("汇总", "Consolidate"),
    "way": Bilingual("能不能汇总", "Is anything in the way"),
    "ready": Bilingual(
        "全部 {count} 个单位可以接受，可以汇总。",
        "All units ({count}) are accepted: nothing is in the way.",
    ),
    "open": Bilingual(
        "{count} 个单位还没有办完，汇总会停下来：",
        "Units that are not done yet ({count}); they stop the consolidation:",
    ),
    "state": Bilingual("状态", "State"),
    "errors": Bilingual("错误", "Errors"),
    "files": Bilingual("收到的文件", "Files"),
    "unchecked": Bilingual(
        "有 {count} 份文件还没有审核，没有计入。", "{count} of the files are not checked yet."
    ),
    "inbox": Bilingual("去审核", "Check them"),
    "go": Bilingual("汇总", "Consolidate"),
    "again": Bilingual("重新汇总", "Consolidate again"),
    "between": Bilingual("汇总时发现的问题", "Found when consolidating"),
    "between.none": Bilingual(
        "单位之间没有发现差异，部门的表也没有问题。",
        "No differences between units were found, and nothing in the department's forms.",
    ),
    "refused": Bilingual(
        "没有汇总：还有 {count} 条错误。改好后再汇总；一定要现在汇总的，封面会逐条注明。",
        "Not consolidated: errors are left ({count}). Have them corrected; if it must be done now, "
        "the cover lists each of them.",
    ),
    "force": Bilingual(
        "仍要汇总，封面注明 {count} 条", "Do it all the same, the cover lists {count}"
    ),
    "workbooks": Bilingual("汇总工作簿", "The department's workbooks"),
    "workbooks.none": Bilingual("还没有汇总过。", "Nothing was consolidated yet."),
    "made": Bilingual("汇总时间", "Made"),
    "how": Bilingual("情况", "How it stands"),
    "whole": Bilingual("没有错误", "without errors"),
    "forced": Bilingual("有错误强制汇总", "in spite of errors"),
    "replaced": Bilingual("已被后来的替换", "replaced by a later one"),
    "detail": Bilingual("各单位的明细（{count} 个文件）", "the entities' own figures ({count})"),
    "seal": Bilingual("封存", "Seal"),
    "seal.note": Bilingual(
        "报送和汇总都办完后封存：此后不再登记、接受、答复和汇总；文件有变动，这里会指出。",
        "When all is done: nothing is entered any more, and what is changed is told here.",
    ),
    "seal.go": Bilingual("封存", "Seal"),
    "seal.refused": Bilingual("没有封存，还差这些：", "Not sealed; this is still open:"),
    "sealed": Bilingual(
        "{who} 于 {at} 封存，校验码 {digest}。", "Sealed by {who} at {at}, fingerprint {digest}."
    ),
    "sealed.changed": Bilingual("封存后有变动：", "Changed since it was sealed:"),
    "sealed.way": Bilingual(
        "任务已封存，不再汇总；要改动，先在下面解除封存。",
        "Sealed: nothing is consolidated; to change anything, open it below.",
    ),
    "reopen": Bilingual("解除封存", "Open it again"),
    "reason": Bilingual("原因", "Reason"),
    "reason.note": Bilingual("会记入台账。", "It is entered in the ledger."),
}
