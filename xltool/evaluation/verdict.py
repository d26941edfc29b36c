"""A rule drawn as an Excel formula: what its check cell says while somebody types.

The cell is blank where the rule does not apply, else says that it holds, that it cannot be
told, or what is wrong. The functions used are known to Excel 2010, WPS and LibreOffice; no
wildcards, and texts compare exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.checks import PASSED, UNDECIDED, WORDS
from xltool.evaluation.formula import parts_of, ranges
from xltool.layout import address, column_name
from xltool.model import TOTAL, CodeList, Key, Severity, Shape
from xltool.rules.applies import Application, application
from xltool.rules.rule import Rule, Scope, column_of
from xltool.rules.terms import (
    CARD,
    Binary,
    Blank,
    Both,
    Cell,
    Col,
    Compare,
    Const,
    Contains,
    Count,
    Either,
    Ends,
    In,
    Leaf,
    Line,
    Listed,
    Named,
    Not,
    Parts,
    Same,
    Starts,
    Term,
    Test,
    Total,
    Unique,
    Whole,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from xltool.layout import Cell as Place
    from xltool.layout import Layout
    from xltool.model import Pack

SHOWN = "0.00####"
PLACES = 6


def failed(rule: Rule, severity: Severity) -> tuple[str, str]:
    """Return what a check cell says of a broken rule, before and after the difference."""
    after = "）" if is_numeric(rule) else ""
    before = f"{WORDS[severity]} {rule.id}：{rule.zh}" + ("（差 " if after else "")
    return before, after


def is_numeric(rule: Rule) -> bool:
    """Whether the rule compares numbers, so that a difference can be told."""
    test = rule.test
    textual = isinstance(test, Compare) and any(
        isinstance(term, Const) and isinstance(term.value, str) for term in test.operands()
    )
    return isinstance(test, Compare) and not textual and not _of_texts(test)


def _of_texts(test: Compare) -> bool:
    return isinstance(test.left, Col) and test.left.column in {"description", "name"}


@dataclass(frozen=True)
class Sheets:
    """The sheets of one submission, and the lists that formulas may refer to.

    ``list_area`` gives the area on the code sheet of a list's codes, names or parents.
    """

    pack: Pack
    plans: Mapping[str, Layout]
    list_area: Callable[[CodeList, str], str]

    def plan(self, table: str) -> Layout:
        """Return the sheet that holds a table."""
        return self.plans[self.pack.form_of(table).id]

    @cached_property
    def _runs(self) -> Mapping[tuple[str, str, str, str], tuple[Place, Place]]:
        """The first and last cell of each column of records: of all, an entity, and a card."""
        found: dict[tuple[str, str, str, str], tuple[Place, Place]] = {}
        for plan in self.plans.values():
            for key, cell in plan.slots.items():
                card = key.row.partition("/")[0]
                if key.row != TOTAL:
                    for entity, part in (("", ""), (key.entity, ""), (key.entity, card)):
                        name = (key.table, key.column, entity, part)
                        found[name] = (found.get(name, (cell, cell))[0], cell)
        return found

    def run(self, table: str, column: str, entity: str = "", card: str = "") -> tuple[Place, Place]:
        """Return the first and last cell of a column's records, of all or of one's own."""
        return self._runs[table, column, entity, card]

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], list[Place]]:
        found: dict[tuple[str, str, str], list[Place]] = {}
        for plan in self.plans.values():
            for key, cell in plan.slots.items():
                found.setdefault((key.table, key.entity, key.row), []).append(cell)
        return found

    def row(self, table: str, entity: str, row: str) -> list[Place]:
        """Return the cells of one record."""
        return self._rows[table, entity, row]


@dataclass(frozen=True)
class Drawing:
    """One rule at one place, drawn for a cell on the sheet ``here``."""

    sheets: Sheets
    rule: Rule
    scope: Scope
    here: str

    @property
    def _use(self) -> Application:
        return application(self.scope.form, self.rule)

    def formula(self) -> str:
        """Return the whole formula."""
        bad, blank = self._bad(), self._unready()
        body = f'IF({self._told()},"{PASSED}",{bad})'
        body = self._guarded(self.rule.test, body)
        if self.rule.where is not None:
            body = f'IF({self.test(self.rule.where, self.at)},{body},"")'
            body = self._guarded(self.rule.where, body)
        return f'=IF({blank},"",{body})' if blank else f"={body}"

    def _guarded(self, test: Test, body: str) -> str:
        unknown = "+".join(self._unknown(test))
        return f'IF(({unknown})>0,"{UNDECIDED}",{body})' if unknown else body

    def _told(self) -> str:
        test = self.rule.test
        if isinstance(test, Same):
            return self._same(test)
        if isinstance(test, Unique):
            return f"{self._matching((*test.per, test.column))}<=1"
        if isinstance(test, Compare) and is_numeric(self.rule):
            return self._compared(test, self.number(self.rule.within))
        return self.test(test, self.at)

    def _bad(self) -> str:
        severity = self.rule.severity
        test, rounding = self.rule.test, self.number(self.rule.rounding)
        text = self._text(severity)
        if isinstance(test, Compare) and rounding != "0":
            return f"IF({self._compared(test, rounding)},{self._text(Severity.INFO)},{text})"
        return text

    def _text(self, severity: Severity) -> str:
        before, after = failed(self.rule, severity)
        if not after:
            return _quoted(before)
        assert isinstance(self.rule.test, Compare)
        left, right = self.number(self.rule.test.left), self.number(self.rule.test.right)
        if self.rule.test.sign == "==":
            left, right = right, left
        return (
            f'{_quoted(before)}&TEXT(ROUND({left}-({right}),{PLACES}),"{SHOWN}")&{_quoted(after)}'
        )

    def _compared(self, test: Compare, margin: str) -> str:
        over = f"ROUND({self.number(test.left)}-({self.number(test.right)}),{PLACES})"
        return {
            "==": f"ABS({over})<={margin}", "!=": f"ABS({over})>{margin}",
            "<=": f"{over}<={margin}", ">=": f"{over}>=-({margin})",
            "<": f"{over}<{margin}" if margin != "0" else f"{over}<0",
            ">": f"{over}>-({margin})" if margin != "0" else f"{over}>0",
        }[test.sign]  # fmt: skip

    def _unready(self) -> str:
        """Draw the test whether something that the rule needs is blank, or was judged above."""
        form = self.scope.form
        if form is None or not self.scope.row or self._use.table is None:
            return ""
        tests = [f"(LEN({self.at(col)})=0)" for col in self._needed()]
        if not tests and form.shape is not Shape.STATEMENT:
            tests = [f"({self._filled()}=0)"]
        columns = self._use.group
        if columns and columns != (CARD,):
            tests.append(f"({self._matching(columns, before=True)}>1)")
        return "+".join(tests) and f"({'+'.join(tests)})>0"

    def _filled(self) -> str:
        """Count what was typed in the row at hand."""
        own = [cell for cell in self.sheets.row(*self._row()) if cell.entered]
        return f"COUNTA({','.join(ranges(own))})"

    def _row(self) -> tuple[str, str, str]:
        table = self._use.table
        assert table is not None
        return table.id, self.scope.entity, self.scope.row

    def _plan(self) -> Layout:
        assert self.scope.form is not None
        return self.sheets.plan(self.scope.form.id)

    # Numbers ---------------------------------------------------------------------------------

    def number(self, term: Term) -> str:
        """Draw a number."""
        match term:
            case Const(value=value):
                return str(value)
            case Binary(sign=sign, left=left, right=right):
                return f"({self.number(left)}{sign}{self.number(right)})"
            case Count(where=where):
                return f"SUMPRODUCT(1*({self.test(where, self._card_area)}))"
            case Total(where=where, per=per) if where is not None or per:
                chosen = self._chosen(term)
                return f"SUMPRODUCT({chosen},{self._areas(term)(Col(term.column))})"
        return f"SUM({self._joined(term)})"

    def _chosen(self, total: Total) -> str:
        areas = self._areas(total)
        tests = [] if total.where is None else [f"({self.test(total.where, areas)})"]
        if total.per:
            tests.append(f"EXACT({areas(Col(total.per))},{self.at(Col(total.per))})")
        return f"1*{'*'.join(tests)}"

    def _joined(self, term: Term) -> str:
        found = self._places(term)
        sheets = dict.fromkeys(plan.sheet for plan, _ in found)
        parts = []
        for sheet in sheets:
            areas = ranges([cell for plan, cell in found if plan.sheet == sheet])
            parts += [area if sheet == self.here else f"{_sheet(sheet)}!{area}" for area in areas]
        return ",".join(parts)

    def _places(self, term: Term) -> list[tuple[Layout, Place]]:
        form, scope = self.scope.form, self.scope
        match term:
            case Cell(form=name, line=line, column=column):
                plan = self.sheets.plans[name]
                key = Key(plan.form.id, plan.extent.entity.code, line, column)
            case Total(table=table, column=column):
                plan = self.sheets.plan(table)
                key = Key(table, plan.extent.entity.code, TOTAL, column)
            case Col(column=column):
                plan, key = self._plan(), self._key(column)
            case Line(code=code):
                assert form is not None
                plan, key = self._plan(), Key(form.id, scope.entity, code, scope.column)
            case Parts(code=code):
                assert form is not None
                plan = self._plan()
                whole = Key(form.id, scope.entity, code, scope.column)
                return [(plan, plan.slots[part]) for part in parts_of(plan, whole, code)]
            case _:
                return []
        return [(plan, plan.slots[key])]

    def _key(self, column: str) -> Key:
        assert self.scope.form is not None
        table, _ = column_of(self.scope.form, column)
        head = table.shape is Shape.CARDS and table.id == self.scope.form.id
        row = self.scope.row.partition("/")[0] if head else self.scope.row
        return Key(table.id, self.scope.entity, row, column)

    # What cannot be known --------------------------------------------------------------------

    def _unknown(self, test: Test) -> Iterator[str]:
        """Draw, for everything a statement looks at, how many of its cells tell nothing."""
        if isinstance(test, (Same, Unique)):
            yield from self._unknown_in_group(test)
            return
        roots = [*_looked_at(test), *(walk(self.rule.within) if test is self.rule.test else ())]
        for term in roots:
            if isinstance(term, Total) and (term.where is not None or term.per):
                area = self._areas(term)(Col(term.column))
                yield f"SUMPRODUCT({self._chosen(term)}*ISTEXT({area})*(LEN({area})>0))"
                for col in _columns(term.where):
                    yield f"SUMPRODUCT(1*{_masked(self._areas(term)(col))})"
            elif isinstance(term, Col) and self._is_text(term):
                yield _masked(self.at(term))
            elif isinstance(term, (Col, Cell, Line, Parts, Total)):
                places = self._places(term)
                blank = "".join(f"-COUNTBLANK({area})" for area in self._joined(term).split(","))
                yield f"({len(places)}-COUNT({self._joined(term)}){blank})"
            elif isinstance(term, Count):
                for col in _columns(term.where):
                    if not self._column_is_printed(col):
                        yield f"SUMPRODUCT(1*{_masked(self._card_area(col))})"

    def _unknown_in_group(self, test: Same | Unique) -> Iterator[str]:
        area = self._own_area(Col(test.column))
        if self._is_text(Col(test.column)):
            yield f"SUMPRODUCT({self._in_group(self._use.group)}*{_masked(area)})"
        else:
            chosen = self._in_group(self._use.group)
            yield f"SUMPRODUCT({chosen}*ISTEXT({area})*(LEN({area})>0))"

    def _is_text(self, col: Col) -> bool:
        assert self.scope.form is not None
        _, column = column_of(self.scope.form, col.column)
        return not column.kind.numeric

    def _column_is_printed(self, col: Col) -> bool:
        assert self.scope.form is not None
        return column_of(self.scope.form, col.column)[1].printed

    # Statements ------------------------------------------------------------------------------

    def test(self, test: Test, at: Callable[[Col], str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each statement
        """Draw a statement as 1 or 0; ``at`` gives the cell, or the area, of a column."""
        match test:
            case Both(left=left, right=right):
                return f"({self.test(left, at)})*({self.test(right, at)})"
            case Either(left=left, right=right):
                return f"((({self.test(left, at)})+({self.test(right, at)}))>0)"
            case Not(of=Test() as of):
                return f"(1-({self.test(of, at)}))"
            case In(of=Col() as of, texts=texts) if self._is_printed(of):
                return self._printed_in(texts)
            case In(of=of, texts=texts):
                return _any(f"EXACT({_at(of, at)},{_quoted(text)})" for text in texts)
            case Starts(of=of, texts=texts):
                return _any(
                    f"EXACT(LEFT({_at(of, at)},{len(str(text))}),{_quoted(text)})" for text in texts
                )
            case Ends(of=of, texts=texts):
                return _any(
                    f"EXACT(RIGHT({_at(of, at)},{len(str(text))}),{_quoted(text)})"
                    for text in texts
                )
            case Contains(of=of, texts=texts):
                return _any(f"ISNUMBER(FIND({_quoted(text)},{_at(of, at)}))" for text in texts)
            case Blank(of=Col() as of):
                return f"(LEN({at(of)})=0)"
            case Whole(of=of):
                return f"(INT({self.number(of)})={self.number(of)})"
            case Listed(of=Col() as of):
                return f"(SUMPRODUCT(1*EXACT({self._list(of, 'codes')},{at(of)}))>0)"
            case Leaf(of=Col() as of):
                return f"(SUMPRODUCT(1*EXACT({self._list(of, 'parents')},{at(of)}))=0)"
            case Named(code=Col() as code, label=Col() as label):
                codes, labels = self._list(code, "codes"), self._list(code, "names")
                pairs = f"EXACT({codes},{at(code)})*EXACT({labels},{at(label)})"
                return f"(SUMPRODUCT({pairs})>0)"
            case Compare():
                return self._comparison(test, at)
        msg = f"{self.rule.id}: {type(test).__name__} cannot be drawn"
        raise TypeError(msg)

    def _comparison(self, test: Compare, at: Callable[[Col], str]) -> str:
        if isinstance(test.left, Col) and self._is_text(test.left):
            equal = f"EXACT({at(test.left)},{_at(test.right, at)})"
            return equal if test.sign == "==" else f"(1-{equal})"
        if at == self.at:
            return f"({self._compared(test, '0')})"
        assert isinstance(test.left, Col)
        return f"ISNUMBER({at(test.left)})*({at(test.left)}{test.sign}{self.number(test.right)})"

    def _list(self, col: Col, part: str) -> str:
        assert self.scope.form is not None
        _, column = column_of(self.scope.form, col.column)
        return self.sheets.list_area(self.sheets.pack.codes[column.codes], part)

    def _is_printed(self, col: Col) -> bool:
        return self.scope.form is not None and self._column_is_printed(col)

    def _printed_in(self, texts: Sequence[object]) -> str:
        """Draw which rows of a card print one of the texts: known, so constants."""
        template = self._plan().form.template
        slots = [group.value for group in template.groups for _ in range(group.rows)]
        return "{" + ";".join("1" if slot in texts else "0" for slot in slots) + "}"

    # Places ----------------------------------------------------------------------------------

    def at(self, col: Col) -> str:
        """Return the cell of a column in the row at hand."""
        plan = self._plan()
        cell = plan.slots[self._key(col.column)]
        return cell.address if plan.sheet == self.here else f"{_sheet(plan.sheet)}!{cell.address}"

    def _areas(self, total: Total) -> Callable[[Col], str]:
        """Return what gives the area of a column over all rows of a register."""
        plan = self.sheets.plan(total.table)
        entity = self.scope.entity if total.per else ""
        return lambda col: self._area(plan, self.sheets.run(total.table, col.column, entity))

    def _own_area(self, col: Col) -> str:
        """Return the area of a column over the rows that are compared: all, or those of a card."""
        if CARD in self._use.group:
            return self._card_area(col)
        plan = self._plan()
        table = column_of(plan.form, col.column)[0].id
        return self._area(plan, self.sheets.run(table, col.column, self.scope.entity))

    def _card_area(self, col: Col) -> str:
        plan, card = self._plan(), self.scope.row.partition("/")[0]
        table = column_of(plan.form, col.column)[0].id
        return self._area(plan, self.sheets.run(table, col.column, self.scope.entity, card))

    def _area(self, plan: Layout, run: tuple[Place, Place]) -> str:
        first, last = run
        letter = column_name(first.col)
        area = f"${letter}${first.row + 1}:${letter}${last.row + 1}"
        return area if plan.sheet == self.here else f"{_sheet(plan.sheet)}!{area}"

    # Groups ----------------------------------------------------------------------------------

    def _in_group(self, columns: Sequence[str]) -> str:
        tests = [
            f"EXACT({self._own_area(Col(name))},{self.at(Col(name))})"
            for name in columns
            if name != CARD
        ]
        return "1*" + "*".join(tests)

    def _matching(self, columns: Sequence[str], *, before: bool = False) -> str:
        """Count the rows of the group at hand; ``before`` those down to this one."""
        areas = [
            (self._own_area(Col(name)), self.at(Col(name))) for name in columns if name != CARD
        ]
        if before:
            areas = [(f"{area.partition(':')[0]}:{own}", own) for area, own in areas]
        tests = [f"EXACT({area},{own})" for area, own in areas]
        if before:
            tests += [f"(LEN({self._down_to(col)})>0)" for col in self._needed()]
        return f"SUMPRODUCT(1*{'*'.join(tests)})"

    def _down_to(self, col: Col) -> str:
        return f"{self._own_area(col).partition(':')[0]}:{self.at(col)}"

    def _needed(self) -> list[Col]:
        return [Col(name) for name in self._use.needed]

    def _same(self, test: Same) -> str:
        """Draw that every filled cell of the group equals one of them."""
        area = self._own_area(Col(test.column))
        group = self._in_group(test.per)
        if self._is_text(Col(test.column)):
            equal = f"EXACT({area},{self.at(Col(test.column))})"
            return f"SUMPRODUCT({group}*(LEN({area})>0)*(1-{equal}))=0"
        own = self.at(Col(test.column))
        return f"SUMPRODUCT({group}*ISNUMBER({area})*({area}<>{own}))=0"


def _looked_at(root: Term) -> Iterator[Term]:
    """Yield the terms whose values a statement needs to know; blank or not shows at once."""
    if not isinstance(root, Blank):
        yield root
        for operand in root.operands():
            yield from _looked_at(operand)


def _columns(where: Test | None) -> list[Col]:
    """Return the columns whose values a selection of rows needs to know."""
    terms = () if where is None else _looked_at(where)
    return list({term.column: term for term in terms if isinstance(term, Col)}.values())


def _at(term: Term, at: Callable[[Col], str]) -> str:
    if isinstance(term, Const):
        return _quoted(term.value)
    assert isinstance(term, Col)
    return at(term)


def _any(tests: Iterator[str]) -> str:
    drawn = list(tests)
    return drawn[0] if len(drawn) == 1 else f"(({'+'.join(drawn)})>0)"


def _masked(area: str) -> str:
    """Draw whether a text is a run of two or more asterisks, half or full width."""
    bare = f'SUBSTITUTE(SUBSTITUTE({area},"*",""),"＊","")'
    return f"((LEN({area})>1)*(LEN({bare})=0))"


def _quoted(text: object) -> str:
    doubled = str(text).replace('"', '""')
    return f'"{doubled}"'


def _sheet(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"'{quoted}'"


def cell_name(row: int, col: int) -> str:
    """Return an address with its column fixed, for conditional formats."""
    return f"${address(row, col)}"


def decimal(value: Decimal) -> str:
    """Return a difference as a check cell shows it."""
    rounded = round(value, PLACES)
    text = f"{rounded:.{PLACES}f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}"
