"""One field of a text file → its spans: figures, changes, shares, lists, reasons, slots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.kinds import Category
from xltool.publication.content import Span, SpanKind
from xltool.publication.fields import (
    Bound,
    CellField,
    ChangeField,
    FigureField,
    PartsField,
    ReasonField,
    RowsField,
    ShareField,
    SlotField,
    UnitsField,
    WordField,
)
from xltool.publication.figure_values import (
    change_of,
    change_word,
    figure_value,
    printed_change,
    printed_figure,
    printed_share,
    share_of,
)
from xltool.publication.reasons import reason_findings
from xltool.publication.slots import Scope, slot_key, slot_text
from xltool.publication.text_findings import text_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from xltool.model.findings import Finding
    from xltool.publication.fields import TextFigure
    from xltool.publication.figure_values import FigureValue
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

LIST_COMMA = "、"


@dataclass(frozen=True, slots=True)
class FieldSpans:
    """Prints the fields of one line; what cannot be printed is added to ``findings``."""

    text: TextFile
    source: PublicationSource
    line: int
    findings: list[Finding]

    def spans(self, bound: Bound, scope: Scope) -> Iterator[Span]:  # noqa: C901 - one case a kind
        """Yield the spans of words or of a field."""
        match bound:
            case str():
                yield Span(bound)
            case WordField():
                yield from scope.words.get(bound.word) or self._word(bound.word)
            case CellField():
                yield from scope.words.get(bound.column, ())
            case FigureField():
                yield self._figure(bound.figure)
            case ChangeField():
                yield self._change(bound)
            case ShareField():
                yield from self._share(bound)
            case PartsField():
                yield from self._parts(bound)
            case UnitsField():
                yield from self._units(bound)
            case ReasonField():
                yield from self._reason(bound)
            case SlotField():
                yield from self._slot(bound)
            case RowsField():
                rows = [self._all(bound.pattern, row) for row in scope.rows.get(bound.table, ())]
                yield from _joined(rows, bound.separator)

    def _all(self, pattern: tuple[Bound, ...], scope: Scope) -> list[Span]:
        return [span for bound in pattern for span in self.spans(bound, scope)]

    def _word(self, word: str) -> Iterator[Span]:
        yield Span(word_text(word, self.source), SpanKind.NAME, word)

    def _report(self, message: str, value: str, category: Category = Category.MISSING) -> None:
        self.findings.append(
            text_finding(self.text, self.line, message, category=category, value=value)
        )

    def _figure(self, figure: TextFigure) -> Span:
        found = figure_value(figure, self.source.department)
        if found.is_missing:
            self._report("XL-203", named(figure))
        elif not isinstance(found.value, str) and (found.value or 0) < 0:
            self._report("XL-202.negative", named(figure), Category.INCONSISTENT)
        return self._figure_span(figure, found)

    def _figure_span(self, figure: TextFigure, found: FigureValue) -> Span:
        text = printed_figure(found.value, figure, self.source.disclosure)
        return Span(text, SpanKind.FIGURE, figure.source, found.keys)

    def _change(self, field: ChangeField) -> Span:
        change = change_of(field, self.source.department)
        if change.missing:
            blank = field.this if change.this.is_missing else field.last
            self._report("XL-203", named(blank))
        text = printed_change(change, field, self.source.disclosure)
        return Span(text, SpanKind.CHANGE, field.this.source, change.keys)

    def _share(self, field: ShareField) -> Iterator[Span]:
        values = self.source.department
        part, whole = figure_value(field.part, values), figure_value(field.whole, values)
        for figure, found in ((field.part, part), (field.whole, whole)):
            if found.is_missing:
                self._report("XL-203", named(figure))
        share = share_of(part, whole)
        if share is None:
            self._report("XL-203.share", named(field.whole), Category.INCONSISTENT)
            return
        yield self._share_span(field.part, part, whole, share)

    def _share_span(
        self, figure: TextFigure, part: FigureValue, whole: FigureValue, share: Decimal | str
    ) -> Span:
        text = printed_share(share, self.source.disclosure)
        return Span(text, SpanKind.SHARE, figure.source, part.keys + whole.keys)

    def _parts(self, field: PartsField) -> Iterator[Span]:
        values = self.source.department
        whole = figure_value(field.whole, values)
        printed = []
        for figure in field.parts:
            found = figure_value(figure, values)
            if found.is_nil:
                continue
            share = share_of(found, whole)
            shares = () if share is None else (self._share_span(figure, found, whole, share),)
            words = {
                "": (self._figure_span(figure, found),),
                "label": (Span(figure.label, SpanKind.NAME, figure.source),),
                "share": shares,
            }
            printed.append(self._all(field.pattern, Scope(words)))
        yield from _joined(printed, field.separator)

    def _units(self, field: UnitsField) -> Iterator[Span]:
        printed, without = [], []
        for unit in self.source.units:
            short = unit.submission.entity.short
            found = figure_value(field.figure, unit)
            if found.is_nil:
                without.append(short)
                continue
            found = replace(found, keys=self.source.in_department(unit.submission, found.keys))
            words = {
                "": (self._figure_span(field.figure, found),),
                "short": (Span(short, SpanKind.NAME, "short"),),
            }
            printed.append(self._all(field.pattern, Scope(words)))
        if not printed:
            return
        if without and field.none:
            names = Span(LIST_COMMA.join(without), SpanKind.NAME, "short")
            printed.append(self._all(field.none, Scope({"short": (names,)})))
        yield from self._all(field.intro, Scope())
        yield from _joined(printed, field.separator)

    def _reason(self, field: ReasonField) -> Iterator[Span]:
        values, disclosure = self.source.department, self.source.disclosure
        reason = slot_text(field.slot, self.source)
        self.findings.extend(reason_findings(self.text, self.line, field, reason, self.source))
        change = change_of(field.change, values)
        if change.amount == 0 or not reason:
            return
        source = field.change.this.source
        direction = Span(change_word(change, disclosure), SpanKind.CHANGE, source, change.keys)
        words = {
            "": (self._slot_span(field.slot.source, reason, field),),
            "direction": (direction,),
        }
        yield from self._all(field.pattern, Scope(words))

    def _slot_span(self, source: str, text: str, field: ReasonField | SlotField) -> Span:
        return Span(text, SpanKind.SLOT, source, (slot_key(field.slot, self.source),))

    def _slot(self, field: SlotField) -> Iterator[Span]:
        text = slot_text(field.slot, self.source)
        if text:
            yield self._slot_span(field.slot.source, text, field)
        else:
            self._report("XL-203.text", field.slot.label)


def named(figure: TextFigure) -> str:
    """Return how a finding names a figure: its line, and what the text file calls it."""
    return f"{figure.label} {{{figure.source}}}"


def word_text(word: str, source: PublicationSource) -> str:
    """Return what a word says everywhere in a text."""
    entity, disclosure = source.submission.entity, source.disclosure
    name = disclosure.published_name(entity.name)
    if word == "name":
        return name
    if word == "short":
        return entity.short
    if word == "period":
        return source.period
    if word == "previous":
        return str(int(source.period) - 1)
    return disclosure.names.get(word, name if word == "department" else "")


def _joined(parts: Iterable[list[Span]], separator: str) -> Iterator[Span]:
    for number, spans in enumerate(parts):
        if number and separator:
            yield Span(separator)
        yield from spans
