"""What is wrong with decisions 公开审定: incomplete, about no project, lacking, told by a name.

A finding names a project that is withheld by the row of its decision, never by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.free_text import fold_width
from xltool.kinds import Category, Severity
from xltool.layout.layout import lay_out
from xltool.model.findings import Finding
from xltool.model.submission import Key
from xltool.publication.decisions import PUBLISHED, UNNAMED, project_rows, row_of
from xltool.text import Bilingual
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.submission import Value
    from xltool.publication.decisions import DisclosureDecision, ProjectRow
    from xltool.publication.withholding import Withholding

STARS = re.compile(r"[*＊]{2,}")
"""What stands for hidden characters."""
_NEEDED = ("project", "treatment", "reviewer", "date")
_NEEDED_IF_WITHHELD = ("ground",)


def decision_findings(withholding: Withholding, *, final: bool = False) -> tuple[Finding, ...]:
    """Return what is wrong with the decisions of a department, by the rows of their form.

    What was typed with asterisks in a form cannot be searched for: a warning, for a ``final`` an
    error (XL-233). As many stars as hidden characters are a warning (XL-234), all else is an error
    (XL-235).
    """
    found = _DecisionFindings(withholding)
    severity = Severity.ERROR if final else Severity.WARNING
    return (
        *found.incomplete(), *found.twice(), *found.unknown(), *found.undecided(),
        *found.names(), *found.masked(severity),
    )  # fmt: skip


def place_of_decision(
    withholding: Withholding, row: int, column: str = "project"
) -> tuple[str, str]:
    """Return sheet and cell of a decision in the department's workbook; empty if it has none."""
    values, name = withholding.values, withholding.disclosure.decisions
    size = values.submission.extents.get(name)
    if size is None:
        return "", ""
    layout = lay_out(values.form_of(name), size)
    cell = layout.slots.get(Key(name, size.entity.code, str(row), column))
    return layout.sheet, cell.address if cell else ""


