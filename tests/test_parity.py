"""Every rule says the same in Python and in Excel, whatever is typed.

Random submissions are written as workbooks; LibreOffice recalculates them, and every formula must
give what was stored with it: totals, what check cells say of entries and rules, the list of
problems, the state of each form and the verdict. The rules are those of the pack: a new one is
covered as it is. Where a rule was not met holding, broken and unknown by chance, cells that it
names are changed until it is.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xltool.evaluation.evaluate_rules import rule_outcomes
from xltool.evaluation.results import RuleState
from xltool.evaluation.submission_values import SubmissionValues
from xltool.excel_formulas.check_cells import rules_in_excel
from xltool.expressions.nodes import Contains, EndsWith, IsBlank, OneOf, StartsWith, walk_expression
from xltool.expressions.predicates import UniqueInGroup
from xltool.expressions.references import (
    CARD,
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    RowCount,
    SumOfParts,
)
from xltool.kinds import ColumnKind, Shape
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.model.lookup import find_column
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.office import Office
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell as Place
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Column, Form, Pack
    from xltool.model.forms import FormLine as Code
    from xltool.model.submission import Value

pytestmark = pytest.mark.libreoffice

SEED = int(os.environ.get("XLTOOL_SEED", "20201"))
WORKBOOKS = 24
AIMS, STEPS = 40, 60
ROWS = {Shape.STATEMENT: 0, Shape.REGISTER: 14, Shape.CARDS: 5}
ANYBODY = Entity("312002", "某单位", "单位", "312", "行政")
NUMBERS = ("0", "0.01", "1", "1.00", "2", "3", "5", "10", "10.01", "99.99", "100", "100.01",
           "2.5", "26.5", "79.5", "20000", "40000", "-3", "0.1")  # fmt: skip
ODD = ("**", "***", "约100", "＊＊")
TEXTS = (
    "甲",
    "乙",
    "甲 ",
    "****22号",
    "**",
    "增加2万元",
    "减少0.1万元",
    "与上年增减相抵：增加、减少",
)


@dataclass(frozen=True)
class Source:
    """Draws random values for one pack, the texts that its rules ask for among them."""

    pack: Pack
    random: Random
    words: tuple[str, ...]
    narrow: bool

    def submission(self, entity: Entity) -> Submission:
        """Return a submission in which much is wrong."""
        section = EntityRows(entity, 0)
        extents = {
            form.id: FormSize(entity, "2020", (replace(section, count=ROWS[form.shape]),))
            for form in self.pack.forms
        }
        tables: dict[str, list[Record]] = {table.id: [] for _, table in self.pack.tables()}
        blank, odd = self.random.choice([(0.05, 0), (0.3, 0.02), (0.1, 0.15), (0.6, 0), (0.95, 0)])
        for form in self.pack.forms:
            for records, values in self._records(form, extents[form.id], blank, odd):
                tables[records].append(values)
        return Submission(entity, "2020", {k: tuple(v) for k, v in tables.items()}, extents)

    def _records(
        self, form: Form, extent: FormSize, blank: float, odd: float
    ) -> Iterator[tuple[str, Record]]:
        found: dict[tuple[str, str, str], dict[str, Value]] = {}
        for key, cell in lay_out(form, extent).slots.items():
            if cell.entered and cell.column and self.random.random() >= blank:
                value = self.value(cell.column, cell.places, odd)
                found.setdefault((key.table, key.entity, key.row), {})[key.column] = value
        for (table, entity, row), values in found.items():
            yield table, Record(entity, row, values)

    def value(self, column: Column, places: int | None, odd: float) -> Value:
        """Return a value that somebody might type; ``odd`` says how often it is no number."""
        if column.kind.numeric:
            if self.random.random() < odd:
                return self.random.choice(ODD)
            value = Decimal(self.random.choice(NUMBERS))
            return Decimal(int(value)) if places == 0 else value
        codes = self.pack.codes.get(column.codes)
        if codes and self.random.random() < 0.8:
            line = self.random.choice(codes.lines[-3:] if self.narrow else codes.lines)
            return line.label if column.kind is ColumnKind.TEXT else line.code
        return self.random.choice(TEXTS[:2] if self.narrow else (*TEXTS, *self.words))


def words_of(rules: Iterable[tuple[Form | None, Rule]]) -> tuple[str, ...]:
    """Return the texts that rules ask for, so that they are met."""
    found = []
    for _, rule in rules:
        for term in every(rule):
            if isinstance(term, (OneOf, StartsWith, EndsWith, Contains)):
                found += [str(text) for text in term.texts]
    return tuple(dict.fromkeys(found))


def repaired(submission: Submission, random: Random) -> Submission:
    """Make about half of all rows obey the equations between their columns."""
    tables = dict(submission.tables)
    tables["procurement"] = tuple(
        _balanced(record, random) if random.random() < 0.6 else record
        for record in tables["procurement"]
    )
    if tables["procurement"] and random.random() < 0.3:
        model = random.choice(tables["procurement"])
        tables["procurement"] = tuple(
            replace(record, values=model.values) for record in tables["procurement"]
        )
    if random.random() < 0.2:
        tables["procurement"] = ()
    if random.random() < 0.4:
        tables["income_expenditure"] = tuple(
            Record(submission.entity.code, line, {"current": amount, "prior": amount})
            for line in ("income_general", "project")
            for amount in [Decimal(40000)]
        )
    return replace(submission, tables=tables)


def _balanced(record: Record, random: Random) -> Record:
    values = dict(record.values)
    quantity, price = values.get("quantity"), values.get("unit_price")
    if not (isinstance(quantity, Decimal) and isinstance(price, Decimal)):
        return record
    for name in ("general", "fund", "soe", "special", "other"):
        values.pop(name, None)
    off = random.choice([Decimal(0), Decimal(0), Decimal("0.01"), quantity - quantity * price])
    amount = quantity * price + off
    values |= {"general": amount, "budget": random.choice([amount, amount, Decimal("79.5")])}
    return replace(record, values=values)


def with_rows(submission: Submission, most: int) -> Submission:
    """Return a submission with no more than so many purchases."""
    tables = {**submission.tables, "procurement": submission.tables["procurement"][:most]}
    return replace(submission, tables=tables)


def only(pack: Pack, rule: Rule) -> Pack:
    """Return a pack in which no other rule is judged."""
    forms = tuple(
        replace(form, rules=tuple(each for each in form.rules if each.calculates or each is rule))
        for form in pack.forms
    )
    return replace(pack, forms=forms, cross=tuple(each for each in pack.cross if each is rule))


@dataclass(frozen=True)
class Aim:
    """Changes cells that a rule names until the rule is in a certain state."""

    source: Source
    form: Form | None
    rule: Rule
    words: tuple[str, ...]

    def at(self, state: RuleState) -> Submission:
        """Return a submission in which the rule is in ``state`` somewhere.

        In many rows something is unknown, or more is bought than a rule allows: some have few.
        """
        random, name = self.source.random, f"{self.rule.id} {self.rule.en}"
        alone = only(self.source.pack, self.rule)
        for _ in range(AIMS):
            source = replace(self.source, narrow=random.random() < 0.5)
            submission = with_rows(source.submission(ANYBODY), random.choice((0, 1, 3, 14)))
            if random.random() < 0.5:
                submission = self._buying(submission)
            for _ in range(STEPS):
                if (name, state) in states(alone, submission):
                    return submission
                submission = self._changed(submission)
        pytest.fail(f"{name} was never {state} (seed {random})")

    def _changed(self, submission: Submission) -> Submission:
        """Change one cell that the rule names, often to what another holds, or a cent off it."""
        random = self.source.random
        slots = self._slots(submission)
        key, cell = random.choice(slots)
        values = {
            Key(table, record.entity, record.row, column): value
            for table, records in submission.tables.items()
            for record in records
            for column, value in record.values.items()
        }
        others = [values[other] for other, _ in slots if other in values]
        like = [value for value in others if isinstance(value, Decimal)]
        assert cell.column is not None
        if like and cell.column.kind.numeric and random.random() < 0.6:
            values[key] = random.choice(like) + random.choice((0, 0, Decimal("0.01")))
        elif random.random() < 0.15:
            values.pop(key, None)
        elif random.random() < 0.15:
            values[key] = ODD[0]
        elif self.words and cell.column.kind is ColumnKind.TEXT and random.random() < 0.7:
            values[key] = random.choice(self.words)
        elif (codes := self._codes(cell.column)) and random.random() < 0.7:
            values[key] = random.choice(codes)
        else:
            values[key] = self.source.value(cell.column, cell.places, 0)
        rows: dict[tuple[str, str, str], dict[str, Value]] = {}
        for at, value in values.items():
            rows.setdefault(at[:3], {})[at.column] = value
        tables: dict[str, list[Record]] = {table: [] for table in submission.tables}
        for (table, entity, row), typed in rows.items():
            tables[table].append(Record(entity, row, typed))
        return replace(submission, tables={k: _ordered(v) for k, v in tables.items()})

    def _buying(self, submission: Submission) -> Submission:
        """Return a submission with one purchase, of what the rule selects."""
        random, form = self.source.random, self.source.pack.form("procurement")
        price = Decimal(random.choice(("0.5", "26.5", "79.5", "1", "20", "150")))
        values: dict[str, Value] = {"quantity": Decimal(1), "unit_price": price, "general": price}
        for name in ("code", "measure"):
            if codes := self._codes(form.table.column(name)):
                values[name] = random.choice(codes)
        row = Record(ANYBODY.code, "1", values)
        return replace(submission, tables={**submission.tables, "procurement": (row,)})

    def _codes(self, column: Column) -> list[str]:
        """Return the codes of a column that the rule selects."""
        codes = self.source.pack.codes.get(column.codes)
        if codes is None or column.kind is not ColumnKind.CODE:
            return []
        return [line.code for line in codes.lines if line.code.startswith(self.words)]

    def _slots(self, submission: Submission) -> list[tuple[Key, Place]]:
        names = set(self._names(self.form, self.rule))
        return [
            (key, cell)
            for form in self.source.pack.forms
            for key, cell in lay_out(form, submission.extents[form.id]).slots.items()
            if cell.entered
            and ((key.table, key.column, "") in names or (key.table, key.column, key.row) in names)
        ]

    def _names(self, form: Form | None, rule: Rule) -> Iterator[tuple[str, str, str]]:
        """Yield table, column and line of all that a rule rests on, sums taken apart."""
        for term in every(rule):
            match term:
                case ColumnRef(column=column) if form:
                    yield find_column(form, column)[0].id, column, ""
                    for other in form.rules:
                        if other.calculates and isinstance(other.test.operands()[0], ColumnRef):
                            yield from self._made(form, other, column)
                case UniqueInGroup(per=columns) if form:
                    named = [name for name in columns if name != CARD]
                    yield from ((find_column(form, name)[0].id, name, "") for name in named)
                case CellRef(form=table, line=line, column=column):
                    lines = self.source.pack.form(table).table.lines
                    yield from ((table, column, code) for code in below(line, lines))
                case ColumnTotal(table=table, column=column):
                    yield table, column, ""
                    yield from self._selected(term)
                    of = self.source.pack.form_of(table)
                    for other in of.rules:
                        yield from self._made(of, other, column)
                case LineRef() | SumOfParts() if form:
                    yield from ((form.id, column.id, "") for column in form.table.columns)

    def _selected(self, term: ColumnTotal) -> Iterator[tuple[str, str, str]]:
        """Yield the columns by which a total selects its rows."""
        for node in () if term.where is None else walk_expression(term.where):
            yield from ((term.table, name, "") for name in node.row_columns())

    def _made(self, form: Form, rule: Rule, column: str) -> Iterator[tuple[str, str, str]]:
        target = rule.test.operands()[0] if rule.calculates else None
        if isinstance(target, ColumnRef) and target.column == column:
            yield from self._names(form, replace(rule, test=rule.test.operands()[1] == 0))


def below(code: str, lines: tuple[Code, ...]) -> Iterator[str]:
    """Yield a line and all lines that it adds."""
    yield code
    for line in lines:
        if line.parent == code:
            yield from below(line.code, lines)


def _ordered(records: list[Record]) -> tuple[Record, ...]:
    def place(record: Record) -> tuple[int, ...]:
        parts = record.row.split("/")
        return tuple(map(int, parts)) if all(map(str.isdigit, parts)) else ()

    return tuple(sorted(records, key=place))


def every(rule: Rule) -> Iterator[Expression]:
    """Yield the terms of a rule, those that select rows among them."""
    for term in rule.nodes():
        yield term
        if isinstance(term, (ColumnTotal, RowCount)) and term.where is not None:
            yield from walk_expression(term.where)


def submissions(pack: Pack, campaign: Campaign) -> Iterator[tuple[str, Submission]]:
    """Yield random submissions, then one for each state that they do not show."""
    seen: set[tuple[str, RuleState]] = set()
    for number in range(WORKBOOKS):
        random = Random(SEED + number)  # noqa: S311 - repeatable, not secret
        entity = random.choice(campaign.reporting())
        source = Source(pack, random, words_of(pack.rules()), narrow=random.random() < 0.3)
        submission = repaired(source.submission(entity), random)
        seen |= states(pack, submission)
        yield str(number), submission
    for form, rule, state in needed_states(pack):
        if (f"{rule.id} {rule.en}", state) not in seen:
            random = Random(f"{SEED} {rule.en} {state}")  # noqa: S311 - repeatable, not secret
            source = Source(pack, random, words_of(pack.rules()), narrow=False)
            submission = Aim(source, form, rule, words_of([(form, rule)])).at(state)
            seen |= states(pack, submission)
            yield f"{rule.id}-{state}-{len(seen)}", submission


def test_python_and_excel_say_the_same(
    pack: Pack, campaign: Campaign, office: Office, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Every formula, in every workbook; each drawn rule is met holding, broken and unknown."""
    different, count, files = [], 0, 0
    for name, submission in submissions(pack, campaign):
        files += 1
        path = tmp_path / f"{name}.xlsx"
        write_workbook(path, pack, submission)
        cells = office.recalculate(path)
        wanted = dict(stored_results(path))
        count += len(wanted)
        different += [
            (name, *at, text, cells[at].value, cells[at].error)
            for at, text in wanted.items()
            if cells[at].error or not is_alike(text, cells[at].value)
        ]
    with capsys.disabled():
        told = f"{count} formulas in {files} workbooks, seed {SEED}: {len(different)} differ"
        sys.stdout.write(f"\n{told} ")
    assert different[:5] == []


