"""Terms and statements in Excel, for one place: a cell, or areas over many rows.

In areas statements are 1 or 0. The functions used are known to Excel 2010, WPS and LibreOffice;
no wildcards, and texts compare exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.addresses import Addresses
from xltool.layout import is_parent
from xltool.rules.terms import (
    Binary,
    Blank,
    Both,
    Col,
    Compare,
    Const,
    Contains,
    Count,
    Either,
    Ends,
    Filled,
    In,
    Leaf,
    Listed,
    Named,
    Not,
    Starts,
    Term,
    Test,
    Total,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.layout import Cell as Place
    from xltool.layout import Layout

PLACES = 6
FEW = 2
"""So many texts are compared one by one; more stand in an array."""


class Excel(Addresses):
    """Draws the terms of one rule at one place."""

    # Numbers ---------------------------------------------------------------------------------

    def number(self, term: Term) -> str:
        """Draw a number; a calculated cell may hold a blank text, which SUM passes over."""
        match term:
            case Const(value=value):
                return str(value)
            case Binary(sign=sign, left=left, right=right):
                return f"{self._side(left, sign)}{sign}{self._side(right, sign)}"
            case Count(where=where):
                return f"SUMPRODUCT(1*{self.among(where, self.around)})"
            case Total(where=where, per=per) if where is not None or per:
                column = self.register(term)(Col(term.column))
                return f"SUMPRODUCT({self.chosen(term)},{column})"
        places = self.places(term)
        return self.joined(places) if _typed(places) else f"SUM({self.joined(places)})"

    def _side(self, term: Term, sign: str) -> str:
        drawn = self.number(term)
        mixed = isinstance(term, Binary) and (term.sign != sign or sign == "-")
        return f"({drawn})" if mixed else drawn

    def chosen(self, total: Total) -> str:
        """Draw which rows of a register a total counts."""
        areas = self.register(total)
        tests = [] if total.where is None else [self.among(total.where, areas)]
        if total.per:
            tests.append(f"EXACT({areas(Col(total.per))},{self.at(Col(total.per))})")
        return f"1*{'*'.join(tests)}"

    def over(self, test: Compare) -> str:
        """Draw by how much the left side of a comparison is more than the right."""
        right = self.number(test.right)
        right = f"({right})" if isinstance(test.right, Binary) and test.right.sign != "*" else right
        return f"ROUND({self.number(test.left)}-{right},{PLACES})"

    def compared(self, test: Compare, margin: str = "0") -> str:
        """Draw a comparison of numbers, up to a margin."""
        sign = {"==": "=", "!=": "<>"}.get(test.sign, test.sign)
        if (
            margin == "0"
            and not isinstance(test.left, Binary)
            and not isinstance(test.right, Binary)
        ):
            return f"{self._plain(test.left)}{sign}{self._plain(test.right)}"
        over = self.over(test)
        if margin == "0":
            return f"{over}{sign}0"
        return {
            "==": f"ABS({over})<={margin}", "!=": f"ABS({over})>{margin}",
            "<=": f"{over}<={margin}", ">=": f"{over}>=-({margin})",
            "<": f"{over}<{margin}", ">": f"{over}>-({margin})",
        }[test.sign]  # fmt: skip

    def _plain(self, term: Term) -> str:
        """Draw a number without binary noise: what is typed, or was rounded, has none."""
        drawn = self.number(term)
        exact = isinstance(term, (Const, Count)) or len(self.places(term)) == 1
        summed = isinstance(term, Total) and (term.where is not None or bool(term.per))
        return drawn if exact and not summed else f"ROUND({drawn},{PLACES})"

    # Statements ------------------------------------------------------------------------------

    def test(self, test: Test) -> str:  # noqa: C901, PLR0911 - one case for each statement
        """Draw a statement about the row at hand, as true or false."""
        match test:
            case Both():
                return f"AND({','.join(map(self.test, _spread(test, Both)))})"
            case Either():
                return f"OR({','.join(map(self.test, _spread(test, Either)))})"
            case Not(of=Blank(of=Col() as of)):
                return f'{self.at(of)}<>""'
            case Not(of=Test() as of):
                return f"NOT({self.test(of)})"
            case Blank(of=Col() as of):
                return f'{self.at(of)}=""'
            case Filled(columns=columns):
                cells = [self.at(Col(name)) for name in columns]
                return f"AND({','.join(f'LEN({cell})>0' for cell in cells)})"
            case Whole(of=of):
                return f"INT({self.number(of)})={self.number(of)}"
            case Listed(of=Col() as of):
                return f"SUMPRODUCT(1*EXACT({self.listed(of, 'codes')},{self.at(of)}))>0"
            case Leaf(of=Col() as of):
                return f"SUMPRODUCT(1*EXACT({self.listed(of, 'parents')},{self.at(of)}))=0"
            case Named(code=Col() as code, label=Col() as label):
                codes, labels = self.listed(code, "codes"), self.listed(code, "names")
                pairs = f"EXACT({codes},{self.at(code)})*EXACT({labels},{self.at(label)})"
                return f"SUMPRODUCT({pairs})>0"
            case Compare(left=Col() as left) if not self.column(left).kind.numeric:
                equal = f"EXACT({self.at(left)},{_text(test.right, self.at)})"
                return equal if test.sign == "==" else f"NOT({equal})"
            case Compare():
                return self.compared(test)
        return self._of_texts(test)

    def _of_texts(self, test: Test) -> str:
        """Draw what looks at the text of one cell: few texts one by one, more in an array."""
        drawn = self._against(test, self.at)
        texts = tuple(map(str, getattr(test, "texts", ())))
        alike = isinstance(test, (In, Contains)) or len({len(text) for text in texts}) == 1
        if len(texts) > FEW and alike:
            return (
                f"SUMPRODUCT(1*{drawn('{' + ','.join(map(quoted, texts)) + '}', len(texts[0]))})>0"
            )
        each = [drawn(quoted(text), len(text)) for text in texts]
        return each[0] if len(each) == 1 else f"OR({','.join(each)})"

    def _against(self, test: Test, at: Callable[[Col], str]) -> Callable[[str, int], str]:
        """Return what draws a statement about a text; it takes a text, and its length."""
        match test:
            case In(of=Col() as of):
                return lambda text, _: f"EXACT({at(of)},{text})"
            case Starts(of=Col() as of):
                return lambda text, size: f"EXACT(LEFT({at(of)},{size}),{text})"
            case Ends(of=Col() as of):
                return lambda text, size: f"EXACT(RIGHT({at(of)},{size}),{text})"
            case Contains(of=Col() as of):
                return lambda text, _: f"ISNUMBER(FIND({text},{at(of)}))"
        message = f"{self.rule.id}: {type(test).__name__} cannot be drawn"
        raise TypeError(message)

    def among(self, test: Test, areas: Callable[[Col], str]) -> str:  # noqa: PLR0911 - one case for each statement
        """Draw a statement about each row of areas, as 1 or 0."""
        match test:
            case Both(left=left, right=right):
                return f"{self.among(left, areas)}*{self.among(right, areas)}"
            case Either(left=left, right=right):
                return f"(({self.among(left, areas)}+{self.among(right, areas)})>0)"
            case Not(of=Blank(of=Col() as of)):
                return f'({areas(of)}<>"")'
            case Not(of=Test() as of):
                return f"(1-{self.among(of, areas)})"
            case Blank(of=Col() as of):
                return f'({areas(of)}="")'
            case In(of=Col() as of, texts=texts) if self._is_printed(of):
                return self._printed_in(texts)
            case Compare(left=Col() as left):
                area = areas(left)
                return f"ISNUMBER({area})*({area}{test.sign}{self.number(test.right)})"
        drawn = self._against(test, areas)
        each = [drawn(quoted(text), len(str(text))) for text in getattr(test, "texts", ())]
        return each[0] if len(each) == 1 else f"(({'+'.join(each)})>0)"

    def listed(self, col: Col, part: str) -> str:
        """Return the area that lists the codes of a column, or what belongs to them."""
        return self.sheets.list_area(self.sheets.pack.codes[self.column(col).codes], part)

    def _is_printed(self, col: Col) -> bool:
        return self.scope.form is not None and self.column(col).printed

    def _printed_in(self, texts: Sequence[object]) -> str:
        """Draw which rows of a card print one of the texts: known, so constants."""
        slots = self.plan().form.template.beside
        return "{" + ";".join("1" if slot in texts else "0" for slot in slots) + "}"


def _typed(places: Sequence[tuple[Layout, Place]]) -> bool:
    """Whether a number is a single cell that somebody types into, so a blank is no text."""
    return len(places) == 1 and not places[0][1].calculated and not is_parent(places[0][0].extent)


def _spread(test: Test, kind: type[Both | Either]) -> list[Test]:
    """Return the statements that are joined in a row."""
    if not isinstance(test, kind):
        return [test]
    return _spread(test.left, kind) + _spread(test.right, kind)


def _text(term: Term, at: Callable[[Col], str]) -> str:
    if isinstance(term, Const):
        return quoted(term.value)
    assert isinstance(term, Col)
    return at(term)


def quoted(text: object) -> str:
    """Return a text as it stands in a formula."""
    doubled = str(text).replace('"', '""')
    return f'"{doubled}"'
