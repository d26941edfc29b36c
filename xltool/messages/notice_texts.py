"""Texts of notices: what a run tells beside its result, without the file that it is about."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.notices import Notice

_SYSTEM: Final = Bilingual("跳过，系统文件", "skipped, a file of the system")

NOTICE_TEXTS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "skipped.lock": Bilingual(
            "跳过，正在编辑，请关闭后再收", "skipped, open in Excel or WPS: close it first"
        ),
        "skipped.macos": _SYSTEM,
        "skipped.hidden": _SYSTEM,
        "skipped.leftover": Bilingual(
            "跳过，没有写完的临时文件", "skipped, left unfinished by another program"
        ),
        "skipped.unrelated": Bilingual("跳过，与报送无关", "skipped, not a return"),
        "skipped.symlink": Bilingual(
            "跳过，快捷方式，请放入文件本身", "skipped, a link: put in the file itself"
        ),
        "skipped.special": Bilingual("跳过，不是文件", "skipped, not a file"),
        "skipped.same": Bilingual(
            "跳过，与 {name} 内容相同，只计一次", "skipped, the same as {name}, counted once"
        ),
        "aside": Bilingual("不采用，已定下采用 {name}", "set aside, for {name} was accepted"),
        "resent": Bilingual("内容与 {name} 相同", "the same content as {name}"),
        "resent.before": Bilingual(
            "内容与 {name} ({at}) 相同", "the same content as {name} ({at})"
        ),
        "changed": Bilingual(
            "审核时文件被改动，没有登记，请再运行", "changed while checked: run again"
        ),
        "unfinished": Bilingual(
            "上次运行没有完成，现在重做：{last}",
            "the last run did not finish, it is done again: {last}",
        ),
        "sealed": Bilingual("已由 {who} 于 {at} 封存", "sealed by {who} at {at}"),
        "total": Bilingual(
            "{cell} 数据是 {given}，按各项计算是 {own}，以计算的为准",
            "{cell}: the data say {given}, its parts give {own}, which counts",
        ),
        "total.blank": Bilingual(
            "{cell} 数据是 {given}，按各项计算是空白，以计算的为准",
            "{cell}: the data say {given}, its parts give a blank, which counts",
        ),
    }
)
"""The text of each notice, with blanks for its words, by its key."""


def notice_text(notice: Notice, language: str) -> str:
    """Return the sentence of a notice in ``zh`` or ``en``; its file stands before it."""
    return NOTICE_TEXTS[notice.key].in_language(language).format(**notice.params)
