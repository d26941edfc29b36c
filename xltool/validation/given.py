"""What the campaign gives: facts in ``given/`` that are filled in and locked, as last year's."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.errors import CampaignError
from xltool.facts import read_facts
from xltool.model import Key, Record, Severity
from xltool.numbers import plain
from xltool.validation.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.campaign.folder import Campaign
    from xltool.facts import Tables
    from xltool.model import Finding, Pack, Return, Value

GIVEN = "given"


def given_files(campaign: Campaign) -> list[Path]:
    """Return the facts files that the campaign gives, in the order of their names."""
    return sorted((campaign.folder / GIVEN).glob("*.csv"))


def given_keys(campaign: Campaign) -> frozenset[Key]:
    """Return where something is given; a line without a value gives a blank, locked as well."""
    found = set[Key]()
    for path in given_files(campaign):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            found |= {Key(*(row[name] for name in Key._fields)) for row in rows}
    return frozenset(found)


def _values(tables: Mapping[str, tuple[Record, ...]]) -> list[tuple[Key, Value]]:
    return [
        (Key(table, record.entity, record.row, column), value)
        for table, records in tables.items()
        for record in records
        for column, value in record.values.items()
    ]


def merged(facts: Tables, given: Tables) -> Tables:
    """Return both together; raise ``CampaignError`` where they contradict each other."""
    known = dict(_values(facts))
    for key, value in _values(given):
        if known.setdefault(key, value) != value:
            msg = (
                f"{'.'.join(key)}: 预填 {known[key]}，任务给定 {value} · "
                "the data contradict what the campaign gives"
            )
            raise CampaignError(msg)
    return {
        table: _joined(facts.get(table, ()), given.get(table, ())) for table in {**facts, **given}
    }


def _joined(some: tuple[Record, ...], more: tuple[Record, ...]) -> tuple[Record, ...]:
    rows = {record.row: record for record in some}
    for record in more:
        values = rows[record.row].values if record.row in rows else {}
        rows[record.row] = Record(record.entity, record.row, {**values, **record.values})
    return tuple(rows.values())


def altered(campaign: Campaign, pack: Pack, returns: Iterable[Return]) -> list[Return]:
    """Return the returns with a finding where a given value is no longer what was given."""
    keys = given_keys(campaign)
    if not keys:
        return list(returns)
    tables = [read_facts(path, pack) for path in given_files(campaign)]
    values = {
        key: value for found in tables for given in found.values() for key, value in _values(given)
    }
    return [
        replace(item, findings=(*item.findings, *_differing(pack, item, keys, values)))
        for item in returns
    ]


def _differing(
    pack: Pack, item: Return, keys: Iterable[Key], values: Mapping[Key, Value]
) -> Iterator[Finding]:
    submission = item.submission
    if submission is None:
        return
    sites, typed = Sites(pack, submission), dict(_values(submission.tables))
    for key in sorted(keys):
        given = pack.form_of(key.table).id in submission.extents
        if key.entity != submission.entity.code or not given:
            continue
        now, before = typed.get(key), values.get(key)
        if now != before:
            value, expected = ("" if found is None else plain(found) for found in (now, before))
            yield replace(
                sites.at(key), rule="XL-133", severity=Severity.ERROR, value=value,
                message="XL-133" if expected else "XL-133.blank", expected=expected,
                params={"taken": value},
            )  # fmt: skip
