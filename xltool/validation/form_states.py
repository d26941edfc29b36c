"""What a return holds of each form: filled in, stated to be nil, or neither.

What nobody has typed does not count: what the campaign gives, and the names of projects, which are
printed for the clerk. A stated nil silences what is required on the form. A return with nothing
typed and nothing stated is untouched, which is one finding instead of one for each required cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.expressions.predicates import HasData
from xltool.kinds import Category, FormState, Severity, Shape
from xltool.model.findings import RULE_BROKEN, UNTOUCHED, Finding
from xltool.model.submission import DELETED, Key
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.expressions.rule import Rule
    from xltool.model.findings import Return
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Submission, Value
    from xltool.validation.cell_places import CellPlaces

BLANK_WHERE_REQUIRED = "XL-141"
"""The message of a finding that what is required is blank."""


@dataclass(frozen=True)
class FormStates:
    """The states of the forms of one submission, and what is to be said of them."""

    places: CellPlaces

    @property
    def _pack(self) -> Pack:
        return self.places.pack

    @property
    def _submission(self) -> Submission:
        return self.places.submission

    @cached_property
    def by_form(self) -> Mapping[str, FormState]:
        """The state of each form that was read, by form id, in printed order."""
        forms = (form.id for form in self._pack.forms if form.id in self._submission.extents)
        nil = self._submission.nil
        return {
            form: FormState.FILLED
            if form in self._typed
            else FormState.NIL
            if form in nil
            else FormState.EMPTY
            for form in forms
        }

    @cached_property
    def _typed(self) -> Mapping[str, tuple[Key, Value]]:
        """The first value that was typed into each form that has one, with its key."""
        found = {}
        for form in self._pack.forms:
            first = next(typed_values(form, self._submission), None)
            if first is not None:
                found[form.id] = first
        return found

    def is_untouched(self) -> bool:
        """Whether all forms were read, nothing was typed into them and nothing stated.

        A parent's own forms may be left blank: there is no other way to adjust nothing.
        """
        submission, pack = self._submission, self._pack
        if submission.children or not any(form.id in submission.extents for form in pack.reported):
            return False
        unread = unread_forms(pack, submission)
        return not unread and set(self.by_form.values()) == {FormState.EMPTY}

    @cached_property
    def nil(self) -> frozenset[str]:
        """The forms that are stated to be nil, and are."""
        return frozenset(form for form, state in self.by_form.items() if state is FormState.NIL)

    def silenced(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings of checks and rules but for those that a stated nil answers.

        That is what the form itself requires. Rules between forms hold for a nil form, too; but
        where one says at the answer that other forms contradict it, no other rule that weighs no
        more says it again.
        """
        nil = self.nil
        rules = {(form, rule.id, rule.zh) for form in nil for rule in self._pack.form(form).rules}
        given = list(findings)
        repeated = self._said_at_answers(given)
        for finding in given:
            broken = finding.rule, finding.params.get("zh", "")
            required = finding.message == BLANK_WHERE_REQUIRED and finding.form in nil
            is_said = finding.severity.rank >= repeated.get(broken, len(Severity))
            silent = is_said or (finding.form, *broken) in rules
            if not required and not (finding.message == RULE_BROKEN and silent):
                yield finding

    def _said_at_answers(self, findings: Iterable[Finding]) -> Mapping[tuple[str, str], int]:
        """Return the id and text of the rules that only repeat what is said at an answer.

        The rank is that of what is said there: what weighs more is no repetition.
        """
        broken = {(each.rule, each.params.get("zh", "")): each.severity.rank for each in findings}
        said: dict[tuple[str, str], int] = {}
        for answer in self._pack.cross:
            rank = broken.get((answer.id, answer.zh))
            if rank is None or not isinstance(answer.test, HasData):
                continue
            form = self._pack.form(answer.test.form)
            if form.id in self._typed:
                said[answer.id, answer.zh] = Severity.ERROR.rank  # XL-182 says it
            for rule in self._rules_about(form):
                key = rule.id, rule.zh
                said[key] = min(said.get(key, rank), rank)
        return said

    def _rules_about(self, form: Form) -> Iterator[Rule]:
        """Yield the rules that read a form, but for those about its answer."""
        tables = {table.id for table in form.tables}
        for _, rule in self._pack.rules():
            names = (name.table for node in rule.nodes() for name in node.names())
            if not isinstance(rule.test, HasData) and not tables.isdisjoint(names):
                yield rule

    def findings(self, answered_wrongly: Iterable[str] = ()) -> Iterator[Finding]:
        """Yield an error for each form that is nil with figures, or neither filled in nor nil.

        Forms ``answered_wrongly`` have an error at their answer already.
        """
        for form in filter(self._submission.nil.__contains__, self._typed):
            yield self._contradiction(form)
        asked = self._submission.nil_cells
        for form, state in self.by_form.items() if asked else ():
            is_asked = self._pack.form(form).template.nil and form not in answered_wrongly
            if is_asked and state is FormState.EMPTY:
                yield replace(self._at_answer(form, "XL-183"), category=Category.MISSING)

    def _contradiction(self, form: str) -> Finding:
        """Return the finding that a form is stated to be nil but holds figures."""
        key, value = self._typed[form]
        sheet, cell = self.places.where(key)
        where = f"{sheet}!{cell}" if cell else sheet
        return self._at_answer(form, "XL-182", where, taken=decimal_text(value))

    def _at_answer(self, form: str, rule: str, figure: str = "", **params: str) -> Finding:
        """Return a finding at the answer for a form; at the ``figure`` where there is no answer."""
        name = self._pack.form(form).template.sheet
        sheet, cell = self._submission.nil_cells.get(form, ("", ""))
        if not sheet:
            sheet, _, cell = figure.rpartition("!")
        own = (cell,) if cell else ()
        cells = (*own, figure) if figure and figure != f"{sheet}!{cell}" else own
        return Finding(
            rule, Severity.ERROR, rule, self._submission.entity.code, form, sheet, cell, cells,
            params={"name": name, "where": figure} | params,
        )  # fmt: skip


