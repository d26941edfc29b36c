"""What a finding is about, and what its cells hold, as digests in which no address stands.

A subject is the rule, its sentence and the place by its content: the line of a statement, the texts
of a register's row, the project of a card with class and name of an indicator, and the column. A
state is the values of all cells. So a finding is known again in a workbook with other rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind, Severity, Shape
from xltool.model.forms import TOTAL
from xltool.model.row_ids import card_of, is_on_card
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.results import RuleOutcome
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.findings import Finding
    from xltool.model.forms import Form, Table
    from xltool.model.submission import Key

DIGITS = 20
"""Hexadecimal digits of a digest."""
_SEPARATOR = "\x1f"
"""Stands between the texts that are hashed; no cell can hold it."""


@dataclass(frozen=True, slots=True)
class FindingIdentity:
    """Makes the digests of the findings in one submission."""

    values: SubmissionValues
    _rows: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def of_rule(self, outcome: RuleOutcome, at: Finding) -> tuple[str, str]:
        """Return subject and state of a broken rule, of which the finding stands ``at`` a place.

        Both are empty for a note: nobody has to answer one.
        """
        if outcome.severity is Severity.INFO:
            return "", ""
        # blank cells are left out: the same form may have more blank rows in the next workbook
        held = sorted(
            f"{self._place(key)}{_SEPARATOR}{decimal_text(value)}"
            for key in outcome.keys
            if (value := self.values.get(key)) is not None
        )
        about = outcome.rule.id, outcome.rule.zh, at.entity, at.form
        return self._subject(about, outcome.primary, at.sheet), _digest(held)

    def of_cell(self, finding: Finding, key: Key | None) -> Finding:
        """Return a finding about one cell, of which the ``key`` may not be known, or the file."""
        said = () if finding.cell else finding.params.values()
        state = _digest((finding.value, *said))
        sentence = finding.params.get("zh", finding.message)
        about = finding.rule, sentence, finding.entity, finding.form
        return replace(finding, subject=self._subject(about, key, finding.sheet), state=state)

    def _subject(self, about: tuple[str, ...], key: Key | None, sheet: str) -> str:
        return _digest((*about, self._place(key) if key else sheet))

    def _place(self, key: Key) -> str:
        """Return what names the place of a value: table, column, and the names of its row."""
        table, entity, row, column = key
        return f"{table}.{column}{_SEPARATOR}{self._row_names(table, entity, row)}"

    def _row_names(self, table: str, entity: str, row: str) -> str:
        """Return the line of a statement; of other rows the texts by which people know them."""
        at = table, entity, row
        if at not in self._rows:
            self._rows[at] = self._find_row_names(table, entity, row)
        return self._rows[at]

    def _find_row_names(self, table: str, entity: str, row: str) -> str:
        form = self.values.form_of(table)
        if form.shape is Shape.STATEMENT or row == TOTAL:
            return row
        own = self._names(form, table, entity, row)
        if is_on_card(row):
            return f"{self._row_names(form.table.id, entity, card_of(row))}{_SEPARATOR}{own}"
        return own

    def _names(self, form: Form, table: str, entity: str, row: str) -> str:
        if table not in self._columns:
            of = next(each for each in form.tables if each.id == table)
            self._columns[table] = naming_columns(form, of)
        rows = self.values.rows(table)
        at = rows.index.get((entity, row))
        record = None if at is None else rows.records[at]
        values = (record.get(name) for name in self._columns[table]) if record else ()
        return _SEPARATOR.join("" if value is None else decimal_text(value) for value in values)


def naming_columns(form: Form, table: Table) -> list[str]:
    """Return the columns that name a row: in a register its texts, of a card up to the first."""
    entered = [column for column in table.columns if not column.printed]
    texts = [column.id for column in entered if column.kind is ColumnKind.TEXT]
    if form.shape is Shape.REGISTER or not texts:
        return texts
    names = [column.id for column in entered]
    return names[: names.index(texts[0]) + 1]


def told_apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; of those with the same subject all but the first get a number, too."""
    seen = Counter[str]()
    for finding in findings:
        seen[finding.subject] += 1
        count = seen[finding.subject]
        is_first = count == 1 or not finding.subject
        yield finding if is_first else replace(finding, subject=f"{finding.subject}-{count}")


def needs_identity(finding: Finding) -> bool:
    """Whether a finding has no digests yet and needs some: nobody has to answer a note."""
    return not finding.subject and finding.severity is not Severity.INFO


def _digest(texts: Iterable[str]) -> str:
    return sha256(_SEPARATOR.join(texts).encode("utf-8", "backslashreplace")).hexdigest()[:DIGITS]
