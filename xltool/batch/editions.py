"""Whether a return is the workbook that the campaign would send out today, or an earlier one.

Projects may be listed, and rows given, after workbooks were sent out: whoever fills in an earlier
one has no place for them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity, Shape
from xltool.model.findings import Finding
from xltool.model.row_ids import card_of
from xltool.text import Bilingual, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.batch.given_facts import GivenFacts
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Submission


def with_edition_notes(
    campaign: Campaign, pack: Pack, given: GivenFacts, returns: Iterable[Return]
) -> list[Return]:
    """Return the returns with a note on each form that lacks projects or rows of today's."""
    return [
        replace(
            item,
            findings=(*item.findings, *_notes(campaign, pack, given, item.submission)),
        )
        if item.submission and not item.submission.children
        else item
        for item in returns
    ]


def _notes(
    campaign: Campaign, pack: Pack, given: GivenFacts, submission: Submission
) -> Iterator[Finding]:
    projects = campaign.projects.get(submission.entity.code, ())
    for form in pack.reported:
        if form.id not in submission.extents or form.shape is Shape.STATEMENT:
            continue
        missing = _missing_projects(form, submission, projects)
        if missing:
            names = "、".join(f"“{name}”" for name in missing)
            english = ", ".join(f"“{name}”" for name in missing)
            what = Bilingual(f"没有后来增加的项目{names}", f"it lacks the project(s) {english}")
            yield _note(form, submission, what)
        elif lacking := _missing_rows(form, submission, given):
            what = Bilingual(f"少后来增加的 {lacking} 行", f"it lacks {lacking} row(s)")
            yield _note(form, submission, what)


def _note(form: Form, submission: Submission, what: Bilingual) -> Finding:
    place = submission.places.get(form.id)
    return Finding(
        "XL-185", Severity.INFO, "XL-185", submission.entity.code, form.id,
        place.sheet if place else form.template.sheet,
        params={"what": what.zh, "what_en": what.en},
    )  # fmt: skip


def _missing_projects(form: Form, submission: Submission, projects: tuple[str, ...]) -> list[str]:
    """Return the projects that no card names, if the workbook was sent out with fewer of them.

    A name that somebody typed over is no sign of an earlier edition: it was there. Where the
    workbook does not say which names it was sent out with, all that stand in it count.
    """
    if form.shape is not Shape.CARDS:
        return []
    column = next(iter(form.template.fields))
    names = [
        unspaced(str(record.values[column]))
        for record in submission.tables.get(form.id, ())
        if column in record.values
    ]
    locked = [key for key in submission.fixed if (key.table, key.column) == (form.id, column)]
    if len(locked or names) >= len(projects):
        return []
    return [project for project in projects if unspaced(project) not in names]


def _missing_rows(form: Form, submission: Submission, given: GivenFacts) -> int:
    """Return how many rows are given beyond the last one of the form."""
    tables = given.tables.get(submission.entity.code, {})
    rows = (
        int(card_of(record.row)) for table in form.tables for record in tables.get(table.id, ())
    )
    count = sum(section.count for section in submission.extents[form.id].sections)
    return max(max(rows, default=0) - count, 0)
