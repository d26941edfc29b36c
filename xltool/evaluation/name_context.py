"""What the names in an expression refer to: the pack, and the form if it belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.expressions.references import ColumnRef
from xltool.model.lookup import find_column
from xltool.model.templates import WAN

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression
    from xltool.model.forms import CodeList, Column, Form, Pack


@dataclass(frozen=True, slots=True, eq=False)
class NameContext:
    """What names refer to; there is one for each form, and one for what stands between forms."""

    pack: Pack
    form: Form | None

    def of(self, table: str) -> NameContext:
        """Return the context of expressions about the rows of ``table``."""
        return name_context(self.pack, self.pack.form_of(table))

    @property
    def scale(self) -> str:
        """What the amounts of the form are counted in, 元 or 万元."""
        return self.form.template.scale if self.form else WAN

    def column(self, name: str) -> Column:
        """Return a column of the form; raise ``KeyError`` when it has none of that name."""
        assert self.form is not None
        return find_column(self.form, name)[1]

    def codes(self, code: Expression) -> CodeList:
        """Return the code list of a column."""
        assert isinstance(code, ColumnRef)
        return self.pack.codes[self.column(code.column).codes]


@cache
def name_context(pack: Pack, form: Form | None) -> NameContext:
    """Return the context of a form, or that between forms; it is always the same object."""
    return NameContext(pack, form)
