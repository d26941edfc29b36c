"""A form for no entity in particular: laid out once for all entities whose form is as large.

Where cells stand does not depend on whose form it is; only some printed texts do. So a form is laid
out under the names of a placeholder entity, and the real names are put in afterwards.
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

FIRST_PLACEHOLDER = 0xF0000
"""Unicode keeps plane 15 for private use, so no name holds such a character."""
PLACEHOLDER = Entity(*(chr(FIRST_PLACEHOLDER + number) for number, _ in enumerate(fields(Entity))))
"""An entity each of whose fields is one such character."""
_ANY_PERIOD = "2000"
KEPT_LAYOUTS = 64
"""How many layouts are kept: in a batch many returns share one."""


def placeholder_size(size: FormSize) -> FormSize:
    """Return ``size`` with the placeholder as its entity; that of a parent's form unchanged."""
    if is_parent(size):
        return size
    sections = tuple(EntityRows(PLACEHOLDER, section.count) for section in size.sections)
    return FormSize(PLACEHOLDER, size.period, sections)


@lru_cache(KEPT_LAYOUTS)
def lay_out_placeholder(form: Form, count: int) -> SheetLayout:
    """Lay out a form with ``count`` rows or cards for the placeholder.

    Its period is arbitrary: texts with a period are not to be taken from this layout.
    """
    sections = (EntityRows(PLACEHOLDER, count),)
    return lay_out(form, FormSize(PLACEHOLDER, _ANY_PERIOD, sections))


def lay_out_shared(form: Form, size: FormSize) -> SheetLayout:
    """Return a layout for the places of cells only; an entity's own rows share the placeholder's.

    The keys of a shared layout have the placeholder's code, and printed names are its characters.
    """
    if is_parent(size):
        return lay_out(form, size)
    return lay_out_placeholder(form, size.sections[0].count)


def names_of(entity: Entity) -> Mapping[int, str]:
    """Map the characters of the placeholder to an entity's fields, for ``str.translate``."""
    pairs = zip(astuple(PLACEHOLDER), astuple(entity), strict=True)
    return {ord(character): name for character, name in pairs}


def has_placeholder(text: str) -> bool:
    """Whether a printed text holds a field of the placeholder."""
    return any(character in text for character in astuple(PLACEHOLDER))
