"""A returned file, the findings in it, and what became of those in the file before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from xltool.kinds import Category, RuleStatus, Severity, Verdict
from xltool.model.submission import Key, PickleByFields, Submission
from xltool.text import NO_TEXT, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.kinds import FormState
    from xltool.model.explanations import Explained, Explanation
    from xltool.model.rule_tally import RuleTally


RuleCounts: TypeAlias = "tuple[int, int, int]"
"""At how many places rules held, were broken, and could not be judged."""
UNTOUCHED = "XL-184"
"""The rule that somebody filled in the workbook at all."""
RULE_BROKEN = "rule.broken"
"""The message of a finding of a rule that the pack states."""


@dataclass(frozen=True, slots=True)
class Finding(PickleByFields):
    """One problem 问题: the rule that is broken, where, what stands there and what is expected.

    ``rule`` is a permanent id (XL-112, R21); ``message`` is the key of its text in the
    catalogue, for one rule may have several, and ``params`` fill the blanks of the text. ``cell``
    is the address in the file (B5), empty for a sheet or a file; ``cells`` are those that the
    rule calculates with. ``label`` names the line, as printed or by its number, ``column`` is
    the title of the column. ``expected`` is only what somebody would type there. ``lead`` is the
    ``name`` of another finding that probably causes this one; empty when none is known.
    ``workbook`` is the name of the file that the sheet is in, for a finding between files.

    ``subject`` and ``state`` are digests without addresses: what is said of which place, and what
    its cells hold. Errors and warnings have them once a return was validated. ``explained`` is
    what the sender says of a warning, None when nothing was said of this state.
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
    category: Category = Category.FORM
    lead: str = ""
    workbook: str = ""
    subject: str = ""
    state: str = ""
    explained: Explained | None = None

    @property
    def name(self) -> str:
        """The rule and the place, by which another finding names this one as its ``lead``."""
        return f"{self.rule} {self.location}"

    @property
    def is_answered(self) -> bool:
        """Whether the sender explained it, and nobody declined that."""
        return self.explained is not None and not self.explained.is_declined

    @property
    def location(self) -> str:
        """The place in the file as people write it: ``收支总表!B5``, or only the sheet."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The findings of the rules in one submission.

    Rules that need a cell of ``doubted`` were left out, for it was known to be wrong. ``counts``
    say at how many places the rules of each tally held, were broken and could not be judged, in the
    order of the tallies. ``figures`` are the entered figures that each numeric cell of a finding
    rests on, an entered one on itself: by their places in the file.
    """

    doubted: frozenset[Key]
    findings: tuple[Finding, ...]
    counts: tuple[RuleCounts, ...] = ()
    figures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierReturn:
    """A return as it was judged: ``at`` is when it first came (UTC), ``content`` what was typed.

    ``content`` is a digest, empty when it is not known.
    """

    sha256: str
    name: str
    at: str
    content: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Resubmission:
    """What was asked in the return ``before``, and what was done: errors and warnings.

    ``mended`` are findings of that return, which point to its cells; all others are findings of
    this one. ``answered`` and ``left`` were asked before, ``new`` were not.
    """

    before: EarlierReturn
    mended: tuple[Finding, ...]
    answered: tuple[Finding, ...]
    left: tuple[Finding, ...]
    new: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned file with its findings; ``submission`` is None when it could not be read.

    ``rulings`` are the findings of the rules, for the submission and each one below it, as long
    as they have not been added to ``findings``. ``forms`` are the states of the forms that were
    read, by form id, once the return was validated. ``sha256`` is that of the bytes that were read
    from the file; empty when none were, or when their reader died. ``tallies`` say of each rule
    what became of it in the whole file, once the return was validated. ``explanations`` stand on
    its sheet 审核意见; ``resubmission`` holds it against the return that the entity sent before.
    ``content`` is a digest of all that was typed, once that was done; empty until then.
    """

    path: str
    submission: Submission | None
    findings: tuple[Finding, ...] = ()
    rulings: tuple[RuleFindings, ...] = ()
    forms: Mapping[str, FormState] = field(default_factory=dict)
    sha256: str = ""
    tallies: tuple[RuleTally, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    resubmission: Resubmission | None = None
    content: str = ""

    @property
    def undecided(self) -> int:
        """How many rules could not be judged, for what they look at is not known."""
        return sum(tally.status is RuleStatus.UNDECIDED for tally in self.tallies)

    @property
    def verdict(self) -> Verdict:
        """Rejected when nothing could be read, else what the findings come to."""
        return Verdict.REJECTED if self.submission is None else verdict_of(self.findings)


def has_errors(returns: Iterable[Return], between: Iterable[Finding] = ()) -> bool:
    """Whether something keeps files from being accepted, or stands between them."""
    return any(finding.severity is Severity.ERROR for finding in between) or any(
        item.verdict is not Verdict.ACCEPTED for item in returns
    )


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Return what becomes of a return that was read: needs-fix with an error, else accepted.

    A workbook that nobody filled in is untouched, whatever else is wrong with it.
    """
    if any(finding.rule == UNTOUCHED for finding in findings):
        return Verdict.UNTOUCHED
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Verdict.NEEDS_FIX
    return Verdict.ACCEPTED
