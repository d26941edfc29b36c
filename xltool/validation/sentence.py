"""A broken rule in a sentence: what is there, what should be there, and where the rest stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.phrase import cells, money, number, short, shown, side
from xltool.messages import LANGUAGES, wording
from xltool.model import Key, Severity
from xltool.numbers import plain
from xltool.rules.rule import NAMED, column_of
from xltool.rules.terms import Compare, Const, Found, In, Same, Unique, walk
from xltool.validation.nearest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.evaluate import Book
    from xltool.evaluation.judge import Judgement
    from xltool.model import Column, Value
    from xltool.validation.sites import Sites

FEW = 5
"""How many cells are named one by one."""
_GAP = ("、", ", ")
_NONE = ("无", "none")


def addresses(sites: Sites, keys: Iterable[Key], sheet: str) -> Iterator[str]:
    """Name the cells that a rule looks at; those of other sheets with their sheet."""
    for key in keys:
        there, cell = sites.where(key)
        if cell:
            yield cell if there == sheet else f"{there}!{cell}"


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in a sentence: itself, what the list calls it, and what stands below it."""

    text: str
    label: str
    below: str

    def __str__(self) -> str:
        return self.text


class Sentence(dict[str, object]):
    """What a sentence about a broken rule can name; each is only worked out when it is named.

    Any column of the row at hand, by its id, is one of them.
    """

    def __init__(self, sites: Sites, book: Book, judgement: Judgement, language: str) -> None:
        """Take the broken rule, where it stands, and the language."""
        super().__init__()
        self.sites = sites
        self.book = book
        self.judgement = judgement
        self.language = language
        self.second = language == LANGUAGES[1]

    def states(self) -> str:
        """Return what the rule states."""
        return (self.judgement.rule.zh, self.judgement.rule.en)[self.second]

    def said(self) -> str:
        """Return the sentence: the rule's own, or what fits its kind."""
        rule = self.judgement.rule
        text = rule.says[self.second] or wording(_kind(self.judgement), self.language)
        return text.format_map(self)

    def __missing__(self, name: str) -> object:
        """Work out what a sentence names."""
        return getattr(self, name)() if name in NAMED else self._column(name)

    def _column(self, name: str) -> object:
        """Return what stands in a column of the row at hand."""
        judgement = self.judgement
        assert judgement.scope.form is not None
        table, column = column_of(judgement.scope.form, name)
        row = judgement.scope.row
        if judgement.lead is not None and judgement.lead.table == table.id:
            row = judgement.lead.row
        elif table.id == judgement.scope.form.id:
            row = row.partition("/")[0]
        value = self.book.get(Key(table.id, judgement.scope.entity, row, name))
        if isinstance(value, str) and column.codes and not column.open:
            return self._code(value, column)
        return self._value(value, column)

    def _value(self, value: Value | None, column: Column) -> str:
        if isinstance(value, str):
            return short(value)
        kind = column.kind
        return shown(None, kind, self.language) if value is None else number(value, kind)

    def _code(self, code: str, column: Column) -> _Code:
        codes = self.book.pack.codes[column.codes]
        label = next((line.label for line in codes.lines if line.code == code), "")
        below = [f"{line.code} {line.label}" for line in codes.under(code)]
        return _Code(code, label, self._list(below))

    def _list(self, parts: list[str]) -> str:
        rest = ("等", " …")[self.second] if len(parts) > FEW else ""
        return _GAP[self.second].join(parts[:FEW]) + rest

    def left(self) -> str:
        """Put the left side in words, with its values."""
        return self._side(0)

    def right(self) -> str:
        """Put the right side in words, with its values."""
        return self._side(1)

    def _side(self, number: int) -> str:
        term = self.judgement.rule.test.operands()[number]
        return side(self.book, term, self.judgement.scope, self.language)

    def there(self) -> str:
        """Return what the left side comes to."""
        return self._amount(self.judgement.left)

    def limit(self) -> str:
        """Return what the right side comes to."""
        match self.judgement.rule.test.operands()[1]:
            case Const(value=Decimal() as value):
                return plain(value)
        return self._amount(self.judgement.right)

    def _amount(self, value: Decimal | None) -> str:
        """Return one side as a number; counts have no decimal places."""
        if value is None:
            return ""
        keys = self.judgement.keys
        kinds = {self.book.column(key.table, key.column).kind for key in keys}
        counted = not any(kind.numeric for kind in kinds)
        return plain(value) if counted else money(value)

    def difference(self) -> str:
        """Return what is there less what should be there."""
        return money(self.judgement.difference)

    def gap(self) -> str:
        """Return by how much both sides differ."""
        return money(abs(self.judgement.difference))

    def count(self) -> str:
        """Return how many cells take part."""
        return str(len(self.judgement.keys))

    def cells(self) -> str:
        """Name the cells that take part."""
        return self._list(list(addresses(self.sites, self.judgement.keys, self._sheet())))

    def stand(self) -> str:
        """Name the cells that the rule looks at, with their values."""
        rule, scope = self.judgement.rule, self.judgement.scope
        terms = [term for term in (rule.where, rule.test) if term is not None]
        return cells(self.book, terms, scope, self.language)

    def shown(self) -> str:
        """Name the cells that the rule lists besides, with their values."""
        judgement = self.judgement
        if judgement.rule.shows is None:
            return ""
        keys = self.book.leaves(judgement.rule.shows, judgement.scope)
        return self._with_values(keys) or _NONE[self.second]

    def counted(self) -> str:
        """Name the cells of the right side, with their values."""
        judgement = self.judgement
        keys = self.book.leaves(judgement.rule.test.operands()[1], judgement.scope)
        return self._with_values(keys) or _NONE[self.second]

    def others(self) -> str:
        """Name what the other rows of a group hold, and where."""
        lead = self.judgement.lead
        own = None if lead is None else self.book.get(lead)
        return self._with_values(key for key in self.judgement.keys if self.book.get(key) != own)

    def _with_values(self, keys: Iterable[Key]) -> str:
        found: dict[str, list[str]] = {}
        for key in keys:
            column = self.book.column(key.table, key.column)
            value = shown(self.book.get(key), column.kind, self.language)
            found.setdefault(value, []).extend(addresses(self.sites, [key], self._sheet()))
        brackets = ("（{}）", " ({})")[self.second]
        told = [value + brackets.format(self._list(at)) for value, at in found.items()]
        return self._list(told)

    def _sheet(self) -> str:
        return self.sites.at(self.judgement.lead).sheet if self.judgement.lead else ""

    def elsewhere(self) -> str:
        """Name the cells that take part besides the one that the finding points at."""
        keys = [key for key in self.judgement.keys if key != self.judgement.lead]
        return self._list(list(addresses(self.sites, keys, self._sheet())))

    def here(self) -> str:
        """Tell what the cell holds that the finding points at."""
        lead = self.judgement.lead
        assert lead is not None
        return self._value(self.book.get(lead), self.book.column(lead.table, lead.column))

    def line(self) -> str:
        """Name the line of a statement."""
        form, row = self.judgement.scope.form, self.judgement.scope.row
        assert form is not None
        return form.table.line(row).label.replace("　", "")

    def options(self) -> str:
        """List the texts of which one should stand there."""
        terms = walk(self.judgement.rule.test)
        lists = (map(str, term.texts) for term in terms if isinstance(term, In))
        return _GAP[self.second].join(next(lists, ()))

    def near(self) -> str:
        """Suggest the nearest name among those that were looked up."""
        for term in walk(self.judgement.rule.test):
            if isinstance(term, Found):
                key, *_ = self.book.leaves(term.of, self.judgement.scope)
                rows = self.book.rows(term.table)
                names = tuple(dict.fromkeys(text for text in rows.texts(term.key) if text))
                return suggestion(nearest(str(self.book.get(key) or ""), names))[self.second]
        return ""


def _kind(judgement: Judgement) -> str:
    """Return the key of the sentence for a rule that has none of its own."""
    test = judgement.rule.test
    if isinstance(test, (Same, Unique)):
        return "rule.same" if isinstance(test, Same) else "rule.unique"
    if not isinstance(test, Compare) or judgement.left is None:
        return "rule.stated"
    rounded = judgement.severity is Severity.INFO is not judgement.rule.severity
    return "rule.rounded" if rounded else f"rule.{test.sign}"