@dataclass(frozen=True, slots=True)
class _DecisionFindings:
    withholding: Withholding

    @property
    def decisions(self) -> tuple[DisclosureDecision, ...]:
        return self.withholding.decisions.decisions

    def incomplete(self) -> Iterator[Finding]:
        """Yield a finding for each decision in which something is not filled in."""
        for decision in self.decisions:
            names = [name for name in self._needed(decision) if not getattr(decision, name)]
            if names:
                titles = "、".join(map(self._title, names))
                yield self._finding("XL-235.incomplete", decision, names[0], what=titles)

    def _needed(self, decision: DisclosureDecision) -> tuple[str, ...]:
        more = _NEEDED_IF_WITHHELD if decision.withholds else ()
        shown = ("shown",) if decision.treatment == UNNAMED else ()
        return (*_NEEDED[:2], *shown, *more, *_NEEDED[2:])

    def twice(self) -> Iterator[Finding]:
        """Yield a finding for each further decision about a project."""
        first: dict[str, DisclosureDecision] = {}
        for decision in self.decisions:
            name = self.withholding.decisions.name(decision.project)
            other = first.setdefault(name, decision)
            if name and other is not decision:
                yield self._finding("XL-235.twice", decision, "project", other=str(other.row))

    def unknown(self) -> Iterator[Finding]:
        """Yield a finding for each decision whose project is in no published form."""
        known = {self._name(row) for row in self._rows()}
        for decision in self.decisions:
            name = self.withholding.decisions.name(decision.project)
            if name and name not in known:
                yield self._finding("XL-235.unknown", decision, "project")

    def undecided(self) -> Iterator[Finding]:
        """Yield a finding for each proposal of the entities that nobody decided on."""
        found: dict[tuple[str, str], dict[str, list[str]]] = {}
        for row in self._rows():
            value = self._proposal(row)
            if value not in {"", PUBLISHED} and self.withholding.decisions.of(row.project) is None:
                projects = found.setdefault((row.form, value), {})
                projects.setdefault(self._name(row), []).append(row.row)
        for (form, value), projects in found.items():
            rows = sorted({int(row) for each in projects.values() for row in each})
            yield Finding(
                "XL-235", Severity.ERROR, "XL-235.undecided",
                form=form, sheet=self._sheet(form),
                label=Bilingual(
                    f"第{'、'.join(map(str, rows))}行", f"rows {', '.join(map(str, rows))}"
                ),
                value=value, params={"value": value, "count": str(len(projects))},
                category=Category.MISSING,
            )  # fmt: skip

    def names(self) -> Iterator[Finding]:
        """Yield what published names tell: the true name, or how long it is."""
        for decision in self.decisions:
            if decision.treatment != UNNAMED or not (decision.shown and decision.project):
                continue
            true = self.withholding.decisions.name(decision.project)
            if true in self.withholding.decisions.name(decision.shown):
                yield self._finding("XL-235.shown", decision, "shown")
            elif tells_length(decision.shown, decision.project):
                yield self._finding("XL-234", decision, "shown", Severity.WARNING)

    def masked(self, severity: Severity) -> Iterator[Finding]:
        """Yield a finding for each project that a form already has behind asterisks."""
        starred, told = self._starred(), set[str]()
        for row in self._rows():
            name, decision = self._name(row), self.withholding.decisions.of(row.project)
            if name in told or (row.form, row.entity, row.row) not in starred:
                continue
            told.add(name)
            if decision is not None:
                title = self._sheet(self.withholding.disclosure.decisions)
                yield self._finding("XL-233", decision, "project", severity, form=title)
            else:
                sheet = self._sheet(row.form)
                yield Finding(
                    "XL-233", severity, "XL-233", entity=row.entity, form=row.form, sheet=sheet,
                    label=Bilingual(f"第{row.row}行", f"row {row.row}"),
                    params={"row": row.row, "form": sheet},
                )  # fmt: skip

    def _starred(self) -> set[tuple[str, str, str]]:
        """Return the rows and cards, by form, with asterisks in a name or a withheld column."""
        values, found = self.withholding.values, set[tuple[str, str, str]]()
        for printed in self.withholding.disclosure.forms:
            columns = {*printed.withheld, printed.by}
            for table in values.form_of(printed.id).tables:
                for record in values.records(table.id):
                    if any(_stars(record.get(name)) for name in columns):
                        row = row_of(values, table.id, record.row)
                        found.add((printed.id, record.entity, row))
        return found

    def _rows(self) -> list[ProjectRow]:
        return list(project_rows(self.withholding.values, self.withholding.disclosure))

    def _name(self, row: ProjectRow) -> str:
        return self.withholding.decisions.name(row.project)

    def _proposal(self, row: ProjectRow) -> str:
        """Return what the entity proposes in a row: in the column with the same choices."""
        values, form = self.withholding.values, self.withholding.disclosure.decisions
        if form not in {each.id for each in values.forms}:
            return ""
        choices = values.column(form, "treatment").codes
        for column in values.form_of(row.form).table.columns:
            if column.codes == choices:
                value = values.get(Key(row.form, row.entity, row.row, column.id))
                return "" if value is None else decimal_text(value)
        return ""

    def _title(self, column: str) -> str:
        return self.withholding.values.column(self.withholding.disclosure.decisions, column).title

    def _sheet(self, form: str) -> str:
        return self.withholding.values.form_of(form).template.sheet

    def _finding(
        self,
        message: str,
        decision: DisclosureDecision,
        column: str,
        severity: Severity = Severity.ERROR,
        **params: str,
    ) -> Finding:
        sheet, cell = place_of_decision(self.withholding, decision.row, column)
        return Finding(
            message.partition(".")[0], severity, message,
            entity=self.withholding.values.submission.entity.code,
            form=self.withholding.disclosure.decisions, sheet=sheet, cell=cell,
            label=Bilingual(f"第{decision.row}行", f"row {decision.row}"),
            params={"row": str(decision.row), **params},
        )  # fmt: skip


def tells_length(shown: str, project: str) -> bool:
    """Whether a published name has as many stars as it hides characters of the true one."""
    shown, project = ("".join(fold_width(text).split()) for text in (shown, project))
    stars = shown.count("*")
    return bool(stars) and len(shown) == len(project)


def _stars(value: Value | None) -> bool:
    return isinstance(value, str) and STARS.search(value) is not None
