"""Verify a document that is published, whoever wrote it: unchanged, by the forms, or by itself.

A document of ours that nobody changed is known by its hash in a manifest. Any other is held against
the department's workbook, as far as its text file can be recognised in it, and against itself: sums
that sentences and tables say, one amount with two units, what is hidden beside what is masked.
What was judged is counted; where no figure was read, nothing was verified (XL-214).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.masked_groups import row_groups
from xltool.publication.masked_headings import beside_masks, off_the_page
from xltool.publication.sentence_patterns import folded
from xltool.publication.stated_parts import rounding_of, stated_amounts, stated_sums, two_units
from xltool.text import same_in_both
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.publication.manifest import EditionManifest
    from xltool.publication.masked_groups import SubtotalRows
    from xltool.publication.stated_parts import StatedAmount
    from xltool.wordfile.document_content import DocumentContent, HiddenText, TextLine

_QUOTED: Final = 60
"""How many characters of a paragraph a finding quotes."""


class VerifiedBy(StrEnum):
    """By what a document was judged."""

    MANIFEST = "manifest"
    WORKBOOK = "workbook"
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying the document ``name``.

    ``counts`` are in the words of ``VERIFIED_WORDS``; ``unexplained`` are numerals that nothing was
    compared with, as ``name:85 20%``. ``edition`` is the manifest of an unchanged one.
    """

    name: str
    kind: str
    sha256: str
    verified_by: VerifiedBy
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    edition: EditionManifest | None = None

    @property
    def has_errors(self) -> bool:
        """Whether anything found is an error; where nothing was judged, that is one."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def unchanged(sha256: str, name: str, editions: Sequence[EditionManifest]) -> Verification | None:
    """Return that a file is one of these editions, byte for byte; None when it is none.

    It need not be read: what it holds was judged when the edition was made.
    """
    for edition in editions:
        if sha256 in edition.files.values():
            kind = name.rpartition(".")[2].lower()
            return Verification(name, kind, sha256, VerifiedBy.MANIFEST, edition=edition)
    return None


def verify_itself(content: DocumentContent, name: str) -> Verification:
    """Judge a document by what it says itself."""
    sentences = _Sentences(name)
    for line in content.lines():
        sentences.judge(line)
    findings = [*sentences.findings, *sentences.slips()]
    groups = list(_groups(content, name))
    findings += (finding for _, finding in groups if finding)
    findings += hidden_findings(content, name)
    if not sentences.amounts and not groups:
        findings.append(_finding("XL-214", Severity.ERROR, name))
    alone = [
        f"{name}:{line} {amount.text}"
        for line, amount in sentences.amounts
        if (line, amount.text) not in sentences.summed
    ]
    counts = {
        "amounts": len(sentences.amounts),
        "sums": sentences.sums,
        "summed": len(sentences.amounts) - len(alone),
        "groups": len(groups),
        "hidden": len(content.hidden),
    }
    return Verification(
        name, content.kind, content.sha256, VerifiedBy.ITSELF,
        in_order(findings), counts, tuple(alone),
    )  # fmt: skip


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by severity, those of one by the line at which they stand."""
    return tuple(sorted(findings, key=lambda each: (each.severity.rank, _line(each))))


def _line(finding: Finding) -> int:
    number = finding.sheet.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


def hidden_findings(content: DocumentContent, name: str) -> Iterator[Finding]:
    """Yield what a document hides: an error beside a masked text, else a note for each part."""
    errors = list(beside_masks(content))
    for hidden in errors:
        yield _hidden("XL-231.foreign", Severity.ERROR, name, hidden)
    listed = (hidden for hidden in off_the_page(content) if hidden not in errors)
    for part, what in dict.fromkeys((hidden.part, hidden.what) for hidden in listed):
        yield _finding("XL-221", Severity.INFO, name, part=part, what=what)


def _hidden(message: str, severity: Severity, name: str, hidden: HiddenText) -> Finding:
    return _finding(message, severity, f"{name}:{hidden.line}", part=hidden.part, what=hidden.what)


@dataclass
class _Sentences:
    """Judges paragraph after paragraph; ``summed`` are line and text of amounts in sums."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    amounts: list[tuple[int, StatedAmount]] = field(default_factory=list)
    summed: set[tuple[int, str]] = field(default_factory=set)
    sums: int = 0
    _texts: dict[int, str] = field(default_factory=dict)

    def judge(self, line: TextLine) -> None:
        text = folded(line.text)
        self._texts[line.line] = line.text
        self.amounts += ((line.line, amount) for amount in stated_amounts(text))
        for check in stated_sums(text):
            self.sums += 1
            self.summed |= {(line.line, each.text) for each in (check.whole, *check.parts)}
            if check.severity:
                self.findings.append(_wrong_sum(
                    f"{self.name}:{line.line}", line.text, check.severity,
                    value=check.value, expected=check.total, terms=check.terms,
                ))  # fmt: skip

    def slips(self) -> Iterator[Finding]:
        """Yield the amounts in 元 that stand elsewhere in 万元."""
        for line, amount in two_units(self.amounts):
            yield _finding(
                "XL-211.units", Severity.ERROR, f"{self.name}:{line}", self._texts[line],
                value=amount.text, expected=amount.text.replace("元", "万元"),
            )  # fmt: skip


def _groups(content: DocumentContent, name: str) -> Iterator[tuple[SubtotalRows, Finding | None]]:
    """Yield the subtotals of all tables, each once, with what is wrong with it."""
    for table in content.tables():
        seen = set[tuple[int, str]]()
        for group in row_groups(table):
            key = group.line, str(group.gives_away)
            finding = _group_finding(group, f"{name}:{group.line}")
            yield group, None if key in seen else finding
            if finding:
                seen.add(key)


def _group_finding(group: SubtotalRows, place: str) -> Finding | None:
    if group.gives_away:
        return _finding(
            "XL-232.foreign", Severity.ERROR, place, name=group.name, count=str(group.masked)
        )
    if not group.is_wrong:
        return None
    places = [number.as_tuple().exponent for number in (group.stated, *group.numbers)]
    step = Decimal(1).scaleb(min(each for each in places if isinstance(each, int)))
    near = abs(group.total - group.stated) <= rounding_of(step, len(places))
    return _wrong_sum(
        place, group.name, Severity.INFO if near else Severity.ERROR,
        value=decimal_text(group.stated), expected=decimal_text(group.total), terms=group.terms,
    )  # fmt: skip


def _wrong_sum(
    place: str, text: str, severity: Severity, *, value: str, expected: str, terms: str
) -> Finding:
    message = "XL-212" if severity is Severity.ERROR else "XL-212.rounding"
    return _finding(message, severity, place, text, value=value, expected=expected, terms=terms)


def _finding(
    message: str,
    severity: Severity,
    place: str,
    text: str = "",
    **params: str,
) -> Finding:
    """Return a finding at ``name:85``; ``value`` and ``expected`` are among the params."""
    return Finding(
        rule=message.partition(".")[0],
        severity=severity,
        message=message,
        sheet=place,
        label=same_in_both(text[:_QUOTED]),
        value=params.pop("value", ""),
        expected=params.pop("expected", ""),
        params=params,
        category=Category.INCONSISTENT,
    )
