"""What a pack states: rules that assert and rules that calculate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.expressions.binding import with_settings
from xltool.expressions.nodes import Constant, Expression, Predicate, walk_expression
from xltool.kinds import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.expressions.nodes import Setting_


ZERO_TOLERANCE = Constant(Decimal(0))


SENTENCE_NAMES = frozenset({
    "left", "right", "there", "limit", "difference", "gap", "count", "cells", "stand", "shown",
    "counted", "others", "elsewhere", "here", "line", "options", "near", "states",
})  # fmt: skip
"""What the sentence of a finding can name besides columns; ``validation.sentence`` knows how."""


_SETTING = re.compile(r"\{setting\.(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One statement that must hold, or that calculates 审核公式.

    ``test`` must be true wherever ``where`` is; in a calculated rule its left side is the target,
    a locked formula, and its right side the value. ``within`` is the tolerance, in the form's
    measure; a difference up to ``rounding`` is a finding of severity info. ``lines`` limits a rule
    about rows to those lines of a statement; with ``once``, rows that hold the same in that column
    are judged together; ``nature`` limits any rule to entities of that nature. ``shows`` names
    further cells that a finding lists. ``says`` is the sentence of a finding in Chinese and
    English, where the usual one does not do: it can name what is in ``SENTENCE_NAMES`` and the
    columns of the row. ``fix`` gives what to do, ``source`` cites the regulation, ``right`` and
    ``wrong`` give an example. ``python_only`` gives the reason why Excel cannot show the rule.
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
    says: tuple[str, str] = ("", "")
    fix: tuple[str, str] = ("", "")
    right: str = ""
    wrong: str = ""
    python_only: str = ""

    @property
    def exact(self) -> bool:
        """Whether the rule allows no tolerance."""
        return isinstance(self.within, Constant) and self.within.value == 0

    def nodes(self) -> list[Expression]:
        """Return every node of the rule: of ``test`` first, of ``where`` and ``shows`` last.

        What selects the rows of a total or a count is not among them: see ``selections``.
        """
        roots = [
            self.test,
            self.within,
            self.rounding,
            *(root for root in (self.where, self.shows) if root is not None),
        ]
        return [node for root in roots for node in walk_expression(root)]

    def bound(self, settings: Mapping[str, Setting_]) -> Rule:
        """Return the rule with the pack's settings put in; ``KeyError`` for an unknown one."""
        return replace(
            self,
            test=_bound_predicate(self.test, settings),
            within=with_settings(self.within, settings),
            rounding=with_settings(self.rounding, settings),
            where=_bound_predicate(self.where, settings) if self.where is not None else None,
            shows=with_settings(self.shows, settings) if self.shows is not None else None,
            says=(_bound_text(self.says[0], settings), _bound_text(self.says[1], settings)),
        )


def _bound_text(text: str, settings: Mapping[str, Setting_]) -> str:
    """Put settings into a sentence: ``{setting.catch_all_amount}``."""
    return _SETTING.sub(lambda match: str(settings[match[1]]), text)


def _bound_predicate(test: Predicate, settings: Mapping[str, Setting_]) -> Predicate:
    bound = with_settings(test, settings)
    assert isinstance(bound, Predicate)
    return bound
