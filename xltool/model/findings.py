"""What was found in a returned file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.kinds import Severity, Verdict
from xltool.model.submission import Key, PickleByFields, Submission
from xltool.text import NO_TEXT, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Finding(PickleByFields):
    """What is wrong 问题, where, what was expected.

    ``message`` is the key of its text in the catalogue, ``params`` fill the text's blanks.
    ``label`` names the line: as it is printed, or by its number.
    """

    rule: str
    severity: Severity
    message: str = ""
    entity: str = ""
    form: str = ""
    sheet: str = ""
    cell: str = ""
    cells: tuple[str, ...] = ()
    label: Bilingual = NO_TEXT
    column: str = ""
    value: str = ""
    expected: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """The place in the file as people write it: ``收支总表!B5``, or only the sheet."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with errors first; among equals their order stays."""
    return sorted(findings, key=lambda finding: finding.severity.rank)


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What the rules found in one submission when those cells were ``doubted``."""

    doubted: frozenset[Key]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned file: what was read from it, if anything, and what was found.

    ``rulings`` are what the rules say of each of its submissions, if they were judged already;
    they are not among the ``findings`` yet.
    """

    path: str
    submission: Submission | None
    findings: tuple[Finding, ...] = ()
    rulings: tuple[RuleFindings, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Rejected when nothing could be read, needs-fix with an error, else accepted."""
        if self.submission is None:
            return Verdict.REJECTED
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            return Verdict.NEEDS_FIX
        return Verdict.ACCEPTED
