"""One form in a returned file where it was found, and findings about its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.kinds import Category, ColumnKind, Severity, Shape
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.placeholder import PLACEHOLDER, names_of
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.model.forms import TOTAL
from xltool.model.row_ids import card_of, row_name
from xltool.spreadsheets.raw_sheet import cell_position
from xltool.text import Bilingual, same_in_both, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.matching.expected_sheet import ExpectedSheet
    from xltool.matching.locate import Located, Lost
    from xltool.model.forms import Table
    from xltool.model.submission import FormSize, Placement
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

MAX_QUOTED = 200
"""Characters that a finding quotes of an inserted row; the rest is left out."""


@dataclass(frozen=True)
class LocatedForm:
    """One form in a returned file: the sheet called ``name``, what is expected on it, its size.

    In a consolidated workbook (``is_consolidated``) the sheets of forms are locked: nobody fills
    them in. ``absent`` are the columns and lines that the file's version did not have.
    """

    expected: ExpectedSheet
    sheet: RawSheet
    name: str
    size: FormSize
    is_consolidated: bool = False
    absent: frozenset[str] = frozenset()

    @property
    def form_id(self) -> str:
        """The id of the form."""
        return self.expected.layout.form.id

    @cached_property
    def place(self) -> Placement:
        """Where the form stands."""
        return replace(self.expected.place, sheet=self.name)

    @cached_property
    def typed_formulas(self) -> frozenset[str]:
        """The cells to fill in that hold a formula."""
        return self.expected.entered & self.sheet.formulas

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The cells to fill in whose value nobody can know: pictures, and figures struck out."""
        sheet, entered = self.sheet, self.expected.entered
        if not sheet.pictures and not sheet.struck:
            return frozenset()
        struck = (at for at in sheet.struck & entered if self.is_relied_on(at))
        return entered & sheet.pictures | frozenset(struck)

    def is_relied_on(self, at: str) -> bool:
        """Whether figures or rules rest on what stands in a cell to fill in.

        All but texts that may be blank and that no rule of severity error reads.
        """
        column = self.expected.cells[at].column
        assert column is not None
        if column.kind is not ColumnKind.TEXT or not column.nullable or column.codes:
            return True
        rules = self.expected.layout.form.rules
        relying = (r for r in rules if r.severity is Severity.ERROR and not r.calculates)
        return any(column.id in node.row_columns() for rule in relying for node in rule.nodes())

    def owner(self, code: str) -> str:
        """Return the code of a row's entity: the placeholder's rows are the entity's own."""
        return self.size.entity.code if code == PLACEHOLDER.code else code

    def raw(self, cell: FormCell) -> Raw:
        """Return the raw value of ``cell``; None when it is blank or deleted."""
        at = self.expected.address_of(cell)
        return None if at is None else self.sheet.values.get(at)

    def finding_at(self, cell: FormCell) -> Finding:
        """Return an empty finding that points at ``cell``."""
        assert cell.key is not None
        owner = self.owner(cell.key.entity)
        finding = finding_at(self.expected.layout, self.place, cell, owner)
        names = names_of(self.size.entity)
        label = Bilingual(*(text.translate(names) for text in finding.label))
        return replace(finding, label=label)

    def finding(self, rule: str, severity: Severity, at: str = "", value: str = "") -> Finding:
        """Return a finding about the sheet or, with ``at``, one of its cells."""
        return Finding(
            rule, severity, rule, form=self.form_id, sheet=self.name, cell=at,
            cells=(at,) if at else (), value=value,
        )  # fmt: skip


MOST_NAMED = 3
"""Cells of taken apart headings that a finding names."""
_DAY = re.compile("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")


def lost_finding(layout: SheetLayout, sheet: str, lost: Lost) -> Finding:
    """Return the finding that a form is not read, at the first printed cell that differs."""
    at = lost.cell.address
    return Finding(
        "XL-124", Severity.ERROR, "XL-124", form=layout.form.id, sheet=sheet,
        cell=at, cells=(at,), value=lost.found, expected=lost.expected,
    )  # fmt: skip


def place_findings(form: LocatedForm, located: Located) -> Iterator[Finding]:
    """Yield findings for shifts, edited texts, deleted and inserted rows and columns."""
    place = form.place
    for old, new in (*_starts(place.rows, rows=True), *_starts(place.cols, rows=False)):
        moved = form.finding("XL-161", Severity.WARNING, new, new)
        yield replace(moved, params={"stood": old})
    for edited in located.edited:
        at = address(*place.at(edited.cell.row, edited.cell.col))
        is_date = _is_other_date(edited.cell.text, edited.found)
        rule, severity = ("R30", Severity.ERROR) if is_date else ("XL-165", Severity.WARNING)
        yield replace(form.finding(rule, severity, at, edited.found), expected=edited.cell.text)
    if located.repeats:
        cells = tuple(address(*each) for each in located.repeats)
        text = shown_text(form.sheet.values.get(cells[0])).strip()
        finding = form.finding("XL-165", Severity.WARNING, cells[0], text)
        listed = "、".join(cells[:MOST_NAMED]) + ("…" if len(cells) > MOST_NAMED else "")
        yield replace(finding, message="XL-165.repeated", cells=cells, params={"cells": listed})
    yield from _deleted(form)
    for row in located.foreign:
        finding = form.finding("XL-163", Severity.ERROR, address(row, 0), row_text(form, row))
        yield replace(finding, params={"rows": str(row + 1)})


