"""Where a term is at home: its pack, and its form if it belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.rules.rule import column_of
from xltool.rules.terms import Col, Const, Found, Target

if TYPE_CHECKING:
    from xltool.model import CodeList, Column, Form, Pack
    from xltool.rules.terms import Term

TEXTUAL_PARTS = frozenset({"sign", "unit", "shape", "dimension", "stem", "bracket", "folded"})


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """What the names in a term refer to; there is one for each form, and one without."""

    pack: Pack
    form: Form | None

    def of(self, table: str) -> Home:
        """Return the home of terms about the rows of a table."""
        return home_of(self.pack, self.pack.form_of(table))

    def column(self, name: str) -> Column:
        """Return a column of the form."""
        assert self.form is not None
        return column_of(self.form, name)[1]

    def codes(self, code: Term) -> CodeList:
        """Return the code list of a column."""
        assert isinstance(code, Col)
        return self.pack.codes[self.column(code.column).codes]

    def textual(self, term: Term) -> bool:
        """Whether a term is a text."""
        match term:
            case Const(value=value):
                return isinstance(value, str)
            case Target(part=part):
                return part in TEXTUAL_PARTS
            case Found(table=table, column=column):
                return not self.of(table).column(column).kind.numeric
            case Col(column=column):
                return not self.column(column).kind.numeric
        return False


@cache
def home_of(pack: Pack, form: Form | None) -> Home:
    """Return the home of the terms of a form, or of those between forms."""
    return Home(pack, form)
