"""Verify a document by the department's workbook: sentences, tables, and what must not be in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.bind_text import bind_text
from xltool.publication.document_blocks import lines_around
from xltool.publication.expected_text import expected_patterns
from xltool.publication.read_back import QUOTED, read_back
from xltool.publication.search import SecretSearch
from xltool.publication.stated_words import judge_by_words
from xltool.publication.table_proof import PublishedFile, prove_tables
from xltool.publication.verify import Verification, VerifiedBy, hidden_findings, in_order
from xltool.publication.withheld_texts import public_texts, texts_in_order, withheld_secrets
from xltool.text import same_in_both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.publication.compose import Composition
    from xltool.publication.read_back import ReadBack
    from xltool.publication.sentence_patterns import Pattern
    from xltool.publication.stated_words import WordedFigure
    from xltool.wordfile.document_content import DocumentContent

_WORKBOOKS: Final = frozenset({"xlsx", "xls", "ods"})
_WITH_TABLES: Final = frozenset({"docx", "html", *_WORKBOOKS})
"""Kinds of files in which tables are told from lines of text."""
_NOTHING: Final = "XL-214"
_NOT_FOUND: Final = "XL-214.missing"
_MISSING: Final = "XL-211.missing"


def verify_by_workbook(
    data: bytes, content: DocumentContent, name: str, composition: Composition
) -> Verification:
    """Judge a document by what is published of the workbook; ``data`` are its bytes.

    Findings of sentences stand at the document's line, or at the line of the text file that was
    not found; those of a table name its cell. Where most tables were not found, or most sentences,
    somebody else wrote the document, and what is not there is a warning.
    Where no figure was recognised there is XL-214.
    """
    findings, counts, unexplained = list[Finding](), dict[str, int](), tuple[str, ...]()
    if content.kind not in _WORKBOOKS:
        paragraphs = _by_line(content, composition)
        found = read_back(paragraphs, composition.text, composition.source, name)
        findings += found.findings
        counts |= {"judged": found.judged, "written": len(found.written)}
        counts |= {"missing": len(found.missing)}
        source = composition.source
        bound = bind_text(composition.text, source.pack, source.disclosure)
        patterns = expected_patterns(bound, source)
        worded = list(_by_words(paragraphs, found, patterns, source.period))
        counts["judged"] += len(worded)
        findings = [each for each in findings if not worded or each.message != _NOTHING]
        if _is_in_other_words(found, patterns):
            findings = [_softened(each, _NOT_FOUND) for each in findings]
        findings += (_wrong_figure(name, each, paragraphs) for each in worded if not each.is_right)
        said = {(each.paragraph, each.text) for each in worded}
        unexplained = tuple(
            f"{name}:{each.paragraph} {each.text}"
            for each in found.unexplained
            if (each.paragraph, each.text) not in said
        )
    if content.kind in _WITH_TABLES:
        table_findings, cells = _tables(content, name, composition)
        findings += table_findings
        counts["cells"] = cells
        if content.kind in _WORKBOOKS and not cells:
            findings.append(Finding("XL-214", Severity.ERROR, "XL-214", workbook=name))
    secrets = withheld_secrets(composition.withholding)
    every = (*composition.tables, *composition.form_tables)
    public = public_texts(every, composition.blocks)
    search = SecretSearch(
        [secret for _, secret in secrets], public, texts_in_order(composition.blocks)
    )
    findings += _hits(search, [row for row, _ in secrets], name, data)
    findings += hidden_findings(content, name)
    counts |= {"secrets": len(search.searched), "hidden": len(content.hidden)}
    return Verification(
        name, content.kind, content.sha256, VerifiedBy.WORKBOOK,
        in_order(findings), counts, unexplained,
    )  # fmt: skip


def _by_line(content: DocumentContent, composition: Composition) -> list[str]:
    """Return the paragraphs so that each stands at its line.

    Blank are the lines of tables, and paragraphs that stand around tables of ours.
    """
    around = {line for table in composition.tables for line in lines_around(table)}
    lines = {line.line: line.text for line in content.lines() if line.text not in around}
    return [lines.get(number, "") for number in range(1, max(lines, default=0) + 1)]


def _is_in_other_words(found: ReadBack, patterns: Sequence[Pattern]) -> bool:
    """Whether most sentences with figures are not in a document: somebody else wrote it."""
    lines = {pattern.line for pattern in patterns if pattern.has_numerals}
    return 2 * len(lines & set(found.missing)) > len(lines)


def _softened(finding: Finding, message: str) -> Finding:
    """Return a finding of this message as a warning, any other as it is."""
    is_meant = finding.message == message
    return replace(finding, severity=Severity.WARNING) if is_meant else finding


def _by_words(
    paragraphs: Sequence[str], found: ReadBack, patterns: Sequence[Pattern], period: str
) -> Iterator[WordedFigure]:
    """Yield the amounts that no sentence of ours explains, by the words before them."""
    left = dict.fromkeys(each.paragraph for each in found.unexplained)
    open_texts = {(each.paragraph, each.text) for each in found.unexplained}
    for each in judge_by_words(paragraphs, left, patterns, period):
        if (each.paragraph, each.text) in open_texts:
            yield each


def _wrong_figure(name: str, figure: WordedFigure, paragraphs: Sequence[str]) -> Finding:
    return Finding(
        "XL-211", Severity.ERROR, "XL-211", sheet=f"{name}:{figure.paragraph}",
        label=same_in_both(paragraphs[figure.paragraph - 1][:QUOTED]),
        value=figure.text, expected=figure.expected, params={"concept": figure.concept},
        category=Category.INCONSISTENT,
    )  # fmt: skip


def _tables(
    content: DocumentContent, name: str, composition: Composition
) -> tuple[list[Finding], int]:
    """Return what is wrong with the tables of a file, and how many of their cells were compared."""
    source = composition.source
    is_workbook = content.kind in _WORKBOOKS
    tables = composition.form_tables if is_workbook else composition.tables
    file = PublishedFile(name, content, tables)
    proof = prove_tables([file], source.pack, source.submission, source.disclosure)
    findings = list(proof.findings)
    if 2 * sum(each.message == _MISSING for each in findings) > len(tables):  # cut otherwise
        findings = [_softened(each, _MISSING) for each in findings]
    return findings, sum(proof.counts.values())


def _hits(search: SecretSearch, rows: Sequence[int], name: str, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each row of the decisions and part in which a text of it stands."""
    ways: dict[tuple[int, str], str] = {}
    for hit in search.hits({name: data}):
        ways.setdefault((rows[hit.secret], hit.part), hit.way)
    for (row, part), way in ways.items():
        params = {"row": str(row), "file": name, "part": part, "way": way}
        yield Finding("XL-231", Severity.ERROR, "XL-231", workbook=name, params=params)
