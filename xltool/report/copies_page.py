"""The report on copies to send back: written for whom, not needed, refused and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.documents.styled_text import AnyText, StyledText
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.messages.render import render
from xltool.report.terminal import SEVERITY_STYLES
from xltool.report.text_table import TextTable, align, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.report.text_table import Block

_COPIES_HEAD = ("单位代码", "单位", "退回修改的工作簿"), ("code", "entity", "marked workbook")
_REFUSED_HEAD = ("文件", "原因"), ("file", "reason")


def copies_page(copies: Sequence[ReissuedWorkbook], language: str) -> Iterator[Block]:
    """Yield what was written for whom, how many need nothing, and what was refused and why."""
    english = language == "en"
    written = [copy for copy in copies if copy.path]
    if written:
        count = len(written)
        yield f"Reissued {count}:" if english else f"已写出退回修改的工作簿 {count} 份："
        yield _copies(written, language)
    fine = sum(not copy.path and not copy.why for copy in copies)
    if fine:
        yield (
            f"Nothing to mend in {fine}: not written; --all writes all."
            if english
            else f"可以接受、不必退回修改的 {fine} 份，没有写出；都要写的，加 --all。"
        )
    left = [copy for copy in copies if copy.why]
    if left:
        count = len(left)
        yield f"Not reissued {count}:" if english else f"没有写出的 {count} 份："
        rows = [(str(copy.source), _refusal(copy, language)) for copy in left]
        colon = ": " if english else "："
        lines = [f"  {source}{colon}{why}" for source, why in rows]
        yield TextTable(_REFUSED_HEAD[english], rows, lines, prose=(0, 1))


def _copies(written: Sequence[ReissuedWorkbook], language: str) -> TextTable:
    words = [SEVERITY_WORDS[severity].in_language(language) for severity in Severity]
    rows = [_copy(copy) for copy in written]
    plain = align(
        (
            f"  {row[0]}",
            *row[1:3],
            *(f"{word} {text_of(count)}" for word, count in zip(words, row[3:], strict=True)),
        )
        for row in rows
    )
    head = (*_COPIES_HEAD[language == "en"], *words)
    return TextTable(head, rows, plain, numeric=(3, 4, 5), prose=(2,))


def _copy(copy: ReissuedWorkbook) -> tuple[AnyText, ...]:
    entity, corrections = copy.entity, copy.review
    assert entity is not None
    assert corrections is not None
    counts = (_count(corrections.count(severity), severity) for severity in Severity)
    return entity.code, entity.short, str(copy.path), *counts


def _count(count: int, severity: Severity) -> AnyText:
    return StyledText(str(count), SEVERITY_STYLES[severity]) if count else "0"


def _refusal(copy: ReissuedWorkbook, language: str) -> str:
    return " ".join(render(copy.why, language)).strip() if copy.why else ""
