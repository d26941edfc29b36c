"""Reasons for changes: one that is missing, idle, or names not every part (XL-205, XL-206).

What the entities said of the same change is offered as a reason: their answers to findings that the
officer did not decline, and their own texts in the lines below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.expressions.free_text import find_amounts, fold_width
from xltool.kinds import Category, ColumnKind, Severity
from xltool.publication.figure_values import change_of, in_unit, printed_change, printed_number
from xltool.publication.text_findings import text_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.findings import Finding
    from xltool.publication.fields import ReasonField
    from xltool.publication.figure_values import Change
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

MOST_OFFERED: Final = 6
"""How many texts of entities are offered as a reason at most."""
DECLINED: Final = "declined"


def reason_findings(
    text: TextFile, line: int, field: ReasonField, reason: str, source: PublicationSource
) -> Iterator[Finding]:
    """Yield what is wrong with the reason for a change; nothing of a change that is not known."""
    change = change_of(field.change, source.department)
    if change.missing or change.amount is None:
        return
    label = field.slot.label
    if not change.amount and reason:
        yield text_finding(text, line, "XL-205.idle", slot=label, value=reason)
    elif change.amount and not reason:
        offered = "；".join(offered_reasons(field, source))
        yield text_finding(
            text, line, "XL-205.offered" if offered else "XL-205.missing",
            category=Category.MISSING, slot=label, offered=offered,
            change=printed_number(change.amount, field.change.this, source.disclosure),
        )  # fmt: skip
    elif change.amount and (parts := list(_unnamed(field, change, reason, source))):
        yield text_finding(
            text, line, "XL-206", Severity.WARNING, Category.INCONSISTENT, slot=label,
            whole=field.change.this.label, parts="、".join(parts), value=reason,
            change=printed_change(change, field.change, source.disclosure),
        )  # fmt: skip


def _unnamed(
    field: ReasonField, change: Change, reason: str, source: PublicationSource
) -> Iterator[str]:
    """Yield the parts that changed against the whole and that a reason does not name."""
    assert change.amount is not None
    labels = {field.change.this.label, *(part.this.label for part in field.parts)}
    quoted = set(map(abs, find_amounts(reason, scale=source.disclosure.measure)))
    for part in field.parts:
        moved = change_of(part, source.department)
        if moved.missing or not moved.amount or (moved.amount > 0) == (change.amount > 0):
            continue
        is_quoted = abs(in_unit(moved.amount, part.this)) in quoted
        if not is_quoted and not names_line(reason, part.this.label, labels - {part.this.label}):
            yield part.this.label + printed_change(moved, part, source.disclosure)


def offered_reasons(field: ReasonField, source: PublicationSource) -> list[str]:
    """Return what the entities said of a change or of its parts: ``交警队：新增两辆车``."""
    figure, submission = field.change.this, source.submission
    if not figure.table:
        return []
    labels = {figure.label, *(part.this.label for part in field.parts)}
    lines = {figure.line, *(part.this.line for part in field.parts)}
    texts = [
        column.id
        for column in source.pack.form_of(figure.table).table.columns
        if column.kind is ColumnKind.TEXT
    ]
    found: dict[str, None] = {}
    for child in submission.children:
        for record in child.tables.get(figure.table, ()):
            if record.row in lines:
                found |= {
                    f"{child.entity.short}：{record.values[column]}": None
                    for column in texts
                    if column in record.values
                }
        for said in child.receipt.explanations if child.receipt else ():
            told = said.form == figure.table and any(label in said.place for label in labels)
            if told and said.decision != DECLINED:
                found[f"{child.entity.short}：{said.text}"] = None
    return list(found)[:MOST_OFFERED]


def names_line(reason: str, label: str, others: Iterable[str]) -> bool:
    """Whether a reason names a line: by two characters in a row that no other line has.

    ``运行`` of 公务用车运行维护费 does, ``用车`` does not while there is a 公务用车购置费.
    """
    common = {pair for other in others for pair in _pairs(other)}
    return any(pair in fold_width(reason) for pair in _pairs(label) - common)


def _pairs(text: str) -> set[str]:
    folded = fold_width(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}
