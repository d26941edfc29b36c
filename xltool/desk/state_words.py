"""What the desk says besides its pages: who else is at work."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xltool.campaign.lock import UNKNOWN_HOLDER
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.lock import Holder

_COMMANDS: Final[Mapping[str, Bilingual]] = {
    "init": Bilingual("新建任务", "starting"),
    "generate": Bilingual("生成下发的工作簿", "generating"),
    "receive": Bilingual("收文件", "taking files"),
    "check": Bilingual("审核", "checking"),
    "accept": Bilingual("采用", "choosing a file"),
    "note": Bilingual("答复", "replying"),
    "consolidate": Bilingual("汇总", "consolidating"),
    "publish": Bilingual("生成公开稿", "publishing"),
    "seal": Bilingual("封存", "sealing"),
}
_OTHER: Final = Bilingual("处理", "working")
_BUSY: Final = Bilingual(
    "另一个 xltool 正在处理本任务（{what}，{host}，{since} 起）。"
    "它结束后接着做；现在可以看，不能改",
    "Another xltool works on this campaign ({what}, {host}, since {since}). It goes on when that "
    "has ended; until then you can look, but change nothing",
)
_SOMEBODY: Final = Bilingual(
    "另一个 xltool 正在处理本任务。它结束后接着做；现在可以看，不能改",
    "Another xltool works on this campaign. It goes on when that has ended; until then you can "
    "look, but change nothing",
)


def busy_text(holder: Holder, language: str) -> str:
    """Return that another run holds the lock of the campaign: which, where, and since when."""
    if holder == UNKNOWN_HOLDER:
        return _SOMEBODY.in_language(language)
    what = _COMMANDS.get(holder.command, _OTHER).in_language(language)
    since = holder.since
    with suppress(ValueError):
        since = f"{datetime.fromisoformat(holder.since).astimezone():%H:%M}"
    return _BUSY.in_language(language).format(what=what, host=holder.host, since=since)
