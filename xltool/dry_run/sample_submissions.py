"""Two units of different nature with every entered cell filled in, and their parent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from xltool.consolidation.consolidate import consolidate
from xltool.dry_run.sample_values import SampleValues
from xltool.kinds import Shape
from xltool.layout.layout import lay_out
from xltool.model.forms import CODE, Entity
from xltool.model.submission import EntityRows, FormSize, Record, Submission, TreeLines
from xltool.model.tree_lines import is_open_row, lines_with_parents, lowest_codes, open_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.layout.cells import FormCell
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Key, Value

PERIOD: Final = "2021"
PARENT: Final = Entity("900", "试算主管部门", "试算部门")
ROWS: Final = {Shape.STATEMENT: 0, Shape.REGISTER: 3, Shape.CARDS: 2}
"""Rows of a register, cards of a form."""
TREE_LINES: Final = 3
"""Lowest lines of a tree that a unit prints; one more stands in an open row."""


def sample_units(pack: Pack) -> tuple[Entity, Entity]:
    """Return two units, of the natures that the rules of a pack speak of most."""
    natures = Counter(nature for _, rule in pack.rules() for nature in rule.nature)
    first, second = (*(nature for nature, _ in natures.most_common(2)), "", "")[:2]
    return (
        Entity("900001", "试算第一单位", "一单位", PARENT.code, first),
        Entity("900002", "试算第二单位", "二单位", PARENT.code, second),
    )


def form_size(form: Form, entity: Entity, first: int = 0) -> FormSize:
    """Return the size of a form; a tree prints lines from the place ``first`` of its list on."""
    sections = (EntityRows(entity, ROWS[form.shape]),)
    if not form.table.tree:
        return FormSize(entity, PERIOD, sections)
    lowest = [line.code for line in form.table.lines if line.code in lowest_codes(form)]
    start = first % max(len(lowest), 1)
    used = (lowest[start:] + lowest[:start])[: TREE_LINES + 1]
    printed = lines_with_parents(form, (*form.template.start, *used[:TREE_LINES]))
    chosen = [code for code in used[TREE_LINES:] if code not in printed and form.template.rows]
    blank = ("",) * (form.template.rows - len(chosen))
    return FormSize(entity, PERIOD, sections, TreeLines(printed, (*chosen, *blank)))


@dataclass(frozen=True)
class Samples:
    """Makes the submissions of a pack; the values of each differ from those before."""

    pack: Pack
    _numbers: Iterator[int] = field(default_factory=count)

    def unit(self, entity: Entity, other: Entity) -> Submission:
        """Return what a unit fills in; ``other`` is whom it pays."""
        first = 0 if entity.code < other.code else 1
        sizes = {form.id: form_size(form, entity, first) for form in self.pack.reported}
        paid = {(each.table, each.counterparty): other.code for each in self.pack.transfers}
        return self._filled(entity, sizes, paid)

    def parent(self, units: tuple[Submission, ...]) -> Submission:
        """Return the parent of units, with the forms that only a parent fills in."""
        own = {form.id: form_size(form, PARENT) for form in self.pack.forms if form.template.parent}
        adjusting = self._filled(PARENT, own, {}) if own else None
        return consolidate(self.pack, PARENT, units, adjusting)

    def _filled(
        self, entity: Entity, sizes: Mapping[str, FormSize], paid: Mapping[tuple[str, str], str]
    ) -> Submission:
        tables: dict[str, tuple[Record, ...]] = {}
        for name, size in sizes.items():
            tables |= self._tables(self.pack.form(name), size, paid)
        return Submission(entity, PERIOD, tables, sizes)

    def _tables(
        self, form: Form, size: FormSize, paid: Mapping[tuple[str, str], str]
    ) -> dict[str, tuple[Record, ...]]:
        rows: dict[tuple[str, str, str], dict[str, Value]] = {}
        for key, cell in lay_out(form, size).slots.items():
            if cell.entered and not is_open_row(key.row):
                row = rows.setdefault(key[:3], {})
                value = paid.get((key.table, key.column)) or self._value(form, key, cell, row)
                if value is not None:
                    row[key.column] = value
        found: dict[str, list[Record]] = {table.id: [] for table in form.tables}
        for (table, entity, row_id), values in rows.items():
            if values:
                found[table].append(Record(entity, row_id, values))
        return {table: tuple(records) for table, records in found.items()}

    def _value(
        self, form: Form, key: Key, cell: FormCell, row: Mapping[str, Value]
    ) -> Value | None:
        column = cell.column
        assert column is not None
        if form.table.tree and key.column == CODE:
            return key.row
        above = ""
        if column.under:
            printed = form.tables[-1].column(column.under).printed
            above = form.template.group_of(key.row) if printed else str(row.get(column.under, ""))
        values = SampleValues(self.pack, PERIOD)
        return values.value(column, cell.places, next(self._numbers), above)


def as_typed(pack: Pack, submission: Submission) -> Submission:
    """Return a unit's submission as somebody types it: open rows have no line of their own yet."""
    sizes, tables = dict(submission.extents), dict(submission.tables)
    for form in pack.forms:
        lines = sizes[form.id].lines if form.id in sizes else None
        if lines is not None:
            rows = {code: open_row(number) for number, code in enumerate(lines.added) if code}
            blank = TreeLines(lines.codes, ("",) * len(lines.added))
            sizes[form.id] = replace(sizes[form.id], lines=blank)
            tables[form.id] = tuple(
                replace(record, row=rows.get(record.row, record.row)) for record in tables[form.id]
            )
    return replace(submission, extents=sizes, tables=tables)
