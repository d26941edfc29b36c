"""Which rules hold in a submission: each rule at all its places at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from xltool.evaluation.name_context import name_context
from xltool.evaluation.positions import NO_POSITIONS, without
from xltool.evaluation.predicates import selector, selector_within
from xltool.evaluation.results import RuleOutcome, RuleResult
from xltool.evaluation.rowsets import ColumnSet, RowSet, WholeSubmission
from xltool.evaluation.undetermined import undetermined
from xltool.expressions.nodes import Compare
from xltool.expressions.predicates import SameInGroup, UniqueInGroup
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.applicability import Applicability, applicability
from xltool.model.lookup import applies_to_entity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.numeric import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.evaluation.undetermined import Undetermined
    from xltool.expressions.nodes import Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form
    from xltool.model.submission import Submission


def rule_outcomes(book: SubmissionValues) -> Iterator[RuleOutcome]:
    """Judge every asserting rule of the pack wherever it applies in the submission."""
    return chain.from_iterable(ruling.judgements() for ruling in evaluate_rules(book))


def evaluate_rules(
    book: SubmissionValues, besides: tuple[type[Predicate], ...] = ()
) -> Iterator[RuleResult]:
    """Judge every asserting rule of the pack at all its places, ``besides`` some kinds.

    Rules about rows are judged where the rows were typed: not again in a parent that carries
    them.
    """
    submission = book.submission
    for form in (*book.pack.forms, None):
        if form is not None and form.id not in submission.extents:
            continue
        carried = form is not None and _carried(submission, form)
        for case in _prepared_rules(name_context(book.pack, form)):
            apart = (carried and case.use.table) or isinstance(case.rule.test, besides)
            if applies_to_entity(case.rule, submission.entity) and not apart:
                yield _ruling(book, case)


def _carried(submission: Submission, form: Form) -> bool:
    """Whether the rows of a form were typed further down; a parent's own form never is."""
    below = bool(submission.children) and not form.template.parent
    return below or is_parent(submission.extents[form.id])


@dataclass(frozen=True, slots=True)
class _PreparedRule:
    """A rule made ready to be judged in any submission."""

    rule: Rule
    form: Form | None
    use: Applicability
    where: Selector | None
    where_unknown: Undetermined
    test: Selector | None
    test_unknown: Undetermined


@cache
def _prepared_rules(home: NameContext) -> tuple[_PreparedRule, ...]:
    rules = home.form.rules if home.form else home.pack.cross
    return tuple(_prepared(rule, home) for rule in rules if not rule.calculates)


def _prepared(rule: Rule, home: NameContext) -> _PreparedRule:
    test, looks = rule.test, [undetermined(rule.test, home)]
    held: Selector | None = None
    if isinstance(test, Compare) and not rule.exact:
        held = selector_within(test, rule.within, home)
        looks.append(undetermined(rule.within, home))
    elif not isinstance(test, (SameInGroup, UniqueInGroup)):
        held = selector(test, home)
    return _PreparedRule(
        rule, home.form, applicability(home.form, rule),
        selector(rule.where, home) if rule.where is not None else None,
        undetermined(rule.where, home) if rule.where is not None else _never,
        held,
        looks[0] if len(looks) == 1 else lambda p, at: looks[0](p, at) | looks[1](p, at),
    )  # fmt: skip


def _never(_: object, __: Positions) -> AbstractSet[int]:
    return NO_POSITIONS


def _ruling(book: SubmissionValues, case: _PreparedRule) -> RuleResult:
    rule, places, at = case.rule, *_places(book, case.form, case.use)
    if not at:
        return RuleResult(rule, places)
    peers: Mapping[int, Positions] = {}
    if case.use.group:
        assert isinstance(places, RowSet)
        at, peers = places.groups(case.use.group, at)
    hidden: Positions = ()
    if case.where is not None:
        at, hidden = _told(at, case.where_unknown(places, at))
        at = case.where(places, at)
        if not at:
            return RuleResult(rule, places, undecidable=hidden, peers=peers)
    if case.test is None:
        ok, bad, more = _compared(rule, places, at, peers)
    else:
        clear, more = _told(at, case.test_unknown(places, at))
        ok = case.test(places, clear)
        bad = without(clear, ok) if len(ok) < len(clear) else ()
    return RuleResult(rule, places, ok, bad, (*hidden, *more), peers)


def _places(
    book: SubmissionValues, form: Form | None, use: Applicability
) -> tuple[PointSet, Positions]:
    """Return the places of a rule, and which of them are filled in."""
    if use.table is not None:
        rows = book.rows(use.table.id)
        filled = rows.filled(use.needed)
        if use.table.shape is Shape.STATEMENT:
            return rows, rows.lines(use.lines, filled)
        return rows, filled
    if form is not None and use.columns:
        columns = ColumnSet(book, form, book.submission.entity.code, use.line)
        return columns, [columns.names.index(name) for name in use.columns]
    return WholeSubmission(book, form), (0,)


def _told(at: Positions, hidden: AbstractSet[int]) -> tuple[Positions, Positions]:
    """Part what can be told from what cannot."""
    if not hidden:
        return at, ()
    return [p for p in at if p not in hidden], [p for p in at if p in hidden]


Parted = tuple["Positions", "Positions", "Positions"]
"""Where a rule holds, where it is broken, and where it cannot be told."""


def _compared(rule: Rule, rows: PointSet, at: Positions, peers: Mapping[int, Positions]) -> Parted:
    """Compare the rows of each group: all hold the same, or there is only one."""
    assert isinstance(rule.test, (SameInGroup, UniqueInGroup))
    assert isinstance(rows, RowSet)
    values, hidden = rows.column(rule.test.column), rows.unknown(rule.test.column)
    masked = [p for p in at if hidden and not hidden.isdisjoint(peers.get(p, (p,)))]
    clear = without(at, masked)
    several = [place for place in clear if place in peers]
    if isinstance(rule.test, SameInGroup):
        several = [p for p in several if len({values[row] for row in peers[p]} - {None}) > 1]
    return without(clear, several), several, masked
