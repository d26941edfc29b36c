"""A return that faults are put into, cell by cell, and what must be found for each fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.nil_cells import answer_cell
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.identity import COVER_SHEET
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.model.submission import Key, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

INDICATOR = ("level2", "name", "description", "value", "basis")
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True)
class Expected:
    """What must be found: the rule, how much it weighs, the cell it points at, and all cells."""

    rule: str
    severity: Severity
    at: Key
    cells: frozenset[Key]


def expect(rule: str, severity: Severity, at: Key, *others: Key) -> Expected:
    """Expect a finding that points at a cell, and names it and ``others``."""
    return Expected(rule, severity, at, frozenset({at, *others}))


class Draft:
    """The values of one entity's return, by key, as they are typed."""

    def __init__(self, pack: Pack, submission: Submission, random: Random) -> None:
        """Take everything from a clean return."""
        self.pack = pack
        self.random = random
        self._submission = submission
        self.owner = submission.entity.code
        self.nil = set(submission.nil)
        self.values: dict[Key, Value] = {
            Key(table, record.entity, record.row, column): value
            for table, records in submission.tables.items()
            for record in records
            for column, value in record.values.items()
        }

    def key(self, table: str, row: str, column: str) -> Key:
        """Return the key of a cell."""
        return Key(table, self.owner, row, column)

    def get(self, table: str, row: str, column: str) -> Value | None:
        """Return what is typed; None is blank."""
        return self.values.get(self.key(table, row, column))

    def amount(self, table: str, row: str, column: str) -> Decimal:
        """Return a number; blank is zero."""
        value = self.get(table, row, column)
        return value if isinstance(value, Decimal) else Decimal(0)

    def put(self, table: str, row: str, **values: Value | str | int | None) -> None:
        """Type into the cells of a row; None empties one. Numbers come as text."""
        for column, value in values.items():
            at = self.key(table, row, column)
            if value is None:
                self.values.pop(at, None)
            else:
                numeric = self._numeric(table, column)
                self.values[at] = Decimal(str(value)) if numeric else str(value)

    def _numeric(self, table: str, column: str) -> bool:
        form = self.pack.form_of(table)
        columns = next(each for each in form.tables if each.id == table).columns
        return next(c for c in columns if c.id == column).kind.numeric

    def add(self, table: str, row: str, column: str, more: Decimal) -> None:
        """Add to a number."""
        self.put(table, row, **{column: self.amount(table, row, column) + more})

    def rows(self, table: str) -> list[str]:
        """Return the rows that hold something, in order."""
        return list(dict.fromkeys(key.row for key in self.values if key.table == table))

    def answer(self, form: str) -> Key:
        """Return the key by which the answer on the cover is expected: a form is nil, or not."""
        return Key(form, self.owner, "form", "state")

    def state_nil(self, form: str) -> None:
        """Empty a form, and state that it has no data."""
        tables = {table.id for table in self.pack.form(form).tables}
        self.values = {key: value for key, value in self.values.items() if key.table not in tables}
        self.nil.add(form)

    def clear(self, table: str, row: str) -> None:
        """Empty a row."""
        self.values = {
            key: value for key, value in self.values.items() if (key.table, key.row) != (table, row)
        }

    def flagged(self, rule: str) -> set[str]:
        """Return the rows that a rule has something against from the beginning."""
        results = evaluate_rules(SubmissionValues(self.pack, self._submission))
        broken = (found for each in results if each.rule.id == rule for found in each.broken())
        return {found.primary.row for found in broken if found.primary is not None}

    def submission(self) -> Submission:
        """Return what was typed, in printed order."""
        found: dict[tuple[str, str], dict[str, Value]] = {}
        order = {key: place for place, key in enumerate(self._slots())}
        for key in sorted(self.values, key=order.__getitem__):
            found.setdefault((key.table, key.row), {})[key.column] = self.values[key]
        tables: dict[str, list[Record]] = {table.id: [] for _, table in self.pack.tables()}
        for (table, row), values in found.items():
            tables[table].append(Record(self.owner, row, values))
        held = {k: tuple(v) for k, v in tables.items()}
        return replace(self._submission, tables=held, nil=frozenset(self.nil))

    def _slots(self) -> Iterator[Key]:
        for name, extent in self._submission.extents.items():
            yield from lay_out(self.pack.form(name), extent).slots

    # What faults look for ---------------------------------------------------------------------

    def pick(self, places: Iterable[str]) -> str | None:
        """Return one of several places at random; None when there is none."""
        found = list(places)
        return self.random.choice(found) if found else None

    def purchases(self, *, of: str = "", columns: Mapping[str, Value] | None = None) -> list[str]:
        """Return the rows of procurement, those of a project if it is given."""
        return [
            row
            for row in self.rows("procurement")
            if (not of or self.get("procurement", row, "project") == of)
            and all(self.get("procurement", row, c) == v for c, v in (columns or {}).items())
        ]

    def projects(self) -> dict[str, list[str]]:
        """Return the rows of each project that buys."""
        found: dict[str, list[str]] = {}
        for row in self.rows("procurement"):
            found.setdefault(str(self.get("procurement", row, "project")), []).append(row)
        return found

    def bought(self, row: str) -> Decimal:
        """Return the amount of a row of procurement."""
        sources = ("general", "fund", "soe", "special", "other")
        return sum((self.amount("procurement", row, name) for name in sources), Decimal(0))

    def indicators(self, card: str = "") -> list[str]:
        """Return the rows on cards that nothing is masked in, those of one card if it is given."""
        return [
            row
            for row in self.rows("indicators")
            if (not card or row.partition("/")[0] == card)
            and all("*" not in str(self.get("indicators", row, c)) for c in INDICATOR)
        ]

    def cards(self) -> list[str]:
        """Return the cards whose project and goals are not masked."""
        return [
            row
            for row in self.rows("performance")
            if all("*" not in str(self.get("performance", row, c)) for c in ("project", "goal"))
        ]


