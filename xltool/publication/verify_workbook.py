"""Verify a document by the department's workbook: its sentences, and what must not be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.printed_tables import printed_tables
from xltool.publication.read_back import read_back
from xltool.publication.search import SecretSearch
from xltool.publication.secrets_proof import withheld_secrets
from xltool.publication.verify import Verification, VerifiedBy, hidden_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile
    from xltool.publication.withholding import Withholding
    from xltool.wordfile.document_content import DocumentContent


def verify_by_workbook(
    data: bytes,
    content: DocumentContent,
    name: str,
    text: TextFile,
    source: PublicationSource,
    withholding: Withholding,
) -> Verification:
    """Judge a document by the department's workbook; ``data`` are its bytes, ``content`` read.

    Findings of sentences stand at the document's line, or at the line of the text file that was
    not found. A document of which no figure was recognised has XL-214.
    """
    found = read_back(_by_line(content), text, source, name)
    secrets = withheld_secrets(withholding)
    search = SecretSearch([secret for _, secret in secrets], public_texts(withholding, text))
    findings = [*found.findings, *_hits(search, [row for row, _ in secrets], name, data)]
    findings += hidden_findings(content, name)
    counts = {
        "judged": found.judged,
        "written": len(found.written),
        "missing": len(found.missing),
        "secrets": len(search.searched),
        "hidden": len(content.hidden),
    }
    unexplained = tuple(f"{name}:{each.paragraph} {each.text}" for each in found.unexplained)
    return Verification(
        name,
        content.kind,
        content.sha256,
        VerifiedBy.WORKBOOK,
        tuple(findings),
        counts,
        unexplained,
    )


def public_texts(withholding: Withholding, text: TextFile) -> list[str]:
    """Return the texts that are public of themselves: of cells, and the words of the text file."""
    cells = (
        cell.text
        for form in withholding.disclosure.forms
        for table in printed_tables(withholding, form.id)
        for cell in table.cells
        if not cell.withheld or cell.text
    )
    return [*dict.fromkeys(cells), *text.lines]


def _by_line(content: DocumentContent) -> list[str]:
    """Return the paragraphs so that each stands at its line: the lines of tables are blank."""
    lines = {line.line: line.text for line in content.lines()}
    return [lines.get(number, "") for number in range(1, max(lines, default=0) + 1)]


def _hits(search: SecretSearch, rows: Sequence[int], name: str, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each row of the decisions and part in which a text of it stands."""
    ways: dict[tuple[int, str], str] = {}
    for hit in search.hits({name: data}):
        ways.setdefault((rows[hit.secret], hit.part), hit.way)
    for (row, part), way in ways.items():
        params = {"row": str(row), "file": name, "part": part, "way": way}
        yield Finding("XL-231", Severity.ERROR, "XL-231", workbook=name, params=params)
