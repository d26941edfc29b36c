"""What a reissued workbook says of the return it was made from: entries, and the marks of cells."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLOURS = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFD966", Severity.INFO: "#CFE2F3"}
LONGEST = 400
"""Characters of one text in a note; the list has it whole."""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
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


@dataclass(frozen=True, slots=True)
class CorrectionMark:
    """How a cell is marked: by the heaviest of its findings, with a note that tells them all."""

    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All findings of the file ``source``: to be mended, not carried over, restored already."""

    source: str
    sha256: str
    problems: tuple[CorrectionEntry, ...]
    left: tuple[CorrectionEntry, ...] = ()
    healed: tuple[CorrectionEntry, ...] = ()

    def entries(self) -> Iterator[CorrectionEntry]:
        """Yield every entry."""
        yield from (*self.problems, *self.left, *self.healed)

    def marks(self) -> Mapping[tuple[str, str], CorrectionMark]:
        """Return the marked cells, by sheet and address."""
        found: dict[tuple[str, str], list[CorrectionEntry]] = {}
        for entry in self.entries():
            if entry.cell:
                found.setdefault((entry.sheet, entry.cell), []).append(entry)
        return {place: _mark(entries) for place, entries in found.items()}

    def count(self, severity: Severity) -> int:
        """Return how many entries weigh that much."""
        return sum(entry.severity is severity for entry in self.entries())

    def digest(self) -> str:
        """Return a hash of everything it says: the serial number of a reissued copy rests on it."""
        return sha256(json.dumps(astuple(self)).encode()).hexdigest()


def _mark(entries: list[CorrectionEntry]) -> CorrectionMark:
    ordered = sorted(entries, key=lambda entry: entry.severity.rank)
    return CorrectionMark(ordered[0].severity, "\n\n".join(map(_note, ordered)))


def _note(entry: CorrectionEntry) -> str:
    said = f"【{SEVERITY_WORDS[entry.severity].zh} {entry.rule}】{shortened(entry.said, LONGEST)}"
    return f"{said}\n怎么改：{shortened(entry.hint, LONGEST)}" if entry.hint else said


def shortened(text: str, longest: int) -> str:
    """Return ``text`` on one line, safe to show, and cut when it is longer."""
    shown = visible(text.replace("\n", " "))
    return shown if len(shown) <= longest else shown[:longest] + "…"
