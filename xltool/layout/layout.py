"""Pure geometry: a form and its size make the cells of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.layout.cards import lay_out_cards
from xltool.layout.register import lay_out_register
from xltool.layout.statement import lay_out_statement
from xltool.model.tree_lines import form_of_size

if TYPE_CHECKING:
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Form
    from xltool.model.submission import FormSize

_LAY_OUT = {
    Shape.STATEMENT: lay_out_statement,
    Shape.REGISTER: lay_out_register,
    Shape.CARDS: lay_out_cards,
}


def lay_out(form: Form, size: FormSize, prefix: str = "") -> SheetLayout:
    """Lay out one form of a given size; ``prefix`` goes before the sheet's name.

    In a parent's workbook the sheets of a child begin with its code, ``"312002 "``.
    """
    printed = form_of_size(form, size).in_period(size.period)
    return _LAY_OUT[form.shape](printed, size, prefix + form.template.sheet)
