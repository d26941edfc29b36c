"""A text file → its fields with what they name; what is wrong in it, line by line (XL-201, 202).

Nothing is evaluated: a field is a word of the table in docs/publication.md and ids of the pack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from xltool.kinds import Shape
from xltool.publication.fields import (
    Bound,
    BoundCommand,
    BoundCondition,
    BoundItem,
    BoundLine,
    BoundParagraph,
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
from xltool.publication.find_figures import FigureNames, UnknownNameError, nearest
from xltool.publication.text_file import (
    COMMAND_WORDS,
    FIELD_WORDS,
    Field,
    TextCommand,
    TextParagraph,
    TextProblem,
)
from xltool.publication.typed_figures import typed_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Pack
    from xltool.publication.text_file import Item, LineCondition, Piece, TextFile, WrittenLine

EVERYWHERE: Final = ("name", "short", "period", "previous", "department", "county")
"""What every line can print."""
_Here: TypeAlias = tuple[str, ...]
"""What fields can say besides: words such as ``share``, and columns of the card at hand."""


@dataclass(frozen=True, slots=True)
class BoundText:
    """A text file whose names are known, and the problems of those that are not."""

    text: TextFile
    items: tuple[BoundItem, ...]
    problems: tuple[TextProblem, ...]


def bind_text(text: TextFile, pack: Pack, disclosure: Disclosure) -> BoundText:
    """Find what the fields and commands of a text name; what is unknown stays as it is written."""
    binder = _Binder(text, FigureNames(pack, disclosure), list(text.problems))
    items = tuple(binder.items(text.items, ()))
    problems = sorted(dict.fromkeys(binder.problems), key=lambda problem: problem.line)
    return BoundText(text, items, tuple(problems))


@dataclass
class _Binder:
    """Binds line by line; ``line`` and ``origin`` are those of the line at hand."""

    text: TextFile
    names: FigureNames
    problems: list[TextProblem]
    line: int = 0
    origin: tuple[str, ...] = ()
    wrong_origins: set[tuple[str, ...]] = field(default_factory=set)

    def items(self, items: tuple[Item, ...], here: _Here) -> Iterator[BoundItem]:
        for item in items:
            if isinstance(item, TextParagraph):
                lines = tuple(self._bound_line(line, here) for line in item.lines)
                yield BoundParagraph(lines, item.level)
            else:
                yield from self._command(item, here)

    def _bound_line(self, line: WrittenLine, here: _Here) -> BoundLine:
        conditions = self._conditions(line.conditions)
        self.line, self.origin = line.line, line.origin
        bound = self._bound(line.pieces, here)
        for problem in typed_figures(bound):
            self._problem(problem.message, problem.value, unit=problem.unit)
        return BoundLine(bound, line.line, conditions)

    def _conditions(self, conditions: tuple[LineCondition, ...]) -> tuple[BoundCondition, ...]:
        found = []
        for each in conditions:
            self.line = each.line
            try:
                found.append(BoundCondition(self.names.named(each.named, self.origin), each.filled))
            except UnknownNameError as error:
                self._problem(error.message, each.named, error.expected)
        return tuple(found)

    def _bound(self, pieces: tuple[Piece, ...], here: _Here) -> tuple[Bound, ...]:
        return tuple(
            piece if isinstance(piece, str) else self._bound_field(piece, here) for piece in pieces
        )

    def _bound_field(self, written: Field, here: _Here) -> Bound:
        try:
            return self._field(written, here)
        except UnknownNameError as error:
            if self.origin not in self.wrong_origins:  # that is told where it stands
                self._problem(error.message, written.written, error.expected)
            return written.written

    def _field(self, written: Field, here: _Here) -> Bound:
        head, *names = written.words or ("",)
        if head in _MAKERS:
            return _MAKERS[head](self, written, names)
        if names or written.parts:
            raise nearest(head, (*_MAKERS, *FIELD_WORDS))
        if head in here:
            return WordField(head) if head in _LOCAL else CellField(head)
        if head in EVERYWHERE:
            return WordField(head)
        if head == "" or head in _LOCAL:
            raise UnknownNameError(message="XL-201.here")
        if here and "." not in head and head not in self.names.disclosure.figures:
            raise nearest(head, (*here, *EVERYWHERE))
        return FigureField(self.names.figure(head, self.origin))

    def change(self, names: list[str]) -> ChangeField:
        """Return the change of one figure, or between two that are named."""
        if len(names) not in {1, 2}:
            raise UnknownNameError(message="XL-201.figure")
        this = self.names.figure(names[0], self.origin)
        if len(names) == 1:
            return ChangeField(this, self.names.last(this))
        return ChangeField(this, self.names.figure(names[1], self.origin))

    def parts_of(self, written: Field, least: int, most: int) -> list[tuple[Piece, ...]]:
        """Return the parts of a field, blank ones for those that are left out."""
        if not least <= len(written.parts) <= most:
            raise UnknownNameError(message="XL-201.parts")
        return [*written.parts, *[()] * (most - len(written.parts))]

    def _command(self, command: TextCommand, here: _Here) -> Iterator[BoundItem]:
        conditions = self._conditions(command.conditions)
        self.line = command.line
        try:
            below = self._checked(command, here)
        except UnknownNameError as error:
            written = self.text.sentence(command.line)
            self._problem(error.message, written, error.expected)
            if command.word == "from":
                self.wrong_origins.add(command.arguments)
            return
        if command.word == "from":
            self.origin = command.arguments
            return
        yield BoundCommand(command.word, command.arguments, command.line, conditions, below)

    def _checked(self, command: TextCommand, here: _Here) -> tuple[BoundItem, ...]:
        """Check the arguments of a command; return what stands below it."""
        word, arguments = command.word, command.arguments
        known = {"from": 2, "form": 1, "cards": 1, "text": 1, "each": 1, "entities": 1}
        if word not in {*known, "glossary"}:
            raise nearest(word, (*known, "glossary", "when", "unless", "title", *COMMAND_WORDS))
        if len(arguments) != known.get(word, 0) or (word == "each" and here):
            raise UnknownNameError(message="XL-201.command")
        if word == "text":
            self.names.section(arguments[0])
        elif word in {"form", "cards"}:
            printed = {form.id: "" for form in self.names.disclosure.forms}
            if self.names.form(arguments[0]).id not in printed:
                raise UnknownNameError(message="XL-201.unprinted")
        elif word == "from":
            self.names.column(self.names.form(arguments[0]), arguments[1])
        elif word == "each":
            form = self.names.form(arguments[0])
            if form.shape is not Shape.CARDS:
                raise UnknownNameError(message="XL-201.cards")
            columns = tuple(column.id for column in form.table.columns)
            return tuple(self.items(command.below, ("no", form.id, *columns)))
        return ()

    def _problem(self, message: str, value: str, expected: str = "", unit: str = "") -> None:
        sentence = self.text.sentence(self.line)
        self.problems.append(TextProblem(message, self.line, value, sentence, expected or unit))

    def below_card(self, table: str) -> tuple[str, ...]:
        """Return the columns of a table of rows on cards."""
        known = {
            table.id: form
            for form in self.names.pack.forms
            if form.shape is Shape.CARDS
            for table in form.tables[1:]
        }
        if table not in known:
            raise nearest(table, list(known))
        found = next(each for each in known[table].tables if each.id == table)
        return tuple(column.id for column in found.columns)

    def pattern(self, pieces: tuple[Piece, ...], here: _Here) -> tuple[Bound, ...]:
        """Return a part of a field that prints something; ``{}`` alone where it is blank."""
        return self._bound(pieces or (Field("{}", ()),), here)

    def words(self, pieces: tuple[Piece, ...]) -> str:
        """Return a part of a field that holds words only."""
        if not all(isinstance(piece, str) for piece in pieces):
            raise UnknownNameError(message="XL-201.parts")
        return "".join(map(str, pieces))


_LOCAL: Final = ("", "label", "share", "short", "direction", "no")
"""Words of fields that stand in other fields only."""


def _share(binder: _Binder, written: Field, names: list[str]) -> Bound:
    if not names and not written.parts:
        return WordField("share")
    if len(names) != 3 or names[1] != "of" or written.parts:  # noqa: PLR2004 - F of G
        raise UnknownNameError(message="XL-201.share")
    part, whole = (binder.names.figure(name, binder.origin) for name in (names[0], names[2]))
    return ShareField(part, whole)


def _change(binder: _Binder, written: Field, names: list[str]) -> Bound:
    binder.parts_of(written, 0, 0)
    return binder.change(names)


def _parts(binder: _Binder, written: Field, names: list[str]) -> Bound:
    pattern, separator = binder.parts_of(written, 1, 2)
    if len(names) != 1:
        raise UnknownNameError(message="XL-201.figure")
    whole = binder.names.figure(names[0], binder.origin)
    below = binder.names.below(whole)
    if not below:
        raise UnknownNameError(message="XL-201.below")
    bound = binder.pattern(pattern, ("", "label", "share"))
    return PartsField(whole, below, bound, binder.words(separator))


def _units(binder: _Binder, written: Field, names: list[str]) -> Bound:
    intro, pattern, separator, none = binder.parts_of(written, 2, 4)
    if len(names) != 1:
        raise UnknownNameError(message="XL-201.figure")
    return UnitsField(
        binder.names.figure(names[0], binder.origin),
        binder.pattern(intro, ()) if intro else (),
        binder.pattern(pattern, ("", "short")),
        binder.words(separator),
        binder.pattern(none, ("short",)) if none else (),
    )


def _reason(binder: _Binder, written: Field, names: list[str]) -> Bound:
    (pattern,) = binder.parts_of(written, 0, 1)
    if len(names) not in {2, 3}:
        raise UnknownNameError(message="XL-201.reason")
    change = binder.change(names[:-1])
    below = binder.names.lowest(change.this)
    parts = tuple(ChangeField(each, binder.names.last(each)) for each in below if each.last)
    slot = binder.names.slot(names[-1])
    return ReasonField(change, slot, binder.pattern(pattern, ("", "direction")), parts)


def _text(binder: _Binder, written: Field, names: list[str]) -> Bound:
    binder.parts_of(written, 0, 0)
    if len(names) != 1:
        raise UnknownNameError(message="XL-201.slot")
    return SlotField(binder.names.slot(names[0]))


def _each(binder: _Binder, written: Field, names: list[str]) -> Bound:
    pattern, separator = binder.parts_of(written, 1, 2)
    if len(names) != 1:
        raise UnknownNameError(message="XL-201.cards")
    columns = binder.below_card(names[0])
    return RowsField(names[0], binder.pattern(pattern, columns), binder.words(separator))


_MAKERS: Final[Mapping[str, Callable[[_Binder, Field, list[str]], Bound]]] = MappingProxyType({
    "change": _change, "share": _share, "parts": _parts, "units": _units, "reason": _reason,
    "text": _text, "each": _each,
})  # fmt: skip
