"""Terms over exact decimals: what is calculated in a submission, and which rules hold.

Blank adds as nothing; a sum of blanks is blank. One masked or unreadable addend masks the sum,
and a rule over a masked cell is undecidable: it is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.layout import is_parent
from xltool.model import TOTAL, Form, Key, Pack, Record, Shape, Submission, Value
from xltool.numbers import half_up
from xltool.terms import (
    Binary,
    Cell,
    Col,
    Compare,
    Const,
    Line,
    Parts,
    Percent,
    Rule,
    Same,
    Term,
    Total,
    calculated_columns,
    calculating,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "**"
NOT_COMPARABLE = "不可比"
RATE_PLACES = 2
DIGITS = 80
"""Digits of the arithmetic: products of two amounts stay exact."""


class State(StrEnum):
    """What became of a rule at one place."""

    OK = "ok"
    BAD = "bad"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with what it rests on."""

    value: Decimal = Decimal(0)
    blank: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a term is looked at: a form, the row of an entity, and a column."""

    form: Form | None
    entity: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule at one place: both sides and every cell that takes part, the first one leading."""

    rule: Rule
    state: State
    keys: tuple[Key, ...]
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)


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
            found |= dict.fromkeys(self._keys(part, scope))
        return list(found)

    def amount(self, term: Term, scope: Scope) -> Amount:
        """Return the value of ``term`` at ``scope``."""
        match term:
            case Const(value=value):
                return Amount(value)
            case Binary(sign=sign, left=left, right=right):
                return self._binary(sign, self.amount(left, scope), self.amount(right, scope))
            case _:
                return self._sum(self._keys(term, scope))

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

    def _keys(self, term: Term, scope: Scope) -> list[Key]:
        form = scope.form
        match term:
            case Cell(form=table, line=row, column=column):
                return [Key(table, self.submission.entity.code, row, column)]
            case Total():
                return self._total_keys(term, scope)
            case Col(column=column) if form:
                return [Key(form.tables[-1].id, scope.entity, scope.row, column)]
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
        if not term.per:
            return [Key(term.table, self.submission.entity.code, TOTAL, term.column)]
        group = self.entered(Key(term.table, scope.entity, scope.row, term.per))
        return [
            Key(term.table, record.entity, record.row, term.column)
            for record in self.records(term.table)
            if record.entity == scope.entity and record.values.get(term.per) == group
        ]


def judge(book: Book) -> Iterator[Judgement]:
    """Judge every asserting rule of the pack wherever it applies in the submission.

    Rules about rows are judged where the rows were typed: not again in a parent that carries
    them.
    """
    for form, rule in book.pack.rules():
        if rule.calculates or (form and form.id not in book.submission.extents):
            continue
        for scope in _scopes(book, form, rule):
            if not (scope.row and scope.form and book.submission.children) or scope.column:
                yield _judge(book, rule, scope)


def _scopes(book: Book, form: Form | None, rule: Rule) -> Iterator[Scope]:
    owner = book.submission.entity.code
    terms = list(walk(rule.test))
    lines = [term.code for term in terms if isinstance(term, (Line, Parts))]
    if form and any(isinstance(term, Col) for term in terms):
        yield from _row_scopes(book, form, terms)
    elif form and lines:
        for column in form.table.columns:
            barred = any(column.id in form.table.line(code).na for code in lines)
            if column.adds and column.id not in calculated_columns(form.rules) and not barred:
                yield Scope(form, owner, lines[0], column.id)
    else:
        yield Scope(form, owner)


def _row_scopes(book: Book, form: Form, terms: list[Term]) -> Iterator[Scope]:
    """Yield each row; of a group, its first row alone."""
    per = next((term.per for term in terms if isinstance(term, (Same, Total)) and term.per), "")
    seen = set[tuple[str, Value]]()
    for record in book.records(form.tables[-1].id):
        if per:
            group = record.values.get(per)
            if not group or (record.entity, group) in seen:
                continue
            seen.add((record.entity, group))
        yield Scope(form, record.entity, record.row)


def _judge(book: Book, rule: Rule, scope: Scope) -> Judgement:
    if isinstance(rule.test, Same):
        return _judge_same(book, rule, rule.test, scope)
    left, right = book.amount(rule.test.left, scope), book.amount(rule.test.right, scope)
    margin = book.amount(rule.within, scope)
    keys = tuple(book.leaves(rule.test, scope))
    if left.unknown or right.unknown or margin.unknown:
        return Judgement(rule, State.UNDECIDABLE, keys)
    holds = _holds(rule.test, left.value, right.value, margin.value)
    return Judgement(rule, State.OK if holds else State.BAD, keys, left.value, right.value)


def _holds(test: Compare, left: Decimal, right: Decimal, margin: Decimal) -> bool:
    over = left - right
    return {"==": abs(over) <= margin, "<=": over <= margin, ">=": -over <= margin}[test.sign]


def _judge_same(book: Book, rule: Rule, test: Same, scope: Scope) -> Judgement:
    table = scope.form.tables[-1].id if scope.form else ""
    keys = tuple(book.leaves(Total(table, test.column, test.per), scope))
    values = [book.get(key) for key in keys]
    if any(isinstance(value, str) for value in values):
        return Judgement(rule, State.UNDECIDABLE, keys)
    numbers = [value for value in values if isinstance(value, Decimal)]
    same = len(set(numbers)) <= 1
    low, high = (min(numbers), max(numbers)) if numbers else (Decimal(0), Decimal(0))
    return Judgement(rule, State.OK if same else State.BAD, keys, low, high)
