"""Which rules hold in a submission: a judgement at every place where one applies.

A rule is judged where everything that it needs is filled in: that something required is blank
is a finding of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.evaluation.truth import holds, textual, truth
from xltool.layout import is_parent
from xltool.model import GONE, Key, Severity, Value
from xltool.numbers import masked
from xltool.rules.rule import Rule, Scope, group_of, needed, row_table, scopes
from xltool.rules.terms import CARD, Col, Compare, Same, Unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.evaluation.evaluate import Book
    from xltool.model import Form

Group = tuple[Value, ...]


class State(StrEnum):
    """What became of a rule at one place."""

    OK = "ok"
    BAD = "bad"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule at one place: what it says, both sides, the cell it is pinned to and all others.

    ``left`` and ``right`` are None where no numbers are compared.
    """

    rule: Rule
    scope: Scope
    state: State
    severity: Severity
    lead: Key | None = None
    keys: tuple[Key, ...] = ()
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """What is there less what should be there."""
        left, right = self.left or Decimal(0), self.right or Decimal(0)
        equal = isinstance(self.rule.test, Compare) and self.rule.test.sign == "=="
        return right - left if equal else left - right


def judge(book: Book) -> Iterator[Judgement]:
    """Judge every asserting rule of the pack wherever it applies in the submission.

    Rules about rows are judged where the rows were typed: not again in a parent that carries
    them.
    """
    for form, rule in book.pack.rules():
        if rule.calculates or not _applies(book, form, rule):
            continue
        for scope, peers in _places(book, form, rule):
            wanted = truth(book, rule.where, scope) if rule.where is not None else True
            if wanted is None:
                yield Judgement(rule, scope, State.UNDECIDABLE, rule.severity)
            elif wanted:
                yield _judged(book, rule, scope, peers)


def _places(book: Book, form: Form | None, rule: Rule) -> Iterator[tuple[Scope, Sequence[Scope]]]:
    """Yield where a rule is judged: of a group its first row, with all rows of the group."""
    cols = needed(form, rule) if form and row_table(form, rule) else []
    ready = (scope for scope in _scopes(book, form, rule) if _is_ready(book, cols, scope))
    columns = group_of(rule)
    if form is None or not columns:
        yield from ((scope, (scope,)) for scope in ready)
        return
    groups: dict[tuple[str, Group], list[Scope]] = {}
    for scope in ready:
        groups.setdefault((scope.entity, _group(book, scope, columns)), []).append(scope)
    yield from ((peers[0], peers) for peers in groups.values())


def _applies(book: Book, form: Form | None, rule: Rule) -> bool:
    submission = book.submission
    if rule.nature and submission.entity.nature not in rule.nature:
        return False
    if form is None or form.id not in submission.extents:
        return form is None
    carried = bool(submission.children) or is_parent(submission.extents[form.id])
    return not (carried and row_table(form, rule))


def _scopes(book: Book, form: Form | None, rule: Rule) -> Iterator[Scope]:
    table = row_table(form, rule)
    rows = [(record.entity, record.row) for record in book.records(table.id)] if table else []
    yield from scopes(form, rule, book.submission.entity.code, rows)


def _is_ready(book: Book, cols: list[Col], scope: Scope) -> bool:
    """Whether all that the rule needs is filled in."""
    return all(book.get(book.at(scope, col.column)) is not None for col in cols)


def _group(book: Book, scope: Scope, columns: tuple[str, ...]) -> Group:
    return tuple(
        scope.row.partition("/")[0] if name == CARD else book.get(book.at(scope, name)) or GONE
        for name in columns
    )


def _judged(book: Book, rule: Rule, scope: Scope, peers: Sequence[Scope]) -> Judgement:
    if isinstance(rule.test, Same):
        return _same(book, rule, rule.test, peers)
    if isinstance(rule.test, Unique):
        return _unique(book, rule, rule.test, peers)
    keys = _participants(book, rule, scope)
    lead = _lead(book, rule, scope)
    margin = book.amount(rule.within, scope)
    held = truth(book, rule.test, scope, margin.value)
    if held is None or margin.unknown:
        return Judgement(rule, scope, State.UNDECIDABLE, rule.severity, lead, keys)
    state = State.OK if held else State.BAD
    if not isinstance(rule.test, Compare) or textual(book, rule.test.left, scope):
        return Judgement(rule, scope, state, rule.severity, lead, keys)
    left, right = book.amount(rule.test.left, scope), book.amount(rule.test.right, scope)
    rounding = book.amount(rule.rounding, scope).value
    rounded = bool(rounding) and holds(rule.test.sign, left.value - right.value, rounding)
    severity = Severity.INFO if rounded else rule.severity
    return Judgement(rule, scope, state, severity, lead, keys, left.value, right.value)


def _participants(book: Book, rule: Rule, scope: Scope) -> tuple[Key, ...]:
    roots = (rule.test, rule.where, rule.shows)
    found = [key for root in roots if root is not None for key in book.leaves(root, scope)]
    return tuple(dict.fromkeys(found))


def _lead(book: Book, rule: Rule, scope: Scope) -> Key | None:
    """The cell a finding is pinned to: the calculated side of an equation stands last."""
    keys = book.leaves(rule.test, scope)
    if isinstance(rule.test, Compare) and rule.test.sign == "==":
        last = book.leaves(rule.test.right, scope)
        return last[0] if len(last) == 1 else next(iter(keys), None)
    return next(iter(keys), None)


def _same(book: Book, rule: Rule, test: Same, peers: Sequence[Scope]) -> Judgement:
    """Compare a group; the finding is pinned to the first that differs from most."""
    keys = [book.at(row, test.column) for row in peers]
    scope = peers[0]
    values = {key: book.get(key) for key in keys}
    filled = {key: value for key, value in values.items() if value is not None}
    column = book.column(keys[0].table, test.column)
    if any(_unknown(value, numeric=column.kind.numeric) for value in filled.values()):
        return Judgement(rule, scope, State.UNDECIDABLE, rule.severity, keys[0], tuple(keys))
    usual = Counter(filled.values()).most_common(1)[0][0] if filled else None
    odd = next((key for key, value in filled.items() if value != usual), None)
    state = State.BAD if odd else State.OK
    numbers = [value for value in filled.values() if isinstance(value, Decimal)]
    low, high = (min(numbers), max(numbers)) if numbers else (None, None)
    return Judgement(rule, scope, state, rule.severity, odd or keys[0], tuple(keys), low, high)


def _unknown(value: Value, *, numeric: bool) -> bool:
    return value == GONE or masked(value) or (numeric and isinstance(value, str))


def _unique(book: Book, rule: Rule, test: Unique, peers: Sequence[Scope]) -> Judgement:
    """Count a value's occurrences; the finding is pinned to the second."""
    scope = peers[0]
    keys = tuple(book.at(row, test.column) for row in peers)
    value = book.get(keys[0])
    if value is None or _unknown(value, numeric=False):
        return Judgement(rule, scope, State.UNDECIDABLE, rule.severity, keys[0], keys)
    state = State.BAD if len(keys) > 1 else State.OK
    return Judgement(rule, scope, state, rule.severity, keys[min(1, len(keys) - 1)], keys)
