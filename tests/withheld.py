"""The example's department with decisions about its projects: its own, or those of a test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tests.examples import units_of
from xltool.campaign.folder import examples, load_campaign, planned
from xltool.consolidation.consolidate import consolidate
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import read_entered_facts
from xltool.model.submission import EntityRows, FormSize, Record
from xltool.publication.printed_tables import printed_tables
from xltool.publication.source import disclosure_of
from xltool.publication.withholding import withhold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value
    from xltool.publication.content import PrintedTable
    from xltool.publication.withholding import Withholding

COMPLETE: Final = {"ground": "单位定密事项一览表", "reviewer": "张三", "date": "2020-04-10"}


def decided(project: str, treatment: str, shown: str = "", **more: Value) -> dict[str, Value]:
    """Return a complete row of the form 公开审定, without what is given as an empty text."""
    row = {"project": project, "treatment": treatment, "shown": shown, **COMPLETE, **more}
    return {name: value for name, value in row.items() if value != ""}


def with_decisions(
    department: Submission, rows: Sequence[dict[str, Value]], form: str = "decisions"
) -> Submission:
    """Return the department with these decisions and no others."""
    code = department.entity.code
    records = tuple(Record(code, str(number), row) for number, row in enumerate(rows, start=1))
    section = EntityRows(department.entity, max(1, len(rows)))
    size = FormSize(department.entity, department.period, (section,))
    return replace(
        department,
        tables={**department.tables, form: records},
        extents={**department.extents, form: size},
    )


def withheld(
    pack: Pack,
    department: Submission,
    *rows: dict[str, Value],
    disclosure: Disclosure | None = None,
) -> Withholding:
    """Return what these decisions keep out of the department's forms."""
    values = SubmissionValues(pack, with_decisions(department, rows))
    return withhold(values, disclosure or disclosure_of(pack))


def as_decided(pack: Pack) -> Withholding:
    """Return what the example's own decisions keep out of its department's forms."""
    campaign = load_campaign(examples() / "pingxiang-2020")
    root = campaign.entity(campaign.root)
    facts = read_entered_facts(campaign.folder / "facts" / f"{root.code}.csv", pack)
    typed = facts[root.code, campaign.period].tables
    own, _ = planned(campaign, pack, root, {name: each for name, each in typed.items() if each})
    department = consolidate(pack, root, units_of(campaign, pack), own)
    return withhold(SubmissionValues(pack, department), disclosure_of(pack))


def tables_of(withholding: Withholding) -> list[PrintedTable]:
    """Return all tables that are published."""
    forms = withholding.disclosure.forms
    return [table for form in forms for table in printed_tables(withholding, form.id)]


def texts(table: PrintedTable) -> list[list[str]]:
    """Return the texts of a table, row by row; what a merged cell covers is empty."""
    rows = [[""] * len(table.widths) for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = cell.text
    return rows
