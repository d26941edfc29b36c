"""The table of the department's institutions 机构设置, from the entities of the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.layout.cells import Role
from xltool.publication.content import PrintedCell, PrintedTable
from xltool.text import unspaced

if TYPE_CHECKING:
    from xltool.publication.source import PublicationSource

NAME: Final = "单位名称"
NAME_WIDTH, WIDTH = 34.0, 14.0
"""Widths of the columns in characters."""


def entity_table(source: PublicationSource, title: str, line: int) -> PrintedTable:
    """Return the table of the entities that report, under a title, with what is known of them.

    A column that is blank for all is left out. Its headings are those of the cover.
    """
    parents = {entity.parent for entity in source.entities}
    entities = [entity for entity in source.entities if entity.code not in parents]
    cover = source.pack.texts.cover
    columns = [
        (unspaced(cover.get(name, name)), [getattr(entity, name) for entity in entities])
        for name in ("nature", "rank", "funding")
    ]
    shown = [(NAME, [e.name for e in entities]), *(each for each in columns if any(each[1]))]
    cells = [PrintedCell(0, col, head, Role.HEAD) for col, (head, _) in enumerate(shown)]
    for col, (_, texts) in enumerate(shown):
        role = Role.FACT if col else Role.LABEL
        cells += [PrintedCell(row, col, text, role) for row, text in enumerate(texts, 1)]
    widths = (NAME_WIDTH, *[WIDTH] * (len(shown) - 1))
    return PrintedTable("", title, title, (), tuple(cells), widths, 1, line=line)
