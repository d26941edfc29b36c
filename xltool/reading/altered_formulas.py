"""Formulas of totals that are no longer those that were sent out.

Totals are computed again from what was typed, so an altered formula changes no figure here. But the
sender saw what it gives. Two formulas are compared by their normal form, and only where that is
certain: a form that moved, or that another version wrote, is told of lost references alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.submission_values import SubmissionValues
from xltool.excel_formulas.normal_form import REFERENCE_LOST, Cell, normal_form
from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text
from xltool.model.lookup import calculating_rule
from xltool.spreadsheets.raw_sheet import cell_position
from xltool.values.decimal_text import decimal_text
from xltool.values.shown_values import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.normal_form import NormalForm
    from xltool.layout.cells import FormCell
    from xltool.matching.located_form import LocatedForm
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value
    from xltool.spreadsheets.stored_formulas import WrittenFormula

MAX_SINGLE = 20
"""How many altered formulas of a form get a finding each; the others are in the last one."""
MAX_QUOTED = 120
"""Characters that a finding quotes of a formula."""


@dataclass(frozen=True)
class AlteredFormulas:
    """The formulas of a form, beside those that it was sent out with.

    They are compared only where they are ``comparable``: in a format that keeps them as they were
    written, and if today's version wrote them.
    """

    form: LocatedForm
    pack: Pack
    submission: Submission
    comparable: bool

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each altered formula; of very many, the last names the others.

        Where rows or columns were deleted, that is reported, and formulas lost references by it.
        """
        expected, stored = self.form.expected, self.form.sheet.stored_formulas
        if not stored.elements or self.form.place.lost_rows or self.form.place.lost_cols:
            return
        found = [
            self._finding(cell, at, written)
            for at, cell in expected.calculated.items()
            if (written := stored.at(at)) is not None and self._is_altered(at, written)
        ]
        if len(found) > MAX_SINGLE:
            cells = tuple(finding.cell for finding in found[MAX_SINGLE - 1 :])
            found[MAX_SINGLE - 1 :] = [replace(found[MAX_SINGLE - 1], cells=cells)]
        yield from found

    def _is_altered(self, at: str, written: WrittenFormula) -> bool:
        if REFERENCE_LOST in written.text or at in self.form.sheet.external:
            return True
        if not self._is_compared:
            return False
        expected = self.form.expected.formulas.get(at)
        if expected is None or (written.at == at and written.text == expected):
            return False
        found = self._normal_form(written, at)
        return found is not None and found != self.form.expected.normal_formula(at)

    def _normal_form(self, written: WrittenFormula, at: str) -> NormalForm | None:
        """Return the normal form of a formula; most share that of a cell above, as it was sent."""
        expected = self.form.expected
        is_relative = "$" not in written.text
        if is_relative and expected.formulas.get(written.at) == written.text:
            return expected.normal_formula(written.at)
        places = Cell(*cell_position(written.at)), Cell(*cell_position(at))
        return normal_form(written.text, *places, self.form.name)

    @cached_property
    def _values(self) -> SubmissionValues:
        return SubmissionValues(self.pack, self.submission)

    @cached_property
    def _is_compared(self) -> bool:
        return self.comparable and not (self.form.place.rows or self.form.place.cols)

    def _finding(self, cell: FormCell, at: str, written: WrittenFormula) -> Finding:
        """Return the finding about a cell: an error where it shows another figure than it should.

        Where nothing is stored, or our own figure is not known, that is left open.
        """
        form, key = self.form, cell.key
        assert key is not None
        rule = calculating_rule(form.expected.layout.form, key)
        value = self._values.get(key._replace(entity=form.owner(key.entity)))
        is_wrong = REFERENCE_LOST in written.text or self._shows_another(cell, at, value)
        message = "rule.altered" if is_wrong else "rule.altered.right"
        severity = Severity.ERROR if is_wrong else Severity.WARNING
        return replace(
            form.finding_at(cell),
            rule=rule.id if rule and is_wrong else "XL-131",
            message=message,
            severity=severity,
            value=shown_text(form.sheet.values.get(at)),
            expected="" if value is None else decimal_text(value),
            params={
                "formula": f"={form.expected.formulas.get(at, '')}"[:MAX_QUOTED],
                "found": f"={written.text.removeprefix('of:=')}"[:MAX_QUOTED],
            },
        )

    def _shows_another(self, cell: FormCell, at: str, value: Value | None) -> bool:
        raw = self.form.sheet.values.get(at)
        if raw is None:
            return False
        assert cell.column is not None
        shown = read_cell(raw, cell.column, cell.places).value
        if isinstance(shown, Decimal) and isinstance(value, Decimal):
            return shown != value
        return isinstance(shown, Decimal) and value is None
