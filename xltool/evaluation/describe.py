"""Terms in words, with the values they have: ``数量 3 × 单价 26.50 = 79.50``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Arithmetic, Constant, Expression
from xltool.expressions.references import IndicatorPart, Percentage
from xltool.kinds import ColumnKind
from xltool.model.forms import TOTAL
from xltool.model.submission import DELETED
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key, Value

SIGNS = {"+": " + ", "-": " - ", "*": " × "}
FEW = 5
"""How many addends are named one by one."""
LONG = 40
"""How much of a text is quoted."""
BLANK = ("空白", "blank")
NOT_READ = ("读不到", "unreadable")
PLACES = 2


def describe_side(
    book: SubmissionValues, term: Expression, scope: EvaluationPoint, language: str
) -> str:
    """Return a term in words and, where it is made of several cells, what they come to."""
    said = describe(book, term, scope, language)
    if isinstance(term, Constant):
        return said
    several = len(book.leaves(term, scope)) > 1
    if not several and not isinstance(term, (Arithmetic, Percentage)):
        return said
    return f"{said} = {two_places(book.amount(term, scope).value)}"


def describe(
    book: SubmissionValues, term: Expression, scope: EvaluationPoint, language: str
) -> str:
    """Return a term in words, each cell with its value."""
    match term:
        case Constant(value=Decimal() as value):
            return decimal_text(value)
        case Constant(value=value):
            return f"“{value}”"
        case Arithmetic(sign=sign, left=left, right=right):
            return SIGNS[sign].join(describe(book, part, scope, language) for part in (left, right))
        case IndicatorPart(of=of):
            return describe(book, of, scope, language)
    keys = book.keys(term, scope)
    if len(keys) > FEW:
        return _many(book, keys, language)
    return " + ".join(_cell(book, key, scope, language) for key in keys) or two_places(Decimal(0))


def describe_cells(
    book: SubmissionValues, terms: Iterable[Expression], scope: EvaluationPoint, language: str
) -> str:
    """Return every cell that terms look at, with its value; of many only the first."""
    keys = list(dict.fromkeys(key for term in terms for key in book.leaves(term, scope)))
    gap, rest = ("、", " 等") if language == "zh" else (", ", " and others")
    said = gap.join(_cell(book, key, scope, language) for key in keys[:FEW])
    return said + (rest if len(keys) > FEW else "")


def two_places(value: Decimal) -> str:
    """Return a number with at least two decimal places."""
    places = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(places, PLACES)}f}"


def _many(book: SubmissionValues, keys: list[Key], language: str) -> str:
    name = _name(book, keys[0], language)
    return f"{name} {len(keys)} 行之和" if language == "zh" else f"{name}, {len(keys)} rows"


def _cell(book: SubmissionValues, key: Key, scope: EvaluationPoint, language: str) -> str:
    name = _name(book, key, language, scope)
    return (
        f"{name} {describe_value(book.get(key), book.column(key.table, key.column).kind, language)}"
    )


def describe_value(value: Value | None, kind: ColumnKind, language: str) -> str:
    """Return a value as people write it: amounts with two places, texts in quotes."""
    if isinstance(value, str):
        return f"“{shortened_text(value)}”"
    if value is DELETED:
        return NOT_READ[language == "en"]
    return BLANK[language == "en"] if value is None else describe_number(value, kind)


def describe_number(value: Decimal, kind: ColumnKind) -> str:
    """Return a number as people write it."""
    return two_places(value) if kind is ColumnKind.MONEY else decimal_text(value)


def shortened_text(text: str) -> str:
    """Return as much of a text as is quoted."""
    one_line = " ".join(text.split())
    return f"{one_line[:LONG]}…" if len(one_line) > LONG else one_line


def _name(
    book: SubmissionValues, key: Key, language: str, scope: EvaluationPoint | None = None
) -> str:
    return "".join(_names(book, key, language, scope)) or key.column


def _names(
    book: SubmissionValues, key: Key, language: str, scope: EvaluationPoint | None
) -> Iterator[str]:
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
