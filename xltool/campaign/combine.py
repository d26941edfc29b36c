"""Put two half-filled copies of one entity's workbook together, form by form.

Nothing is guessed and nothing is lost: where both copies say different things, and where a copy
holds something that the workbook would not have, the places are told and nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.batch.batch import read_all
from xltool.batch.explained import with_explanations
from xltool.batch.given_facts import GivenFacts, altered_given, load_given, without_keys
from xltool.campaign.changes import CellChange, changes
from xltool.campaign.combined_forms import combined_form
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.correction_text import NOT_CARRIED
from xltool.consolidation.settled_lines import settle_lines
from xltool.errors import CampaignError
from xltool.identity import COVER_SHEET, HAS_DATA, NO_DATA
from xltool.kinds import FormState, Severity
from xltool.model.explanations import EXPLANATION_HEAD
from xltool.model.findings import Return
from xltool.model.submission import Origin, Submission
from xltool.model.tree_lines import with_lines_of
from xltool.text import NO_TEXT, same_in_both
from xltool.validation.cell_places import CellPlaces
from xltool.validation.form_states import typed_values
from xltool.validation.validate import validate
from xltool.values.decimal_text import decimal_text
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.explanations import Explanation
    from xltool.model.findings import Finding
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import FormSize, Tables

AS_TYPED = frozenset({"XL-112", "XL-113", "XL-114", "XL-117"})
"""Rules about what was typed wrongly: it is carried as it was typed, and is wrong there, too."""
UNKNOWN_TEXTS = frozenset({"XL-164", "XL-179", "XL-180", "XL-187"})
"""Rules about texts that nobody can know for certain, also where they are no errors."""
OVERWRITTEN = frozenset({"rule.calculated", "rule.overwritten"})
"""Messages about what was typed over formulas, which are written anew."""
GIVEN = "XL-133"
"""The rule about given values that were changed: they are written as they were given."""


@dataclass(frozen=True, slots=True)
class Combination:
    """What became of two copies; a workbook was written when it has a ``serial``.

    ``stopped`` are the copies with what would be lost, ``conflicts`` what both say differently:
    ``before`` is what the first one says. ``notes`` are findings about given values that were
    restored, and explanations that lapsed, with the path of their file if it is one of the two.
    """

    stopped: tuple[Return, ...] = ()
    conflicts: tuple[CellChange, ...] = ()
    notes: tuple[tuple[str, Finding], ...] = ()
    serial: str = ""


@dataclass(frozen=True, slots=True)
class _Copy:
    """One of the two files: as it was read, and with what the rules and the campaign say of it."""

    item: Return
    submission: Submission

    @property
    def name(self) -> str:
        """Whose it is, for a message: ``a.xlsx（312005 看守所 2020）``."""
        entity, period = self.submission.entity, self.submission.period
        return f"{self.item.path}（{entity.code} {entity.short} {period}）"

    def tables_of(self, form: Form) -> Tables:
        """Return the records of a form; none when the file does not have it."""
        return {table.id: self.submission.tables.get(table.id, ()) for table in form.tables}

    def states_data(self, form: Form) -> bool:
        """Whether the form is filled in, or stated to have data."""
        is_filled = self.item.forms.get(form.id) is FormState.FILLED
        return is_filled or form.id in self.submission.with_data


def combine(
    pack: Pack, campaign: Campaign | None, paths: Sequence[Path], target: Path
) -> Combination:
    """Write what two copies come to into ``target``, unless something is lost or contradictory.

    In a campaign its names, projects and given values count, else what the copies were sent out
    with. Raises ``CampaignError`` for copies that do not belong together.
    """
    read = read_all(paths, pack, None)
    if refused := tuple(item for item in read if item.submission is None):
        return Combination(refused)
    given = load_given(campaign, pack) if campaign else GivenFacts()
    judged = validate(pack, altered_given(given, pack, read))
    settled = [settle_lines(pack, _restored(given, item)) for item in judged]
    first, second = copies = [_Copy(*pair) for pair in zip(judged, settled, strict=True)]
    _require_one_owner(campaign, first, second)
    stopped = [_with_losses(*pair) for pair in zip(read, judged, strict=True)]
    if any(item.findings for item in stopped):
        return Combination(tuple(item for item in stopped if item.findings))
    conflicts = (*_conflicts(pack, first, second), *_explanation_conflicts(first, second))
    if conflicts:
        return Combination(conflicts=conflicts)
    submission = _combined(pack, target, first, second)
    combined = _explained(pack, submission, copies)
    locked = given if campaign else _sent_locked(submission)
    copy = correction_copy(pack, combined, campaign, locked)
    if copy.review.left:
        places = "、".join(f"{entry.item} {entry.value}" for entry in copy.review.left)
        msg = (
            f"现行表样没有这些填报位置，不能合并：{places} · "
            f"today's forms have no cells for these: {places}"
        )
        raise CampaignError(msg)
    review = copy.review if any(each.item.explanations for each in copies) else None
    serial = write_workbook(target, pack, copy.submission, copy.fixed, review)
    restored = [(c.item.path, f) for c in copies for f in c.item.findings if f.rule == GIVEN]
    lapsed = [("", f) for f in combined.findings if f.rule in {"XL-190", "XL-192"}]
    return Combination(notes=(*restored, *lapsed), serial=serial)


def _with_losses(read: Return, judged: Return) -> Return:
    """Return a copy with what the combined workbook would lose as errors, and nothing else."""
    lost = [finding for finding in read.findings if _is_lost(finding)]
    lost += [finding for finding in judged.findings if finding.message in OVERWRITTEN]
    return replace(read, findings=tuple(replace(f, severity=Severity.ERROR) for f in lost))


def _is_lost(finding: Finding) -> bool:
    """Whether a finding of reading tells of something that is not known, or was not read."""
    is_wrong = finding.severity is Severity.ERROR and finding.rule not in AS_TYPED
    return is_wrong or finding.rule in NOT_CARRIED | UNKNOWN_TEXTS


def _restored(given: GivenFacts, item: Return) -> Submission:
    """Return what was typed in a copy, with each given value as it was given."""
    submission = item.submission
    assert submission is not None
    restored = given.restored(submission.entity.code, submission.tables)
    return replace(submission, tables=restored)


def _require_one_owner(campaign: Campaign | None, first: _Copy, second: _Copy) -> None:
    """Raise ``CampaignError`` unless both are copies of one entity's own workbook of one year."""
    one, two = first.submission, second.submission
    if parent := next((copy for copy in (first, second) if copy.submission.children), None):
        msg = (
            f"{parent.name}: 是汇总工作簿，不能合并；请合并下级单位的，再重新汇总 · "
            "is a consolidated workbook: combine those below it, then consolidate again"
        )
        raise CampaignError(msg)
    if (one.entity.code, one.period) != (two.entity.code, two.period):
        msg = (
            f"{first.name}、{second.name}: 不是同一单位、同一年度的，不能合并 · "
            "not of the same entity and year, so they are not combined"
        )
        raise CampaignError(msg)
    if first.item.sha256 == second.item.sha256:
        msg = (
            f"{first.item.path}、{second.item.path}: 内容完全相同，不用合并 · "
            "the same content, so there is nothing to combine"
        )
        raise CampaignError(msg)
    if campaign and one.period != campaign.period:
        msg = (
            f"{first.name}: 不是本任务 {campaign.period} 年度的，不能合并 · "
            f"not of this campaign's year {campaign.period}, so it is not combined"
        )
        raise CampaignError(msg)


