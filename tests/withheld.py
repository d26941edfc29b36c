"""The example's department with decisions about its projects, and how its forms are published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.disclosure import Disclosure, PrintedForm
from xltool.model.submission import EntityRows, FormSize, Record
from xltool.publication.withholding import withhold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value
    from xltool.publication.content import PrintedTable
    from xltool.publication.withholding import Withholding

FORMS: Final = (
    PrintedForm("income_expenditure", absent=("note",), notes=False, landscape=True),
    PrintedForm("three_public", absent=("reason",)),
    PrintedForm(
        "procurement",
        absent=("no", "disclosure", "asset"),
        withheld=(
            "budget", "unit_price", "amount", "general", "fund", "soe", "special", "other",
        ),
        by="project",
        landscape=True,
    ),
    PrintedForm("fixed_assets"),
    PrintedForm(
        "performance",
        absent=("project",),
        withheld=("goal", "name", "description", "value", "basis"),
        by="project",
        landscape=True,
    ),
)  # fmt: skip
DISCLOSURE: Final = Disclosure(texts=(), forms=FORMS, endings=("f kn", "yp", "f"))
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
    disclosure: Disclosure = DISCLOSURE,
) -> Withholding:
    """Return what these decisions keep out of the department's forms."""
    return withhold(SubmissionValues(pack, with_decisions(department, rows)), disclosure)


def texts(table: PrintedTable) -> list[list[str]]:
    """Return the texts of a table, row by row; what a merged cell covers is empty."""
    rows = [[""] * len(table.widths) for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = cell.text
    return rows
