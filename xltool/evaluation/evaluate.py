"""Terms over exact decimals: what is calculated in a submission, and which rules hold.

Blank adds as nothing; a sum of blanks is blank. One masked or unreadable addend masks the sum,
and a rule over a masked cell is undecidable: it is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.truth import truth
from xltool.layout import is_parent
from xltool.model import GONE, TOTAL, Key, Shape
from xltool.numbers import half_up, masked
from xltool.rules.rule import Scope, calculating, table_of
from xltool.rules.targets import bracket, parse, stem
from xltool.rules.terms import (
    Binary,
    Cell,
    Col,
    Const,
    Count,
    Found,
    Line,
    Parts,
    Percent,
    Target,
    Term,
    Test,
    Total,
    walk,
)
from xltool.rules.texts import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model import CodeList, Column, Form, Pack, Record, Submission, Value

MASK = "**"
NOT_COMPARABLE = "不可比"
RATE_PLACES = 2
DIGITS = 80
"""Digits of the arithmetic: products of two amounts stay exact."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with what it rests on."""

    value: Decimal = Decimal(0)
    blank: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A text; ``unknown`` when it is masked or gone."""

    text: str = ""
    unknown: bool = False


class Book:
    """The values of one submission, entered and calculated, by key."""

    def __init__(self, pack: Pack, submission: Submission) -> None:
        """Index the records; calculated values are found when asked for and kept."""
        self.pack = pack
        self.submission = submission
        self._context = Context(prec=DIGITS)
        self._forms = {table.id: form for form, table in pack.tables()}
        self._records = {
            name: {(record.entity, record.row): record for record in records}
            for name, records in submission.tables.items()
        }
        self._known: dict[Key, Value | None] = {}

    def records(self, table: str) -> Iterable[Record]:
        """Return the records of ``table`` in printed order."""
        return self.submission.tables.get(table, ())

    def submitted(self, table: str) -> bool:
        """Whether the form that holds ``table`` was submitted."""
        return self._forms[table].id in self.submission.extents

    def has(self, key: Key) -> bool:
        """Whether the record that holds ``key`` exists."""
        return (key.entity, key.row) in self._records.get(key.table, {})

    def entered(self, key: Key) -> Value | None:
        """Return what was typed at ``key``; None is blank."""
        record = self._records.get(key.table, {}).get((key.entity, key.row))
        if record is not None and self.column(key.table, key.column).printed:
            return self._forms[key.table].template.group_of(key.row)
        return None if record is None else record.values.get(key.column)

    def get(self, key: Key) -> Value | None:
        """Return the value at ``key``, calculated where the form calculates it."""
        if key not in self._known:
            term = self.calculation(key)
            self._known[key] = (
                self.entered(key) if term is None else self._calculate(term, self.scope(key))
            )
        return self._known[key]

    def calculation(self, key: Key) -> Term | None:
        """Return the term that calculates ``key``, or None when it is entered."""
        rule = calculating(self._forms[key.table], key)
        return rule.test.operands()[1] if rule else None

    def leaves(self, term: Term, scope: Scope) -> list[Key]:
        """Return the cells that ``term`` reads at ``scope``, in printed order."""
        found: dict[Key, None] = {}
        for part in walk(term):
            found |= dict.fromkeys(self.keys(part, scope))
        return list(found)

    def at(self, scope: Scope, column: str) -> Key:
        """Return the cell of ``column`` in the row at hand; a card's own when it is the card's."""
        assert scope.form is not None
        table = table_of(scope.form, column)
        on_head = table.shape is Shape.CARDS and table.id == scope.form.id
        row = scope.row.partition("/")[0] if on_head else scope.row
        return Key(table.id, scope.entity, row, column)

    def column(self, table: str, column: str) -> Column:
        """Return a column of a table."""
        return table_of(self._forms[table], column).column(column)

    def list_of(self, scope: Scope, column: str) -> CodeList:
        """Return the code list of a column."""
        assert scope.form is not None
        return self.pack.codes[table_of(scope.form, column).column(column).codes]

    def amount(self, term: Term, scope: Scope) -> Amount:
        """Return the value of ``term`` at ``scope``."""
        match term:
            case Const(value=Decimal() as value):
                return Amount(value)
            case Binary(sign=sign, left=left, right=right):
                return self._binary(sign, self.amount(left, scope), self.amount(right, scope))
            case Total(where=where) if where is not None:
                return self._selected(term, scope)
            case Count(where=where):
                return self._counted(where, scope)
            case Target(of=of, part=part):
                return self._target(self.text(of, scope), part)
            case _:
                return self._sum(self.keys(term, scope))

    def text(self, term: Term, scope: Scope) -> Words:
        """Return the text of ``term`` at ``scope``; blank is an empty text."""
        if isinstance(term, Const):
            return Words(str(term.value))
        if isinstance(term, Target):
            return _part(self.text(term.of, scope), term.part)
        value = next((self.get(key) for key in self.keys(term, scope)), None)
        if value == GONE or masked(value):
            return Words(unknown=True)
        return Words("" if value is None else str(value))

    def scope(self, key: Key) -> Scope:
        """Return where the calculation of ``key`` is looked at."""
        return Scope(self._forms[key.table], key.entity, key.row, key.column)

    def _calculate(self, term: Term, scope: Scope) -> Value | None:
        if isinstance(term, Percent):
            return self._percent(term, scope)
        amount = self.amount(term, scope)
        if amount.unknown:
            return MASK
        return None if amount.blank else amount.value

    def _percent(self, term: Percent, scope: Scope) -> Value | None:
        part, whole = self.amount(term.part, scope), self.amount(term.whole, scope)
        if part.unknown or whole.unknown:
            return MASK
        if part.blank and whole.blank:
            return None
        if not whole.value:
            return NOT_COMPARABLE
        ratio = self._context.divide(part.value * 100, whole.value)
        return half_up(ratio, RATE_PLACES)

    def _binary(self, sign: str, left: Amount, right: Amount) -> Amount:
        apply = {
            "+": self._context.add,
            "-": self._context.subtract,
            "*": self._context.multiply,
        }[sign]
        return Amount(
            apply(left.value, right.value),
            left.blank and right.blank,
            left.unknown or right.unknown,
        )

    def _sum(self, keys: Iterable[Key]) -> Amount:
        value, blank, unknown = Decimal(0), True, False
        for key in keys:
            if not self.submitted(key.table):
                unknown = True
            found = self.get(key)
            if isinstance(found, Decimal):
                value, blank = self._context.add(value, found), False
            elif found is not None:
                unknown, blank = True, False
        return Amount(value, blank, unknown)

    def _selected(self, total: Total, scope: Scope) -> Amount:
        """Add the rows of a table that are selected; not knowing whether one is, is unknown."""
        assert total.where is not None
        chosen = [truth(self, total.where, row) for row in self._rows(total, scope)]
        known = self._sum(self.keys(total, scope))
        return Amount(known.value, known.blank, known.unknown or None in chosen)

    def _counted(self, where: Test, scope: Scope) -> Amount:
        held = [truth(self, where, row) for row in self.on_card(scope)]
        return Amount(Decimal(held.count(True)), blank=False, unknown=None in held)

    def on_card(self, scope: Scope) -> list[Scope]:
        """Return the filled rows of the card at hand."""
        assert scope.form is not None
        card = scope.row.partition("/")[0]
        return [
            Scope(scope.form, record.entity, record.row)
            for record in self.records(scope.form.tables[-1].id)
            if record.entity == scope.entity and record.row.partition("/")[0] == card
        ]

    def _rows(self, total: Total, scope: Scope) -> list[Scope]:
        form = self._forms[total.table]
        group = self.entered(self.at(scope, total.per)) if total.per else None
        return [
            Scope(form, record.entity, record.row)
            for record in self.records(total.table)
            if not total.per
            or (record.entity == scope.entity and record.values.get(total.per) == group)
        ]

    def _target(self, words: Words, part: str) -> Amount:
        goal = parse(words.text)
        value = goal.wan if part == "wan" else goal.amount
        unknown = words.unknown or goal.shape == "masked"
        return Amount(Decimal(0) if value is None else value, value is None, unknown)

    def found(self, term: Found, scope: Scope) -> Key | None:
        """Return the cell of the first row that names the same."""
        name = same_name(self.text(term.of, scope).text)
        for record in self.records(term.table) if name else ():
            other = record.values.get(term.key)
            if isinstance(other, str) and same_name(other) == name:
                return Key(term.table, record.entity, record.row, term.column)
        return None

    def keys(self, term: Term, scope: Scope) -> list[Key]:  # noqa: PLR0911 - one case for each kind of term
        """Return the cells that ``term`` itself reads at ``scope``."""
        form = scope.form
        match term:
            case Cell(form=table, line=row, column=column):
                return [Key(table, self.submission.entity.code, row, column)]
            case Total():
                return self._total_keys(term, scope)
            case Found():
                key = self.found(term, scope)
                return [key] if key else []
            case Count(where=where):
                return [k for row in self.on_card(scope) for k in self.leaves(where, row)]
            case Col(column=column) if form:
                return [self.at(scope, column)]
            case Line(code=code) if form:
                return [Key(form.id, scope.entity, code, scope.column)]
            case Parts(code=code) if form:
                return self._part_keys(form, code, scope)
        return []

    def _part_keys(self, form: Form, code: str, scope: Scope) -> list[Key]:
        if form.shape is Shape.REGISTER:
            return self._row_keys(form, scope)
        return [
            Key(form.id, scope.entity, line.code, scope.column)
            for line in form.table.lines
            if line.parent == code and line.adds and scope.column not in line.na
        ]

    def _row_keys(self, form: Form, scope: Scope) -> list[Key]:
        """A parent's total adds its sections' totals; an entity's own adds its rows."""
        extent = self.submission.extents.get(form.id)
        if extent and is_parent(extent) and scope.entity == extent.entity.code:
            rows = [(section.entity.code, TOTAL) for section in extent.sections if section.count]
        else:
            rows = [
                (record.entity, record.row)
                for record in self.records(form.id)
                if record.entity == scope.entity
            ]
        return [Key(form.id, entity, row, scope.column) for entity, row in rows]

    def _total_keys(self, term: Total, scope: Scope) -> list[Key]:
        if not term.per and term.where is None:
            return [Key(term.table, self.submission.entity.code, TOTAL, term.column)]
        return [
            Key(term.table, row.entity, row.row, term.column)
            for row in self._rows(term, scope)
            if term.where is None or truth(self, term.where, row)
        ]


def _part(words: Words, part: str) -> Words:
    """Return a part of an indicator's name or value that is a text."""
    if words.unknown:
        return words
    if part in {"stem", "bracket"}:
        return Words(stem(words.text) if part == "stem" else bracket(words.text))
    goal = parse(words.text)
    return Words(str(getattr(goal, part)), unknown=goal.shape == "masked")
