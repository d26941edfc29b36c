"""What a rule came to in a submission, point by point."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import all_precedents, is_text, numeric_values, operations_of
from xltool.expressions.nodes import Compare
from xltool.kinds import Severity
from xltool.values.decimals import compare_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.operation import FindingCells, GroupRows
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key

    Cells: TypeAlias = "Callable[[RuleResult, int], FindingCells]"


class RuleState(StrEnum):
    """What became of a rule at one point."""

    OK = "ok"
    BAD = "bad"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of a rule at one point.

    ``severity`` is that of the rule, or info when the rule is broken by no more than its rounding.
    ``primary`` is the cell that a finding points at, ``keys`` are all cells that take part.
    ``left`` and ``right`` are both sides, in the form's measure; None if no numbers are compared.
    """

    rule: Rule
    point: EvaluationPoint
    state: RuleState
    severity: Severity
    primary: Key | None = None
    keys: tuple[Key, ...] = ()
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """What is there less what should be there: in an equation the right side is there."""
        left, right = self.left or Decimal(0), self.right or Decimal(0)
        equal = isinstance(self.rule.test, Compare) and self.rule.test.sign == "=="
        return right - left if equal else left - right


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule in a submission: at which positions it holds, is broken, or is undecidable.

    Of rows that are judged together only the first is among them; where they are several,
    ``group_rows`` has them all.
    """

    rule: Rule
    points: PointSet
    ok: Positions = ()
    bad: Positions = ()
    undecidable: Positions = ()
    group_rows: GroupRows = field(default_factory=dict)

    def broken(self) -> Iterator[RuleOutcome]:
        """Yield the outcome wherever the rule is broken."""
        yield from (outcome_at(self, position, RuleState.BAD) for position in self.bad)

    def broken_briefly(self) -> Iterator[RuleOutcome]:
        """Yield the same without the cells that take part."""
        yield from (outcome_at(self, position, RuleState.BAD, no_cells) for position in self.bad)

    def outcomes(self) -> Iterator[RuleOutcome]:
        """Yield the outcome at every point, in printed order."""
        states = {
            **dict.fromkeys(self.ok, RuleState.OK),
            **dict.fromkeys(self.bad, RuleState.BAD),
            **dict.fromkeys(self.undecidable, RuleState.UNDECIDABLE),
        }
        yield from (outcome_at(self, position, states[position]) for position in sorted(states))


def all_cells(result: RuleResult, position: int) -> FindingCells:
    """Return the cell that a finding points at, and all that take part.

    What the rule tests may say so itself; else it is a calculated total, or the first cell read.
    """
    points, group = result.points, result.group_rows.get(position, (position,))
    context = name_context(points.source.pack, points.form)
    found = operations_of(result.rule.test, context).finding_cells(points, group)
    if found is not None:
        return found
    keys = _cells_read(result, context, group)
    return _total_cell(result, position) or next(iter(keys), None), keys


def no_cells(result: RuleResult, position: int) -> FindingCells:  # noqa: ARG001
    """Return no cells, for whoever does not name any: finding them costs more than judging."""
    return None, ()


def _cells_read(result: RuleResult, context: NameContext, group: Positions) -> tuple[Key, ...]:
    rule, points = result.rule, result.points
    roots = tuple(root for root in (rule.test, rule.where, rule.shows) if root is not None)
    read = all_precedents(roots, context)
    found = (read(points.source, points.point(position)) for position in group)
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _total_cell(result: RuleResult, position: int) -> Key | None:
    """Return the right side of an equation when it is one cell: totals stand there.

    A published total stands on the left, as what is calculated does. Not when it is a cell of
    another form: the mistake is looked for in the rule's own.
    """
    test, points = result.rule.test, result.points
    if not isinstance(test, Compare) or test.sign != "==":
        return None
    total = test.left if result.rule.typed else test.right
    keys = points.source.precedents(total, points.point(position))
    if len(keys) != 1 or points.form not in {None, points.source.form_of(keys[0].table)}:
        return None
    return keys[0]


def outcome_at(
    result: RuleResult, position: int, state: RuleState, cells: Cells = all_cells
) -> RuleOutcome:
    """Return the outcome of a rule at one position; ``cells`` finds the cells that take part."""
    rule, points, source = result.rule, result.points, result.points.source
    point, test = points.point(position), rule.test
    primary, keys = cells(result, position)
    context = name_context(source.pack, points.form)
    unknown = state is RuleState.UNDECIDABLE
    if unknown or not isinstance(test, Compare) or is_text(test.left, context):
        return RuleOutcome(rule, point, state, rule.severity, primary, keys)
    sides = (numeric_values(side, context)(points, (position,)) for side in test.operands())
    left, right = (zero_if_blank(value) for (value,) in sides)
    severity = rule.severity
    if rule.rounds:
        rounding = source.amount(rule.rounding, point).value
        severity = Severity.INFO if compare_values(test.sign, left, right, rounding) else severity
    return RuleOutcome(rule, point, state, severity, primary, keys, left, right)
