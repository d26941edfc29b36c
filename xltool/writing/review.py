"""What a reissued workbook says of the return it was made from: entries, and the marks of cells."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.evaluation.checks import WORDS
from xltool.model import Severity
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLOURS = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFD966", Severity.INFO: "#CFE2F3"}
ORDER = tuple(COLOURS)
"""Severities, the heaviest first."""
LONGEST = 400
"""Characters of one text in a note; the list has it whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding as the sender is told of it, in Chinese as the forms are.

    ``sheet`` and ``cell`` are where it is in the reissued workbook; without a cell when none there
    answers to it. ``was`` is where it stood in the file that came back.
    """

    rule: str
    severity: Severity
    said: str
    hint: str
    sheet: str = ""
    cell: str = ""
    item: str = ""
    value: str = ""
    was: str = ""

    def hashed(self) -> str:
        """Return its part of the text that the digest of a review is made of."""
        severity = f"<Severity.{self.severity.name}: {self.severity.value!r}>"
        return (
            f"Entry(rule={self.rule!r}, severity={severity}, said={self.said!r}, "
            f"hint={self.hint!r}, sheet={self.sheet!r}, cell={self.cell!r}, item={self.item!r}, "
            f"value={self.value!r}, was={self.was!r})"
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell is marked: by the heaviest of its findings, with a note that tells them all."""

    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """All findings of the file ``source``: to be mended, not carried over, restored already."""

    source: str
    sha256: str
    problems: tuple[Entry, ...]
    left: tuple[Entry, ...] = ()
    healed: tuple[Entry, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        yield from (*self.problems, *self.left, *self.healed)

    def marks(self) -> Mapping[tuple[str, str], Mark]:
        """Return the marked cells, by sheet and address."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries():
            if entry.cell:
                found.setdefault((entry.sheet, entry.cell), []).append(entry)
        return {place: _mark(entries) for place, entries in found.items()}

    def count(self, severity: Severity) -> int:
        """Return how many entries weigh that much."""
        return sum(entry.severity is severity for entry in self.entries())

    def digest(self) -> str:
        """Return a hash of everything it says.

        The serial number of a reissued workbook rests on it, so the text that is hashed names
        classes and fields as they were called first, whatever they are called now.
        """
        text = (
            f"Review(source={self.source!r}, sha256={self.sha256!r}, "
            f"problems={_hashed(self.problems)}, left={_hashed(self.left)}, "
            f"healed={_hashed(self.healed)})"
        )
        return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _hashed(entries: tuple[Entry, ...]) -> str:
    """Return entries as Python prints a tuple: one alone has a comma behind it."""
    text = ", ".join(entry.hashed() for entry in entries)
    return f"({text},)" if len(entries) == 1 else f"({text})"


def _mark(entries: list[Entry]) -> Mark:
    ordered = sorted(entries, key=lambda entry: ORDER.index(entry.severity))
    return Mark(ordered[0].severity, "\n\n".join(map(_note, ordered)))


def _note(entry: Entry) -> str:
    said = f"【{WORDS[entry.severity]} {entry.rule}】{shortened(entry.said, LONGEST)}"
    return f"{said}\n怎么改：{shortened(entry.hint, LONGEST)}" if entry.hint else said


def shortened(text: str, longest: int) -> str:
    """Return ``text`` on one line, safe to show, and cut when it is longer."""
    shown = visible(text.replace("\n", " "))
    return shown if len(shown) <= longest else shown[:longest] + "…"
