"""Proofs 2 and 5: the figures of the text are right, and no withheld number stands in it.

The document is read again from its bytes. What a table has around it is held with the table.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.document_blocks import lines_around
from xltool.publication.proof import Proof, ProofState, judged
from xltool.publication.read_back import StatedNumeral, read_back
from xltool.values.decimal_text import decimal_text
from xltool.wordfile.document_content import TextLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.publication.compose import Composition
    from xltool.publication.content import PrintedTable
    from xltool.publication.read_back import ReadBack
    from xltool.wordfile.document_content import DocumentContent

_AMOUNT: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(万元|元)")
_WITHOUT_TABLES: Final = "docx"
"""The kind of documents in which tables are told from text: a PDF has lines only."""


class TextProof(NamedTuple):
    """The proof of the text, and the numerals in it that people wrote."""

    proof: Proof
    written: tuple[tuple[str, StatedNumeral], ...]


def text_proof(composition: Composition, documents: Mapping[str, DocumentContent]) -> TextProof:
    """Hold the sentences of documents, by name, against the facts (proof 2).

    A numeral that neither a field nor a person explains is an error of ours.
    """
    findings, counts = list[Finding](), {"numerals": 0, "typed": 0}
    written = list[tuple[str, StatedNumeral]]()
    evaluated = bool(documents)
    for name, content in documents.items():
        lines = running_text(content, composition.tables)
        found = read_back(lines, composition.text, composition.source, name)
        findings += found.findings
        if content.kind == _WITHOUT_TABLES:
            findings += _unexplained(name, found)
        counts["numerals"] += found.judged
        counts["typed"] += len(found.written)
        written += [(name, numeral) for numeral in found.written]
        evaluated = evaluated and found.is_evaluated
    return TextProof(judged("text", findings, counts, evaluated=evaluated), tuple(written))


def running_text(content: DocumentContent, tables: Sequence[PrintedTable]) -> list[str]:
    """Return the paragraphs of a document without those that stand around its tables."""
    around = {line for table in tables for line in lines_around(table)}
    lines = (item.text for item in content.items if isinstance(item, TextLine))
    return [line for line in lines if line.strip() and line not in around]


def _unexplained(name: str, found: ReadBack) -> Iterator[Finding]:
    for numeral in found.unexplained:
        yield Finding(
            "XL-239", Severity.ERROR, "XL-239.unexplained", workbook=name, value=numeral.text
        )


def number_proof(composition: Composition, text: TextProof, tables: Proof) -> Proof:
    """Return whether each number in the files has a public cell behind it (proof 5).

    What fields and tables print has, by the proofs of text and tables; a number that a person wrote
    is held against the withheld ones.
    """
    withheld: dict[str, int] = {}
    for cell in composition.withholding.cells():
        if isinstance(cell.value, Decimal):
            withheld.setdefault(decimal_text(cell.value), cell.row)
    public = set(_public_numbers(composition))
    findings = [
        Finding(
            "XL-239", Severity.ERROR, "XL-239", workbook=name, value=numeral.text,
            params={"row": str(withheld[number])},
        )
        for name, numeral in text.written
        for number in _numbers(numeral.text)
        if number in withheld and number not in public
    ]  # fmt: skip
    counts = {
        "numerals": text.proof.counts["numerals"],
        "typed": text.proof.counts["typed"],
        "numbers": tables.counts.get("numbers", 0),
    }
    states = {text.proof.state, tables.state}
    return judged("numbers", findings, counts, evaluated=states == {ProofState.PROVED})


def _numbers(text: str) -> Iterator[str]:
    """Yield the amounts in a text, in 万元, as canonical decimals.

    Numbers of anything else are equal to some amount by chance too often.
    """
    for number, unit in _AMOUNT.findall(text):
        amount = Decimal(number.replace(",", ""))
        yield decimal_text(amount / 10_000 if unit == "元" else amount)


def _public_numbers(composition: Composition) -> Iterator[str]:
    """Yield the numbers that public cells show."""
    for table in composition.form_tables:
        for cell in table.cells:
            if cell.is_number and not cell.withheld and cell.text:
                yield decimal_text(Decimal(cell.text.replace(",", "")))
