"""A returned file and the findings in it."""

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
    """One problem 问题: the rule that is broken, where, what stands there and what is expected.

    ``rule`` is a permanent id (XL-112, R21); ``message`` is the key of its text in the
    catalogue, for one rule may have several, and ``params`` fill the blanks of the text. ``cell``
    is the address in the file (B5), empty for a sheet or a file; ``cells`` are those that the
    rule calculates with. ``label`` names the line, as printed or by its number, ``column`` is
    the title of the column.
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
    """Sort by severity, errors first; findings of the same severity keep their order."""
    return sorted(findings, key=lambda finding: finding.severity.rank)


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The findings of the rules in one submission.

    Rules that need a cell of ``doubted`` were left out, for it was known to be wrong.
    """

    doubted: frozenset[Key]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned file with its findings; ``submission`` is None when it could not be read.

    ``rulings`` are the findings of the rules, for the submission and each one below it, as long
    as they have not been added to ``findings``.
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
