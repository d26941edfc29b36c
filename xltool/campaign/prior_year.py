"""Carry figures to the next year's campaign, and list large changes against last year.

A column ``prior=money(…, last="current")`` of a statement has last year's figures: those that stand
in its column ``current`` in last year's accepted return.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from xltool.batch.given_folder import GIVEN, PREFILL
from xltool.campaign.accepted_returns import accepted_returns
from xltool.campaign.carried_texts import carried_facts, former_parents
from xltool.campaign.folder import (
    CODES,
    LINES,
    PROJECTS,
    ROWS,
    start_campaign,
)
from xltool.campaign.next_sizes import needed_rows, used_lines
from xltool.campaign.project_list import least_rows_lines, project_lines, used_lines_lines
from xltool.campaign.succession import same_entities
from xltool.csv_text import list_bytes
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import Fact, fact_lines, source_of, value_text
from xltool.kinds import ColumnKind
from xltool.lists.headed_list import find_list
from xltool.model.lookup import calculating_rule
from xltool.model.notices import Notice
from xltool.model.observer import SILENT
from xltool.model.submission import Key
from xltool.model.tree_lines import form_of_size
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text, half_up
from xltool.values.decimals import NO_NUMBER, add_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

    from xltool.campaign.succession import Succession
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Form, FormLine, Pack, Table
    from xltool.model.observer import Observer
    from xltool.model.submission import Submission, Value

FILE, TEXTS = "prior.csv", "texts.csv"


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


@dataclass(frozen=True, slots=True)
class NextYear:
    """What next year's campaign is to be: its year, the one after unless given, and due day.

    Entities are those of the ``succession``; without one those of last year.
    """

    period: str = ""
    deadline: str = ""
    succession: Succession | None = None


def start_next(
    folder: Path, last: Campaign, pack: Pack, wanted: NextYear, observer: Observer = SILENT
) -> list[Notice]:
    """Create next year's campaign in ``folder``; return whose figures are not carried, and why.

    Entities and projects are those of the campaign ``last``, or as the succession says: the
    figures of entities that were merged are added, those of one that was split are carried to
    nobody. The figures of the accepted returns go into ``given/prior.csv``: they will be filled in
    and locked in the new workbooks. How many rows their registers need goes into ``rows.csv``,
    which codes their trees have into ``lines.csv``; the
    list of added codes is copied, and so are the campaign's own text files of its publication. What
    parents wrote is carried into ``prefill/``, where ``generate`` fills it in for them to change.
    Raises ``CampaignError`` when ``folder`` is neither new nor empty.
    """
    period = wanted.period or str(int(last.period) + 1)
    returns, succession = (
        accepted_returns(last, pack, observer), wanted.succession or same_entities(last)
    )  # fmt: skip
    accepted = returns.reported
    split = succession.split()
    carried = {
        code: [accepted[former] for former in formers]
        for code, formers in succession.sources.items()
        if formers and accepted.keys() >= set(formers) and not split.intersection(formers)
    }
    rows = [fact for code, of in carried.items() for fact in prior_facts(pack, of, code, period)]
    files = {
        f"{GIVEN}/{FILE}": list_bytes(fact_lines(rows, "csv")),
        f"{ROWS}.csv": list_bytes(least_rows_lines(needed_rows(pack, carried))),
        f"{PROJECTS}.csv": list_bytes(project_lines(_projects(last, succession))),
    }
    if used := list(used_lines(pack, carried)):
        files[f"{LINES}.csv"] = list_bytes(used_lines_lines(used))
    if texts := list(carried_facts(pack, returns.own, last, succession, period)):
        files[f"{PREFILL}/{TEXTS}"] = list_bytes(fact_lines(texts, "csv"))
    own_texts = pack.disclosure.texts if pack.disclosure else ()
    kept = [find_list(last.folder, CODES), *(last.folder / name for name in own_texts)]
    files |= {path.name: path.read_bytes() for path in kept if path.exists()}
    start_campaign(folder, succession.entities, period, pack, wanted.deadline, files)
    return [
        *_without_figures(last, succession, accepted.keys()),
        *_left_behind(last, succession),
        *(
            _not_carried("texts", entity)
            for entity, former in former_parents(last, succession)
            if former in returns.own_refused
        ),
    ]


def _projects(last: Campaign, succession: Succession) -> dict[str, tuple[str, ...]]:
    """Return the projects of each entity, those of a merged one once; of a split one none."""
    split = succession.split()
    found = {
        code: tuple(
            dict.fromkeys(
                project
                for former in formers
                if former not in split
                for project in last.projects.get(former, ())
            )
        )
        for code, formers in succession.sources.items()
    }
    return {code: projects for code, projects in found.items() if projects}


def _without_figures(
    last: Campaign, succession: Succession, accepted: Collection[str]
) -> Iterator[Notice]:
    """Yield the entities of the new year that get no figures of last year."""
    split = succession.split()
    for entity in succession.entities:
        formers = succession.sources.get(entity.code)
        if formers is None:  # it consolidates others
            continue
        divided = [code for code in formers if code in split]
        unknown = [code for code in formers if code not in accepted]
        if divided:
            has_projects = any(last.projects.get(code) for code in divided)
            key = "split.projects" if has_projects else "split"
            yield _not_carried(key, entity, _named(last, divided))
        elif unknown and len(formers) > 1:
            yield _not_carried("merged", entity, _named(last, unknown))
        elif unknown:
            yield _not_carried("none", entity)
        elif not formers:
            yield _not_carried("new", entity)


def _left_behind(last: Campaign, succession: Succession) -> Iterator[Notice]:
    """Yield last year's entities that nobody comes from."""
    for entity in last.reporting():
        if not succession.uses(entity.code):
            yield _not_carried("gone", entity)


