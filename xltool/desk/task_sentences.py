"""What tasks say when they are done, in both languages at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SENTENCES: Final[Mapping[str, Bilingual]] = {
    "new": Bilingual("已新建任务 {name}", "The campaign {name} was started"),
    "next-year": Bilingual("已新建下年任务 {name}", "Next year's campaign {name} was started"),
    "generate": Bilingual("已生成 {count} 份工作簿", "Workbooks made: {count}"),
    "lists": Bilingual("已换用新的名单 {name}", "The new list is in use: {name}"),
    "deadline": Bilingual("截止日期改为 {day}", "Returns are due by {day} now"),
    "deadline.none": Bilingual("不再设截止日期", "No deadline is set any more"),
    "consolidate": Bilingual("已汇总：{name}", "Consolidated: {name}"),
    "consolidate.forced": Bilingual(
        "已汇总：{name}，封面注明 {count} 条错误",
        "Consolidated: {name}; its cover lists the errors ({count})",
    ),
    "consolidate.refused": Bilingual(
        "没有汇总：有 {count} 条错误", "Not consolidated: there are errors ({count})"
    ),
    "publish.draft": Bilingual("已做送审稿，编号 {number}", "The draft was made: number {number}"),
    "publish.draft.refused": Bilingual("没有写出送审稿", "No draft was written"),
    "publish.final": Bilingual("已定稿，编号 {number}", "The final was made: number {number}"),
    "publish.final.refused": Bilingual("没有定稿", "The final was not made"),
    "seal": Bilingual("已封存（{count} 个文件）", "Sealed ({count} files)"),
    "seal.refused": Bilingual("没有封存，还有没办完的", "Not sealed: something is still open"),
    "reopen": Bilingual("已解除封存", "Opened again"),
    "checked": Bilingual("审核完毕：{counts}", "Checked: {counts}"),
    "accepted": Bilingual("{count} 份可以接受", "{count} accepted"),
    "needs-fix": Bilingual("{count} 份要修改", "{count} to be corrected"),
    "untouched": Bilingual("{count} 份没有填写", "{count} not filled in"),
    "rejected": Bilingual("{count} 份不能读取", "{count} could not be read"),
    "undecided": Bilingual("{count} 个单位有两份待定", "{count} units with two versions"),
    "chosen": Bilingual("{unit} 采用 {name}", "{unit}: {name} counts"),
    "reply.accepted": Bilingual(
        "{unit} 已接受 {place} 的说明", "{unit}: the explanation of {place} is accepted"
    ),
    "reply.declined": Bilingual(
        "{unit} 没有接受 {place} 的说明", "{unit}: the explanation of {place} is not accepted"
    ),
    "written": Bilingual("退回稿已写好：{count} 份", "Corrections written: {count}"),
    "unwritten": Bilingual("{count} 份不能写退回稿", "{count} could not be written"),
    "nothing": Bilingual("没有要退回修改的", "Nothing has to be corrected"),
}
"""What a task says when it is done."""


def sentence(key: str, **blanks: object) -> Bilingual:
    """Return a sentence of ``SENTENCES`` with its blanks filled in."""
    zh, en = (
        SENTENCES[key]
        .in_language(language)
        .format(**{name: _in(blank, language) for name, blank in blanks.items()})
        for language in ("zh", "en")
    )
    return Bilingual(zh, en)


def _in(blank: object, language: str) -> object:
    return blank.in_language(language) if isinstance(blank, Bilingual) else blank


def listed_texts(texts: Iterable[Bilingual]) -> Bilingual:
    """Return texts as one, with commas."""
    found = list(texts)
    return Bilingual("，".join(text.zh for text in found), ", ".join(text.en for text in found))


def as_result(text: Bilingual, **more: str) -> dict[str, str]:
    """Return the result of a task that says ``text``, as ``job_text`` shows it."""
    return {"zh": text.zh, "en": text.en, **more}
