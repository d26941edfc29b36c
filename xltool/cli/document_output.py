"""How commands hand out a document: on the screen, or as a file for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.cli.options import require_output
from xltool.cli.output import print_note, print_page, write_text
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.documents.document import Document
    from xltool.model.campaign import Campaign

DOCUMENTS = {"table": ".txt", "html": ".html", "xlsx": ".xlsx"}
"""The formats of a document, each with the suffix of its files; the first is the usual one."""
LISTINGS = {**DOCUMENTS, "json": ".json"}
"""Those of a document that programs read, too."""


def require_target(
    output_format: str,
    output: Path | None,
    campaign: Campaign | None,
    inputs: Iterable[Path] = (),
    suffixes: Mapping[str, str] = LISTINGS,
) -> None:
    """Raise ``XltoolError`` unless an output may be written; a workbook needs a file to go to.

    ``inputs`` are the paths that the command reads, ``suffixes`` those of its formats.
    """
    if output_format == "xlsx" and output is None:
        message = "--format xlsx 写成文件，请用 -o 给出文件名 · give the name of the file by -o"
        raise XltoolError(message)
    require_output(output, (suffixes[output_format],), campaign, inputs)


def hand_out_json(document: object, output: Path | None) -> None:
    """Write what programs read, into a file or on stdout."""
    from xltool.visible import as_json_text

    write_text(as_json_text(document) + "\n", output)
    tell_written(output)


def hand_out_document(document: Document, output_format: str, output: Path | None) -> None:
    """Write a document in one of ``DOCUMENTS``: into a file, else on stdout."""
    if output_format == "xlsx":
        from xltool.writing.document_writer import write_document

        assert output is not None
        write_document(output, document)
    elif output_format == "html":
        from xltool.report.document_page import document_page

        write_text(document_page(document), output)
    elif output is None:
        from xltool.report.document_text import document_blocks

        print_page(document_blocks(document))
    else:
        from xltool.report.document_text import document_file

        write_text(document_file(document), output)
    tell_written(output)


def tell_written(output: Path | None) -> None:
    """Say on stderr which file was written, if any."""
    if output:
        print_note(f"已写入 {output} · written {output}")
