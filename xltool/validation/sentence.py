"""A broken rule in a sentence: what is there, what should be there, and where the rest stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.cell_texts import (
    BLANK,
    NOT_READ,
    describe_number,
    describe_value,
    shortened_text,
    two_places,
)
from xltool.evaluation.describe import describe_cells, describe_side
from xltool.expressions.nodes import Compare, Constant, OneOf, walk_expression
from xltool.expressions.predicates import SameInGroup, UniqueInGroup
from xltool.expressions.references import Lookup
from xltool.expressions.rule import SENTENCE_NAMES
from xltool.kinds import Severity
from xltool.messages.render import LANGUAGES, wording
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import DELETED, Key
from xltool.text import unspaced
from xltool.validation.suggestions import nearest, suggestion
from xltool.values.decimal_text import decimal_text, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.evaluation.results import RuleOutcome
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.nodes import Expression
    from xltool.model.forms import CodeList, Column
    from xltool.model.submission import Value

    Both: TypeAlias = "tuple[object, object]"
    """Something in Chinese and in English."""

FEW = 5
"""How many cells are named one by one."""
_GAPS = ("、", ", ")
_RESTS = ("等", " …")
_BRACKETS = ("（{}）", " ({})")
_NONE = ("无", "none")


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in a sentence: itself, what the list calls it, and what stands below it."""

    text: str
    codes: CodeList
    position: int

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        return next((line.label for line in self.codes.lines if line.code == self.text), "")

    @property
    def below(self) -> str:
        below = [f"{line.code} {line.label}" for line in self.codes.under(self.text)]
        return _list(below, self.position)


class _Words(dict[str, object]):
    """What a sentence can name, in one of the languages."""

    def __init__(self, sentence: Sentence, position: int) -> None:
        super().__init__()
        self.sentence = sentence
        self.position = position

    def __missing__(self, name: str) -> object:
        return self.sentence.named(name)[self.position]


