"""Where a term is at home: its pack, and its form if it belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Constant
from xltool.expressions.references import ColumnRef, IndicatorPart, Lookup
from xltool.model.lookup import find_column

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression
    from xltool.model.forms import CodeList, Column, Form, Pack

TEXTUAL_PARTS = frozenset({"sign", "unit", "shape", "dimension", "stem", "bracket", "folded"})


@dataclass(frozen=True, slots=True, eq=False)
class NameContext:
    """What the names in a term refer to; there is one for each form, and one without."""

    pack: Pack
    form: Form | None

    def of(self, table: str) -> NameContext:
        """Return the home of terms about the rows of a table."""
        return name_context(self.pack, self.pack.form_of(table))

    def column(self, name: str) -> Column:
        """Return a column of the form."""
        assert self.form is not None
        return find_column(self.form, name)[1]

    def codes(self, code: Expression) -> CodeList:
        """Return the code list of a column."""
        assert isinstance(code, ColumnRef)
        return self.pack.codes[self.column(code.column).codes]

    def textual(self, term: Expression) -> bool:
        """Whether a term is a text."""
        match term:
            case Constant(value=value):
                return isinstance(value, str)
            case IndicatorPart(part=part):
                return part in TEXTUAL_PARTS
            case Lookup(table=table, column=column):
                return not self.of(table).column(column).kind.numeric
            case ColumnRef(column=column):
                return not self.column(column).kind.numeric
        return False


@cache
def name_context(pack: Pack, form: Form | None) -> NameContext:
    """Return the home of the terms of a form, or of those between forms."""
    return NameContext(pack, form)
