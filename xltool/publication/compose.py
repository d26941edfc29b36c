"""A department's submission and a text file → what is published, and the files that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.publication.content import PrintedTable, TextBlock
from xltool.publication.document_blocks import document_blocks
from xltool.publication.page_look import page_look
from xltool.publication.printed_tables import printed_tables
from xltool.publication.public_tables import public_workbook
from xltool.publication.render_text import render
from xltool.publication.source import no_tables, publication_source
from xltool.publication.withholding import withhold
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.content import Block
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile
    from xltool.publication.withholding import Withholding

DOCUMENT, TABLES, PDF = ".docx", ".xlsx", ".pdf"
_NAMES = {DOCUMENT: "信息公开", TABLES: "公开表", PDF: "信息公开"}


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """What is published: ``title`` of the campaign, blocks in printed order, what is withheld."""

    title: str
    source: PublicationSource
    text: TextFile
    withholding: Withholding
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]

    @property
    def tables(self) -> tuple[PrintedTable, ...]:
        """The published tables, in printed order."""
        return tuple(block for block in self.blocks if isinstance(block, PrintedTable))

    @property
    def sentences(self) -> tuple[TextBlock, ...]:
        """The paragraphs and headings, in printed order."""
        return tuple(block for block in self.blocks if isinstance(block, TextBlock))

    @property
    def form_tables(self) -> tuple[PrintedTable, ...]:
        """The tables of the public workbook: of all published forms, in the text or not."""
        forms = self.source.disclosure.forms
        return tuple(table for form in forms for table in self.source.tables(form.id))


def compose(pack: Pack, campaign: Campaign, department: Submission, text: TextFile) -> Composition:
    """Return what is published of a department; ``XltoolError`` for a pack without publication."""
    bare = publication_source(pack, department, campaign.reporting(), no_tables)
    withholding = withhold(bare.department, bare.disclosure)

    @cache
    def tables(form: str) -> tuple[PrintedTable, ...]:
        return printed_tables(withholding, form)

    source = publication_source(pack, department, campaign.reporting(), tables)
    rendered = render(text, source)
    return Composition(
        campaign.title, source, text, withholding, rendered.blocks, rendered.findings
    )


def public_files(
    composition: Composition, banner: str = "", *, pdf: bool = False
) -> dict[str, bytes]:
    """Return the public files by name; ``banner`` is printed at the head of every page.

    Raises ``XltoolError`` when a PDF is asked for and what makes it is not installed.
    """
    look = page_look(composition.source.disclosure)
    blocks = document_blocks(composition.blocks)
    files = {
        _name(composition, DOCUMENT): docx_bytes(blocks, look, banner),
        _name(composition, TABLES): public_workbook(
            composition.form_tables, f"{composition.title}{_NAMES[TABLES]}",
            cover_lines(composition.source), banner,
            leaves_out=_leaves_out(composition.withholding),
        ),
    }  # fmt: skip
    if pdf:
        from xltool.wordfile.pdf_write import pdf_bytes  # noqa: PLC0415 - an extra

        files[_name(composition, PDF)] = pdf_bytes(blocks, look, banner)
    return files


def _leaves_out(withholding: Withholding) -> bool:
    """Whether there are rows that are not printed at all."""
    return any(each.leaves_out for each in withholding.rows.values())


def _name(composition: Composition, suffix: str) -> str:
    return f"{composition.title}{_NAMES[suffix]}{suffix}"


def cover_lines(source: PublicationSource) -> Sequence[str]:
    """Return what stands below the title of the public workbook: whose it is, and of which year."""
    entity = source.submission.entity
    return (f"{entity.code} {entity.short}", f"{source.pack.texts.period}：{source.period}")
