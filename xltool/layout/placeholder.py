"""A form for no entity in particular: laid out once for all whose form is as large.

Where cells stand does not depend on whose form it is; only some printed texts do. So a form is laid
out under the names of a placeholder, and the names are put in late.
"""

from __future__ import annotations

from dataclasses import astuple, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.layout.layout import lay_out
from xltool.layout.printed_parts import is_parent
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Form
    from xltool.model.submission import TreeLines

FIRST_PLACEHOLDER = 0xF0000
"""Plane 15 of Unicode is for private use: no name holds such a character."""
PLACEHOLDER = Entity(*(chr(FIRST_PLACEHOLDER + number) for number, _ in enumerate(fields(Entity))))
"""An entity each of whose fields is one such character."""
_CHARACTERS: tuple[str, ...] = astuple(PLACEHOLDER)
KEPT_LAYOUTS = 64
"""How many layouts are kept: in a batch many returns share one."""


def placeholder_size(size: FormSize) -> FormSize:
    """Return the size of a form as large as this one, filled in by the placeholder.

    A form that holds rows of others than its own entity stays theirs.
    """
    if is_parent(size):
        return size
    sections = tuple(EntityRows(PLACEHOLDER, section.count) for section in size.sections)
    return FormSize(PLACEHOLDER, size.period, sections, size.lines)


@lru_cache(KEPT_LAYOUTS)
def lay_out_placeholder(
    form: Form, count: int, period: str, lines: TreeLines | None = None
) -> SheetLayout:
    """Lay out a form with ``count`` rows or cards for the placeholder."""
    sections = (EntityRows(PLACEHOLDER, count),)
    return lay_out(form, FormSize(PLACEHOLDER, period, sections, lines))


def lay_out_shared(form: Form, size: FormSize) -> SheetLayout:
    """Lay out where things stand: an entity's own rows stand where the placeholder's do."""
    if is_parent(size):
        return lay_out(form, size)
    return lay_out_placeholder(form, size.sections[0].count, size.period, size.lines)


def names_of(entity: Entity) -> Mapping[int, str]:
    """Map the characters of the placeholder to an entity's fields, for ``str.translate``."""
    pairs = zip(_CHARACTERS, astuple(entity), strict=True)
    return {ord(character): name for character, name in pairs}


def has_placeholder(text: str) -> bool:
    """Whether a printed text holds a field of the placeholder."""
    return any(character in text for character in _CHARACTERS)
