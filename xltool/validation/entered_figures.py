"""The entered figures that a cell rests on: a total is wrong where one of them is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.forms import Pack
    from xltool.model.submission import Key
    from xltool.validation.cell_places import CellPlaces

    Figures = Mapping[str, tuple[str, ...]]


def entered_figures(
    places: CellPlaces, values: SubmissionValues, keys: Iterable[Key]
) -> dict[str, tuple[str, ...]]:
    """Return the places of the entered figures behind each numeric cell of ``keys``.

    An entered one has itself; a calculated one all that are not blank. Places are written
    ``收支总表!B7``.
    """
    found: dict[Key, tuple[Key, ...]] = {}
    numeric = _numeric_columns(values.pack)
    for key in keys:
        if (key.table, key.column) in numeric:
            _trace(values, key, found)
    located = {key: "!".join(places.where(key)) for key in found}
    return {located[key]: tuple(located[each] for each in behind) for key, behind in found.items()}


@cache
def _numeric_columns(pack: Pack) -> frozenset[tuple[str, str]]:
    """Return the numeric columns of all tables, each as table and column."""
    return frozenset(
        (table.id, column.id)
        for _, table in pack.tables()
        for column in table.columns
        if column.kind.numeric
    )


def _trace(
    values: SubmissionValues, key: Key, found: dict[Key, tuple[Key, ...]]
) -> tuple[Key, ...]:
    """Add to ``found`` what is behind ``key``, and behind all that it is calculated from."""
    if key not in found:
        node = values.calculation(key)
        if node is None:
            found[key] = (key,)
        else:
            behind: dict[Key, None] = {}
            for each in values.precedents(node, values.point_of(key)):
                filled = values.get(each) is not None
                behind.update(dict.fromkeys(_trace(values, each, found) if filled else ()))
            found[key] = tuple(behind)
    return found[key]
