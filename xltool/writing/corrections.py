"""The findings that a reissued workbook shows its sender: the list of all, live checks, notes."""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import parse_address
from xltool.excel_formulas.check_message import constant
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LONGEST = 400
"""Characters of one text in a note; a longer one is cut."""
LONGEST_MESSAGE = 200
"""Characters of the message of a live check: more do not fit into the list."""
MOST_TESTS, LONGEST_PART = 200, 6000
"""Tests and characters in one formula; Excel takes 255 arguments and 8,192 characters."""
LEFT, HEALED = "没有带来", "已恢复"
"""What became of a finding that nothing has to be done about in the reissued workbook."""
_ESCAPE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
"""What a program that opens a workbook takes for the code of a character."""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One finding as the sender reads it, in Chinese as the forms are.

    ``said`` is what is wrong, ``hint`` what to do. ``sheet`` and ``cell`` are its place in the
    reissued workbook: the cell is empty when none there corresponds to it, the sheet when it is
    about the whole file. ``subject`` and ``state`` are those of the finding, ``explanation`` and
    ``reply`` what was said of it. ``tests`` are formulas that compare each of its cells with what
    stands in it when the workbook is written: all hold until one is changed.
    """

    rule: str
    severity: Severity
    said: str
    hint: str
    sheet: str = ""
    cell: str = ""
    item: str = ""
    value: str = ""
    subject: str = ""
    state: str = ""
    explanation: str = ""
    reply: str = ""
    tests: tuple[str, ...] = ()

    @property
    def can_be_explained(self) -> bool:
        """Whether the sender may say why it is right: a warning, never an error."""
        return self.severity is Severity.WARNING and bool(self.subject)


class ReviewRow(NamedTuple):
    """One row of the sheet 审核意见: an entry, and what became of it when the workbook was made."""

    entry: CorrectionEntry
    fate: str = ""


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A finding that no check of a form sees: a check of its own, on the sheet 检查.

    It names ``cell`` of ``form``, and says what was found as long as all ``tests`` hold: formulas
    that compare a cell with what stands in it when the workbook is written.
    """

    form: str
    cell: str
    severity: Severity
    said: str
    tests: tuple[str, ...]

    @property
    def row(self) -> int:
        """The row of the cell, counted from 0."""
        place = parse_address(self.cell)
        assert place is not None
        return place[0]

    def text(self) -> str:
        """Return the message: one line, which no other message can be read into."""
        return f"{SEVERITY_WORDS[self.severity].zh} {self.cell} 审核：{_one_message(self.said)}\n"

    def formula(self, holds: str) -> str:
        """Return the formula of the message; ``holds`` draws whether all tests hold."""
        return f'=IF({holds},{constant(self.text().rstrip())}&CHAR(10),"")'


@dataclass(frozen=True, slots=True)
class Corrections:
    """All findings of the file ``source``.

    ``problems`` are to be corrected, the contents of ``left`` were not carried over to the
    reissued workbook, those of ``healed`` are correct in it already. Of the problems, ``live`` are
    checks that the sheets do not have by themselves.
    """

    source: str
    sha256: str
    problems: tuple[CorrectionEntry, ...]
    left: tuple[CorrectionEntry, ...] = ()
    healed: tuple[CorrectionEntry, ...] = ()
    live: tuple[LiveCheck, ...] = ()

    def entries(self) -> Iterator[CorrectionEntry]:
        """Yield every entry."""
        yield from (*self.problems, *self.left, *self.healed)

    def rows(self) -> Iterator[ReviewRow]:
        """Yield the rows of the sheet 审核意见; what is only noted of a cell stands there alone."""
        for entry in self.problems:
            if entry.severity is not Severity.INFO or not entry.cell:
                yield ReviewRow(entry)
        yield from (ReviewRow(entry, LEFT) for entry in self.left)
        yield from (ReviewRow(entry, HEALED) for entry in self.healed)

    def notes(self) -> Mapping[tuple[str, str], str]:
        """Return the note of each cell that has findings, by sheet and address."""
        found: dict[tuple[str, str], list[CorrectionEntry]] = {}
        for entry in self.entries():
            if entry.cell:
                found.setdefault((entry.sheet, entry.cell), []).append(entry)
        return {
            place: "\n\n".join(map(_note, sorted(entries, key=lambda each: each.severity.rank)))
            for place, entries in found.items()
        }

    def count(self, severity: Severity) -> int:
        """Return how many entries have a severity."""
        return sum(entry.severity is severity for entry in self.entries())

    def digest(self) -> str:
        """Return a hash of all fields: the serial number of a reissued copy depends on it."""
        return sha256(json.dumps(astuple(self)).encode()).hexdigest()


def joined_tests(tests: Iterable[str]) -> Sequence[str]:
    """Return tests joined in as few formulas as take them, without equals signs."""
    parts: list[list[str]] = [[]]
    for test in tests:
        size = sum(map(len, parts[-1])) + len(parts[-1]) + len(test)
        if len(parts[-1]) == MOST_TESTS or size > LONGEST_PART:
            parts.append([])
        parts[-1].append(test)
    return [f"AND({','.join(part)})" for part in parts]


def _note(entry: CorrectionEntry) -> str:
    text = f"【{SEVERITY_WORDS[entry.severity].zh} {entry.rule}】{shortened(entry.said, LONGEST)}"
    return f"{text}\n修改建议：{shortened(entry.hint, LONGEST)}" if entry.hint else text


def shortened(text: str, longest: int) -> str:
    """Return ``text`` on one line, safe to show, and cut after ``longest`` characters."""
    shown = visible(text.replace("\n", " "))
    return shown if len(shown) <= longest else shown[:longest] + "…"


def _one_message(text: str) -> str:
    """Return a text as a message may hold it: short, and without what begins or ends another.

    Single spaces only, for the list trims what it takes out.
    """
    said = _ESCAPE.sub(r"_ \1", visible(" ".join(text.split())))
    for word in SEVERITY_WORDS.values():
        said = said.replace(f"{word.zh} ", word.zh)
    return said if len(said) <= LONGEST_MESSAGE else f"{said[:LONGEST_MESSAGE].rstrip()}…"
