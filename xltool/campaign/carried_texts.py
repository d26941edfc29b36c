"""What people wrote last year, carried to the next: filled in for them to change, not locked.

A template says which columns, or lines, of a form are ``carried``: reasons for a change and
signatures are not, for they are true of one year only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.facts.facts import Fact, source_of, value_text
from xltool.kinds import Shape
from xltool.model.submission import DELETED, Key
from xltool.validation.cell_places import CellPlaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.campaign.succession import Succession
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Form, Pack, Table
    from xltool.model.submission import Record, Submission, Value


def former_parents(last: Campaign, succession: Succession) -> Iterator[tuple[Entity, str]]:
    """Yield each entity that consolidates others now, and the code that it had last year.

    It is known by its code; the one above all others may have a new one.
    """
    before = {entity.code for entity in last.entities}
    for entity in succession.entities:
        if entity.code in succession.sources:
            continue
        if entity.code in before:
            yield entity, entity.code
        elif not entity.parent:
            yield entity, last.root


def carried_facts(
    pack: Pack,
    own: Mapping[str, Submission],
    last: Campaign,
    succession: Succession,
    period: str,
) -> Iterator[Fact]:
    """Yield what is carried of the forms ``own`` that parents filled in last year.

    Each fact names the file and the cell in which it stood. A number that is masked is not known
    and not carried, nor is what was deleted; a text of asterisks is one, as a name to print.
    """
    for entity, former in former_parents(last, succession):
        if former in own:
            yield from _facts_of(pack, own[former], entity.code, period)


def _facts_of(pack: Pack, submission: Submission, entity: str, period: str) -> Iterator[Fact]:
    places, source = CellPlaces(pack, submission), source_of(submission)
    forms = [form for form in pack.forms if form.id in submission.extents]
    for form in forms:
        for table in form.tables if form.template.carried else ():
            for record in submission.tables.get(table.id, ()):
                for column, value in _carried_values(form, table, record):
                    at = places.at(Key(table.id, record.entity, record.row, column))
                    yield Fact(
                        entity, period, form.id, table.id, record.row, _label(table, record),
                        column, value_text(value), at.sheet, at.cell, source,
                    )  # fmt: skip


def _carried_values(form: Form, table: Table, record: Record) -> Iterator[tuple[str, Value]]:
    names = form.template.carried
    by_line = table.shape is Shape.STATEMENT
    if by_line and record.row not in names:
        return
    for column, value in record.values.items():
        is_unknown = table.column(column).kind.numeric and isinstance(value, str)
        if value is not DELETED and not is_unknown and (by_line or column in names):
            yield column, value


def _label(table: Table, record: Record) -> str:
    return table.line(record.row).label if table.lines else ""
