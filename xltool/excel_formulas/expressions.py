"""Terms and statements in Excel, for one place: a cell, or areas over many rows.

In areas statements are 1 or 0. The functions used are known to Excel 2010, WPS and LibreOffice;
no wildcards, and texts compare exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.arithmetic import comparison_formula, excel_sign
from xltool.excel_formulas.references import RuleReferences
from xltool.expressions.nodes import (
    And,
    Arithmetic,
    Compare,
    Constant,
    Contains,
    EndsWith,
    Expression,
    IsBlank,
    Not,
    OneOf,
    Or,
    Predicate,
    StartsWith,
)
from xltool.expressions.predicates import AllFilled, CodeHasLabel, InCodeList, IsInteger, IsLeafCode
from xltool.expressions.references import ColumnRef, ColumnTotal, RowCount
from xltool.layout.printed_parts import is_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.layout.cells import FormCell as Place
    from xltool.layout.cells import SheetLayout

PLACES = 6
FEW = 2
"""So many texts are compared one by one; more stand in an array."""


class ExpressionFormulas(RuleReferences):
    """Draws the terms of one rule at one place."""

    # Numbers ---------------------------------------------------------------------------------

    def number(self, term: Expression) -> str:
        """Draw a number; a calculated cell may hold a blank text, which SUM passes over."""
        match term:
            case Constant(value=value):
                return str(value)
            case Arithmetic(sign=sign, left=left, right=right):
                return f"{self._side(left, sign)}{sign}{self._side(right, sign)}"
            case RowCount(where=where):
                return f"SUMPRODUCT(1*{self.among(where, self.around)})"
            case ColumnTotal(where=where, per=per) if where is not None or per:
                column = self.register(term)(ColumnRef(term.column))
                return f"SUMPRODUCT({self.chosen(term)},{column})"
        places = self.places(term)
        return self.joined(places) if _typed(places) else f"SUM({self.joined(places)})"

    def _side(self, term: Expression, sign: str) -> str:
        drawn = self.number(term)
        mixed = isinstance(term, Arithmetic) and (term.sign != sign or sign == "-")
        return f"({drawn})" if mixed else drawn

    def chosen(self, total: ColumnTotal) -> str:
        """Draw which rows of a register a total counts."""
        areas = self.register(total)
        tests = [] if total.where is None else [self.among(total.where, areas)]
        if total.per:
            tests.append(f"EXACT({areas(ColumnRef(total.per))},{self.at(ColumnRef(total.per))})")
        return f"1*{'*'.join(tests)}"

    def over(self, test: Compare) -> str:
        """Draw by how much the left side of a comparison is more than the right."""
        right = self.number(test.right)
        right = (
            f"({right})" if isinstance(test.right, Arithmetic) and test.right.sign != "*" else right
        )
        return f"ROUND({self.number(test.left)}-{right},{PLACES})"

    def compared(self, test: Compare, margin: str = "0") -> str:
        """Draw a comparison of numbers, up to a margin."""
        if margin == "0" and not any(isinstance(side, Arithmetic) for side in test.operands()):
            return f"{self._plain(test.left)}{excel_sign(test.sign)}{self._plain(test.right)}"
        return comparison_formula(self.over(test), test.sign, margin)

    def _plain(self, term: Expression) -> str:
        """Draw a number without binary noise: what is typed, or was rounded, has none."""
        drawn = self.number(term)
        exact = isinstance(term, (Constant, RowCount)) or len(self.places(term)) == 1
        summed = isinstance(term, ColumnTotal) and (term.where is not None or bool(term.per))
        return drawn if exact and not summed else f"ROUND({drawn},{PLACES})"

    # Statements ------------------------------------------------------------------------------

    def test(self, test: Predicate) -> str:  # noqa: C901, PLR0911 - one case for each statement
        """Draw a statement about the row at hand, as true or false."""
        match test:
            case And():
                return f"AND({','.join(map(self.test, _spread(test, And)))})"
            case Or():
                return f"OR({','.join(map(self.test, _spread(test, Or)))})"
            case Not(of=IsBlank(of=ColumnRef() as of)):
                return f'{self.at(of)}<>""'
            case Not(of=Predicate() as of):
                return f"NOT({self.test(of)})"
            case IsBlank(of=ColumnRef() as of):
                return f'{self.at(of)}=""'
            case AllFilled(columns=columns):
                cells = [self.at(ColumnRef(name)) for name in columns]
                return f"AND({','.join(f'LEN({cell})>0' for cell in cells)})"
            case IsInteger(of=of):
                return f"INT({self.number(of)})={self.number(of)}"
            case InCodeList(of=ColumnRef() as of):
                return f"SUMPRODUCT(1*EXACT({self.listed(of, 'codes')},{self.at(of)}))>0"
            case IsLeafCode(of=ColumnRef() as of):
                return f"SUMPRODUCT(1*EXACT({self.listed(of, 'parents')},{self.at(of)}))=0"
            case CodeHasLabel(code=ColumnRef() as code, label=ColumnRef() as label):
                codes, labels = self.listed(code, "codes"), self.listed(code, "names")
                pairs = f"EXACT({codes},{self.at(code)})*EXACT({labels},{self.at(label)})"
                return f"SUMPRODUCT({pairs})>0"
            case Compare(left=ColumnRef() as left) if not self.column(left).kind.numeric:
                equal = f"EXACT({self.at(left)},{_text(test.right, self.at)})"
                return equal if test.sign == "==" else f"NOT({equal})"
            case Compare():
                return self.compared(test)
        return self._of_texts(test)

    def _of_texts(self, test: Predicate) -> str:
        """Draw what looks at the text of one cell: few texts one by one, more in an array."""
        drawn = self._against(test, self.at)
        texts = tuple(map(str, getattr(test, "texts", ())))
        alike = isinstance(test, (OneOf, Contains)) or len({len(text) for text in texts}) == 1
        if len(texts) > FEW and alike:
            listed = "{" + ",".join(map(quote_text, texts)) + "}"
            return f"SUMPRODUCT(1*{drawn(listed, len(texts[0]))})>0"
        each = [drawn(quote_text(text), len(text)) for text in texts]
        return each[0] if len(each) == 1 else f"OR({','.join(each)})"

    def _against(
        self, test: Predicate, at: Callable[[ColumnRef], str]
    ) -> Callable[[str, int], str]:
        """Return what draws a statement about a text; it takes a text, and its length."""
        match test:
            case OneOf(of=ColumnRef() as of):
                return lambda text, _: f"EXACT({at(of)},{text})"
            case StartsWith(of=ColumnRef() as of):
                return lambda text, size: f"EXACT(LEFT({at(of)},{size}),{text})"
            case EndsWith(of=ColumnRef() as of):
                return lambda text, size: f"EXACT(RIGHT({at(of)},{size}),{text})"
            case Contains(of=ColumnRef() as of):
                return lambda text, _: f"ISNUMBER(FIND({text},{at(of)}))"
        message = f"{self.rule.id}: {type(test).__name__} cannot be drawn"
        raise TypeError(message)

    def among(self, test: Predicate, areas: Callable[[ColumnRef], str]) -> str:  # noqa: PLR0911 - one case for each statement
        """Draw a statement about each row of areas, as 1 or 0."""
        match test:
            case And(left=left, right=right):
                return f"{self.among(left, areas)}*{self.among(right, areas)}"
            case Or(left=left, right=right):
                return f"(({self.among(left, areas)}+{self.among(right, areas)})>0)"
            case Not(of=IsBlank(of=ColumnRef() as of)):
                return f'({areas(of)}<>"")'
            case Not(of=Predicate() as of):
                return f"(1-{self.among(of, areas)})"
            case IsBlank(of=ColumnRef() as of):
                return f'({areas(of)}="")'
            case OneOf(of=ColumnRef() as of, texts=texts) if self._is_printed(of):
                return self._printed_in(texts)
            case Compare(left=ColumnRef() as left):
                area = areas(left)
                return f"ISNUMBER({area})*({area}{test.sign}{self.number(test.right)})"
        drawn = self._against(test, areas)
        each = [drawn(quote_text(text), len(str(text))) for text in getattr(test, "texts", ())]
        return each[0] if len(each) == 1 else f"(({'+'.join(each)})>0)"

    def listed(self, col: ColumnRef, part: str) -> str:
        """Return the area that lists the codes of a column, or what belongs to them."""
        return self.sheets.list_area(self.sheets.pack.codes[self.column(col).codes], part)

    def _is_printed(self, col: ColumnRef) -> bool:
        return self.scope.form is not None and self.column(col).printed

    def _printed_in(self, texts: Sequence[object]) -> str:
        """Draw which rows of a card print one of the texts: known, so constants."""
        slots = self.plan().form.template.beside
        return "{" + ";".join("1" if slot in texts else "0" for slot in slots) + "}"


def _typed(places: Sequence[tuple[SheetLayout, Place]]) -> bool:
    """Whether a number is a single cell that somebody types into, so a blank is no text."""
    return len(places) == 1 and not places[0][1].calculated and not is_parent(places[0][0].extent)


def _spread(test: Predicate, kind: type[And | Or]) -> list[Predicate]:
    """Return the statements that are joined in a row."""
    if not isinstance(test, kind):
        return [test]
    return _spread(test.left, kind) + _spread(test.right, kind)


def _text(term: Expression, at: Callable[[ColumnRef], str]) -> str:
    if isinstance(term, Constant):
        return quote_text(term.value)
    assert isinstance(term, ColumnRef)
    return at(term)


def quote_text(text: object) -> str:
    """Return a text as it stands in a formula."""
    doubled = str(text).replace('"', '""')
    return f'"{doubled}"'
