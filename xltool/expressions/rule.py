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

    ``test`` is stated wherever ``where`` is true; in a calculated rule its left side is the
    target, a locked formula, and its right side the value. ``within`` is the tolerance; a
    difference up to ``rounding`` is only told. ``lines`` limits a rule about rows to those lines
    of a statement; ``once`` tells it only once for rows that hold the same in that column;
    ``nature`` limits any rule to entities of that nature. ``shows`` names further cells
    that a finding lists. ``says`` is what a finding says, where the usual sentence does not do: it
    can name what is in ``NAMED`` and the columns of the row. ``fix`` says what to do, ``source``
    cites the regulation, ``right`` and ``wrong`` give an example. ``python_only`` says why Excel
    cannot show it while somebody types.
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

    def terms(self) -> list[Expression]:
        """Return every term of the statement, of what limits it last."""
        roots = [
            self.test,
            self.within,
            self.rounding,
            *(term for term in (self.where, self.shows) if term is not None),
        ]
        return [term for root in roots for term in walk_expression(root)]

    def bound(self, settings: Mapping[str, Setting_]) -> Rule:
        """Return the rule with the pack's settings put in; ``KeyError`` for an unknown one."""
        return replace(
            self,
            test=_stated(self.test, settings),
            within=with_settings(self.within, settings),
            rounding=with_settings(self.rounding, settings),
            where=_stated(self.where, settings) if self.where is not None else None,
            shows=with_settings(self.shows, settings) if self.shows is not None else None,
            says=(_set(self.says[0], settings), _set(self.says[1], settings)),
        )


def _set(text: str, settings: Mapping[str, Setting_]) -> str:
    """Put settings into a sentence: ``{setting.catch_all_amount}``."""
    return _SETTING.sub(lambda match: str(settings[match[1]]), text)


def _stated(test: Predicate, settings: Mapping[str, Setting_]) -> Predicate:
    stated = with_settings(test, settings)
    assert isinstance(stated, Predicate)
    return stated