def _is_other_date(printed: str, found: str) -> bool:
    """Whether a form prints as of which day its figures are, and another day or none is found."""
    day = _DAY.search(printed)
    return day is not None and day[0] not in found


def row_text(form: LocatedForm, row: int) -> str:
    """Return the texts of a row of the file, as far as they are quoted."""
    placed = ((cell_position(at), raw) for at, raw in form.sheet.values.items())
    texts = sorted((at, shown_text(raw).strip()) for at, raw in placed if at[0] == row)
    return "｜".join(text for _, text in texts if text)[:MAX_QUOTED]


def _starts(moved: Mapping[int, int], *, rows: bool) -> Iterator[tuple[str, str]]:
    """Yield the first position of each run that moved by the same distance, old and new."""
    before: tuple[int, int] | None = None
    for old, new in sorted(moved.items()):
        if before is None or (old - before[0], new - before[1]) != (1, 1):
            yield (address(old, 0), address(new, 0)) if rows else (address(0, old), address(0, new))
        before = old, new


def _deleted(form: LocatedForm) -> Iterator[Finding]:
    """Yield one finding for each deleted row, card or column that had cells to fill in."""
    reported = set[tuple[str, int | str]]()
    cards = _deleted_cards(form)
    for cell in form.expected.layout.slots.values():
        was_absent = cell.key and {cell.key.column, cell.key.row} & form.absent
        if form.expected.address_of(cell) or not cell.entered or was_absent:
            continue
        card = _card(cell)
        part: tuple[str, int | str] = ("col", cell.col)
        if card in cards:
            part = ("card", card)
        elif cell.row in form.place.lost_rows:
            part = ("row", cell.row)
        if part not in reported:
            reported.add(part)
            yield replace(
                form.finding_at(cell), rule="XL-164", message="XL-164",
                severity=cards.get(card, Severity.ERROR),
                cell="", cells=(), params={"stood": cell.address}, category=Category.MISSING,
            )  # fmt: skip


def _card(cell: FormCell) -> str:
    return card_of(cell.key.row) if cell.key else ""


def _deleted_cards(form: LocatedForm) -> Mapping[str, Severity]:
    """Return the cards that were deleted as a whole, with how severe that is.

    The last cards were not needed if the last one that is left is blank: only a warning.
    """
    layout = form.expected.layout
    if layout.form.shape is not Shape.CARDS:
        return {}
    cards: dict[str, list[FormCell]] = {}
    for cell in layout.slots.values():
        cards.setdefault(_card(cell), []).append(cell)
    deleted = {
        card for card, cells in cards.items() if not any(map(form.expected.address_of, cells))
    }
    left = [card for card in cards if card not in deleted]
    has_blank = bool(left) and all(form.raw(cell) is None for cell in cards[left[-1]])
    is_harmless = has_blank and set(list(cards)[len(left) :]) == deleted
    return dict.fromkeys(deleted, Severity.WARNING if is_harmless else Severity.ERROR)


def finding_at(layout: SheetLayout, place: Placement, cell: FormCell, owner: str) -> Finding:
    """Return an empty finding that points at ``cell``: form, sheet, address, line and column.

    ``owner`` is the code of the entity whose value stands there.
    """
    key = cell.key
    assert key is not None
    table = next(table for table in layout.form.tables if table.id == key.table)
    at = intern(address(*place.at(cell.row, cell.col)))
    return Finding(
        "", Severity.INFO, "", entity=owner, form=layout.form.id, sheet=place.sheet,
        cell=at, cells=(at,), label=_label(layout, table, cell.row, key.row),
        column=unspaced(table.column(key.column).title),
    )  # fmt: skip


def _label(layout: SheetLayout, table: Table, sheet_row: int, row: str) -> Bilingual:
    """Return what is printed on a line or total; a row or card goes by its number."""
    if table.lines:
        return same_in_both(next((line.label for line in table.lines if line.code == row), ""))
    if row == TOTAL:
        texts = (c.text for c in layout.cells if c.row == sheet_row and c.role is Role.LABEL)
        return same_in_both("".join(texts))
    return row_name(layout.form.shape, row)
