"""Settings of a pack put into the expressions of a schema, where each is kept once."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Expression, Setting, as_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.expressions.nodes import Setting_


@dataclass(frozen=True, slots=True)
class Binding:
    """Binds the expressions of one schema.

    What several rules say alike becomes one node, whose values are worked out once: whoever writes
    ``col.code.startswith("B")`` twice need not know.
    """

    settings: Mapping[str, Setting_]
    _bound: dict[Expression, Expression] = field(default_factory=dict)
    _alike: dict[tuple[object, ...], Expression] = field(default_factory=dict)

    def bind(self, root: Expression) -> Expression:
        """Return an expression with each setting put in; ``KeyError`` for an unknown one."""
        if root not in self._bound:
            node = self._with_settings(root)
            self._bound[root] = self._alike.setdefault(tuple(_description(node)), node)
        return self._bound[root]

    def _with_settings(self, root: Expression) -> Expression:
        if isinstance(root, Setting):
            value = self.settings[root.name]
            return as_expression(" ".join(value) if isinstance(value, tuple) else value)
        changed: dict[str, object] = {}
        for each in fields(root):  # type: ignore[arg-type]
            value = getattr(root, each.name)
            if isinstance(value, Expression):
                bound = self.bind(value)
                if bound is not value:
                    changed[each.name] = bound
            elif isinstance(value, tuple) and any(isinstance(part, Setting) for part in value):
                changed[each.name] = tuple(self._spread(value))
        return replace(root, **changed) if changed else root  # type: ignore[type-var]

    def _spread(self, values: tuple[str | Setting, ...]) -> Iterator[str]:
        for value in values:
            if isinstance(value, Setting):
                given = self.settings[value.name]
                yield from given if isinstance(given, tuple) else (str(given),)
            else:
                yield value


def _description(node: Expression) -> Iterator[object]:
    """Yield what makes a node: its class and its fields; nodes below are told by identity."""
    yield type(node)
    for each in fields(node):  # type: ignore[arg-type]
        value = getattr(node, each.name)
        parts = value if isinstance(value, tuple) else (value,)
        yield tuple(id(part) if isinstance(part, Expression) else repr(part) for part in parts)
