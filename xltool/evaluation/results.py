"""What a rule came to in a submission, place by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.name_context import name_context
from xltool.evaluation.numeric import numeric_values
from xltool.evaluation.precedents import all_precedents
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.nodes import Compare
from xltool.expressions.predicates import AllFilled, SameInGroup, UniqueInGroup
from xltool.kinds import Severity
from xltool.model.submission import Key
from xltool.values.decimals import compare_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key

    Cells: TypeAlias = "Callable[[RuleResult, int], tuple[Key | None, tuple[Key, ...]]]"
    """The cell that a judgement at a place is pinned to, and all that take part."""


class RuleState(StrEnum):
    """What became of a rule at one place."""

    OK = "ok"
    BAD = "bad"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """A rule at one place: what it says, both sides, the cell it is pinned to and all others.

    ``left`` and ``right`` are None where no numbers are compared.
    """

    rule: Rule
    scope: EvaluationPoint
    state: RuleState
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


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule in a submission: at which places it holds, is broken, or cannot be told.

    Of rows that are judged together only the first is told; where they are several, ``peers`` has
    them all.
    """

    rule: Rule
    places: PointSet
    ok: Positions = ()
    bad: Positions = ()
    undecidable: Positions = ()
    peers: Mapping[int, Positions] = field(default_factory=dict)

    def states(self) -> Iterator[tuple[RuleState, EvaluationPoint]]:
        """Yield what became of the rule at each place."""
        for state, at in ((RuleState.OK, self.ok), (RuleState.UNDECIDABLE, self.undecidable)):
            yield from ((state, self.places.scope(place)) for place in at)
        yield from ((RuleState.BAD, self.places.scope(place)) for place in self.bad)

    def broken(self) -> Iterator[RuleOutcome]:
        """Yield a judgement for every place where the rule is broken."""
        yield from (outcome_at(self, place, RuleState.BAD) for place in self.bad)

    def briefly(self) -> Iterator[RuleOutcome]:
        """Yield the same without the cells that take part: what a check cell says."""
        yield from (outcome_at(self, place, RuleState.BAD, missing_cells) for place in self.bad)

    def judgements(self) -> Iterator[RuleOutcome]:
        """Yield a judgement for every place, in printed order."""
        states = {
            **dict.fromkeys(self.ok, RuleState.OK),
            **dict.fromkeys(self.bad, RuleState.BAD),
            **dict.fromkeys(self.undecidable, RuleState.UNDECIDABLE),
        }
        yield from (outcome_at(self, place, states[place]) for place in sorted(states))


def all_cells(ruling: RuleResult, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Return the cell that a judgement is pinned to, and all that take part."""
    test = ruling.rule.test
    if isinstance(test, (SameInGroup, UniqueInGroup)):
        return _odd(ruling, test, place)
    if isinstance(test, AllFilled):
        return _missing(ruling, place)
    keys = _participants(ruling, place)
    return _result(ruling, place) or next(iter(keys), None), keys


def _participants(ruling: RuleResult, place: int) -> tuple[Key, ...]:
    rule, places = ruling.rule, ruling.places
    home = name_context(places.book.pack, places.form)
    roots = [root for root in (rule.test, rule.where, rule.shows) if root is not None]
    each = [all_precedents(root, home) for root in roots]
    scopes = map(places.scope, ruling.peers.get(place, (place,)))
    found = (of(places.book, scope) for scope in scopes for of in each)
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _result(ruling: RuleResult, place: int) -> Key | None:
    """Return the calculated side of an equation, when it is one cell: it stands last."""
    test, places = ruling.rule.test, ruling.places
    if not isinstance(test, Compare) or test.sign != "==":
        return None
    last = places.book.leaves(test.right, places.scope(place))
    here = places.form in {None, places.book.pack.form_of(last[0].table)} if last else False
    return last[0] if len(last) == 1 and here else None


def _missing(ruling: RuleResult, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Pin a finding to the first of the cells that are blank."""
    rows, test = ruling.places, ruling.rule.test
    assert isinstance(rows, RowSet)
    assert isinstance(test, AllFilled)
    blank = (name for name in test.columns if rows.column(name)[place] is None)
    keys = tuple(rows.key(place, name) for name in blank)
    return next(iter(keys), None), keys


def missing_cells(ruling: RuleResult, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Return what is blank and should not be: all that a check cell names."""
    filled = isinstance(ruling.rule.test, AllFilled)
    return _missing(ruling, place) if filled else (None, ())


def _odd(
    ruling: RuleResult, test: SameInGroup | UniqueInGroup, place: int
) -> tuple[Key, tuple[Key, ...]]:
    """Pin a finding about a group to the first that differs from most, or that repeats another."""
    rows, group = ruling.places, ruling.peers.get(place, (place,))
    assert isinstance(rows, RowSet)
    keys = tuple(rows.key(row, test.column) for row in group)
    if isinstance(test, UniqueInGroup):
        return keys[min(1, len(keys) - 1)], keys
    values = rows.column(test.column)
    filled = {row: values[row] for row in group if values[row] is not None}
    usual = Counter(filled.values()).most_common(1)[0][0] if filled else None
    odd = (rows.key(row, test.column) for row, value in filled.items() if value != usual)
    return next(odd, keys[0]), keys


def outcome_at(
    ruling: RuleResult, place: int, state: RuleState, cells: Cells = all_cells
) -> RuleOutcome:
    """Return a judgement, with how much it weighs, and both sides where numbers are compared."""
    rule, scope = ruling.rule, ruling.places.scope(place)
    lead, keys = cells(ruling, place)
    test, home = rule.test, name_context(ruling.places.book.pack, scope.form)
    if state is RuleState.UNDECIDABLE or not isinstance(test, Compare) or home.textual(test.left):
        return RuleOutcome(rule, scope, state, rule.severity, lead, keys)
    sides = (numeric_values(side, home)(ruling.places, (place,)) for side in test.operands())
    left, right = (zero_if_blank(value) for (value,) in sides)
    rounding = ruling.places.book.amount(rule.rounding, scope).value
    rounded = bool(rounding) and compare_values(test.sign, left, right, rounding)
    severity = Severity.INFO if rounded else rule.severity
    return RuleOutcome(rule, scope, state, severity, lead, keys, left, right)
