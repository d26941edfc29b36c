"""Carry figures to the next year's campaign, and list large changes against last year.

In a statement with the columns ``CURRENT`` and ``PRIOR``, this year's prior figure of a line is the
current figure of last year's accepted return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.batch import ReadOptions, check
from xltool.batch.given_facts import GIVEN
from xltool.campaign.folder import PROJECTS, ROWS, rows_for, start_campaign
from xltool.campaign.inbox import earlier_returns, look_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.project_list import least_rows_lines, project_lines
from xltool.csv_text import list_bytes
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import Fact, fact_lines, value_text
from xltool.kinds import ColumnKind, Shape, Verdict
from xltool.model.forms import CURRENT, PRIOR
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text, half_up
from xltool.values.decimals import NO_NUMBER, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Form, FormLine, Pack, Table
    from xltool.model.submission import Submission, Value

FILE = "prior.csv"


@dataclass(frozen=True, slots=True)
class LargeChange:
    """A line that changed much against last year, and the reason that was typed for it.

    Amounts and ``percent`` are canonical texts; ``percent`` is empty where last year is nil.
    ``cell`` is that of the reason, or of the current figure where the form asks for no reason.
    """

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


def start_next(
    folder: Path, last: Campaign, pack: Pack, period: str | None, deadline: str = ""
) -> list[Entity]:
    """Create next year's campaign in ``folder``; return the entities without figures to carry.

    Entities and projects are copied from the campaign ``last``. The figures of the accepted returns
    go into ``given/prior.csv``: they will be filled in and locked in the new workbooks. How many
    rows their registers need goes into ``rows.csv``. ``period`` is the year after, unless given.
    Raises ``CampaignError`` when ``folder`` is neither new nor empty.
    """
    period = period or str(int(last.period) + 1)
    accepted = accepted_returns(last, pack)
    rows = [fact for item in accepted.values() for fact in prior_facts(pack, item, period)]
    files = {
        f"{GIVEN}/{FILE}": list_bytes(fact_lines(rows, "csv")),
        f"{ROWS}.csv": list_bytes(least_rows_lines(_needed_rows(pack, accepted))),
        f"{PROJECTS}.csv": list_bytes(project_lines(last.projects)),
    }
    start_campaign(folder, last.entities, period, deadline, files)
    return [entity for entity in last.reporting() if entity.code not in accepted]


def _needed_rows(pack: Pack, accepted: Mapping[str, Submission]) -> Iterator[tuple[str, str, int]]:
    """Yield entity, form and rows for each register that needs more rows than the pack gives it."""
    registers = [form for form in pack.reported if form.shape is Shape.REGISTER]
    for code, submission in accepted.items():
        for form in registers:
            count = rows_for(form, len(submission.tables.get(form.id, ())))
            if count > form.template.rows:
                yield code, form.id, count


def accepted_returns(campaign: Campaign, pack: Pack) -> dict[str, Submission]:
    """Return the one accepted return of each reporting entity that has one."""
    with open_ledger(campaign.folder) as ledger:
        files = look_into(campaign, ledger, lambda _: None).counting
        way = ReadOptions(earlier=earlier_returns(ledger))
    returns, between = check(files, pack, campaign, way) if files else ([], [])
    undecided = {finding.entity for finding in between}
    accepted = {
        item.submission.entity.code: item.submission
        for item in returns
        if item.submission and item.verdict is Verdict.ACCEPTED
    }
    codes = [entity.code for entity in campaign.reporting()]
    return {code: accepted[code] for code in codes if code in accepted and code not in undecided}


def prior_facts(pack: Pack, last: Submission, period: str) -> Iterator[Fact]:
    """Yield the current figures of last year's return as prior figures of ``period``.

    Blanks are given too, with an empty value. Left out are figures that the form of ``period``
    calculates, and those that are masked or unreadable.
    """
    values, places = SubmissionValues(pack, last), CellPlaces(pack, last)
    source = last.origin.source if last.origin else ""
    for form, table, line in _lines_of_two_years(pack, last):
        current, prior = _keys_of_two_years(table, last, line)
        value = values.get(current)
        if calculating_rule(form, prior) is None and not isinstance(value, NO_NUMBER):
            place = places.at(current)
            yield Fact(
                last.entity.code, period, form.id, table.id, line.code, line.label, PRIOR,
                "" if value is None else value_text(value), place.sheet, place.cell, source,
            )  # fmt: skip


def _lines_of_two_years(
    pack: Pack, submission: Submission
) -> Iterator[tuple[Form, Table, FormLine]]:
    """Yield the lines that hold this year's figure beside last year's."""
    for form, table in pack.tables():
        if form.id in submission.extents and {CURRENT, PRIOR} <= {c.id for c in table.columns}:
            for line in table.lines:
                if not line.na & {CURRENT, PRIOR}:
                    yield form, table, line


def _keys_of_two_years(table: Table, submission: Submission, line: FormLine) -> tuple[Key, Key]:
    current = Key(table.id, submission.entity.code, line.code, CURRENT)
    return current, current._replace(column=PRIOR)


def large_changes(
    pack: Pack, returns: Iterable[Submission], above: Decimal
) -> Iterator[LargeChange]:
    """Yield each typed line that changed by more than ``above`` percent, and its reason.

    Any change from nil is large.
    """
    for submission in returns:
        values, places = SubmissionValues(pack, submission), CellPlaces(pack, submission)
        for form, table, line in _lines_of_two_years(pack, submission):
            current, prior = _keys_of_two_years(table, submission, line)
            if calculating_rule(form, current) is None:
                amounts = _large_change(values.get(current), values.get(prior), above)
                if amounts is not None:
                    yield _with_reason(values, places, table, current, amounts)


def _large_change(
    current: Value | None, prior: Value | None, above: Decimal
) -> tuple[str, str, str, str] | None:
    """Return prior, current, change and percent of a large change; None of a small one."""
    if isinstance(current, NO_NUMBER) or isinstance(prior, NO_NUMBER):
        return None
    after, before = zero_if_blank(current), zero_if_blank(prior)
    change = after - before
    percent = half_up(change * 100 / abs(before), 2) if before else None
    if not change or (percent is not None and abs(percent) <= above):
        return None
    return (
        decimal_text(before),
        decimal_text(after),
        decimal_text(change),
        "" if percent is None else decimal_text(percent),
    )


def _with_reason(
    values: SubmissionValues,
    places: CellPlaces,
    table: Table,
    key: Key,
    amounts: tuple[str, str, str, str],
) -> LargeChange:
    """Add the reason: what stands in the statement's first column of text, if it has one."""
    text = next((column.id for column in table.columns if column.kind is ColumnKind.TEXT), "")
    reason_key = key._replace(column=text)
    reason = values.entered(reason_key) or ""
    place = places.at(reason_key if text else key)
    return LargeChange(
        key.entity, place.form, place.sheet, place.label.zh, *amounts, str(reason), place.cell
    )
