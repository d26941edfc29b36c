"""Withheld texts stand in none of the public files (proof 4), as findings.

A finding names the row of the decision, the file, the part and the way; it never holds the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.canaries import search_proof
from xltool.publication.proof import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.publication.canaries import SearchProof
    from xltool.publication.proof import Proof
    from xltool.publication.search import Secret

_SEPARATOR = "、"


def prove_secrets(
    files: Mapping[str, bytes],
    secrets: Sequence[tuple[int, Secret]],
    public_texts: Sequence[str],
    in_order: Sequence[str] = (),
) -> Proof:
    """Search public files for what decisions withhold, each secret with the row of its decision.

    A hit is an error XL-231, one for each row, file and part; a planted text that was missed is
    XL-236, and then nothing is proved. Raises ValueError as ``search_proof``.
    """
    searched = search_proof(files, [secret for _, secret in secrets], public_texts, in_order)
    findings = [*_hits(searched, [row for row, _ in secrets]), *_missed(searched)]
    counts = {
        "secrets": searched.searched,
        "files": searched.files,
        "planted": searched.planted,
        "found": searched.found,
    }
    return judged("secrets", findings, counts, evaluated=searched.evaluated)


def _hits(searched: SearchProof, rows: Sequence[int]) -> Iterator[Finding]:
    """Yield one finding for each row, file and part: the first way of those in which it stands.

    A part that is packed without compression stands in the bytes of the file as well.
    """
    ways: dict[tuple[int, str, str], str] = {}
    for hit in searched.hits:
        ways.setdefault((rows[hit.secret], hit.file, hit.part), hit.way)
    in_parts = {(row, file) for row, file, part in ways if part}
    for (row, file, part), way in ways.items():
        if not part and (row, file) in in_parts and way != "name":
            continue
        params = {"row": str(row), "file": file, "part": part, "way": way}
        yield Finding("XL-231", Severity.ERROR, "XL-231", workbook=file, params=params)


def _missed(searched: SearchProof) -> Iterator[Finding]:
    if searched.missed:
        params = {
            "planted": str(searched.planted),
            "found": str(searched.found),
            "places": _SEPARATOR.join(searched.missed),
        }
        yield Finding("XL-236", Severity.WARNING, "XL-236", params=params)
