"""Arithmetic and comparisons as formulas: the counterpart of ``values.decimals``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.expressions.nodes import Arithmetic, Constant
from xltool.values.decimal_text import STORED_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.expressions.nodes import Expression

_BINDING: Mapping[str, int] = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2})
"""How closely a sign binds its sides: the closer one goes first."""
_TERM: Final = 3
"""How closely anything else holds together."""
_ORDERED: Final = frozenset("-/")
"""Signs whose right side cannot be drawn without brackets when it binds as closely."""
_SIGNS: Mapping[str, str] = MappingProxyType({"==": "=", "!=": "<>"})
_WITHIN: Mapping[str, str] = MappingProxyType({
    "==": "ABS({over})<={margin}", "!=": "ABS({over})>{margin}",
    "<=": "{over}<={margin}", ">=": "{over}>=-({margin})",
    "<": "{over}<{margin}", ">": "{over}>-({margin})",
})  # fmt: skip


def draw(node: Expression, operand: Callable[[Expression], str]) -> str:
    """Return arithmetic as a formula, with brackets only where the tree needs them.

    ``operand`` draws every node that is neither arithmetic nor a constant, such that it can stand
    beside any sign. ``(a + b) * c - (d - e)`` gives ``(A+B)*C-(D-E)``.
    """
    if isinstance(node, Constant):
        return str(node.value)
    if not isinstance(node, Arithmetic):
        return operand(node)
    binding = _BINDING[node.sign]
    left, right = draw(node.left, operand), draw(node.right, operand)
    if _binding(node.left) < binding:
        left = f"({left})"
    if _binding(node.right) < binding + (node.sign in _ORDERED):
        right = f"({right})"
    return f"{left}{node.sign}{right}"


def _binding(node: Expression) -> int:
    return _BINDING[node.sign] if isinstance(node, Arithmetic) else _TERM


def draw_difference(
    left: Expression, right: Expression, operand: Callable[[Expression], str]
) -> str:
    """Return left less right, free of binary noise."""
    return rounded(draw(Arithmetic("-", left, right), operand))


def rounded(formula: str) -> str:
    """Return a formula free of binary noise: at the places that are stored.

    Excel adds doubles: 0.1+0.2 is not 0.3. What people type has at most that many places.
    """
    return f"ROUND({formula},{STORED_PLACES})"


def excel_sign(sign: str) -> str:
    """Return a comparison as Excel writes it: ``==`` is ``=``, ``!=`` is ``<>``."""
    return _SIGNS.get(sign, sign)


def comparison_formula(over: str, sign: str, margin: str = "0") -> str:
    """Return whether two numbers satisfy ``sign``, as ``compare_values`` decides it.

    ``over`` is the formula of left less right, free of binary noise, ``margin`` that of what the
    difference may be off by.
    """
    if margin == "0":
        return f"{over}{excel_sign(sign)}0"
    return _WITHIN[sign].format(over=over, margin=margin)
