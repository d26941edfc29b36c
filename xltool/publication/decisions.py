"""公开审定: how each project is published, as the department decided it, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.free_text import normalize_name
from xltool.kinds import Shape
from xltool.model.row_ids import card_of
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.disclosure import Disclosure
    from xltool.model.submission import Record

PUBLISHED, UNNAMED, UNPUBLISHED = "公开", "隐名公开", "不公开"
"""What is decided of a project: it is published; its rows are, without name and figures; nothing
of it is, but that it is counted."""
_STRICTNESS = {PUBLISHED: 0, UNNAMED: 1}
_STRICTEST = 2
_YES = "是"


@dataclass(frozen=True, slots=True)
class DisclosureDecision:
    """One row of the form 公开审定: what is decided of a project, as it was typed.

    ``row`` is the number of the row, by which reports name a project that is withheld. ``shown`` is
    the name that is published, ``ground`` why, ``reviewer`` who decided and ``date`` when; blanks
    are empty. With ``inferable`` figures of it may follow from what is published.
    """

    row: int
    project: str
    treatment: str
    shown: str = ""
    ground: str = ""
    reviewer: str = ""
    date: str = ""
    inferable: bool = False

    @property
    def withholds(self) -> bool:
        """Whether anything of the project is withheld."""
        return self.strictness > 0

    @property
    def leaves_out(self) -> bool:
        """Whether nothing of the project is printed; so where it is not said how it is."""
        return self.strictness == _STRICTEST

    @property
    def strictness(self) -> int:
        """How much is withheld: 0 for nothing, 2 for all, also if what is typed says nothing."""
        return _STRICTNESS.get(self.treatment, _STRICTEST)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row or card of a published form that belongs to a project; ``row`` is its row id."""

    form: str
    entity: str
    row: str
    project: str


@dataclass(frozen=True, slots=True)
class ProjectDecisions:
    """All decisions, found by the names of projects as R24 compares them.

    Spacing, width, case and the ``endings`` that a budget system adds do not count. Of several
    decisions about one project the strictest holds.
    """

    decisions: tuple[DisclosureDecision, ...]
    endings: tuple[str, ...]
    by_name: Mapping[str, DisclosureDecision]

    def of(self, project: str) -> DisclosureDecision | None:
        """Return what is decided of a project; None when nothing is, so that it is published."""
        return self.by_name.get(self.name(project))

    def name(self, project: str) -> str:
        """Return a project's name in the one way of writing in which names are compared."""
        return normalize_name(project, self.endings)


def read_decisions(values: SubmissionValues, disclosure: Disclosure) -> ProjectDecisions:
    """Return the decisions of a department; without the form there are none.

    A row that names no project is left out: it is told as XL-235.
    """
    rows = tuple(map(_decision, values.records(disclosure.decisions)))
    found: dict[str, DisclosureDecision] = {}
    for decision in rows:
        name = normalize_name(decision.project, disclosure.endings)
        if name and decision.strictness >= found.get(name, decision).strictness:
            found[name] = decision
    return ProjectDecisions(rows, disclosure.endings, found)


def _decision(record: Record) -> DisclosureDecision:
    def typed(column: str) -> str:
        value = record.get(column)
        return "" if value is None else decimal_text(value)

    return DisclosureDecision(
        int(record.row), typed("project"), typed("treatment"), typed("shown"), typed("ground"),
        typed("reviewer"), typed("date"), inferable=typed("inferable") == _YES,
    )  # fmt: skip


def project_rows(values: SubmissionValues, disclosure: Disclosure) -> Iterator[ProjectRow]:
    """Yield every row and card of the published forms that names a project, in printed order."""
    for printed in disclosure.forms:
        if not printed.by:
            continue
        for record in values.records(printed.id):
            name = record.get(printed.by)
            if name is not None:
                yield ProjectRow(printed.id, record.entity, record.row, decimal_text(name))


def row_of(values: SubmissionValues, table: str, row: str) -> str:
    """Return the row or card of a form that names the project of a row: ``2`` for ``2/3``."""
    is_card = values.form_of(table).shape is Shape.CARDS
    return card_of(row) if is_card else row
