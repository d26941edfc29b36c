"""Terms in words, with the values they have: ``数量 3 × 单价 26.50 = 79.50``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.model import TOTAL, Key, Kind, Value
from xltool.numbers import plain
from xltool.rules.terms import Binary, Const, Percent, Target, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.evaluate import Book
    from xltool.rules.rule import Scope

SIGNS = {"+": " + ", "-": " - ", "*": " × "}
FEW = 5
"""How many addends are named one by one."""
LONG = 40
"""How much of a text is quoted."""
BLANK = ("空白", "blank")
PLACES = 2


def side(book: Book, term: Term, scope: Scope, language: str) -> str:
    """Return a term in words and, where it is made of several cells, what they come to."""
    said = words(book, term, scope, language)
    if isinstance(term, Const):
        return said
    several = len(book.leaves(term, scope)) > 1
    if not several and not isinstance(term, (Binary, Percent)):
        return said
    return f"{said} = {money(book.amount(term, scope).value)}"


def words(book: Book, term: Term, scope: Scope, language: str) -> str:
    """Return a term in words, each cell with its value."""
    match term:
        case Const(value=Decimal() as value):
            return plain(value)
        case Const(value=value):
            return f"“{value}”"
        case Binary(sign=sign, left=left, right=right):
            return SIGNS[sign].join(words(book, part, scope, language) for part in (left, right))
        case Target(of=of):
            return words(book, of, scope, language)
    keys = book.keys(term, scope)
    if len(keys) > FEW:
        return _many(book, keys, language)
    return " + ".join(_cell(book, key, scope, language) for key in keys) or money(Decimal(0))


def cells(book: Book, terms: Iterable[Term], scope: Scope, language: str) -> str:
    """Return every cell that terms look at, with its value; of many only the first."""
    keys = list(dict.fromkeys(key for term in terms for key in book.leaves(term, scope)))
    gap, rest = ("、", " 等") if language == "zh" else (", ", " and others")
    said = gap.join(_cell(book, key, scope, language) for key in keys[:FEW])
    return said + (rest if len(keys) > FEW else "")


def money(value: Decimal) -> str:
    """Return a number with at least two decimal places."""
    places = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(places, PLACES)}f}"


def _many(book: Book, keys: list[Key], language: str) -> str:
    name = _name(book, keys[0], language)
    return f"{name} {len(keys)} 行之和" if language == "zh" else f"{name}, {len(keys)} rows"


def _cell(book: Book, key: Key, scope: Scope, language: str) -> str:
    name = _name(book, key, language, scope)
    return f"{name} {shown(book.get(key), book.column(key.table, key.column).kind, language)}"


def shown(value: Value | None, kind: Kind, language: str) -> str:
    """Return a value as people write it: amounts with two places, texts in quotes."""
    if isinstance(value, str):
        return f"“{short(value)}”"
    return BLANK[language == "en"] if value is None else number(value, kind)


def number(value: Decimal, kind: Kind) -> str:
    """Return a number as people write it."""
    return money(value) if kind is Kind.MONEY else plain(value)


def short(text: str) -> str:
    """Return as much of a text as is quoted."""
    one_line = " ".join(text.split())
    return f"{one_line[:LONG]}…" if len(one_line) > LONG else one_line


def _name(book: Book, key: Key, language: str, scope: Scope | None = None) -> str:
    return "".join(_names(book, key, language, scope)) or key.column


def _names(book: Book, key: Key, language: str, scope: Scope | None) -> Iterator[str]:
    """Yield sheet, line and column, as far as they are not plain from the row at hand."""
    form = book.pack.form_of(key.table)
    if scope is None or scope.form is None or scope.form.id != form.id:
        yield f"{form.template.sheet}·"
    in_column = scope is not None and bool(scope.column)
    here = scope is not None and scope.row == key.row and not in_column
    line = next((line.label for line in form.table.lines if line.code == key.row), "")
    if line and not here:
        yield line.replace("　", "")
        if in_column:
            return
        yield "·" if language == "zh" else " · "
    if key.row == TOTAL and not line:
        yield "合计·" if language == "zh" else "total · "
    yield book.column(key.table, key.column).title.replace("　", "")
