"""A broken rule in a sentence: what is there, what should be there, and where the rest stands."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.cell_texts import (
    describe_value,
    shortened_text,
    two_places,
)
from xltool.evaluation.describe import counts_too_small, describe_cells, describe_side
from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import operations_of
from xltool.expressions.nodes import Compare, Constant, OneOf, walk_expression
from xltool.expressions.predicates import SameInGroup, UniqueInGroup
from xltool.expressions.references import Lookup
from xltool.expressions.rule import SENTENCE_NAMES
from xltool.kinds import ColumnKind, Severity
from xltool.messages.render import wording
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import Key
from xltool.text import NO_TEXT, Bilingual, same_in_both, unspaced
from xltool.validation.sentence_parts import GAPS, QuotedCode, in_both, list_few, quoted_value
from xltool.validation.suggestions import nearest, suggestion
from xltool.values.decimal_text import decimal_text, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.evaluation.results import RuleOutcome
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Side

_CLAUSES = Bilingual("，", ", ")
_BRACKETS = Bilingual("（{}）", " ({})")
_NONE = Bilingual("无", "none")


class _Blanks(dict[str, object]):
    """Fills the blanks of a sentence in one of the languages, for ``str.format_map``."""

    def __init__(self, sentence: Sentence, language: str) -> None:
        super().__init__()
        self.sentence = sentence
        self.language = language

    def __missing__(self, name: str) -> object:
        return self.sentence.named(name).in_language(self.language)


class Sentence:
    """The sentence about a broken rule, in both languages.

    A sentence can name what is in ``SENTENCE_NAMES``, each a method here that is only called when
    it is named, and any column of the row at hand by its id. ``addresses`` are those of the cells
    that take part, as far as the form has a place for them.
    """

    def __init__(
        self, values: SubmissionValues, outcome: RuleOutcome, addresses: Mapping[Key, str]
    ) -> None:
        """Take the broken rule at one place, and the values that it looks at."""
        self.values = values
        self.outcome = outcome
        self.addresses = addresses
        self._named: dict[str, Bilingual | QuotedCode] = {}

    def text(self) -> Bilingual:
        """Return the sentence: the rule's own, or the usual one for its kind."""
        usual = _usual_sentence(self.outcome)
        own = Bilingual(*self.outcome.rule.says)
        return self.filled(
            Bilingual(own.zh or wording(usual, "zh"), own.en or wording(usual, "en"))
        )

    def filled(self, text: Bilingual) -> Bilingual:
        """Return a text of the rule with what it names put in."""
        if "{" not in text.zh + text.en:
            return text
        return in_both(
            lambda language: text.in_language(language).format_map(_Blanks(self, language))
        )

    def named(self, name: str) -> Bilingual | QuotedCode:
        """Return what a sentence names."""
        if name not in self._named:
            self._named[name] = (
                getattr(self, name)() if name in SENTENCE_NAMES else self._column(name)
            )
        return self._named[name]

    def states(self) -> Bilingual:
        """Return what the rule states."""
        return Bilingual(self.outcome.rule.zh, self.outcome.rule.en)

    def _column(self, name: str) -> Bilingual | QuotedCode:
        """Return the value in a column of the row at hand, or of the card that it is on."""
        outcome, point = self.outcome, self.outcome.point
        assert point.form is not None
        table, column = find_column(point.form, name)
        row = point.row
        if outcome.primary is not None and outcome.primary.table == table.id:
            row = outcome.primary.row
        elif table.id == point.form.id:
            row = card_of(row)
        value = self.values.get(Key(table.id, point.entity, row, name))
        if isinstance(value, str) and column.codes and column.kind is ColumnKind.CODE:
            return QuotedCode(value, self.values.pack.codes[column.codes])
        return quoted_value(value, column)

    def left(self) -> Bilingual:
        """Return the left side in words, with its values."""
        return self._side(0)

    def right(self) -> Bilingual:
        """Return the right side in words, with its values."""
        return self._side(1)

    def _side(self, number: int) -> Bilingual:
        side, point = self.outcome.rule.test.operands()[number], self.outcome.point
        return in_both(lambda language: describe_side(self.values, side, point, language))

    def there(self) -> Bilingual:
        """Return the value of the left side."""
        return self._amount(self.outcome.left)

    def limit(self) -> Bilingual:
        """Return the value of the right side; a limit in the rule itself as it is written."""
        match self.outcome.rule.test.operands()[1]:
            case Constant(value=Decimal() as value):
                return same_in_both(decimal_text(value))
        return self._amount(self.outcome.right)

    def _amount(self, value: Decimal | None) -> Bilingual:
        """Return one side as a number; counts of rows have no decimal places."""
        if value is None:
            return NO_TEXT
        return same_in_both(self._number(value) if self._kinds() else decimal_text(value))

    def _kinds(self) -> set[ColumnKind]:
        """Return the kinds of the numbers that take part."""
        columns = {(key.table, key.column) for key in self.outcome.keys}
        kinds = {self.values.column(*each).kind for each in columns}
        return {kind for kind in kinds if kind.numeric}

    def _number(self, value: Decimal) -> str:
        """Return a number as the cells say theirs: quantities as they are typed."""
        is_quantity = self._kinds() == {ColumnKind.NUMBER}
        return decimal_text(value) if is_quantity else two_places(value)

    def difference(self) -> Bilingual:
        """Return what is there less what should be there."""
        return same_in_both(self._number(self.outcome.difference))

    def gap(self) -> Bilingual:
        """Return by how much both sides differ."""
        return same_in_both(self._number(abs(self.outcome.difference)))

    def count(self) -> Bilingual:
        """Return how many cells take part."""
        return same_in_both(str(len(self.outcome.keys)))

    def cells(self) -> Bilingual:
        """Return the addresses of the cells that take part."""
        return self._address_list(self.outcome.keys)

    def elsewhere(self) -> Bilingual:
        """Return the addresses of the cells that take part, without the finding's own cell."""
        return self._address_list(key for key in self.outcome.keys if key != self.outcome.primary)

    def stand(self) -> Bilingual:
        """Return the cells that the rule looks at, with their values."""
        rule, point = self.outcome.rule, self.outcome.point
        nodes = [node for node in (rule.where, rule.test) if node is not None]
        return in_both(lambda language: describe_cells(self.values, nodes, point, language))

    def shown(self) -> Bilingual:
        """Return the cells that the rule lists besides, with their values."""
        shows = self.outcome.rule.shows
        return NO_TEXT if shows is None else self._precedents(shows)

    def sides(self) -> Bilingual:
        """Return what each form has to say, or that it has nothing."""
        return in_both(
            lambda language: _CLAUSES.in_language(language).join(filter(None, (
                self._side_text(side, language) for side in self.outcome.rule.sides
            )))
        )  # fmt: skip

    def _side_text(self, side: Side, language: str) -> str:
        amount = self.values.amount(side.amount, self.outcome.point)
        text = side.there if amount.value else side.missing
        return Bilingual(*text).in_language(language).format(
            amount=two_places(amount.value), names=self._names_beside(side, language)
        )  # fmt: skip

    def _names_beside(self, side: Side, language: str) -> str:
        """Return what stands in a column beside the cells of a side, each text once."""
        keys = self.values.precedents(side.amount, self.outcome.point) if side.of else ()
        texts = dict.fromkeys(self.values.get(key._replace(column=side.of)) for key in keys)
        return list_few([shortened_text(t) for t in texts if isinstance(t, str)], language)

    def counted(self) -> Bilingual:
        """Return the cells of the right side, with their values."""
        return self._precedents(self.outcome.rule.test.operands()[1])

    def _precedents(self, node: Expression) -> Bilingual:
        keys = self.values.precedents(node, self.outcome.point)
        return self._with_values(keys) if keys else _NONE

    def others(self) -> Bilingual:
        """Return the values of the other rows of a group, and where they stand."""
        lead = self.outcome.primary
        own = None if lead is None else self.values.get(lead)
        return self._with_values([key for key in self.outcome.keys if self.values.get(key) != own])

    def _with_values(self, keys: Sequence[Key]) -> Bilingual:
        """Return values, each with the addresses where it stands: ``“甲”（B7、B9）``."""

        def listed(language: str) -> str:
            cells: dict[str, list[str]] = {}
            for key in keys:
                kind = self.values.column(key.table, key.column).kind
                text = describe_value(self.values.get(key), kind, language)
                cells.setdefault(text, []).extend(self._addresses([key]))
            brackets = _BRACKETS.in_language(language)
            parts = [text + brackets.format(list_few(at, language)) for text, at in cells.items()]
            return list_few(parts, language)

        return in_both(listed)

    def _addresses(self, keys: Iterable[Key]) -> list[str]:
        return [self.addresses[key] for key in keys if key in self.addresses]

    def _address_list(self, keys: Iterable[Key]) -> Bilingual:
        addresses = self._addresses(keys)
        return in_both(lambda language: list_few(addresses, language))

    def here(self) -> Bilingual:
        """Return the value of the finding's own cell."""
        lead = self.outcome.primary
        assert lead is not None
        return quoted_value(self.values.get(lead), self.values.column(lead.table, lead.column))

    def line(self) -> Bilingual:
        """Return the label of the line of a statement."""
        form, row = self.outcome.point.form, self.outcome.point.row
        assert form is not None
        return same_in_both(unspaced(form.table.line(row).label))

    def options(self) -> Bilingual:
        """Return the texts of which one should stand there."""
        nodes = walk_expression(self.outcome.rule.test)
        texts = next((list(map(str, node.texts)) for node in nodes if isinstance(node, OneOf)), [])
        return in_both(lambda language: GAPS.in_language(language).join(texts))

    def detail(self) -> Bilingual:
        """Return what breaks the rule, quoted from the cells."""
        point = self.outcome.point
        context = name_context(self.values.pack, point.form)
        nodes = walk_expression(self.outcome.rule.test)
        details = (operations_of(node, context).detail(self.values, point) for node in nodes)
        return same_in_both(shortened_text(next(filter(None, details), "")))

    def lacking(self) -> Bilingual:
        """Return which counts are too small, of the rule and of what it shows: each of how many."""
        rule, point = self.outcome.rule, self.outcome.point
        roots = [root for root in (rule.test, rule.shows) if root is not None]
        found = list(counts_too_small(self.values, roots, point))
        return Bilingual(
            "，".join(
                f"没有{kind}" if there == "0" else f"{kind}只有 {there} 条（应有 {asked} 条）"
                for kind, there, asked in found
            ),
            ", ".join(
                f"no {kind}" if there == "0" else f"{there} of {asked} {kind}"
                for kind, there, asked in found
            ),
        )

    def near(self) -> Bilingual:
        """Return the nearest name among those that were looked up, as a suggestion."""
        for node in walk_expression(self.outcome.rule.test):
            if isinstance(node, Lookup):
                key, *_ = self.values.precedents(node.of, self.outcome.point)
                rows = self.values.rows(node.table)
                names = tuple(dict.fromkeys(text for text in rows.texts(node.key) if text))
                return suggestion(nearest(str(shown_value(self.values.get(key)) or ""), names))
        return NO_TEXT


def _usual_sentence(outcome: RuleOutcome) -> str:
    """Return the message key of the sentence for a rule that has none of its own."""
    test = outcome.rule.test
    if isinstance(test, (SameInGroup, UniqueInGroup)):
        return "rule.same" if isinstance(test, SameInGroup) else "rule.unique"
    if not isinstance(test, Compare) or outcome.left is None:
        return "rule.stated"
    # A difference within ``rounding`` weighs less than the rule does otherwise.
    is_rounded = outcome.severity is Severity.INFO is not outcome.rule.severity
    return "rule.rounded" if is_rounded else f"rule.{test.sign}"
