"""Pure geometry: a form and an extent make the cells of one sheet."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.layout.cards import lay_out_cards
from xltool.layout.printed_parts import is_parent
from xltool.layout.register import lay_out_register
from xltool.layout.statement import lay_out_statement
from xltool.model.forms import Entity, Form
from xltool.model.submission import EntityRows, FormSize

if TYPE_CHECKING:
    from xltool.layout.cells import SheetLayout

ANY_ENTITY = Entity("0", "", "")


KEPT_LAYOUTS = 64
"""How many geometries stay laid out: in a batch many returns share one."""


def lay_out(form: Form, extent: FormSize, prefix: str = "") -> SheetLayout:
    """Lay out one form for one extent; ``prefix`` goes before the sheet's name."""
    draw = {
        Shape.STATEMENT: lay_out_statement,
        Shape.REGISTER: lay_out_register,
        Shape.CARDS: lay_out_cards,
    }
    return draw[form.shape](form, extent, prefix + form.template.sheet)


@lru_cache(KEPT_LAYOUTS)
def lay_out_for_anybody(form: Form, count: int) -> SheetLayout:
    """Lay out a form for an entity whose name and period do not matter: ``ANYBODY``."""
    return lay_out(form, FormSize(ANY_ENTITY, "2000", (EntityRows(ANY_ENTITY, count),)))


def shared_layout(form: Form, extent: FormSize) -> SheetLayout:
    """Return where things stand: of an entity's own rows, where they stand for anybody."""
    return (
        lay_out(form, extent)
        if is_parent(extent)
        else lay_out_for_anybody(form, extent.sections[0].count)
    )
