"""Settings of a pack put into its expressions."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Constant, Expression, Setting, as_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.expressions.nodes import Setting_


def with_settings(root: Expression, settings: Mapping[str, Setting_]) -> Expression:
    """Return the expression with each setting put in; raise ``KeyError`` for an unknown one.

    A node without settings is returned itself: what several rules share stays one node, whose
    values are worked out once.
    """
    if isinstance(root, Setting):
        value = settings[root.name]
        return as_expression(value) if not isinstance(value, tuple) else Constant(" ".join(value))
    changed: dict[str, object] = {}
    for field in fields(root):  # type: ignore[arg-type]
        value = getattr(root, field.name)
        if isinstance(value, Expression):
            bound = with_settings(value, settings)
            if bound is not value:
                changed[field.name] = bound
        elif isinstance(value, tuple) and any(isinstance(each, Setting) for each in value):
            changed[field.name] = tuple(_spread(value, settings))
    return replace(root, **changed) if changed else root  # type: ignore[type-var]


def _spread(values: tuple[str | Setting, ...], settings: Mapping[str, Setting_]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Setting):
            given = settings[value.name]
            yield from given if isinstance(given, tuple) else (str(given),)
        else:
            yield value
