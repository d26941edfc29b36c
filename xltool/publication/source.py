"""What a publication is made of: the department's values, those below it, and its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from xltool.errors import XltoolError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.publication.content import PrintedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Entity, Pack
    from xltool.model.submission import Key, Submission

PrintedTables: TypeAlias = Callable[[str], tuple[PrintedTable, ...]]
"""What gives the published tables of a form by its id: one, or one for each card."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicationSource:
    """Everything that a text may print.

    ``department`` are the values of the department itself, ``units`` those of the entities right
    below it in the order in which they were consolidated, ``entities`` the entities of the
    campaign, and ``tables`` gives the published tables of a form, already without what is withheld.
    """

    pack: Pack
    disclosure: Disclosure
    department: SubmissionValues
    units: tuple[SubmissionValues, ...]
    entities: tuple[Entity, ...]
    tables: PrintedTables

    @property
    def submission(self) -> Submission:
        """The department's submission."""
        return self.department.submission

    def in_department(self, unit: Submission, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Return the cells of the department that repeat those of a unit.

        Registers number the rows of all units on; a statement's cells are the unit's own.
        """
        code, tables = unit.entity.code, self.submission.tables
        rows = {
            (table, record.entity, record.of[1]): record.row
            for table in {key.table for key in keys}
            for record in tables.get(table, ())
            if record.of is not None and record.of[0] == code
        }
        return tuple(key._replace(row=rows.get(key[:3], key.row)) for key in keys)

    @property
    def period(self) -> str:
        """The year of the budget."""
        return self.submission.period


def disclosure_of(pack: Pack) -> Disclosure:
    """Return the publication of a pack; raise ``XltoolError`` when it has none."""
    if pack.disclosure is None:
        msg = f"{pack.title}: 报表包没有公开文本的设置 · this pack has no publication"
        raise XltoolError(msg)
    return pack.disclosure


def publication_source(
    pack: Pack, department: Submission, entities: Sequence[Entity], tables: PrintedTables
) -> PublicationSource:
    """Return the source of a department's publication; ``XltoolError`` if the pack has none."""
    units = tuple(SubmissionValues(pack, child) for child in department.children)
    values = SubmissionValues(pack, department)
    return PublicationSource(pack, disclosure_of(pack), values, units, tuple(entities), tables)


def no_tables(form: str) -> tuple[PrintedTable, ...]:  # noqa: ARG001 - of no form
    """Return no table: where only sentences are made."""
    return ()
