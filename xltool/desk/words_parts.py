"""Words of what several pages have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS: Final[Mapping[str, Bilingual]] = {
    "waiting": Bilingual("已经拖入的文件", "Files that were dropped"),
    "discard": Bilingual("不用了", "Leave it out"),
    "rows": Bilingual(
        "请在文件里改正下面各处，存盘后再拖入一次：",
        "Correct these places in the file, save it, and drop it again:",
    ),
    "place": Bilingual("文件和行", "File and row"),
    "problem": Bilingual("问题", "What is wrong"),
    "row": Bilingual("{file} 第 {row} 行", "{file}, row {row}"),
    "file": Bilingual("文件", "File"),
    "unit": Bilingual("单位", "Unit"),
    "time": Bilingual("时间", "Time"),
    "folder": Bilingual("这些文件都在任务文件夹里：", "All of these stand in the folder: "),
    "changed": Bilingual("已被改动", "changed since"),
    "differs": Bilingual(
        "汇总之后有变动的文件：{names}。请重新汇总。",
        "Changed since: {names}. Consolidate again.",
    ),
    "gone": Bilingual("文件不在了", "the file is gone"),
    "where": Bilingual("位置", "Place"),
    "severity": Bilingual("级别", "Severity"),
    "hint": Bilingual("怎么改", "What to do"),
    "more": Bilingual("另有 {count} 条没有列出。", "{count} more are not listed."),
}
