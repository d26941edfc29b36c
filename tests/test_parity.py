"""Every rule says the same in Python and in Excel, whatever is typed.

Random submissions, biased towards the boundaries of each rule, are written as workbooks;
LibreOffice recalculates them, and every check cell must say what the judgement says: nothing,
that the rule holds, that it cannot be told, or by how much it is broken. The rules are those of
the pack: a new one is covered as it is.
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

from xltool.evaluation.checks import area, between, shown
from xltool.evaluation.evaluate import Book
from xltool.evaluation.judge import State, judge
from xltool.identity import COVER_SHEET
from xltool.layout import address, layout
from xltool.model import Extent, Kind, Record, Section, Shape, Submission
from xltool.rules.terms import Blank, Cell, Col, Contains, Ends, In, Line, Starts, Total
from xltool.writing.draw_checks import Results
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.office import Office
    from xltool.campaign.folder import Campaign
    from xltool.model import Column, Entity, Form, Pack, Value
    from xltool.rules.terms import Term

pytestmark = pytest.mark.libreoffice

SEED = int(os.environ.get("XLTOOL_SEED", "20201"))
WORKBOOKS = 48
ROWS = {Shape.STATEMENT: 0, Shape.REGISTER: 14, Shape.CARDS: 5}
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
        section = Section(entity, 0)
        extents = {
            form.id: Extent(entity, "2020", (replace(section, count=ROWS[form.shape]),))
            for form in self.pack.forms
        }
        tables: dict[str, list[Record]] = {table.id: [] for _, table in self.pack.tables()}
        blank, odd = self.random.choice([(0.05, 0), (0.3, 0.02), (0.1, 0.15), (0.6, 0), (0.95, 0)])
        for form in self.pack.forms:
            for records, values in self._records(form, extents[form.id], blank, odd):
                tables[records].append(values)
        return Submission(entity, "2020", {k: tuple(v) for k, v in tables.items()}, extents)

    def _records(
        self, form: Form, extent: Extent, blank: float, odd: float
    ) -> Iterator[tuple[str, Record]]:
        found: dict[tuple[str, str, str], dict[str, Value]] = {}
        for key, cell in layout(form, extent).slots.items():
            if cell.entered and cell.column and self.random.random() >= blank:
                value = self._value(cell.column, cell.places, odd)
                found.setdefault((key.table, key.entity, key.row), {})[key.column] = value
        for (table, entity, row), values in found.items():
            yield table, Record(entity, row, values)

    def _value(self, column: Column, places: int | None, odd: float) -> Value:
        if column.kind.numeric:
            if self.random.random() < odd:
                return self.random.choice(ODD)
            value = Decimal(self.random.choice(NUMBERS))
            return Decimal(int(value)) if places == 0 else value
        codes = self.pack.codes.get(column.codes)
        if codes and self.random.random() < 0.8:
            line = self.random.choice(codes.lines[-3:] if self.narrow else codes.lines)
            return line.label if column.kind is Kind.TEXT else line.code
        return self.random.choice(TEXTS[:2] if self.narrow else (*TEXTS, *self.words))


def words_of(pack: Pack) -> tuple[str, ...]:
    """Return the texts that rules ask for, so that they are met."""
    found = []
    for _, rule in pack.rules():
        for term in rule.terms():
            if isinstance(term, (In, Starts, Ends, Contains)):
                found += [str(text) for text in term.texts]
    return tuple(dict.fromkeys(found))


def repaired(submission: Submission, random: Random) -> Submission:
    """Make about half of all rows obey the equations between their columns."""
    tables = dict(submission.tables)
    tables["procurement"] = tuple(
        _balanced(record, random) if random.random() < 0.6 else record
        for record in tables["procurement"]
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


def test_python_and_excel_say_the_same(
    pack: Pack, campaign: Campaign, office: Office, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Every check cell, in every workbook; each drawn rule is met holding, broken and unknown."""
    seen: set[tuple[str, State]] = set()
    different, count = [], 0
    for number in range(WORKBOOKS):
        random = Random(SEED + number)  # noqa: S311 - repeatable, not secret
        entity = random.choice(campaign.reporting())
        source = Source(pack, random, words_of(pack), narrow=random.random() < 0.3)
        submission = repaired(source.submission(entity), random)
        path = tmp_path / f"{number}.xlsx"
        write_workbook(path, pack, submission)
        cells = office.recalculate(path)
        results = Results.of(Book(pack, submission))
        wanted = dict(expected(pack, submission, results, path))
        count += len(wanted)
        different += [
            (number, *at, text, cells[at].value, cells[at].error)
            for at, text in wanted.items()
            if cells[at].error or cells[at].value != text
        ]
        seen |= states(pack, submission)
    with capsys.disabled():
        sys.stdout.write(f"\n{count} check cells, seed {SEED}: {len(different)} differ ")
    assert different[:5] == []
    missing = [state for state in needed_states(pack) if state not in seen]
    assert not missing, missing


def expected(
    pack: Pack, submission: Submission, results: Results, path: Path
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what each check cell must say, by sheet and address, those on the cover as well."""
    plans = [layout(form, submission.extents[form.id]) for form in pack.forms]
    for plan in plans:
        for check in area(plan).all():
            at = plan.sheet, address(check.row, check.col)
            yield at, results.text(check.rule, check.scope)
    cover = openpyxl.load_workbook(path)[COVER_SHEET]
    rows = {str(cell.value): row for row, (cell,) in enumerate(cover["B1:B99"])}
    for rule, scope in between(pack, submission.entity.code):
        row = rows[f"{rule.id} {rule.zh}"]
        yield (COVER_SHEET, address(row, 3)), results.text(rule, scope)


def states(pack: Pack, submission: Submission) -> set[tuple[str, State]]:
    """Return what became of each rule, by its id and English text."""
    return {
        (f"{judgement.rule.id} {judgement.rule.en}", judgement.state)
        for judgement in judge(Book(pack, submission))
    }


def needed_states(pack: Pack) -> Iterator[tuple[str, State]]:
    """Yield what each drawn rule must have been met in; what asks only for blanks is known."""
    for form in (*pack.forms, None):
        for rule in shown(form.rules if form else pack.cross):
            name = f"{rule.id} {rule.en}"
            yield name, State.OK
            yield name, State.BAD
            if any(isinstance(term, (Col, Cell, Line, Total)) for term in looked_at(rule.test)):
                yield name, State.UNDECIDABLE


def looked_at(root: Term) -> Iterator[Term]:
    """Yield the terms whose values must be known."""
    if not isinstance(root, Blank):
        yield root
        for operand in root.operands():
            yield from looked_at(operand)
