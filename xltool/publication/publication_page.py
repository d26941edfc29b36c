"""What ``publish`` shows: findings, proofs with their counts, and what is missing for the final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.messages.render import render
from xltool.publication.proof import PROOF_NAMES, PROOF_WORDS
from xltool.publication.review_document import (
    PROOF_HEADINGS,
    PROOF_STYLES,
    counts_text,
    place_text,
)
from xltool.report.text_table import TextTable
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.findings import Finding
    from xltool.publication.proof import Proof
    from xltool.publication.publish import Publication
    from xltool.report.text_table import Block

_STYLES = {
    Severity.ERROR: TextStyle.ERROR,
    Severity.WARNING: TextStyle.WARNING,
    Severity.INFO: TextStyle.NOTE,
}
_WITHHELD = Bilingual(
    "不公开或隐名的项目 {projects} 个，{cells} 格。",
    "{projects} projects are withheld or unnamed, {cells} cells of theirs.",
)
_DRAFT = Bilingual("送审稿编号 {number}", "Draft {number}")
_FINAL = Bilingual("公开稿编号 {number}", "Edition {number}")
_MISSING = Bilingual("还不能定稿：", "Not final yet: ")
_READY = Bilingual("两人已审签，可以定稿。", "Signed by two people: the final can be made.")


def publication_page(found: Publication, language: str) -> Iterator[Block]:
    """Yield findings, proofs, counts, and what is missing."""
    for finding in found.findings:
        yield from _finding_lines(finding, language)
    if not found.number:
        return
    head = tuple(words.in_language(language) for words in PROOF_HEADINGS)
    proofs = tuple(_proof_row(proof, language) for proof in found.proofs)
    yield TextTable(head, proofs, prose=(0, 2))
    counts = {"projects": found.projects, "cells": found.cells}
    yield _WITHHELD.in_language(language).format(**counts)
    words = _FINAL if found.final and found.written else _DRAFT
    yield StyledText(words.in_language(language).format(number=found.number), TextStyle.HEADING)
    if found.missing:
        for finding in found.missing:
            text, hint = render(finding, language)
            yield StyledText(
                f"{_MISSING.in_language(language)}{text}{_gap(language)}{hint}", TextStyle.WARNING
            )
    elif not (found.has_errors or found.final):
        yield StyledText(_READY.in_language(language), TextStyle.GOOD)


def publication_json(found: Publication, language: str) -> dict[str, object]:
    """Return the same for programs; texts in ``language``."""
    written = found.written
    return {
        "title": found.title,
        "number": found.number,
        "final": found.final and written is not None,
        "text": found.text,
        "withheld": {"projects": found.projects, "cells": found.cells},
        "proofs": [
            {"name": proof.name, "state": proof.state.value, "counts": dict(proof.counts)}
            for proof in found.proofs
        ],
        "findings": _findings(found.findings, language),
        "missing": _findings(found.missing, language),
        "folder": str(written.folder) if written else None,
        "manifest": str(written.manifest) if written else None,
        "report": str(written.report) if written else None,
    }


def _findings(findings: Iterable[Finding], language: str) -> list[dict[str, str]]:
    found = []
    for finding in findings:
        text, hint = render(finding, language)
        place = place_text(finding, language)
        found.append(
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "place": place,
                "text": text,
                "hint": hint,
            }
        )
    return found


def _finding_lines(finding: Finding, language: str) -> Iterator[Block]:
    text, hint = render(finding, language)
    severity = SEVERITY_WORDS[finding.severity].in_language(language)
    place = place_text(finding, language)
    head = " ".join(part for part in (place, severity, finding.rule) if part)
    yield StyledText(f"{head}  {text}", _STYLES[finding.severity])
    if hint:
        yield f"    {hint}"


def _proof_row(proof: Proof, language: str) -> tuple[str | StyledText, ...]:
    state = StyledText(PROOF_WORDS[proof.state].in_language(language), PROOF_STYLES[proof.state])
    return PROOF_NAMES[proof.name].in_language(language), state, counts_text(proof, language)


def _gap(language: str) -> str:
    return "" if language == "zh" else " "
