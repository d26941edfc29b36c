"""Pure geometry: a form and an extent make the cells of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.layout.cards import lay_out_cards
from xltool.layout.register import lay_out_register
from xltool.layout.statement import lay_out_statement

if TYPE_CHECKING:
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Form
    from xltool.model.submission import FormSize


def lay_out(form: Form, extent: FormSize, prefix: str = "") -> SheetLayout:
    """Lay out one form for one extent; ``prefix`` goes before the sheet's name."""
    draw = {
        Shape.STATEMENT: lay_out_statement,
        Shape.REGISTER: lay_out_register,
        Shape.CARDS: lay_out_cards,
    }
    return draw[form.shape](form, extent, prefix + form.template.sheet)