class Sentence:
    """What a sentence about a broken rule can name, in both languages.

    Each is only worked out when it is named. Any column of the row at hand, by its id, is one of
    them. ``located`` names the cells that take part, as far as the form has a place for them.
    """

    def __init__(
        self, book: SubmissionValues, judgement: RuleOutcome, located: Mapping[Key, str]
    ) -> None:
        """Take the broken rule, and where it stands."""
        self.book = book
        self.judgement = judgement
        self.located = located
        self._named: dict[str, Both] = {}

    def said(self) -> tuple[str, str]:
        """Return the sentence: the rule's own, or what fits its kind."""
        chinese, english = self.judgement.rule.says
        return self._filled(chinese, 0), self._filled(english, 1)

    def _filled(self, own: str, position: int) -> str:
        text = own or wording(_kind(self.judgement), LANGUAGES[position])
        return text.format_map(_Words(self, position))

    def named(self, name: str) -> Both:
        """Work out what a sentence names."""
        if name not in self._named:
            self._named[name] = (
                getattr(self, name)() if name in SENTENCE_NAMES else self._column(name)
            )
        return self._named[name]

    def states(self) -> Both:
        """Return what the rule states."""
        return self.judgement.rule.zh, self.judgement.rule.en

    def _column(self, name: str) -> Both:
        """Return what stands in a column of the row at hand."""
        judgement = self.judgement
        assert judgement.point.form is not None
        table, column = find_column(judgement.point.form, name)
        row = judgement.point.row
        if judgement.primary is not None and judgement.primary.table == table.id:
            row = judgement.primary.row
        elif table.id == judgement.point.form.id:
            row = card_of(row)
        value = self.book.get(Key(table.id, judgement.point.entity, row, name))
        if isinstance(value, str) and column.codes and not column.open:
            codes = self.book.pack.codes[column.codes]
            return _Code(value, codes, 0), _Code(value, codes, 1)
        return _value(value, column)

    def left(self) -> Both:
        """Put the left side in words, with its values."""
        return self._side(0)

    def right(self) -> Both:
        """Put the right side in words, with its values."""
        return self._side(1)

    def _side(self, number: int) -> Both:
        term = self.judgement.rule.test.operands()[number]
        chinese, english = (
            describe_side(self.book, term, self.judgement.point, language) for language in LANGUAGES
        )
        return chinese, english

    def there(self) -> Both:
        """Return what the left side comes to."""
        return self._amount(self.judgement.left)

    def limit(self) -> Both:
        """Return what the right side comes to."""
        match self.judgement.rule.test.operands()[1]:
            case Constant(value=Decimal() as value):
                return _alike(decimal_text(value))
        return self._amount(self.judgement.right)

    def _amount(self, value: Decimal | None) -> Both:
        """Return one side as a number; counts have no decimal places."""
        if value is None:
            return _alike("")
        columns = {(key.table, key.column) for key in self.judgement.keys}
        counted = not any(self.book.column(*each).kind.numeric for each in columns)
        return _alike(decimal_text(value) if counted else two_places(value))

    def difference(self) -> Both:
        """Return what is there less what should be there."""
        return _alike(two_places(self.judgement.difference))

    def gap(self) -> Both:
        """Return by how much both sides differ."""
        return _alike(two_places(abs(self.judgement.difference)))

    def count(self) -> Both:
        """Return how many cells take part."""
        return _alike(str(len(self.judgement.keys)))

    def cells(self) -> Both:
        """Name the cells that take part."""
        return _lists(self._at(self.judgement.keys))

    def stand(self) -> Both:
        """Name the cells that the rule looks at, with their values."""
        rule, scope = self.judgement.rule, self.judgement.point
        terms = [term for term in (rule.where, rule.test) if term is not None]
        chinese, english = (
            describe_cells(self.book, terms, scope, language) for language in LANGUAGES
        )
        return chinese, english

    def shown(self) -> Both:
        """Name the cells that the rule lists besides, with their values."""
        shows = self.judgement.rule.shows
        return _alike("") if shows is None else self._leaves(shows)

    def counted(self) -> Both:
        """Name the cells of the right side, with their values."""
        return self._leaves(self.judgement.rule.test.operands()[1])

    def _leaves(self, term: Expression) -> Both:
        keys = self.book.precedents(term, self.judgement.point)
        return self._with_values(keys) if keys else _NONE

    def others(self) -> Both:
        """Name what the other rows of a group hold, and where."""
        lead = self.judgement.primary
        own = None if lead is None else self.book.get(lead)
        return self._with_values(key for key in self.judgement.keys if self.book.get(key) != own)

    def _with_values(self, keys: Iterable[Key]) -> Both:
        found: dict[str | None, list[str]] = {}
        for key in keys:
            value, kind = self.book.get(key), self.book.column(key.table, key.column).kind
            text = None if value is None else describe_value(value, kind, LANGUAGES[0])
            found.setdefault(text, []).extend(self._at([key]))
        told: list[list[str]] = [
            [(BLANK[n] if text is None else text) + _BRACKETS[n].format(_list(at, n))
             for text, at in found.items()]
            for n, _ in enumerate(LANGUAGES)
        ]  # fmt: skip
        return _list(told[0], 0), _list(told[1], 1)

    def _at(self, keys: Iterable[Key]) -> list[str]:
        return [self.located[key] for key in keys if key in self.located]

    def elsewhere(self) -> Both:
        """Name the cells that take part besides the one that the finding points at."""
        return _lists(self._at(key for key in self.judgement.keys if key != self.judgement.primary))

    def here(self) -> Both:
        """Tell what the cell holds that the finding points at."""
        lead = self.judgement.primary
        assert lead is not None
        return _value(self.book.get(lead), self.book.column(lead.table, lead.column))

    def line(self) -> Both:
        """Name the line of a statement."""
        form, row = self.judgement.point.form, self.judgement.point.row
        assert form is not None
        return _alike(unspaced(form.table.line(row).label))

    def options(self) -> Both:
        """List the texts of which one should stand there."""
        terms = walk_expression(self.judgement.rule.test)
        found = next((list(map(str, term.texts)) for term in terms if isinstance(term, OneOf)), [])
        return _GAPS[0].join(found), _GAPS[1].join(found)

    def near(self) -> Both:
        """Suggest the nearest name among those that were looked up."""
        for term in walk_expression(self.judgement.rule.test):
            if isinstance(term, Lookup):
                key, *_ = self.book.precedents(term.of, self.judgement.point)
                rows = self.book.rows(term.table)
                names = tuple(dict.fromkeys(text for text in rows.texts(term.key) if text))
                return suggestion(nearest(str(shown_value(self.book.get(key)) or ""), names))
        return _alike("")


def _alike(text: str) -> Both:
    return text, text


def _list(parts: Sequence[str], position: int) -> str:
    return _GAPS[position].join(parts[:FEW]) + (_RESTS[position] if len(parts) > FEW else "")


def _lists(parts: Sequence[str]) -> Both:
    return _list(parts, 0), _list(parts, 1)


def _value(value: Value | None, column: Column) -> Both:
    if value is None or value is DELETED:
        return BLANK if value is None else NOT_READ
    return _alike(
        shortened_text(value) if isinstance(value, str) else describe_number(value, column.kind)
    )


def _kind(judgement: RuleOutcome) -> str:
    """Return the key of the sentence for a rule that has none of its own."""
    test = judgement.rule.test
    if isinstance(test, (SameInGroup, UniqueInGroup)):
        return "rule.same" if isinstance(test, SameInGroup) else "rule.unique"
    if not isinstance(test, Compare) or judgement.left is None:
        return "rule.stated"
    rounded = judgement.severity is Severity.INFO is not judgement.rule.severity
    return "rule.rounded" if rounded else f"rule.{test.sign}"