def _conflicts(pack: Pack, first: _Copy, second: _Copy) -> Iterator[CellChange]:
    """Yield what both copies say differently, form by form: answers on the cover, then cells."""
    for form in pack.forms:
        yield from _answer_conflict(pack, form, first, second)
        both = combined_form(form, first.tables_of(form), second.tables_of(form))
        yield from changes(
            pack,
            replace(first.submission, tables=both.first),
            replace(second.submission, tables=both.second),
        )


def _answer_conflict(pack: Pack, form: Form, first: _Copy, second: _Copy) -> Iterator[CellChange]:
    """Yield a conflict when one copy states that a form has no data, and the other has some."""
    nil = [form.id in copy.submission.nil for copy in (first, second)]
    with_data = first if nil[1] else second
    if nil[0] is nil[1] or not with_data.states_data(form):
        return
    stating = second if nil[1] else first
    sheet, cell = stating.submission.nil_cells.get(form.id, (COVER_SHEET, ""))
    one, two = (_answer(pack, form, copy) for copy in (first, second))
    label = same_in_both(form.template.sheet)
    entity = first.submission.entity.code
    yield CellChange(entity, form.id, sheet, label, "", one, two, cell)


def _answer(pack: Pack, form: Form, copy: _Copy) -> str:
    """Return what a copy says of a form: 无数据, or the first figure that was typed into it."""
    if form.id in copy.submission.nil:
        return NO_DATA
    typed = next(typed_values(form, copy.submission), None)
    if typed is None:
        return HAS_DATA
    sheet, cell = CellPlaces(pack, copy.submission).where(typed[0])
    return f"{sheet}!{cell} {decimal_text(typed[1])}"


