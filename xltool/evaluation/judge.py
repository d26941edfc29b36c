"""Which rules hold in a submission: each rule at all its places at once.

A rule is judged where everything that it needs is filled in: that something required is blank
is a finding of its own. A judgement of one place is only made when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from xltool.evaluation.exact import amount, holds
from xltool.evaluation.home import home_of
from xltool.evaluation.pinned import all_cells, missing_cells
from xltool.evaluation.places import NOWHERE, Columns, Once, Rows, without
from xltool.evaluation.truth import near, select
from xltool.evaluation.unknown import unknown
from xltool.evaluation.values import numbers
from xltool.layout import is_parent
from xltool.model import Key, Severity, Shape
from xltool.rules.applies import Application, application
from xltool.rules.rule import concerns
from xltool.rules.terms import Compare, Same, Unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.evaluate import Book
    from xltool.evaluation.home import Home
    from xltool.evaluation.pinned import Cells
    from xltool.evaluation.places import Places, Positions
    from xltool.evaluation.unknown import Unknown
    from xltool.evaluation.values import Select
    from xltool.model import Form, Submission
    from xltool.rules.rule import Rule, Scope
    from xltool.rules.terms import Test


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


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule in a submission: at which places it holds, is broken, or cannot be told.

    Of rows that are judged together only the first is told; where they are several, ``peers`` has
    them all.
    """

    rule: Rule
    places: Places
    ok: Positions = ()
    bad: Positions = ()
    undecidable: Positions = ()
    peers: Mapping[int, Positions] = field(default_factory=dict)

    def states(self) -> Iterator[tuple[State, Scope]]:
        """Yield what became of the rule at each place."""
        for state, at in ((State.OK, self.ok), (State.UNDECIDABLE, self.undecidable)):
            yield from ((state, self.places.scope(place)) for place in at)
        yield from ((State.BAD, self.places.scope(place)) for place in self.bad)

    def broken(self) -> Iterator[Judgement]:
        """Yield a judgement for every place where the rule is broken."""
        yield from (_judgement(self, place, State.BAD) for place in self.bad)

    def briefly(self) -> Iterator[Judgement]:
        """Yield the same without the cells that take part: what a check cell says."""
        yield from (_judgement(self, place, State.BAD, missing_cells) for place in self.bad)

    def judgements(self) -> Iterator[Judgement]:
        """Yield a judgement for every place, in printed order."""
        states = {
            **dict.fromkeys(self.ok, State.OK),
            **dict.fromkeys(self.bad, State.BAD),
            **dict.fromkeys(self.undecidable, State.UNDECIDABLE),
        }
        yield from (_judgement(self, place, states[place]) for place in sorted(states))


def judge(book: Book) -> Iterator[Judgement]:
    """Judge every asserting rule of the pack wherever it applies in the submission."""
    return chain.from_iterable(ruling.judgements() for ruling in rulings(book))


def rulings(book: Book, besides: tuple[type[Test], ...] = ()) -> Iterator[Ruling]:
    """Judge every asserting rule of the pack at all its places, ``besides`` some kinds.

    Rules about rows are judged where the rows were typed: not again in a parent that carries
    them.
    """
    submission = book.submission
    for form in (*book.pack.forms, None):
        if form is not None and form.id not in submission.extents:
            continue
        carried = form is not None and _carried(submission, form)
        for case in _cases(home_of(book.pack, form)):
            apart = (carried and case.use.table) or isinstance(case.rule.test, besides)
            if concerns(case.rule, submission.entity) and not apart:
                yield _ruling(book, case)


