"""The checks of what is typed in each sheet row of a form, as formulas and as texts.

A record that is wholly blank is not asked for anything; the head of a card is, once something
stands on the card; the lines of a statement always are. What is calculated or given is compared
with its own formula or value, whatever else stands in the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address
from xltool.excel_formulas.calculated import calculated_formula
from xltool.excel_formulas.cell_areas import blocks
from xltool.excel_formulas.check_message import CheckMessage, PrintedNames
from xltool.excel_formulas.entry_checks import AllowedCodes, EntryRequirement
from xltool.kinds import Severity, Shape
from xltool.model.row_ids import card_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Column
    from xltool.model.submission import Key
    from xltool.values.decimal_text import Shown

    CodesOf = Callable[[Column, str], AllowedCodes]

LONGEST = 7900
"""Characters of a formula; what is longer goes on in the next cell. Excel takes 8,192."""
_OVERWRITTEN = "应由公式算出，公式被改过或删去，请恢复（可重新使用下发的工作簿）"
_GIVEN = "是下发的数，不能改，请改回"


class RecordId(NamedTuple):
    """A record that stands in a sheet row: table, entity, row."""

    table: str
    entity: str
    row: str


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """The check of one cell: the formula that holds when all is well, and what it says if not."""

    cell: FormCell
    requirement: EntryRequirement
    message: CheckMessage

    def formula(self) -> str:
        """Return the formula that gives the message, or a blank."""
        return _said_unless(self.requirement.formula(self.cell.address), self.message)


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """The checks of one record in one sheet row.

    ``content`` are the cells that make it a record when one of them is filled in: empty for a line
    of a statement, which always is.
    """

    entries: tuple[EntryCheck, ...]
    content: tuple[FormCell, ...]


@dataclass(frozen=True)
class EntryRows:
    """The checks of the entries of one form, by sheet row.

    ``fixed`` cells were given; ``codes_of`` gives the codes that a column takes below a group's
    value. ``filled_name`` is the name of the cell that counts what is filled in, for a form that
    may be stated to have no data: while nothing is, nothing is asked for.
    """

    layout: SheetLayout
    area: CheckArea
    fixed: AbstractSet[Key]
    codes_of: CodesOf
    filled_name: str = ""

    @cached_property
    def names(self) -> PrintedNames:
        """How rows and columns are called."""
        return PrintedNames(self.layout)

    @cached_property
    def records(self) -> Mapping[int, Sequence[RecordCheck]]:
        """The records of each sheet row that are typed, in the order of their columns."""
        found: dict[int, dict[RecordId, list[FormCell]]] = {}
        for key, cell in self.layout.slots.items():
            if cell.entered and key not in self.fixed:
                found.setdefault(cell.row, {}).setdefault(RecordId(*key[:3]), []).append(cell)
        return {
            row: [self._record(record, cells) for record, cells in records.items()]
            for row, records in found.items()
        }

    def _record(self, record: RecordId, cells: Sequence[FormCell]) -> RecordCheck:
        entries = tuple(map(self._entry, cells))
        if self.layout.form.shape is Shape.STATEMENT:
            return RecordCheck(entries, ())
        return RecordCheck(entries, tuple(self._content[self._owner(record)]))

    def _owner(self, record: RecordId) -> RecordId:
        """Return the record whose content asks for this one: of a card's head, the whole card."""
        is_head = self.layout.form.shape is Shape.CARDS and record.table == self.layout.form.id
        return record._replace(table="") if is_head else record

    @cached_property
    def _content(self) -> Mapping[RecordId, Sequence[FormCell]]:
        """The cells to fill in of each record, given ones too; and of each card, by no table."""
        found: dict[RecordId, list[FormCell]] = {}
        for key, cell in self.layout.slots.items():
            if cell.entered:
                record = RecordId(*key[:3])
                found.setdefault(record, []).append(cell)
                if self.layout.form.shape is Shape.CARDS:
                    card = RecordId("", record.entity, card_of(record.row))
                    found.setdefault(card, []).append(cell)
        return found

    def _entry(self, cell: FormCell) -> EntryCheck:
        column, key = cell.column, cell.key
        assert column is not None
        assert key is not None
        parent = self.layout.form.template.group_of(key.row) if column.under else ""
        codes = self.codes_of(column, parent) if column.codes else None
        requirement = EntryRequirement.of(column, cell.places, codes)
        return EntryCheck(cell, requirement, self._message(cell, requirement.words))

    def _message(self, cell: FormCell, words: str) -> CheckMessage:
        title = f"{self.names.column(cell)}{words}"
        return CheckMessage(Severity.ERROR, cell, self.names.label(cell), title)

    # Formulas --------------------------------------------------------------------------------

    def all_formulas(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each sheet row that has checks, with the formulas that check it; often one."""
        for row in sorted(self.records.keys() | self._locked_parts.keys()):
            yield row, self._formulas(row)

    def _formulas(self, row: int) -> list[str]:
        parts = [*self._record_parts(row), *self._locked_parts.get(row, ())]
        found, joined = [], ""
        for part in parts:
            if joined and len(joined) + len(part) > LONGEST:
                found.append(f"={joined}")
                joined = ""
            joined = f"{joined}&{part}" if joined else part
        return [*found, f"={joined}"] if joined else found

    def _record_parts(self, row: int) -> Iterator[str]:
        for record in self.records.get(row, ()):
            checks = [entry.formula() for entry in record.entries]
            guards = [f"{self.filled_name}=0"] if self.filled_name else []
            if record.content:
                guards.append(f"COUNTA({','.join(blocks(record.content))})=0")
            elif not any(not entry.requirement.column.nullable for entry in record.entries):
                guards = []
            yield from _guarded(guards, checks)

    @cached_property
    def _locked_parts(self) -> Mapping[int, list[str]]:
        """The checks of calculated cells and of given ones, by sheet row."""
        found: dict[int, list[str]] = {}
        for key, cell in self.layout.slots.items():
            if cell.calculated:
                formula = calculated_formula(self.layout, cell).removeprefix("=")
                test, words = f'EXACT({cell.address}&"",({formula})&"")', _OVERWRITTEN
            elif key in self.fixed:
                given = address(cell.row, self.area.given_col(cell.col))
                test, words = f'EXACT({cell.address}&"",{given}&"")', _GIVEN
            else:
                continue
            said = _said_unless(test, self._message(cell, words))
            found.setdefault(cell.row, []).append(said)
        return found

    def filled_formulas(self) -> list[str]:
        """Return formulas that count what is filled in, as many as it takes; often one."""
        cells = [
            cell
            for key, cell in self.layout.slots.items()
            if cell.entered and key not in self.fixed
        ]
        found, counts = [], ""
        for area in blocks(cells):
            if len(counts) > LONGEST:
                found.append(f"={counts}")
                counts = ""
            counts = f"{counts}+COUNTA({area})" if counts else f"COUNTA({area})"
        return [*found, f"={counts}"] if counts else found

    # Texts -----------------------------------------------------------------------------------

    def faulty(self, get: Callable[[Key], Shown], keys: AbstractSet[Key]) -> Iterator[EntryCheck]:
        """Yield the checks that say something when ``keys`` are filled in, with these values.

        What is calculated or given is as it should be in a workbook that is just written.
        """
        for records in self.records.values():
            for record in records:
                is_asked = any(cell.key in keys for cell in record.content)
                if is_asked or not record.content:
                    yield from (
                        entry
                        for entry in record.entries
                        if entry.cell.key and not entry.requirement.is_met(get(entry.cell.key))
                    )


def _guarded(guards: Sequence[str], checks: Sequence[str]) -> Iterator[str]:
    """Yield the checks under their guards, in parts that fit into a formula."""
    if not guards:
        yield from checks
        return
    guard = guards[0] if len(guards) == 1 else f"OR({','.join(guards)})"
    joined = ""
    for check in checks:
        if joined and len(joined) + len(check) + len(guard) > LONGEST // 2:
            yield f'IF({guard},"",{joined})'
            joined = ""
        joined = f"{joined}&{check}" if joined else check
    if joined:
        yield f'IF({guard},"",{joined})'


def _said_unless(test: str, message: CheckMessage) -> str:
    """Return the formula of a message that is blank when a test holds; an error value fails it."""
    return f'IF(IFERROR({test},0),"",{message.formula()})'
