"""What a text is, begins with, ends with or holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.text_selection import select_by_text, select_listed
from xltool.expressions.nodes import Contains, EndsWith, OneOf, StartsWith

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector


@operations(OneOf)
class OneOfOperations(Operations[OneOf]):
    """A blank text is in no list, not even in one that names the empty text."""

    def selector(self) -> Selector:
        """Return where the text is one of those listed."""
        listed = frozenset(map(str, self.node.texts)) - {""}
        return select_listed(self.node.of, self.context, listed)


@operations(StartsWith)
class StartsWithOperations(Operations[StartsWith]):
    """Case and width count."""

    def selector(self) -> Selector:
        """Return where the text begins with one of those listed."""
        starts = tuple(map(str, self.node.texts))
        return select_by_text(self.node.of, self.context, lambda text: text.startswith(starts))


@operations(EndsWith)
class EndsWithOperations(Operations[EndsWith]):
    """Case and width count."""

    def selector(self) -> Selector:
        """Return where the text ends with one of those listed."""
        ends = tuple(map(str, self.node.texts))
        return select_by_text(self.node.of, self.context, lambda text: text.endswith(ends))


@operations(Contains)
class ContainsOperations(Operations[Contains]):
    """Case and width count."""

    def selector(self) -> Selector:
        """Return where the text holds one of those listed."""
        words = tuple(map(str, self.node.texts))
        return select_by_text(
            self.node.of, self.context, lambda text: any(word in text for word in words)
        )
