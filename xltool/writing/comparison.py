"""The children's figures side by side 分单位对照: geometry and values, line by line.

A line of a parent is what stands in its row here: a cell per child that links to the child's own
sheet, what is taken out between them, what the parent adjusts, and their sum.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.consolidation.projects import Purse, purses
from xltool.consolidation.settle import EXACT, settle
from xltool.evaluation.evaluate import MASK, Book
from xltool.evaluation.formula import added, carried, combined, difference, formula, ranges
from xltool.layout import Cell, Layout, Role, address
from xltool.model import TOTAL, Column, Extent, Form, Key, Record, Shape, Submission, Value
from xltool.pack.adjust import adjustments
from xltool.rules.rule import calculated_columns, calculated_lines, calculating
from xltool.rules.terms import Binary, Col

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.consolidation.plans import Part
    from xltool.consolidation.settle import Settlement
    from xltool.model import Pack

SHEET = "分单位对照"
HEADS = 4
"""The row of the headings, counted from 0."""
FIRST = 1
"""The column of the first child."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One additive line: the parent's figure, and the sheet's row it has here."""

    key: Key
    column: Column
    label: str
    row: int
    strong: bool = False
    purses: tuple[Purse, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one column of a form, under one heading."""

    form: Form
    column: Column
    title: str
    row: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands in one cell: its formula with what it gives, and where it leads."""

    text: str = ""
    value: Value | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sheet of one parent."""

    part: Part
    sections: tuple[Section, ...]
    settlement: Settlement
    adjusted: Mapping[Key, tuple[Key, ...]]
    taken: Book
    moved: Book
    entries: Mapping[Key, Entry] = field(init=False)

    def __post_init__(self) -> None:
        """Index the lines by the parent's figures."""
        entries = {entry.key: entry for section in self.sections for entry in section.entries}
        object.__setattr__(self, "entries", entries)

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.part.prefix + SHEET

    @property
    def last(self) -> int:
        """The column right of the last child's: 各单位合计; then come 抵销, 调整 and the rest."""
        return FIRST + len(self.part.children)

    def total(self, key: Key) -> str:
        """Return the address of the parent's figure here, with the sheet's name."""
        quoted = self.sheet.replace("'", "''")
        return f"'{quoted}'!{address(self.entries[key].row, self.last + 3)}"

    def places(self) -> Mapping[Key, str]:
        """Return the address of every figure of the parent that is explained here."""
        return {key: self.total(key) for key in self.entries}


def compare(pack: Pack, part: Part) -> Comparison:
    """Lay out the comparison of a parent's children."""
    settlement = settle(pack, [child.submission for child in part.children])
    adjusted = adjustments(pack, part.submission)
    gone = settlement.eliminated(part.code)
    taken: dict[Key, Value | None] = {
        key: -_exact(pair.eliminated for pair in pairs) for key, pairs in gone.items()
    }
    moved = {key: _sum(map(part.book.get, amounts)) for key, amounts in adjusted.items()}
    return Comparison(
        part,
        tuple(_sections(pack, part)),
        settlement,
        adjusted,
        _layer(pack, part, taken),
        _layer(pack, part, moved),
    )


def _layer(pack: Pack, part: Part, values: Mapping[Key, Value | None]) -> Book:
    """Return a book that holds nothing but ``values``: totals follow from them."""
    tables: dict[str, list[Record]] = {}
    for key, value in values.items():
        if value is not None:
            record = Record(key.entity, key.row, {key.column: value})
            tables.setdefault(key.table, []).append(record)
    merged = {name: tuple(_merged(records)) for name, records in tables.items()}
    return Book(pack, Submission(part.submission.entity, "", merged, part.submission.extents))


def _merged(records: Iterable[Record]) -> Iterator[Record]:
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for record in records:
        rows.setdefault((record.entity, record.row), {}).update(record.values)
    for (entity, row), values in rows.items():
        yield Record(entity, row, values)


def _sections(pack: Pack, part: Part) -> Iterator[Section]:
    row, held = HEADS + 1, purses(part)
    for form in pack.reported:
        if form.id not in part.plans:
            continue
        for title, column, entries in _groups(form, part, held):
            placed = tuple(
                Entry(key, column, label, row + 1 + offset, strong, own)
                for offset, (key, label, strong, own) in enumerate(entries)
            )
            if placed:
                yield Section(form, column, title, row, placed)
                row += 1 + len(placed)


_Line = tuple[Key, str, bool, tuple[Purse, ...]]


def _groups(
    form: Form, part: Part, held: tuple[Purse, ...]
) -> Iterator[tuple[str, Column, list[_Line]]]:
    """Yield the columns that add; those of a register all at once, one line each."""
    sums = calculated_columns(form.rules)
    for column in form.table.columns:
        title = f"{form.template.title}　{_plain(column.title)}"
        adds = column.kind.numeric and column.adds is True
        if adds and (column.id not in sums or form.shape is Shape.REGISTER):
            yield title, column, list(_lines(form, column, part))
        elif isinstance(column.adds, str):
            key = Key(form.id, part.code, TOTAL, column.id)
            own = tuple(p for p in held if (p.key.table, p.key.column) == (form.id, column.id))
            per = _plain(form.table.column(column.adds).title)
            yield f"{title}（每个{per}计一次）", column, [(key, "合计", True, own)] if own else []


def _plain(text: str) -> str:
    return text.replace("　", "")


def _lines(form: Form, column: Column, part: Part) -> Iterator[_Line]:
    slots = part.plans[form.id].slots
    if form.shape is Shape.REGISTER:
        key = Key(form.id, part.code, TOTAL, column.id)
        if key in slots:
            yield key, "合计", True, ()
        return
    strong = calculated_lines(form.rules)
    for code in (code for band in form.template.bands for code in band.lines if code):
        key = Key(form.id, part.code, code, column.id)
        if key in slots:
            yield key, form.table.line(code).printed, code in strong, ()


def previous(form: Form, column: Column) -> str:
    """Return the column of last year that a calculated column takes from ``column``, if any."""
    for rule in calculated_columns(form.rules).values():
        match rule.test.operands()[1]:
            case Binary(sign="-", left=Col(column=this), right=Col(column=last)):
                if this == column.id:
                    return last
    return ""


class Cells:
    """The formulas of a comparison, cell by cell, with what they give."""

    def __init__(self, comparison: Comparison) -> None:
        """Keep the comparison, and where its eliminations stand."""
        self._it = comparison
        self._part = comparison.part
        self._gone = comparison.settlement.eliminated(self._part.code)
        self._numbers = {id(pair): n for n, pair in enumerate(comparison.settlement.pairs)}

    def child(self, entry: Entry, number: int) -> Drawn:
        """Return a child's figure: a link to the child's own sheet."""
        child = self._part.children[number]
        if entry.column.adds is not True:
            return self._purse(entry, child)
        key = entry.key._replace(entity=child.code)
        there = child.reference(key)
        return Drawn(carried(there), child.book.get(key), there) if there else Drawn()

    def _purse(self, entry: Entry, child: Part) -> Drawn:
        own = [purse for purse in entry.purses if purse.child == child.code]
        if not own:
            return Drawn()
        sheet = f"'{self._part.prefix}项目预算'!"
        first, last = own[0].row, own[-1].row
        area = f"{sheet}{address(first, 3)}:{address(last, 3)}"
        value = _sum(purse.value for purse in own)
        return Drawn(combined([area], len(own)), value, f"{sheet}{address(first, 3)}")

    def units(self, entry: Entry) -> Drawn:
        """Return the sum of the children."""
        count = len(self._part.children)
        area = _area(entry.row, FIRST, self._it.last - 1)
        value = _sum(self.child(entry, number).value for number in range(count))
        return Drawn(combined([area], count), value)

    def eliminated(self, entry: Entry) -> Drawn:
        """Return what is taken out: nothing, the pairs of the line, or what its parts lose."""
        rule = calculating(self._form(entry), entry.key)
        if rule and self._form(entry).shape is Shape.STATEMENT:
            return self._calculated(entry, self._it.taken, self._it.last + 1)
        pairs = self._gone.get(entry.key, ())
        if not pairs:
            return Drawn()
        areas = _runs(self._part, sorted(self._numbers[id(pair)] for pair in pairs))
        value = -_exact(pair.eliminated for pair in pairs)
        return Drawn(f"=-ROUND(SUM({','.join(areas)}),6)", value, areas[0].partition(":")[0])

    def adjusted(self, entry: Entry) -> Drawn:
        """Return what the parent adjusts."""
        if calculating(self._form(entry), entry.key):
            return self._calculated(entry, self._it.moved, self._it.last + 2)
        amounts = self._it.adjusted.get(entry.key, ())
        references = [self._part.reference(amount) for amount in amounts]
        if not references:
            return Drawn()
        value = _sum(map(self._part.book.get, amounts))
        return Drawn(added(references), value, references[0])

    def total(self, entry: Entry) -> Drawn:
        """Return the parent's figure: the children, less what is taken out, adjusted."""
        last = self._it.last
        areas = [_area(entry.row, FIRST, last - 1), _area(entry.row, last + 1, last + 2)]
        parts = (self.units(entry), self.eliminated(entry), self.adjusted(entry))
        value = _sum(part.value for part in parts)
        link = self._part.reference(entry.key)
        return Drawn(combined(areas, len(self._part.children) + 2), value, link)

    def prior(self, entry: Entry) -> Drawn:
        """Return the parent's figure of last year."""
        last = previous(self._form(entry), entry.column)
        other = self._it.entries.get(entry.key._replace(column=last)) if last else None
        if other is None:
            return Drawn()
        there = address(other.row, self._it.last + 3)
        return Drawn(carried(there), self.total(other).value, f"'{self._it.sheet}'!{there}")

    def change(self, entry: Entry) -> Drawn:
        """Return this year's figure less last year's."""
        if not self.prior(entry).text:
            return Drawn()
        now, then = self.total(entry).value, self.prior(entry).value
        cells = (address(entry.row, self._it.last + 3), address(entry.row, self._it.last + 4))
        return Drawn(difference(*cells), _difference(now, then))

    def _form(self, entry: Entry) -> Form:
        return self._part.book.pack.form_of(entry.key.table)

    def _calculated(self, entry: Entry, book: Book, col: int) -> Drawn:
        """Draw the form's own rule for a total over the rows of this sheet."""
        form = self._form(entry)
        if form.shape is not Shape.STATEMENT:
            return Drawn()
        section = next(section for section in self._it.sections if entry in section.entries)
        cells = {
            other.key: Cell(other.row, col, Role.FACT, key=other.key, column=other.column)
            for other in section.entries
        }
        extent: Extent = self._part.submission.extents[form.id]
        plan = Layout(form, extent, self._it.sheet, tuple(cells.values()), (), {}, None, ())
        return Drawn(formula(plan, cells[entry.key]), book.get(entry.key))


def _area(row: int, first: int, last: int) -> str:
    return f"{address(row, first)}:{address(row, last)}"


SETTLED = 4
"""The row of the first pair on the sheet 抵销, counted from 0."""


TAKEN = 7
"""The column of what a pair takes out."""


def _runs(part: Part, numbers: Iterable[int]) -> list[str]:
    """Return where the pairs take out, neighbours joined."""
    cells = [Cell(SETTLED + number, TAKEN, Role.FACT) for number in numbers]
    return [f"'{part.prefix}抵销'!{area}" for area in ranges(cells)]


def _sum(values: Iterable[Value | None]) -> Value | None:
    """Add as the sheet does: blank adds as nothing, text masks the sum."""
    found = [value for value in values if value not in (None, "")]
    numbers = [value for value in found if isinstance(value, Decimal)]
    if len(numbers) < len(found):
        return MASK
    return _exact(numbers) if numbers else None


def _exact(numbers: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = EXACT.add(total, number)
    return total


def _difference(now: Value | None, then: Value | None) -> Value | None:
    return _sum((now, -then if isinstance(then, Decimal) else then))