def _carried(submission: Submission, form: Form) -> bool:
    """Whether the rows of a form were typed further down; a parent's own form never is."""
    below = bool(submission.children) and not form.template.parent
    return below or is_parent(submission.extents[form.id])


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule made ready to be judged in any submission."""

    rule: Rule
    form: Form | None
    use: Application
    where: Select | None
    where_unknown: Unknown
    test: Select | None
    test_unknown: Unknown


@cache
def _cases(home: Home) -> tuple[_Case, ...]:
    rules = home.form.rules if home.form else home.pack.cross
    return tuple(_case(rule, home) for rule in rules if not rule.calculates)


def _case(rule: Rule, home: Home) -> _Case:
    test, looks = rule.test, [unknown(rule.test, home)]
    held: Select | None = None
    if isinstance(test, Compare) and not rule.exact:
        held = near(test, rule.within, home)
        looks.append(unknown(rule.within, home))
    elif not isinstance(test, (Same, Unique)):
        held = select(test, home)
    return _Case(
        rule, home.form, application(home.form, rule),
        select(rule.where, home) if rule.where is not None else None,
        unknown(rule.where, home) if rule.where is not None else _never,
        held,
        looks[0] if len(looks) == 1 else lambda p, at: looks[0](p, at) | looks[1](p, at),
    )  # fmt: skip


def _never(_: object, __: Positions) -> AbstractSet[int]:
    return NOWHERE


def _ruling(book: Book, case: _Case) -> Ruling:
    rule, places, at = case.rule, *_places(book, case.form, case.use)
    if not at:
        return Ruling(rule, places)
    peers: Mapping[int, Positions] = {}
    if case.use.group:
        assert isinstance(places, Rows)
        at, peers = places.groups(case.use.group, at)
    hidden: Positions = ()
    if case.where is not None:
        at, hidden = _told(at, case.where_unknown(places, at))
        at = case.where(places, at)
        if not at:
            return Ruling(rule, places, undecidable=hidden, peers=peers)
    if case.test is None:
        ok, bad, more = _compared(rule, places, at, peers)
    else:
        clear, more = _told(at, case.test_unknown(places, at))
        ok = case.test(places, clear)
        bad = without(clear, ok) if len(ok) < len(clear) else ()
    return Ruling(rule, places, ok, bad, (*hidden, *more), peers)


def _places(book: Book, form: Form | None, use: Application) -> tuple[Places, Positions]:
    """Return the places of a rule, and which of them are filled in."""
    if use.table is not None:
        rows = book.rows(use.table.id)
        filled = rows.filled(use.needed)
        if use.table.shape is Shape.STATEMENT:
            return rows, rows.lines(use.lines, filled)
        return rows, filled
    if form is not None and use.columns:
        columns = Columns(book, form, book.submission.entity.code, use.line)
        return columns, [columns.names.index(name) for name in use.columns]
    return Once(book, form), (0,)


def _told(at: Positions, hidden: AbstractSet[int]) -> tuple[Positions, Positions]:
    """Part what can be told from what cannot."""
    if not hidden:
        return at, ()
    return [p for p in at if p not in hidden], [p for p in at if p in hidden]


Parted = tuple["Positions", "Positions", "Positions"]
"""Where a rule holds, where it is broken, and where it cannot be told."""


def _compared(rule: Rule, rows: Places, at: Positions, peers: Mapping[int, Positions]) -> Parted:
    """Compare the rows of each group: all hold the same, or there is only one."""
    assert isinstance(rule.test, (Same, Unique))
    assert isinstance(rows, Rows)
    values, hidden = rows.column(rule.test.column), rows.unknown(rule.test.column)
    masked = [p for p in at if hidden and not hidden.isdisjoint(peers.get(p, (p,)))]
    clear = without(at, masked)
    several = [place for place in clear if place in peers]
    if isinstance(rule.test, Same):
        several = [p for p in several if len({values[row] for row in peers[p]} - {None}) > 1]
    return without(clear, several), several, masked


def _judgement(ruling: Ruling, place: int, state: State, cells: Cells = all_cells) -> Judgement:
    """Return a judgement, with how much it weighs, and both sides where numbers are compared."""
    rule, scope = ruling.rule, ruling.places.scope(place)
    lead, keys = cells(ruling, place)
    test, home = rule.test, home_of(ruling.places.book.pack, scope.form)
    if state is State.UNDECIDABLE or not isinstance(test, Compare) or home.textual(test.left):
        return Judgement(rule, scope, state, rule.severity, lead, keys)
    sides = (numbers(side, home)(ruling.places, (place,)) for side in test.operands())
    left, right = (amount(value) for (value,) in sides)
    rounding = ruling.places.book.amount(rule.rounding, scope).value
    rounded = bool(rounding) and holds(test.sign, left, right, rounding)
    severity = Severity.INFO if rounded else rule.severity
    return Judgement(rule, scope, state, severity, lead, keys, left, right)
