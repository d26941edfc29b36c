"""Rules about each line that has others below it, ``line.each``: stated once, for any depth."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from xltool.expressions.nodes import Expression
from xltool.expressions.references import LineRef, SumOfParts

if TYPE_CHECKING:
    from xltool.expressions.rule import Rule

EACH: Final = "#each"
"""Stands in ``LineRef`` and ``SumOfParts`` for the code of each such line."""


def speaks_of_each_line(rule: Rule) -> bool:
    """Whether a rule is about each line that has others below it."""
    return any(EACH in node.column_lines() for node in rule.nodes())


@cache
def of_line(rule: Rule, code: str) -> Rule:
    """Return what a rule about each line says of one; it is always the same rule."""
    return rule.with_expressions(lambda root: _of_line(root, code))


def _of_line(root: Expression, code: str) -> Expression:
    if isinstance(root, LineRef | SumOfParts):
        return type(root)(code) if root.code == EACH else root
    changed: dict[str, Any] = {}
    for each in fields(root):  # type: ignore[arg-type]
        value = getattr(root, each.name)
        if isinstance(value, Expression):
            put_in = _of_line(value, code)
            if put_in is not value:
                changed[each.name] = put_in
    return replace(root, **changed) if changed else root  # type: ignore[type-var]