Put = Callable[[Draft], list[Expected] | None]
"""Puts a fault in at random and gives what must be found; None when there is no place for it."""


def nothing(_: Draft) -> None:
    """Clear nothing."""


@dataclass(frozen=True)
class Fault:
    """One kind of mistake.

    ``zones`` are the parts of a return that it takes; two faults in one of them may disturb each
    other. ``before`` clears what the example itself has of this kind.
    """

    name: str
    zones: str
    put: Put
    before: Callable[[Draft], None] = nothing


@dataclass(frozen=True)
class Twin:
    """What looks like a mistake and is none: nothing may be found.

    ``name`` is that of the fault that it looks like. ``put`` changes a return and gives no
    expected finding, ``[]``; None when there is no place for it. A fault may have several twins.
    """

    name: str
    put: Put
    before: Callable[[Draft], None] = nothing


def addressed(pack: Pack, submission: Submission, expected: Expected) -> tuple[str, ...]:
    """Return a finding that is expected as rule, severity, place and all cells."""
    plans = {name: lay_out(pack.form(name), extent) for name, extent in submission.extents.items()}

    def at(key: Key) -> tuple[str, str]:
        if key.column == "state":
            return COVER_SHEET, answer_cell(pack, key.table)
        plan = plans[pack.form_of(key.table).id]
        return plan.sheet, plan.slots[key].address

    sheet, cell = at(expected.at)
    cells = {a if s == sheet else f"{s}!{a}" for s, a in map(at, expected.cells)}
    return expected.rule, expected.severity.value, sheet, cell, " ".join(sorted(cells))


def told(finding: Finding) -> tuple[str, ...]:
    """Return a finding as ``addressed`` does."""
    cells = " ".join(sorted(set(finding.cells)))
    return finding.rule, finding.severity.value, finding.sheet, finding.cell, cells
