"""Whether a statement is true in a submission: yes, no, or not to be known.

Nothing is known of what is masked, unreadable or deleted. A blank text is nothing in
particular: it begins with nothing, and is in no list.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.model import GONE, Value
from xltool.numbers import masked
from xltool.rules.rule import table_of
from xltool.rules.targets import parse, stem
from xltool.rules.terms import (
    AllMasked,
    Blank,
    Both,
    Col,
    Compare,
    Const,
    Contains,
    Either,
    Ends,
    Found,
    In,
    Leaf,
    Listed,
    Named,
    Not,
    Quoted,
    Repeats,
    Starts,
    Target,
    Term,
    Test,
    Whole,
    Within,
)
from xltool.rules.texts import agrees, amounts, said_of, same_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.evaluation.evaluate import Book, Words
    from xltool.rules.rule import Scope

TEXTUAL_PARTS = frozenset({"sign", "unit", "shape", "dimension", "stem", "bracket"})


def truth(book: Book, test: Test, scope: Scope, margin: Decimal = Decimal(0)) -> bool | None:  # noqa: C901, PLR0911, PLR0912 - one case for each statement
    """Say whether ``test`` holds at ``scope``; None when that cannot be known."""
    match test:
        case Both(left=left, right=right):
            return _all(truth(book, left, scope), truth(book, right, scope))
        case Either(left=left, right=right):
            return _contrary(
                _all(_contrary(truth(book, left, scope)), _contrary(truth(book, right, scope)))
            )
        case Not(of=Test() as of):
            return _contrary(truth(book, of, scope))
        case Compare():
            return _compared(book, test, scope, margin)
        case In(of=of, texts=texts):
            return _about(book.text(of, scope), lambda text: text in texts)
        case Starts(of=of, texts=texts):
            return _about(book.text(of, scope), lambda text: text.startswith(_strings(texts)))
        case Ends(of=of, texts=texts):
            return _about(book.text(of, scope), lambda text: text.endswith(_strings(texts)))
        case Contains(of=of, texts=texts):
            return _about(book.text(of, scope), lambda text: any(str(w) in text for w in texts))
        case Blank(of=of):
            return _blank(book, of, scope)
        case Whole(of=of):
            amount = book.amount(of, scope)
            return None if amount.unknown else amount.value == amount.value.to_integral_value()
        case Listed(of=Col() as of) | Leaf(of=Col() as of):
            return _in_list(book, test, of, scope)
        case Named(code=Col() as code, label=label):
            return _named(book, code, label, scope)
        case Quoted(text=text, number=number, after=after):
            amount = book.amount(number, scope)
            said = _about(
                book.text(text, scope),
                lambda text: not (found := amounts(text, after)) or agrees(found, amount.value),
            )
            return None if amount.unknown else said
        case Repeats():
            return _repeated(book, test, scope)
        case Within():
            return _within(book, test, scope)
        case AllMasked(columns=columns):
            return _evenly_masked(book, columns, scope)
    msg = f"{type(test).__name__}: not a statement about one place"
    raise TypeError(msg)


def textual(book: Book, term: Term, scope: Scope) -> bool:
    """Whether a term is a text."""
    match term:
        case Const(value=value):
            return isinstance(value, str)
        case Target(part=part):
            return part in TEXTUAL_PARTS
        case Found(table=table, column=column):
            return not book.column(table, column).kind.numeric
        case Col(column=column) if scope.form:
            return not table_of(scope.form, column).column(column).kind.numeric
    return False


def _strings(texts: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(str(text) for text in texts)


def _all(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - truth itself
    return None if left is None or right is None else left and right


def _contrary(held: bool | None) -> bool | None:  # noqa: FBT001 - truth itself
    return None if held is None else not held


def _about(words: Words, holds: Callable[[str], bool]) -> bool | None:
    if words.unknown:
        return None
    return bool(words.text) and holds(words.text)


def _compared(book: Book, test: Compare, scope: Scope, margin: Decimal) -> bool | None:
    if textual(book, test.left, scope):
        one, two = book.text(test.left, scope), book.text(test.right, scope)
        if one.unknown or two.unknown:
            return None
        return (one.text == two.text) == (test.sign == "==")
    left, right = book.amount(test.left, scope), book.amount(test.right, scope)
    if left.unknown or right.unknown:
        return None
    return holds(test.sign, left.value - right.value, margin)


def holds(sign: str, over: Decimal, margin: Decimal) -> bool:
    """Say whether a difference satisfies a comparison, up to ``margin``."""
    return {
        "==": abs(over) <= margin,
        "!=": abs(over) > margin,
        "<=": over <= margin,
        ">=": -over <= margin,
        "<": over < margin or over < 0,
        ">": -over < margin or over > 0,
    }[sign]


def _blank(book: Book, of: Term, scope: Scope) -> bool | None:
    values: list[Value | None] = [book.get(key) for key in book.keys(of, scope)]
    return None if GONE in values else all(value is None for value in values)


def _in_list(book: Book, test: Listed | Leaf, code: Col, scope: Scope) -> bool | None:
    codes = book.list_of(scope, code.column)
    words = book.text(code, scope)
    if isinstance(test, Listed):
        return _about(words, lambda text: text in codes.codes())
    return _about(words, lambda text: not codes.under(text))


def _named(book: Book, code: Col, label: Term, scope: Scope) -> bool | None:
    name, words = book.text(label, scope), book.text(code, scope)
    if name.unknown or words.unknown:
        return None
    lines = book.list_of(scope, code.column).lines
    return any(line.code == words.text and line.label == name.text for line in lines)


def _repeated(book: Book, test: Repeats, scope: Scope) -> bool | None:
    text, name = book.text(test.text, scope), book.text(test.name, scope)
    goal = parse(book.text(test.value, scope).text)
    if text.unknown or name.unknown or goal.shape == "masked":
        return None
    numbers = said_of(text.text, stem(name.text)) if name.text else []
    return goal.amount is None or not numbers or goal.amount in numbers


def _within(book: Book, test: Within, scope: Scope) -> bool | None:
    """Hold a part against each whole of the same card that is counted the same way."""
    part = stem(book.text(test.name, scope).text)
    mine = parse(book.text(test.value, scope).text)
    for ending, _, whole in (str(pair).partition("<") for pair in test.pairs):
        if not part.endswith(ending) or mine.amount is None:
            continue
        wanted = part.removesuffix(ending) + whole
        for row in book.on_card(scope):
            other = parse(book.text(test.value, row).text)
            named = same_name(stem(book.text(test.name, row).text)) == same_name(wanted)
            if named and other.amount is not None and other.unit == mine.unit:
                return mine.amount <= other.amount
    return True


def _evenly_masked(book: Book, columns: tuple[str, ...], scope: Scope) -> bool:
    values = [book.get(book.at(scope, column)) for column in columns]
    return len({masked(value) for value in values if value is not None}) <= 1
