"""The proofs of an edition before it is written: its files are read again and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.arithmetic_proof import arithmetic_proof
from xltool.publication.page_only import page_proof
from xltool.publication.proof import judged
from xltool.publication.secrets_proof import prove_secrets
from xltool.publication.sentence_relations import sentence_relations
from xltool.publication.table_proof import PublishedFile, prove_tables
from xltool.publication.text_proof import number_proof, text_proof
from xltool.publication.withheld_texts import public_texts, texts_in_order, withheld_secrets
from xltool.wordfile.read import read_document_data

_WITH_TEXT: Final = frozenset({"docx", "pdf"})

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xltool.publication.compose import Composition
    from xltool.publication.proof import Proof
    from xltool.wordfile.document_content import DocumentContent


def read_again(files: Mapping[str, bytes]) -> dict[str, DocumentContent]:
    """Return what the public files show, by name, read from their bytes."""
    return {name: read_document_data(data, name) for name, data in files.items()}


def prove(
    composition: Composition,
    files: Mapping[str, bytes],
    documents: Mapping[str, DocumentContent],
    again: Callable[[], Mapping[str, bytes]],
) -> Iterator[Proof]:
    """Yield the proofs 1 to 7 of public files, of which ``documents`` were read again.

    ``again`` makes the files once more, from the start.
    """
    yield page_proof(files, documents)
    texts = {name: each for name, each in documents.items() if each.kind in _WITH_TEXT}
    text = text_proof(composition, texts)
    yield text.proof
    source = composition.source
    tables = prove_tables(
        _with_tables(composition, documents), source.pack, source.submission, source.disclosure
    )
    yield tables
    every = (*composition.tables, *composition.form_tables)
    public = public_texts(every, composition.blocks)
    secrets = withheld_secrets(composition.withholding)
    yield prove_secrets(files, secrets, public, texts_in_order(composition.blocks))
    yield number_proof(composition, text, tables)
    said = tuple(sentence_relations(source.department, source.disclosure, composition.blocks))
    yield arithmetic_proof(composition.withholding, composition.form_tables, said)
    yield _repeat_proof(files, again())


def _with_tables(
    composition: Composition, documents: Mapping[str, DocumentContent]
) -> list[PublishedFile]:
    """Return the files with tables, as they were read again, each with those it should hold."""
    wanted = {"docx": composition.tables, "xlsx": composition.form_tables}
    return [
        PublishedFile(name, content, wanted[content.kind])
        for name, content in documents.items()
        if content.kind in wanted
    ]


def _repeat_proof(files: Mapping[str, bytes], again: Mapping[str, bytes]) -> Proof:
    """Hold the files against those that were made once more: every byte is the same (proof 7)."""
    wrong = [
        Finding("XL-238", Severity.ERROR, "XL-238", workbook=name, params={"file": name})
        for name in sorted(files.keys() | again.keys())
        if files.get(name) != again.get(name)
    ]
    return judged("repeat", wrong, {"files": len(files)}, evaluated=bool(files))
