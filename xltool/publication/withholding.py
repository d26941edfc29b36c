"""What is withheld of the published forms, and what stands in a cell instead of its value.

``Withholding.shown`` is the only place that decides what a published cell shows: the document and
the public workbook both ask it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.model.submission import Key
from xltool.publication.decisions import (
    ProjectDecisions,
    project_rows,
    read_decisions,
    row_of,
)
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import MASK, decimal_text, half_up
from xltool.writing.styles import SHOWN_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.disclosure import Disclosure
    from xltool.model.submission import Value
    from xltool.publication.decisions import DisclosureDecision


@dataclass(frozen=True, slots=True)
class WithheldCell:
    """A cell whose value a decision keeps out: its key, its value, and the row of the decision.

    ``is_name`` is whether it holds the project's name, in whose place another one is published.
    """

    key: Key
    value: Value
    row: int
    is_name: bool


@dataclass(frozen=True, slots=True, eq=False)
class Withholding:
    """What decisions keep out of the published forms of one department.

    ``rows`` are the rows and cards of projects of which something is withheld, as form, entity and
    row id, each with its decision.
    """

    values: SubmissionValues
    disclosure: Disclosure
    decisions: ProjectDecisions
    rows: Mapping[tuple[str, str, str], DisclosureDecision]

    def decision_at(self, key: Key) -> DisclosureDecision | None:
        """Return the decision that withholds something of the row of a cell; None if none does."""
        form = self.values.form_of(key.table).id
        return self.rows.get((form, key.entity, row_of(self.values, key.table, key.row)))

    def is_left_out(self, key: Key) -> bool:
        """Whether the row or card of a cell is not printed, only counted."""
        decision = self.decision_at(key)
        return decision is not None and decision.leaves_out

    def withheld_by(self, key: Key) -> DisclosureDecision | None:
        """Return the decision that keeps a cell out; None for a public cell, and for a blank one.

        A blank has nothing to withhold: it stays blank.
        """
        decision = self.decision_at(key)
        if decision is None or self.values.get(key) is None:
            return None
        printed = self.disclosure.form(self.values.form_of(key.table).id)
        assert printed is not None
        return decision if key.column in {*printed.withheld, printed.by} else None

    def shown(self, key: Key) -> str:
        """Return what stands in a published cell: its value as text, ``**``, or another name.

        Numbers have the places and thousands of the form; a blank is empty.
        """
        decision = self.withheld_by(key)
        if decision is None:
            return self.text(key)
        return (decision.shown or MASK) if self._is_name(key) else MASK

    def name(self, project: str) -> str:
        """Return the name under which a project is published, wherever it is named."""
        decision = self.decisions.of(project)
        withheld = decision is not None and decision.withholds
        return (decision.shown or MASK) if decision and withheld else project

    def cells(self) -> Iterator[WithheldCell]:
        """Yield every withheld cell that holds a value, row by row, by the columns of the form."""
        for form in self.disclosure.forms:
            for table in self.values.form_of(form.id).tables:
                names = [column.id for column in table.columns]
                for record in self.values.records(table.id):
                    for name in names:
                        yield from self._withheld(Key(table.id, record.entity, record.row, name))

    def text(self, key: Key) -> str:
        """Return the value of a cell as the form prints it: ``1,621.00``; empty for a blank."""
        value = self.values.get(key)
        if value is None:
            return ""
        column = self.values.column(key.table, key.column)
        if not isinstance(value, Decimal) or not column.kind.numeric:
            return decimal_text(value)
        places = min(places_of(column, self._line_places(key)), SHOWN_PLACES)
        return f"{half_up(value, places):,.{places}f}"

    def _withheld(self, key: Key) -> Iterator[WithheldCell]:
        decision, value = self.withheld_by(key), self.values.get(key)
        if decision is not None and value is not None:
            yield WithheldCell(key, value, decision.row, self._is_name(key))

    def _is_name(self, key: Key) -> bool:
        printed = self.disclosure.form(key.table)
        return printed is not None and key.column == printed.by

    def _line_places(self, key: Key) -> int | None:
        """Return the places that the line of a statement has instead of the column."""
        table = self.values.form_of(key.table).table
        column = self.values.column(key.table, key.column)
        if not table.lines or column.kind is not ColumnKind.NUMBER:
            return None
        return table.line(key.row).places


def withhold(values: SubmissionValues, disclosure: Disclosure) -> Withholding:
    """Return what the decisions of a department keep out of its published forms."""
    decisions = read_decisions(values, disclosure)
    rows = {}
    for each in project_rows(values, disclosure):
        decision = decisions.of(each.project)
        if decision is not None and decision.withholds:
            rows[each.form, each.entity, each.row] = decision
    return Withholding(values, disclosure, decisions, rows)