def _explanation_conflicts(first: _Copy, second: _Copy) -> Iterator[CellChange]:
    """Yield the warnings that both copies explain, each in other words."""
    said = {_mark(each): each for each in first.item.explanations}
    for other in second.item.explanations:
        own = said.get(_mark(other))
        if own and own.text != other.text:
            entity = second.submission.entity.code
            yield CellChange(
                entity, "", other.sheet, NO_TEXT, EXPLANATION_HEAD, own.text, other.text, other.cell
            )


def _mark(explanation: Explanation) -> tuple[str, str]:
    return explanation.subject, explanation.state


def _combined(pack: Pack, target: Path, first: _Copy, second: _Copy) -> Submission:
    """Return what two copies without conflicts come to, as if it had been read from ``target``."""
    one, two = first.submission, second.submission
    forms = [form for form in pack.forms if form.id in one.extents or form.id in two.extents]
    combined = [
        combined_form(form, first.tables_of(form), second.tables_of(form)) for form in forms
    ]
    return Submission(
        one.entity,
        one.period,
        {table: records for form in combined for table, records in form.tables.items()},
        {form.id: _larger(form, one, two) for form in forms},
        Origin(str(target), "", pack.version, ""),
        nil=one.nil | two.nil,
        nil_cells={**one.nil_cells, **two.nil_cells},
        with_data=one.with_data | two.with_data,
        fixed=one.fixed | two.fixed,
    )


def _larger(form: Form, *copies: Submission) -> FormSize:
    """Return the size of a form with more rows, of which one is there; the lines of both."""
    sizes = [copy.extents[form.id] for copy in copies if form.id in copy.extents]
    larger = max(sizes, key=lambda size: sum(section.count for section in size.sections))
    return with_lines_of(form, larger, sizes)


def _explained(pack: Pack, combined: Submission, copies: Sequence[_Copy]) -> Return:
    """Return the combined submission as a return, with what both copies say of its warnings."""
    assert combined.origin is not None
    said = {_mark(each): each for copy in copies for each in copy.item.explanations}
    item = Return(combined.origin.source, combined, explanations=tuple(said.values()))
    (judged,) = validate(pack, [item])
    return with_explanations(judged, {}, is_new=True, required=False)


def _sent_locked(combined: Submission) -> GivenFacts:
    """Return what was sent out locked, as what is given where no campaign says so.

    That is names of projects, and what the campaign gave.
    """
    typed = frozenset(key for key, _ in combined.values()) - combined.fixed
    tables = {
        table: tuple(without_keys(record, table, typed) for record in records)
        for table, records in combined.tables.items()
    }
    return GivenFacts(combined.fixed, {combined.entity.code: tables})
