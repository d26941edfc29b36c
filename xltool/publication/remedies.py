"""What could be withheld besides, so that nothing follows: another project, subtotals, a line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.forms import TOTAL
from xltool.model.submission import Key
from xltool.publication.decisions import ProjectRow, project_rows
from xltool.publication.known_cells import Remedy
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Form
    from xltool.publication.known_cells import WithheldGroup
    from xltool.publication.withholding import Withholding


@dataclass(frozen=True, slots=True, eq=False)
class PossibleRemedies:
    """Remedies to try for what is withheld of a department's forms."""

    withholding: Withholding

    def __call__(self, group: WithheldGroup) -> Iterator[Remedy]:
        """Yield remedies, the smallest first: none of them says anything of what is withheld."""
        form = self.withholding.values.form_of(group.form)
        if form.shape is Shape.STATEMENT:
            yield from self._lines(form, group)
            return
        yield from self._projects(group)
        yield from self._subtotals(form, group)

    def _projects(self, group: WithheldGroup) -> Iterator[Remedy]:
        """Yield each public project of the same entity, those of fewest figures first."""
        found: dict[str, list[ProjectRow]] = {}
        for each in project_rows(self.withholding.values, self.withholding.disclosure):
            place = each.form, each.entity, each.row
            if place[:2] == (group.form, group.entity) and place not in self.withholding.rows:
                found.setdefault(self.withholding.decisions.name(each.project), []).append(each)
        for rows in sorted(found.values(), key=len):
            cells = frozenset(key for row in rows for key in figures_of(self.withholding, row))
            name = rows[0].project
            proposal = Bilingual(
                f"把同一单位的“{name}”也定为隐名公开",
                f"withhold “{name}” of the same entity as well",
            )
            yield Remedy(cells, proposal)

    def _subtotals(self, form: Form, group: WithheldGroup) -> Iterator[Remedy]:
        """Yield the subtotal of the entity with that of another: one alone follows from the total.

        Where there is no other, the total itself.
        """
        values = self.withholding.values
        columns = [column.id for column in form.table.columns if column.adds is True]
        sections = values.submission.extents[form.id].sections
        own = next(each.entity for each in sections if each.entity.code == group.entity)
        others = [each.entity for each in sections if each.count and each.entity.code != own.code]
        for other in others:
            keys = (
                Key(form.table.id, code, TOTAL, column)
                for code in (own.code, other.code)
                for column in columns
            )
            yield Remedy(
                frozenset(keys),
                Bilingual(
                    f"把{own.short}小计和{other.short}小计都改为不公开",
                    f"withhold both subtotals, of {own.short} and of {other.short}",
                ),
            )

    def _lines(self, form: Form, group: WithheldGroup) -> Iterator[Remedy]:
        """Yield each other line under the same one, with all that the line itself still prints."""
        lines = {key.row: form.table.line(key.row) for key in group.cells}
        parents = {line.parent for line in lines.values()}
        for line in form.table.lines:
            if line.parent in parents and line.code not in lines:
                cells = (
                    Key(form.table.id, group.entity, code, column.id)
                    for code in (*lines, line.code)
                    for column in form.table.columns
                    if column.kind.numeric
                )
                yield Remedy(
                    frozenset(cells),
                    Bilingual(
                        f"把本行各栏和“{line.label}”一行也改为不公开",
                        f"withhold all of the line, and “{line.label}” as well",
                    ),
                )


def figures_of(withholding: Withholding, row: ProjectRow) -> Iterator[Key]:
    """Yield the figures of a row that are withheld, or would be if its project were."""
    printed, values = withholding.disclosure.form(row.form), withholding.values
    assert printed is not None
    for name in printed.withheld:
        table = values.form_of(row.form).table
        if any(column.id == name and column.kind.numeric for column in table.columns):
            key = Key(table.id, row.entity, row.row, name)
            if isinstance(values.get(key), Decimal):
                yield key
