"""Keys of locked cells as texts that a workbook carries: who types must not be asked for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xltool.model.submission import Key
from xltool.text import load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PER_TEXT = 300
"""Keys in one text: a cell holds 32,767 characters."""


def locked_key_texts(keys: Iterable[Key]) -> Iterator[str]:
    """Yield the keys of one entity, without its code, as JSON in as few texts as fit."""
    parts = sorted((key.table, key.row, key.column) for key in keys)
    for first in range(0, len(parts), _PER_TEXT):
        yield json.dumps(parts[first : first + _PER_TEXT], ensure_ascii=False)


def parse_locked_keys(texts: Iterable[str], entity: str) -> frozenset[Key]:
    """Return the keys of such texts; raise ``ValueError`` or ``TypeError`` when they hold none."""
    return frozenset(
        Key(str(table), entity, str(row), str(column))
        for text in texts
        for table, row, column in load_json(text)
    )
