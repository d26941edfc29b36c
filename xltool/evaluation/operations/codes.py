"""Whether a code is in the code list of its column, at its end, and called by its label."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values
from xltool.evaluation.text_selection import select_by_text, select_listed
from xltool.expressions.predicates import CodeHasLabel, InCodeList, IsLeafCode

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector


@operations(InCodeList)
class InCodeListOperations(Operations[InCodeList]):
    """Codes compare as texts, leading zeros included."""

    def selector(self) -> Selector:
        """Return where the code is in the list."""
        return select_listed(self.node.of, self.context, self.context.codes(self.node.of).codes)


@operations(IsLeafCode)
class IsLeafCodeOperations(Operations[IsLeafCode]):
    """A code that is in no list has nothing below it: that it is unknown is another finding."""

    def selector(self) -> Selector:
        """Return where no other code stands below the code."""
        parents = self.context.codes(self.node.of).parents | {""}
        return select_by_text(self.node.of, self.context, lambda text: text not in parents)


@operations(CodeHasLabel)
class CodeHasLabelOperations(Operations[CodeHasLabel]):
    """Code and label belong together as the list has them, to the letter."""

    def selector(self) -> Selector:
        """Return where the list calls the code by the label."""
        known = self.context.codes(self.node.code).names.__contains__
        code, label = (text_values(node, self.context) for node in self.node.operands())
        return lambda points, at: list(
            compress(at, map(known, zip(code(points, at), label(points, at), strict=True)))
        )
