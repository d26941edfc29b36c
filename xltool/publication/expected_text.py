"""A bound text file and flat facts → the patterns that the document's paragraphs must match."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xltool.publication.field_spans import LIST_COMMA, word_text
from xltool.publication.fields import (
    Bound,
    BoundItem,
    BoundParagraph,
    CellField,
    ChangeField,
    FigureField,
    PartsField,
    ReasonField,
    RowsField,
    ShareField,
    Slot,
    SlotField,
    UnitsField,
    WordField,
)
from xltool.publication.flat_figures import UNKNOWN, FlatFigures
from xltool.publication.sentence_patterns import (
    ChangeToken,
    NumeralToken,
    Pattern,
    TextToken,
    Token,
)
from xltool.publication.slots import card_scopes, section_paragraphs, slot_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.publication.bind_text import BoundText
    from xltool.publication.fields import BoundCommand, BoundCondition, TextFigure
    from xltool.publication.flat_figures import Amount
    from xltool.publication.slots import Scope
    from xltool.publication.source import PublicationSource

SCALES: Final = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000),
                 "亿元": Decimal(100_000_000)}  # fmt: skip
PERCENT: Final = "%"
_SHARE_STEP: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Here:
    """What fields mean inside others: tokens by word, and the rows of the card at hand."""

    words: Mapping[str, tuple[Token, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[_Here, ...]] = field(default_factory=dict)


def expected_patterns(bound: BoundText, source: PublicationSource) -> list[Pattern]:
    """Return the pattern of every paragraph and heading that the facts give, in their order."""
    return list(_Expected(source).patterns(bound.items, _Here()))


class _Expected:
    """Works out patterns; the facts are those of the department and of each entity below it."""

    def __init__(self, source: PublicationSource) -> None:
        self.source = source
        self.facts = FlatFigures(source.pack, source.submission)
        self.units = [FlatFigures(source.pack, child) for child in source.submission.children]

    def patterns(self, items: Iterable[BoundItem], here: _Here) -> Iterator[Pattern]:
        for item in items:
            if isinstance(item, BoundParagraph):
                tokens = tuple(
                    token
                    for line in item.lines
                    if self._holds(line.conditions)
                    for bound in line.bound
                    for token in self._tokens(bound, here)
                )
                if tokens:
                    yield Pattern(tokens, item.lines[0].line)
            elif self._holds(item.conditions):
                yield from self._command(item)

    def _command(self, command: BoundCommand) -> Iterator[Pattern]:
        if command.word == "text":
            name = command.arguments[0]
            for _, text in section_paragraphs(name, self.source):
                yield Pattern((TextToken(name, text),), command.line)
        elif command.word == "each":
            for scope in card_scopes(command.arguments[0], self.source):
                yield from self.patterns(command.below, _here(scope))
        elif command.word == "glossary":
            for term in self.source.disclosure.terms:
                said = TextToken(term.name, f"{term.name}：{term.text}")
                yield Pattern((said,), command.line, optional=True)

    def _holds(self, conditions: tuple[BoundCondition, ...]) -> bool:
        return all(self._is_filled(each.named) == each.filled for each in conditions)

    def _is_filled(self, named: TextFigure | Slot) -> bool:
        if isinstance(named, Slot):
            return bool(slot_text(named, self.source))
        return self.facts.amount(named) not in {None, Decimal(0)}

    def _tokens(self, bound: Bound, here: _Here) -> Iterator[Token]:  # noqa: C901 - a case a kind
        match bound:
            case str():
                yield bound
            case WordField():
                yield from here.words.get(bound.word) or (word_text(bound.word, self.source),)
            case CellField():
                yield from here.words.get(bound.column, ())
            case FigureField():
                yield self._numeral(bound.figure, self.facts)
            case ChangeField():
                yield self._change(bound, bare=False)
            case ShareField():
                amounts = self.facts.amount(bound.part), self.facts.amount(bound.whole)
                yield _share(bound.part, *amounts)
            case PartsField():
                yield from self._parts(bound)
            case UnitsField():
                yield from self._units(bound)
            case ReasonField():
                yield from self._reason(bound)
            case SlotField():
                yield TextToken(bound.slot.label, slot_text(bound.slot, self.source))
            case RowsField():
                rows = here.rows.get(bound.table, ())
                yield from _joined([self._all(bound.pattern, r) for r in rows], bound.separator)

    def _all(self, pattern: tuple[Bound, ...], here: _Here) -> list[Token]:
        return [token for bound in pattern for token in self._tokens(bound, here)]

    def _numeral(self, figure: TextFigure, facts: FlatFigures, of: str = "") -> NumeralToken:
        amount = in_printed_unit(facts.amount(figure), figure)
        return NumeralToken(of + figure.label, amount, figure.unit, figure.source)

    def _change(self, change: ChangeField, *, bare: bool) -> ChangeToken:
        this, last = self.facts.amount(change.this), self.facts.amount(change.last)
        amount: Amount = UNKNOWN
        if not isinstance(this, str) and not isinstance(last, str):
            amount = (this or Decimal(0)) - (last or Decimal(0))
        words = self.source.disclosure.words
        return ChangeToken(
            change.this.label, in_printed_unit(amount, change.this), change.this.unit,
            (words["more"], words["less"], words["same"]), bare, change.this.source,
        )  # fmt: skip

    def _parts(self, field_: PartsField) -> Iterator[Token]:
        whole, found = self.facts.amount(field_.whole), []
        for part in field_.parts:
            amount = self.facts.amount(part)
            if amount in {None, Decimal(0)}:
                continue
            words: dict[str, tuple[Token, ...]] = {
                "": (self._numeral(part, self.facts),),
                "label": (part.label,),
                "share": (_share(part, amount, whole),),
            }
            found.append(self._all(field_.pattern, _Here(words)))
        yield from _joined(found, field_.separator)

    def _units(self, field_: UnitsField) -> Iterator[Token]:
        found, without = [], []
        for facts in self.units:
            short = facts.submission.entity.short
            if facts.amount(field_.figure) in {None, Decimal(0)}:
                without.append(short)
                continue
            numeral = self._numeral(field_.figure, facts, f"{short} ")
            words: dict[str, tuple[Token, ...]] = {"": (numeral,), "short": (short,)}
            found.append(self._all(field_.pattern, _Here(words)))
        if not found:
            return
        if without and field_.none:
            names = _Here({"short": (LIST_COMMA.join(without),)})
            found.append(self._all(field_.none, names))
        yield from self._all(field_.intro, _Here())
        yield from _joined(found, field_.separator)

    def _reason(self, field_: ReasonField) -> Iterator[Token]:
        reason = slot_text(field_.slot, self.source)
        change = self._change(field_.change, bare=True)
        if change.amount == 0 or not reason:
            return
        words: dict[str, tuple[Token, ...]] = {
            "": (TextToken(field_.slot.label, reason),),
            "direction": (change,),
        }
        yield from self._all(field_.pattern, _Here(words))


def _here(scope: Scope) -> _Here:
    """Return the texts of a card as tokens; its number is a word."""
    words = {
        name: tuple(
            span.text if name == "no" else TextToken(span.source, span.text) for span in spans
        )
        for name, spans in scope.words.items()
    }
    rows = {table: tuple(map(_here, scopes)) for table, scopes in scope.rows.items()}
    return _Here(words, rows)


def in_printed_unit(amount: Amount, figure: TextFigure) -> Decimal | str:
    """Return an amount in the unit that is printed; zero for a blank."""
    if isinstance(amount, str):
        return amount
    value = amount or Decimal(0)
    if not figure.scale or figure.scale == figure.unit:
        return value
    return value * SCALES[figure.scale] / SCALES[figure.unit]


def _share(part: TextFigure, amount: Amount, whole: Amount) -> NumeralToken:
    concept = f"{part.label}占比"
    if isinstance(amount, str) or isinstance(whole, str) or not whole:
        return NumeralToken(concept, UNKNOWN, PERCENT, part.source)
    share = (amount or Decimal(0)) * 100 / whole
    return NumeralToken(concept, share.quantize(_SHARE_STEP, ROUND_HALF_UP), PERCENT, part.source)


def _joined(parts: Iterable[list[Token]], separator: str) -> Iterator[Token]:
    for number, tokens in enumerate(parts):
        if number and separator:
            yield separator
        yield from tokens
