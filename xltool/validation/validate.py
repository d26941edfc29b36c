"""Returns → findings: one pandera pass per table for all of them, and the rules of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.validation.column_checks import CheckedRecord, failed_checks
from xltool.validation.finding_identity import told_apart
from xltool.validation.form_states import FormStates, needs_something, untouched_finding
from xltool.validation.leads import with_leads
from xltool.validation.rule_findings import JudgedSubmission, judged_submissions
from xltool.validation.rule_tallies import rule_tallies
from xltool.values.cell_values import CellProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.model.findings import Finding, Return, RuleCounts, RuleFindings
    from xltool.model.forms import Pack

    PartFindings = tuple[JudgedSubmission, list[Finding]]
    """One submission inside a return, and what was found in it."""


def validate(pack: Pack, returns: Collection[Return]) -> list[Return]:
    """Return the returns with the findings of their submissions added, columns before rules.

    Rules that were judged when a return was read (``rulings``) are not judged again, unless the
    column checks found more suspect cells since then.
    """
    returned: list[list[PartFindings]] = [
        [(part, []) for part in judged_submissions(pack, item)] for item in returns
    ]
    _check_columns(pack, [each for parts in returned for each in parts])
    return [
        _with_findings(pack, item, parts) for item, parts in zip(returns, returned, strict=True)
    ]


def _check_columns(pack: Pack, parts: Sequence[PartFindings]) -> None:
    """Add to the findings of each submission what column checks find, and to its suspect cells."""
    for form, table in pack.tables():
        by_places = {
            part.places: (part, found) for part, found in parts if part.is_entered(form.id)
        }
        checked = [
            CheckedRecord(part.places, record)
            for part, _ in by_places.values()
            for record in part.submission.tables.get(table.id, ())
        ]
        for failed in failed_checks(pack, table, checked):
            part, found = by_places[failed.checked.places]
            found.append(failed.finding)
            if failed.suspect:
                part.suspect.add(failed.key)


def _with_findings(pack: Pack, item: Return, parts: Sequence[PartFindings]) -> Return:
    rulings: Sequence[RuleFindings | None] = item.rulings or [None] * len(parts)
    states = [FormStates(part.places) for part, _ in parts]
    untouched = bool(states) and states[0].is_untouched()
    wrong = {finding.form for finding in item.findings if finding.rule == "XL-181"}
    added = [untouched_finding(item)] if untouched else []
    figures = dict[str, tuple[str, ...]]()
    counted: list[tuple[Sequence[RuleCounts], AbstractSet[str]]] = []
    for (part, column_findings), ruling, state in zip(parts, rulings, states, strict=True):
        if ruling is None or ruling.doubted != part.suspect:
            ruling = part.judge()  # noqa: PLW2901 - judged again
        found = (*column_findings, *ruling.findings)
        figures |= ruling.figures
        if untouched:
            added += [finding for finding in found if not needs_something(finding)]
        else:
            counted.append((ruling.counts, state.nil))
            added += [*state.findings(wrong), *state.silenced(found)]
    if not parts:
        return item
    known = parts[0][0].identified((*item.findings, *_unrepeated(item.findings, added)))
    return replace(
        item,
        findings=tuple(with_leads(list(told_apart(_as_typed(known))), figures)),
        rulings=(),
        forms=states[0].by_form,
        tallies=rule_tallies(pack, counted),
    )


def _as_typed(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with what was typed in cells that were read otherwise.

    What a finding is known by again is settled before: it goes by what was read.
    """
    found = list(findings)
    typed = {
        (each.sheet, each.cell): each.value for each in found if each.rule == CellProblem.REPAIRED
    }
    return [
        replace(each, value=typed.get((each.sheet, each.cell), each.value)) if each.value else each
        for each in found
    ]


def _unrepeated(read: Iterable[Finding], added: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out findings of column checks on cells that reading has reported as an error."""
    reported = {
        (finding.sheet, finding.cell)
        for finding in read
        if finding.severity is Severity.ERROR and finding.cell
    }
    for finding in added:
        if not finding.message.startswith("XL-14") or (finding.sheet, finding.cell) not in reported:
            yield finding
