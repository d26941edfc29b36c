"""Where the figures of a consolidated workbook come from, down to the cells of returned files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xltool.a1 import address, split_reference
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.csv_text import csv_lines
from xltool.facts.facts import facts, value_text
from xltool.model.submission import Key, Placement
from xltool.schedules.cell_sources import carried_cells
from xltool.schedules.schedule_list import consolidation_worksheets
from xltool.schedules.worksheet import ADJUSTMENT, ELIMINATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.schedules.worksheet import ConsolidationWorksheet


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one file gave to one figure.

    The first ten fields are the figure and where it stands. ``kind`` is ``unit``, ``elimination``,
    ``adjustment`` or ``calculated``; ``giver`` the entity that gave ``amount``; ``source`` its
    file, with ``source_sheet`` and ``source_cell`` there. Where no file gave it, these are places
    in the workbook itself.
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
_TITLES = (
    "单位代码", "年度", "报表", "子表", "行次", "行名", "栏次", "数值", "工作表", "单元格",
    "构成", "提供单位", "金额", "来源文件", "SHA-256", "来源工作表", "来源单元格",
)  # fmt: skip
_Share: TypeAlias = tuple[str, str, str, str, str, str, str]
"""The last seven fields of a contribution, from its kind on."""


def traced(pack: Pack, submission: Submission) -> Iterator[Contribution]:
    """Yield what every figure of a consolidated submission is made of, in printed order."""
    whole = plan_workbook(pack, submission)
    tracer = _Tracer(whole)
    for fact in facts(pack, submission):
        key = Key(fact.table, fact.entity, fact.row, fact.column)
        for share in tracer.shares(whole, key):
            yield Contribution(
                fact.entity, fact.period, fact.form, fact.table, fact.row, fact.label, fact.column,
                fact.value, fact.sheet, fact.cell, *share,
            )  # fmt: skip


class _Tracer:
    """Follows figures down a tree of entities to the files that they were read from."""

    def __init__(self, whole: EntityPlan) -> None:
        self._worksheets = consolidation_worksheets(whole)
        self._carried = {code: carried_cells(each) for code, each in self._worksheets.items()}

    def shares(self, parent: EntityPlan, key: Key) -> Iterator[_Share]:
        """Yield what a figure of a parent is made of; nothing of one without a worksheet.

        A figure is added up in the worksheet, or carried from one child, or calculated by the
        parent's form, or else, as a text is, joined from all children.
        """
        worksheet = self._worksheets.get(parent.code)
        if worksheet is None:
            return
        if key in worksheet.lines:
            yield from self._added(worksheet, key)
        elif key in self._carried[parent.code]:
            yield from self._from_child(*self._carried[parent.code][key])
        elif parent.values.calculation(key) is not None:
            yield from _calculated(parent, key)
        else:
            for child in parent.children:
                yield from self._from_child(child, key._replace(entity=child.code))

    def _added(self, worksheet: ConsolidationWorksheet, key: Key) -> Iterator[_Share]:
        parent, line = worksheet.parent, worksheet.lines[key]
        for child in parent.children:
            yield from self._from_child(child, key._replace(entity=child.code))
        for kind, figure, offset in (
            ("elimination", worksheet.elimination(line), ELIMINATION),
            ("adjustment", worksheet.adjustment(line), ADJUSTMENT),
        ):
            if figure.value is not None and figure.value != "":
                cell = worksheet.reference(line.row, worksheet.sum_col + offset)
                place = split_reference(figure.link or cell)
                yield (kind, parent.code, value_text(figure.value), "", "", *place)

    def _from_child(self, child: EntityPlan, key: Key) -> Iterator[_Share]:
        """Follow a child's figure: to its file, or on to those that it was made of here."""
        value = child.values.get(key)
        if value is None or child.cell(key) is None:  # blank, or printed by the template
            return
        receipt, origin = child.submission.receipt, child.submission.origin
        if receipt is None and child.children:
            yield from self.shares(child, key)
            return
        file = receipt or origin
        source, sha256 = (file.source, file.sha256) if file else ("", "")
        place = _place_in_file(child, key)
        yield ("unit", child.code, value_text(value), source, sha256, *place)


def _calculated(parent: EntityPlan, key: Key) -> Iterator[_Share]:
    """Yield the figures of the same form that a change or a rate is calculated from."""
    calculation = parent.values.calculation(key)
    assert calculation is not None
    for precedent in parent.values.precedents(calculation, parent.values.point_of(key)):
        value, place = parent.values.get(precedent), parent.cell(precedent)
        if value is not None and place:
            at, amount = (place[0].sheet, place[1].address), value_text(value)
            yield ("calculated", precedent.entity, amount, "", "", *at)


def _place_in_file(child: EntityPlan, key: Key) -> tuple[str, str]:
    """Return sheet and cell of a figure in the file that it was handed in.

    No cell of a line that a code tree did not print there: its figure is that of its open rows.
    """
    found = child.cell(key)
    assert found is not None
    layout, cell = found
    receipt = child.submission.receipt
    places = receipt.places if receipt else child.submission.places
    place = places.get(layout.form.id, Placement(layout.form.template.sheet))
    is_there = place.has(cell.row, cell.col)
    return place.sheet, address(*place.at(cell.row, cell.col)) if is_there else ""


def headings(language: str) -> tuple[str, ...]:
    """Return the headings of a list of contributions; those in English are the ids of columns."""
    return HEADER if language == "en" else _TITLES


def contribution_cells(rows: Iterable[Contribution]) -> Iterator[tuple[str, ...]]:
    """Yield the texts of a list of contributions, row by row, below ``headings``."""
    return (tuple(getattr(row, name) for name in HEADER) for row in rows)


def write_contributions(rows: Iterable[Contribution], form: str, language: str = "en") -> str:
    """Return the contributions as text; ``form`` is ``csv``, with ``headings``, or ``json``."""
    if form == "json":
        return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return "".join(csv_lines(chain([headings(language)], contribution_cells(rows))))
