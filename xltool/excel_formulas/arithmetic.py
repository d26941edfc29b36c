"""Arithmetic and comparisons as formulas: the counterpart of ``values.decimals``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS: Mapping[str, str] = MappingProxyType({"==": "=", "!=": "<>"})
_WITHIN: Mapping[str, str] = MappingProxyType({
    "==": "ABS({over})<={margin}", "!=": "ABS({over})>{margin}",
    "<=": "{over}<={margin}", ">=": "{over}>=-({margin})",
    "<": "{over}<{margin}", ">": "{over}>-({margin})",
})  # fmt: skip


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
