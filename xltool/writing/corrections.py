"""The findings that a reissued workbook shows its sender: a list of entries, and marks of cells."""

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
"""Characters of one text in a note; a longer one is cut, the list has more of it."""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One finding as the sender reads it, in Chinese as the forms are.

    ``said`` is what is wrong, ``hint`` what to do. ``sheet`` and ``cell`` are its place in the
    reissued workbook: the cell is empty when none there corresponds to it, the sheet when it is
    about the whole file. ``was`` is its place in the file that came back.
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
    """How a cell is marked: by its most severe finding, with a note that has all of them."""

    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All findings of the file ``source``.

    ``problems`` are to be corrected, the contents of ``left`` were not carried over to the
    reissued workbook, those of ``healed`` are correct in it already.
    """

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
        """Return how many entries have a severity."""
        return sum(entry.severity is severity for entry in self.entries())

    def digest(self) -> str:
        """Return a hash of all fields: the serial number of a reissued copy depends on it."""
        return sha256(json.dumps(astuple(self)).encode()).hexdigest()


def _mark(entries: list[CorrectionEntry]) -> CorrectionMark:
    ordered = sorted(entries, key=lambda entry: entry.severity.rank)
    return CorrectionMark(ordered[0].severity, "\n\n".join(map(_note, ordered)))


def _note(entry: CorrectionEntry) -> str:
    text = f"【{SEVERITY_WORDS[entry.severity].zh} {entry.rule}】{shortened(entry.said, LONGEST)}"
    return f"{text}\n怎么改：{shortened(entry.hint, LONGEST)}" if entry.hint else text


def shortened(text: str, longest: int) -> str:
    """Return ``text`` on one line, safe to show, and cut after ``longest`` characters."""
    shown = visible(text.replace("\n", " "))
    return shown if len(shown) <= longest else shown[:longest] + "…"
