"""A text file with what it names, and the department's values → headings, paragraphs and tables.

Every piece of a sentence knows where it is from. What cannot be printed is a finding at its line;
the sentence is made all the same, so that a draft shows where.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.kinds import Category
from xltool.publication.bind_text import bind_text
from xltool.publication.content import Block, PrintedTable, Span, SpanKind, TextBlock
from xltool.publication.entity_table import entity_table
from xltool.publication.field_spans import FieldSpans
from xltool.publication.fields import BoundCommand, BoundParagraph, Slot
from xltool.publication.figure_values import figure_value
from xltool.publication.glossary import glossary
from xltool.publication.sentence_check import broken_place
from xltool.publication.slots import Scope, card_scopes, section_paragraphs, slot_text
from xltool.publication.text_findings import problem_findings, text_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.findings import Finding
    from xltool.model.submission import Key
    from xltool.publication.fields import BoundCondition, BoundItem, BoundLine
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile


@dataclass(frozen=True, slots=True)
class Rendered:
    """The blocks of a publication, and what is wrong with its text, in the order of its lines."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]


def render(text: TextFile, source: PublicationSource, given: str = "XL-204") -> Rendered:
    """Make the blocks of a publication from its text file.

    ``given`` is the key of the message about a sentence that does not read on.
    """
    bound = bind_text(text, source.pack, source.disclosure)
    renderer = _Renderer(text, source, given)
    for item in bound.items:
        renderer.item(item, Scope())
    blocks = tuple(renderer.blocks_with_glossary())
    found = [*problem_findings(bound), *renderer.findings]
    return Rendered(blocks, tuple(sorted(found, key=_line_of)))


def _line_of(finding: Finding) -> int:
    return int(finding.sheet.rpartition(":")[2])


@dataclass
class _Renderer:
    """Makes block after block; the glossary comes last, when all that was printed is known."""

    text: TextFile
    source: PublicationSource
    given: str
    blocks: list[Block | BoundCommand] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def item(self, item: BoundItem, scope: Scope) -> None:
        if isinstance(item, BoundParagraph):
            self._paragraph(item, scope)
        elif self._holds(item.conditions):
            self._command(item)

    def _paragraph(self, paragraph: BoundParagraph, scope: Scope) -> None:
        lines = [
            (line.line, tuple(self._spans(line, scope)))
            for line in paragraph.lines
            if self._holds(line.conditions)
        ]
        spans = tuple(span for _, printed in lines for span in printed)
        if not any(span.text for span in spans):
            return
        block = TextBlock(spans, paragraph.level, lines[0][0])
        self.blocks.append(block)
        place, broken = broken_place(block.text)
        if broken and "{" not in broken:  # an unknown field is told already
            self.findings.append(
                text_finding(self.text, _line_at(lines, place), self.given, value=broken)
            )

    def _spans(self, line: BoundLine, scope: Scope) -> Iterator[Span]:
        fields = FieldSpans(self.text, self.source, line.line, self.findings)
        for bound in line.bound:
            yield from fields.spans(bound, scope)

    def _holds(self, conditions: tuple[BoundCondition, ...]) -> bool:
        return all(self._is_filled(each) == each.filled for each in conditions)

    def _is_filled(self, condition: BoundCondition) -> bool:
        named = condition.named
        if isinstance(named, Slot):
            return bool(slot_text(named, self.source))
        return not figure_value(named, self.source.department).is_nil

    def _command(self, command: BoundCommand) -> None:
        word, line = command.word, command.line
        if word in {"form", "cards"}:
            tables = self.source.tables(command.arguments[0])
            self.blocks += [replace(table, line=line) for table in tables]
        elif word == "entities":
            self.blocks.append(entity_table(self.source, command.arguments[0], line))
        elif word == "text":
            self._section(command)
        elif word == "each":
            for scope in card_scopes(command.arguments[0], self.source):
                for item in command.below:
                    self.item(item, scope)
        else:
            self.blocks.append(command)

    def _section(self, command: BoundCommand) -> None:
        found = list(section_paragraphs(command.arguments[0], self.source))
        for key, text in found:
            span = Span(text, SpanKind.SLOT, f"{key.table}.{command.arguments[0]}", (key,))
            self.blocks.append(TextBlock((span,), 0, command.line))
        if not found:
            name = self.text.sentence(command.line)
            self.findings.append(
                text_finding(
                    self.text, command.line, "XL-203.text", category=Category.MISSING, value=name
                )
            )

    def blocks_with_glossary(self) -> Iterator[Block]:
        used = self._used_sources()
        for block in self.blocks:
            if isinstance(block, BoundCommand):
                yield from glossary(self.source.disclosure, used, block.line)
            else:
                yield block

    def _used_sources(self) -> frozenset[str]:
        """Return the figures that were printed, in sentences and in tables."""
        spans = {span.source for b in self.blocks if isinstance(b, TextBlock) for span in b.spans}
        cells = {
            _source_of(cell.key)
            for block in self.blocks
            if isinstance(block, PrintedTable)
            for cell in block.cells
            if cell.key and cell.text
        }
        return frozenset(spans | cells)


def _line_at(lines: list[tuple[int, tuple[Span, ...]]], place: int) -> int:
    """Return the line that printed the character at ``place`` of a paragraph."""
    for line, spans in lines:
        place -= sum(len(span.text) for span in spans)
        if place < 0:
            return line
    return lines[-1][0]


def _source_of(key: Key) -> str:
    return f"{key.table}.{key.row}.{key.column}"
