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
        "corrected": Bilingual(
            "不采用，{name} 是它的退回稿改好报回的",
            "set aside: {name} was made from the workbook sent back for it",
        ),
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
        "open.owes": Bilingual("{unit}: 没有报送", "{unit}: has not reported"),
        "open.returned": Bilingual("{unit}: 已报未审", "{unit}: returned, not checked"),
        "open.untouched": Bilingual("{unit}: 没有填写", "{unit}: not filled in"),
        "open.errors": Bilingual("{unit}: 有错误", "{unit}: has errors"),
        "open.undecided": Bilingual(
            "{unit}: 有几份，没有定下采用哪一份", "{unit}: has several returns, none is chosen"
        ),
        "open.unconsolidated": Bilingual("还没有汇总", "not consolidated"),
        "open.gone": Bilingual(
            "汇总工作簿不在了，或者被改动，请重新汇总",
            "the department's workbook is gone or was changed: consolidate again",
        ),
        "open.detail": Bilingual(
            "各单位的明细不在了，或者被改动，请重新汇总",
            "the entities' own figures are gone or were changed: consolidate again",
        ),
        "open.forced": Bilingual(
            "是有错误强制汇总的，请改好后重新汇总",
            "was consolidated in spite of errors: correct them, then consolidate again",
        ),
        "open.differs": Bilingual(
            "与汇总时不同，请重新汇总", "not as it was consolidated: consolidate again"
        ),
        "former": Bilingual(
            "填有原代码，没有给出上年的任务，所以没有带入上年数",
            "has former codes; without last year's campaign no figures of last year are carried",
        ),
        "carried.none": Bilingual(
            "{unit}: 没有已接受的报表，所以没有上年数",
            "{unit}: no accepted return, so no figures of last year",
        ),
        "carried.texts": Bilingual(
            "{unit}: 部门填报没有接受的一份，所以上年的文字和审定没有带入",
            "{unit}: its own workbook was not accepted, so no texts and decisions of last year",
        ),
        "carried.new": Bilingual(
            "{unit}: 上年没有这个单位，所以没有上年数",
            "{unit}: was not there last year, so it has no figures",
        ),
        "carried.gone": Bilingual(
            "{unit}: 上年的单位，新名录里没有写它是谁的原代码，上年数没有带入",
            "{unit}: of last year; the new list does not say whose former code it is, so nothing "
            "was carried",
        ),
        "carried.merged": Bilingual(
            "{unit}: 合并前的 {names} 没有已接受的报表，不能相加，所以没有上年数",
            "{unit}: no accepted return of {names}, so those that were merged cannot be added",
        ),
        "carried.split": Bilingual(
            "{unit}: 由 {names} 拆分，上年数分不开，请单位自己填",
            "{unit}: split from {names}, and nobody can divide the figures: it enters its own",
        ),
        "carried.split.projects": Bilingual(
            "{unit}: 由 {names} 拆分，上年数分不开，请单位自己填；项目请分好写进 projects.csv",
            "{unit}: split from {names}, and nobody can divide the figures: it enters its own; "
            "list its projects in projects.csv",
        ),
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
