"""What senders say of their warnings, put beside the findings of a return.

An explanation counts for a warning with the same subject and state, whenever it was given. The
officer's reply stays with it; another text of the sender has none yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.explanations import Explained
from xltool.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.model.explanations import Explanation, Explanations
    from xltool.model.findings import Return

REQUIRED = "XL-193"
"""The rule that every warning is explained, where the campaign asks for that."""
NAMED = 5
"""Places that are named; of more only how many."""
QUOTED = 30
"""Characters of an explanation that a finding quotes."""


def with_explanations(item: Return, known: Explanations, *, is_new: bool, required: bool) -> Return:
    """Return a return with what is said of its warnings, in it and before, and notes on that.

    ``known`` is what was said last of the entity's warnings. What stands in a return counts over
    that as long as the return ``is_new``: later it may be older than what is known. Where they are
    ``required``, a warning without one is an error; not in a consolidated workbook, which nobody
    can explain: those below it have done so in their own.
    """
    if item.submission is None:
        return item
    required = required and not item.submission.children
    own = {(each.subject, each.state): each for each in item.explanations}
    said = {**known, **(_said(own, known) if is_new else {})} if known else _said(own, known)
    findings = [_explained(finding, said) for finding in item.findings]
    notes = [*_lapsed(findings, said), *_pointless(findings, own, known)]
    found = with_required((*findings, *notes), item.submission.entity.code, required=required)
    return replace(item, findings=found)


def _said(
    own: Mapping[tuple[str, str], Explanation], known: Explanations
) -> dict[tuple[str, str], Explained]:
    """Return what a file says; the same text again keeps the reply that it has."""
    texts = {key: each.text for key, each in own.items()}
    return {
        key: known[key] if key in known and known[key].text == text else Explained(text)
        for key, text in texts.items()
    }


def _explained(finding: Finding, said: Explanations) -> Finding:
    if finding.severity is not Severity.WARNING or not said:
        return finding
    explained = said.get((finding.subject, finding.state))
    return replace(finding, explained=explained) if explained else finding


def _lapsed(findings: Iterable[Finding], said: Explanations) -> Iterator[Finding]:
    """Yield a note on each open warning of which something was said while it held other values."""
    last = {subject: each.text for (subject, _), each in said.items()}
    for finding in findings:
        is_open = finding.severity is Severity.WARNING and finding.explained is None
        if is_open and finding.subject in last:
            yield replace(
                finding, rule="XL-190", message="XL-190", severity=Severity.INFO, subject="",
                state="", value="", expected="", params={"text": _quoted(last[finding.subject])},
            )  # fmt: skip


def _pointless(
    findings: Iterable[Finding],
    own: Mapping[tuple[str, str], Explanation],
    known: Explanations,
) -> Iterator[Finding]:
    """Yield a note on each explanation of an error, and of what is not found any more."""
    severities = {finding.subject: finding.severity for finding in findings if finding.subject}
    for key, each in own.items():
        severity = severities.get(each.subject)
        if severity is Severity.ERROR:
            yield _at_explanation(each, "XL-192.error")
        elif severity is None and key not in known:
            yield _at_explanation(each, "XL-192.gone")


def _at_explanation(each: Explanation, message: str) -> Finding:
    cells = (each.cell,) if each.cell else ()
    return Finding(
        "XL-192", Severity.INFO, message, sheet=each.sheet, cell=each.cell, cells=cells,
        value=_quoted(each.text),
    )  # fmt: skip


def _quoted(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def with_required(
    findings: Iterable[Finding], entity: str, *, required: bool
) -> tuple[Finding, ...]:
    """Return findings with an error if explanations are ``required`` and warnings have none.

    An error of that kind from an earlier judgement is left out.
    """
    kept = [finding for finding in findings if finding.rule != REQUIRED]
    open_ = [f for f in kept if f.severity is Severity.WARNING and not f.is_answered]
    return (*kept, *([_unexplained(open_, entity)] if required and open_ else ()))


def _unexplained(open_: Sequence[Finding], entity: str) -> Finding:
    places = list(dict.fromkeys(f.location or f.rule for f in open_))
    more = "…" if len(places) > NAMED else ""
    params = {"count": str(len(open_)), "places": "、".join(places[:NAMED]) + more}
    return Finding(REQUIRED, Severity.ERROR, REQUIRED, entity=entity, params=params)
