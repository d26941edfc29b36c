"""From one year to the next: last year's figures given, and large changes asked about.

In a statement with the columns ``prior`` and ``current``, this year's ``prior`` is what last year's
accepted return holds as ``current``.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.batch.batch import check
from xltool.batch.given_facts import GIVEN
from xltool.campaign.folder import start_campaign
from xltool.campaign.inbox import look_into
from xltool.campaign.ledger import open_ledger
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import Fact, write_facts
from xltool.files import replacing
from xltool.kinds import ColumnKind, Verdict
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text, half_up
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Form, FormLine, Pack, Table
    from xltool.model.submission import Submission, Value

CURRENT = "current"
PRIOR = "prior"
FILE = "prior.csv"


@dataclass(frozen=True, slots=True)
class LargeChange:
    """A line that changed much against last year; ``percent`` is blank where last year is nil."""

    entity: str
    form: str
    sheet: str
    label: str
    prior: str
    current: str
    change: str
    percent: str
    reason: str
    cell: str


def start_next(folder: Path, last: Campaign, pack: Pack, period: str | None) -> list[Entity]:
    """Make next year's campaign in ``folder``; return the entities without figures to carry.

    Entities and projects are carried over. The figures of the accepted returns go into
    ``given/prior.csv``, which ``generate`` fills in and locks.
    """
    period = period or str(int(last.period) + 1)
    accepted = accepted_returns(last, pack)
    start_campaign(folder, last.folder / "entities.csv", period)
    if (last.folder / "projects.csv").exists():
        shutil.copyfile(last.folder / "projects.csv", folder / "projects.csv")
    rows = [fact for item in accepted.values() for fact in prior_facts(pack, item, period)]
    with replacing(folder / GIVEN / FILE) as path:
        path.write_text(write_facts(rows, "csv"), encoding="utf-8", newline="")
    return [entity for entity in last.reporting() if entity.code not in accepted]


def accepted_returns(campaign: Campaign, pack: Pack) -> dict[str, Submission]:
    """Return the one accepted return of each reporting entity that has one."""
    with open_ledger(campaign.folder) as ledger:
        files = look_into(campaign, ledger, lambda _: None).counting
    returns, between = check(files, pack, campaign) if files else ([], [])
    undecided = {finding.entity for finding in between}
    accepted = {
        item.submission.entity.code: item.submission
        for item in returns
        if item.submission and item.verdict is Verdict.ACCEPTED
    }
    codes = [entity.code for entity in campaign.reporting()]
    return {code: accepted[code] for code in codes if code in accepted and code not in undecided}


def prior_facts(pack: Pack, last: Submission, period: str) -> Iterator[Fact]:
    """Yield last year's figures as facts of ``period``; a nil is given as a blank."""
    book, sites = SubmissionValues(pack, last), CellPlaces(pack, last)
    source = last.origin.source if last.origin else ""
    for form, table, line in _compared(pack, last):
        now, before = (Key(table.id, last.entity.code, line.code, c) for c in (CURRENT, PRIOR))
        value = book.get(now)
        if calculating_rule(form, before) is None and not isinstance(value, NO_NUMBER):
            place = sites.at(now)
            yield Fact(
                last.entity.code, period, form.id, table.id, line.code, line.label, PRIOR,
                "" if value is None else decimal_text(value), place.sheet, place.cell, source,
            )  # fmt: skip


def _compared(pack: Pack, submission: Submission) -> Iterator[tuple[Form, Table, FormLine]]:
    """Yield the lines that hold this year's figure beside last year's."""
    for form, table in pack.tables():
        if form.id in submission.extents and {CURRENT, PRIOR} <= {c.id for c in table.columns}:
            for line in table.lines:
                if not line.na & {CURRENT, PRIOR}:
                    yield form, table, line


def large_changes(
    pack: Pack, returns: Iterable[Submission], above: Decimal
) -> Iterator[LargeChange]:
    """Yield each typed line that changed by more than ``above`` percent, and its reason."""
    for submission in returns:
        book, sites = SubmissionValues(pack, submission), CellPlaces(pack, submission)
        for form, table, line in _compared(pack, submission):
            now, before = (
                Key(table.id, submission.entity.code, line.code, column)
                for column in (CURRENT, PRIOR)
            )
            if calculating_rule(form, now) is None:
                change = _change(book.get(now), book.get(before), above)
                if change is not None:
                    yield _large(book, sites, table, now, change)


def _change(now: Value | None, before: Value | None, above: Decimal) -> tuple[str, ...] | None:
    """Return prior, current, change and percent of a large change; None of a small one."""
    if isinstance(now, NO_NUMBER) or isinstance(before, NO_NUMBER):
        return None
    this, last = now or Decimal(0), before or Decimal(0)
    change = this - last
    percent = half_up(change * 100 / abs(last), 2) if last else None
    if not change or (percent is not None and abs(percent) <= above):
        return None
    return (
        decimal_text(last),
        decimal_text(this),
        decimal_text(change),
        "" if percent is None else decimal_text(percent),
    )


def _large(
    book: SubmissionValues, sites: CellPlaces, table: Table, key: Key, change: tuple[str, ...]
) -> LargeChange:
    """Add where the reason stands: the statement's first column of text."""
    prior, current, amount, percent = change
    about = next((column.id for column in table.columns if column.kind is ColumnKind.TEXT), "")
    asked = key._replace(column=about)
    reason = book.entered(asked) or ""
    place = sites.at(asked if about else key)
    return LargeChange(
        key.entity, place.form, place.sheet, place.label.zh, prior, current, amount, percent,
        str(reason), place.cell,
    )  # fmt: skip