def stored_results(path: Path) -> Iterator[tuple[tuple[str, str], str | float]]:
    """Yield what a written workbook says that each of its formulas gives."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = values[sheet.title][cell.coordinate].value
                    yield (sheet.title, cell.coordinate), "" if value is None else value


def is_alike(stored: str | float, found: str | float) -> bool:
    """Whether two results are one: numbers up to binary noise."""
    if isinstance(stored, str) or isinstance(found, str):
        return stored == found
    return abs(stored - found) < 1e-9


def states(pack: Pack, submission: Submission) -> set[tuple[str, RuleState]]:
    """Return what became of each rule, by its id and English text."""
    return {
        (f"{outcome.rule.id} {outcome.rule.en}", outcome.state)
        for outcome in rule_outcomes(SubmissionValues(pack, submission))
    }


def needed_states(pack: Pack) -> Iterator[tuple[Form | None, Rule, RuleState]]:
    """Yield what each drawn rule must have been met in; what asks only for blanks is known."""
    for form in (*pack.forms, None):
        for rule in rules_in_excel(form.rules if form else pack.cross):
            yield form, rule, RuleState.OK
            yield form, rule, RuleState.BAD
            if any(
                isinstance(term, (ColumnRef, CellRef, LineRef, ColumnTotal))
                for term in looked_at(rule.test)
            ):
                yield form, rule, RuleState.UNDECIDABLE


def looked_at(root: Expression) -> Iterator[Expression]:
    """Yield the terms whose values must be known."""
    if not isinstance(root, IsBlank):
        yield root
        for operand in root.operands():
            yield from looked_at(operand)
