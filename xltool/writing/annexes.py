"""The sheets of a consolidated workbook that explain its forms: which there are, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.consolidation.projects import SHEET as PROJECTS
from xltool.consolidation.projects import purses
from xltool.model import Shape
from xltool.writing.charts import SHEET as CHARTS
from xltool.writing.charts import draw_charts, groups
from xltool.writing.compare_sheet import draw_comparison, draw_projects
from xltool.writing.comparison import SHEET, Comparison, compare
from xltool.writing.contents import draw_contents
from xltool.writing.proof import SHEET as PROOFS
from xltool.writing.proof import draw_proofs
from xltool.writing.settle_sheet import SHEET as SETTLED
from xltool.writing.settle_sheet import draw_settlement
from xltool.writing.source_sheet import SHEET as SOURCES
from xltool.writing.source_sheet import draw_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.model import Key
    from xltool.writing.styles import Styles


@dataclass(frozen=True, slots=True)
class Annexes:
    """What explains one parent."""

    comparison: Comparison

    @property
    def part(self) -> Part:
        """The parent."""
        return self.comparison.part

    def names(self) -> Iterator[str]:
        """Yield the names of the sheets, in order."""
        yield self.part.prefix + SHEET
        if purses(self.part):
            yield self.part.prefix + PROJECTS
        if self.comparison.settlement.pairs:
            yield self.part.prefix + SETTLED
        yield self.part.prefix + PROOFS
        yield self.part.prefix + SOURCES
        if any(groups(self.part)):
            yield self.part.prefix + CHARTS

    def draw(self, workbook: Workbook, styles: Styles) -> None:
        """Draw the sheets, in order."""
        names = set(self.names())
        draw_comparison(workbook, styles, self.comparison)
        if self.part.prefix + PROJECTS in names:
            draw_projects(workbook, styles, self.part)
        if self.part.prefix + SETTLED in names:
            draw_settlement(workbook, styles, self.comparison)
        draw_proofs(workbook, styles, self.comparison)
        draw_sources(workbook, styles, self.part)
        if self.part.prefix + CHARTS in names:
            draw_charts(workbook, styles, self.part)


def annexes(whole: Part) -> Mapping[str, Annexes]:
    """Return what explains each parent of a workbook, by its code."""
    pack = whole.book.pack
    return {part.code: Annexes(compare(pack, part)) for part in whole.walk() if part.children}


def springs(annex: Annexes) -> Mapping[Key, str]:
    """Map each figure that a parent does not calculate to the cell that it is taken from."""
    comparison = annex.comparison
    compared = {
        key: place
        for key, place in comparison.places().items()
        if not comparison.entries[key].strong
    }
    rows = {key: child.reference(below) for key, child, below in carried(comparison)}
    return compared | rows


def carried(comparison: Comparison) -> Iterator[tuple[Key, Part, Key]]:
    """Yield what a parent carries as it stands, with the child that gave it, and its key there."""
    part = comparison.part
    removed = comparison.settlement.removed
    above = {
        (table, *record.of): (record.entity, record.row)
        for table, records in part.submission.tables.items()
        for record in records
        if record.of
    }
    for child in part.children:
        for plan in child.plans.values():
            if plan.form.shape is Shape.STATEMENT:
                continue
            for key, cell in plan.slots.items():
                found = above.get((key.table, child.code, key.row))
                if found and cell.entered and (child.code, key) not in removed:
                    yield key._replace(entity=found[0], row=found[1]), child, key


def draw_annexes(
    workbook: Workbook, styles: Styles, whole: Part, found: Mapping[str, Annexes]
) -> None:
    """Draw every sheet that explains; the contents first."""
    named = {code: tuple(annex.names()) for code, annex in found.items()}
    draw_contents(workbook, styles, whole, named)
    for annex in found.values():
        annex.draw(workbook, styles)
