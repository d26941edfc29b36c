"""The words of the desk's frame: its tabs, its buttons, and what its script says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

TABS: Final[Mapping[str, Bilingual]] = {
    "": Bilingual("收审", "Returns"),
    "distribution": Bilingual("下发", "Hand out"),
    "consolidation": Bilingual("汇总", "Consolidate"),
    "publication": Bilingual("公开", "Publish"),
    "records": Bilingual("记录", "Records"),
}
"""The pages of a campaign in the order of the work, by their routes."""

FRAME: Final[Mapping[str, Bilingual]] = {
    "skip": Bilingual("跳到正文", "Skip to the content"),
    "home": Bilingual("全部任务", "All campaigns"),
    "tabs": Bilingual("本任务的各页", "Pages of this campaign"),
    "year": Bilingual("{0} 年度", "Budget year {0}"),
    "due": Bilingual("截止 {0}", "Due {0}"),
    "days.left": Bilingual("还有 {0} 天", "{0} days left"),
    "day.left": Bilingual("还有 1 天", "1 day left"),
    "days.over": Bilingual("已过 {0} 天", "{0} days past"),
    "day.over": Bilingual("已过 1 天", "1 day past"),
    "today": Bilingual("今天截止", "due today"),
    "end": Bilingual("结束", "End"),
    "end.title": Bilingual("关闭 xltool；已收的文件都留着", "Close xltool; all files are kept"),
    "work": Bilingual("正在做的事", "Work at hand"),
    "stop": Bilingual("停止", "Stop"),
    "again": Bilingual("再审核一次", "Check again"),
    "notices": Bilingual("另有 {0} 条说明", "{0} more to know"),
    "details": Bilingual("详细说明", "In full"),
    "file": Bilingual("取文件", "Take the file"),
    "foot": Bilingual(
        "本页只在这台计算机上打开，不联网。文件都在任务文件夹里。",
        "Open on this computer only, without a network. All files stand in the campaign's folder.",
    ),
    "no.script": Bilingual(
        "浏览器没有启用脚本：可以看，不能收文件、不能审核。",
        "Scripts are off in this browser: you can read, but not receive or check files.",
    ),
}
OTHER_LANGUAGE: Final = {"zh": ("en", "English"), "en": ("zh", "中文")}
"""By the language of a page the other one, and how that calls itself."""
SCRIPT: Final[Mapping[str, Bilingual]] = {
    "receiving": Bilingual("正在收文件 {done} / {all}", "Receiving files {done} / {all}"),
    "starting": Bilingual("正在开始", "Starting"),
    "too-large": Bilingual(
        "{name}：超过 {limit} MB，没有收", "{name}: above {limit} MB, not received"
    ),
    "too-many": Bilingual(
        "一次最多收 {limit} 个文件，其余的请再拖一次",
        "At most {limit} files at a time: drop the others once more",
    ),
    "archive": Bilingual(
        "{name}：是 {kind} 压缩包，没有收，请解压后拖入",
        "{name}: a {kind} archive, not received; unpack it and drop the files",
    ),
    "refused": Bilingual("{name}：{why}", "{name}: {why}"),
    "unsent": Bilingual("{name}：没有收", "{name}: not received"),
    "busy": Bilingual(
        "有别的工作正在进行，请等它结束", "Other work is in progress: wait until it ends"
    ),
    "failed": Bilingual("没有开始，请再试一次", "It did not start: try again"),
    "ended": Bilingual(
        "xltool 已结束。请重新打开 开始.cmd；已收的文件都在任务文件夹里。",
        "xltool has ended. Open 开始.cmd again; all files that came are in the folder.",
    ),
    "shut": Bilingual(
        "这个页面已经失效，请重新打开 开始.cmd；已收的文件都在任务文件夹里。",
        "This page is no longer valid. Open 开始.cmd again; all files that came are in the folder.",
    ),
}
"""What the script says; ``{done}`` and the like are filled in there."""
