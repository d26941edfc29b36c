"""What a pack states: rules that assert and rules that calculate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Constant, Expression, Predicate, walk_expression
from xltool.expressions.rounding import tails_of
from xltool.kinds import Category, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.expressions.binding import Binding
    from xltool.expressions.nodes import Setting_


ZERO_TOLERANCE = Constant(Decimal(0))


SENTENCE_NAMES = frozenset({
    "left", "right", "there", "limit", "difference", "gap", "count", "cells", "stand", "shown",
    "counted", "others", "elsewhere", "here", "line", "options", "near", "states",
    "sides",
    "detail", "lacking",
})  # fmt: skip
"""What the sentence of a finding can name besides columns; ``validation.sentence`` knows how."""


_SETTING = re.compile(r"\{setting\.(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What one form has to say in a finding about several: ``there``, or ``missing`` when nil.

    Both in Chinese and English. ``there`` can name the ``{amount}``, and as ``{names}`` what stands
    in the column ``of`` beside it. A side without a text is passed over.
    """

    amount: Expression
    there: tuple[str, str]
    missing: tuple[str, str] = ("", "")
    of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One statement that must hold, or that calculates 审核公式.

    ``test`` must be true wherever ``where`` is; in a calculated rule its left side is the target,
    a locked formula, and its right side the value. ``within`` is the tolerance, in the form's
    measure; a difference up to ``rounding`` is a finding of severity info. ``lines`` limits a rule
    about rows to those lines of a statement; with ``once``, rows that hold the same in that column
    are judged together; ``nature`` limits any rule to entities of that nature. ``shows`` names
    further cells that a finding lists, ``sides`` what it says of each of several forms. ``says`` is
    the sentence of a finding in Chinese and English, where the usual one does not do: it can name
    what is in ``SENTENCE_NAMES`` and the columns of the row. So can ``fix``, what to do, and
    ``expects``, what somebody would type where the finding points, if it does not follow from an
    equation. ``category`` is what kind of fault it is. ``source`` cites the regulation, ``right``
    and ``wrong`` give an example. ``python_only`` gives the reason why Excel cannot show the rule.
    A ``typed`` rule calculates in other forms: here its target is published, and typed.
    """

    id: str
    test: Predicate
    zh: str
    en: str
    severity: Severity = Severity.ERROR
    within: Expression = ZERO_TOLERANCE
    calculates: bool = False
    source: str = ""
    where: Predicate | None = None
    rounding: Expression = ZERO_TOLERANCE
    lines: tuple[str, ...] = ()
    once: str = ""
    nature: tuple[str, ...] = ()
    shows: Expression | None = None
    sides: tuple[Side, ...] = ()
    says: tuple[str, str] = ("", "")
    fix: tuple[str, str] = ("", "")
    expects: str = ""
    category: Category = Category.INCONSISTENT
    right: str = ""
    wrong: str = ""
    python_only: str = ""
    typed: bool = False

    @property
    def exact(self) -> bool:
        """Whether the rule allows no tolerance."""
        return _is_zero(self.within)

    def with_typed_target(self) -> Rule:
        """Return a calculation as a rule: its target is typed, and may be off by rounding."""
        if not self.calculates:
            return self
        return replace(self, calculates=False, typed=True, rounding=tails_of(self.test))

    @property
    def rounds(self) -> bool:
        """Whether a small difference is only noted."""
        return not _is_zero(self.rounding)

    def nodes(self) -> list[Expression]:
        """Return every node of the rule: of ``test`` first, of ``where`` and ``shows`` last.

        What selects the rows of a total or a count is not among them: see ``selections``.
        """
        shown = [] if self.shows is None else list(walk_expression(self.shows))
        return self.deciding_nodes() + shown

    def deciding_nodes(self) -> list[Expression]:
        """Return the nodes that decide whether the rule is broken: all but those of ``shows``."""
        roots = [self.test, self.within, self.rounding]
        roots += [] if self.where is None else [self.where]
        return [node for root in roots for node in walk_expression(root)]

    def bound(self, binding: Binding) -> Rule:
        """Return the rule with the pack's settings put in; ``KeyError`` for an unknown one."""
        settings = binding.settings
        return replace(
            self.with_expressions(binding.bind),
            says=(_bound_text(self.says[0], settings), _bound_text(self.says[1], settings)),
            fix=(_bound_text(self.fix[0], settings), _bound_text(self.fix[1], settings)),
        )

    def with_expressions(self, change: Callable[[Expression], Expression]) -> Rule:
        """Return the rule with ``change`` applied to each of its expressions as a whole."""
        return replace(
            self,
            test=_changed_predicate(self.test, change),
            within=change(self.within),
            rounding=change(self.rounding),
            where=_changed_predicate(self.where, change) if self.where is not None else None,
            shows=change(self.shows) if self.shows is not None else None,
            sides=tuple(replace(side, amount=change(side.amount)) for side in self.sides),
        )


def _is_zero(margin: Expression) -> bool:
    return isinstance(margin, Constant) and margin.value == 0


def _bound_text(text: str, settings: Mapping[str, Setting_]) -> str:
    """Put settings into a sentence: ``{setting.catch_all_amount}``."""
    return _SETTING.sub(lambda match: str(settings[match[1]]), text)


def _changed_predicate(test: Predicate, change: Callable[[Expression], Expression]) -> Predicate:
    changed = change(test)
    assert isinstance(changed, Predicate)
    return changed
