"""Reminders as a document: a page for each entity, in the words of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.documents.content_text import content_text, day_text, local_time, titled
from xltool.documents.document import ContentKind, Document, DocumentPage, DocumentTable
from xltool.kinds import Severity
from xltool.model.entries import by_severity
from xltool.report.findings_document import PROBLEM_COLUMNS, columns_of, problem_row
from xltool.report.reminder_words import SITUATIONS, TITLES, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.campaign.reminders import Reminder
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.entries import Entry
    from xltool.model.forms import Entity

_OFFICERS = {"规则", "填写的值"}
"""Columns that those who are reminded do not need: the workbook has what they typed."""
_SHOWN = [at for at, (name, *_) in enumerate(PROBLEM_COLUMNS) if name.zh not in _OFFICERS]
_FILL_IN = {ReportingState.OWES, ReportingState.UNTOUCHED}


def reminder_document(
    board: StatusBoard,
    reminders: Sequence[Reminder],
    issuer: Entity,
    language: str,
    made: datetime | None = None,
) -> Document:
    """Return a page for each reminder, sent by ``issuer``."""
    made = made or datetime.now().astimezone()
    letters = (_Letter(board, item, language, made) for item in reminders)
    title = titled(board.title, WORDS["document"], language)
    return Document(title, language, made, tuple(letter.page(issuer) for letter in letters))


@dataclass(frozen=True, slots=True)
class _Letter:
    """One reminder in words."""

    board: StatusBoard
    reminder: Reminder
    language: str
    made: datetime

    def page(self, issuer: Entity) -> DocumentPage:
        """Return the letter: to whom, what is the matter, what to do, from whom."""
        status = self.reminder.status
        space = " " if self.language == "en" else ""
        steps = (f"{at}. {self._said(step)}" for at, step in enumerate(self._steps(), start=1))
        lines = (
            self._said("to", name=status.entity.name),
            f"{self._said(self._due())}{space}{self._situation()}",
            self._said("please"), *steps,
        )  # fmt: skip
        return DocumentPage(
            f"{status.entity.code} {status.entity.short}",
            TITLES[status.state].in_language(self.language), lines, tuple(self._tables()),
            (self._said("contact"),), signed=False,
            issuer=(self._said("seal", name=issuer.name), day_text(self.made, self.language)),
        )  # fmt: skip

    def _said(self, key: str, **more: object) -> str:
        return WORDS[key].in_language(self.language).format(**self._facts(), **more)

    def _facts(self) -> Mapping[str, object]:
        """Return what the words name."""
        board = self.board
        day = day_text(date.fromisoformat(board.deadline), self.language) if board.deadline else ""
        return {
            "title": board.title, "period": board.period, "day": day,
            "workbook": self.reminder.workbook,
        }  # fmt: skip

    def _due(self) -> str:
        if not self.board.deadline:
            return "about"
        return "was due" if self.board.overdue else "due"

    def _situation(self) -> str:
        """Return what was received, and what came of it."""
        status = self.reminder.status
        at = content_text(local_time(status.at), ContentKind.TIME)
        return (
            SITUATIONS[status.state]
            .in_language(self.language)
            .format(
                now=content_text(self.made, ContentKind.TIME),
                late=self._said("late", days=status.late) if status.late else "",
                files=(", " if self.language == "en" else "、").join(status.files),
                at=self._said("at", at=at) if at else "",
                errors=status.errors,
                warnings=status.warnings,
                also=self._said("also", warnings=status.warnings) if status.warnings else "",
            )
        )

    def _steps(self) -> Iterator[str]:
        """Yield what to do, by the names of ``WORDS``."""
        state, marked = self.reminder.status.state, self.reminder.is_marked
        if state in _FILL_IN:
            yield "fill in" if self.reminder.workbook else "ask"
            yield "cover"
        elif state is ReportingState.UNDECIDED:
            yield "compare"
        else:
            found = {entry.finding.severity for entry in self._entries()}
            if Severity.ERROR in found:
                yield "mend marked" if marked else "mend"
            if Severity.WARNING in found:
                yield "explain marked" if marked else "explain"
        yield "by" if self.board.deadline and not self.board.overdue else "soon"

    def _entries(self) -> list[Entry]:
        """Return errors and warnings, errors first, those that another one causes too."""
        if self.reminder.status.state in {*_FILL_IN, ReportingState.UNDECIDED}:
            return []
        every = _flat(self.reminder.problems)
        return by_severity(each for each in every if each.finding.severity is not Severity.INFO)

    def _tables(self) -> Iterator[DocumentTable]:
        """Yield what has to be mended or explained, if anything."""
        rows = (problem_row(entry, self.language) for entry in self._entries())
        shown = tuple(tuple(row[at] for at in _SHOWN) for row in rows)
        if shown:
            headings = tuple(PROBLEM_COLUMNS[at] for at in _SHOWN)
            title = self._said("problems")
            yield DocumentTable(columns_of(headings, self.language), shown, title)


def _flat(found: Iterable[Entry]) -> Iterator[Entry]:
    for entry in found:
        yield entry
        yield from entry.related
