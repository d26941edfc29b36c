"""Positions selected by their texts alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from xltool.evaluation.operation import text_values
from xltool.expressions.free_text import REMEMBERED

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.operation import Selector
    from xltool.expressions.nodes import Expression


def select_listed(node: Expression, context: NameContext, listed: AbstractSet[str]) -> Selector:
    """Return the function that selects the positions at which the text is one of those listed."""
    texts = text_values(node, context)
    return lambda points, at: list(compress(at, map(listed.__contains__, texts(points, at))))


def select_by_text(
    node: Expression, context: NameContext, holds: Callable[[str], bool]
) -> Selector:
    """Return the function that selects the positions at which ``holds`` is true of the text.

    Each text is looked at once: the same ones stand in many rows, and in many returns.
    """
    texts, known = text_values(node, context), lru_cache(REMEMBERED)(holds)
    return lambda points, at: list(compress(at, map(known, texts(points, at))))
