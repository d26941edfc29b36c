"""The size of a form as texts that a workbook carries, to lay the form out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.model.submission import EntityRows, TreeLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.model.forms import Entity

NIL: Final = "nil"
"""Stands for the number of rows of an entity that is stated to have none."""
LARGEST_SECTION: Final = 100_000
"""Rows of one entity in one form that a text can state; with more it counts as damaged."""
MOST_OPEN_ROWS: Final = 1000
"""Open rows of a code tree that a text can state; with more it counts as damaged."""
_OPEN: Final = "+"


def section_data(section: EntityRows) -> tuple[str | int, ...]:
    """Return code and count, and a mark if the entity is stated to have no rows."""
    counted = section.entity.code, section.count
    return (*counted, NIL) if section.nil else counted


def parse_sections(
    data: Iterable[tuple[str, int, *tuple[str, ...]]], entities: Mapping[str, Entity]
) -> Iterator[EntityRows]:
    """Yield the sections in such data; ``ValueError`` for a count that no form has."""
    for code, count, *marks in data:
        if not 0 <= int(count) <= LARGEST_SECTION:
            raise ValueError(count)
        yield EntityRows(entities[code], int(count), NIL in marks)


def lines_text(lines: TreeLines) -> str:
    """Return the codes that a tree prints and how many open rows it has: ``2040201 … +6``."""
    return " ".join((*lines.codes, f"{_OPEN}{len(lines.added)}"))


def parse_lines(text: str) -> TreeLines | None:
    """Return the lines in such a text, None when it is empty; ``ValueError`` when it is damaged."""
    if not text:
        return None
    *codes, rows = text.split()
    if not rows.startswith(_OPEN) or not 0 <= int(rows) <= MOST_OPEN_ROWS:
        raise ValueError(rows)
    return TreeLines(tuple(codes), ("",) * int(rows))
