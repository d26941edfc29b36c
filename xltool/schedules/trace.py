"""Where the figures of a consolidated workbook come from, down to the cells of returned files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from xltool.a1 import address, split_reference
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.facts.facts import facts
from xltool.model.submission import Key, Placement, Value
from xltool.schedules.cell_sources import carried_cells
from xltool.schedules.schedule_list import consolidation_worksheets
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.facts.facts import Fact
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.schedules.worksheet import ConsolidationWorksheet, WorksheetCell


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one file gave to one figure.

    The first ten say which figure and where it stands. ``kind`` is unit, elimination, adjustment
    or calculated; ``giver`` the entity that gave ``amount``; ``source`` its file, with
    ``source_sheet`` and ``source_cell`` there. What no file gave stands in the workbook itself.
    """

    entity: str
    period: str
    form: str
    table: str
    row: str
    label: str
    column: str
    value: str
    sheet: str
    cell: str
    kind: str
    giver: str
    amount: str
    source: str
    sha256: str
    source_sheet: str
    source_cell: str


HEADER = tuple(field.name for field in fields(Contribution))
_Given = tuple[str, str, Value, str, str, str, str]


def traced(pack: Pack, submission: Submission) -> Iterator[Contribution]:
    """Yield what every figure of a consolidated submission is made of, in printed order."""
    whole = plan_workbook(pack, submission)
    tracer = _Tracer(whole)
    for fact in facts(pack, submission):
        key = Key(fact.table, fact.entity, fact.row, fact.column)
        for given in tracer.given(whole, key):
            yield _contribution(fact, given)


def _contribution(fact: Fact, given: _Given) -> Contribution:
    kind, giver, amount, source, sha256, sheet, cell = given
    return Contribution(
        fact.entity, fact.period, fact.form, fact.table, fact.row, fact.label, fact.column,
        fact.value, fact.sheet, fact.cell,
        kind, giver, decimal_text(amount), source, sha256, sheet, cell,
    )  # fmt: skip


class _Tracer:
    """Follows figures down a tree of entities to the files that they were read from."""

    def __init__(self, whole: EntityPlan) -> None:
        self._compared = consolidation_worksheets(whole)
        self._carried = {code: carried_cells(each) for code, each in self._compared.items()}

    def given(self, part: EntityPlan, key: Key) -> Iterator[_Given]:
        """Yield what a figure of a parent is made of."""
        comparison = self._compared.get(part.code)
        if comparison is None:
            return
        if key in comparison.entries:
            yield from self._added(comparison, key)
        elif key in self._carried[part.code]:
            child, below = self._carried[part.code][key]
            yield from self._from(child, below)
        elif part.book.calculation(key) is not None:
            yield from _calculated(part, key)
        else:
            for child in part.children:
                yield from self._from(child, key._replace(entity=child.code))

    def _added(self, comparison: ConsolidationWorksheet, key: Key) -> Iterator[_Given]:
        part, entry = comparison.part, comparison.entries[key]
        for child in part.children:
            yield from self._from(child, key._replace(entity=child.code))
        after = comparison.eliminated(entry), comparison.adjusted(entry)
        for kind, drawn, col in zip(("elimination", "adjustment"), after, (1, 2), strict=True):
            if drawn.value not in (None, ""):
                here = comparison.cell_reference(entry.row, comparison.last + col)
                yield _own(kind, part, drawn, here)

    def _from(self, child: EntityPlan, key: Key) -> Iterator[_Given]:
        """Follow a child's figure: to its file, or on to those that it was made of here."""
        value = child.book.get(key)
        if value is None or child.cell(key) is None:  # blank, or printed by the template
            return
        if child.submission.receipt is None and child.children:
            yield from self.given(child, key)
            return
        receipt, origin = child.submission.receipt, child.submission.origin
        source = receipt.source if receipt else origin.source if origin else ""
        digest = receipt.sha256 if receipt else origin.sha256 if origin else ""
        yield ("unit", child.code, value, source, digest, *_place(child, key))


def _own(kind: str, part: EntityPlan, drawn: WorksheetCell, here: str) -> _Given:
    assert drawn.value is not None
    return kind, part.code, drawn.value, "", "", *split_reference(drawn.link or here)


def _calculated(part: EntityPlan, key: Key) -> Iterator[_Given]:
    """A change or a rate is made of figures of the same form."""
    found = part.book.calculation(key)
    for leaf in () if found is None else part.book.precedents(found, part.book.point_of(key)):
        value, place = part.book.get(leaf), part.cell(leaf)
        if value is not None and place:
            yield "calculated", leaf.entity, value, "", "", place[0].sheet, place[1].address


def _place(child: EntityPlan, key: Key) -> tuple[str, str]:
    """Return sheet and cell of a figure in the file that it was handed in."""
    found = child.cell(key)
    assert found is not None
    sheet, cell = found
    receipt = child.submission.receipt
    places = receipt.places if receipt else child.submission.places
    place = places.get(sheet.form.id, Placement(sheet.form.template.sheet))
    return place.sheet, address(*place.at(cell.row, cell.col))


def write_contributions(rows: Iterable[Contribution], form: str) -> str:
    """Return the contributions as text, ``csv`` or ``json``."""
    if form == "json":
        return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([getattr(row, name) for name in HEADER] for row in rows)
    return out.getvalue()
