"""Words of the page 记录."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORDS: Final[Mapping[str, Bilingual]] = {
    "title": Bilingual("记录", "Records"),
    "back": Bilingual("返回全部记录", "Back to all records"),
    "receipts": Bilingual("收件登记", "What was received"),
    "receipts.none": Bilingual("还没有登记过收到的文件。", "Nothing was entered yet."),
    "receipts.print": Bilingual(
        "打印全部收件回执（每个单位一页）", "Print all receipts, a page for each unit"
    ),
    "receipts.most": Bilingual(
        "这里是最近的 {count} 份，共 {all} 份；回执里是全部。",
        "These are the last {count} of {all}; the receipts have all of them.",
    ),
    "verdict": Bilingual("审核结论", "Verdict"),
    "errors": Bilingual("错误", "Errors"),
    "fingerprint": Bilingual("校验码", "Fingerprint"),
    "nobody": Bilingual("没有认出单位", "of no known unit"),
    "units": Bilingual("各单位的版本", "Versions of each unit"),
    "units.note": Bilingual(
        "点开一个单位，看给它发过什么、收到过什么、定过什么。",
        "Open a unit to see what it was sent, what came back and what was decided.",
    ),
    "print": Bilingual("打印回执", "Print the receipt"),
    "remind": Bilingual("催报单", "Letter of reminder"),
    "reminders": Bilingual("打印全部催报单", "Print all letters of reminder"),
    "unit.none": Bilingual("没有下发或收到过。", "Nothing was sent or received."),
    "event": Bilingual("事件", "Event"),
    "count": Bilingual("{name}（{count} 条）", "{name} ({count})"),
    "decisions": Bilingual("决定、答复、汇总、封存", "Decisions, replies, consolidations, seals"),
    "decisions.none": Bilingual("还没有。", "Nothing yet."),
    "decided": Bilingual("采用", "chosen"),
    "decided.text": Bilingual("采用 {name}，另 {count} 份不采用", "{name} counts, {count} do not"),
    "replied": Bilingual("答复说明", "reply"),
    "said": Bilingual("“{text}” → {kind}{words}", "“{text}” → {kind}{words}"),
    "sealed": Bilingual("封存", "sealed"),
    "reopened": Bilingual("解除封存", "opened again"),
    "consolidated": Bilingual("汇总", "consolidated"),
    "what": Bilingual("内容", "Content"),
    "forced": Bilingual("{name}（有错误强制汇总）", "{name} (in spite of errors)"),
    "unlisted": Bilingual(
        "还有 {count} 个单位没有任何记录。", "Units without any record: {count}."
    ),
}
