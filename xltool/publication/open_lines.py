"""The lines of a document that nothing explains yet, one by one and as one running text.

A file of words has a line for each paragraph; a PDF breaks paragraphs where a line or a page ends.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.publication.sentence_patterns import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class OpenLine:
    """What is left of a line: its ``number`` in the document, counted from 1, and its text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class RunningText:
    """Lines as one text, folded, with the place where each begins."""

    lines: tuple[OpenLine, ...]
    text: str
    starts: tuple[int, ...]

    def number_at(self, place: int) -> int:
        """Return the number of the line that a character stands in."""
        return self.lines[bisect_right(self.starts, place) - 1].number


def joined_lines(lines: Sequence[OpenLine]) -> RunningText:
    """Join lines to one text."""
    starts, length = [], 0
    for line in lines:
        starts.append(length)
        length += len(line.text)
    return RunningText(tuple(lines), "".join(line.text for line in lines), tuple(starts))


@dataclass
class OpenLines:
    """The lines that are left; what was explained is taken out."""

    lines: list[OpenLine] = field(default_factory=list)

    def each(self) -> Iterator[RunningText]:
        """Yield each line as a text of its own."""
        for line in list(self.lines):
            yield joined_lines([line])

    def all(self) -> RunningText:
        """Return all lines as one text."""
        return joined_lines(self.lines)

    def take(self, of: RunningText, *spans: tuple[int, int]) -> None:
        """Take the characters of spans, which follow each other, out of the lines of a text."""
        left = dict[int, str]()
        for line, begin in zip(of.lines, of.starts, strict=True):
            text = line.text
            for start, end in reversed(spans):
                text = text[: max(0, start - begin)] + text[max(0, end - begin) :]
            left[line.number] = text
        self.lines = [
            OpenLine(line.number, left.get(line.number, line.text))
            for line in self.lines
            if left.get(line.number, line.text)
        ]


def open_lines(paragraphs: Sequence[str]) -> OpenLines:
    """Return the lines of a document, folded, without those that are blank."""
    numbered = (OpenLine(number, folded(text)) for number, text in enumerate(paragraphs, 1))
    return OpenLines([line for line in numbered if line.text])
