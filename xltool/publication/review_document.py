"""The review of an edition 复核: what was proved, what was found and what is still missing.

It names what is withheld by the row of its decision, and stands beside the folder 公开.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import SEVERITY_WORDS
from xltool.messages.render import item_of, render
from xltool.publication.proof import COUNT_WORDS, PROOF_NAMES, PROOF_WORDS, ProofState
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.documents.document import Content
    from xltool.model.findings import Finding
    from xltool.publication.proof import Proof

PROOF_STYLES = {
    ProofState.PROVED: TextStyle.GOOD,
    ProofState.FAILED: TextStyle.ERROR,
    ProofState.NOT_EVALUATED: TextStyle.WARNING,
}
"""What the states of a proof are, for a reader."""
_TITLE = Bilingual("公开复核", "Review of the publication")
PROOF_HEADINGS = (
    Bilingual("证明", "Proof"),
    Bilingual("结果", "Result"),
    Bilingual("计数", "Counts"),
)
_FINDINGS = (
    Bilingual("位置", "Place"), Bilingual("级别", "Severity"), Bilingual("编号", "Rule"),
    Bilingual("问题", "What is wrong"), Bilingual("怎么改", "What to do"),
)  # fmt: skip
_PROOF_WIDTHS, _FINDING_WIDTHS = (34.0, 12.0, 60.0), (26.0, 9.0, 8.0, 48.0, 42.0)
_MISSING = Bilingual("还不能定稿", "Not final yet")
_FOUND = Bilingual("发现的问题", "Findings")
_NUMBER = Bilingual("编号 {}", "Number {}")


def review_document(
    title: str,
    number: str,
    proofs: Sequence[Proof],
    findings: Sequence[Finding],
    missing: Sequence[Finding],
    language: str,
) -> Document:
    """Return the review; ``missing`` is what keeps a draft from being final."""
    heading = f"{title} {_TITLE.in_language(language)}"
    rows = tuple(_proof_row(proof, language) for proof in proofs)
    tables = [DocumentTable(_columns(PROOF_HEADINGS, _PROOF_WIDTHS, language), rows)]
    tables += [
        DocumentTable(
            _columns(_FINDINGS, _FINDING_WIDTHS, language),
            tuple(finding_row(finding, language) for finding in listed),
            name.in_language(language),
        )
        for name, listed in ((_FOUND, findings), (_MISSING, missing))
        if listed
    ]
    line = _NUMBER.in_language(language).format(number)
    page = DocumentPage(_TITLE.in_language(language), heading, (line,), tuple(tables))
    return Document(heading, language, datetime.now().astimezone(), (page,), wide=True)


def counts_text(proof: Proof, language: str) -> str:
    """Return what a proof counted: ``文中数字 34，增减词 6``."""
    mark, gap = ("，", " ") if language == "zh" else (", ", " ")
    return mark.join(
        f"{COUNT_WORDS[name].in_language(language)}{gap}{count:,}"
        for name, count in proof.counts.items()
    )


def place_text(finding: Finding, language: str) -> str:
    """Return where a finding is: file, sheet and cell, and what it is about."""
    parts = (finding.workbook, finding.location, item_of(finding, language))
    return " ".join(part for part in parts if part)


def finding_row(finding: Finding, language: str) -> tuple[Content, ...]:
    """Return place, severity, rule, text and hint of a finding."""
    text, hint = render(finding, language)
    severity = SEVERITY_WORDS[finding.severity].in_language(language)
    return place_text(finding, language), severity, finding.rule, text, hint


def _proof_row(proof: Proof, language: str) -> tuple[Content, ...]:
    state = StyledText(PROOF_WORDS[proof.state].in_language(language), PROOF_STYLES[proof.state])
    return PROOF_NAMES[proof.name].in_language(language), state, counts_text(proof, language)


def _columns(
    headings: Iterable[Bilingual], widths: Iterable[float], language: str
) -> tuple[DocumentColumn, ...]:
    return tuple(
        DocumentColumn(name.in_language(language), ContentKind.TEXT, width, wraps=width > 20)  # noqa: PLR2004 - a text, not a word
        for name, width in zip(headings, widths, strict=True)
    )