def unread_forms(pack: Pack, submission: Submission) -> frozenset[str]:
    """Return the forms that an entity's file should have and that were not read from it.

    The file in which a parent adjusts has only the forms of parents.
    """
    read = [pack.form(form) for form in submission.extents]
    if read and all(form.template.parent for form in read):
        return frozenset()
    older = pack.reads(submission.origin.version) if submission.origin else None
    absent = older.absent if older else frozenset()
    return frozenset(form.id for form in pack.reported) - absent - set(submission.extents)


def untouched_finding(item: Return) -> Finding:
    """Return the finding that nobody filled in a return."""
    assert item.submission is not None
    entity = item.submission.entity.code
    return Finding(UNTOUCHED, Severity.ERROR, UNTOUCHED, entity=entity, category=Category.MISSING)


def needs_something(finding: Finding) -> bool:
    """Whether a finding of a check or rule may come from a cell that is blank."""
    return finding.message in {BLANK_WHERE_REQUIRED, RULE_BROKEN}


def typed_values(form: Form, submission: Submission) -> Iterator[tuple[Key, Value]]:
    """Yield what was typed into a form: not what was given, nor the names of projects.

    Those stand on the cards of units; a parent names its cards itself.
    """
    is_named = form.shape is Shape.CARDS and not form.template.parent
    names = next(iter(form.template.fields)) if is_named else ""
    for table in form.tables:
        for record in submission.tables.get(table.id, ()):
            for column, value in record.values.items():
                key = Key(table.id, record.entity, record.row, column)
                is_name = table is form.table and column == names
                if value is not DELETED and not is_name and key not in submission.fixed:
                    yield key, value