def _not_carried(why: str, entity: Entity, names: str = "") -> Notice:
    words = {"unit": f"{entity.code} {entity.short}", "names": names}
    return Notice(f"carried.{why}", params=words)


def _named(last: Campaign, codes: Sequence[str]) -> str:
    return "、".join(f"{code} {last.entity(code).short}" for code in codes)


def prior_facts(
    pack: Pack, submissions: Sequence[Submission], entity: str, period: str
) -> Iterator[Fact]:
    """Yield the current figures of last year's returns, added, as prior figures of ``entity``.

    Blanks are given too, with an empty value. Left out are figures that the form of ``period``
    calculates, and those that are not known: masked, unreadable, or not in one of the returns.
    """
    values = [SubmissionValues(pack, each) for each in submissions]
    places = [CellPlaces(pack, each) for each in submissions]
    for form, table, line, years in _lines_of_two_years(pack, submissions[0]):
        if not all(form.id in each.extents for each in submissions):
            continue
        keys = [_keys_of_two_years(table, each, line, years) for each in submissions]
        value = add_values(own.get(current) for own, (current, _) in zip(values, keys, strict=True))
        stood = [own.at(current) for own, (current, _) in zip(places, keys, strict=True)]
        if calculating_rule(form, keys[0][1]) is None and not isinstance(value, NO_NUMBER):
            yield Fact(
                entity, period, form.id, table.id, line.code, line.label, years[1],
                "" if value is None else value_text(value), _joined(each.sheet for each in stood),
                _joined(each.cell for each in stood), _joined(map(source_of, submissions)),
            )  # fmt: skip


def _joined(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(texts))


def _lines_of_two_years(
    pack: Pack, submission: Submission
) -> Iterator[tuple[Form, Table, FormLine, tuple[str, str]]]:
    """Yield the lines that hold this year's figure beside last year's, with both columns."""
    for form in pack.forms:
        size = submission.extents.get(form.id)
        for table in form_of_size(form, size).tables if size else ():
            for line, years in product(table.lines, table.years.items()):
                if line.na.isdisjoint(years):
                    yield form, table, line, years


def _keys_of_two_years(
    table: Table, submission: Submission, line: FormLine, years: tuple[str, str]
) -> tuple[Key, Key]:
    current = Key(table.id, submission.entity.code, line.code, years[0])
    return current, current._replace(column=years[1])


def large_changes(
    pack: Pack, returns: Iterable[Submission], above: Decimal
) -> Iterator[LargeChange]:
    """Yield each typed line that changed by more than ``above`` percent, and its reason.

    Any change from nil is large.
    """
    for submission in returns:
        values, places = SubmissionValues(pack, submission), CellPlaces(pack, submission)
        for form, table, line, years in _lines_of_two_years(pack, submission):
            current, prior = _keys_of_two_years(table, submission, line, years)
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
